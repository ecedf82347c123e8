//! JSON without numbers that are none: NaN and the infinities are errors, where others write null in their place.

use std::fmt;

use serde::ser::{
    Error, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use crate::decode::message;

/// Message of the error.
const PROBLEM: &str = "NaN and infinity are not numbers of JSON";

/// Writes JSON.
///
/// # Errors
/// Returns an error if the value cannot be serialized. Errors about numbers start with their path.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn write<T: Serialize + ?Sized>(into: &mut Vec<u8>, value: &T) -> serde_json::Result<()> {
    value.serialize(Finite(&mut serde_json::Serializer::new(into)))
}

/// Writes JSON into a string.
///
/// # Errors
/// See [`write`].
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn to_string<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut bytes = Vec::with_capacity(128);
    write(&mut bytes, value)?;
    String::from_utf8(bytes).map_err(Error::custom)
}

/// Converts to a JSON value.
///
/// # Errors
/// See [`write`].
pub(crate) fn to_value<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<serde_json::Value> {
    value.serialize(Finite(serde_json::value::Serializer))
}

/// Returns true if a value is a float and no number, as its text shows. In other values, the same text may have a meaning.
pub(crate) fn is_missing<T>(_: &T, text: &str) -> bool {
    let is_float = || matches!(std::any::type_name::<T>().trim_start_matches('&'), "f64" | "f32");
    matches!(text, "NaN" | "inf" | "-inf") && is_float()
}

/// Value that is serialized with [`Finite`].
struct Inner<'a, T: ?Sized>(&'a T);

impl<T: Serialize + ?Sized> Serialize for Inner<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(Finite(serializer))
    }
}

/// Serializer that accepts only finite floats.
struct Finite<S>(S);

/// Such a list, map or struct.
struct Compound<C> {
    inner: C,
    /// Number of the next item.
    next: usize,
}

fn compound<C, E>(inner: Result<C, E>) -> Result<Compound<C>, E> {
    inner.map(|inner| Compound { inner, next: 0 })
}

/// Puts a step in front of the path of an error.
#[cold]
fn within<E: Error>(error: E, step: impl FnOnce() -> String) -> E {
    let text = error.to_string();
    if !text.ends_with(PROBLEM) {
        return error;
    }
    let (path, problem) = message::apart(&text);
    E::custom(message::at(&message::join(&step(), path.unwrap_or(".")), &problem))
}

macro_rules! forward {
    ($($method:ident: $ty:ty,)*) => {
        $(
            fn $method(self, value: $ty) -> Result<S::Ok, S::Error> {
                self.0.$method(value)
            }
        )*
    };
}

impl<S: Serializer> Serializer for Finite<S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Compound<S::SerializeSeq>;
    type SerializeTuple = Compound<S::SerializeTuple>;
    type SerializeTupleStruct = Compound<S::SerializeTupleStruct>;
    type SerializeTupleVariant = Compound<S::SerializeTupleVariant>;
    type SerializeMap = Compound<S::SerializeMap>;
    type SerializeStruct = Compound<S::SerializeStruct>;
    type SerializeStructVariant = Compound<S::SerializeStructVariant>;

    forward! {
        serialize_bool: bool, serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
        serialize_u128: u128, serialize_char: char, serialize_str: &str, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_f32(self, value: f32) -> Result<S::Ok, S::Error> {
        if value.is_finite() { self.0.serialize_f32(value) } else { Err(S::Error::custom(PROBLEM)) }
    }

    fn serialize_f64(self, value: f64) -> Result<S::Ok, S::Error> {
        if value.is_finite() { self.0.serialize_f64(value) } else { Err(S::Error::custom(PROBLEM)) }
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_some(&Inner(value))
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit()
    }

    fn serialize_unit_variant(self, name: &'static str, index: u32, variant: &'static str) -> Result<S::Ok, S::Error> {
        self.0.serialize_unit_variant(name, index, variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<S::Ok, S::Error> {
        self.0.serialize_newtype_struct(name, &Inner(value))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let written = self.0.serialize_newtype_variant(name, index, variant, &Inner(value));
        written.map_err(|error| within(error, || variant.to_owned()))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        compound(self.0.serialize_seq(length))
    }

    fn serialize_tuple(self, length: usize) -> Result<Self::SerializeTuple, S::Error> {
        compound(self.0.serialize_tuple(length))
    }

    fn serialize_tuple_struct(self, name: &'static str, length: usize) -> Result<Self::SerializeTupleStruct, S::Error> {
        compound(self.0.serialize_tuple_struct(name, length))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        compound(self.0.serialize_tuple_variant(name, index, variant, length))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        compound(self.0.serialize_map(length))
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Self::SerializeStruct, S::Error> {
        compound(self.0.serialize_struct(name, length))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        compound(self.0.serialize_struct_variant(name, index, variant, length))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.0.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! items {
    ($($name:ident $method:ident,)*) => {
        $(
            impl<C: $name> $name for Compound<C> {
                type Ok = C::Ok;
                type Error = C::Error;

                fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
                    let index = self.next;
                    self.next += 1;
                    let written = self.inner.$method(&Inner(value));
                    written.map_err(|error| within(error, || format!("[{index}]")))
                }

                fn end(self) -> Result<C::Ok, C::Error> {
                    self.inner.end()
                }
            }
        )*
    };
}

items! {
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field,
}

macro_rules! fields {
    ($($name:ident)*) => {
        $(
            impl<C: $name> $name for Compound<C> {
                type Ok = C::Ok;
                type Error = C::Error;

                fn serialize_field<T: Serialize + ?Sized>(
                    &mut self,
                    key: &'static str,
                    value: &T,
                ) -> Result<(), C::Error> {
                    let written = self.inner.serialize_field(key, &Inner(value));
                    written.map_err(|error| within(error, || key.to_owned()))
                }

                fn skip_field(&mut self, key: &'static str) -> Result<(), C::Error> {
                    self.inner.skip_field(key)
                }

                fn end(self) -> Result<C::Ok, C::Error> {
                    self.inner.end()
                }
            }
        )*
    };
}

fields! { SerializeStruct SerializeStructVariant }

impl<C: SerializeMap> SerializeMap for Compound<C> {
    type Ok = C::Ok;
    type Error = C::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), C::Error> {
        self.inner.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), C::Error> {
        self.inner.serialize_value(&Inner(value))
    }

    fn serialize_entry<K: Serialize + ?Sized, V: Serialize + ?Sized>(
        &mut self,
        key: &K,
        value: &V,
    ) -> Result<(), C::Error> {
        self.inner.serialize_entry(key, &Inner(value)).map_err(|error| {
            within(error, || match serde_json::to_value(key) {
                Ok(serde_json::Value::String(key)) => key,
                Ok(key) => key.to_string(),
                Err(_) => "?".to_owned(),
            })
        })
    }

    fn end(self) -> Result<C::Ok, C::Error> {
        self.inner.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::*;

    #[derive(serde::Serialize)]
    enum Shape {
        Point,
        Circle(f64),
        Line(f64, f64),
        Box { width: f32 },
    }

    #[derive(serde::Serialize)]
    struct Thing {
        ratio: Option<f64>,
        shapes: Vec<Shape>,
        by_name: BTreeMap<String, f64>,
        free: Value,
    }

    fn thing(ratio: Option<f64>, shapes: Vec<Shape>, by_name: f64) -> Thing {
        let by_name = [("a".to_owned(), by_name)].into();
        Thing { ratio, shapes, by_name, free: json!([null, 1.5, "NaN"]) }
    }

    #[test]
    fn what_is_finite_is_written_as_ever() {
        let shapes = vec![Shape::Point, Shape::Circle(1.0), Shape::Line(2.0, 3.0), Shape::Box { width: 0.5 }];
        let thing = thing(None, shapes, f64::MAX);
        assert_eq!(to_value(&thing).unwrap(), serde_json::to_value(&thing).unwrap());
    }

    #[test]
    #[cfg(any(feature = "client", feature = "server"))]
    fn what_is_not_finite_is_an_error_with_its_path() {
        for (value, path) in [
            (thing(Some(f64::NAN), vec![], 0.0), "ratio"),
            (thing(None, vec![Shape::Point, Shape::Circle(f64::INFINITY)], 0.0), "shapes[1].Circle"),
            (thing(None, vec![Shape::Line(0.0, f64::NEG_INFINITY)], 0.0), "shapes[0][1]"),
            (thing(None, vec![Shape::Box { width: f32::NAN }], 0.0), "shapes[0].width"),
            (thing(None, vec![], f64::NAN), "by_name.a"),
        ] {
            let expected = format!("at `{path}`: {PROBLEM}");
            assert_eq!(to_string(&value).unwrap_err().to_string(), expected);
            assert_eq!(to_value(&value).unwrap_err().to_string(), expected);
        }
        assert_eq!(to_string(&f64::NAN).unwrap_err().to_string(), PROBLEM);
    }

    #[test]
    fn text_may_look_like_no_number() {
        for float in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(is_missing(&float, &float.to_string()) && is_missing(&&float, &float.to_string()));
            assert!(!is_missing(&"text", &float.to_string()));
        }
        assert!(!is_missing(&1.5, "1.5"));
    }
}
