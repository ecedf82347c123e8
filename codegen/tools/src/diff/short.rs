//! One line for each finding, as editors read them.

use super::Report;

/// `file:line:column: breaking[rule]: title`, line by line, with the verdict on the wire. What was removed
/// has the nearest place of the newer side.
pub fn short(report: &Report) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        if let Some(place) = finding.new.as_ref().or(finding.anchor.as_ref()) {
            out.push_str(&format!("{}:{}:{}: ", place.file, place.line, place.column));
        }
        out.push_str(&format!("{}[{}]: {}\n", finding.wire.as_str(), finding.rule, finding.title));
    }
    out
}
