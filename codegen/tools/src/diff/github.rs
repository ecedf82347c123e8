//! The report as annotations of GitHub's workflows.

use super::report::{Finding, Report};
use super::rules::Wire;
use super::text;
use crate::annotations::{Annotation, Kind, annotations};

/// Renders a line for each of the worst findings.
pub fn github(report: &Report) -> String {
    let all: Vec<Annotation<'_>> = report.findings.iter().filter_map(annotation).collect();
    annotations(&all, "see the summary of the step")
}

/// Returns the annotation. Changes of descriptions have none.
fn annotation(finding: &Finding) -> Option<Annotation<'_>> {
    let kind = match finding.weight() {
        Wire::Docs => return None,
        _ if finding.acknowledged.is_some() => Kind::Notice,
        Wire::Breaking => Kind::Error,
        Wire::Risky => Kind::Warning,
        Wire::Safe => Kind::Notice,
    };
    // Only files of the newer side can be annotated.
    let place = finding.new.as_ref().or(finding.anchor.as_ref());
    let gone = match (&finding.new, &finding.old) {
        (None, Some(old)) => format!(" (before: {}:{})", old.file, old.line),
        _ => String::new(),
    };
    let title = finding.title.replace('`', "'");
    let advice = finding.advice.as_ref().map(|advice| format!("\nto do: {advice}")).unwrap_or_default();
    Some(Annotation {
        kind,
        title: &finding.rule,
        file: place.map(|place| place.file.as_str()),
        start: place.map_or((1, 1), |place| (place.line, place.column)),
        end: None,
        message: format!("{title}{gone}\n{}{advice}\nrust: {}", text::wire(finding), text::rust(finding)),
    })
}
