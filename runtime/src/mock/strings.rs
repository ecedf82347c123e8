//! Generated strings.

use serde_json::json;

use crate::server::{Schema, StringRules, Validation};

/// Strings that match most patterns, the simplest first.
const CANDIDATES: [&str; 16] = [
    "mock",
    "mock-1",
    "1",
    "1.0.0",
    "dae29983-c1e9-437d-a6be-5256076fe605",
    "2024-01-02T03:04:05Z",
    "2024-01-02",
    "03:04:05Z",
    "PT3H",
    "https://mock.example.com/1",
    "tag_mock",
    "",
    "1s",
    "1m",
    "1h",
    "1ms",
];
/// Maximum length of a generated string.
const LONGEST: u32 = 4096;

/// Characters of which keys of a map differ, if they cannot be numbered.
const VARIED: usize = 1000;

/// Strings that the specification needs beside the usual ones, because of patterns.
#[derive(Clone, Copy, Default)]
pub(super) struct Strings(pub(super) &'static [&'static str]);

impl Strings {
    /// Generates a string that satisfies the rules, if one is known.
    pub(super) fn text(self, rules: &StringRules) -> String {
        let long = long(rules.min_length.unwrap_or(1).max(1));
        let known = CANDIDATES.iter().chain(self.0).map(|text| (*text).to_owned());
        known.chain([long.clone()]).find(|text| fits(rules, text)).unwrap_or(long)
    }

    /// Generates a key of a map that satisfies the rules. Numbers distinguish keys wherever they fit, or else other
    /// characters.
    pub(super) fn key(self, rules: &StringRules, index: u32) -> String {
        let stem = self.text(rules);
        let numbered = [format!("key{index}"), format!("{stem}{index}"), index.to_string()];
        let place = usize::try_from(index).ok().filter(|place| *place < VARIED);
        let other = || varied(&stem).filter(|key| fits(rules, key)).nth(place?);
        numbered.into_iter().find(|key| fits(rules, key)).or_else(other).unwrap_or(stem)
    }
}

fn fits(rules: &StringRules, text: &str) -> bool {
    Schema::String(*rules).check(&json!(text), Validation::Lenient).is_empty()
}

/// Returns a string, and others that differ from it in one character.
fn varied(stem: &str) -> impl Iterator<Item = String> {
    let others = stem.char_indices().rev().flat_map(move |(place, old)| {
        let (before, after) = (stem.get(..place).unwrap_or_default(), stem.get(place + old.len_utf8()..));
        let other = move |new: char| format!("{before}{new}{}", after.unwrap_or_default());
        ('a'..='z').chain('A'..='Z').chain('0'..='9').filter(move |new| *new != old).map(other)
    });
    std::iter::once(stem.to_owned()).chain(others)
}

/// Generates a string of a length.
pub(super) fn long(length: u32) -> String {
    "m".repeat(usize::try_from(length.min(LONGEST)).unwrap_or(1))
}
