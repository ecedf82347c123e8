//! Rules of requests, in the order of the server.

use std::collections::BTreeMap;
use std::time::Duration;

use servicestage_server::model::servicecomb::ConfigurationLabel;

use super::Failure;

/// Maximum number of characters of a value.
const LONGEST_VALUE: usize = 131_072;
/// Maximum number of characters of a check.
const LONGEST_CHECK: usize = 1_048_576;
/// Maximum number of labels that a search may name.
const MOST_SEARCHED: usize = 8;

fn invalid<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::invalid(message))
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || matches!(character, '_' | '-' | '.')
}

/// Returns whether all characters are letters, digits, `_`, `-` or `.`, the first and the last one letters or digits.
fn is_name(text: &str) -> bool {
    let ends = |character: Option<char>| character.is_none_or(|character| character.is_ascii_alphanumeric());
    text.chars().all(is_word) && ends(text.chars().next()) && ends(text.chars().next_back())
}

fn is_key_character(character: char) -> bool {
    is_word(character) || character == ':'
}

pub(super) fn project(project: &str) -> Result<(), Failure> {
    match (1..=256).contains(&project.len()) && is_name(project) {
        true => Ok(()),
        false => {
            invalid("project: expected 1 to 256 letters, digits, `_`, `-` and `.`, with a letter or digit at each end")
        }
    }
}

pub(super) fn id(id: &str) -> Result<(), Failure> {
    match id.chars().count() <= 64 {
        true => Ok(()),
        false => invalid("id: expected at most 64 characters"),
    }
}

pub(super) fn key(key: &str) -> Result<(), Failure> {
    match (1..=2048).contains(&key.len()) && key.chars().all(is_key_character) {
        true => Ok(()),
        false => invalid("key: expected 1 to 2048 letters, digits, `.`, `_`, `:` and `-`"),
    }
}

pub(super) fn value(value: &str) -> Result<(), Failure> {
    // No string has more characters than bytes.
    match value.len() <= LONGEST_VALUE || value.chars().count() <= LONGEST_VALUE {
        true => Ok(()),
        false => invalid("value: expected at most 131072 characters"),
    }
}

pub(super) fn check(check: &str) -> Result<(), Failure> {
    match check.len() <= LONGEST_CHECK && check.is_ascii() {
        true => Ok(()),
        false => invalid("check: expected at most 1048576 characters, all of them ASCII"),
    }
}

/// Checks a value against a closed list. The empty string is absent.
pub(super) fn one_of<'a>(name: &str, value: Option<&'a str>, known: &[&str]) -> Result<Option<&'a str>, Failure> {
    match value {
        None | Some("") => Ok(None),
        Some(value) if known.contains(&value) => Ok(Some(value)),
        Some(_) => invalid(format!("{name}: expected one of {}", known.join(", "))),
    }
}

pub(super) fn labels(labels: &BTreeMap<String, String>) -> Result<(), Failure> {
    if labels.len() > 6 {
        return invalid("labels: expected at most 6");
    }
    labels.iter().try_for_each(|(name, value)| label(name, value))
}

fn label(name: &str, value: &str) -> Result<(), Failure> {
    if !(1..=32).contains(&name.len()) || !is_name(name) {
        return invalid(
            "labels: a name has 1 to 32 letters, digits, `_`, `-` and `.`, with a letter or digit at each end",
        );
    }
    if value.len() > 160 || !is_name(value) {
        return invalid(
            "labels: a value has at most 160 letters, digits, `_`, `-` and `.`, with a letter or digit at each end",
        );
    }
    Ok(())
}

/// Reads the labels of a search, each as `name:value`. The last value of a name counts.
pub(super) fn searched_labels(texts: &[ConfigurationLabel]) -> Result<BTreeMap<String, String>, Failure> {
    let mut labels = BTreeMap::new();
    for text in texts {
        let Some((name, value)) = text.as_str().split_once(':').filter(|(_, value)| !value.contains(':')) else {
            return invalid("label: expected a name and a value with one colon between them");
        };
        label(name, value)?;
        labels.insert(name.to_owned(), value.to_owned());
    }
    match texts.len() <= MOST_SEARCHED {
        true => Ok(labels),
        false => invalid("label: expected at most 8"),
    }
}

/// Returns the first index and the number of the items of a page.
pub(super) fn page(limit: Option<i32>, offset: Option<i32>) -> Result<(usize, usize), Failure> {
    if limit.is_some_and(|limit| !(1..=100).contains(&limit)) {
        return invalid("limit: expected 1 to 100");
    }
    let Ok(offset) = usize::try_from(offset.unwrap_or(0)) else {
        return invalid("offset: expected 0 or more");
    };
    Ok(match limit.and_then(|limit| usize::try_from(limit).ok()) {
        Some(limit) => (offset, limit),
        // Without a limit, everything is one page.
        None => (0, usize::MAX),
    })
}

/// Selection of keys, without regard to letter case.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum KeyFilter {
    Whole(String),
    Prefix(String),
    /// Parts between stars.
    Wildcard(Vec<String>),
}

impl KeyFilter {
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let inside = |name: &str| text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
        let fits = |inner: &str, star: bool| {
            inner.chars().all(|character| is_key_character(character) || (star && character == '*'))
        };
        let lower = text.to_ascii_lowercase();
        let read = match (inside("beginWith"), inside("wildcard")) {
            // The real server fails on an empty pattern.
            (Some(""), _) | (_, Some("")) => None,
            (Some(inner), _) if fits(inner, false) => Some(Self::Prefix(inner.to_ascii_lowercase())),
            (_, Some(inner)) if fits(inner, true) => {
                Some(Self::Wildcard(inner.to_ascii_lowercase().split('*').map(str::to_owned).collect()))
            }
            _ if fits(text, false) => Some(Self::Whole(lower)),
            _ => None,
        };
        match read.filter(|_| text.len() <= 128) {
            Some(filter) => Ok(filter),
            None => invalid(
                "key: expected at most 128 letters, digits, `.`, `_`, `:` and `-`, or them in beginWith(…) or wildcard(…)",
            ),
        }
    }

    pub(super) fn fits(&self, key: &str) -> bool {
        let key = key.to_ascii_lowercase();
        match self {
            Self::Whole(whole) => key == *whole,
            Self::Prefix(prefix) => key.starts_with(prefix),
            Self::Wildcard(parts) => fits_parts(parts, &key),
        }
    }
}

/// Returns whether the parts occur in order, the first at the start and the last at the end.
fn fits_parts(parts: &[String], key: &str) -> bool {
    let (Some((first, rest)), Some(mut left)) = (parts.split_first(), Some(key)) else { return false };
    let Some((last, middle)) = rest.split_last() else { return first == key };
    let Some(after) = left.strip_prefix(first.as_str()) else { return false };
    left = after;
    for part in middle {
        let Some((_, after)) = left.split_once(part.as_str()) else { return false };
        left = after;
    }
    left.ends_with(last.as_str())
}

/// Time to wait, which may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wait {
    None,
    For(Duration),
}

impl Wait {
    /// Reads a duration as Go writes it: numbers with units and one sign before them.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
        let nanos = nanoseconds(unsigned);
        match nanos {
            Some(0) => Ok(Self::None),
            Some(_) if text.starts_with('-') => Ok(Self::None),
            Some(nanos) => Ok(Self::For(Duration::from_nanos(nanos))),
            None => invalid("wait: expected numbers with units, such as 500ms or 1m30s"),
        }
    }
}

fn nanoseconds(mut text: &str) -> Option<u64> {
    if text == "0" {
        return Some(0);
    }
    if text.is_empty() {
        return None;
    }
    let mut total = 0_u64;
    while !text.is_empty() {
        let end = text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
        let (number, rest) = text.split_at(end);
        let end = rest.find(|character: char| character.is_ascii_digit() || character == '.').unwrap_or(rest.len());
        let (unit, rest) = rest.split_at(end);
        total = total.checked_add(scaled(number, unit)?)?;
        text = rest;
    }
    i64::try_from(total).ok().map(|_| total)
}

fn scaled(number: &str, unit: &str) -> Option<u64> {
    let unit: u64 = match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => 1_000_000_000,
        "m" => 60_000_000_000,
        "h" => 3_600_000_000_000,
        _ => return None,
    };
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { whole.parse::<u64>().ok()? };
    let mut nanos = whole.checked_mul(unit)?;
    let mut share = unit;
    for digit in fraction.chars() {
        share /= 10;
        nanos = nanos.checked_add(u64::from(digit.to_digit(10)?) * share)?;
    }
    Some(nanos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        let read = |text: &str| Wait::read(text).ok();
        let wait = |millis| Some(Wait::For(Duration::from_millis(millis)));
        for (text, expected) in [
            ("1s", wait(1000)),
            (".2s", wait(200)),
            ("1.s", wait(1000)),
            ("+1m30s", wait(90_000)),
            ("1500ms", wait(1500)),
            ("2µs", Some(Wait::For(Duration::from_micros(2)))),
            ("0", Some(Wait::None)),
            ("0s", Some(Wait::None)),
            ("-1s", Some(Wait::None)),
            ("5", None),
            ("1d", None),
            ("1S", None),
            (".s", None),
            ("1.2.3s", None),
            ("s", None),
            ("-", None),
            ("9999999h", None),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn keys_are_selected_whole_by_prefix_and_by_wildcard() {
        let fits = |filter: &str, key: &str| KeyFilter::read(filter).ok().map(|filter| filter.fits(key));
        for (filter, key, expected) in [
            ("a.B", "A.b", Some(true)),
            ("a.b", "axb", Some(false)),
            ("a", "ab", Some(false)),
            ("beginWith(AP)", "app.x", Some(true)),
            ("wildcard(*x*)", "axb", Some(true)),
            ("wildcard(a*b)", "ab", Some(true)),
            ("wildcard(a*a)", "a", Some(false)),
            ("wildcard(ab)", "abc", Some(false)),
            ("wildcard(a*b*c)", "a-b-b-c", Some(true)),
            ("wildcard(*)", "", Some(true)),
            ("beginWith()", "a", None),
            ("wildcard()", "a", None),
            ("beginWith(a*)", "a", None),
            ("beginW(a)", "a", None),
            ("a*", "a", None),
        ] {
            assert_eq!(fits(filter, key), expected, "{filter} {key}");
        }
        assert!(KeyFilter::read(&"k".repeat(129)).is_err());
    }

    #[test]
    fn the_last_value_of_a_searched_label_counts() {
        let read = |texts: &[&str]| searched_labels(&texts.iter().map(|&text| text.into()).collect::<Vec<_>>());
        assert_eq!(read(&["a:1", "a:2", "b:"]).ok().map(|labels| labels.len()), Some(2));
        for wrong in ["a", "a:b:c", "", ":b", "-a:b", "a:b-"] {
            assert!(read(&[wrong]).is_err(), "{wrong}");
        }
        assert!(read(&["a:1"; 9]).is_err());
    }
}
