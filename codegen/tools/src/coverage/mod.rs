//! Compares the specification with the ledger: with what the documents contain.
//!
//! `ledger` reads the rows, `surface` says what the specification has, this module puts the two side
//! by side, `report` holds what comes out, and `render` writes it for people.

mod ledger;
mod render;
mod report;
mod surface;

use std::collections::{BTreeMap, BTreeSet};

use ledger::{Ledger, Place, Row, Section, Waiver};
pub use render::{markdown, table, text};
pub use report::{
    Count, Counts, DocumentReport, FurtherReport, Gap, GroupReport, Metric, Report, UnusedWaiver, Waived,
};
use surface::{Found, Surface};

use specwright_language::diagnostics::Sink;
use specwright_language::ir::{Api, Operation, Source, TypeKind};
use specwright_language::source::{SourceMap, Span};

/// Reads the ledger and compares. Returns `None` if there is no ledger; errors in it are
/// reported.
pub(crate) fn coverage(api: &Api, sources: &SourceMap, sink: &mut Sink) -> Option<Report> {
    let ledger = ledger::read(api, sources, sink)?;
    let mut compare = Compare::new(api, sources, &ledger);
    let mut documents: BTreeMap<usize, DocumentReport> = BTreeMap::new();
    for group in &ledger.groups {
        let document = &api.documents[group.document];
        let entry = documents.entry(group.document).or_insert_with(|| DocumentReport {
            id: document.name.value.clone(),
            title: document.title.clone(),
            ..DocumentReport::default()
        });
        // A group may have several files.
        let index = entry.groups.iter().position(|known| known.name == group.name).unwrap_or_else(|| {
            entry.groups.push(GroupReport { name: group.name.clone(), ..GroupReport::default() });
            entry.groups.len() - 1
        });
        for section in &group.sections {
            compare.section(group.document, section, &mut entry.groups[index]);
        }
    }
    let (unlisted, further) = compare.beyond(&ledger);
    let mut report = Report {
        documents: documents.into_values().collect(),
        unused_waivers: compare.unused(),
        unlisted,
        further,
        ..Report::default()
    };
    report.add_up();
    Some(report)
}

fn route_of(section: &Section) -> Option<&str> {
    section.operation.as_ref().map(|operation| operation.as_str())
}

/// Returns the statuses of an operation.
fn answered(operation: &Operation) -> impl Iterator<Item = u16> + '_ {
    let unchanged = operation.conditional.as_ref().map(|_| 304);
    operation.errors.iter().copied().chain(operation.successes()).chain(unchanged)
}

struct Compare<'a> {
    api: &'a Api,
    sources: &'a SourceMap,
    /// By method and path.
    operations: BTreeMap<String, &'a Operation>,
    /// Tables that some entry cites, with their documents.
    cited: BTreeSet<(usize, &'a str)>,
    /// Statuses of any operation.
    statuses: BTreeSet<u16>,
    error_codes: BTreeSet<&'a str>,
    permissions: BTreeSet<&'a str>,
    waivers: &'a [Waiver],
    /// Indices of the waivers that are needed.
    used: BTreeSet<usize>,
}

impl<'a> Compare<'a> {
    fn new(api: &'a Api, sources: &'a SourceMap, ledger: &'a Ledger) -> Compare<'a> {
        let route = |operation: &Operation| format!("{} {}", operation.route.method.as_str(), operation.route.path);
        let error_codes = api.error_catalogs.iter().flat_map(|catalog| &catalog.codes);
        let tables = |source: &'a Source| source.tables.iter().map(|table| (source.document, table.as_str()));
        Compare {
            api,
            sources,
            operations: api.operations.iter().map(|operation| (route(operation), operation)).collect(),
            cited: cited(api).into_iter().flat_map(tables).collect(),
            statuses: api.operations.iter().flat_map(answered).collect(),
            error_codes: error_codes.map(|code| code.name.as_str()).collect(),
            permissions: api.permissions.iter().map(|permission| permission.name.as_str()).collect(),
            waivers: &ledger.waivers,
            used: BTreeSet::new(),
        }
    }

    fn section(&mut self, document: usize, section: &Section, group: &mut GroupReport) {
        let operation = route_of(section).and_then(|route| self.operations.get(route)).copied();
        let mut look = Look { compare: self, section, operation, counts: Counts::default(), gaps: Vec::new() };
        if let Some(route) = &section.operation {
            let gap = || ("operation".to_owned(), "no such operation".to_owned(), route.span, None);
            look.tally(Metric::Operations, operation.is_some(), gap);
        }
        look.statuses();
        look.examples();
        look.rows(document);
        look.names(document);
        let (counts, gaps) = (look.counts, look.gaps);
        self.settle(document, section, counts, gaps, group);
    }

    /// Returns the operations that no section describes: those of documents that the ledger contains, and those
    /// of all others.
    fn beyond(&self, ledger: &Ledger) -> (Vec<String>, Vec<FurtherReport>) {
        let sections = ledger.groups.iter().flat_map(|group| &group.sections);
        let listed: BTreeSet<&str> = sections.filter_map(route_of).collect();
        let (mut unlisted, mut further) = (Vec::new(), BTreeMap::<usize, Vec<String>>::new());
        for (route, operation) in self.operations.iter().filter(|(route, _)| !listed.contains(route.as_str())) {
            let document = operation.source.document;
            if ledger.groups.iter().any(|group| group.document == document) {
                unlisted.push(route.clone());
            } else {
                further.entry(document).or_default().push(route.clone());
            }
        }
        let report = |(document, operations): (usize, Vec<String>)| {
            let document = &self.api.documents[document];
            FurtherReport { id: document.name.value.clone(), title: document.title.clone(), operations }
        };
        (unlisted, further.into_iter().map(report).collect())
    }

    fn place(&self, span: Span) -> String {
        let (line, column) = self.sources.line_column(span);
        format!("{}:{line}:{column}", self.sources.display_path(span.file))
    }

    /// Looks for waivers, and adds what was found to the group. What is missing because the whole
    /// operation is missing is counted, but named together with the operation.
    fn settle(
        &mut self,
        document: usize,
        section: &Section,
        mut counts: Counts,
        gaps: Vec<(Gap, usize)>,
        group: &mut GroupReport,
    ) {
        let missing = gaps.iter().any(|(gap, _)| gap.metric == Metric::Operations);
        let whole = if missing { self.waiver(document, section, "operation") } else { None };
        let mut lost: BTreeMap<Metric, usize> = BTreeMap::new();
        let mut named = Vec::new();
        for (gap, size) in gaps {
            let waiver = self.waiver(document, section, &gap.item).or(whole);
            if waiver.is_some()
                && let Some(count) = counts.0.get_mut(&gap.metric)
            {
                count.waived += size;
            }
            if missing && gap.metric != Metric::Operations {
                *lost.entry(gap.metric).or_default() += size;
            } else {
                named.push((gap, waiver));
            }
        }
        group.counts.add(&counts);
        for (mut gap, waiver) in named {
            if !lost.is_empty() {
                let lost: Vec<String> = lost.iter().map(|(metric, n)| format!("{} {n}", metric.heading())).collect();
                gap.message = format!("{}; missing with it: {}", gap.message, lost.join(", "));
            }
            match waiver {
                None => group.gaps.push(gap),
                Some(waiver) => group.waived.push(Waived {
                    gap,
                    waiver: waiver.name.clone(),
                    reason: waiver.reason.clone(),
                    errata: waiver.errata.clone(),
                }),
            }
        }
    }

    /// The waiver of an item, which is needed from now on.
    fn waiver(&mut self, document: usize, section: &Section, item: &str) -> Option<&'a Waiver> {
        let index = self.waivers.iter().position(|waiver| {
            waiver.document == document && waiver.section == section.name.value && waiver.item.value == item
        })?;
        self.used.insert(index);
        self.waivers.get(index)
    }

    fn unused(&self) -> Vec<UnusedWaiver> {
        let unused = self.waivers.iter().enumerate().filter(|(index, _)| !self.used.contains(index));
        let unused = unused.map(|(_, waiver)| UnusedWaiver {
            waiver: waiver.name.clone(),
            document: self.api.documents[waiver.document].name.value.clone(),
            section: waiver.section.clone(),
            item: waiver.item.value.clone(),
            ledger: self.place(waiver.item.span),
        });
        unused.collect()
    }
}

/// A section while it is looked at.
struct Look<'c, 'a> {
    compare: &'c Compare<'a>,
    section: &'c Section,
    operation: Option<&'a Operation>,
    counts: Counts,
    /// With how many of the counted things each of them is.
    gaps: Vec<(Gap, usize)>,
}

/// What is missing, what there is to say about it, and the places in the ledger and in the specification.
type Missing = (String, String, Span, Option<Span>);

impl Look<'_, '_> {
    fn statuses(&mut self) {
        let place = self.place();
        for status in &self.section.statuses {
            let (metric, ok, message) = match (&self.section.operation, self.operation) {
                (None, _) => (Metric::CommonStatuses, self.compare.statuses.contains(status), "no operation has it"),
                (Some(_), None) => (Metric::Statuses, false, ""),
                (Some(_), Some(operation)) => {
                    let ok = answered(operation).any(|answered| answered == **status);
                    (Metric::Statuses, ok, "the operation does not have it")
                }
            };
            self.tally(metric, ok, || (format!("status {status}"), message.to_owned(), status.span, place));
        }
    }

    fn examples(&mut self) {
        let place = self.place();
        for (side, printed) in &self.section.examples {
            let examples = self.operation.map_or(&[][..], |operation| &operation.examples);
            let here = examples.iter().filter(|example| example.value[*side].get("body").is_some()).count();
            self.tally_many(Metric::Examples, printed.value, here.min(printed.value), || {
                let message = format!("the document prints {printed}, the specification has {here}");
                (format!("examples {side}"), message, printed.span, place)
            });
        }
    }

    fn rows(&mut self, document: usize) {
        let api = self.compare.api;
        let surface = self.operation.map(|operation| Surface::of_operation(api, operation));
        let mut alone: BTreeMap<&str, Surface<'_>> = BTreeMap::new();
        for row in &self.section.rows {
            if row.place == Place::Alone {
                let surface = || Surface::of_table(api, document, &row.table);
                self.structure(row, alone.entry(&row.table).or_insert_with(surface));
            } else {
                self.field(row, surface.as_ref());
            }
        }
    }

    /// A field of an operation: whether it is there, and what it is.
    fn field(&mut self, row: &Row, surface: Option<&Surface<'_>>) {
        let (name, span, place) = (&row.name, row.name.span, self.place());
        let found = surface.and_then(|surface| surface.find(row.place.parts(), row.paths()));
        self.tally(Metric::Fields, found.is_some(), || {
            (format!("field {name}"), format!("not there (table {}, {})", row.table, row.written), span, place)
        });
        let Some(found) = found else { return };
        let differs = |document: &str, here: &str| format!("the document says {document}, the specification {here}");
        self.tally(Metric::Types, found.agrees(row.ty), || {
            let here: Vec<&str> = found.types.iter().map(|ty| ty.name()).collect();
            (format!("type {name}"), differs(&row.written, &here.join(" or ")), span, Some(found.span))
        });
        self.limits(row, &found);
        for value in &row.values {
            self.tally(Metric::Values, found.values.contains(&value.to_lowercase()), || {
                (format!("value {name}={value}"), "not among the values here".to_owned(), span, Some(found.span))
            });
        }
    }

    /// Whether a field is required, and which values it may have.
    fn limits(&mut self, row: &Row, found: &Found) {
        let (name, place) = (&row.name, Some(found.span));
        let differs = |document: &str, here: &str| format!("the document says {document}, the specification {here}");
        if let Some(required) = row.required {
            self.tally(Metric::Mandatory, found.required == required, || {
                let word = |required| if required { "required" } else { "optional" };
                (format!("mandatory {name}"), differs(word(required), word(found.required)), name.span, place)
            });
        }
        for (other, values) in &row.conditions {
            let wanted: BTreeSet<String> = values.iter().map(|value| value.to_lowercase()).collect();
            let known = found.conditions.get(&other.value).cloned().unwrap_or_default();
            self.tally(Metric::Conditions, known == wanted, || {
                let words = |values: &BTreeSet<String>| match values.is_empty() {
                    true => "nothing of it".to_owned(),
                    false => values.iter().map(String::as_str).collect::<Vec<_>>().join(" or "),
                };
                let message = differs(&format!("{other} is {}", words(&wanted)), &words(&known));
                (format!("condition {name} by {other}"), message, other.span, place)
            });
        }
        for (metric, limit) in &row.limits {
            let known = found.limits.get(metric);
            self.tally(*metric, known.is_some_and(|known| known.contains(&limit.value)), || {
                let here: Vec<&str> = known.into_iter().flatten().map(String::as_str).collect();
                let here = if here.is_empty() { "nothing".to_owned() } else { here.join(" or ") };
                let heading = metric.heading();
                let word = heading.strip_suffix('s').unwrap_or(&heading);
                (format!("{word} {name}"), differs(limit, &here), limit.span, place)
            });
        }
    }

    /// A row of a table that belongs to no operation: it counts if all that it says is there.
    fn structure(&mut self, row: &Row, surface: &Surface<'_>) {
        let found = surface.find(row.place.parts(), row.paths());
        let message = match &found {
            None => Some(format!("no type that cites table {} has it", row.table)),
            Some(found) if !found.agrees(row.ty) => Some(format!("it is not of the type {}", row.written)),
            Some(found) => {
                let missing = row.values.iter().filter(|value| !found.values.contains(&value.to_lowercase()));
                let missing: Vec<&str> = missing.map(|value| value.as_str()).collect();
                (!missing.is_empty()).then(|| format!("it lacks the values {}", missing.join(", ")))
            }
        };
        if let Some(found) = &found {
            self.limits(row, found);
        }
        self.tally(Metric::Structures, message.is_none(), || {
            let place = found.map(|found| found.span);
            (format!("structure {} {}", row.table, row.path), message.unwrap_or_default(), row.name.span, place)
        });
    }

    /// Tables, error codes and permissions.
    fn names(&mut self, document: usize) {
        let (section, compare) = (self.section, self.compare);
        for table in &section.tables {
            self.tally(Metric::Tables, compare.cited.contains(&(document, table.as_str())), || {
                (format!("table {table}"), "no entry cites it".to_owned(), table.span, None)
            });
        }
        let lists = [
            (Metric::ErrorCodes, "error code", &section.error_codes, &compare.error_codes),
            (Metric::Permissions, "permission", &section.permissions, &compare.permissions),
        ];
        for (metric, what, names, known) in lists {
            for name in names {
                self.tally(metric, known.contains(name.as_str()), || {
                    (format!("{what} {name}"), "not there".to_owned(), name.span, None)
                });
            }
        }
    }

    /// The place of the operation.
    fn place(&self) -> Option<Span> {
        self.operation.map(|operation| operation.name.span)
    }

    fn tally(&mut self, metric: Metric, ok: bool, missing: impl FnOnce() -> Missing) {
        self.tally_many(metric, 1, usize::from(ok), missing);
    }

    fn tally_many(&mut self, metric: Metric, total: usize, covered: usize, missing: impl FnOnce() -> Missing) {
        let count = self.counts.0.entry(metric).or_default();
        count.total += total;
        count.covered += covered;
        if covered < total {
            let (item, message, ledger, specification) = missing();
            let gap = Gap {
                section: self.section.name.value.clone(),
                operation: route_of(self.section).map(str::to_owned),
                metric,
                item,
                message,
                ledger: self.compare.place(ledger),
                specification: specification.map(|span| self.compare.place(span)),
            };
            self.gaps.push((gap, total - covered));
        }
    }
}

/// The sources of all entries.
fn cited(api: &Api) -> Vec<&Source> {
    let mut cited: Vec<&Source> = api.cited.iter().collect();
    for operation in &api.operations {
        cited.push(&operation.source);
        cited.extend(&operation.statuses_source);
        cited.extend(operation.parameters.iter().filter_map(|parameter| parameter.source.as_ref()));
        cited.extend(operation.examples.iter().filter_map(|example| example.source.as_ref()));
    }
    for ty in &api.types {
        cited.push(&ty.source);
        match &ty.kind {
            TypeKind::Struct(fields) => cited.extend(fields.iter().map(|field| &field.source)),
            TypeKind::Enum(values) => cited.extend(values.values.iter().filter_map(|value| value.source.as_ref())),
            TypeKind::Union(_) | TypeKind::Shaped(_) | TypeKind::Id(_) => {}
        }
    }
    for catalog in &api.error_catalogs {
        cited.push(&catalog.source);
        cited.extend(catalog.codes.iter().filter_map(|code| code.source.as_ref()));
    }
    cited.extend(api.permissions.iter().map(|permission| &permission.source));
    cited
}
