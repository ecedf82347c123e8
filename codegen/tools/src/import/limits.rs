//! Limits on values: what the format can say of them.

use serde_json::{Map, Number, Value};
use specwright_language::ir::{End, Range};

use super::Importer;
use super::flat::{Flat, Kind};
use super::log::Loss;

/// Keywords that are no limits, and are read elsewhere or say nothing.
const READ_ELSEWHERE: [&str; 6] = ["format", "collectionFormat", "contentMediaType", "allowEmptyValue", "in", "name"];

impl Importer<'_> {
    /// The limits of a scalar, a list or a map.
    pub(super) fn limits(&mut self, flat: &Flat<'_>, kind: Kind) -> Map<String, Value> {
        let mut limits = Map::new();
        match kind {
            Kind::Integer | Kind::Number => limits.extend(self.range(flat).map(|range| ("range".to_owned(), range))),
            Kind::String => {
                let length = bounds(count(flat, "minLength"), count(flat, "maxLength"));
                limits.extend(length.map(|length| ("length".to_owned(), length)));
                limits.extend(self.pattern(flat).map(|pattern| ("pattern".to_owned(), pattern)));
            }
            Kind::List => {
                let items = bounds(count(flat, "minItems"), count(flat, "maxItems"));
                limits.extend(items.map(|items| ("items".to_owned(), items)));
            }
            Kind::Object => {
                let items = bounds(count(flat, "minProperties"), count(flat, "maxProperties"));
                limits.extend(items.map(|items| ("items".to_owned(), items)));
            }
            _ => {}
        }
        for (key, node) in &flat.keywords {
            match *key {
                "uniqueItems" if *node.value == true => {
                    self.log.add(node, Loss::Side, "items that are unique", "not checked");
                }
                "multipleOf" => self.log.add(node, Loss::Side, "multiples of a number", "not checked"),
                key if READ_ELSEWHERE.contains(&key) => {}
                _ => {}
            }
        }
        limits
    }

    fn range(&mut self, flat: &Flat<'_>) -> Option<Value> {
        let sides = [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")];
        let [min, max] = sides.map(|(inclusive, exclusive)| end(flat, inclusive, exclusive));
        let range = Range { min, max };
        // Tools write the limits of a format as they like.
        let range = if flat.kind() == Kind::Integer { Range::from(range.integers()) } else { range };
        (range != Range::default() && !range.is_empty()).then(|| Value::String(range.to_string()))
    }

    fn pattern(&mut self, flat: &Flat<'_>) -> Option<Value> {
        let node = flat.keywords.get("pattern")?;
        let pattern = node.value.as_str()?;
        // ECMAScript escapes the slash.
        let pattern = pattern.replace("\\/", "/");
        if regex_lite::Regex::new(&pattern).is_ok() {
            return Some(Value::String(pattern));
        }
        let message = format!("`{pattern}` is no regular expression of the format");
        self.log.add(node, Loss::Side, "patterns with look-around or classes of Unicode", message);
        None
    }
}

/// An end of a range. In newer documents `exclusiveMinimum` is the number itself, in older ones it is true.
fn end(flat: &Flat<'_>, inclusive: &str, exclusive: &str) -> Option<End> {
    let (inclusive, exclusive) = (flat.keywords.get(inclusive), flat.keywords.get(exclusive));
    let bound = exclusive.filter(|node| node.value.is_number());
    let is_exclusive = bound.is_some() || exclusive.is_some_and(|node| *node.value == true);
    let number = bound.or(inclusive)?.value.as_number()?;
    let number = whole(number).map(Number::from).or_else(|| Number::from_f64(number.as_f64()?))?;
    Some(End { number, exclusive: is_exclusive })
}

fn count(flat: &Flat<'_>, key: &str) -> Option<i64> {
    whole(flat.keywords.get(key)?.value.as_number()?).filter(|count| *count > 0 || key.starts_with("max"))
}

/// The number, if it is an integer of 64 bits.
fn whole(number: &Number) -> Option<i64> {
    let float = number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 9e15);
    #[allow(clippy::cast_possible_truncation, reason = "it is a whole number below 2^53")]
    number.as_i64().or_else(|| float.map(|float| float as i64))
}

/// Bounds as the format writes them.
fn bounds(min: Option<i64>, max: Option<i64>) -> Option<Value> {
    let part = |bound: Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    (min.is_some() || max.is_some()).then(|| Value::String(format!("{}..{}", part(min), part(max))))
}
