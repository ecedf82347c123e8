//! Numbers that mean the same in one form.

use serde_json::{Number, Value};

/// A whole number without fraction and exponent, if it fits 64 bits: `100.0` as `100`.
pub(crate) fn plain(number: &Number) -> Number {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0);
    let whole = float.map(|float| float as i128).and_then(|whole| match i64::try_from(whole) {
        Ok(whole) => Some(Number::from(whole)),
        Err(_) => u64::try_from(whole).ok().map(Number::from),
    });
    whole.unwrap_or_else(|| number.clone())
}

/// A value whose numbers are plain.
pub(crate) fn plainly(value: &Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(plain(number)),
        Value::Array(items) => items.iter().map(plainly).collect(),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(key, value)| (key.clone(), plainly(value))).collect())
        }
        other => other.clone(),
    }
}
