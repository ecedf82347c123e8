//! JSON as Go reads it, with the names and kinds of a schema: names of members in any case, the last of two members
//! counts, unknown members and null are absent, and so is an empty string in an optional field. What is not Unicode is
//! read as U+FFFD.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use servicestage_server::runtime::server::{FieldSchema, Schema};

/// Reader of a value.
#[derive(Clone, Copy)]
pub(crate) struct Lenient {
    schema: Schema,
    /// Whether numbers and booleans are strings where a string is expected.
    plain: bool,
}

impl Lenient {
    pub(crate) fn new(schema: Schema) -> Self {
        Self { schema, plain: false }
    }

    /// Reads the first JSON value. `whole` rejects whatever follows it.
    pub(crate) fn read(self, bytes: &[u8], whole: bool) -> Result<Value, String> {
        let bytes = unicode(bytes);
        let mut deserializer = serde_json::Deserializer::from_slice(&bytes);
        let value = self.deserialize(&mut deserializer).map_err(|error| error.to_string())?;
        if whole {
            deserializer.end().map_err(|error| error.to_string())?;
        }
        Ok(self.top(value))
    }

    /// Reads a YAML document.
    pub(crate) fn read_yaml(self, bytes: &[u8]) -> Result<Value, String> {
        let reader = Self { plain: true, ..self };
        let value =
            reader.deserialize(serde_yaml::Deserializer::from_slice(bytes)).map_err(|error| error.to_string())?;
        Ok(self.top(value))
    }

    /// Null is an object without members.
    fn top(self, value: Value) -> Value {
        match (value, self.schema) {
            (Value::Null, Schema::Object(_)) => Value::Object(Map::new()),
            (value, _) => value,
        }
    }

    fn field(self, name: &str) -> Option<&'static FieldSchema> {
        let Schema::Object(object) = self.schema else { return None };
        let exact = object.fields.iter().find(|field| field.name == name);
        exact.or_else(|| object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)))
    }

    /// Returns the reader of a part.
    fn part(self, schema: Schema) -> Self {
        Self { schema, ..self }
    }

    /// Returns a value of another kind than an object or a list with a schema, if it is of the expected kind.
    fn fitting<E: Error>(self, value: Value) -> Result<Value, E> {
        let (expected, fits) = match self.schema {
            Schema::Object(_) | Schema::Map(_) => ("an object", false),
            Schema::List(_) => ("a list", false),
            // Go reads no number as a string, also where others do.
            Schema::String(_) | Schema::Secret(_) | Schema::Enum(_) => ("a string", value.is_string()),
            Schema::Boolean => ("a boolean", value.is_boolean()),
            Schema::Integer(_) | Schema::IntegerEnum(_) => ("an integer", value.is_i64() || value.is_u64()),
            Schema::Number(_) => ("a number", value.is_number()),
            _ => ("a value", true),
        };
        if fits { Ok(value) } else { Err(E::custom(format_args!("expected {expected} instead of {value}"))) }
    }

    fn is_absent(self, value: &Value, required: bool) -> bool {
        match value {
            Value::Null => true,
            Value::String(text) => text.is_empty() && !required,
            _ => false,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Lenient {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        match self.schema {
            Schema::String(_) | Schema::Enum(_) if self.plain => deserializer.deserialize_option(self),
            _ => deserializer.deserialize_any(self),
        }
    }
}

/// Returns JSON with U+FFFD in place of each byte that is not UTF-8, and of each escaped half of a pair.
fn unicode(json: &[u8]) -> Cow<'_, [u8]> {
    let text = match std::str::from_utf8(json) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(
            json.utf8_chunks()
                .fold(String::new(), |text, chunk| text + chunk.valid() + &"\u{FFFD}".repeat(chunk.invalid().len())),
        ),
    };
    // Only escapes of these begin so.
    let has_halves = text.contains("\\ud") || text.contains("\\uD");
    match text {
        text if has_halves => Cow::Owned(without_halves(&text).into_bytes()),
        Cow::Borrowed(_) => Cow::Borrowed(json),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    }
}

fn without_halves(json: &str) -> String {
    let mut whole = String::new();
    let mut rest = json;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        let length = match (unit(escape), escape.get(6..).and_then(unit)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                whole.push('\u{FFFD}');
                rest = escape.get(6..).unwrap_or_default();
                continue;
            }
            // The backslash and what it escapes.
            _ => 1 + escape.chars().nth(1).map_or(0, char::len_utf8),
        };
        let (escape, after) = escape.split_at(length);
        whole.push_str(escape);
        rest = after;
    }
    whole + rest
}

/// Returns the unit that a string begins with, if it begins with `\u`.
fn unit(escape: &str) -> Option<u16> {
    let digits = escape.strip_prefix("\\u")?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
}

impl<'de> Visitor<'de> for Lenient {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        self.fitting(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        self.fitting(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        self.fitting(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        self.fitting(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.fitting(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_str(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let schema = match self.schema {
            Schema::List(rules) => rules.items,
            _ => Schema::Any,
        };
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(self.part(schema))? {
            values.push(match (value, schema) {
                (Value::Null, Schema::String(_)) => Value::from(""),
                (value, _) => value,
            });
        }
        match self.schema {
            Schema::List(_) => Ok(values.into()),
            _ => self.fitting(values.into()),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match (self.schema, self.field(&name)) {
                (Schema::Object(_), None) => {
                    members.next_value::<IgnoredAny>()?;
                }
                (_, Some(field)) => {
                    let reader = self.part(field.schema);
                    let value = members.next_value_seed(reader)?;
                    if !reader.is_absent(&value, field.required) {
                        object.insert(field.name.to_owned(), value);
                    } else if value.is_string() {
                        object.remove(field.name);
                    }
                }
                (Schema::Map(rules), None) => {
                    let value = members.next_value_seed(self.part(rules.values))?;
                    let is_text = value.is_null() && matches!(rules.values, Schema::String(_));
                    object.insert(name, if is_text { Value::from("") } else { value });
                }
                (_, None) => {
                    let value = members.next_value_seed(self.part(Schema::Any))?;
                    object.insert(name, value);
                }
            }
        }
        match self.schema {
            Schema::Object(_) | Schema::Map(_) => Ok(object.into()),
            _ => self.fitting(object.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use servicestage_server::runtime::server::{EnumRules, ListRules, MapRules, ObjectSchema};

    use super::*;

    static BOOK: ObjectSchema = ObjectSchema::new(
        "Book",
        &[
            FieldSchema::required("title", Schema::STRING),
            FieldSchema::optional("kind", Schema::Enum(EnumRules::ANY.only(&["paper"]))),
            FieldSchema::optional("labels", Schema::Map(&MapRules::of(Schema::STRING))),
            FieldSchema::optional("authors", Schema::List(&ListRules::of(Schema::STRING))),
            FieldSchema::optional("pages", Schema::INT64),
        ],
    );

    fn read(text: &str, whole: bool) -> Result<Value, String> {
        Lenient::new(Schema::Object(&BOOK)).read(text.as_bytes(), whole)
    }

    #[test]
    fn members_are_found_in_any_case_and_the_last_one_counts() {
        let text = r#"{"TITLE":"a","title":"b","Title":null,"other":{"deep":[1]},"kind":""}"#;
        assert_eq!(read(text, true), Ok(json!({ "title": "b" })));
    }

    #[test]
    fn null_is_absent_and_empty_text_in_maps_and_lists() {
        let text = r#"{"title":null,"labels":{"Label":null,"label":"x"},"authors":["a",null]}"#;
        assert_eq!(read(text, true), Ok(json!({ "labels": { "Label": "", "label": "x" }, "authors": ["a", ""] })));
        assert_eq!(read("null", true), Ok(json!({})));
    }

    #[test]
    fn what_follows_the_value_is_read_on_demand() {
        assert_eq!(read(r#"{"title":"a"} {"#, false), Ok(json!({ "title": "a" })));
        assert!(read(r#"{"title":"a"} {"#, true).is_err());
        assert!(read("{", false).is_err() && read("", false).is_err());
    }

    #[test]
    fn yaml_is_read_alike() {
        let value = Lenient::new(Schema::Object(&BOOK)).read_yaml(b"Title: a\nlabels: {x: y}\nmore: 1\n");
        assert_eq!(value, Ok(json!({ "title": "a", "labels": { "x": "y" } })));
    }

    #[test]
    fn kinds_are_those_of_the_schema() {
        assert_eq!(read(r#"{"pages":3}"#, true), Ok(json!({ "pages": 3 })));
        for text in [
            r#"{"pages":1e2}"#,
            r#"{"pages":1.5}"#,
            r#"{"pages":"1"}"#,
            "[]",
            r#""a""#,
            r#"{"labels":[]}"#,
            r#"{"labels":1}"#,
            r#"{"labels":{"a":true}}"#,
            r#"{"authors":"a"}"#,
            r#"{"title":1}"#,
        ] {
            assert!(read(text, true).is_err(), "{text}");
        }
    }

    #[test]
    fn yaml_strings_need_no_quotes() {
        let value = Lenient::new(Schema::Object(&BOOK)).read_yaml(b"title: 1.0\nkind: true\nlabels: {x: 01, y: ~}\n");
        assert_eq!(value, Ok(json!({ "title": "1.0", "kind": "true", "labels": { "x": "01", "y": "" } })));
        let book = Lenient::new(Schema::Object(&BOOK));
        assert_eq!(book.read_yaml(b"title: a\nkind: null\npages: 2\n"), Ok(json!({ "title": "a", "pages": 2 })));
        assert!(book.read_yaml(b"title: [a]").is_err());
    }

    #[test]
    fn what_is_not_unicode_is_replaced() {
        let title = |json: &[u8]| Lenient::new(Schema::Object(&BOOK)).read(json, true).unwrap()["title"].take();
        for (json, expected) in [
            (&br#"{"title":"\ud800"}"#[..], "\u{FFFD}"),
            (br#"{"title":"\uDC00\ud83d"}"#, "\u{FFFD}\u{FFFD}"),
            (br#"{"title":"\ud83d\ude00"}"#, "\u{1F600}"),
            (br#"{"title":"\ud83dx\u0041"}"#, "\u{FFFD}xA"),
            (br#"{"title":"\\ud800"}"#, "\\ud800"),
            (b"{\"title\":\"\xff\xe2\x82\"}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ] {
            assert_eq!(title(json), expected, "{}", json.escape_ascii());
        }
        assert!(read(r#"{"title":"\ud8"}"#, true).is_err());
    }
}
