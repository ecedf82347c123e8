//! What a mock is made of besides code: the examples of each family, and the OpenAPI document that it
//! serves. Reads [`specwright_language::ir`] directly: nothing about Rust matters to it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use specwright_language::ir::{Api, FamilyId};

/// How many levels of a document stand on lines of their own. Deeper ones follow in one line, so that a
/// change shows up in few lines and the file stays small.
const LEVELS: usize = 4;

/// Where the OpenAPI document lies.
pub(crate) const OPENAPI: &str = "server/openapi.json";

/// Where the examples of a family lie.
pub(crate) fn examples_path(family: &str) -> String {
    format!("server/src/mock/{family}.json")
}

/// The files.
pub(crate) fn files(api: &Api, openapi: &Value) -> BTreeMap<String, String> {
    let families = (0u32..).zip(&api.families);
    let mut files: BTreeMap<String, String> = families
        .map(|(index, family)| (examples_path(&family.name), lines(&examples(api, FamilyId(index)), 2)))
        .collect();
    files.insert(OPENAPI.to_owned(), lines(openapi, LEVELS));
    files
}

/// The examples of a family, in the order of the specification.
fn examples(api: &Api, family: FamilyId) -> Value {
    let operations = api.operations.iter().filter(|operation| operation.family == family);
    let examples = operations.flat_map(|operation| {
        let id = format!("{}.{}", api.family(family).name, operation.name);
        operation.examples.iter().map(move |example| {
            json!({
                "operation": id, "name": example.name.value, "doc": example.doc.trim(),
                "request": example.value.get("request").unwrap_or(&json!({})),
                "response": example.value.get("response"),
            })
        })
    });
    examples.collect()
}

/// A document with its outer levels on lines of their own.
fn lines(value: &Value, levels: usize) -> String {
    let mut text = String::new();
    write(&mut text, value, levels, 0);
    text.push('\n');
    text
}

fn write(text: &mut String, value: &Value, levels: usize, depth: usize) {
    let indent = |text: &mut String, depth: usize| text.extend(std::iter::repeat_n("  ", depth));
    match value {
        Value::Object(fields) if depth < levels && !fields.is_empty() => {
            text.push_str("{\n");
            for (index, (key, value)) in fields.iter().enumerate() {
                indent(text, depth + 1);
                // Writing to a String cannot fail.
                let _ = write!(text, "{}: ", Value::from(key.as_str()));
                write(text, value, levels, depth + 1);
                text.push_str(if index + 1 < fields.len() { ",\n" } else { "\n" });
            }
            indent(text, depth);
            text.push('}');
        }
        Value::Array(items) if depth < levels && !items.is_empty() => {
            text.push_str("[\n");
            for (index, item) in items.iter().enumerate() {
                indent(text, depth + 1);
                write(text, item, levels, depth + 1);
                text.push_str(if index + 1 < items.len() { ",\n" } else { "\n" });
            }
            indent(text, depth);
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outer_levels_have_lines_and_inner_ones_do_not() {
        let text = lines(&json!({ "a": { "b": [1, { "c": "d\"" }], "e": {} }, "f": null }), 2);
        assert_eq!(text, "{\n  \"a\": {\n    \"b\": [1,{\"c\":\"d\\\"\"}],\n    \"e\": {}\n  },\n  \"f\": null\n}\n");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap()["a"]["b"][1]["c"], "d\"");
    }
}
