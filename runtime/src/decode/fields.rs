//! Fields whose type a service varies.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, Error as _, MapAccess, Unexpected, Visitor};

use super::numbers::whole;

/// Name by which readers of JSON hand out a value as it is written. Others do not know it.
pub(super) const WRITTEN: &str = "$serde_json::private::RawValue";

/// Deserializes a string, a number or a boolean as a string. A number with a fraction, an exponent or many digits is read
/// only where its digits are known as they were written.
///
/// # Errors
/// Returns an error for `null`, lists and objects.
pub(crate) fn string_or_number<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    deserializer.deserialize_newtype_struct(WRITTEN, TextOrNumber).map(T::from)
}

/// Deserializes an integer, which may be a string (`"200"`) or have a zero fraction (`200.0`).
///
/// # Errors
/// Returns an error for anything else, and for numbers out of range.
pub(crate) fn integer_or_string<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    deserializer.deserialize_any(IntegerOrText(PhantomData))
}

struct TextOrNumber;

impl<'de> Visitor<'de> for TextOrNumber {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, reader: D) -> Result<String, D::Error> {
        reader.deserialize_any(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<String, A::Error> {
        if map.next_key::<Cow<'de, str>>()?.as_deref() != Some(WRITTEN) {
            return Err(A::Error::invalid_type(Unexpected::Map, &self));
        }
        let Written { json, is_source } = map.next_value()?;
        match json.as_bytes().first() {
            Some(b'"') => serde_json::from_str(&json).map_err(A::Error::custom),
            Some(b't' | b'f') => Ok(json.into_owned()),
            Some(b'n') => Err(A::Error::invalid_type(Unexpected::Unit, &self)),
            Some(b'[') => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
            Some(b'{') => Err(A::Error::invalid_type(Unexpected::Map, &self)),
            _ => {
                let is_plain = json.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
                let number = json.parse::<f64>().map_err(A::Error::custom)?;
                match number.is_finite() && (is_source || is_plain) {
                    true => Ok(json.into_owned()),
                    false => Err(A::Error::invalid_type(Unexpected::Float(number), &"a string or an integer")),
                }
            }
        }
    }
}

/// A value as it is written.
struct Written<'de> {
    json: Cow<'de, str>,
    /// Whether it is a part of the document. Otherwise the document was read before.
    is_source: bool,
}

impl<'de> Deserialize<'de> for Written<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Found;

        impl<'de> Visitor<'de> for Found {
            type Value = Written<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("JSON")
            }

            fn visit_borrowed_str<E>(self, json: &'de str) -> Result<Written<'de>, E> {
                Ok(Written { json: json.into(), is_source: true })
            }

            fn visit_str<E>(self, json: &str) -> Result<Written<'de>, E> {
                Ok(Written { json: json.to_owned().into(), is_source: false })
            }
        }
        deserializer.deserialize_str(Found)
    }
}

struct IntegerOrText<T>(PhantomData<T>);

impl<T: TryFrom<i64>> Visitor<'_> for IntegerOrText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = size_of::<T>() * 8;
        write!(f, "a {bits}-bit integer, or a string with one")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<T, E> {
        T::try_from(number).map_err(|_| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<T, E> {
        i64::try_from(number)
            .ok()
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<T, E> {
        match whole(number) {
            Some(number) => self.visit_i64(number),
            None => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        text.trim()
            .parse::<i64>()
            .ok()
            .and_then(|number| T::try_from(number).ok())
            .ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Digits, LenientIntegers};

    fn read<'a, T>(
        helper: impl FnOnce(&mut serde_json::Deserializer<serde_json::de::StrRead<'a>>) -> T,
        json: &'a str,
    ) -> T {
        helper(&mut serde_json::Deserializer::from_str(json))
    }

    #[test]
    fn scalars_become_text() {
        for (json, text) in [("\"a\\nb\"", "a\nb"), ("200", "200"), ("-3", "-3"), ("2.0", "2.0"), ("true", "true")] {
            assert_eq!(read(|d| string_or_number::<_, String>(d), json).unwrap(), text);
        }
        for json in ["null", "[]", "{\"a\":1}", "1e999", "\"\\ud800\""] {
            assert!(read(|d| string_or_number::<_, String>(d), json).is_err(), "{json}");
        }
    }

    #[test]
    fn numbers_keep_the_digits_that_are_written_or_are_rejected() {
        for json in ["123456789012345678901", "1.10", "1e2", "-0", "18446744073709551615", "0.1000000000000000055"] {
            assert_eq!(read(|d| string_or_number::<_, String>(d), json).unwrap(), json);
            let written = LenientIntegers(&mut serde_json::Deserializer::from_str(json), Digits::Written);
            assert_eq!(string_or_number::<_, String>(written).unwrap(), json);
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            let known = string_or_number::<_, String>(&value).ok();
            assert_eq!(known, value.as_u64().map(|number| number.to_string()), "{json}");
            let known = string_or_number::<_, String>(LenientIntegers(&value, Digits::Float)).ok();
            assert_eq!(known, value.as_u64().map(|number| number.to_string()), "{json}");
        }
        let object = serde_json::json!({ "a": "b" });
        assert!(string_or_number::<_, String>(LenientIntegers(&object, Digits::Float)).is_err());
    }

    #[test]
    fn integers_come_in_three_forms() {
        for json in ["200", "\"200\"", "200.0"] {
            let number: i32 = read(|d| integer_or_string(d), json).unwrap();
            assert_eq!(number, 200);
        }
        for json in ["\"many\"", "1.5", "3000000000", "true", "\"\""] {
            assert!(read(|d| integer_or_string::<_, i32>(d), json).is_err(), "{json}");
        }
        assert_eq!(
            read(|d| integer_or_string::<_, i32>(d), "\"many\"").unwrap_err().to_string(),
            "invalid value: string \"many\", expected a 32-bit integer, or a string with one at line 1 column 6"
        );
    }
}
