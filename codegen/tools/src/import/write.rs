//! Entries to YAML. It is written plainly; the canonical form is made of it afterwards.

use serde_json::{Map, Value};
use specwright_language::yaml::quoted;

use super::COMMENT;

/// Writes a file.
pub(super) fn yaml(entries: &Map<String, Value>) -> String {
    let mut out = String::new();
    block(entries, 0, &mut out);
    out
}

pub(super) fn block(entries: &Map<String, Value>, indent: usize, out: &mut String) {
    let margin = " ".repeat(indent);
    for (key, value) in entries {
        if key == COMMENT {
            continue;
        }
        if let Some(comment) = value.get(COMMENT).and_then(Value::as_str) {
            out.push_str(&format!("{margin}# {comment}\n"));
        }
        match value {
            Value::Object(inner) if !inner.is_empty() && key != "default" => {
                out.push_str(&format!("{margin}{}:\n", quoted(key)));
                block(inner, indent + 2, out);
            }
            value => out.push_str(&format!("{margin}{}: {}\n", quoted(key), flow(value))),
        }
    }
}

pub(super) fn flow(value: &Value) -> String {
    match value {
        Value::String(text) => quoted(text),
        Value::Array(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members = members.iter().filter(|(key, _)| *key != COMMENT);
            let members = members.map(|(key, value)| format!("{}: {}", quoted(key), flow(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}
