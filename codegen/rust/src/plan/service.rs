//! What all operations share: hosts, authentication, error styles, error codes, regions.

use specwright_language::ir::Credential;
use specwright_language::raw::ErrorClass;

use super::{Docs, EnumValue, Name, Prelude, TextRules};

/// A host that operations are sent to.
#[derive(Clone, Debug, PartialEq)]
pub struct Host {
    /// Name in the specification.
    pub name: String,
    /// Constant with its metadata.
    pub constant: Name,
    /// Method of the builder that sets its endpoints.
    pub setter: Name,
    /// Documents of the constant.
    pub docs: Docs,
    /// Documents of the builder's method.
    pub setter_docs: Docs,
    /// Template with `{region}`, or an example.
    pub address: String,
    /// Whether the address depends on the region.
    pub regional: bool,
    /// Client parameters that have a value of their own here, by their names on the wire.
    pub parameters: Vec<(String, String)>,
    /// Whether a strict server takes null for an absent field.
    pub nulls_are_absent: bool,
}

/// An authentication scheme.
#[derive(Clone, Debug, PartialEq)]
pub struct Auth {
    /// Name in the specification.
    pub name: String,
    /// Constant with its metadata.
    pub constant: Name,
    /// The builder's methods for a fixed credential and for a provider of credentials; none when there
    /// is no credential.
    pub setters: Option<(Name, Name)>,
    /// Documentation of the constant.
    pub docs: Docs,
    /// Where a request carries the credential.
    pub credential: Credential,
    /// How the service issues tokens, if it does.
    pub login: Option<Login>,
}

impl Auth {
    /// Whether the credential is the name and the password of an account.
    pub fn is_account(&self) -> bool {
        self.credential == Credential::Basic
    }

    /// The arguments of the builder's method for a fixed credential, as in a snippet.
    pub fn arguments(&self, value: &str) -> String {
        if self.is_account() { format!("\"{value}\", \"{value}\"") } else { format!("\"{value}\"") }
    }
}

/// How a service issues tokens for accounts.
#[derive(Clone, Debug, PartialEq)]
pub struct Login {
    /// The builder's method for an account.
    pub setter: Name,
    /// The operation with its family.
    pub operation: String,
    /// Constant with the metadata of the operation.
    pub constant: Name,
    /// The family of the operation: feature and module.
    pub family: String,
    /// Module of the operation's family.
    pub module: Name,
    /// Field with the name of the account.
    pub name: String,
    /// Field with the password.
    pub password: String,
    /// A JSON pointer.
    pub token: String,
    /// Error codes after which the password is not tried again.
    pub final_codes: Vec<String>,
}

/// A format of error responses.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorStyle {
    /// Name in the specification.
    pub name: String,
    /// Constant with its metadata.
    pub constant: Name,
    /// Documentation of the constant.
    pub docs: Docs,
    /// Field with the error code; empty if there is none.
    pub code: String,
    /// Field with the message; empty if there is none.
    pub message: String,
    /// Field with details.
    pub detail: Option<String>,
    /// Field with the request id.
    pub request_id: Option<String>,
    /// Codes of what the server rejects by itself: variants of the runtime.
    pub rejections: Vec<(Name, String)>,
    /// Bodies of rejections that are plain text.
    pub plain: Vec<(Name, String)>,
    /// Enums of the codes.
    pub codes: Vec<Name>,
}

/// A parameter that the client has a default for.
#[derive(Clone, Debug, PartialEq)]
pub struct ClientParameter {
    /// Name on the wire.
    pub wire: String,
    /// Method of the builder that sets the default.
    pub setter: Name,
    /// Documentation of the method.
    pub docs: Docs,
    /// Limits of the value.
    pub limits: TextRules,
}

/// The catalogs of error codes, which become one module.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCatalogs {
    /// The catalogs.
    pub catalogs: Vec<ErrorCatalog>,
    /// Names that the module hides.
    pub prelude: Prelude,
}

/// A catalog of error codes.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCatalog {
    /// Name in the specification.
    pub name: String,
    /// Name of the enum.
    pub ident: Name,
    /// Documentation of the enum.
    pub docs: Docs,
    /// The codes.
    pub codes: Vec<ErrorCode>,
}

/// An error code.
#[derive(Clone, Debug, PartialEq)]
pub struct ErrorCode {
    /// The variant.
    pub value: EnumValue,
    /// Status that it is sent with.
    pub status: u16,
    /// Class of the error, if known.
    pub class: Option<ErrorClass>,
    /// Further statuses that the code comes with, and its class there.
    pub also: Vec<(u16, ErrorClass)>,
    /// Message that it is sent with.
    pub message: String,
    /// What it means.
    pub meaning: String,
    /// What a caller can do about it.
    pub remedy: Option<String>,
}

/// A region that some host is known to be in.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// Name of the region.
    pub name: String,
    /// Constant with the region.
    pub constant: Name,
    /// Documentation of the constant.
    pub docs: Docs,
    /// Names of the hosts that are there.
    pub hosts: Vec<String>,
}
