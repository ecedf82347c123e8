//! Catalogs: the error codes of a service, and the permissions that its operations need.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allow, Ordered, Source};

/// The error codes of a service, or of something in front of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCatalog {
    /// Whose codes these are, in Markdown.
    pub doc: String,
    /// Where they are documented.
    pub source: Option<Source>,
    /// The codes as they stand on the wire.
    pub codes: Ordered<ErrorCode>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// One error code.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCode {
    /// Name of the variant in Rust: what went wrong, in a few words.
    pub rust_name: String,
    /// HTTP status that comes with it, from 400 to 599.
    pub status: u16,
    /// Error class, where the status does not tell: `not_found` for a code that comes
    /// with 400.
    pub class: Option<ErrorClass>,
    /// The message that comes with it.
    pub message: String,
    /// What it means, in Markdown.
    pub doc: String,
    /// What the caller can do about it, in Markdown; left out where the documents have no advice.
    pub remedy: Option<String>,
    /// Where this is documented, when it is not where the catalog is.
    pub source: Option<Source>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// Class of an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The request is malformed or against the rules; most statuses from 400 to 499.
    Invalid,
    /// No proof of identity, or one that does not hold; 401.
    Unauthorized,
    /// Known, but not allowed to do this; 403.
    Forbidden,
    /// What the request is about does not exist; 404 and 410.
    NotFound,
    /// What the request is about is in another state than the request needs; 409 and 412.
    Conflict,
    /// The caller has as much as the service grants; no status says so.
    QuotaExceeded,
    /// Too many requests in too short a time; 429.
    Throttled,
    /// The service failed; most statuses from 500 to 599.
    Internal,
    /// The service does not do this; 405 and 501.
    Unsupported,
    /// The service cannot answer at the moment; 408, and 502 to 504.
    Unavailable,
}

/// Something that a caller must be allowed to do.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// What it allows, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
}
