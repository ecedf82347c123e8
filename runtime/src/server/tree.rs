//! Lazy view of a JSON document: lists and objects stay source text until they are iterated. Viewing takes
//! little memory, whatever a client sends.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

use crate::decode::{self, DecodeError, whole};

/// Value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree<'a> {
    Null,
    Boolean(bool),
    /// With its digits.
    Number(Number, &'a str),
    Text(Cow<'a, str>),
    /// With its brackets.
    List(&'a str),
    /// With its braces.
    Object(&'a str),
    /// Invalid value, such as half of a surrogate pair. Decoding reports the details.
    Broken,
}

impl<'a> Tree<'a> {
    /// Reads a document and checks its syntax.
    ///
    /// # Errors
    /// Returns an error if it is not JSON.
    pub(super) fn read(document: &'a [u8]) -> Result<Self, DecodeError> {
        let document = decode::without_mark(document);
        if serde_json::from_slice::<IgnoredAny>(document).is_err() {
            // Decoding finds the position of the error.
            decode::json::<Visited>(document)?;
        }
        let text = str::from_utf8(document).map_err(|_| DecodeError {
            path: ".".to_owned(),
            message: "the body is not UTF-8".to_owned(),
            line: 0,
            column: 0,
        })?;
        Ok(Self::of(text.trim_ascii()))
    }

    fn of(text: &'a str) -> Self {
        match text.as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't') => Self::Boolean(true),
            Some(b'f') => Self::Boolean(false),
            Some(b'[') => Self::List(text),
            Some(b'{') => Self::Object(text),
            Some(b'"') => string(text).map_or(Self::Broken, Self::Text),
            _ => number(text).map_or(Self::Broken, |number| Self::Number(number, text)),
        }
    }

    pub(super) fn is_object(&self) -> bool {
        matches!(self, Self::Object(_))
    }
}

/// Returns a number. A large integer keeps its digits, however it is written.
fn number(text: &str) -> Option<Number> {
    let number: Number = serde_json::from_str(text).ok()?;
    match decode::integer(text).filter(|_| number.is_f64() && number.as_f64().and_then(whole).is_none()) {
        Some(whole) => Number::from_i128(whole).or(Some(number)),
        None => Some(number),
    }
}

/// Document all of whose parts were visited.
struct Visited;

impl<'de> Deserialize<'de> for Visited {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Visited {
    type Value = Self;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self, A::Error> {
        while access.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self, A::Error> {
        while access.next_entry::<IgnoredAny, Self>()?.is_some() {}
        Ok(self)
    }
}

/// Returns the items of a list.
pub(super) fn items(list: &str) -> impl Iterator<Item = Tree<'_>> {
    parts(list).map(Tree::of)
}

/// Returns the number of items of a list or entries of an object.
pub(super) fn count(text: &str) -> usize {
    let parts = parts(text).count();
    if text.starts_with('{') { parts / 2 } else { parts }
}

/// Returns the entries of an object, including repeated keys.
pub(super) fn entries(object: &str) -> impl Iterator<Item = (Cow<'_, str>, Tree<'_>)> {
    let mut parts = parts(object);
    std::iter::from_fn(move || {
        let (key, value) = (parts.next()?, parts.next()?);
        Some((string(key).unwrap_or_default(), Tree::of(value)))
    })
}

/// Splits the content of brackets or braces into values, or keys and values. The syntax is valid.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    std::iter::from_fn(move || {
        let separator = |c: char| c == ',' || c == ':' || c.is_ascii_whitespace();
        rest = rest.trim_start_matches(separator);
        let (part, after) = rest.split_at(end(rest.as_bytes()));
        rest = after;
        (!part.is_empty()).then_some(part)
    })
}

/// Returns the end of the first value.
fn end(text: &[u8]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(byte) = text.get(at).filter(|byte| **byte != b'"') {
                    at += if *byte == b'\\' { 2 } else { 1 };
                }
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
        if depth == 0 && matches!(byte, b'"' | b']' | b'}') {
            break;
        }
    }
    at.min(text.len())
}

/// Returns a string without its quotes; borrowed unless it contains escapes.
fn string(text: &str) -> Option<Cow<'_, str>> {
    match text.contains('\\') {
        true => serde_json::from_str(text).ok().map(Cow::Owned),
        false => text.get(1..text.len().saturating_sub(1)).map(Cow::Borrowed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Tree<'_> {
        Tree::Text(Cow::Borrowed(text))
    }

    #[test]
    fn documents_are_taken_apart_level_by_level() {
        let document = "\u{feff} {\"a\" : [null,true , -1,1.5,\"x\",[], {}],\n\"b\\n\":\"y\\\"}\",\"a\":{\"]\":[\"[\"]},\"ä\":\"\"} ";
        let Ok(Tree::Object(object)) = Tree::read(document.as_bytes()) else { panic!("{document}") };
        let fields: Vec<_> = entries(object).collect();
        let keys: Vec<&str> = fields.iter().map(|(key, _)| key.as_ref()).collect();
        assert_eq!((keys, count(object)), (vec!["a", "b\n", "a", "ä"], 4));
        let Tree::List(list) = fields[0].1 else { panic!("{fields:?}") };
        let float = Tree::Number(Number::from_f64(1.5).unwrap(), "1.5");
        let expected = [
            Tree::Null,
            Tree::Boolean(true),
            Tree::Number((-1).into(), "-1"),
            float,
            text("x"),
            Tree::List("[]"),
            Tree::Object("{}"),
        ];
        assert_eq!((items(list).collect::<Vec<_>>(), count(list)), (expected.to_vec(), 7));
        assert_eq!(fields[1].1, text("y\"}"));
        assert_eq!((fields[2].1.clone(), fields[3].1.clone()), (Tree::Object("{\"]\":[\"[\"]}"), text("")));
        assert!(matches!((&fields[0].0, &fields[1].0), (Cow::Borrowed(_), Cow::Owned(_))));
        assert_eq!((items("[ ]").count(), entries("{ }").count(), count("[ \n]")), (0, 0, 0));
    }

    #[test]
    fn large_integers_keep_their_digits() {
        for (text, number) in [("9007199254740993.0", 9_007_199_254_740_993_u64), ("18446744073709551615e0", u64::MAX)]
        {
            assert_eq!(Tree::read(text.as_bytes()), Ok(Tree::Number(number.into(), text)));
        }
        for text in ["1.0", "9007199254740992.7", "4503599627370497.3", "1e300"] {
            let Ok(Tree::Number(number, _)) = Tree::read(text.as_bytes()) else { panic!("{text}") };
            assert!(number.is_f64(), "{text}");
        }
    }

    #[test]
    fn what_is_no_json_is_an_error() {
        for document in ["", "{", "[1,]", "{\"a\"}", "\"\n\"", "01", "nul", "[] []"] {
            assert!(Tree::read(document.as_bytes()).is_err(), "{document}");
        }
        assert_eq!(Tree::read(b"\"\xff\"").unwrap_err().to_string(), "the body is not UTF-8");
        for half in ["\"\\ud800\"", "1e999"] {
            assert_eq!(Tree::read(half.as_bytes()), Ok(Tree::Broken), "{half}");
        }
    }

    #[test]
    fn depth_does_no_harm() {
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        let Ok(Tree::List(list)) = Tree::read(deep.as_bytes()) else { panic!("it is a list") };
        assert_eq!(count(list), 1);
    }
}
