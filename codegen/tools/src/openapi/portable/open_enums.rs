//! Open enums are strings or integers with known values.

use serde_json::{Map, Value};

use super::{schemas, shown, tell};

/// The key of the known values.
pub(super) const KNOWN: &str = "x-extensible-enum";

pub(super) fn rewrite(document: &mut Value) {
    schemas::each(document, &mut |schema| {
        if let Some((known, kind)) = open(schema) {
            schema.remove("anyOf");
            schema.insert("type".to_owned(), kind);
            describe(schema, &known);
            schema.insert(KNOWN.to_owned(), Value::Array(known));
        }
    });
}

/// Adds the known values to the description.
pub(super) fn describe(schema: &mut Map<String, Value>, known: &[Value]) {
    let names: Vec<String> = known.iter().map(shown).collect();
    tell(schema, &format!("Known values: {}. Others may appear.", names.join(", ")));
}

/// Returns the values of an open enum and their type: a list of values, or any other value of their type.
fn open(schema: &Map<String, Value>) -> Option<(Vec<Value>, Value)> {
    let [known, any] = schema.get("anyOf")?.as_array()?.as_slice() else { return None };
    let same = any.as_object()?.len() == 1 && any.get("type")? == known.get("type")?;
    Some((known.get("enum").filter(|_| same)?.as_array()?.clone(), any["type"].clone()))
}
