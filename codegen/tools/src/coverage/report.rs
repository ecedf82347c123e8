//! What coverage found, as plain data. Serialized, it is the output of `--format json`; its shape is
//! described in `docs/spec-format.md`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::words::word;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Operations, by method and path.
    Operations,
    /// Fields of requests and responses.
    Fields,
    /// JSON types of the fields that are there.
    Types,
    /// Whether fields are required.
    Mandatory,
    /// Conditions under which fields are required.
    Conditions,
    /// Values of fields whose values the document lists.
    Values,
    /// Smallest and largest numbers.
    Ranges,
    /// Smallest and largest numbers of characters, items and entries.
    Lengths,
    /// Regular expressions.
    Patterns,
    /// What the service assumes for what is absent.
    Defaults,
    /// Statuses of operations.
    Statuses,
    /// Tables that some entry cites.
    Tables,
    /// JSON bodies.
    Examples,
    /// Rows of tables that belong to no operation.
    Structures,
    /// Statuses that are explained for all operations.
    CommonStatuses,
    /// Error codes.
    ErrorCodes,
    /// Permissions.
    Permissions,
}

impl Metric {
    /// All metrics in the order in which they are shown.
    pub const ALL: [Metric; 17] = [
        Metric::Operations,
        Metric::Fields,
        Metric::Types,
        Metric::Mandatory,
        Metric::Conditions,
        Metric::Values,
        Metric::Ranges,
        Metric::Lengths,
        Metric::Patterns,
        Metric::Defaults,
        Metric::Statuses,
        Metric::Tables,
        Metric::Examples,
        Metric::Structures,
        Metric::CommonStatuses,
        Metric::ErrorCodes,
        Metric::Permissions,
    ];

    /// Heading of the metric's column.
    pub fn heading(self) -> String {
        word(&self).replace('_', " ")
    }
}

/// How much of something the specification has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Count {
    /// How much the ledger lists.
    pub total: usize,
    /// How much of it the specification has.
    pub covered: usize,
    /// How much of the rest is waived.
    pub waived: usize,
}

impl Count {
    /// Hundredths of a per cent, rounded down: only what is complete is 10,000.
    pub fn share(self) -> usize {
        (self.covered * 10_000).checked_div(self.total).unwrap_or(10_000)
    }
}

/// Counts by metric; a metric that the ledger has no rows for is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts(pub BTreeMap<Metric, Count>);

impl Counts {
    /// The count of a metric.
    pub fn get(&self, metric: Metric) -> Option<Count> {
        self.0.get(&metric).copied()
    }

    /// Adds other counts.
    pub fn add(&mut self, other: &Counts) {
        for (metric, count) in &other.0 {
            let sum = self.0.entry(*metric).or_default();
            sum.total += count.total;
            sum.covered += count.covered;
            sum.waived += count.waived;
        }
    }
}

/// Something that the ledger lists and the specification does not have, or has otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gap {
    /// The section of the document.
    pub section: String,
    /// Method and path of the operation that the section describes.
    pub operation: Option<String>,
    /// What is counted.
    pub metric: Metric,
    /// The thing, as a waiver names it.
    pub item: String,
    /// What is missing.
    pub message: String,
    /// Where the ledger lists it: file, line and column.
    pub ledger: String,
    /// Where the specification says otherwise, if it says anything.
    pub specification: Option<String>,
}

/// A gap that is there on purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Waived {
    /// The gap.
    #[serde(flatten)]
    pub gap: Gap,
    /// Name of the waiver.
    pub waiver: String,
    /// Why the specification is right without it.
    pub reason: String,
    /// Errata that bear on it.
    pub errata: Vec<String>,
}

/// What was found about a group of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct GroupReport {
    /// Name of the group.
    pub name: String,
    /// The counts.
    pub counts: Counts,
    /// What is missing.
    pub gaps: Vec<Gap>,
    /// What is missing on purpose.
    pub waived: Vec<Waived>,
}

/// What was found about a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DocumentReport {
    /// Id of the document.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The counts of all groups.
    pub counts: Counts,
    /// The groups in the order of the ledger's files.
    pub groups: Vec<GroupReport>,
}

/// Operations that the ledger's documents do not have, and that another document describes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FurtherReport {
    /// Id of the document.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The operations, as method and path.
    pub operations: Vec<String>,
}

/// An item of a waiver that nothing needs, because the specification has it, or because the ledger
/// does not list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UnusedWaiver {
    /// Name of the waiver.
    pub waiver: String,
    /// Id of the document.
    pub document: String,
    /// The section.
    pub section: String,
    /// What it waives.
    pub item: String,
    /// Where it is written.
    pub ledger: String,
}

/// How much of what the documents contain the specification has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The counts of all documents.
    pub counts: Counts,
    /// The documents in the order of `sources.yaml`.
    pub documents: Vec<DocumentReport>,
    /// Waivers that nothing needs.
    pub unused_waivers: Vec<UnusedWaiver>,
    /// Operations that no section of their document describes, as method and path. They are no gap.
    pub unlisted: Vec<String>,
    /// Operations of documents that the ledger does not contain, in the order of `sources.yaml`.
    pub further: Vec<FurtherReport>,
}

impl Report {
    /// All gaps that are not waived.
    pub fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.groups().flat_map(|group| &group.gaps)
    }

    /// All gaps that are waived.
    pub fn waived(&self) -> impl Iterator<Item = &Waived> {
        self.groups().flat_map(|group| &group.waived)
    }

    /// Whether everything is there or waived, and every waiver is needed.
    pub fn is_complete(&self) -> bool {
        self.gaps().next().is_none() && self.unused_waivers.is_empty()
    }

    fn groups(&self) -> impl Iterator<Item = &GroupReport> {
        self.documents.iter().flat_map(|document| &document.groups)
    }

    /// Keeps the groups of a document whose names begin with a string, whatever its
    /// letter case. The rest is left out, and what belongs to no group: waivers that nothing needs
    /// belong to a document, operations that no section describes to none.
    pub fn select(&mut self, document: Option<&str>, group: Option<&str>) {
        let group = group.map(str::to_lowercase);
        self.documents.retain(|entry| document.is_none_or(|id| entry.id == id));
        for entry in &mut self.documents {
            entry.groups.retain(|entry| group.as_ref().is_none_or(|name| entry.name.to_lowercase().starts_with(name)));
        }
        self.documents.retain(|entry| !entry.groups.is_empty());
        if document.is_some() || group.is_some() {
            self.unlisted.clear();
            self.further.clear();
        }
        self.unused_waivers.retain(|waiver| group.is_none() && document.is_none_or(|id| waiver.document == id));
        self.add_up();
    }

    /// Counts of documents and of the whole from those of groups.
    pub(super) fn add_up(&mut self) {
        self.counts = Counts::default();
        for document in &mut self.documents {
            document.counts = Counts::default();
            for group in &document.groups {
                document.counts.add(&group.counts);
            }
            self.counts.add(&document.counts);
        }
    }
}
