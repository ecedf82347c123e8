//! [`tagged_union!`](crate::tagged_union!): enums whose variant a text in the object tells.
//!
//! The object is read once into JSON and then into the variant, so that a tag may stand behind the
//! content, and so that an unknown variant can be kept. The macro does not define the enum.

use serde::de::{DeserializeOwned, Deserializer, Error as _};
use serde::ser::{Error as _, SerializeMap, Serializer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A variant that the specification does not list, kept as it was sent.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownVariant {
    tag: String,
    content: Value,
}

impl UnknownVariant {
    /// The text that tells the variants apart.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// What came with it.
    #[must_use]
    pub fn content(&self) -> &Value {
        &self.content
    }
}

/// An object taken apart: the tag, and what came with it.
pub struct Parts {
    /// The text that tells the variants apart.
    pub tag: String,
    content: Value,
}

impl Parts {
    /// Reads an object. `content` is the field with the content; without one it lies beside the
    /// tag.
    pub fn read<'de, D: Deserializer<'de>>(
        deserializer: D,
        tag: &'static str,
        content: Option<&'static str>,
    ) -> Result<Self, D::Error> {
        let mut object = Map::deserialize(deserializer)?;
        let tag = match object.remove(tag) {
            Some(Value::String(text)) => text,
            Some(_) => return Err(D::Error::custom(format_args!("the tag `{tag}` is not text"))),
            None => return Err(D::Error::missing_field(tag)),
        };
        let content = match content {
            Some(field) => object.remove(field).unwrap_or(Value::Null),
            None => Value::Object(object),
        };
        Ok(Self { tag, content })
    }

    /// Reads the content of a known variant.
    pub fn known<T: DeserializeOwned, E: serde::de::Error>(self) -> Result<T, E> {
        serde_json::from_value(self.content)
            .map_err(|error| E::custom(format_args!("in the variant `{}`: {error}", self.tag)))
    }

    /// Keeps an unknown variant.
    pub fn unknown(self) -> UnknownVariant {
        UnknownVariant { tag: self.tag, content: self.content }
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
    let fields = match serde_json::to_value(value).map_err(S::Error::custom)? {
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
pub fn write_unknown<S: Serializer>(
    serializer: S,
    shape: (&'static str, Option<&'static str>),
    unknown: &UnknownVariant,
) -> Result<S::Ok, S::Error> {
    write(serializer, shape, &unknown.tag, &unknown.content)
}

/// Reads or writes an enum whose variant a text in the object tells.
///
/// ```ignore
/// huaweicloud_runtime::tagged_union! { deserialize open Source by "kind" in "spec" { Code => "code" } }
/// huaweicloud_runtime::tagged_union! { serialize open Source by "kind" in "spec" { Code => "code" } }
/// ```
///
/// Each variant holds one value. Without `in`, the content stands beside the tag. An `open` union
/// has a variant `Unknown(UnknownVariant)`; a `closed` one refuses unknown tags.
#[macro_export]
macro_rules! tagged_union {
    (serialize open $name:ident by $tag:literal $(in $content:literal)? { $($variant:ident => $text:literal),* $(,)? }) => {
        $crate::tagged_union!(@serialize $name serializer shape ($tag, $crate::tagged_union!(@content $($content)?)) {
            $(Self::$variant(value) => $crate::__private::tagged_union::write(serializer, shape, $text, value),)*
            Self::Unknown(value) => $crate::__private::tagged_union::write_unknown(serializer, shape, value),
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
        ::core::result::Result::Err($crate::__private::serde::de::Error::unknown_variant(&$parts.tag, &[$($text),*]))
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
        assert_eq!(error.to_string(), "unknown variant `new`, expected `code`");
    }

    #[test]
    fn errors_name_the_variant() {
        let error = serde_json::from_value::<Inside>(json!({ "kind": "code", "spec": {} })).unwrap_err();
        assert_eq!(error.to_string(), "in the variant `code`: missing field `url`");
        let error = serde_json::from_value::<Inside>(json!({})).unwrap_err();
        assert_eq!(error.to_string(), "missing field `kind`");
    }
}
