//! Answers that may say "nothing has changed".

use std::fmt;

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// A state of something that is kept by a service, as the service names it. Two revisions can be
/// compared for being the same; which one is newer cannot be told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Revision(String);

impl Revision {
    /// A revision by its name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// The name, as it travels.
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

/// From text or a whole number.
impl<'de> Deserialize<'de> for Revision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(name) => Ok(Self(name)),
            serde_json::Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("expected text or a whole number")),
        }
    }
}

/// What is there, or the news that it is still what it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Conditional<T> {
    /// It is not, or not known to be, what it was.
    Modified {
        /// What is there.
        value: T,
        /// Its revision, if the service told it.
        revision: Option<Revision>,
    },
    /// It is what it was (status 304).
    NotModified,
}

impl<T> Conditional<T> {
    /// What is there, in a certain revision.
    pub fn modified(value: T, revision: impl Into<Revision>) -> Self {
        Self::Modified { value, revision: Some(revision.into()) }
    }

    /// What is there, unless it is what it was.
    #[must_use]
    pub fn into_modified(self) -> Option<T> {
        match self {
            Self::Modified { value, .. } => Some(value),
            Self::NotModified => None,
        }
    }

    /// The revision that came with the answer.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        match self {
            Self::Modified { revision, .. } => revision.as_ref(),
            Self::NotModified => None,
        }
    }

    /// Whether it is what it was.
    #[must_use]
    pub fn is_not_modified(&self) -> bool {
        matches!(self, Self::NotModified)
    }
}

/// Without a revision, which is what most doubles in tests need.
impl<T> From<T> for Conditional<T> {
    fn from(value: T) -> Self {
        Self::Modified { value, revision: None }
    }
}

/// As the value, or null.
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
