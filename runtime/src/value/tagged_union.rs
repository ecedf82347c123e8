//! [`tagged_union!`](crate::tagged_union!): enums whose variant is chosen by a string in the object.
//!
//! The object is read into JSON and then into the variant, so that the tag may follow the content and unknown
//! variants are kept. The macro does not define the enum.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::decode::{Digits, LenientIntegers, message};
use crate::finite;

/// Variant that the specification does not list, kept as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownVariant {
    tag: String,
    content: Value,
    // Includes unknown fields beside tag and content.
    object: Map<String, Value>,
}

impl UnknownVariant {
    /// Returns the tag; empty if there was none.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// Returns the content; null if there was none.
    #[must_use]
    pub fn content(&self) -> &Value {
        &self.content
    }
}

/// Object with its tag and content.
///
/// Its errors start with the path inside the object: decoding takes two steps, and JSON paths would otherwise
/// end at the union.
pub struct Parts {
    /// Tag; empty if there is none.
    pub tag: String,
    object: Map<String, Value>,
    tag_field: &'static str,
    content_field: Option<&'static str>,
}

impl Parts {
    /// Reads an object. `content` is the field with the content; if `None`, the content is adjacent to the
    /// tag.
    pub fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        tag: &'static str,
        content: Option<&'static str>,
    ) -> Result<Self, D::Error> {
        let object: Map<String, Value> = Map::deserialize(deserializer)?;
        let text = match object.get(tag) {
            Some(Value::String(text)) => text.clone(),
            // An object without a tag is an unknown variant.
            None | Some(Value::Null) => String::new(),
            Some(_) => return Err(D::Error::custom(message::at(tag, "the tag is not a string"))),
        };
        Ok(Self { tag: text, object, tag_field: tag, content_field: content })
    }

    fn content(&mut self) -> Value {
        match self.content_field {
            Some(field) => self.object.remove(field).unwrap_or(Value::Null),
            None => {
                self.object.remove(self.tag_field);
                Value::Object(std::mem::take(&mut self.object))
            }
        }
    }

    /// Decodes the content of a known variant.
    pub fn known<T: DeserializeOwned, E: serde::de::Error>(mut self) -> Result<T, E> {
        serde_path_to_error::deserialize(LenientIntegers(self.content(), Digits::Float)).map_err(|error| {
            let outer = message::join(self.content_field.unwrap_or("."), &error.path().to_string());
            let text = error.inner().to_string();
            // The content may contain another union.
            let (inner, text) = message::apart(&text);
            match message::join(&outer, inner.unwrap_or(".")).as_str() {
                "." => E::custom(text),
                path => E::custom(message::at(path, &text)),
            }
        })
    }

    /// Keeps an unknown variant.
    pub fn unknown(mut self) -> UnknownVariant {
        let object = self.object.clone();
        UnknownVariant { content: self.content(), tag: self.tag, object }
    }

    /// Rejects an unknown variant. The message omits the tag, as it omits all values.
    pub fn reject<E: serde::de::Error>(self, known: &'static [&'static str]) -> E {
        if self.tag.is_empty() && !self.object.get(self.tag_field).is_some_and(Value::is_string) {
            let problem = format!("missing field `{}`", self.tag_field);
            return E::custom(message::at(self.tag_field, &problem));
        }
        let problem = E::unknown_variant("", known).to_string();
        E::custom(message::at(self.tag_field, &message::without_values(&problem)))
    }
}

/// Writes a variant.
pub fn write<S: Serializer>(
    serializer: S,
    (tag, content): (&'static str, Option<&'static str>),
    text: &str,
    value: &impl Serialize,
) -> Result<S::Ok, S::Error> {
    if let Some(field) = content {
        let mut object = serializer.serialize_map(Some(2))?;
        object.serialize_entry(tag, text)?;
        object.serialize_entry(field, value)?;
        return object.end();
    }
    let fields = match finite::to_value(value).map_err(S::Error::custom)? {
        Value::Object(fields) => fields,
        Value::Null => Map::new(),
        _ => return Err(S::Error::custom("the content of a variant is not an object")),
    };
    let mut object = serializer.serialize_map(Some(fields.len() + 1))?;
    object.serialize_entry(tag, text)?;
    for (key, value) in &fields {
        object.serialize_entry(key, value)?;
    }
    object.end()
}

/// Writes an unknown variant as it was sent.
pub fn write_unknown<S: Serializer>(serializer: S, unknown: &UnknownVariant) -> Result<S::Ok, S::Error> {
    unknown.object.serialize(serializer)
}

/// Implements reading or writing of an enum whose variant is chosen by a string in the object.
///
/// ```ignore
/// specwright_runtime::tagged_union! { deserialize open Source by "kind" in "spec" { Code => "code" } }
/// specwright_runtime::tagged_union! { serialize open Source by "kind" in "spec" { Code => "code" } }
/// ```
///
/// Each variant holds one value. Without `in`, the content is adjacent to the tag. An `open` union has a
/// variant `Unknown(UnknownVariant)`; a `closed` one rejects unknown tags.
#[macro_export]
macro_rules! tagged_union {
    (serialize open $name:ident by $tag:literal $(in $content:literal)? { $($variant:ident => $text:literal),* $(,)? }) => {
        $crate::tagged_union!(@serialize $name serializer shape ($tag, $crate::tagged_union!(@content $($content)?)) {
            $(Self::$variant(value) => $crate::__private::tagged_union::write(serializer, shape, $text, value),)*
            Self::Unknown(value) => $crate::__private::tagged_union::write_unknown(serializer, value),
        });
    };
    (serialize closed $name:ident by $tag:literal $(in $content:literal)? { $($variant:ident => $text:literal),* $(,)? }) => {
        $crate::tagged_union!(@serialize $name serializer shape ($tag, $crate::tagged_union!(@content $($content)?)) {
            $(Self::$variant(value) => $crate::__private::tagged_union::write(serializer, shape, $text, value),)*
        });
    };
    (@serialize $name:ident $serializer:ident $shape:ident $parts:tt { $($arms:tt)* }) => {
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                $serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                let $shape = $parts;
                let _ = $shape;
                match self { $($arms)* }
            }
        }
    };
    (deserialize $kind:ident $name:ident by $tag:literal $(in $content:literal)? { $($variant:ident => $text:literal),* $(,)? }) => {
        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let content = $crate::tagged_union!(@content $($content)?);
                let parts = $crate::__private::tagged_union::Parts::read(deserializer, $tag, content)?;
                match parts.tag.as_str() {
                    $($text => parts.known().map(Self::$variant),)*
                    _ => $crate::tagged_union!(@read_unknown $kind parts [$($text),*]),
                }
            }
        }
    };

    (@content) => { ::core::option::Option::None };
    (@content $content:literal) => { ::core::option::Option::Some($content) };

    (@read_unknown open $parts:ident [$($text:literal),*]) => {
        ::core::result::Result::Ok(Self::Unknown($parts.unknown()))
    };
    (@read_unknown closed $parts:ident [$($text:literal),*]) => {
        ::core::result::Result::Err($parts.reject(&[$($text),*]))
    };
}

#[cfg(test)]
mod tests {
    use super::UnknownVariant;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Code {
        url: String,
    }

    #[derive(Debug, PartialEq)]
    enum Inside {
        Code(Code),
        Unknown(UnknownVariant),
    }
    crate::tagged_union! { serialize open Inside by "kind" in "spec" { Code => "code" } }
    crate::tagged_union! { deserialize open Inside by "kind" in "spec" { Code => "code" } }

    #[derive(Debug, PartialEq)]
    enum Beside {
        Code(Code),
    }
    crate::tagged_union! { serialize closed Beside by "kind" { Code => "code" } }
    crate::tagged_union! { deserialize closed Beside by "kind" { Code => "code" } }

    #[test]
    fn content_in_a_field_of_its_own() {
        let value = json!({ "spec": { "url": "u" }, "kind": "code" });
        let read: Inside = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read, Inside::Code(Code { url: "u".to_owned() }));
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }

    #[test]
    fn content_beside_the_tag() {
        let value = json!({ "kind": "code", "url": "u" });
        let read: Beside = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(read, Beside::Code(Code { url: "u".to_owned() }));
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
    }

    #[test]
    fn unknown_variants_are_kept_or_refused() {
        let value = json!({ "kind": "new", "spec": [1, 2] });
        let read: Inside = serde_json::from_value(value.clone()).unwrap();
        let Inside::Unknown(unknown) = &read else { panic!("{read:?}") };
        assert_eq!((unknown.tag(), unknown.content()), ("new", &json!([1, 2])));
        assert_eq!(serde_json::to_value(&read).unwrap(), value);
        let error = serde_json::from_value::<Beside>(json!({ "kind": "new" })).unwrap_err();
        assert_eq!(error.to_string(), "at `kind`: unknown variant, expected `code`");
    }

    #[test]
    fn an_object_without_a_tag_is_of_an_unknown_variant() {
        for value in [json!({}), json!({ "kind": null, "spec": { "url": "u" } })] {
            let read: Inside = serde_json::from_value(value.clone()).unwrap();
            assert!(matches!(&read, Inside::Unknown(unknown) if unknown.tag().is_empty()), "{read:?}");
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
    }

    #[test]
    fn unknown_variants_are_written_as_they_were_read() {
        for value in [json!({ "kind": "new" }), json!({ "kind": "new", "spec": null, "more": 1 })] {
            let read: Inside = serde_json::from_value(value.clone()).unwrap();
            let Inside::Unknown(unknown) = &read else { panic!("{read:?}") };
            assert_eq!(unknown.content(), &json!(null));
            assert_eq!(serde_json::to_value(&read).unwrap(), value);
        }
    }

    #[test]
    fn errors_say_where_and_keep_values_to_themselves() {
        let inside = |value| serde_json::from_value::<Inside>(value).unwrap_err().to_string();
        assert_eq!(inside(json!({ "kind": "code", "spec": {} })), "at `spec`: missing field `url`");
        assert_eq!(
            inside(json!({ "kind": "code", "spec": { "url": 7 } })),
            "at `spec.url`: invalid type: integer, expected a string"
        );
        assert_eq!(inside(json!({ "kind": 7 })), "at `kind`: the tag is not a string");
        let beside = |value| serde_json::from_value::<Beside>(value).unwrap_err().to_string();
        assert_eq!(beside(json!({})), "at `kind`: missing field `kind`");
        assert_eq!(beside(json!({ "kind": "code" })), "missing field `url`");
        assert_eq!(beside(json!({ "kind": "code", "url": [] })), "at `url`: invalid type: sequence, expected a string");
    }

    #[cfg(any(feature = "client", feature = "server"))]
    #[test]
    fn json_paths_go_through_unions() {
        #[derive(Debug, Deserialize)]
        struct Thing {
            #[allow(dead_code)]
            shapes: Vec<Inside>,
        }
        let error = |body: &str| crate::decode::json::<Thing>(body.as_bytes()).unwrap_err();
        let shown = error(r#"{"shapes":[{"kind":"code","spec":{"url":7}}]}"#);
        assert_eq!(shown.path, "shapes[0].spec.url");
        assert_eq!(shown.message, "invalid type: integer, expected a string");
        assert_eq!(error(r#"{"shapes":[{"kind":7}]}"#).path, "shapes[0].kind");
    }
}
