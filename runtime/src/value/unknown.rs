//! Unlisted enum values.

use std::fmt;

/// Received string that the enum does not list.
///
/// Content of the `Unknown(…)` variants of open enums. Created only by reading a string into such an enum, so
/// a listed value is never `Unknown`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnknownValue(String);

impl UnknownValue {
    /// For `string_enum!` only.
    pub(crate) fn new(text: String) -> Self {
        Self(text)
    }

    /// Returns the string as it was received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for UnknownValue {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_and_prints_the_text() {
        let value = UnknownValue::new("Odd Value".to_owned());
        assert_eq!(value.as_str(), "Odd Value");
        assert_eq!(value.to_string(), "Odd Value");
        assert_eq!(format!("{value:?}"), "\"Odd Value\"");
    }
}
