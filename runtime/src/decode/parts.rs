//! Documents read in parts, so that a part that `Value` cannot hold does not hide the others.
//!
//! Decoding into a type ignores members that it does not know, and accepts anything in them: half of a surrogate pair,
//! `1e999`, any nesting, bytes that are not UTF-8.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::json::without_mark;

/// How deep the parts are looked for. Each level reads what is below it again.
const DEEPEST: usize = 16;

/// Reads a document; `None` if it is not JSON. Halves of surrogate pairs and bytes that are not UTF-8 are replaced;
/// numbers that are too large and parts that are nested too deep become strings with their JSON.
pub(crate) fn tolerant(bytes: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(without_mark(bytes));
    Some(value(serde_json::from_str(&text).ok()?, DEEPEST, replaced))
}

/// Reads a document; `None` if it is not JSON in UTF-8. What `Value` cannot hold is null.
pub(super) fn with_nulls(bytes: &[u8]) -> Option<Value> {
    Some(value(serde_json::from_slice(bytes).ok()?, DEEPEST, |_| Value::Null))
}

/// Returns a string with halves of surrogate pairs replaced, or else a string with the JSON.
fn replaced(part: &str) -> Value {
    serde_json::from_str(part).map_or_else(|_| part.into(), |Text(text)| text.into())
}

/// Returns the JSON of the part at a pointer as it is written. Nothing else in the document matters.
pub(crate) fn part(bytes: &[u8], pointer: &str) -> Option<String> {
    let text = String::from_utf8_lossy(without_mark(bytes));
    let names = pointer.split('/').skip(1).map(|name| name.replace("~1", "/").replace("~0", "~"));
    let mut part = serde_json::from_str::<&RawValue>(&text).ok()?;
    for name in names {
        part = match members(part) {
            Some(mut members) => members.remove(&Text(name))?,
            None => items(part)?.get(name.parse::<usize>().ok()?)?,
        };
    }
    Some(part.get().to_owned())
}

/// Reads a part. `odd` replaces what inside of it `Value` cannot hold.
fn value(part: &RawValue, deeper: usize, odd: fn(&str) -> Value) -> Value {
    if let Ok(value) = serde_json::from_str(part.get()) {
        return value;
    }
    let Some(deeper) = deeper.checked_sub(1) else { return odd(part.get()) };
    if let Some(members) = members(part) {
        return members.into_iter().map(|(Text(name), part)| (name, value(part, deeper, odd))).collect();
    }
    match items(part) {
        Some(items) => items.into_iter().map(|part| value(part, deeper, odd)).collect(),
        None => odd(part.get()),
    }
}

fn members(part: &RawValue) -> Option<BTreeMap<Text, &RawValue>> {
    part.get().starts_with('{').then(|| serde_json::from_str(part.get()).ok())?
}

fn items(part: &RawValue) -> Option<Vec<&RawValue>> {
    part.get().starts_with('[').then(|| serde_json::from_str(part.get()).ok())?
}

/// String with the halves of surrogate pairs replaced.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // As bytes, a half is no error: it is three of them.
        deserializer.deserialize_bytes(ReadText)
    }
}

struct ReadText;

impl Visitor<'_> for ReadText {
    type Value = Text;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Text, E> {
        Ok(Text(match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => String::from_utf8_lossy(bytes).replace("\u{fffd}\u{fffd}\u{fffd}", "\u{fffd}"),
        }))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_that_cannot_be_held_does_not_hide_the_others() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let body =
            format!(r#"{{"a":[1,"x\ud83d\u00e9y",1e999],"b\udc00":{{"c":"\ud83d\ude00","d":{deep}}},"e":true}}"#);
        let read = tolerant(body.as_bytes()).unwrap();
        assert_eq!(read["a"], json!([1, "x\u{fffd}\u{e9}y", "1e999"]));
        assert_eq!((&read["b\u{fffd}"]["c"], &read["e"]), (&json!("\u{1f600}"), &json!(true)));
        assert_eq!(tolerant(b"\xef\xbb\xbf{\"a\":\"\xff\"}"), Some(json!({ "a": "\u{fffd}" })));
        let nulls = with_nulls(br#"{"a":[1,"\ud83d",1e999],"b":2}"#);
        assert_eq!(nulls, Some(json!({ "a": [1, null, null], "b": 2 })));
        for broken in ["", "<html>", "{\"a\":1", "{} {}"] {
            assert_eq!(tolerant(broken.as_bytes()), None, "{broken}");
        }
    }

    #[test]
    fn parts_are_found_as_they_are_written() {
        let body = br#" {"a":"\ud83d","b":{"c/d":[18446744073709551617, 1.10 ,"x"]}} "#;
        let found = ["/b/c~1d/0", "/b/c~1d/1", "/b/c~1d/2", "/a"].map(|pointer| part(body, pointer).unwrap());
        assert_eq!(found, ["18446744073709551617", "1.10", "\"x\"", "\"\\ud83d\""]);
        for absent in ["/c", "/a/b", "/b/c~1d/3", "/b/c~1d/x"] {
            assert_eq!(part(body, absent), None, "{absent}");
        }
    }
}
