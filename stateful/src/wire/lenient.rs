//! JSON as Go reads it, with the names and kinds of a schema: names of members in any case, the last of two members
//! counts, unknown members and null are absent, and so is an empty string in an optional field.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};
use servicestage_server::runtime::server::{FieldSchema, Schema};

/// Reader of a value.
#[derive(Clone, Copy)]
pub(crate) struct Lenient(pub(crate) Schema);

impl Lenient {
    /// Reads the first JSON value. `whole` rejects whatever follows it.
    pub(crate) fn read(self, bytes: &[u8], whole: bool) -> Result<Value, String> {
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        let value = self.deserialize(&mut deserializer).map_err(|error| error.to_string())?;
        if whole {
            deserializer.end().map_err(|error| error.to_string())?;
        }
        Ok(self.top(value))
    }

    /// Reads a YAML document.
    pub(crate) fn read_yaml(self, bytes: &[u8]) -> Result<Value, String> {
        let value = self.deserialize(serde_yaml::Deserializer::from_slice(bytes)).map_err(|error| error.to_string())?;
        Ok(self.top(value))
    }

    /// Null is an object without members.
    fn top(self, value: Value) -> Value {
        match (value, self.0) {
            (Value::Null, Schema::Object(_)) => Value::Object(Map::new()),
            (value, _) => value,
        }
    }

    fn field(self, name: &str) -> Option<&'static FieldSchema> {
        let Schema::Object(object) = self.0 else { return None };
        let exact = object.fields.iter().find(|field| field.name == name);
        exact.or_else(|| object.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name)))
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
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Lenient {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let schema = match self.0 {
            Schema::List(rules) => rules.items,
            _ => Schema::Any,
        };
        let mut values = Vec::new();
        while let Some(value) = items.next_element_seed(Self(schema))? {
            values.push(match (value, schema) {
                (Value::Null, Schema::String(_)) => Value::from(""),
                (value, _) => value,
            });
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            match (self.0, self.field(&name)) {
                (Schema::Object(_), None) => {
                    members.next_value::<IgnoredAny>()?;
                }
                (_, Some(field)) => {
                    let reader = Self(field.schema);
                    let value = members.next_value_seed(reader)?;
                    if !reader.is_absent(&value, field.required) {
                        object.insert(field.name.to_owned(), value);
                    } else if value.is_string() {
                        object.remove(field.name);
                    }
                }
                (Schema::Map(rules), None) => {
                    let value = members.next_value_seed(Self(rules.values))?;
                    let is_text = value.is_null() && matches!(rules.values, Schema::String(_));
                    object.insert(name, if is_text { Value::from("") } else { value });
                }
                (_, None) => {
                    let value = members.next_value_seed(Self(Schema::Any))?;
                    object.insert(name, value);
                }
            }
        }
        Ok(object.into())
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
        ],
    );

    fn read(text: &str, whole: bool) -> Result<Value, String> {
        Lenient(Schema::Object(&BOOK)).read(text.as_bytes(), whole)
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
        let value = Lenient(Schema::Object(&BOOK)).read_yaml(b"Title: a\nlabels: {x: y}\nmore: 1\n");
        assert_eq!(value, Ok(json!({ "title": "a", "labels": { "x": "y" } })));
    }
}
