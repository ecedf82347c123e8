//! Rules: one row for each way in which a definition can change, with the verdict on the wire for each direction.
//! The verdict in Rust is computed from the public items of the crates instead.

mod table;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::definitions::Site;
use crate::words::word;

/// Effect of a change on an old client that talks to a new server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Wire {
    /// A client that follows the old contract can fail.
    Breaking,
    /// The specification cannot tell, or the behavior differs without an error.
    Risky,
    /// Nothing that worked stops working.
    Safe,
    /// Nothing on the wire changes.
    Docs,
}

impl Wire {
    /// All verdicts, the worst first.
    pub const ALL: [Wire; 4] = [Wire::Breaking, Wire::Risky, Wire::Safe, Wire::Docs];

    /// Returns the verdict as it is written in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Wire::Breaking => "breaking",
            Wire::Risky => "risky",
            Wire::Safe => "safe",
            Wire::Docs => "docs",
        }
    }
}

/// A verdict with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) wire: Wire,
    pub(crate) why: &'static str,
    /// Instructions for clients and for the author of the change. Empty where nothing needs to be done.
    pub(crate) advice: &'static str,
}

/// A rule for one or several kinds of definitions.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) sites: &'static [Site],
    pub(crate) suffix: &'static str,
    /// Follows the name of the definition. `{old}`, `{new}` and `{key}` are filled in.
    pub(crate) title: &'static str,
    /// Suffix of the reverse change.
    pub(crate) mirror: &'static str,
    pub(crate) request: Verdict,
    pub(crate) response: Verdict,
}

/// A way in which one kind of definition can change.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub(crate) site: Site,
    pub(crate) row: &'static Row,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Rule) -> bool {
        self.site == other.site && self.row.suffix == other.row.suffix
    }
}

impl Rule {
    pub(crate) fn find(site: Site, suffix: &str) -> Option<Rule> {
        let row = rows().find(|row| row.suffix == suffix && row.sites.contains(&site))?;
        Some(Rule { site, row })
    }

    /// Returns the rule for what no other rule describes.
    pub(crate) fn unclassified() -> Rule {
        Rule { site: Site::Api, row: &table::UNCLASSIFIED }
    }

    /// Returns all rules.
    pub fn all() -> impl Iterator<Item = Rule> {
        rows().flat_map(|row| row.sites.iter().map(move |site| Rule { site: *site, row }))
    }

    /// Returns the rule with this id.
    pub fn from_id(id: &str) -> Option<Rule> {
        Rule::all().find(|rule| rule.id() == id)
    }

    /// Returns the id: the kind of definition, and how it changed. Acknowledgements name it.
    pub fn id(self) -> String {
        format!("{}-{}", word(&self.site), self.row.suffix)
    }

    /// Returns the id of the reverse change.
    pub fn mirror(self) -> String {
        format!("{}-{}", word(&self.site), self.row.mirror)
    }

    /// Returns the verdicts on the wire in requests and in responses.
    pub fn wire(self) -> [Wire; 2] {
        [self.row.request.wire, self.row.response.wire]
    }

    /// Returns what to do in requests and in responses. Empty where nothing needs to be done.
    pub fn advice(self) -> [&'static str; 2] {
        [self.row.request.advice, self.row.response.advice]
    }

    /// Whether the verdict follows from what the definition contains. The one of the rule is the usual one.
    pub fn is_computed(self) -> bool {
        const COMPUTED: &[&str] =
            &["type-widened", "type-narrowed", "type-changed", "kind-changed", "renamed-with-alias"];
        let of_values = matches!(self.site, Site::Value | Site::Variant) && self.row.suffix == "renamed";
        of_values || COMPUTED.contains(&self.row.suffix)
    }

    /// Returns the text that `--explain` prints.
    pub fn explanation(self) -> String {
        let what = self.row.title.replace("{key}", "setting").replace("{old}", "…").replace("{new}", "…");
        let Row { request, response, .. } = self.row;
        let line = |direction: &str, Verdict { wire, why, advice }: Verdict| {
            let advice = if advice.is_empty() { String::new() } else { format!("\n  {advice}") };
            format!("{direction}: {}: {why}{advice}\n", wire.as_str())
        };
        let verdicts = if request == response {
            line("wire", *request)
        } else {
            line("in requests", *request) + &line("in responses", *response)
        };
        let computed = "These are the usual verdicts. That of a change follows from what the types contain.\n";
        format!(
            "{}: {what}\n\n{verdicts}{}rust: computed from the public items of the crates before and after\n\
             reverse: {}\n",
            word(&self.site).replace('-', " "),
            if self.is_computed() { computed } else { "" },
            self.mirror()
        )
    }
}

fn rows() -> impl Iterator<Item = &'static Row> {
    table::VALUES.iter().chain(table::PLAIN).chain([&table::UNCLASSIFIED])
}
