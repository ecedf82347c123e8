//! What path parameters look like.

use crate::value::Pattern;

/// What a path parameter of an operation looks like, and not one of another operation with the same route.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum PathValue {
    /// The usual value.
    Usual(&'static str),
    /// A value that matches a pattern.
    Form(&'static Pattern),
}

impl PathValue {
    /// Returns true if a value looks like this.
    #[cfg(feature = "server")]
    pub(crate) fn accepts(self, value: &str) -> bool {
        match self {
            Self::Usual(usual) => usual == value,
            Self::Form(pattern) => pattern.matches(value),
        }
    }
}

impl PartialEq for PathValue {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Usual(one), Self::Usual(other)) => one == other,
            (Self::Form(one), Self::Form(other)) => one.as_str() == other.as_str(),
            _ => false,
        }
    }
}

impl Eq for PathValue {}
