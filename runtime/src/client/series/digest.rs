//! Digests of JSON, to compare the content of documents.
//!
//! Ignores white space and the order of object members: services that use hash maps change it each time.

use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::decode::{tolerant, without_mark};

/// Returns the digest of a document, or of its bytes if it is not JSON.
pub(super) fn document(body: &[u8]) -> u64 {
    read(body, Any { in_order: true }).map_or_else(|| hash(&body), |part| part.digest)
}

/// Returns the digest of a cursor.
pub(super) fn cursor(text: &str) -> u64 {
    hash(&text)
}

/// Returns the digest of the items of a page, in any order: of the list in that member, or of all top-level
/// lists if there is no such member.
pub(super) fn items(body: &[u8], member: &str) -> u64 {
    let named = read(body, Page(Some(member))).flatten();
    let any = || read(body, Page(None)).flatten();
    named.or_else(any).unwrap_or_else(|| hash(&body))
}

fn read<S, T>(body: &[u8], seed: S) -> Option<T>
where
    S: for<'de> DeserializeSeed<'de, Value = T> + Copy,
{
    let read = seed.deserialize(&mut serde_json::Deserializer::from_slice(without_mark(body)));
    read.ok().or_else(|| seed.deserialize(tolerant(body)?).ok())
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Value inside a document.
struct Part {
    digest: u64,
    is_list: bool,
}

impl Part {
    /// Values of different kinds differ, such as null, false and 0.
    fn new(kind: &str, value: &impl Hash) -> Self {
        Self { digest: hash(&(kind, value)), is_list: false }
    }
}

/// Any value. `in_order` tells whether the order of a list matters.
#[derive(Clone, Copy)]
struct Any {
    in_order: bool,
}

impl<'de> DeserializeSeed<'de> for Any {
    type Value = Part;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Part, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any {
    type Value = Part;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Part, E> {
        Ok(Part::new("null", &()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Part, E> {
        Ok(Part::new("boolean", &value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Part, E> {
        Ok(Part::new("negative", &value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Part, E> {
        Ok(Part::new("whole", &value))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Part, E> {
        Ok(Part::new("float", &value.to_bits()))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Part, E> {
        Ok(Part::new("string", &value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Part, A::Error> {
        let (mut digest, mut length) = (0_u64, 0_u64);
        while let Some(item) = list.next_element_seed(Any { in_order: true })? {
            digest = if self.in_order { hash(&(digest, item.digest)) } else { digest.wrapping_add(item.digest) };
            length += 1;
        }
        Ok(Part { digest: hash(&("list", length, digest)), is_list: true })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Part, A::Error> {
        let mut digest = 0_u64;
        while let Some(name) = object.next_key_seed(Any { in_order: true })? {
            let value = object.next_value_seed(Any { in_order: true })?;
            digest = digest.wrapping_add(hash(&(name.digest, value.digest)));
        }
        Ok(Part::new("object", &digest))
    }
}

/// List of items, or object with items in the member of this name, or in all members that are lists.
#[derive(Clone, Copy)]
struct Page<'a>(Option<&'a str>);

impl<'de> DeserializeSeed<'de> for Page<'_> {
    type Value = Option<u64>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<u64>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Page<'_> {
    type Value = Option<u64>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list or an object")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Option<u64>, A::Error> {
        Ok(Some(Any { in_order: false }.visit_seq(list)?.digest))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Option<u64>, A::Error> {
        let mut items = None;
        while let Some(name) = object.next_key::<String>()? {
            if self.0.is_some_and(|member| member != name) {
                object.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = object.next_value_seed(Any { in_order: false })?;
            if value.is_list {
                items = Some(items.unwrap_or(0_u64).wrapping_add(value.digest));
            }
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn documents_are_the_same_whatever_their_spelling() {
        let one = document(br#"{"a":[1,-2,"x",null,true,0.5],"b":{"c":1,"d":2}}"#);
        assert_eq!(one, document(br#" { "b": {"d":2, "c":1}, "a": [1, -2, "x", null, true, 0.5] } "#));
        assert_eq!(document(b"\xef\xbb\xbf{}"), document(b"{}"));
        for other in [
            r#"{"a":[-2,1,"x",null,true,0.5],"b":{"c":1,"d":2}}"#,
            r#"{"a":[1,-2,"x",null,true,0.5],"b":{"c":2,"d":1}}"#,
            r#"{"a":[1,-2,"x",null,true,0.5],"b":{"c":1,"d":2},"e":null}"#,
            r#"{"a":[1,-2,"x",null,true,0.5,0.5],"b":{"c":1,"d":2}}"#,
        ] {
            assert_ne!(one, document(other.as_bytes()), "{other}");
        }
        assert_eq!(document(b"<html>"), document(b"<html>"));
        assert_ne!(document(b"<html>"), document(b"<body>"));
    }

    #[test]
    fn values_of_different_kinds_differ() {
        let kinds =
            ["null", "false", "true", "0", "1", "-1", "18446744073709551615", "0.0", r#""""#, r#""null""#, "[]", "{}"];
        let digests: BTreeSet<u64> =
            kinds.iter().map(|value| document(format!(r#"{{"enabled":{value}}}"#).as_bytes())).collect();
        assert_eq!(digests.len(), kinds.len());
    }

    #[test]
    fn a_value_that_cannot_be_held_does_not_hide_the_others() {
        for odd in [r#""\ud83d""#, "1e999"] {
            let one = document(format!(r#"{{"a":1,"b":[{odd}]}}"#).as_bytes());
            assert_eq!(one, document(format!(r#"{{ "b": [{odd}], "a": 1 }}"#).as_bytes()), "{odd}");
            assert_ne!(one, document(format!(r#"{{"a":2,"b":[{odd}]}}"#).as_bytes()), "{odd}");
        }
    }

    #[test]
    fn a_page_may_be_the_list_of_its_items() {
        let page = |body: &str| items(body.as_bytes(), "");
        assert_eq!(page(r#"[{"id":1},{"id":2}]"#), page(r#" [ {"id":2}, {"id":1} ] "#));
        for other in [r#"[{"id":1}]"#, "[]", "{}"] {
            assert_ne!(page(r#"[{"id":1},{"id":2}]"#), page(other), "{other}");
        }
    }

    #[test]
    fn deep_documents_have_a_digest() {
        let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert_ne!(document(deep("1").as_bytes()), document(deep("2").as_bytes()));
        let page = |beside: &str| items(format!(r#"{{"goods":[1],"deep":{}}}"#, deep(beside)).as_bytes(), "goods");
        assert_eq!(page("1"), page("2"));
    }

    #[test]
    fn only_the_items_of_a_page_count() {
        let page = |body: &str| items(body.as_bytes(), "goods");
        let one = page(r#"{"goods":[{"id":1},{"id":2}],"request_id":"a","notes":[1]}"#);
        assert_eq!(one, page(r#"{"request_id":"b","notes":[2],"goods":[{"id":2},{"id":1}]}"#));
        assert_eq!(one, page(r#"{"request_id":"b","things":[{"id":2},{"id":1}]}"#), "under another name");
        for other in [r#"{"goods":[{"id":1},{"id":3}]}"#, r#"{"goods":[{"id":1}]}"#, r#"{"goods":{"id":1}}"#, "[]"] {
            assert_ne!(one, page(other), "{other}");
        }
    }
}
