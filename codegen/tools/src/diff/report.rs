//! What a comparison found, as plain data. Serialised, it is the output of `--format json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::definitions::{Reach, Site};
use super::rules::Wire;
use super::surface::{Crate, Rust};
use specwright_language::source::Span;

/// All that differs between two specifications.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format; further fields may come without another number.
    pub format_version: u32,
    /// What the older side is called: a revision or a directory.
    pub old: String,
    /// What the newer side is called.
    pub new: String,
    /// How the comparison ended: `clean`, or `findings` that reach the level that fails.
    pub status: Status,
    /// What it comes to.
    pub summary: Summary,
    /// The findings, the worst first.
    pub findings: Vec<Finding>,
    /// Acknowledgements that no finding needs.
    pub unused_acknowledgements: Vec<UnusedAcknowledgement>,
}

/// How a comparison ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Nothing that fails.
    Clean,
    /// Something at or above the level that fails.
    Findings,
}

/// What a comparison comes to.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// Findings by what they mean on the wire.
    pub wire: BTreeMap<Wire, usize>,
    /// Findings by what they mean in Rust, in whichever crate it is worst.
    pub rust: BTreeMap<Rust, usize>,
    /// Findings where the specification was wrong, not the service changed.
    pub corrections: usize,
    /// Findings that somebody has acknowledged.
    pub acknowledged: usize,
    /// The release that each crate needs.
    pub releases: BTreeMap<Crate, Release>,
}

/// The release that a crate needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Release {
    /// The worst that happens to the crate, counting what it takes over from the model.
    pub verdict: Rust,
    /// The version of the older side.
    pub from: String,
    /// The version of the newer side.
    pub to: String,
    /// The lowest version that says enough.
    pub needed: String,
    /// Whether the newer side has at least that.
    pub sufficient: bool,
}

/// Where a change comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The service or its documents changed.
    Upstream,
    /// The specification was wrong: an erratum or a source moved along.
    Correction,
    /// Words, names and other things that are ours.
    Editorial,
}

/// A change of one definition, or the same change of several.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    #[serde(skip)]
    pub(crate) site: Site,
    /// The definition: `v1.Thing.name`.
    pub definition: String,
    /// Other definitions with the same change from the same place.
    pub also: Vec<String>,
    /// What happened, in one sentence.
    pub title: String,
    /// Family and group that it belongs to, or `shared`; empty: the API as a whole.
    pub group: String,
    /// What it means on the wire.
    pub wire: Wire,
    /// Why.
    pub reason: String,
    /// What it means for each crate.
    pub rust: BTreeMap<Crate, Rust>,
    /// Which items of the crates differ, the worst first.
    pub items: Vec<ItemChange>,
    /// Where it comes from.
    pub cause: Cause,
    /// Whether it only follows from other findings.
    pub consequence: bool,
    /// The place on the older side.
    pub old: Option<Place>,
    /// The place on the newer side.
    pub new: Option<Place>,
    /// The nearest place that is left on the newer side, for what is gone.
    pub anchor: Option<Place>,
    /// The definition on the newer side that something gone stood in.
    #[serde(skip)]
    pub(crate) within: Option<String>,
    /// Operations that it reaches.
    pub reaches: Vec<Reach>,
    /// What justifies the newer value: document and section.
    pub source: Option<String>,
    /// Errata that bear on it.
    pub errata: Vec<String>,
    /// Why somebody accepts it.
    pub acknowledged: Option<String>,
}

impl Finding {
    /// The worst that it means for a crate.
    pub fn worst_rust(&self) -> Rust {
        self.rust.values().copied().min().unwrap_or_default()
    }

    /// Whether the wire verdict stands: what is corrected has been so all along.
    pub(crate) fn effective_wire(&self) -> Wire {
        match self.cause {
            Cause::Correction if self.wire == Wire::Breaking => Wire::Risky,
            _ => self.wire,
        }
    }

    /// How bad it is, whichever verdict says so. `Docs` is of no interest to users of the API and of the crates.
    pub(crate) fn weight(&self) -> Wire {
        let least = if self.consequence { Rust::Minor } else { Rust::Patch };
        match (self.effective_wire(), self.worst_rust()) {
            (Wire::Breaking, _) | (_, Rust::Breaking) => Wire::Breaking,
            (Wire::Risky, _) => Wire::Risky,
            (Wire::Docs, rust) if rust >= least => Wire::Docs,
            _ => Wire::Safe,
        }
    }
}

/// A public item that differs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemChange {
    /// The crate.
    #[serde(rename = "crate")]
    pub krate: Crate,
    /// What it does to programs.
    pub verdict: Rust,
    /// What differs.
    pub text: String,
}

/// A place in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// Path of the file.
    pub file: String,
    /// Line, counted from one.
    pub line: usize,
    /// Column in characters, counted from one.
    pub column: usize,
    /// What is said there; none where the definition as a whole came or went.
    pub value: Option<String>,
    #[serde(skip)]
    pub(crate) span: Span,
}

/// An acknowledgement that no finding needs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnusedAcknowledgement {
    /// Id of the rule.
    pub rule: String,
    /// The definition.
    pub definition: String,
    /// Path of the file.
    pub file: String,
    /// Line, counted from one.
    pub line: usize,
}

/// From which findings on a comparison fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// What breaks clients or programs.
    Breaking,
    /// That, and what may.
    Risky,
    /// Any finding.
    Any,
    /// None.
    Never,
}

/// Which verdict decides whether a comparison fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// What happens on the wire.
    Wire,
    /// What happens to programs.
    Rust,
    /// Whichever is worse.
    Both,
}

impl Report {
    /// Decides how the comparison ended. What is acknowledged does not fail.
    #[must_use]
    pub fn judged(mut self, level: Level, axis: Axis) -> Report {
        let fails = |finding: &Finding| {
            let (wire, rust) = (axis != Axis::Rust, axis != Axis::Wire);
            let breaking =
                wire && finding.effective_wire() == Wire::Breaking || rust && finding.worst_rust() == Rust::Breaking;
            let risky = wire && finding.effective_wire() == Wire::Risky;
            finding.acknowledged.is_none()
                && match level {
                    Level::Breaking => breaking,
                    Level::Risky => breaking || risky,
                    Level::Any => true,
                    Level::Never => false,
                }
        };
        let failed = self.findings.iter().any(fails);
        self.status = if failed { Status::Findings } else { Status::Clean };
        self
    }
}
