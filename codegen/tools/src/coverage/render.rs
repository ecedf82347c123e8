//! The report for people: as text and as Markdown.

use std::fmt::Write;

use super::report::{
    Count, Counts, DocumentReport, FurtherReport, Gap, GroupReport, Metric, Report, UnusedWaiver, Waived,
};
use crate::words::things;

const FURTHER: &str = "Further operations, which only other documents describe";

/// Text: counts, then every gap; waived ones only if asked for.
pub fn text(report: &Report, waived: bool) -> String {
    let mut out = String::new();
    for document in &report.documents {
        let _ = writeln!(out, "{} ({})", document.title, document.id);
        for line in columns(&grid(document)) {
            let _ = writeln!(out, "  {line}");
        }
        out.push('\n');
    }
    if !report.further.is_empty() {
        let _ = writeln!(out, "{FURTHER}");
        for line in columns(&further(&report.further)) {
            let _ = writeln!(out, "  {line}");
        }
        out.push('\n');
    }
    for document in &report.documents {
        for group in document.groups.iter().filter(|group| !group.gaps.is_empty()) {
            let _ = writeln!(out, "missing: {}, {}", document.id, group.name);
            for section in group.gaps.chunk_by(|one, other| one.section == other.section) {
                heading(&mut out, section.first());
                for gap in section {
                    let place = gap.specification.as_ref().unwrap_or(&gap.ledger);
                    let _ = writeln!(out, "    {}: {} [{place}]", gap.item, gap.message);
                }
            }
            out.push('\n');
        }
    }
    if !report.unused_waivers.is_empty() {
        out.push_str("waivers that nothing needs: remove them\n");
        for unused in &report.unused_waivers {
            let UnusedWaiver { waiver, document, section, item, ledger } = unused;
            let _ = writeln!(out, "    {waiver}: {document} {section}, {item} [{ledger}]");
        }
        out.push('\n');
    }
    if waived {
        for document in &report.documents {
            for group in document.groups.iter().filter(|group| !group.waived.is_empty()) {
                let _ = writeln!(out, "waived: {}, {}", document.id, group.name);
                group_of_waived(&mut out, &group.waived);
                out.push('\n');
            }
        }
    }
    out.push_str(&summary(report));
    out
}

/// Waived rows by section, with the reason once behind all rows that share it.
fn group_of_waived(out: &mut String, waived: &[Waived]) {
    for section in waived.chunk_by(|one, other| one.gap.section == other.gap.section) {
        heading(out, section.first().map(|waived| &waived.gap));
        for rows in section.chunk_by(|one, other| one.waiver == other.waiver) {
            for Waived { gap, .. } in rows {
                let _ = writeln!(out, "    {}: {}", gap.item, gap.message);
            }
            if let Some(waived) = rows.first() {
                let _ = writeln!(out, "      {}: {}", waived.waiver, reason(waived));
            }
        }
    }
}

/// The section of a gap.
fn heading(out: &mut String, gap: Option<&Gap>) {
    if let Some(gap) = gap {
        let operation = gap.operation.as_deref().unwrap_or_default();
        let _ = writeln!(out, "{}", format!("  {} {operation}", gap.section).trim_end());
    }
}

/// What it comes to, in a line or two.
fn summary(report: &Report) -> String {
    let (gaps, waived) = (report.gaps().count(), report.waived().count());
    let mut out = match (gaps, report.unused_waivers.len()) {
        (0, 0) => "everything is covered or waived".to_owned(),
        (gaps, 0) => things(gaps, "gap"),
        (0, unused) => things(unused, "unused waiver"),
        (gaps, unused) => format!("{} and {}", things(gaps, "gap"), things(unused, "unused waiver")),
    };
    let _ = writeln!(out, "; {} waived", things(waived, "row"));
    if !report.unlisted.is_empty() {
        let count = things(report.unlisted.len(), "operation");
        let _ = writeln!(out, "no section of the ledger describes {count} of the specification");
    }
    out
}

fn reason(waived: &Waived) -> String {
    if waived.errata.is_empty() {
        waived.reason.clone()
    } else {
        format!("{} ({})", waived.reason, waived.errata.join(", "))
    }
}

/// Markdown: the tables, then every gap and every waived row.
pub fn markdown(report: &Report) -> String {
    let mut out = table(report);
    list(&mut out, report, "Missing", |group| group.gaps.iter().map(line).collect());
    list(&mut out, report, "Waived", |group| {
        let waived = group.waived.iter();
        waived.map(|waived| format!("{} {}", line(&waived.gap), escaped(&reason(waived)))).collect()
    });
    if !report.unused_waivers.is_empty() {
        out.push_str("\n### Waivers that nothing needs\n\n");
        for waiver in &report.unused_waivers {
            let _ = writeln!(out, "- {}: {} {} `{}`", waiver.waiver, waiver.document, waiver.section, waiver.item);
        }
    }
    out
}

/// Lines of all groups under a heading; nothing if there is none.
fn list(out: &mut String, report: &Report, heading: &str, lines: impl Fn(&GroupReport) -> Vec<String>) {
    let mut first = true;
    for document in &report.documents {
        for group in &document.groups {
            let lines = lines(group);
            if lines.is_empty() {
                continue;
            }
            if std::mem::take(&mut first) {
                let _ = writeln!(out, "\n### {heading}");
            }
            let _ = writeln!(out, "\n{}, {}:\n\n{}", document.title, group.name, lines.join("\n"));
        }
    }
}

fn line(gap: &Gap) -> String {
    format!("- {} `{}`: {}.", gap.section, gap.item, escaped(&gap.message))
}

/// Returns the tables alone, as in docs/coverage.md.
pub fn table(report: &Report) -> String {
    let mut out = String::new();
    for document in &report.documents {
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "{}:\n", document.title);
        rows(&mut out, &grid(document));
    }
    if !report.further.is_empty() {
        let _ = writeln!(out, "\n{FURTHER}:\n");
        rows(&mut out, &further(&report.further));
    }
    out
}

/// A grid as a table: the first column to the left, the others to the right.
fn rows(out: &mut String, grid: &[Vec<String>]) {
    for (index, row) in grid.iter().enumerate() {
        let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
        if index == 0 {
            let _ = writeln!(out, "|---|{}", "--:|".repeat(row.len() - 1));
        }
    }
}

/// Further operations by document: a heading, a row for each, and the sum.
fn further(documents: &[FurtherReport]) -> Vec<Vec<String>> {
    let row = |name: &str, count: usize| vec![name.to_owned(), count.to_string()];
    let all = documents.iter().map(|document| document.operations.len()).sum();
    std::iter::once(vec!["document".to_owned(), "operations".to_owned()])
        .chain(documents.iter().map(|document| row(&document.title, document.operations.len())))
        .chain([row("all", all)])
        .collect()
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*")
}

/// The counts of a document: a heading, a row for each group, and the sums.
fn grid(document: &DocumentReport) -> Vec<Vec<String>> {
    let metrics: Vec<Metric> =
        Metric::ALL.into_iter().filter(|metric| document.counts.get(*metric).is_some()).collect();
    let row = |name: &str, counts: &Counts, cell: fn(Count) -> String| -> Vec<String> {
        let cells = metrics.iter().map(|metric| counts.get(*metric).map_or_else(String::new, cell));
        std::iter::once(name.to_owned()).chain(cells).collect()
    };
    let heading = std::iter::once("group".to_owned());
    let mut rows = vec![heading.chain(metrics.iter().map(|metric| metric.heading())).collect()];
    let ratio = |count: Count| format!("{}/{}", count.covered, count.total);
    for group in &document.groups {
        rows.push(row(&group.name, &group.counts, ratio));
    }
    rows.push(row("all", &document.counts, ratio));
    rows.push(row("covered", &document.counts, |count| percent(count.share())));
    if metrics.iter().any(|metric| document.counts.get(*metric).is_some_and(|count| count.waived > 0)) {
        rows.push(row("waived", &document.counts, |count| count.waived.to_string()));
    }
    rows
}

/// Hundredths of a per cent as text.
fn percent(share: usize) -> String {
    if share == 10_000 { "100 %".to_owned() } else { format!("{}.{:02} %", share / 100, share % 100) }
}

/// A grid with its columns aligned: the first to the left, the others to the right.
fn columns(grid: &[Vec<String>]) -> Vec<String> {
    let width = |column: usize| {
        grid.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let line = |row: &Vec<String>| {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let width = width(column);
            if column == 0 { format!("{cell:<width$}") } else { format!("  {cell:>width$}") }
        });
        cells.collect::<String>().trim_end().to_owned()
    };
    grid.iter().map(line).collect()
}
