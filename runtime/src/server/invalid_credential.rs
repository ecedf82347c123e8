//! Invalid credentials in the configuration of a server.

use std::fmt;

use http::HeaderValue;

/// Error of a token, key, password or name that cannot identify a caller.
///
/// An empty token would accept every caller, and one that is not valid in a header none. The message never
/// contains the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCredential {
    what: String,
    problem: &'static str,
}

impl InvalidCredential {
    /// Checks that a secret or a name is not empty.
    pub(crate) fn check(what: impl Into<String>, text: &str) -> Result<(), Self> {
        if text.trim().is_empty() {
            return Err(Self { what: what.into(), problem: "must not be empty" });
        }
        Ok(())
    }

    /// Checks that a value can be sent in a header.
    pub(crate) fn check_sent(what: impl Into<String>, text: &str) -> Result<(), Self> {
        let what = what.into();
        Self::check(&*what, text)?;
        if text.trim() != text {
            return Err(Self { what, problem: "must not begin or end with white space" });
        }
        if HeaderValue::from_bytes(text.as_bytes()).is_err() {
            return Err(Self { what, problem: "must not contain characters that a header cannot carry" });
        }
        Ok(())
    }
}

impl fmt::Display for InvalidCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.problem)
    }
}

impl std::error::Error for InvalidCredential {}
