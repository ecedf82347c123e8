//! Credentials that a server must not be set up with.

use std::fmt;

use http::HeaderValue;

/// A token, key, password or name that a server cannot tell callers by.
///
/// An empty token would let everybody in, and one that does not fit into a header nobody. The message
/// never contains the secret itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidCredential {
    what: String,
    problem: &'static str,
}

impl InvalidCredential {
    /// Checks a secret or a name that may have any characters, but has to have some.
    pub(crate) fn check(what: impl Into<String>, text: &str) -> Result<(), Self> {
        if text.trim().is_empty() {
            return Err(Self { what: what.into(), problem: "must not be empty" });
        }
        Ok(())
    }

    /// Checks what callers send in a header.
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
