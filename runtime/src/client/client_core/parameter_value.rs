//! Values of parameters.

use std::fmt;

use crate::value::Secret;

/// Value of a parameter.
#[derive(Clone)]
pub(crate) enum ParameterValue {
    Plain(String),
    Secret(Secret),
}

impl AsRef<str> for ParameterValue {
    fn as_ref(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.expose(),
        }
    }
}

impl ParameterValue {
    pub(crate) fn is_secret(&self) -> bool {
        matches!(self, Self::Secret(_))
    }
}

impl fmt::Debug for ParameterValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => fmt::Debug::fmt(text, f),
            Self::Secret(secret) => fmt::Debug::fmt(secret, f),
        }
    }
}
