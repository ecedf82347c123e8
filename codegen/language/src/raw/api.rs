//! `api.yaml`: what all groups of operations share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allow, Ordered, Source};

/// The API as a whole.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiFile {
    /// Short name in lower case; the generated crates are called `<name>-model` and so on.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Version of the specification, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// What the API is for, in Markdown.
    pub doc: String,
    /// Families of operations. Each becomes a module and a cargo feature.
    pub families: Ordered<Family>,
    /// Kinds of hosts that operations are sent to.
    pub hosts: Ordered<Host>,
    /// Ways to authenticate.
    #[serde(default)]
    pub auth: Ordered<Auth>,
    /// Shapes of error bodies.
    pub error_styles: Ordered<ErrorStyle>,
    /// Path parameters that a client knows once and fills in itself.
    #[serde(default)]
    pub client_parameters: Ordered<ClientParameter>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// A family of operations, such as one version of a service.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// What the family covers, in Markdown.
    pub doc: String,
}

/// A kind of host. Exactly one of `regional` and `explicit` is given.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Host {
    /// What answers there, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// Base URL with `{region}` in it, for hosts that are found by region.
    pub regional: Option<String>,
    /// Regions that are known to have such a host; others may exist. The first one serves as example.
    #[serde(default)]
    pub regions: Vec<String>,
    /// An example of a base URL, for hosts whose address only the caller knows.
    pub explicit: Option<String>,
    /// Client parameters that have a value of their own at this host, which counts unless a call is given another.
    #[serde(default)]
    pub parameters: Ordered<String>,
}

/// A way to authenticate.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Auth {
    /// How callers get the credential, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// How the credential travels.
    pub scheme: AuthScheme,
    /// Header that carries the token; only for the scheme `header`.
    pub header: Option<String>,
    /// How the service itself issues the token for an account.
    pub issued_by: Option<IssuedBy>,
}

/// The operation that issues a token for the name and the password of an account.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IssuedBy {
    /// The operation with its family, `v1.log_in`. It needs no credential itself.
    pub operation: String,
    /// Field of the request with the name of the account.
    pub name: String,
    /// Field of the request with the password.
    pub password: String,
    /// Field of the answer with the token, by its path: `session.token`.
    pub token: String,
    /// Error codes with which a 401 does not mean that the token has ended, so that a new one is no help.
    #[serde(default)]
    pub final_codes: Vec<String>,
}

/// How a credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AuthScheme {
    /// No credential.
    None,
    /// A token in a header of its own.
    Header,
    /// `Authorization: Bearer …`.
    Bearer,
}

/// The shape of an error body: which of its fields says what.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorStyle {
    /// Who answers like this, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// Field with the error code.
    pub code: String,
    /// Field with the message.
    pub message: String,
    /// Field with further detail.
    pub detail: Option<String>,
    /// Field with the id of the request.
    pub request_id: Option<String>,
    /// Catalogs of the codes that stand in such a body.
    #[serde(default)]
    pub codes: Vec<String>,
    /// Documented code for each kind of refusal that a server decides before the operation runs.
    pub rejections: Rejections,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// The error code for each kind of refusal.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejections {
    /// A parameter or body does not fit the specification (400).
    pub invalid_request: String,
    /// No credential, or a wrong one (401).
    pub unauthorized: String,
    /// A good credential without the right (403).
    pub forbidden: String,
    /// No operation has this path (404).
    pub route_not_found: String,
    /// The path exists, but not with this method (405).
    pub method_not_allowed: String,
    /// The request took too long (408).
    pub timeout: String,
    /// The body is larger than the operation accepts (413).
    pub body_too_large: String,
    /// The body has a media type that the operation does not read (415).
    pub unsupported_media_type: String,
    /// The server has more requests at once than it takes (429). The status stands for it if there is no code.
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
    /// Type: `string`, or an id type of the shared vocabulary; left out: `string`.
    #[serde(rename = "type")]
    pub ty: Option<String>,
    /// What the parameter identifies, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
}
