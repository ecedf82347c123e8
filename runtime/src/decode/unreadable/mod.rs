//! Bodies with parts that cannot be read: they are read in another JSON type, or the rest is read without them.

mod conversion;
mod document;

use std::fmt;

use serde::de::DeserializeOwned;

use self::document::{Document, Needs, Step, steps};
use super::DecodeError;
use super::json::{json, located, without_mark};
use super::parts::with_nulls;

/// How many times the size of a body is read at most to find the parts that cannot be read.
const EFFORT: usize = 64;

/// How many bytes are read for it at most, however large the body is.
const BYTES: usize = 256 * 1024 * 1024;

/// How many parts are given up at most. Beyond that the body is something else than what was expected.
const MOST: usize = 10_000;

/// Part of a response body that cannot be read and counts as missing.
///
/// It names places and types, never a value. `Display` keeps it on one line of bounded length.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unreadable {
    /// Path of the part: `things[3].size`.
    pub path: String,
    /// Error in the part, or further inside.
    pub error: DecodeError,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

/// Decodes a JSON document without the parts that cannot be read.
///
/// What is given up is a member of an object. No item of a list is, nor a list that says what there is: an empty one
/// would say that there is nothing. See `docs/architecture.md`. `items` is the member with the items of a paged list:
/// it is needed, since paging takes a page without it for the last one.
///
/// # Errors
/// Returns the first error, as [`json`] reports it, if a part that is needed cannot be read.
pub(crate) fn lenient<T: DeserializeOwned>(
    bytes: &[u8],
    items: Option<&'static str>,
) -> Result<(T, Vec<Unreadable>), DecodeError> {
    let first = match json(bytes) {
        Ok(value) => return Ok((value, Vec::new())),
        Err(first) => first,
    };
    let mut read = None;
    let needs = Needs { is_frame: located::<T>(b"{}").is_ok(), items };
    let places = give_up(without_mark(bytes), &first, needs, &mut |bytes| {
        read = Some(located(bytes).map_err(|error| (steps(error.path()), DecodeError::new(error)))?);
        Ok(())
    });
    read.zip(places).ok_or(first)
}

/// Where reading failed, and why.
type Failure = (Vec<Step>, DecodeError);

/// Finds the parts to give up, until the document can be read. `None` if it cannot.
#[cold]
fn give_up(
    bytes: &[u8],
    first: &DecodeError,
    needs: Needs,
    read: &mut dyn FnMut(&[u8]) -> Result<(), Failure>,
) -> Option<Vec<Unreadable>> {
    let mut document = Document::new(with_nulls(bytes)?, needs);
    let mut effort = bytes.len().saturating_mul(EFFORT).min(BYTES);
    while document.parts() <= MOST {
        let text = document.text()?;
        effort = effort.checked_sub(text.len())?;
        match read(&text) {
            Ok(()) if document.is_whole() => return Some(document.told(first)),
            Ok(()) => document.advance(),
            Err((steps, error)) => document.resolve(steps, error)?,
        }
    }
    None
}

#[cfg(test)]
#[allow(dead_code, reason = "fields are there to be required")]
mod tests;
