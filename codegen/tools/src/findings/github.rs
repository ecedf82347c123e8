//! The report as annotations of GitHub's workflows.

use super::Report;
use crate::annotations::{Annotation, Kind, annotations};
use specwright_language::diagnostics::Severity;

/// One line for each of the first findings.
pub fn github(report: &Report) -> String {
    let all = report.findings.iter().map(|finding| {
        let place = &finding.place;
        let label = if finding.label.is_empty() { String::new() } else { format!(" ({})", finding.label) };
        let help = finding.help.iter().chain(finding.fix.iter().map(|fix| &fix.title));
        let help: String = help.map(|help| format!("\nhelp: {help}")).collect();
        Annotation {
            kind: match finding.severity {
                Severity::Error => Kind::Error,
                Severity::Warning => Kind::Warning,
            },
            title: finding.rule,
            file: Some(&place.file),
            start: (place.line, place.column),
            end: Some((place.end_line, place.end_column)),
            message: format!("{}{label}{help}", finding.message).replace('`', "'"),
        }
    });
    annotations(&all.collect::<Vec<_>>(), "`lint` shows them")
}
