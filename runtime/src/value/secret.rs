//! Strings that must not appear in logs.
//!
//! Protects against accidental disclosure, not against code in the same process: copies made by serialization
//! or [`Secret::expose`] are not tracked.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Password, token or key. Prints as `"***"` and zeroes its memory when dropped.
///
/// Has no `Display` on purpose; call [`expose`](Self::expose). Comparison is not constant-time.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Wraps a string. Takes over a `String` without a copy.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Returns the string.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The same for every value: even the length stays hidden.
        f.write_str("\"***\"")
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(Self::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_is_the_same_for_every_secret() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "\"***\"");
        assert_eq!(format!("{:?}", Secret::default()), "\"***\"");
        assert_eq!(format!("{:#?}", Some(Secret::new("hunter2"))), "Some(\n    \"***\",\n)");
    }

    #[test]
    fn the_wire_sees_the_plain_text() {
        let secret: Secret = serde_json::from_str("\"hunter2\"").unwrap();
        assert_eq!(secret.expose(), "hunter2");
        assert_eq!(serde_json::to_string(&secret).unwrap(), "\"hunter2\"");
    }

    #[test]
    fn equal_texts_are_equal_secrets() {
        assert_eq!(Secret::from("a"), "a".parse().unwrap());
        assert_ne!(Secret::from("a"), Secret::from(String::from("b")));
    }
}
