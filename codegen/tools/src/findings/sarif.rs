//! The report in the Static Analysis Results Interchange Format, 2.1.0, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::report::{Change, Finding, Fix, Place, Report};
use specwright_language::diagnostics::{Rule, Severity};

/// The directory that paths are relative to, as code scanning calls it.
const ROOT: &str = "%SRCROOT%";

/// A log with one run.
pub fn sarif(report: &Report) -> Value {
    let known = crate::rules();
    // Findings of one rule at one entry are told apart by their order.
    let mut seen: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    let mut results = Vec::new();
    for finding in report.findings.iter().chain(&report.allowed) {
        let count = seen.entry((finding.rule, &finding.place.file, &finding.path)).or_default();
        *count += 1;
        results.push(result(finding, *count, &known));
    }
    let rules: Vec<Value> = known
        .iter()
        .map(|rule| {
            let text = rule.explanation();
            let first = text.split_inclusive(". ").next().unwrap_or(text).trim_end();
            json!({
                "id": rule.id(),
                "shortDescription": { "text": first },
                "fullDescription": { "text": text },
                "help": { "text": text, "markdown": text },
                "defaultConfiguration": { "level": rule.severity().as_str() },
                "properties": { "tags": [rule.family().as_str()] },
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "specwright", "rules": rules } },
            // Columns count characters.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(finding: &Finding, count: usize, known: &[Rule]) -> Value {
    let label = if finding.label.is_empty() { String::new() } else { format!(" ({})", finding.label) };
    let help: String = finding.help.iter().map(|help| format!("\n{help}")).collect();
    let mut result = json!({
        "ruleId": finding.rule,
        "ruleIndex": known.iter().position(|rule| *rule == finding.known),
        "level": match finding.severity { Severity::Error => "error", Severity::Warning => "warning" },
        "message": { "text": format!("{}{label}{help}", finding.message) },
        "locations": [location(&finding.place)],
        // The message is left out, so that better words do not make it another finding.
        "partialFingerprints": {
            "specificationPath/v1": format!("{}|{}|{}|{count}", finding.rule, finding.place.file, finding.path),
        },
    });
    let related = finding.labels.iter().map(|remark| {
        let mut location = location(&remark.place);
        location["message"] = json!({ "text": remark.text });
        location
    });
    let related: Vec<Value> = related.collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if let Some(fix) = &finding.fix {
        result["fixes"] = json!([self::fix(fix)]);
    }
    if let Some(reason) = &finding.allowed {
        result["suppressions"] = json!([{ "kind": "inSource", "status": "accepted", "justification": reason }]);
    }
    result
}

fn fix(fix: &Fix) -> Value {
    let replacement = |edit: &Change| json!({ "deletedRegion": region(&edit.place), "insertedContent": { "text": edit.replacement } });
    let changes: Vec<Value> = fix
        .edits
        .iter()
        .map(|edit| json!({ "artifactLocation": artifact(&edit.place), "replacements": [replacement(edit)] }))
        .collect();
    json!({ "description": { "text": fix.title }, "artifactChanges": changes })
}

fn location(place: &Place) -> Value {
    json!({ "physicalLocation": { "artifactLocation": artifact(place), "region": region(place) } })
}

fn region(place: &Place) -> Value {
    json!({
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    })
}

/// A path as a relative reference of RFC 3986.
fn artifact(place: &Place) -> Value {
    let mut uri = String::new();
    for byte in place.file.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(byte as char),
            _ if byte.is_ascii_alphanumeric() => uri.push(byte as char),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    // What lies elsewhere has an address of its own.
    match place.file.starts_with('/') {
        true => json!({ "uri": format!("file://{uri}") }),
        false => json!({ "uri": uri, "uriBaseId": ROOT }),
    }
}
