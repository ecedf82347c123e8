//! The report as text, in the look of rustc.

use std::fmt::Write;

use annotate_snippets::{Level, Renderer};

use super::definitions::Site;
use super::report::{Cause, Finding, Place, Report};
use super::rules::Wire;
use super::surface::Rust;
use crate::words::{one_line, things};
use specwright_language::diagnostics::{Style, excerpt};
use specwright_language::source::{FileId, SourceMap, Span};

/// Detail of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Counts changes that affect neither the wire nor an item.
    Usual,
    /// Shows everything.
    All,
}

/// Renders the findings and the summary.
pub fn text(report: &Report, old: &SourceMap, new: &SourceMap, style: Style, detail: Detail) -> String {
    let renderer = match style {
        Style::Plain => Renderer::plain(),
        Style::Colored => Renderer::styled(),
    };
    let mut out = String::new();
    let shown = |finding: &&Finding| detail == Detail::All || finding.weight() != Wire::Docs;
    for finding in report.findings.iter().filter(shown) {
        out.push_str(&one(finding, old, new, &renderer));
        out.push_str("\n\n");
    }
    let left = report.findings.iter().filter(|finding| !shown(finding)).count();
    if left > 0 {
        let _ =
            writeln!(out, "{} of descriptions, or that follow from others; --all shows them", things(left, "change"));
    }
    for unused in &report.unused_acknowledgements {
        let _ = writeln!(
            out,
            "{}:{}: remove the acknowledgement of `{}` for `{}`: no change needs it",
            unused.file, unused.line, unused.rule, unused.definition
        );
    }
    out.push_str(&summary(report));
    out
}

/// Renders the counts and the versions.
pub fn summary(report: &Report) -> String {
    if report.findings.is_empty() {
        return format!("no differences between {} and {}\n", report.old, report.new);
    }
    let summary = &report.summary;
    let wire: Vec<String> = summary.wire.iter().map(|(wire, count)| format!("{count} {}", wire.as_str())).collect();
    let rust: Vec<String> = summary.rust.iter().map(|(rust, count)| format!("{count} {}", rust.as_str())).collect();
    let mut out = format!(
        "{} from {} to {}\n  wire: {}\n  rust: {}\n",
        things(report.findings.len(), "change"),
        report.old,
        report.new,
        wire.join(", "),
        rust.join(", ")
    );
    if summary.corrections + summary.acknowledged > 0 {
        let corrections = things(summary.corrections, "correction");
        let _ = writeln!(out, "  of these: {corrections}, {} acknowledged", summary.acknowledged);
    }
    for (krate, release) in &summary.releases {
        let enough = if release.sufficient { "" } else { " (too low)" };
        let _ = writeln!(
            out,
            "  {}: {}; needs {}, and the specification says {}{enough}",
            krate.as_str(),
            release.verdict.as_str(),
            release.needed,
            release.to
        );
    }
    out
}

/// Number of items that are shown.
const ITEMS: usize = 4;

fn one(finding: &Finding, old: &SourceMap, new: &SourceMap, renderer: &Renderer) -> String {
    let level = match finding.weight() {
        _ if finding.acknowledged.is_some() => Level::NOTE,
        Wire::Breaking => Level::ERROR,
        Wire::Risky => Level::WARNING,
        Wire::Safe | Wire::Docs => Level::NOTE,
    };
    let mut group = level.primary_title(finding.title.as_str()).id(finding.rule.as_str()).element(
        match (&finding.new, &finding.old) {
            (Some(place), _) => excerpt(new, place.span, &label(finding)),
            (None, Some(place)) => excerpt(old, place.span, "before"),
            // Only what no definition explains has no place.
            (None, None) => excerpt(new, Span { file: FileId(0), start: 0, end: 0 }, ""),
        },
    );
    for note in notes(finding) {
        group = group.element(Level::NOTE.no_name().message(note));
    }
    renderer.render(&[group])
}

/// Returns the value on the older side.
fn label(finding: &Finding) -> String {
    match &finding.old {
        Some(Place { value: Some(value), file, line, .. }) => {
            format!("was `{}` at {file}:{line}", one_line(value, 60))
        }
        Some(Place { value: None, file, line, .. }) if finding.new.as_ref().is_some_and(|new| new.value.is_some()) => {
            format!("absent before, at {file}:{line}")
        }
        _ => String::new(),
    }
}

fn notes(finding: &Finding) -> Vec<String> {
    let mut notes = vec![wire(finding)];
    notes.extend(finding.advice.as_ref().map(|advice| format!("to do: {advice}")));
    notes.push(format!("rust: {}", rust(finding)));
    notes.extend(items(finding, ITEMS));
    if !finding.also.is_empty() {
        notes.push(format!("also: {}", listed(&finding.also, 4)));
    }
    if !finding.reaches.is_empty() {
        notes.push(format!("reaches: {}", reaches(finding, 4)));
    }
    match (&finding.source, finding.errata.as_slice()) {
        (Some(source), []) => notes.push(format!("source: {source}")),
        (Some(source), errata) => notes.push(format!("source: {source}; errata {}", errata.join(", "))),
        (None, _) => {}
    }
    match finding.cause {
        Cause::Upstream => {}
        Cause::Correction => notes.push("cause: correction; the service is unchanged".to_owned()),
        Cause::Editorial => notes.push("cause: editorial".to_owned()),
    }
    if finding.consequence {
        notes.push("follows from other changes".to_owned());
    }
    if let Some(reason) = &finding.acknowledged {
        notes.push(format!("acknowledged: {reason}"));
    }
    notes
}

/// Returns the verdict on the wire with its reason.
pub(super) fn wire(finding: &Finding) -> String {
    let verdict = finding.wire.as_str();
    match finding.effective_wire() == finding.wire {
        true => format!("wire: {verdict}: {}", finding.reason),
        false => format!("wire: {verdict} if the service had changed: {}", finding.reason),
    }
}

/// `model breaking, client minor`.
pub(super) fn rust(finding: &Finding) -> String {
    let touched = finding.rust.iter().filter(|(_, verdict)| **verdict != Rust::None);
    let touched: Vec<String> =
        touched.map(|(krate, verdict)| format!("{} {}", krate.as_str(), verdict.as_str())).collect();
    if touched.is_empty() { "none".to_owned() } else { touched.join(", ") }
}

/// Returns the items that differ in more than their descriptions.
pub(super) fn items(finding: &Finding, most: usize) -> Vec<String> {
    let mut texts: Vec<String> = finding
        .items
        .iter()
        .filter(|item| item.verdict < Rust::Patch)
        .map(|item| format!("{}: {}", item.krate.as_str(), item.text))
        .collect();
    if texts.len() > most + 1 {
        let left = texts.len() - most;
        texts.truncate(most);
        texts.push(format!("and {left} more items"));
    }
    texts
}

pub(super) fn listed(names: &[String], most: usize) -> String {
    let mut shown: Vec<String> = names.iter().take(most).cloned().collect();
    if names.len() > most {
        shown.push(format!("and {} more", names.len() - most));
    }
    shown.join(", ")
}

pub(super) fn reaches(finding: &Finding, most: usize) -> String {
    let names: Vec<String> = finding
        .reaches
        .iter()
        .map(|reach| match (reach.request, reach.response) {
            _ if finding.site == Site::Operation => reach.operation.clone(),
            (true, true) => format!("{} (request and response)", reach.operation),
            (true, false) => format!("{} (request)", reach.operation),
            _ => format!("{} (response)", reach.operation),
        })
        .collect();
    listed(&names, most)
}
