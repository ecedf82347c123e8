//! `api.yaml`: what all groups of operations share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allow, Ordered, Source};

/// The API as a whole.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiFile {
    /// Short name in lower case. The generated crates are named `<name>-model` and so on.
    pub name: String,
    /// Title for readers.
    pub title: String,
    /// Version of the specification, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// Purpose of the API, in Markdown.
    pub doc: String,
    /// Publication of the generated crates.
    #[serde(default)]
    pub crates: Crates,
    /// Families of operations. Each becomes a module and a cargo feature.
    pub families: Ordered<Family>,
    /// Kinds of hosts that operations are sent to.
    pub hosts: Ordered<Host>,
    /// Authentication schemes.
    #[serde(default)]
    pub auth: Ordered<Auth>,
    /// Shapes of error bodies.
    pub error_styles: Ordered<ErrorStyle>,
    /// Path parameters that the client fills in.
    #[serde(default)]
    pub client_parameters: Ordered<ClientParameter>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// How the generated crates are published, and where they find the runtime.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Crates {
    /// Whether the crates may be published. Defaults to false. Published crates require `repository`, and `license` or
    /// `license_file`.
    #[serde(default)]
    pub publish: bool,
    /// URL of the source code.
    pub repository: Option<String>,
    /// `Apache-2.0`, `MIT`, or both with `OR` or `AND`. The crates contain the text.
    pub license: Option<String>,
    /// Path of another license, from the directory of a crate. Excludes `license`.
    pub license_file: Option<String>,
    /// Keywords of the registry, at most five.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Categories of the registry, at most five.
    #[serde(default)]
    pub categories: Vec<String>,
    /// Where the crates find the runtime. Defaults to the registry.
    #[serde(default)]
    pub runtime: Runtime,
    /// Operation on the front pages, `v1.list_things`. Takes no arguments. Defaults to the first such operation.
    pub first_call: Option<String>,
}

/// Where the generated crates find the runtime. Without `path` and `git`, in the registry.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runtime {
    /// Lowest version, `MAJOR.MINOR.PATCH`. Defaults to the version that the generator was made for.
    pub version: Option<String>,
    /// Directory, relative to the directory of a crate.
    pub path: Option<String>,
    /// URL of a Git repository. Excludes `path`.
    pub git: Option<String>,
    /// Commit or tag in `git`.
    pub rev: Option<String>,
}

/// A family of operations, such as one version of a service.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Scope of the family, in Markdown.
    pub doc: String,
}

/// A kind of host. Exactly one of `regional` and `explicit` is required.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// What is served there, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// Base URL with `{region}` in it, for hosts of a region.
    pub regional: Option<String>,
    /// Known regions with such a host; others may exist. The first one is the example.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Example of a base URL, for hosts whose address only the caller knows.
    pub explicit: Option<String>,
    /// Values of client parameters at this host. They override those of the client; a call can override them.
    #[serde(default)]
    pub parameters: Ordered<String>,
    /// What null means in requests, where a field may not be null.
    pub nulls: Option<Nulls>,
}

/// Meaning of a null that a type does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Nulls {
    /// The field counts as absent, and a strict server accepts it. Without this, a strict server rejects it.
    Absent,
}

/// An authentication scheme.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// How callers obtain the credential, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// How the credential is sent.
    pub scheme: AuthScheme,
    /// Header with the token. Only for the scheme `header`.
    pub header: Option<String>,
    /// Query parameter with the key. Only for the scheme `query`.
    pub query: Option<String>,
    /// Cookie with the key. Only for the scheme `cookie`.
    pub cookie: Option<String>,
    /// How the service issues the token for an account.
    pub issued_by: Option<IssuedBy>,
}

/// The operation that issues a token for the name and password of an account.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssuedBy {
    /// The operation with its family, `v1.log_in`. Its own scheme is `none`.
    pub operation: String,
    /// Field of the request with the name of the account.
    pub name: String,
    /// Field of the request with the password.
    pub password: String,
    /// Path of the response field with the token: `session.token`.
    pub token: String,
    /// Error codes of a 401 that does not mean an expired token. The client does not renew the token.
    #[serde(default)]
    pub final_codes: Vec<String>,
}

/// How a credential is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthScheme {
    /// No credential.
    None,
    /// A token in a header of its own.
    Header,
    /// `Authorization: Bearer …`.
    Bearer,
    /// The name and the password of an account: `Authorization: Basic …`.
    Basic,
    /// A key in a parameter of the query.
    Query,
    /// A key in a cookie.
    Cookie,
}

/// The shape of an error body: the names of its fields.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorStyle {
    /// Who sends such bodies, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// Field with the error code, by its path: `error.code`, or `errors[].code` for the first item of a list. Without
    /// it, the status is the code.
    pub code: Option<String>,
    /// Field with the message, likewise.
    pub message: Option<String>,
    /// Field with further detail.
    pub detail: Option<String>,
    /// Field with the id of the request.
    pub request_id: Option<String>,
    /// Catalogs of the codes that stand in such a body.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Documented code for each rejection that a server decides before the operation runs.
    pub rejections: Rejections,
    /// Rejections whose body is plain text instead, such as those of a router or a proxy.
    #[serde(default)]
    pub plain: PlainRejections,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// The text that is the body for kinds of rejections. An empty text is no body.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlainRejections {
    /// A parameter or body violates the specification.
    pub invalid_request: Option<String>,
    /// Missing or invalid credentials.
    pub unauthorized: Option<String>,
    /// Valid credentials without the permission.
    pub forbidden: Option<String>,
    /// No operation with this path.
    pub route_not_found: Option<String>,
    /// No operation with this method on the path.
    pub method_not_allowed: Option<String>,
    /// The request took too long.
    pub timeout: Option<String>,
    /// The body is larger than the operation accepts.
    pub body_too_large: Option<String>,
    /// The body has a media type that the operation does not accept.
    pub unsupported_media_type: Option<String>,
    /// Too many concurrent requests.
    pub too_many_requests: Option<String>,
    /// The server failed.
    pub internal: Option<String>,
    /// The server does not implement the operation.
    pub not_implemented: Option<String>,
}

/// The error code for each kind of rejection.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejections {
    /// A parameter or body violates the specification (400, or the status of 4xx that a catalog gives the code).
    pub invalid_request: String,
    /// Missing or invalid credentials (401).
    pub unauthorized: String,
    /// Valid credentials without the permission (403).
    pub forbidden: String,
    /// No operation with this path (404).
    pub route_not_found: String,
    /// No operation with this method on the path (405).
    pub method_not_allowed: String,
    /// The request took too long (408).
    pub timeout: String,
    /// The body is larger than the operation accepts (413).
    pub body_too_large: String,
    /// The body has a media type that the operation does not accept (415).
    pub unsupported_media_type: String,
    /// Too many concurrent requests (429). Without a code, the body contains the status.
    pub too_many_requests: Option<String>,
    /// The server failed (500).
    pub internal: String,
    /// The server does not implement the operation (501).
    pub not_implemented: String,
}

/// A path parameter that a client knows once and fills in itself.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientParameter {
    /// Type: `string`, or an id type of the shared vocabulary. Defaults to `string`.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Regular expression that matches anywhere in the string. Use `^` and `$` to match the whole string.
    pub pattern: Option<String>,
    /// What the parameter identifies, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
}
