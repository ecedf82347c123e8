//! Conditional responses.

use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// Revision of a resource, as the service names it. Revisions can be compared for equality only; there is no
/// order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revision(String);

impl Revision {
    /// Creates a revision from its name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<&str> for Revision {
    fn from(name: &str) -> Self {
        Self::new(name)
    }
}

impl From<String> for Revision {
    fn from(name: String) -> Self {
        Self(name)
    }
}

impl From<i64> for Revision {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}

/// Accepts a string or an integer.
impl<'de> Deserialize<'de> for Revision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(name) => Ok(Self(name)),
            serde_json::Value::Number(number) if !number.is_f64() => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("expected a string or an integer")),
        }
    }
}

/// Content, or the information that it has not changed.
#[derive(Clone, Debug, PartialEq)]
pub enum Conditional<T> {
    /// The content changed, or no revision was known.
    Modified {
        /// Content.
        value: T,
        /// Revision, if the service sent it.
        revision: Option<Revision>,
    },
    /// The content has not changed (status 304).
    NotModified,
}

impl<T> Conditional<T> {
    /// Creates modified content with a revision.
    pub fn modified(value: T, revision: impl Into<Revision>) -> Self {
        Self::Modified { value, revision: Some(revision.into()) }
    }

    /// Returns the content if it changed.
    #[must_use]
    pub fn into_modified(self) -> Option<T> {
        match self {
            Self::Modified { value, .. } => Some(value),
            Self::NotModified => None,
        }
    }

    /// Returns the revision.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        match self {
            Self::Modified { revision, .. } => revision.as_ref(),
            Self::NotModified => None,
        }
    }

    /// Returns true if the content has not changed.
    #[must_use]
    pub fn is_not_modified(&self) -> bool {
        matches!(self, Self::NotModified)
    }
}

/// Creates content without a revision, which suffices for most test doubles.
impl<T> From<T> for Conditional<T> {
    fn from(value: T) -> Self {
        Self::Modified { value, revision: None }
    }
}

/// Serializes the value, or null.
impl<T: Serialize> Serialize for Conditional<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Modified { value, .. } => value.serialize(serializer),
            Self::NotModified => serializer.serialize_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_and_its_revision_come_apart() {
        let response = Conditional::modified(vec![1], "7a");
        assert_eq!((response.revision().map(Revision::as_str), response.is_not_modified()), (Some("7a"), false));
        assert_eq!(response.into_modified(), Some(vec![1]));
        assert_eq!(Conditional::from(1).revision(), None);
        assert_eq!(Conditional::<i32>::NotModified.into_modified(), None);
    }
}
