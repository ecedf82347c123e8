//! How strict a server is, and what it says when a request breaks a rule.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::schema::Location;

/// How much of the specification a server insists on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Validation {
    /// All rules, and nothing that the specification does not know: no further fields, no further
    /// query parameters, no further values of enums, even if they are open, no `null` where a field
    /// should be left out, a Content-Type with every body.
    Strict,
    /// All rules; what the specification does not know is let through.
    #[default]
    Lenient,
    /// Only what decoding needs.
    Off,
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where: a JSON pointer into the body, or `/path/…`, `/query/…`, `/header/…`. Empty for the
    /// body as a whole.
    pub pointer: String,
    /// Where the parameter travels; `None` for the body.
    pub location: Option<Location>,
    /// Which rule, in a word: `required`, `type`, `max_length`, …
    pub rule: &'static str,
    /// What the rule demands, to follow "expected".
    pub expected: String,
    /// What there is instead, at most 80 characters; `***` for secrets.
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

/// All broken rules of a request, at most 100: an extension of the response that refuses it, for layers
/// around the router. Cheap to clone.
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
            expected: "text".to_owned(),
            got: "7".to_owned(),
        };
        assert_eq!(violation.to_string(), "/name: expected text, got 7");
        violation.pointer.clear();
        assert_eq!(violation.to_string(), "the body: expected text, got 7");
    }
}
