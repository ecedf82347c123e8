//! Limits on values.

use std::cmp::Ordering;
use std::fmt;

use serde_json::Number;

use super::duration;
use crate::raw::Format;

/// Limits on a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Numbers that are allowed; of a duration, milliseconds.
    pub range: Range,
    /// Length of a string, in characters.
    pub length: Bounds,
    /// Number of items or entries.
    pub items: Bounds,
    /// Regular expression that the string matches somewhere: a chosen one, or that of the format.
    pub pattern: Option<String>,
    /// Standard form of the string.
    pub format: Option<Format>,
    /// Values of an enum that are allowed, as they are on the wire. Empty: all.
    pub values: Vec<String>,
    /// Limits on each item of a list, or on each value of a map.
    pub each: Option<Box<Constraints>>,
    /// Limits on the keys of a map.
    pub keys: Option<Box<Constraints>>,
}

impl Format {
    /// Returns the regular expression of the form.
    pub fn pattern(self) -> &'static str {
        match self {
            Format::DateTime => concat!(
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]",
                "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
            ),
            Format::Date => "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            Format::Time => concat!(
                "^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?",
                "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$"
            ),
            Format::Duration => "^P([0-9]+[YMWD])*([0-9]+[YMWD]|T([0-9]+([.][0-9]+)?[HMS])+)$",
            Format::Decimal => "^[+-]?[0-9]+([.][0-9]+)?$",
            Format::GoDuration => r"^[-+]?(0|(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)$",
            Format::Uuid => "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
        }
    }

    /// Returns what strings of the form are: "a UUID".
    pub fn words(self) -> &'static str {
        match self {
            Format::DateTime => "a date and time (RFC 3339)",
            Format::Date => "a date (RFC 3339)",
            Format::Uuid => "a UUID",
            Format::Time => "a time of day (RFC 3339)",
            Format::Duration => "a duration (ISO 8601)",
            Format::Decimal => "a decimal number",
            Format::GoDuration => "a duration such as `1h30m`",
        }
    }

    /// Returns the name in JSON Schema and OpenAPI, if there is one. `duration` is that of ISO 8601 there.
    pub fn in_json_schema(self) -> Option<&'static str> {
        match self {
            Format::DateTime => Some("date-time"),
            Format::Date => Some("date"),
            Format::Uuid => Some("uuid"),
            Format::Time => Some("time"),
            Format::Duration => Some("duration"),
            Format::Decimal => Some("decimal"),
            Format::GoDuration => None,
        }
    }
}

/// No limits.
static UNLIMITED: Constraints = Constraints {
    range: Range { min: None, max: None },
    length: Bounds { min: None, max: None },
    items: Bounds { min: None, max: None },
    pattern: None,
    format: None,
    values: Vec::new(),
    each: None,
    keys: None,
};

impl Constraints {
    /// Returns the limits on each item of a list, or on each value of a map.
    pub fn each(&self) -> &Constraints {
        self.each.as_deref().unwrap_or(&UNLIMITED)
    }

    /// Returns the range in words: "1 to 5", and of durations "15m to 24h".
    pub fn range_in_words(&self) -> Option<String> {
        let Bounds { min, max } = self.range.integers();
        match self.format {
            Some(Format::GoDuration) => match (min.map(duration::text), max.map(duration::text)) {
                (Some(min), Some(max)) => Some(format!("{min} to {max}")),
                (Some(min), None) => Some(format!("at least {min}")),
                (None, Some(max)) => Some(format!("at most {max}")),
                (None, None) => None,
            },
            _ => self.range.words(),
        }
    }

    /// Returns the range as it is written.
    pub fn written_range(&self) -> String {
        let Bounds { min, max } = self.range.integers();
        let end = |end: Option<i64>| end.map(duration::text).unwrap_or_default();
        match self.format {
            Some(Format::GoDuration) => format!("{}..{}", end(min), end(max)),
            _ => self.range.to_string(),
        }
    }

    /// Returns the limits on the keys of a map.
    pub fn keys(&self) -> &Constraints {
        self.keys.as_deref().unwrap_or(&UNLIMITED)
    }
}

/// Smallest and largest value, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Smallest value. Defaults to no limit.
    pub min: Option<i64>,
    /// Largest value. Defaults to no limit.
    pub max: Option<i64>,
}

/// Numbers that are allowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The lower end. Defaults to no limit.
    pub min: Option<End>,
    /// The upper end. Defaults to no limit.
    pub max: Option<End>,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The number.
    pub number: Number,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

impl Range {
    /// Reads `0..100`, `0.5..`, `0<..<1`. `None` if it is written in another way.
    pub fn parse(text: &str) -> Option<Range> {
        let (min, max) = text.split_once("..")?;
        let end = |text: &str, bare: Option<&str>| {
            let exclusive = bare.is_some();
            Some(match bare.unwrap_or(text) {
                "" if exclusive => return None,
                "" => None,
                digits => Some(End { number: decimal(digits)?, exclusive }),
            })
        };
        let range = Range { min: end(min, min.strip_suffix('<'))?, max: end(max, max.strip_prefix('<'))? };
        (range != Range::default()).then_some(range)
    }

    /// The smallest and the largest integer in it.
    pub fn integers(&self) -> Bounds {
        let end = |end: &Option<End>, inside: Ordering, step: i64| {
            let End { number, exclusive } = end.as_ref()?;
            let whole = match number.as_i64() {
                Some(whole) => whole,
                None => {
                    let float = number.as_f64()?;
                    let next = if inside == Ordering::Greater { float.ceil() } else { float.floor() };
                    let step = if *exclusive && next == float { step } else { 0 };
                    return Some((next as i64).saturating_add(step));
                }
            };
            Some(if *exclusive { whole.saturating_add(step) } else { whole })
        };
        Bounds { min: end(&self.min, Ordering::Greater, 1), max: end(&self.max, Ordering::Less, -1) }
    }

    /// Whether a number is in it.
    pub fn contains(&self, number: &Number) -> bool {
        let is_inside = |end: &Option<End>, inside: Ordering| {
            end.as_ref().is_none_or(|End { number: limit, exclusive }| match compare(number, limit) {
                Ordering::Equal => !exclusive,
                side => side == inside,
            })
        };
        is_inside(&self.min, Ordering::Greater) && is_inside(&self.max, Ordering::Less)
    }

    /// Whether all of its numbers are in another range.
    pub fn is_within(&self, other: &Range) -> bool {
        let is_inside = |end: &Option<End>, limit: &Option<End>, inside: Ordering| match (end, limit) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(end), Some(limit)) => match compare(&end.number, &limit.number) {
                Ordering::Equal => end.exclusive || !limit.exclusive,
                side => side == inside,
            },
        };
        is_inside(&self.min, &other.min, Ordering::Greater) && is_inside(&self.max, &other.max, Ordering::Less)
    }

    /// Whether no number is in it.
    pub fn is_empty(&self) -> bool {
        let (Some(min), Some(max)) = (&self.min, &self.max) else { return false };
        match compare(&min.number, &max.number) {
            Ordering::Less => false,
            Ordering::Equal => min.exclusive || max.exclusive,
            Ordering::Greater => true,
        }
    }

    /// The ends in words: "0.5 to 12", "more than 0 and at most 1".
    pub fn words(&self) -> Option<String> {
        let least = |End { number, exclusive }: &End| match exclusive {
            true => format!("more than {number}"),
            false => format!("at least {number}"),
        };
        let most = |End { number, exclusive }: &End| match exclusive {
            true => format!("less than {number}"),
            false => format!("at most {number}"),
        };
        match (&self.min, &self.max) {
            (None, None) => None,
            (Some(min), Some(max)) if !min.exclusive && !max.exclusive => Some(match min == max {
                true => format!("exactly {}", min.number),
                false => format!("{} to {}", min.number, max.number),
            }),
            (Some(min), Some(max)) => Some(format!("{} and {}", least(min), most(max))),
            (min, max) => min.as_ref().map(least).or(max.as_ref().map(most)),
        }
    }
}

impl From<Bounds> for Range {
    fn from(Bounds { min, max }: Bounds) -> Self {
        let end = |bound: Option<i64>| bound.map(|bound| End { number: bound.into(), exclusive: false });
        Range { min: end(min), max: end(max) }
    }
}

/// As it is written in a specification.
impl fmt::Display for Range {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(End { number, exclusive }) = &self.min {
            write!(formatter, "{number}{}", if *exclusive { "<" } else { "" })?;
        }
        formatter.write_str("..")?;
        if let Some(End { number, exclusive }) = &self.max {
            write!(formatter, "{}{number}", if *exclusive { "<" } else { "" })?;
        }
        Ok(())
    }
}

/// Reads a number in decimal notation. Whole numbers are exact.
fn decimal(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_decimal = digits.starts_with(|c: char| c.is_ascii_digit()) && digits.ends_with(|c: char| c.is_ascii_digit());
    if !is_decimal || !digits.chars().all(|c| c.is_ascii_digit() || ".e+-".contains(c)) {
        return None;
    }
    match digits.contains(|c: char| !c.is_ascii_digit()) {
        true => Number::from_f64(text.parse().ok()?),
        false => text.parse::<i64>().ok().map(Number::from),
    }
}

/// Compares two numbers exactly: beyond 2^53, floats do not tell integers apart.
fn compare(one: &Number, other: &Number) -> Ordering {
    let whole = |number: &Number| number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    let float = |number: &Number| number.as_f64().unwrap_or(f64::NAN);
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(one), None) => beside(one, float(other)),
        (None, Some(other)) => beside(other, float(one)).reverse(),
        // Numbers of JSON are finite.
        (None, None) => float(one).partial_cmp(&float(other)).unwrap_or(Ordering::Equal),
    }
}

/// Compares an integer with a float.
fn beside(whole: i128, float: f64) -> Ordering {
    let floor = float.floor();
    whole.cmp(&(floor as i128)).then(if floor < float { Ordering::Less } else { Ordering::Equal })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Range {
        Range::parse(text).unwrap_or_else(|| panic!("{text} is no range"))
    }

    fn number(text: &str) -> Number {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_are_read_as_they_are_written() {
        for text in ["0.5..12.5", "0..100", "1..", "..10", "0<..<1", "-1.5..<2", "0<.."] {
            assert_eq!(range(text).to_string(), text);
        }
        for text in ["", "..", "1", "a..b", "<..1", "1..<", "1...5", "..5.", "1e..", "0x1..", "1..2..3", "+1.."] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ends_may_be_exclusive_and_fractional() {
        let contains = |text: &str, value: &str| range(text).contains(&number(value));
        assert!(contains("0.5..12.5", "0.5") && contains("0.5..12.5", "12.5") && contains("0.5..12.5", "1"));
        assert!(!contains("0.5..12.5", "0.49") && !contains("0.5..12.5", "13"));
        assert!(!contains("0<..<1", "0") && !contains("0<..<1", "1.0") && contains("0<..<1", "1e-300"));
        assert!(!contains("..9007199254740992", "9007199254740993"), "floats do not tell them apart");
    }

    #[test]
    fn integers_of_a_range_are_counted_from_inside() {
        let integers = |text: &str| (range(text).integers().min, range(text).integers().max);
        assert_eq!(integers("0<..<10"), (Some(1), Some(9)));
        assert_eq!(integers("0.5..12.5"), (Some(1), Some(12)));
        assert_eq!(integers("-0.5<.."), (Some(0), None));
    }

    #[test]
    fn ranges_contain_each_other() {
        let within = |one: &str, other: &str| range(one).is_within(&range(other));
        assert!(within("0<..", "0..") && !within("0..", "0<.."));
        assert!(within("0.5..1", "0..") && !within("0..", "0..9"));
        assert!(range("1<..1").is_empty() && range("2..1").is_empty() && !range("1..1").is_empty());
    }

    #[test]
    fn ranges_have_words() {
        let words = |text: &str| range(text).words().unwrap();
        assert_eq!(words("0.5..12.5"), "0.5 to 12.5");
        assert_eq!(words("1..1"), "exactly 1");
        assert_eq!(words("0<..1"), "more than 0 and at most 1");
        assert_eq!(words("..<1"), "less than 1");
        assert_eq!(words("1.."), "at least 1");
    }
}
