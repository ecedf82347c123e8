//! Result of a comparison, as plain data. Serialized, it is the output of `--format json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::definitions::{Reach, Site};
use super::rules::Wire;
use super::surface::{Crate, Rust};
use specwright_language::source::Span;

/// Differences between two specifications.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format. New fields do not change it.
    pub format_version: u32,
    /// Name of the older side: a revision or a directory.
    pub old: String,
    /// Name of the newer side.
    pub new: String,
    /// Status of the comparison: `clean`, or `findings` at or above the level that fails.
    pub status: Status,
    /// Counts and releases.
    pub summary: Summary,
    /// Findings, the worst first.
    pub findings: Vec<Finding>,
    /// Acknowledgements without a finding.
    pub unused_acknowledgements: Vec<UnusedAcknowledgement>,
}

/// Status of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// No finding fails.
    Clean,
    /// At least one finding fails.
    Findings,
}

/// Counts and releases of a comparison.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Summary {
    /// Findings by verdict on the wire.
    pub wire: BTreeMap<Wire, usize>,
    /// Findings by verdict in Rust, in the crate with the worst one.
    pub rust: BTreeMap<Rust, usize>,
    /// Findings that correct the specification, while the service is unchanged.
    pub corrections: usize,
    /// Acknowledged findings.
    pub acknowledged: usize,
    /// Release that each crate requires.
    pub releases: BTreeMap<Crate, Release>,
}

/// Release that a crate requires.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Release {
    /// Worst verdict of the crate, including what it re-exports from the model.
    pub verdict: Rust,
    /// Version of the older side.
    pub from: String,
    /// Version of the newer side.
    pub to: String,
    /// Lowest version that semantic versioning allows.
    pub needed: String,
    /// Whether the newer side has at least this version.
    pub sufficient: bool,
}

/// Cause of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The service or its documents changed.
    Upstream,
    /// The specification was wrong: an erratum or a source changed with it.
    Correction,
    /// Descriptions, names and other choices of the specification.
    Editorial,
}

/// Change of one definition, or the same change of several.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Finding {
    /// Id of the rule.
    pub rule: String,
    #[serde(skip)]
    pub(crate) site: Site,
    /// Definition, such as `v1.Thing.name`.
    pub definition: String,
    /// Other definitions with the same change at the same place.
    pub also: Vec<String>,
    /// What happened, in one sentence.
    pub title: String,
    /// Family and group, or `shared`. Empty for the API as a whole.
    pub group: String,
    /// Verdict on the wire.
    pub wire: Wire,
    /// Reason for the verdict on the wire.
    pub reason: String,
    /// What to do about it on the wire. Absent where nothing needs to be done.
    pub advice: Option<String>,
    /// Verdict for each crate.
    pub rust: BTreeMap<Crate, Rust>,
    /// Items of the crates that differ, the worst first.
    pub items: Vec<ItemChange>,
    /// Cause of the change.
    pub cause: Cause,
    /// Whether it follows from other findings.
    pub consequence: bool,
    /// Place on the older side.
    pub old: Option<Place>,
    /// Place on the newer side.
    pub new: Option<Place>,
    /// Nearest place on the newer side, for what was removed.
    pub anchor: Option<Place>,
    /// Definition on the newer side that contained what was removed.
    #[serde(skip)]
    pub(crate) within: Option<String>,
    /// Operations that use it.
    pub reaches: Vec<Reach>,
    /// Source of the newer value: document and section.
    pub source: Option<String>,
    /// Errata about it.
    pub errata: Vec<String>,
    /// Reason of its acknowledgement.
    pub acknowledged: Option<String>,
}

impl Finding {
    /// Returns the worst verdict of the crates.
    pub fn worst_rust(&self) -> Rust {
        self.rust.values().copied().min().unwrap_or_default()
    }

    /// Returns the verdict on the wire. A correction breaks no caller: the service is unchanged.
    pub(crate) fn effective_wire(&self) -> Wire {
        match self.cause {
            Cause::Correction if self.wire == Wire::Breaking => Wire::Risky,
            _ => self.wire,
        }
    }

    /// Returns the worse of both verdicts. `Docs` does not concern users of the API or of the crates.
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

/// Public item that differs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemChange {
    /// Crate of the item.
    #[serde(rename = "crate")]
    pub krate: Crate,
    /// Effect on programs.
    pub verdict: Rust,
    /// Difference.
    pub text: String,
}

/// Place in a file.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// Path of the file.
    pub file: String,
    /// Line, counted from one.
    pub line: usize,
    /// Column in characters, counted from one.
    pub column: usize,
    /// Value at this place. Absent where the definition as a whole was added or removed.
    pub value: Option<String>,
    #[serde(skip)]
    pub(crate) span: Span,
}

/// Acknowledgement without a finding.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnusedAcknowledgement {
    /// Id of the rule.
    pub rule: String,
    /// Definition that it names.
    pub definition: String,
    /// Path of the file.
    pub file: String,
    /// Line, counted from one.
    pub line: usize,
}

/// Lowest level of findings that fails a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Breaking findings.
    Breaking,
    /// Breaking and risky findings.
    Risky,
    /// Any finding.
    Any,
    /// No finding.
    Never,
}

/// Verdict that decides whether a comparison fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Axis {
    /// Verdict on the wire.
    Wire,
    /// Verdict in Rust.
    Rust,
    /// Worse of both.
    Both,
}

impl Report {
    /// Sets the status. Acknowledged findings do not fail.
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
