//! Values of closed enums have names, where a generator without names for the types would declare one twice.

use std::collections::BTreeMap;

use heck::ToShoutySnakeCase as _;
use serde_json::Value;

use super::schemas;

/// The extension that many generators take the names from.
const NAMES: &str = "x-enum-varnames";

pub(super) fn rewrite(document: &mut Value) {
    let named = &mut document["components"]["schemas"];
    let mut uses = BTreeMap::<String, usize>::new();
    for schema in schemas::entries(named) {
        values(schema).for_each(|value| *uses.entry(constant(value)).or_default() += 1);
    }
    for (name, schema) in named.as_object_mut().into_iter().flatten() {
        let unique = values(schema).all(|value| value.is_string() && uses[&constant(value)] == 1);
        let names: Vec<Value> =
            values(schema).map(|value| format!("{}_{}", name.to_shouty_snake_case(), constant(value)).into()).collect();
        if let Some(schema) = schema.as_object_mut().filter(|_| !unique) {
            schema.insert(NAMES.to_owned(), names.into());
        }
    }
}

fn values(schema: &Value) -> impl Iterator<Item = &Value> {
    schema.get("enum").and_then(Value::as_array).into_iter().flatten()
}

/// A value as a constant without its type.
fn constant(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| text.to_shouty_snake_case())
}
