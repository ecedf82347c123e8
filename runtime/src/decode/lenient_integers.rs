//! Deserialization of integers that are written with a fraction or an exponent: in JSON, `1.0` and `1e2` are
//! integers.

use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::value::RawValue;

use super::fields::WRITTEN;
use super::numbers::{integer, whole};

/// What is known of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(any(feature = "client", feature = "server")), allow(dead_code, reason = "no one reads documents"))]
pub(crate) enum Digits {
    /// They were read before: all that is left are floats.
    Float,
    /// They are being read from the document.
    Written,
    /// Likewise, and integers are read from their digits. The places of errors are less exact.
    Delicate,
}

/// Deserializer that accepts floats as integers, at every depth.
pub(crate) struct LenientIntegers<T>(pub(crate) T, pub(crate) Digits);

/// Visitor for the values of such a deserializer.
struct Found<V> {
    visitor: V,
    /// Whether an integer is expected.
    integer: bool,
    digits: Digits,
}

macro_rules! forward_reader {
    ($($method:ident)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                self.0.$method(Found { visitor, integer: false, digits: self.1 })
            }
        )*
    };
}

macro_rules! forward_integer {
    ($($method:ident)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
                if self.1 != Digits::Delicate {
                    return self.0.$method(Found { visitor, integer: true, digits: self.1 });
                }
                let written = <&'de RawValue>::deserialize(self.0)?;
                let number = integer(written.get());
                if let Some(number) = number.and_then(|number| i64::try_from(number).ok()) {
                    return visitor.visit_i64(number);
                }
                if let Some(number) = number.and_then(|number| u64::try_from(number).ok()) {
                    return visitor.visit_u64(number);
                }
                serde_json::Deserializer::from_str(written.get()).$method(visitor).map_err(placeless)
            }
        )*
    };
}

/// Converts an error whose place is that in a part of the document.
fn placeless<E: Error>(error: serde_json::Error) -> E {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    E::custom(text.strip_suffix(&place).unwrap_or(&text))
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for LenientIntegers<D> {
    type Error = D::Error;

    forward_integer! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128
    }
    forward_reader! {
        deserialize_any deserialize_bool deserialize_f32 deserialize_f64 deserialize_char deserialize_str
        deserialize_string deserialize_bytes deserialize_byte_buf deserialize_option deserialize_unit deserialize_seq
        deserialize_map deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, Found { visitor, integer: false, digits: self.1 })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = Found { visitor, integer: false, digits: self.1 };
        match self.1 {
            // There are no digits to show.
            Digits::Float if name == WRITTEN => self.0.deserialize_any(visitor),
            _ => self.0.deserialize_newtype_struct(name, visitor),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Found { visitor, integer: false, digits: self.1 })
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, length, Found { visitor, integer: false, digits: self.1 })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, Found { visitor, integer: false, digits: self.1 })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, Found { visitor, integer: false, digits: self.1 })
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

macro_rules! forward_visits {
    ($($method:ident: $ty:ty,)*) => {
        $(
            fn $method<E: Error>(self, value: $ty) -> Result<V::Value, E> {
                self.visitor.$method(value)
            }
        )*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Found<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.visitor.expecting(f)
    }

    forward_visits! {
        visit_bool: bool, visit_i64: i64, visit_i128: i128, visit_u64: u64, visit_u128: u128, visit_char: char,
        visit_str: &str, visit_borrowed_str: &'de str, visit_string: String, visit_bytes: &[u8],
        visit_borrowed_bytes: &'de [u8], visit_byte_buf: Vec<u8>,
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<V::Value, E> {
        match whole(value).filter(|_| self.integer) {
            // Visitors of unsigned integers accept these if they fit.
            Some(number) => self.visitor.visit_i64(number),
            None => self.visitor.visit_f64(value),
        }
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.visitor.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, reader: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_some(LenientIntegers(reader, self.digits))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<V::Value, D::Error> {
        self.visitor.visit_newtype_struct(LenientIntegers(reader, self.digits))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_seq(LenientIntegers(access, self.digits))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(LenientIntegers(access, self.digits))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_enum(LenientIntegers(access, self.digits))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for LenientIntegers<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(LenientIntegers(reader, self.1))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for LenientIntegers<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_element_seed(LenientIntegers(seed, self.1))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for LenientIntegers<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, A::Error> {
        self.0.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        self.0.next_value_seed(LenientIntegers(seed, self.1))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: EnumAccess<'de>> EnumAccess<'de> for LenientIntegers<A> {
    type Error = A::Error;
    type Variant = LenientIntegers<A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self::Variant), A::Error> {
        let digits = self.1;
        self.0.variant_seed(seed).map(|(value, variant)| (value, LenientIntegers(variant, digits)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for LenientIntegers<A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.0.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        self.0.newtype_variant_seed(LenientIntegers(seed, self.1))
    }

    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value, A::Error> {
        self.0.tuple_variant(length, Found { visitor, integer: false, digits: self.1 })
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.0.struct_variant(fields, Found { visitor, integer: false, digits: self.1 })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::value::UnixMillis;

    fn read_as<'de, T: Deserialize<'de>>(json: &'de str, digits: Digits) -> Result<T, String> {
        T::deserialize(LenientIntegers(&mut serde_json::Deserializer::from_str(json), digits))
            .map_err(|error| error.to_string())
    }

    fn read<'de, T: Deserialize<'de> + PartialEq + fmt::Debug>(json: &'de str) -> Result<T, String> {
        let read = read_as::<T>(json, Digits::Delicate);
        for other in [Digits::Written, Digits::Float] {
            assert_eq!(read_as(json, other).ok().as_ref(), read.as_ref().ok(), "{json} {other:?}");
        }
        read
    }

    #[test]
    fn whole_numbers_are_read_however_they_are_written() {
        assert_eq!(read::<i32>("1.0"), Ok(1));
        assert_eq!(read::<u8>("2e2"), Ok(200));
        assert_eq!(read::<UnixMillis>("1.690000000123e+12"), Ok(UnixMillis(1_690_000_000_123)));
        for not in ["1.5", "3e9", "1e300", "\"1.0\"", "true"] {
            assert!(read::<i32>(not).is_err(), "{not}");
        }
        assert!(read::<u8>("-1.0").is_err());
    }

    #[test]
    fn no_digit_of_an_integer_is_lost() {
        for (json, number) in [
            ("9007199254740993.0", 9_007_199_254_740_993),
            ("-9007199254740993.0", -9_007_199_254_740_993),
            ("1e18", 1_000_000_000_000_000_000),
            ("9223372036854775807.0", i64::MAX),
        ] {
            assert_eq!(read_as::<i64>(json, Digits::Delicate), Ok(number));
            assert_eq!(read_as::<Option<UnixMillis>>(json, Digits::Delicate), Ok(Some(UnixMillis(number))));
            assert!(read_as::<i64>(json, Digits::Written).is_err(), "{json}");
        }
        assert_eq!(read_as::<u64>("18446744073709551615.0", Digits::Delicate), Ok(u64::MAX));
        for json in ["9007199254740992.7", "4503599627370497.3", "-4503599627370497.3", "18446744073709551616.0"] {
            assert!(read::<i64>(json).is_err() && read::<u64>(json).is_err(), "{json}");
        }
        let error = "invalid type: floating point `1.0`, expected i64";
        assert_eq!(read_as::<i64>("1.0000000000000000001", Digits::Delicate), Err(error.to_owned()));
    }

    #[test]
    fn they_are_read_wherever_they_stand() {
        #[derive(Debug, PartialEq, Deserialize)]
        enum Choice {
            One(i32),
            Two { size: i32 },
            Three(i32, i32),
        }

        #[derive(Debug, PartialEq, Deserialize)]
        struct Thing {
            count: Option<i32>,
            sizes: Vec<i64>,
            by_name: BTreeMap<String, i32>,
            choices: Vec<Choice>,
            exact: f64,
            free: Value,
            #[serde(flatten)]
            rest: BTreeMap<String, Value>,
        }

        let thing: Thing = read(
            r#"{ "count": 1.0, "sizes": [1, 2.0, 3e0], "by_name": { "a": 4.0 }, "exact": 5.0, "free": [6.0], "x": 7.0,
                 "choices": [{ "One": 1.0 }, { "Two": { "size": 2.0 } }, { "Three": [3.0, 4.0] }] }"#,
        )
        .unwrap();
        assert_eq!((thing.count, &*thing.sizes, thing.by_name["a"], thing.exact), (Some(1), &[1, 2, 3][..], 4, 5.0));
        assert_eq!(thing.choices, [Choice::One(1), Choice::Two { size: 2 }, Choice::Three(3, 4)]);
        assert_eq!((thing.free.to_string(), &thing.rest["x"]), ("[6.0]".to_owned(), &json!(7.0)), "free JSON stays");
    }
}
