//! What may be null has `type` and `nullable` in one object, and no branch for null.
//!
//! A reference to a scalar is replaced by what it leads to. One to an object stays within `allOf`, because generators
//! name types after schemas.

use serde_json::{Map, Value, json};

use super::schemas::{self, Named};
use crate::openapi::schema::null;

pub(super) fn rewrite(document: &mut Value) {
    let named = Named::of(document);
    schemas::each(document, &mut |schema| {
        let Some(Value::Array(mut branches)) = schema.get("anyOf").cloned() else { return };
        let count = branches.len();
        branches.retain(|branch| *branch != null());
        let nullable = branches.len() < count;
        schema.remove("anyOf");
        match branches.as_slice() {
            [branch] => only(schema, branch, &named, nullable),
            _ => several(schema, branches, &named, nullable),
        }
    });
}

/// Writes the only branch besides null.
fn only(schema: &mut Map<String, Value>, branch: &Value, named: &Named, nullable: bool) {
    match named.scalar(branch).or_else(|| branch.as_object().filter(|branch| branch.contains_key("type")).cloned()) {
        Some(written) => schemas::write_out(schema, written),
        // Any value, null included. A reference has no siblings.
        None if named.is_any(branch) => {
            match branch.as_object().filter(|_| schema.is_empty()) {
                Some(alone) => schema.clone_from(alone),
                None => drop(schema.insert("allOf".to_owned(), json!([branch]))),
            }
            return;
        }
        None => {
            schema.insert("type".to_owned(), json!("object"));
            schema.insert("allOf".to_owned(), json!([branch]));
        }
    }
    if nullable {
        allow_null(schema);
    }
}

/// Writes scalars of different types: none of them is valid as another.
fn several(schema: &mut Map<String, Value>, branches: Vec<Value>, named: &Named, nullable: bool) {
    let mut branches: Vec<Value> =
        branches.into_iter().map(|branch| named.scalar(&branch).map_or(branch, Value::Object)).collect();
    if let Some(first) = branches.first_mut().and_then(Value::as_object_mut).filter(|_| nullable) {
        allow_null(first);
    }
    schema.insert("oneOf".to_owned(), Value::Array(branches));
}

fn allow_null(schema: &mut Map<String, Value>) {
    schema.insert("nullable".to_owned(), json!(true));
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.push(Value::Null);
    }
}
