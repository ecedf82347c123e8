//! A walk over the schemas of a document, and where references lead.

use serde_json::{Map, Value};

use super::{KNOWN, tell_known};

const METHODS: [&str; 9] = ["get", "head", "post", "put", "patch", "delete", "options", "trace", "x-query"];

/// Calls `change` with every schema of a document, inner ones first.
pub(super) fn each(document: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    for schema in entries(&mut document["components"]["schemas"]) {
        within(schema, change);
    }
    for operation in operations(document) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            parameter.get_mut("schema").into_iter().for_each(|schema| within(schema, change));
        }
        operation.get_mut("requestBody").into_iter().for_each(|body| contents(body, change));
        for response in operation.get_mut("responses").into_iter().flat_map(entries) {
            contents(response, change);
            for header in response.get_mut("headers").into_iter().flat_map(entries) {
                header.get_mut("schema").into_iter().for_each(|schema| within(schema, change));
            }
        }
    }
}

/// Returns the operations of a document.
pub(super) fn operations(document: &mut Value) -> impl Iterator<Item = &mut Value> {
    let items = document.get_mut("paths").into_iter().flat_map(entries).filter_map(Value::as_object_mut);
    let methods = items.flat_map(|item| item.iter_mut().filter(|(method, _)| METHODS.contains(&method.as_str())));
    methods.map(|(_, operation)| operation)
}

/// Returns the values of an object.
pub(super) fn entries(value: &mut Value) -> impl Iterator<Item = &mut Value> {
    value.as_object_mut().into_iter().flat_map(|object| object.iter_mut().map(|(_, value)| value))
}

fn contents(body: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    for content in body.get_mut("content").into_iter().flat_map(entries) {
        content.get_mut("schema").into_iter().for_each(|schema| within(schema, change));
    }
}

fn within(schema: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    let Value::Object(object) = schema else { return };
    for (key, inner) in object.iter_mut() {
        match key.as_str() {
            "properties" => entries(inner).for_each(|schema| within(schema, change)),
            "items" | "additionalProperties" | "not" => within(inner, change),
            "allOf" | "anyOf" | "oneOf" => {
                inner.as_array_mut().into_iter().flatten().for_each(|schema| within(schema, change));
            }
            _ => {}
        }
    }
    change(object);
}

/// The named schemas of a document.
pub(super) struct Named(Value);

impl Named {
    pub(super) fn of(document: &Value) -> Named {
        Named(document["components"]["schemas"].clone())
    }

    /// Returns the schema that a reference leads to.
    pub(super) fn target(&self, schema: &Value) -> Option<&Map<String, Value>> {
        let name = schema.get("$ref")?.as_str()?.rsplit('/').next()?;
        self.0.get(name)?.as_object()
    }

    /// Whether a reference leads to a schema of any value.
    pub(super) fn is_any(&self, schema: &Value) -> bool {
        const TYPED: [&str; 4] = ["type", "allOf", "oneOf", "anyOf"];
        self.target(schema).is_some_and(|target| !TYPED.iter().any(|key| target.contains_key(*key)))
    }

    /// Returns the scalar that a reference leads to, without what is said about it.
    pub(super) fn scalar(&self, schema: &Value) -> Option<Map<String, Value>> {
        let mut target = self.target(schema)?.clone();
        target.get("type").and_then(Value::as_str).filter(|kind| !["object", "array"].contains(kind))?;
        target.retain(|key, _| key == KNOWN || key != "description" && !key.starts_with("x-"));
        Some(target)
    }
}

/// Writes a scalar in the place of a reference to it.
pub(super) fn write_out(schema: &mut Map<String, Value>, scalar: Map<String, Value>) {
    schema.retain(|key, _| !["$ref", "allOf"].contains(&key.as_str()));
    if let Some(Value::Array(known)) = scalar.get(KNOWN) {
        tell_known(schema, known);
    }
    schema.extend(scalar);
}
