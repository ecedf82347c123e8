//! Open enums are strings or integers with known values.

use serde_json::{Map, Value};

use super::{KNOWN, schemas, tell_known};

pub(super) fn rewrite(document: &mut Value) {
    schemas::each(document, &mut |schema| {
        if let Some((known, kind)) = open(schema) {
            schema.remove("anyOf");
            schema.insert("type".to_owned(), kind);
            tell_known(schema, &known);
            schema.insert(KNOWN.to_owned(), Value::Array(known));
        }
    });
}

/// Returns the values of an open enum and their type: a list of values, or any other value of their type.
fn open(schema: &Map<String, Value>) -> Option<(Vec<Value>, Value)> {
    let [known, any] = schema.get("anyOf")?.as_array()?.as_slice() else { return None };
    let same = any.as_object()?.len() == 1 && any.get("type")? == known.get("type")?;
    Some((known.get("enum").filter(|_| same)?.as_array()?.clone(), any["type"].clone()))
}
