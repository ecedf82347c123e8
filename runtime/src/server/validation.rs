//! Strictness of validation, and violations.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::input_schema::Location;

/// Strictness of validation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Validation {
    /// All rules, and nothing unknown to the specification: no additional fields, query parameters or enum
    /// values, even if enums are open; no `null` for an optional field; a Content-Type with every body.
    Strict,
    /// All rules. Accepts what the specification does not know.
    #[default]
    Lenient,
    /// Only what decoding requires.
    Off,
}

/// Violation of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Location: a JSON pointer into the body, or `/path/…`, `/query/…`, `/header/…`. Empty for the whole
    /// body.
    pub pointer: String,
    /// Location of the parameter; `None` for the body.
    pub location: Option<Location>,
    /// Rule: `required`, `type`, `max_length`, …
    pub rule: &'static str,
    /// Expectation, in words that follow "expected".
    pub expected: String,
    /// Actual value, at most 80 characters; `***` for secrets.
    pub got: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.pointer.as_str() {
            "" => "the body",
            pointer => pointer,
        };
        write!(f, "{place}: expected {}, got {}", self.expected, self.got)
    }
}

/// Violations of a request, at most 100: an extension of the response that rejects it, for layers around the
/// router. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(Arc<[Violation]>);

impl Violations {
    pub(super) fn new(violations: Vec<Violation>) -> Self {
        Self(violations.into())
    }
}

impl Deref for Violations {
    type Target = [Violation];

    fn deref(&self) -> &[Violation] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn violations_read_like_sentences() {
        let mut violation = Violation {
            pointer: "/name".to_owned(),
            location: None,
            rule: "type",
            expected: "a string".to_owned(),
            got: "7".to_owned(),
        };
        assert_eq!(violation.to_string(), "/name: expected a string, got 7");
        violation.pointer.clear();
        assert_eq!(violation.to_string(), "the body: expected a string, got 7");
    }
}
