//! One line for each finding, as editors read them.

use super::Report;

/// `file:line:column: breaking[rule]: title`, line by line, with the verdict on the wire. What is gone stands
/// at the nearest place that is left.
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
