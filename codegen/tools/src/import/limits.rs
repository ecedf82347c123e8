//! Limits on values: what the format can say of them.

use serde_json::{Map, Number, Value};
use specwright_language::ir::{Bounds, End, Range};

use super::Importer;
use super::documents::Node;
use super::flat::{Flat, Kind};
use super::log::Loss;

/// Keywords that are no limits, and are read elsewhere or say nothing.
const READ_ELSEWHERE: [&str; 6] = ["format", "collectionFormat", "contentMediaType", "allowEmptyValue", "in", "name"];

/// Bounds that are left out, since they are no integers of 64 bits with a sign.
const BEYOND: &str = "limits that the format does not hold";

impl Importer<'_> {
    /// The limits of a scalar, a list or a map.
    pub(super) fn limits(&mut self, flat: &Flat<'_>, kind: Kind) -> Map<String, Value> {
        let mut limits = Map::new();
        match kind {
            Kind::Integer | Kind::Number => limits.extend(self.range(flat).map(|range| ("range".to_owned(), range))),
            Kind::String => {
                let length = bounds(self.count(flat, "minLength"), self.count(flat, "maxLength"));
                limits.extend(length.map(|length| ("length".to_owned(), length)));
                limits.extend(self.pattern(flat).map(|pattern| ("pattern".to_owned(), pattern)));
            }
            Kind::List => {
                let items = bounds(self.count(flat, "minItems"), self.count(flat, "maxItems"));
                limits.extend(items.map(|items| ("items".to_owned(), items)));
            }
            Kind::Object => {
                let items = bounds(self.count(flat, "minProperties"), self.count(flat, "maxProperties"));
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
        let range = match flat.kind() {
            Kind::Integer => Range::from(self.integers(flat, min, max)),
            _ => Range { min: min.map(|end| end.of_numbers()), max: max.map(|end| end.of_numbers()) },
        };
        if range.is_empty() {
            self.log.add(&flat.node, Loss::Side, "limits that do not fit", format!("no number is in `{range}`"));
            return None;
        }
        (range != Range::default()).then(|| Value::String(range.to_string()))
    }

    /// The bounds of an integer without those that its type has anyway: tools write the limits of a format as they like.
    fn integers(&mut self, flat: &Flat<'_>, min: Option<Found<'_>>, max: Option<Found<'_>>) -> Bounds {
        let (smallest, largest) = match flat.format() {
            Some("int32") => (i32::MIN.into(), i32::MAX.into()),
            Some("uint64") => (0, u64::MAX.into()),
            _ => (i64::MIN.into(), i128::from(i64::MAX)),
        };
        let min = min.map(|end| (end.integer(f64::ceil, 1), end.node)).filter(|(min, _)| *min > smallest);
        let max = max.map(|end| (end.integer(f64::floor, -1), end.node)).filter(|(max, _)| *max < largest);
        let mut bound = |(bound, node): (i128, Node<'_>)| {
            let held = i64::try_from(bound).ok();
            if held.is_none() {
                self.log.add(&node, Loss::Side, BEYOND, format!("`{}` is left out", node.value));
            }
            held
        };
        Bounds { min: min.and_then(&mut bound), max: max.and_then(&mut bound) }
    }

    fn count(&mut self, flat: &Flat<'_>, key: &str) -> Option<i64> {
        let node = flat.keywords.get(key)?;
        let Some(count) = node.value.as_number().and_then(whole) else {
            self.log.add(node, Loss::Side, BEYOND, format!("`{}` is left out", node.value));
            return None;
        };
        Some(count).filter(|count| *count > 0 || key.starts_with("max"))
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

/// An end of a range in the document.
struct Found<'d> {
    node: Node<'d>,
    number: &'d Number,
    exclusive: bool,
}

impl Found<'_> {
    /// As one of a range of numbers.
    fn of_numbers(&self) -> End {
        let number = whole(self.number).map(Number::from).or_else(|| Number::from_f64(self.number.as_f64()?));
        End { number: number.unwrap_or_else(|| self.number.clone()), exclusive: self.exclusive }
    }

    /// The first integer that is inside. `inwards` rounds a fraction, and `step` leads away from an end that is outside.
    fn integer(&self, inwards: fn(f64) -> f64, step: i128) -> i128 {
        let whole = self.number.as_i64().map(i128::from).or_else(|| self.number.as_u64().map(i128::from));
        let float = self.number.as_f64().unwrap_or_default();
        // Far beyond every type, a float is the largest integer.
        let number = whole.unwrap_or(inwards(float) as i128);
        let is_at_the_end = whole.is_some() || float.fract() == 0.0;
        if self.exclusive && is_at_the_end { number.saturating_add(step) } else { number }
    }
}

/// An end of a range. In newer documents `exclusiveMinimum` is the number itself, in older ones it is true.
fn end<'d>(flat: &Flat<'d>, inclusive: &str, exclusive: &str) -> Option<Found<'d>> {
    let (inclusive, exclusive) = (flat.keywords.get(inclusive), flat.keywords.get(exclusive));
    let bound = exclusive.filter(|node| node.value.is_number());
    let is_exclusive = bound.is_some() || exclusive.is_some_and(|node| *node.value == true);
    let node = bound.or(inclusive)?;
    Some(Found { node: node.clone(), number: node.value.as_number()?, exclusive: is_exclusive })
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
