//! The portable flavor: what generators of clients stumble over, in another form. A small pass for each construct, over
//! the finished document.
//!
//! Unions and servers are written portably from the start, because the passes do not see what they need of them.

mod closed_enums;
mod defaults;
mod forms;
mod left_out;
mod map_values;
mod nulls;
mod open_enums;
mod parameters;
mod schemas;

use serde_json::{Map, Value};

use super::flavor::Portable;

/// The key of the known values of an open enum.
const KNOWN: &str = "x-extensible-enum";

/// Rewrites a document of OpenAPI 3.0.
pub(super) fn rewrite(document: &mut Value, portable: &Portable) {
    left_out::leave_out(document, &portable.without);
    open_enums::rewrite(document);
    closed_enums::rewrite(document);
    nulls::rewrite(document);
    map_values::rewrite(document);
    defaults::rewrite(document);
    forms::rewrite(document);
    parameters::rewrite(document);
}

/// Adds a sentence to the description of an object.
pub(super) fn tell(object: &mut Map<String, Value>, sentence: &str) {
    let known = object.get("description").and_then(Value::as_str).map(str::trim_end).unwrap_or_default();
    let description = match known {
        "" => sentence.to_owned(),
        known => format!("{known}\n\n{sentence}"),
    };
    object.insert("description".to_owned(), description.into());
}

/// Returns a value as people read it.
pub(super) fn shown(value: &Value) -> String {
    format!("`{}`", value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

/// Adds the known values of an open enum to its description.
fn tell_known(schema: &mut Map<String, Value>, known: &[Value]) {
    let names: Vec<String> = known.iter().map(shown).collect();
    tell(schema, &format!("Known values: {}. Others may appear.", names.join(", ")));
}
