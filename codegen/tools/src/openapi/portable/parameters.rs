//! Parameters of one operation whose names differ in case and separators only. Programs would give both one name.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{schemas, shown, tell};

/// Leaves one of them, a required one if there is one, else the first, and names the others in its description.
pub(super) fn rewrite(document: &mut Value) {
    for operation in schemas::operations(document) {
        let Some(parameters) = operation.get_mut("parameters").and_then(Value::as_array_mut) else { continue };
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

fn is_required(parameter: &Value) -> bool {
    parameter["required"] == true
}

/// The letters and digits of the name, whose order alone makes names in programs.
fn key(parameter: &Value) -> (String, String) {
    let name = parameter["name"].as_str().unwrap_or_default();
    let letters = name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
    (parameter["in"].as_str().unwrap_or_default().to_owned(), letters.collect())
}
