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

/// Generates a string that satisfies the rules, if one is known.
pub(super) fn text(rules: &StringRules) -> String {
    let schema = Schema::String(*rules);
    let fits = |text: &String| schema.check(&json!(text), Validation::Lenient).is_empty();
    let long = long(rules.min_length.unwrap_or(1).max(1));
    let candidates = CANDIDATES.iter().map(|text| (*text).to_owned()).chain([long.clone()]);
    candidates.into_iter().find(fits).unwrap_or(long)
}

/// Generates a key of a map that satisfies the rules. Numbers distinguish keys wherever they fit.
pub(super) fn key(rules: &StringRules, index: u32) -> String {
    let schema = Schema::String(*rules);
    let fits = |text: &String| schema.check(&json!(text), Validation::Lenient).is_empty();
    let stem = text(rules);
    let candidates = [format!("key{index}"), format!("{stem}{index}"), index.to_string()];
    candidates.into_iter().find(fits).unwrap_or(stem)
}

/// Generates a string of a length.
pub(super) fn long(length: u32) -> String {
    "m".repeat(usize::try_from(length.min(LONGEST)).unwrap_or(1))
}
