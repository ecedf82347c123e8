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
    /// Packages of a registry that contain the edition, by the name that citations use. With packages, every `section`
    /// names a definition in one of them: `PACKAGE DIRECTORY Definition.member`, of which only the definition is required.
    /// `evidence` checks it.
    #[serde(default, skip_serializing_if = "Ordered::is_empty")]
    pub packages: Ordered<Package>,
    /// Repository of the source code.
    pub repository: Option<Repository>,
    /// Releases, the oldest first, which `since` and `until` of a source name. With a repository, `evidence` checks that
    /// each is a tag there, with or without a `v`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub releases: Vec<String>,
}

/// One edition in a registry.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Registry that serves it.
    pub registry: Registry,
    /// Name of the package there: a Go module, or for Maven `group:artifact`.
    pub name: String,
    /// Version.
    pub version: String,
}

/// Registries of packages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Registry {
    /// PyPI.
    Pypi,
    /// Go modules.
    Go,
    /// Maven Central. The artifact with the sources is read.
    Maven,
    /// npm.
    Npm,
}

/// Source code at one commit.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repository {
    /// Address.
    pub url: String,
    /// Commit that was read, or a prefix of it.
    pub commit: String,
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
