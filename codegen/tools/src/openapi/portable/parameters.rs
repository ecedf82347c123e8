//! Parameters that generators stumble over: those of one operation whose names differ in case and separators only, which
//! programs would give one name, and those that are JSON.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{schemas, shown, tell};

/// Leaves one of them, a required one if there is one, else the first, and names the others in its description.
pub(super) fn rewrite(document: &mut Value) {
    for operation in schemas::operations(document) {
        let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { continue };
        parameters.iter_mut().filter_map(Value::as_object_mut).for_each(as_text);
        let mut kept = BTreeMap::new();
        for (index, parameter) in parameters.iter().enumerate() {
            let best = kept.entry(key(parameter)).or_insert(index);
            if is_required(parameter) && !is_required(&parameters[*best]) {
                *best = index;
            }
        }
        let mut index = 0;
        let mut left_out = Vec::new();
        parameters.retain(|parameter| {
            let best = kept.get(&key(parameter)).copied();
            let is_kept = best == Some(index) || is_required(parameter);
            left_out.extend((!is_kept).then(|| (key(parameter), shown(&parameter["name"]))));
            index += 1;
            is_kept
        });
        for (key_of_it, name) in left_out {
            let other = parameters.iter_mut().find(|parameter| key(parameter) == key_of_it);
            if let Some(other) = other.and_then(Value::as_object_mut) {
                tell(other, &format!("The service also knows this parameter as {name}."));
            }
        }
    }
}

/// Makes a parameter that is JSON a string, which programs write themselves.
fn as_text(parameter: &mut Map<String, Value>) {
    if parameter.shift_remove("content").is_none() {
        return;
    }
    parameter.insert("schema".to_owned(), json!({ "type": "string" }));
    tell(parameter, "The value is JSON.");
    let examples = parameter.get_mut("examples").into_iter().flat_map(schemas::entries);
    for example in examples {
        if let Some(value) = example.get_mut("value") {
            *value = value.to_string().into();
        }
    }
}

fn is_required(parameter: &Value) -> bool {
    parameter["required"] == true
}

/// The letters and digits of the name, whose order alone makes names in programs.
fn key(parameter: &Value) -> (String, String) {
    let name = parameter["name"].as_str().unwrap_or_default();
    let letters = name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    (parameter["in"].as_str().unwrap_or_default().to_owned(), letters.collect())
}
