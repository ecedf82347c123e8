//! `sources.yaml`: the documents that the specification was curated from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ordered;

/// The documents that entries cite under `source`.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourcesFile {
    /// The documents by id.
    pub documents: Ordered<Document>,
}

/// One document.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Title as printed on the document.
    pub title: String,
    /// Kind of evidence.
    pub kind: DocumentKind,
    /// Date of the edition, `YYYY-MM-DD` or `YYYY-MM`.
    pub date: Option<String>,
    /// Notes on the document, in Markdown.
    pub doc: String,
}

/// Kinds of evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A published API reference.
    Reference,
    /// A published list of operations without detail.
    Overview,
    /// Published pages on single operations.
    Pages,
    /// Source code of a server that implements the API.
    Server,
    /// Source code of a client that is used against the API.
    Client,
}
