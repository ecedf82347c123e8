//! Values of parameters.

use std::fmt;

use crate::value::Secret;

/// Value of a parameter.
#[derive(Clone, Copy)]
pub(crate) enum ParameterValue<'a> {
    Plain(&'a str),
    Secret(&'a Secret),
}

impl<'a> ParameterValue<'a> {
    pub(crate) fn as_str(self) -> &'a str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(secret) => secret.expose(),
        }
    }
}

impl fmt::Debug for ParameterValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => fmt::Debug::fmt(text, f),
            Self::Secret(secret) => fmt::Debug::fmt(secret, f),
        }
    }
}
