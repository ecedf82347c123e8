//! Defaults of fields, and beside references, are told in words. Clients would send those of fields.

use serde_json::{Map, Value};

use super::{schemas, shown, tell};

pub(super) fn rewrite(document: &mut Value) {
    schemas::each(document, &mut |schema| {
        for field in schema.get_mut("properties").into_iter().flat_map(schemas::entries) {
            if let Some((default, field)) = field.as_object_mut().and_then(take) {
                describe(field, default);
            }
        }
    });
    for operation in schemas::operations(document) {
        for parameter in operation.get_mut("parameters").and_then(Value::as_array_mut).into_iter().flatten() {
            let Some(schema) = parameter.get_mut("schema").filter(|schema| schema.get("allOf").is_some()) else {
                continue;
            };
            let default = schema.as_object_mut().and_then(take).map(|(default, _)| default);
            *schema = schema["allOf"][0].take();
            if let Some((default, parameter)) = default.zip(parameter.as_object_mut()) {
                describe(parameter, default);
            }
        }
    }
}

fn take(schema: &mut Map<String, Value>) -> Option<(Value, &mut Map<String, Value>)> {
    Some((schema.remove("default")?, schema))
}

fn describe(object: &mut Map<String, Value>, default: Value) {
    tell(object, &format!("Defaults to {}.", shown(&default)));
    object.insert("x-spec-default".to_owned(), default);
}
