//! What goes wrong in the generator itself.

use std::fmt;

/// The generator made something that is not Rust, or a template failed: an error in the
/// generator, never in a specification.
#[derive(Debug)]
pub struct Bug(String);

impl Bug {
    /// Tokens that do not parse, in the file that has these documents.
    pub(crate) fn unreadable(error: &dyn fmt::Display, docs: &[String]) -> Bug {
        Bug(format!("generated code does not parse: {error}, in the file \"{}\"", docs.join(" ")))
    }
}

impl Bug {
    /// A thread of the generator ended early.
    pub fn panicked() -> Bug {
        Bug("it panicked".to_owned())
    }
}

impl From<askama::Error> for Bug {
    fn from(error: askama::Error) -> Bug {
        Bug(format!("a template failed: {error}"))
    }
}

impl fmt::Display for Bug {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "a bug in the generator: {}", self.0)
    }
}

impl std::error::Error for Bug {}
