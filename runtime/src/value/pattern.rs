//! Regular expressions in statics.

#[cfg(any(feature = "client", feature = "server"))]
mod sequence;

use std::fmt;
#[cfg(any(feature = "client", feature = "server"))]
use std::sync::OnceLock;

#[cfg(any(feature = "client", feature = "server"))]
use regex_lite::Regex;

#[cfg(any(feature = "client", feature = "server"))]
use self::sequence::Sequence;

/// Regular expression, compiled on first use.
///
/// As in JSON Schema, it may match anywhere in a string unless it is anchored.
pub struct Pattern {
    text: &'static str,
    form: Option<&'static str>,
    #[cfg(any(feature = "client", feature = "server"))]
    compiled: OnceLock<Option<Regex>>,
    /// The same for ASCII strings, if it is simple enough.
    #[cfg(any(feature = "client", feature = "server"))]
    sequence: OnceLock<Option<Box<Sequence>>>,
}

impl Pattern {
    /// Creates a pattern in a `static`.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self {
            text,
            form: None,
            #[cfg(any(feature = "client", feature = "server"))]
            compiled: OnceLock::new(),
            #[cfg(any(feature = "client", feature = "server"))]
            sequence: OnceLock::new(),
        }
    }

    /// Sets what a matching string is, for messages: "a UUID".
    #[must_use]
    pub const fn of(mut self, form: &'static str) -> Self {
        self.form = Some(form);
        self
    }

    /// Returns what a matching string is; `None` if it has no name.
    #[must_use]
    pub const fn form(&self) -> Option<&'static str> {
        self.form
    }

    /// Returns the expression.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        self.text
    }

    /// Returns true if a string matches. An invalid expression matches everything: rejecting all requests
    /// because of an error in the specification would be worse.
    #[must_use]
    #[cfg(any(feature = "client", feature = "server"))]
    pub fn matches(&self, text: &str) -> bool {
        if text.is_ascii()
            && let Some(sequence) = self.sequence.get_or_init(|| Sequence::parse(self.text).map(Box::new))
        {
            return sequence.matches(text);
        }
        self.compiled.get_or_init(|| Regex::new(self.text).ok()).as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

impl fmt::Debug for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pattern({:?})", self.text)
    }
}

/// Creates a `&'static Pattern`, compiled on first use. Messages show the second literal, such as "a UUID", instead of the
/// expression.
#[macro_export]
macro_rules! pattern {
    ($pattern:literal $(, $form:literal)?) => {{
        static PATTERN: $crate::value::Pattern = $crate::value::Pattern::new($pattern)$(.of($form))?;
        &PATTERN
    }};
}

#[cfg(all(test, any(feature = "client", feature = "server")))]
mod tests {
    use super::*;

    static LOWER: Pattern = Pattern::new("^[a-z]+$");
    static BROKEN: Pattern = Pattern::new("(");

    #[test]
    fn anchors_decide_how_much_has_to_match() {
        assert!(LOWER.matches("abc"));
        assert!(!LOWER.matches("abc1"));
        assert!(Pattern::new("b").matches("abc"));
    }

    #[test]
    fn broken_expressions_match_everything() {
        assert!(BROKEN.matches("anything"));
    }
}
