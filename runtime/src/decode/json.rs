//! JSON decoding, with errors that have a path.

use std::fmt;

use serde::Deserialize;
#[cfg(any(feature = "server", all(feature = "client", feature = "dynamic")))]
use serde::de::DeserializeOwned;

use super::message;
use super::numbers::are_delicate;
use super::{Digits, LenientIntegers};
use crate::text::{OneLine, SHORT};

/// Error of decoding JSON.
///
/// Names paths and types, never values. `Display` is one line of bounded length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// Path in the document: `things[3].name`. `.` is the whole document.
    pub path: String,
    /// Description of the error.
    pub message: String,
    /// Line in the body, from 1; 0 if unknown.
    pub line: usize,
    /// Column in the line, from 1; 0 if unknown.
    pub column: usize,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path != "." {
            write!(f, "at `{}`: ", OneLine(&self.path, SHORT))?;
        }
        OneLine(&self.message, SHORT).fmt(f)?;
        if self.line > 0 {
            write!(f, " (line {}, column {})", self.line, self.column)?;
        }
        Ok(())
    }
}

impl std::error::Error for DecodeError {}

impl DecodeError {
    pub(super) fn new(error: serde_path_to_error::Error<serde_json::Error>) -> Self {
        // Before the first key there is no name yet; the path is then a question mark.
        let outer = Some(error.path().to_string()).filter(|path| path != "?").unwrap_or_else(|| ".".to_owned());
        let mut error = Self::without_path(&error.into_inner());
        // Unions are decoded in two steps; the inner error has the rest of the path.
        error.path = message::join(&outer, &error.path);
        error
    }

    fn without_path(error: &serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let text = error.to_string();
        // serde_json appends the position to its message; here it has fields of its own.
        let position = format!(" at line {line} column {column}");
        let (path, message) = message::apart(text.strip_suffix(&position).unwrap_or(&text));
        Self { path: path.unwrap_or(".").to_owned(), message, line, column }
    }
}

/// Removes the byte order mark that some programs write (RFC 8259, section 8.1).
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Decodes a JSON document.
///
/// # Errors
/// Returns an error if `bytes` is empty, is not JSON, or does not match `T`. Failures, and integers written
/// as `1.0`, cost a second pass.
pub fn json<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeError> {
    let bytes = without_mark(bytes);
    serde_json::from_slice(bytes).or_else(|error| again(bytes, &error))
}

#[cold]
fn again<'a, T: Deserialize<'a>>(bytes: &'a [u8], error: &serde_json::Error) -> Result<T, DecodeError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(DecodeError {
            path: ".".to_owned(),
            message: "the body is empty, expected JSON".to_owned(),
            line: 0,
            column: 0,
        });
    }
    let digits = if are_delicate(bytes) { Digits::Delicate } else { Digits::Written };
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = with_path(&mut reader, digits).map_err(DecodeError::new)?;
    // If the value itself is valid, the error is after it.
    reader.end().map(|()| value).map_err(|_| DecodeError::without_path(error))
}

/// Decodes a value, with errors that know their path.
fn with_path<'a, T: Deserialize<'a>>(
    reader: &mut serde_json::Deserializer<serde_json::de::SliceRead<'a>>,
    digits: Digits,
) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
    serde_path_to_error::deserialize(LenientIntegers(reader, digits))
}

/// Decodes a document that was written from a [`Value`](serde_json::Value).
#[cfg(feature = "client")]
pub(super) fn located<'a, T: Deserialize<'a>>(
    bytes: &'a [u8],
) -> Result<T, serde_path_to_error::Error<serde_json::Error>> {
    with_path(&mut serde_json::Deserializer::from_slice(bytes), Digits::Float)
}

/// Decodes a `T` from a parsed document.
#[cfg(any(feature = "server", all(feature = "client", feature = "dynamic")))]
pub(crate) fn value<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, DecodeError> {
    T::deserialize(value)
        .or_else(|_| serde_path_to_error::deserialize(LenientIntegers(value, Digits::Float)).map_err(DecodeError::new))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    type Document = BTreeMap<String, Vec<u8>>;

    fn error(body: &str) -> DecodeError {
        json::<Document>(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn numbers_are_written_as_they_were_read() {
        for text in ["7666666666666667.66666", "0.1", "2.2250738585072011e-308", "1.7976931348623157e308", "5e-324"] {
            let number: f64 = json(text.as_bytes()).unwrap();
            assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
            let written = serde_json::to_string(&number).unwrap();
            assert_eq!(json::<f64>(written.as_bytes()).unwrap().to_bits(), number.to_bits(), "{text}");
        }
    }

    #[test]
    fn good_documents_are_read() {
        let document: Document = json(b" {\"a\":[1,2]} ").unwrap();
        assert_eq!(document["a"], [1, 2]);
    }

    #[test]
    fn whole_numbers_may_have_an_empty_fraction() {
        let document: Document = json(b"{\"a\":[1.0,2e2],\"b\":[3]}").unwrap();
        assert_eq!((&*document["a"], &*document["b"]), (&[1, 200][..], &[3][..]));
        assert!(json::<Document>(b"{\"a\":[1.0]} x").is_err());
        let error = error("{\"a\":[1.0,1.5]}").to_string();
        assert!(error.starts_with("at `a[1]`: invalid type: floating point"), "{error}");
    }

    #[test]
    fn no_digit_is_lost() {
        type Numbers = BTreeMap<String, Option<i64>>;
        let read = |number: &str| json::<Numbers>(format!("{{\"a\":1.0,\"b\":{number}}}").as_bytes());
        for (text, number) in [("9007199254740993.0", 9_007_199_254_740_993), ("1e18", 10_i64.pow(18)), ("-1.5e1", -15)]
        {
            assert_eq!(read(text).unwrap()["b"], Some(number), "{text}");
        }
        for text in ["9007199254740992.7", "4503599627370497.3", "1.0000000000000000001"] {
            let error = read(text).unwrap_err();
            assert_eq!((&*error.path, &*error.message), ("b", "invalid type: floating point, expected i64"), "{text}");
        }
        let mixed: (i32, f64, String) = json(b"[1.0,9007199254740993.0,\"1.10\"]").unwrap();
        assert_eq!(mixed, (1, 9_007_199_254_740_992.0, "1.10".to_owned()));
    }

    #[test]
    fn a_byte_order_mark_is_not_part_of_the_document() {
        let document: Document = json("\u{feff}{\"a\":[1,2]}".as_bytes()).unwrap();
        assert_eq!(document["a"], [1, 2]);
        assert_eq!(error("\u{feff}").to_string(), "the body is empty, expected JSON");
        assert!(error("\u{feff}\u{feff}{}").to_string().starts_with("expected value"));
    }

    #[test]
    fn the_path_is_named() {
        let error = error("{\"a\":[1,\n\"x\"]}");
        assert_eq!(error.path, "a[1]");
        assert_eq!((error.line, error.column), (2, 3));
        assert_eq!(error.to_string(), "at `a[1]`: invalid type: string, expected u8 (line 2, column 3)");
    }

    #[test]
    fn errors_are_bounded_and_on_one_line() {
        let error = error(&format!("{{\"a\\n{}\":[\"hunter2\"]}}", "k".repeat(200)));
        let shown = error.to_string();
        let key = format!("at `a {}…`: invalid type: string, expected u8 (line 1", "k".repeat(118));
        assert!(shown.starts_with(&key), "{shown}");
    }

    #[test]
    fn an_empty_body_says_so() {
        for body in ["", " \n"] {
            assert_eq!(error(body).to_string(), "the body is empty, expected JSON");
        }
    }

    #[test]
    fn broken_documents_have_a_position() {
        assert_eq!(error("{\"a\":[1]} x").to_string(), "trailing characters (line 1, column 11)");
        assert_eq!(error("{").to_string(), "EOF while parsing an object (line 1, column 1)");
        assert_eq!(error("<html>").to_string(), "expected value (line 1, column 1)");
    }
}
