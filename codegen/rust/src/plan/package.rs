//! The packages of the crates: what their manifests contain beside names and features, and their front pages.

use super::Name;
use crate::names::License;

/// What the manifests of all three crates contain.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Whether the crates may be published.
    pub publish: bool,
    /// URL of the source code.
    pub repository: Option<String>,
    /// SPDX expression.
    pub license: Option<String>,
    /// Path of a license that the crates do not contain.
    pub license_file: Option<String>,
    /// Licenses that the crates contain.
    pub licenses: Vec<License>,
    /// Keywords of the registry.
    pub keywords: Vec<String>,
    /// Categories of the registry.
    pub categories: Vec<String>,
    /// Where they find the runtime.
    pub runtime: Runtime,
}

/// Where the crates find the runtime.
#[derive(Clone, Debug, PartialEq)]
pub struct Runtime {
    /// Lowest version.
    pub version: String,
    /// Further keys of the dependency and their values: `path`, or `git` and `rev`.
    pub place: Vec<(&'static str, String)>,
}

/// The operation on the front pages of the crates.
#[derive(Clone, Debug, PartialEq)]
pub struct FirstCall {
    /// Module of the family.
    pub family: Name,
    /// Module of the group.
    pub group: Name,
    /// The trait in the server.
    pub resource: Name,
    /// The method of the client's group.
    pub method: Name,
    /// The constant with the metadata.
    pub constant: Name,
    /// Calls of the client's builder, one in each line.
    pub setup: Vec<String>,
}
