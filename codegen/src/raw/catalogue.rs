//! Catalogues: the error codes of a service, and the permissions that its operations need.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allow, Ordered, Source};

/// The error codes of a service, or of something in front of it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorCatalogue {
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
    /// The message that comes with it.
    pub message: String,
    /// What it means, in Markdown.
    pub doc: String,
    /// What the caller can do about it, in Markdown; left out where the documents have no advice.
    pub remedy: Option<String>,
    /// Where this is documented, when it is not where the catalogue is.
    pub source: Option<Source>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
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
