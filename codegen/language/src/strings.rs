//! Strings that keep the limits of their type, where no example has one.

mod matching;

use serde_json::Number;

use crate::ir::{Bounds, Constraints, duration};

/// Strings of common forms that a pattern may require, the simplest first.
const FORMS: [&str; 17] = [
    "example",
    "Example1",
    "a",
    "1",
    "12345678",
    "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f0",
    "1.0.0",
    "example.com",
    "https://example.com/",
    "2025-01-01T00:00:00Z",
    "2025-01-01",
    "12:00:00Z",
    "PT1H",
    "someone@example.com",
    "1h",
    "1s",
];

/// Keys of a map that differ in one character. With more of them, looking for the next one would take long.
const MOST_VARIED: usize = 1000;

/// Makes strings that keep limits.
pub struct Strings<'c> {
    constraints: &'c Constraints,
    pattern: Option<regex_lite::Regex>,
    least: usize,
    most: usize,
}

impl<'c> Strings<'c> {
    /// Of the limits on a string.
    pub fn of(constraints: &'c Constraints) -> Self {
        let pattern = constraints.pattern.as_deref().and_then(|pattern| regex_lite::Regex::new(pattern).ok());
        let limit = |limit: Option<i64>, default| limit.map_or(default, |limit| usize::try_from(limit).unwrap_or(0));
        let Bounds { min, max } = constraints.length;
        Strings { constraints, pattern, least: limit(min, 0), most: limit(max, usize::MAX) }
    }

    /// Whether a string keeps the limits.
    pub fn fits(&self, text: &str) -> bool {
        let length = text.chars().count();
        let lasts = duration::milliseconds(text).and_then(Number::from_f64);
        (self.least..=self.most).contains(&length)
            && self.pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
            && lasts.is_none_or(|lasts| self.constraints.range.contains(&lasts))
    }

    /// A string that keeps the limits: of a common form, or one of the alternatives in the pattern.
    pub fn common(&self) -> Option<String> {
        let pieces = self.constraints.pattern.as_deref().unwrap_or_default().split(['^', '$', '(', ')', '|']);
        let Bounds { min, max } = self.constraints.range.integers();
        let ends: Vec<String> = [min, max].into_iter().flatten().map(duration::text).collect();
        let known = FORMS.iter().copied().chain(pieces).chain(ends.iter().map(String::as_str));
        self.first(known)
    }

    /// The first of some strings that keeps the limits, with its length fitted to them.
    pub fn first<'t>(&self, known: impl Iterator<Item = &'t str>) -> Option<String> {
        known.map(|text| self.fitted(text)).find(|text| self.fits(text))
    }

    /// A string that is built from the pattern.
    pub fn built(&self) -> Option<String> {
        let built = matching::matching(self.constraints.pattern.as_deref()?, self.constraints.length);
        // What matches anywhere may be padded.
        built.iter().cloned().chain(built.iter().map(|text| self.fitted(text))).find(|text| self.fits(text))
    }

    /// A string with the length that is required.
    pub fn fitted(&self, text: &str) -> String {
        let padding = if text.ends_with(|c: char| c.is_ascii_digit()) { '1' } else { 'a' };
        let missing = self.least.saturating_sub(text.chars().count());
        text.chars().chain(std::iter::repeat_n(padding, missing)).take(self.most).collect()
    }

    /// A key of a map that keeps the limits. Numbers tell keys apart where they fit, else another character does.
    pub fn key(&self, index: u64) -> String {
        let stem = self.common().or_else(|| self.built()).unwrap_or_else(|| self.fitted(FORMS[0]));
        let numbered = [format!("key{index}"), format!("{stem}{index}"), index.to_string()];
        let numbered = numbered.into_iter().find(|key| self.fits(key));
        let place = usize::try_from(index).ok().filter(|place| *place < MOST_VARIED);
        let other = || varied(&stem).filter(|key| self.fits(key)).nth(place?);
        numbered.or_else(other).unwrap_or(stem)
    }
}

/// A string, and others that differ from it in one character.
fn varied(stem: &str) -> impl Iterator<Item = String> {
    let places = stem.char_indices().rev();
    let others = places.flat_map(move |(place, old)| {
        let other = move |new: char| format!("{}{new}{}", &stem[..place], &stem[place + old.len_utf8()..]);
        ('a'..='z').chain('A'..='Z').chain('0'..='9').filter(move |new| *new != old).map(other)
    });
    std::iter::once(stem.to_owned()).chain(others)
}

/// A string that keeps limits, if one is found.
pub fn sample(constraints: &Constraints) -> Option<String> {
    let strings = Strings::of(constraints);
    if strings.least > matching::LONGEST {
        return None;
    }
    strings.common().or_else(|| strings.built())
}
