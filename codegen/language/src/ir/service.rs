//! What operations share: families, hosts, authentication, errors, documents.

use super::{Constraints, ErratumId, ErrorCatalogId, FamilyId, OperationId, Shape};
use crate::raw::{Confidence, Consequence, DocumentKind, Ordered, Package, PlainRejections, Rejections, Repository};
use crate::source::Spanned;

/// How the generated crates are published.
#[derive(Debug, Default)]
pub struct Crates {
    /// Whether they may be published, where it is written.
    pub publish: Option<Spanned<bool>>,
    /// URL of the source code.
    pub repository: Option<Spanned<String>>,
    /// SPDX expression.
    pub license: Option<Spanned<String>>,
    /// Path of another license.
    pub license_file: Option<Spanned<String>>,
    /// Keywords of the registry.
    pub keywords: Vec<Spanned<String>>,
    /// Categories of the registry.
    pub categories: Vec<Spanned<String>>,
    /// Where they find the runtime.
    pub runtime: Runtime,
    /// The operation on the front pages, and where it is named.
    pub first_call: Option<Spanned<OperationId>>,
}

/// Where the generated crates find the runtime.
#[derive(Debug, Default)]
pub struct Runtime {
    /// Lowest version.
    pub version: Option<Spanned<String>>,
    /// Directory, relative to that of a crate.
    pub path: Option<Spanned<String>>,
    /// URL of a Git repository.
    pub git: Option<Spanned<String>>,
    /// Commit or tag there.
    pub rev: Option<Spanned<String>>,
}

/// A family of operations, such as one version of a service.
#[derive(Debug)]
pub struct Family {
    /// Name, in snake case.
    pub name: Spanned<String>,
    /// What the family covers, in Markdown.
    pub doc: String,
}

/// The operations on one kind of resource.
#[derive(Debug)]
pub struct Group {
    /// Name, plural and in snake case. Unique in the family.
    pub name: Spanned<String>,
    /// Family of the operations.
    pub family: FamilyId,
    /// What the group is about, in Markdown.
    pub doc: String,
}

/// A kind of host.
#[derive(Debug)]
pub struct Host {
    /// Name, in snake case.
    pub name: Spanned<String>,
    /// What is served there, in Markdown.
    pub doc: String,
    /// How its address is found.
    pub address: HostAddress,
    /// Client parameters that have a value of their own here.
    pub parameters: Vec<(Spanned<String>, String)>,
    /// Whether null in a request means the same as absence, where the field may not be null.
    pub nulls_are_absent: bool,
}

impl Host {
    /// Returns the value that a client parameter has here.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known.value == name).map(|(_, value)| value.as_str())
    }
}

/// How the address of a host is found.
#[derive(Debug)]
pub enum HostAddress {
    /// By region.
    Regional {
        /// Base URL with `{region}` in it.
        template: String,
        /// Known regions; others may exist.
        regions: Vec<Spanned<String>>,
    },
    /// Only the caller knows it. An example of a base URL.
    Explicit(String),
}

/// An authentication scheme.
#[derive(Debug)]
pub struct Auth {
    /// Name, in snake case.
    pub name: Spanned<String>,
    /// How callers get the credential, in Markdown.
    pub doc: String,
    /// Where a request carries the credential.
    pub credential: Credential,
    /// How the service itself issues the token.
    pub login: Option<Login>,
}

/// Where a request carries a credential.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// Nowhere: there is none.
    None,
    /// In a header of its own.
    Header(String),
    /// In `Authorization: Bearer …`.
    Bearer,
    /// In `Authorization: Basic …`, as name and password.
    Basic,
    /// In a parameter of the query.
    Query(String),
    /// In a cookie.
    Cookie(String),
}

impl Credential {
    /// Returns the name of the scheme in specifications.
    pub fn scheme(&self) -> &'static str {
        match self {
            Credential::None => "none",
            Credential::Header(_) => "header",
            Credential::Bearer => "bearer",
            Credential::Basic => "basic",
            Credential::Query(_) => "query",
            Credential::Cookie(_) => "cookie",
        }
    }

    /// Returns the header that carries the credential.
    pub fn header(&self) -> Option<&str> {
        match self {
            Credential::Header(name) => Some(name),
            Credential::Bearer | Credential::Basic => Some("Authorization"),
            Credential::Cookie(_) => Some("Cookie"),
            Credential::None | Credential::Query(_) => None,
        }
    }
}

/// The operation that issues a token for the name and the password of an account.
#[derive(Debug)]
pub struct Login {
    /// The operation. Requires no credential.
    pub operation: OperationId,
    /// Field of the request with the name of the account.
    pub name: String,
    /// Field of the request with the password.
    pub password: String,
    /// Path of fields from the response to the token.
    pub token: Vec<String>,
    /// Error codes of a 401 that a new token does not help against.
    pub final_codes: Vec<String>,
}

/// The shape of an error body.
#[derive(Debug)]
pub struct ErrorStyle {
    /// Name, in snake case.
    pub name: Spanned<String>,
    /// Who responds like this, in Markdown.
    pub doc: String,
    /// Path of the field with the error code.
    pub code: Option<String>,
    /// Path of the field with the message.
    pub message: Option<String>,
    /// Field with further detail.
    pub detail: Option<String>,
    /// Field with the id of the request.
    pub request_id: Option<String>,
    /// Error codes of requests that a server rejects before the operation runs.
    pub rejections: Rejections,
    /// Rejections whose body is plain text instead.
    pub plain: PlainRejections,
    /// Catalogs of the codes. Empty: the codes are not documented.
    pub codes: Vec<ErrorCatalogId>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

impl ErrorStyle {
    /// Returns the codes of what a server rejects by itself, by their keys in the specification.
    pub fn rejection_codes(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let codes = &self.rejections;
        let required = [
            ("invalid_request", &codes.invalid_request),
            ("unauthorized", &codes.unauthorized),
            ("forbidden", &codes.forbidden),
            ("route_not_found", &codes.route_not_found),
            ("method_not_allowed", &codes.method_not_allowed),
            ("timeout", &codes.timeout),
            ("body_too_large", &codes.body_too_large),
            ("unsupported_media_type", &codes.unsupported_media_type),
            ("internal", &codes.internal),
            ("not_implemented", &codes.not_implemented),
        ];
        required.into_iter().chain(codes.too_many_requests.iter().map(|code| ("too_many_requests", code)))
    }

    /// Returns the bodies of rejections that are plain text, by their keys in the specification.
    pub fn plain_rejections(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let plain = &self.plain;
        let texts = [
            ("invalid_request", &plain.invalid_request),
            ("unauthorized", &plain.unauthorized),
            ("forbidden", &plain.forbidden),
            ("route_not_found", &plain.route_not_found),
            ("method_not_allowed", &plain.method_not_allowed),
            ("timeout", &plain.timeout),
            ("body_too_large", &plain.body_too_large),
            ("unsupported_media_type", &plain.unsupported_media_type),
            ("too_many_requests", &plain.too_many_requests),
            ("internal", &plain.internal),
            ("not_implemented", &plain.not_implemented),
        ];
        texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)))
    }
}

/// A path parameter that a client knows once and fills in itself.
#[derive(Debug)]
pub struct ClientParameter {
    /// Name on the wire.
    pub name: Spanned<String>,
    /// A string, or an id.
    pub ty: Spanned<Shape>,
    /// Limits on the value.
    pub constraints: Constraints,
    /// What it identifies, in Markdown.
    pub doc: String,
}

/// A document that the specification was curated from.
#[derive(Debug)]
pub struct Document {
    /// Id, in snake case.
    pub name: Spanned<String>,
    /// Title as printed.
    pub title: String,
    /// Kind of evidence.
    pub kind: DocumentKind,
    /// Date of the edition, `YYYY-MM-DD` or `YYYY-MM`.
    pub date: Option<String>,
    /// What a reader should know about it, in Markdown.
    pub doc: String,
    /// Packages of a registry that contain the edition, by the name that citations use.
    pub packages: Ordered<Package>,
    /// Repository of the source code, and the commit that was read.
    pub repository: Option<Repository>,
    /// Releases, the oldest first.
    pub releases: Vec<Spanned<String>>,
}

/// Where a fact comes from, completed from the enclosing entries.
#[derive(Clone, Debug)]
pub struct Source {
    /// Index in [`Api::documents`](super::Api::documents).
    pub document: usize,
    /// Section of the document. Present unless there are tables.
    pub section: Option<String>,
    /// Tables of the document.
    pub tables: Vec<String>,
    /// How sure the fact is.
    pub confidence: Confidence,
    /// Releases that have the entry, by document.
    pub releases: Vec<Releases>,
}

/// First and last release of a document that has an entry. At least one of them is known.
#[derive(Clone, Debug)]
pub struct Releases {
    /// Index in [`Api::documents`](super::Api::documents).
    pub document: usize,
    /// First release.
    pub since: Option<Spanned<String>>,
    /// Last release.
    pub until: Option<Spanned<String>>,
}

/// A place where documents are wrong, silent or ambiguous, and the decision taken.
#[derive(Debug)]
pub struct Erratum {
    /// Id, unique in the specification.
    pub id: Spanned<String>,
    /// The problem in one line.
    pub title: String,
    /// What each source says, one line per source.
    pub says: Vec<String>,
    /// What was decided.
    pub decision: String,
    /// The facts that speak for the decision.
    pub evidence: String,
    /// What follows for the specification.
    pub consequence: Consequence,
}
