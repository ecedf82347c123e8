//! The report as annotations of GitHub's workflows.

use std::fmt::Write;

use super::report::{Finding, Report};
use super::text;

/// How many annotations of a kind a step may have.
const MOST: usize = 10;

/// One line for each of the worst findings.
pub fn github(report: &Report) -> String {
    let mut out = String::new();
    let mut left = 0;
    for kind in ["error", "warning", "notice"] {
        let of_kind = |finding: &&Finding| self::kind(finding) == Some(kind);
        let findings = report.findings.iter().filter(of_kind);
        left += findings.clone().count().saturating_sub(MOST);
        for finding in findings.take(MOST) {
            let _ = writeln!(out, "{}", annotation(kind, finding));
        }
    }
    if left > 0 {
        let _ = writeln!(out, "::notice::{left} more in the summary of the step");
    }
    out
}

/// What is only of words has no annotation.
fn kind(finding: &Finding) -> Option<&'static str> {
    match finding {
        _ if text::is_minor(finding) => None,
        _ if finding.acknowledged.is_some() => Some("notice"),
        _ if finding.is_breaking() => Some("error"),
        _ if finding.is_risky() => Some("warning"),
        _ => Some("notice"),
    }
}

fn annotation(kind: &str, finding: &Finding) -> String {
    // Only files of the newer side can be annotated.
    let place = finding.new.as_ref().or(finding.anchor.as_ref());
    let gone = match (&finding.new, &finding.old) {
        (None, Some(old)) => format!(" (it was {}:{} before)", old.file, old.line),
        _ => String::new(),
    };
    let message =
        format!("{}{gone}\n{}\nrust: {}", finding.title.replace('`', "'"), text::wire(finding), text::rust(finding));
    let title = property(&finding.rule);
    match place {
        Some(place) => {
            let (file, line, column) = (property(&place.file), place.line, place.column);
            let message = data(&format!("{}:{line}: {message}", place.file));
            format!("::{kind} file={file},line={line},col={column},title={title}::{message}")
        }
        None => format!("::{kind} title={title}::{}", data(&message)),
    }
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
