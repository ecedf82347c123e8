//! Error codes and permissions.

use super::{ErratumId, Source};
use crate::raw::ErrorClass;
use crate::source::Spanned;

/// The error codes of a service, or of something in front of it.
#[derive(Debug)]
pub struct ErrorCatalog {
    /// Name, in Pascal case. Unique in the specification.
    pub name: Spanned<String>,
    /// Whose codes these are, in Markdown.
    pub doc: String,
    /// Where they are documented.
    pub source: Source,
    /// The codes.
    pub codes: Vec<ErrorCode>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

/// An error code.
#[derive(Debug)]
pub struct ErrorCode {
    /// The code on the wire.
    pub name: Spanned<String>,
    /// Name chosen for one back end: what went wrong, in a few words.
    pub rust_name: Spanned<String>,
    /// HTTP status that comes with it, from 400 to 599.
    pub status: u16,
    /// Error class. Defaults to that of the status.
    pub class: Option<ErrorClass>,
    /// Further statuses that come with it, and its class there.
    pub also: Vec<(u16, ErrorClass)>,
    /// Message that comes with it.
    pub message: String,
    /// What it means, in Markdown.
    pub doc: String,
    /// What the caller can do about it, in Markdown.
    pub remedy: Option<String>,
    /// Where it is documented. Defaults to the source of the catalog.
    pub source: Option<Source>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

impl ErrorCode {
    /// All statuses that come with it, the usual one first.
    pub fn statuses(&self) -> impl Iterator<Item = u16> {
        std::iter::once(self.status).chain(self.also.iter().map(|(status, _)| *status))
    }
}

/// Something that a caller must be allowed to do.
#[derive(Debug)]
pub struct Permission {
    /// The action: `things:create`.
    pub name: Spanned<String>,
    /// What it allows, in Markdown.
    pub doc: String,
    /// Where it is documented.
    pub source: Source,
}
