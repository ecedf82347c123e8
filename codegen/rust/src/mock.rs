//! What a mock is made of besides code: the examples of each family, and the OpenAPI document that it
//! serves. Reads [`specwright_language::ir`] directly: nothing about Rust matters to it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use specwright_language::ir::{Api, FamilyId};

use crate::resources;

/// How many levels of a document stand on lines of their own. Deeper ones follow in one line, so that a
/// change shows up in few lines and the file stays small.
const LEVELS: usize = 4;

/// The same for resources, whose effects have lines of their own.
const RESOURCE_LEVELS: usize = 3;

/// Where the OpenAPI document is.
pub(crate) const OPENAPI: &str = "server/openapi.json";

/// Where the examples of a family lie.
pub(crate) fn examples_path(family: &str) -> String {
    format!("server/src/mock/{family}.json")
}

/// Where the resources of a family lie.
pub(crate) fn resources_path(family: &str) -> String {
    format!("server/src/mock/{family}_resources.json")
}

/// Whether a family has resources.
pub(crate) fn has_resources(api: &Api, family: FamilyId) -> bool {
    api.resources.iter().any(|resource| resource.family == family)
}

/// The files.
pub(crate) fn files(api: &Api, openapi: &Value) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for (id, family) in (0u32..).map(FamilyId).zip(&api.families) {
        files.insert(examples_path(&family.name), lines(&examples(api, id), 2));
        let resources = resources::of_family(api, id);
        if !resources.is_empty() {
            files.insert(resources_path(&family.name), lines(&resources.into(), RESOURCE_LEVELS));
        }
    }
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

// What is JSON already can be written.
fn write(text: &mut String, value: &Value, levels: usize, depth: usize) {
    let (open, close, entries): (_, _, Vec<(Option<&String>, &Value)>) = match value {
        Value::Object(fields) => ('{', '}', fields.iter().map(|(key, value)| (Some(key), value)).collect()),
        Value::Array(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
        _ => (' ', ' ', Vec::new()),
    };
    if depth >= levels || entries.is_empty() {
        return text.push_str(&serde_json::to_string(value).unwrap_or_default());
    }
    text.push(open);
    let mut separator = "";
    for (key, value) in entries {
        text.push_str(separator);
        separator = ",";
        new_line(text, depth + 1);
        if let Some(key) = key {
            text.push_str(&serde_json::to_string(key).unwrap_or_default());
            text.push_str(": ");
        }
        write(text, value, levels, depth + 1);
    }
    new_line(text, depth);
    text.push(close);
}

fn new_line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
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
