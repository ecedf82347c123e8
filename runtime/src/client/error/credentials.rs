//! Errors of obtaining or applying credentials.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use super::Error;
use crate::value::Secret;

/// Error of obtaining or applying credentials.
///
/// The message appears in logs, so it must not contain the credentials.
#[derive(Debug, Clone)]
pub struct CredentialsError {
    message: String,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// Creates an error with a message.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// Sets the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into().into());
        self
    }

    /// Checks that neither the name nor the password of an account is empty: a service may lock the account after it.
    pub(crate) fn check_account(name: &str, password: &Secret) -> Result<(), Self> {
        match (name.is_empty(), password.expose().is_empty()) {
            (true, _) => Err(Self::new("the name of the account is empty")),
            (_, true) => Err(Self::new("the password is empty")),
            _ => Ok(()),
        }
    }

    /// Prepends context to the message.
    #[must_use]
    pub(crate) fn within(mut self, what: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        self
    }
}

impl From<Error> for CredentialsError {
    /// Converts the error of a call for credentials, with its message.
    fn from(error: Error) -> Self {
        Self::new(error.to_string()).with_source(error)
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
