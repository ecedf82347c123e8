//! File contents inside JSON.

use std::fmt;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding is optional, since services disagree about it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Error of decoding file contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentError(Problem);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Encoding(String),
    Base64(base64::DecodeError),
}

impl fmt::Display for ContentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Problem::Encoding(name) => {
                write!(f, "unknown content encoding {name:?}, expected \"base64\" or \"text/plain\"")
            }
            Problem::Base64(_) => f.write_str("the content is not valid base64"),
        }
    }
}

impl std::error::Error for ContentError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Problem::Encoding(_) => None,
            Problem::Base64(error) => Some(error),
        }
    }
}

/// Decodes file contents from `text` in the named encoding.
///
/// `base64` is the standard alphabet; padding is optional and line breaks are ignored. `text/plain` is the
/// text itself.
///
/// # Errors
/// Returns an error for another encoding, or invalid base64.
pub fn content(encoding: &str, text: &str) -> Result<Vec<u8>, ContentError> {
    match encoding {
        "base64" => {
            let decoded = if text.bytes().any(|byte| byte.is_ascii_whitespace()) {
                let dense: String = text.split_ascii_whitespace().collect();
                BASE64.decode(dense)
            } else {
                BASE64.decode(text)
            };
            decoded.map_err(|error| ContentError(Problem::Base64(error)))
        }
        "text/plain" => Ok(text.as_bytes().to_vec()),
        other => Err(ContentError(Problem::Encoding(other.to_owned()))),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[test]
    fn base64_with_and_without_padding_and_line_breaks() {
        for text in ["aGVsbG8=", "aGVsbG8", "aGVs\r\nbG8=\n"] {
            assert_eq!(content("base64", text).unwrap(), b"hello");
        }
        assert_eq!(content("base64", "").unwrap(), b"");
    }

    #[test]
    fn plain_text_is_itself() {
        assert_eq!(content("text/plain", "a\nb").unwrap(), b"a\nb");
    }

    #[test]
    fn problems_are_named() {
        let error = content("gzip", "").unwrap_err();
        assert_eq!(error.to_string(), "unknown content encoding \"gzip\", expected \"base64\" or \"text/plain\"");
        let error = content("base64", "a?").unwrap_err();
        assert_eq!(error.to_string(), "the content is not valid base64");
        assert!(error.source().is_some());
    }
}
