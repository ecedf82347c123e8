//! [`object!`](crate::object!): structs that are read from and written to JSON objects.
//!
//! serde's derives write several times the code, which takes half of the time that a model needs to compile. Here,
//! a struct has one function to read it and one to write it. Fields are read and written by functions of
//! [`fields`], which are compiled once for each type.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::Extra;

pub(crate) mod fields;

/// Struct that is read from an object. Written by [`object!`](crate::object!).
pub trait Object<'de>: Sized {
    /// Name of the struct, for messages.
    const NAME: &'static str;
    /// All names of fields on the wire; `None` if the struct keeps unknown fields.
    const FIELDS: Option<&'static [&'static str]>;

    /// Reads the entries of an object.
    ///
    /// # Errors
    /// Returns an error if a field cannot be read, is missing or occurs twice.
    fn read<A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// Deserializes an object.
pub fn deserialize<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    match T::FIELDS {
        Some(fields) => deserializer.deserialize_struct(T::NAME, fields, ObjectVisitor(PhantomData)),
        None => deserializer.deserialize_map(ObjectVisitor(PhantomData)),
    }
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("struct ")?;
        f.write_str(T::NAME)
    }

    #[inline]
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::read(map)
    }
}

/// Name of a field; borrowed from the document where that is possible.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(KeyVisitor).map(Key)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(name))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_string<E: Error>(self, name: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(name))
    }
}

/// Reads the name of the next field as what `known` makes of it.
#[inline]
pub fn field<'de, A: MapAccess<'de>, T>(map: &mut A, known: impl Fn(&str) -> T) -> Result<Option<T>, A::Error> {
    map.next_key_seed(FieldSeed(known))
}

struct FieldSeed<F>(F);

impl<'de, T, F: Fn(&str) -> T> DeserializeSeed<'de> for FieldSeed<F> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<T, F: Fn(&str) -> T> Visitor<'_> for FieldSeed<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("field identifier")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<T, E> {
        Ok((self.0)(name))
    }
}

/// Reads the name of the next field.
#[inline]
pub fn key<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    Ok(map.next_key::<Key<'de>>()?.map(|Key(name)| name))
}

/// Skips an unknown field.
#[inline]
pub fn skip<'de, A: MapAccess<'de>>(map: &mut A) -> Result<(), A::Error> {
    map.next_value::<IgnoredAny>().map(|IgnoredAny| ())
}

/// Fields that a struct does not list.
pub trait Further: Default {
    /// Type of their values.
    type Value;

    /// Adds a field. Of two with one name, the last one counts.
    fn add(&mut self, name: String, value: Self::Value);
}

impl Further for Extra {
    type Value = serde_json::Value;

    fn add(&mut self, name: String, value: Self::Value) {
        self.insert(name, value);
    }
}

impl<T> Further for BTreeMap<String, T> {
    type Value = T;

    fn add(&mut self, name: String, value: T) {
        self.insert(name, value);
    }
}

/// Keeps a field that the struct does not list.
pub fn keep<'de, A: MapAccess<'de>, E: Further<Value: Deserialize<'de>>>(
    extra: &mut E,
    name: Cow<'de, str>,
    map: &mut A,
) -> Result<(), A::Error> {
    extra.add(name.into_owned(), map.next_value()?);
    Ok(())
}

/// The value of a required field.
#[inline]
pub fn required<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// The value of a field that may be absent.
#[inline]
pub fn optional<T: Default>(value: Option<T>) -> T {
    value.unwrap_or_default()
}

/// Implements `Serialize` and `Deserialize` for a struct.
///
/// ```
/// # mod model {
/// #[derive(Debug, Default, PartialEq)]
/// pub struct Book {
///     pub id: String,
///     pub pages: Option<u32>,
///     pub authors: Vec<String>,
/// }
/// specwright_runtime::object! {
///     both Book {
///         id => required "id",
///         pages => optional integer "page_count" | "pages",
///         authors => collection "authors",
///     }
/// }
/// # }
/// # use model::Book;
/// let book: Book = serde_json::from_str(r#"{"id": "1", "page_count": "200"}"#).unwrap();
/// assert_eq!(book, Book { id: "1".to_owned(), pages: Some(200), ..Book::default() });
/// ```
///
/// First comes the direction: `request`, `response` or `both`. The client writes requests and reads responses;
/// the other direction needs the feature `server` of the crate. `with extra` names the field of unknown fields, an
/// [`Extra`] or a map of one type of values, and `without` fields that are not part of the object.
///
/// After `=>` comes the presence, the form if it is not the one of the field's type, the name on the wire, and
/// further names that are read.
///
/// | presence | absent | null | written |
/// |---|---|---|---|
/// | `required` | an error | as the type says | always |
/// | `optional` | `None` | `None` | if `Some` |
/// | `nullable` | `None` | `None` | always |
/// | `patch` | `Unchanged` | `Clear` | unless `Unchanged` |
/// | `collection` | empty | empty | always |
/// | `filled` | empty | empty | unless empty |
///
/// | form | reads |
/// |---|---|
/// | `list` | null as empty, in a required field |
/// | `text` | a string, a number or a boolean |
/// | `integer` | an integer or a string with one |
#[macro_export]
macro_rules! object {
    (request $($object:tt)*) => {
        $crate::object!(@write $($object)*);
        #[cfg(feature = "server")]
        $crate::object!(@read $($object)*);
    };
    (response $($object:tt)*) => {
        $crate::object!(@read $($object)*);
        #[cfg(feature = "server")]
        $crate::object!(@write $($object)*);
    };
    (both $($object:tt)*) => {
        $crate::object!(@read $($object)*);
        $crate::object!(@write $($object)*);
    };

    (@read $name:ident $(with $extra:ident)? $(without $($header:ident),+)? {
        $($field:ident => $presence:ident $($form:ident)? $wire:literal $(| $alias:literal)*),* $(,)?
    }) => {
        #[allow(deprecated, reason = "all fields are read, the old ones too")]
        impl<'de> $crate::__private::object::Object<'de> for $name {
            const NAME: &'static str = ::core::stringify!($name);
            const FIELDS: ::core::option::Option<&'static [&'static str]> =
                $crate::object!(@fields [$($extra)?] $($wire $($alias)*)*);

            fn read<A: $crate::__private::serde::de::MapAccess<'de>>(
                mut map: A,
            ) -> ::core::result::Result<Self, A::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                $(let mut $extra = ::core::default::Default::default();)?
                $crate::object!(@entries [$($extra)?] map {
                    $($field => $presence $($form)? $wire $(| $alias)*,)*
                });
                ::core::result::Result::Ok(Self {
                    $($field: $crate::object!(@finish $presence $field $wire),)*
                    $($extra,)?
                    $($($header: ::core::default::Default::default(),)+)?
                })
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::object::deserialize(deserializer)
            }
        }
    };
    // Names are compared where they are read, so none is kept.
    (@entries [] $map:ident {
        $($field:ident => $presence:ident $($form:ident)? $wire:literal $(| $alias:literal)*,)*
    }) => {
        #[allow(non_camel_case_types, reason = "named like the fields")]
        enum Field {
            $($field,)*
            __Unknown,
        }
        let known = |name: &str| match name {
            $($wire $(| $alias)* => Field::$field,)*
            _ => Field::__Unknown,
        };
        while let ::core::option::Option::Some(field) = $crate::__private::object::field(&mut $map, known)? {
            match field {
                $(Field::$field => $crate::object!(@value $presence $($form)? (&mut $field, &mut $map, $wire)),)*
                Field::__Unknown => $crate::__private::object::skip(&mut $map),
            }?;
        }
    };
    (@entries [$extra:ident] $map:ident {
        $($field:ident => $presence:ident $($form:ident)? $wire:literal $(| $alias:literal)*,)*
    }) => {
        while let ::core::option::Option::Some(key) = $crate::__private::object::key(&mut $map)? {
            match &*key {
                $($wire $(| $alias)* => {
                    $crate::object!(@value $presence $($form)? (&mut $field, &mut $map, $wire))
                })*
                _ => $crate::__private::object::keep(&mut $extra, key, &mut $map),
            }?;
        }
    };
    (@fields [] $($wire:literal)*) => { ::core::option::Option::Some(&[$($wire),*]) };
    (@fields [$extra:ident] $($wire:literal)*) => { ::core::option::Option::None };
    (@value $presence:ident $arguments:tt) => { $crate::__private::object::read::$presence::value $arguments };
    (@value $presence:ident $form:ident $arguments:tt) => {
        $crate::__private::object::read::$presence::$form $arguments
    };
    (@finish required $field:ident $wire:literal) => { $crate::__private::object::required($field, $wire)? };
    (@finish $presence:ident $field:ident $wire:literal) => { $crate::__private::object::optional($field) };

    (@write $name:ident $(with $extra:ident)? $(without $($header:ident),+)? {
        $($field:ident => $presence:ident $($form:ident)? $wire:literal $(| $alias:literal)*),* $(,)?
    }) => {
        #[allow(deprecated, reason = "all fields are written, the old ones too")]
        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "a struct may have no fields")]
                let mut map = serializer.serialize_map(::core::option::Option::None)?;
                $($crate::__private::object::write::$presence(&self.$field, &mut map, $wire)?;)*
                $($crate::__private::object::write::extra(&self.$extra, &mut map)?;)?
                $crate::__private::serde::ser::SerializeMap::end(map)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use crate::value::{Extra, Patch};

    #[derive(Debug, Default, PartialEq)]
    struct Thing {
        id: String,
        r#type: Option<String>,
        note: Option<String>,
        size: Patch<i32>,
        labels: Vec<String>,
        notes: BTreeMap<String, i32>,
        header: Option<String>,
        extra: Extra,
    }
    crate::object! {
        both Thing with extra without header {
            id => required text "id",
            r#type => optional "kind" | "type" | "Type",
            note => nullable text "note",
            size => patch integer "size",
            labels => collection "labels",
            notes => filled "notes",
        }
    }

    #[derive(Debug, PartialEq)]
    struct Lists {
        numbers: Vec<u8>,
        list: Vec<u8>,
        count: Option<u8>,
    }
    crate::object! {
        both Lists {
            numbers => required list "numbers",
            list => required "list",
            count => optional integer "count",
        }
    }

    #[derive(Debug, PartialEq)]
    struct Counts {
        total: u8,
        extra: BTreeMap<String, u8>,
    }
    crate::object! { both Counts with extra { total => required "total" } }

    #[derive(Debug, PartialEq)]
    struct Nothing {}
    crate::object! { both Nothing {} }

    fn read<T: serde::de::DeserializeOwned>(value: &Value) -> Result<T, String> {
        let text = value.to_string();
        let from_text: Result<T, serde_json::Error> = serde_json::from_str(&text);
        let from_reader: Result<T, serde_json::Error> = serde_json::from_reader(text.as_bytes());
        let from_value: Result<T, serde_json::Error> = serde_json::from_value(value.clone());
        assert_eq!((from_text.is_ok(), from_reader.is_ok()), (from_value.is_ok(), from_value.is_ok()));
        from_value.map_err(|error| error.to_string())
    }

    fn written(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    #[test]
    fn absent_null_and_value_are_told_apart_as_the_presence_says() {
        let thing: Thing = read(&json!({ "id": 7 })).unwrap();
        assert_eq!(thing, Thing { id: "7".to_owned(), ..Thing::default() });
        assert_eq!(written(&thing), r#"{"id":"7","note":null,"labels":[]}"#);

        let nulls = json!({ "id": "7", "kind": null, "note": null, "size": null, "labels": null, "notes": null });
        let thing: Thing = read(&nulls).unwrap();
        assert_eq!(thing, Thing { id: "7".to_owned(), size: Patch::Clear, ..Thing::default() });
        assert_eq!(written(&thing), r#"{"id":"7","note":null,"size":null,"labels":[]}"#);

        let all = json!({ "id": "7", "Type": "a", "note": true, "size": "8", "labels": ["l"], "notes": { "n": 1 } });
        let thing: Thing = read(&all).unwrap();
        assert_eq!(written(&thing), r#"{"id":"7","kind":"a","note":"true","size":8,"labels":["l"],"notes":{"n":1}}"#);
    }

    #[test]
    fn unknown_fields_are_kept_where_there_is_a_place_for_them() {
        let thing: Thing = read(&json!({ "id": "1", "header": "h" })).unwrap();
        assert_eq!((thing.header.as_ref(), &thing.extra["header"]), (None, &json!("h")));
        assert_eq!(written(&thing), r#"{"id":"1","note":null,"labels":[],"header":"h"}"#);
        let lists: Lists = read(&json!({ "numbers": null, "list": [], "new": { "a": [1] }, "count": "3" })).unwrap();
        assert_eq!(lists, Lists { numbers: vec![], list: vec![], count: Some(3) });
        assert_eq!(read(&json!({ "a": 1 })), Ok(Nothing {}));
        assert_eq!(written(&Nothing {}), "{}");
    }

    #[test]
    fn further_fields_of_one_type_are_read_and_written() {
        let counts: Counts = read(&json!({ "a": 1, "total": 3, "b": 2 })).unwrap();
        let extra = BTreeMap::from([("a".to_owned(), 1), ("b".to_owned(), 2)]);
        assert_eq!(counts, Counts { total: 3, extra });
        assert_eq!(written(&counts), r#"{"total":3,"a":1,"b":2}"#);
        let error = read::<Counts>(&json!({ "total": 3, "b": "x" })).unwrap_err();
        assert_eq!(error, "invalid type: string \"x\", expected u8");
    }

    #[test]
    fn errors_name_the_field() {
        let lists = |value| read::<Lists>(&value).unwrap_err();
        assert_eq!(lists(json!({})), "missing field `numbers`");
        assert_eq!(lists(json!({ "numbers": [] })), "missing field `list`");
        assert_eq!(lists(json!({ "numbers": [], "list": null })), "invalid type: null, expected a sequence");
        assert_eq!(lists(json!([[], []])), "invalid type: sequence, expected struct Lists");
        assert_eq!(lists(json!("a")), "invalid type: string \"a\", expected struct Lists");
        let twice = serde_json::from_str::<Thing>(r#"{"id":"1","kind":"a","type":"b"}"#).unwrap_err();
        assert_eq!(twice.to_string(), "duplicate field `kind` at line 1 column 27");
    }

    #[test]
    fn names_with_escapes_are_names() {
        let thing: Thing = serde_json::from_str(r#"{"\u0069d":"1","k\u0069nd":"a","\u006eew":1}"#).unwrap();
        assert_eq!((thing.id.as_str(), thing.r#type.as_deref()), ("1", Some("a")));
        assert_eq!(thing.extra["new"], 1);
    }
}
