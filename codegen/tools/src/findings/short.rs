//! One line for each finding, as editors read them.

use super::Report;

/// `file:line:column: warning[rule]: message`, line by line.
pub fn short(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        let place = &finding.place;
        out.push_str(&format!(
            "{}:{}:{}: {}[{}]: {}\n",
            place.file,
            place.line,
            place.column,
            finding.severity.as_str(),
            finding.rule,
            finding.message
        ));
    }
    out
}
