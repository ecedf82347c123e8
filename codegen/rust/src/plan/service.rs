//! What all operations share: hosts, authentication, error styles, error codes, regions.

use specwright_language::raw::ErrorClass;

use super::{Docs, EnumValue, Name, Prelude};

#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    pub name: String,
    pub constant: Name,
    pub setter: Name,
    /// Documents of the constant.
    pub docs: Docs,
    /// Documents of the builder's method.
    pub setter_docs: Docs,
    /// Template with `{region}`, or an example.
    pub address: String,
    pub regional: bool,
    /// Client parameters that have a value of their own here, by their names on the wire.
    pub parameters: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Auth {
    pub name: String,
    pub constant: Name,
    /// The builder's methods for a fixed token and for a provider of credentials; none when there
    /// is no credential.
    pub setters: Option<(Name, Name)>,
    pub docs: Docs,
    pub header: Option<String>,
    pub bearer: bool,
    pub login: Option<Login>,
}

/// How a service issues tokens for accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    /// The builder's method for an account.
    pub setter: Name,
    /// The operation with its family.
    pub operation: String,
    pub constant: Name,
    /// The family of the operation: feature and module.
    pub family: String,
    pub module: Name,
    pub name: String,
    pub password: String,
    /// A JSON pointer.
    pub token: String,
    pub final_codes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ErrorStyle {
    pub name: String,
    pub constant: Name,
    pub docs: Docs,
    pub code: String,
    pub message: String,
    pub detail: Option<String>,
    pub request_id: Option<String>,
    pub rejections: Vec<(Rejection, String)>,
    /// Enums of the codes.
    pub codes: Vec<Name>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ClientParameter {
    pub wire: String,
    pub setter: Name,
    pub docs: Docs,
}

/// Why a server refuses a request by itself: the runtime's enum of the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is the runtime's variant of the same name")]
pub enum Rejection {
    InvalidRequest,
    Unauthorized,
    Forbidden,
    RouteNotFound,
    MethodNotAllowed,
    Timeout,
    BodyTooLarge,
    UnsupportedMediaType,
    Internal,
    NotImplemented,
    TooManyRequests,
}

/// The catalogues of error codes, which become one module.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCatalogues {
    pub catalogues: Vec<ErrorCatalogue>,
    pub prelude: Prelude,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCatalogue {
    /// Name in the specification.
    pub name: String,
    pub ident: Name,
    pub docs: Docs,
    pub codes: Vec<ErrorCode>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCode {
    /// The variant.
    pub value: EnumValue,
    pub status: u16,
    pub kind: Option<ErrorClass>,
    pub message: String,
    pub meaning: String,
    pub remedy: Option<String>,
}

/// A region that some host is known to be in.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    pub name: String,
    pub constant: Name,
    pub docs: Docs,
    /// Names of the hosts that are there.
    pub hosts: Vec<String>,
}
