//! Values of another JSON type than expected.

use serde_json::Value;

/// What serde calls lists and objects.
const COMPOSITE: [&str; 4] = ["a sequence", "a map", "struct ", "a tuple "];

/// Returns a value in the JSON type that may have been expected instead. The message is that of the error.
///
/// - A string that is a number or a boolean becomes one. An empty one becomes null.
/// - A whole number or a boolean becomes a string. Other numbers would lose digits: `1.10`.
/// - Null becomes an empty list.
///
/// Nothing else becomes a list or an object, or is taken out of one.
pub(super) fn of(value: &Value, message: &str) -> Option<Value> {
    let (lead, expected) = message.split_once(", expected ")?;
    if value.is_null() && expected == COMPOSITE[0] {
        return Some(Value::Array(Vec::new()));
    }
    if COMPOSITE.iter().any(|composite| expected.starts_with(composite)) {
        return None;
    }
    match value {
        Value::String(text) if text.is_empty() => Some(Value::Null),
        Value::String(text) => {
            serde_json::from_str(text).ok().filter(|value: &Value| value.is_number() || value.is_boolean())
        }
        Value::Number(number) if !number.is_f64() && lead.starts_with("invalid type") => {
            Some(number.to_string().into())
        }
        Value::Bool(value) => Some(value.to_string().into()),
        _ => None,
    }
}
