//! Fields whose type a service varies.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, Unexpected, Visitor};

use super::lenient_integers::whole;

/// Deserializes a string, a number or a boolean as a string.
///
/// # Errors
/// Returns an error for `null`, lists and objects.
pub(crate) fn string_or_number<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<String>,
{
    deserializer.deserialize_any(TextOrNumber).map(T::from)
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

impl Visitor<'_> for TextOrNumber {
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

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<String, E> {
        // In the notation of JSON, so that 2.0 stays "2.0".
        match serde_json::Number::from_f64(number) {
            Some(number) => Ok(number.to_string()),
            None => Err(E::invalid_value(Unexpected::Float(number), &self)),
        }
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
        assert!(read(|d| string_or_number::<_, String>(d), "null").is_err());
        assert!(read(|d| string_or_number::<_, String>(d), "[]").is_err());
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
