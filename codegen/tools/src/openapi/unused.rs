//! Schemas that nothing uses are left out.

use std::collections::BTreeSet;

use serde_json::Value;

const SCHEMAS: &str = "#/components/schemas/";

/// Removes the schemas that no operation reaches.
pub(super) fn remove(document: &mut Value) {
    let mut used = BTreeSet::new();
    let mut waiting = Vec::new();
    references(&document["paths"], &mut waiting);
    while let Some(name) = waiting.pop() {
        if used.insert(name.clone()) {
            references(&document["components"]["schemas"][name], &mut waiting);
        }
    }
    if let Some(schemas) = document["components"]["schemas"].as_object_mut() {
        schemas.retain(|name, _| used.contains(name));
    }
}

/// Lists the schemas that a value refers to, wherever it does.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                match value.as_str().and_then(|target| target.strip_prefix(SCHEMAS)) {
                    Some(name) if key == "$ref" => found.push(name.to_owned()),
                    _ => references(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}
