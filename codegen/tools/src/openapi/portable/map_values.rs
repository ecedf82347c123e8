//! Values of a map have one limit: the pattern, else the first of the others. The rest is told in words.

use serde_json::{Map, Value};

use super::schemas::{self, Named};
use super::{shown, tell};

/// Limits, the most useful first.
const LIMITS: [&str; 8] =
    ["pattern", "maxLength", "minLength", "maximum", "minimum", "multipleOf", "maxItems", "minItems"];

pub(super) fn rewrite(document: &mut Value) {
    let named = Named::of(document);
    schemas::each(document, &mut |schema| {
        let Some(values) = schema.get_mut("additionalProperties") else { return };
        let scalar = named.scalar(values).filter(|scalar| limits(scalar).nth(1).is_some());
        let Some(values) = values.as_object_mut() else { return };
        if let Some(scalar) = scalar {
            schemas::write_out(values, scalar);
        }
        let further: Vec<String> = limits(values).skip(1).map(|name| take(values, name)).collect();
        if !further.is_empty() {
            tell(values, &format!("Further limits: {}.", further.join(", ")));
        }
    });
}

/// Returns the limits that a schema has.
fn limits(schema: &Map<String, Value>) -> std::vec::IntoIter<&'static str> {
    LIMITS.into_iter().filter(|name| schema.contains_key(*name)).collect::<Vec<_>>().into_iter()
}

/// Removes a limit, and returns it in words.
fn take(schema: &mut Map<String, Value>, limit: &str) -> String {
    let exclusive = match limit {
        "maximum" => schema.remove("exclusiveMaximum"),
        "minimum" => schema.remove("exclusiveMinimum"),
        _ => None,
    };
    let value = schema.remove(limit).unwrap_or_default();
    format!("`{limit}` {}{}", shown(&value), if exclusive.is_some() { ", exclusive" } else { "" })
}
