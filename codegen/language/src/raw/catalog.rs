//! Catalogs: the error codes of a service, and the permissions that its operations need.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allow, Ordered, Source};

/// The error codes of a service, or of something in front of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCatalog {
    /// Who sends these codes, in Markdown.
    pub doc: String,
    /// Where they are documented.
    pub source: Option<Source>,
    /// The codes as they are on the wire.
    pub codes: Ordered<ErrorCode>,
    /// Ids of the errata that affect this entry.
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
    /// Name of the variant in Rust: the error in a few words.
    pub rust_name: String,
    /// HTTP status of the response, from 400 to 599.
    pub status: u16,
    /// Error class, where the status does not tell: `not_found` for a code that comes
    /// with 400.
    pub class: Option<ErrorClass>,
    /// Further statuses that the code comes with, from 400 to 599, and the error class it has there. Of `status` and
    /// these, a server sends the first that the operation documents.
    #[serde(default)]
    pub also: Ordered<ErrorClass>,
    /// The message of the response.
    pub message: String,
    /// Meaning, in Markdown.
    pub doc: String,
    /// What the caller can do, in Markdown. Omitted if the documents give no advice.
    pub remedy: Option<String>,
    /// Where this is documented, when it is not where the catalog is.
    pub source: Option<Source>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// Class of an error code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// The request is malformed or violates a rule. Most statuses from 400 to 499.
    Invalid,
    /// Missing or invalid credentials. Status 401.
    Unauthorized,
    /// Valid credentials without the permission. Status 403.
    Forbidden,
    /// The resource does not exist. Status 404 and 410.
    NotFound,
    /// The state of the resource conflicts with the request. Status 409 and 412.
    Conflict,
    /// The quota of the caller is exhausted. No status has this class.
    QuotaExceeded,
    /// Too many requests in a period of time. Status 429.
    Throttled,
    /// The service failed. Most statuses from 500 to 599.
    Internal,
    /// The service does not support the request. Status 405 and 501.
    Unsupported,
    /// The service is temporarily unavailable. Status 408, and 502 to 504.
    Unavailable,
}

/// An action that a caller needs permission for.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Permission {
    /// What it allows, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
}
