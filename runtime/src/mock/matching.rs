//! Selection of the example that matches a request best.

use serde_json::{Number, Value};

use super::described::Example;

/// Score of an equal value.
const SAME: i32 = 3;
/// Score of a value that differs.
const OTHER: i32 = 1;
/// Score of a value that only one side has.
const MISSING: i32 = -1;

/// Returns the example whose request is most similar; the first of several. An example of "not modified"
/// requires an identical request.
pub(super) fn best<'a>(examples: impl IntoIterator<Item = &'a Example>, request: &Value) -> Option<&'a Example> {
    let mut best: Option<(i32, &Example)> = None;
    for example in examples {
        let likeness = Likeness::of(&example.request, request);
        let usable = example.response.status != 304 || likeness.differences == 0;
        if usable && best.is_none_or(|(score, _)| likeness.score > score) {
            best = Some((likeness.score, example));
        }
    }
    best.map(|(_, example)| example)
}

/// Similarity of two requests.
#[derive(Default)]
struct Likeness {
    score: i32,
    differences: u32,
}

impl Likeness {
    fn of(example: &Value, request: &Value) -> Self {
        let mut this = Self::default();
        for place in ["path", "query", "headers", "cookies", "body"] {
            // The id of a resource does not tell which example fits.
            let other = if place == "path" { 0 } else { OTHER };
            this.compare(example.get(place), request.get(place), other);
        }
        this
    }

    fn compare(&mut self, example: Option<&Value>, request: Option<&Value>, other: i32) {
        let something = |value: &&Value| !is_nothing(value);
        match (example.filter(something), request.filter(something)) {
            (None, None) => {}
            (Some(Value::Object(one)), Some(Value::Object(two))) => {
                for (key, value) in one {
                    self.compare(Some(value), two.get(key), other);
                }
                for (key, value) in two.iter().filter(|(key, _)| !one.contains_key(*key)) {
                    let _ = key;
                    self.compare(None, Some(value), other);
                }
            }
            (Some(one), Some(two)) if same(one, two) => self.score += SAME,
            (Some(_), Some(_)) => self.differ(other),
            (Some(_), None) | (None, Some(_)) => self.differ(MISSING),
        }
    }

    fn differ(&mut self, score: i32) {
        self.score += score;
        self.differences += 1;
    }
}

/// Returns true for a value that a request may omit without a change in meaning.
fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// Returns an integer exactly: floats cannot distinguish large ones.
fn whole(number: &Number) -> Option<i128> {
    let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    // Every integral float below this is exact.
    #[allow(clippy::cast_possible_truncation)]
    let float = |number: f64| (number.fract() == 0.0 && number.abs() < 1e38).then_some(number as i128);
    exact.or_else(|| number.as_f64().and_then(float))
}

/// Returns true if two values are equal, whatever the notation of their numbers.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (whole(one), whole(other)) {
            (None, None) => one.as_f64() == other.as_f64(),
            (one, other) => one == other,
        },
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let within = |one: &serde_json::Map<String, Value>, other: &serde_json::Map<String, Value>| {
                one.iter().all(|(key, value)| match other.get(key) {
                    Some(there) => same(value, there),
                    None => is_nothing(value),
                })
            };
            within(one, other) && within(other, one)
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_the_same_if_their_values_are() {
        let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        for (one, other) in [("1", "1.0"), ("100", "1e2"), ("0.5", "5e-1"), ("-0.0", "0"), ("1e300", "10e299")] {
            assert!(same(&read(one), &read(other)), "{one} {other}");
        }
        for (one, other) in [
            ("9007199254740993", "9007199254740992"),
            ("9007199254740993", "9007199254740992.0"),
            ("18446744073709551615", "18446744073709551614"),
            ("-9223372036854775808", "-9223372036854775807"),
            ("18446744073709551615", "1.8446744073709552e19"),
            ("1", "1.5"),
            ("1", "\"1\""),
        ] {
            assert!(!same(&read(one), &read(other)), "{one} {other}");
        }
    }
}
