//! Authentication.

use super::OperationMeta;

/// Authentication of callers.
#[derive(Debug, Clone, Copy)]
pub struct AuthMeta {
    /// Name under which credentials are configured.
    pub id: &'static str,
    /// Authentication scheme.
    pub scheme: AuthScheme,
}

/// Authentication scheme: where a request carries its credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// Nowhere: the operation accepts unauthenticated requests.
    None,
    /// In a header of its own.
    Header {
        /// Name of the header.
        name: &'static str,
    },
    /// In `Authorization: Bearer …`.
    Bearer,
    /// In `Authorization: Basic …`, as the name and password of an account.
    Basic,
    /// In a parameter of the query.
    Query {
        /// Name of the parameter.
        name: &'static str,
    },
    /// In a cookie.
    Cookie {
        /// Name of the cookie.
        name: &'static str,
    },
}

/// Login of a service that issues its own tokens: an operation that takes a JSON object with a name and a
/// password, and returns a JSON Web Token.
#[derive(Debug, Clone, Copy)]
pub struct LoginMeta {
    /// Operation, which itself accepts unauthenticated requests.
    pub operation: &'static OperationMeta,
    /// Request field with the name.
    pub name: &'static str,
    /// Request field with the password.
    pub password: &'static str,
    /// JSON pointer to the token in the response: `/token`.
    pub token: &'static str,
    /// Error codes of a 401 that do not mean an expired token.
    pub final_codes: &'static [&'static str],
}

impl LoginMeta {
    /// `name` and `password` for `token`, to complete a struct literal.
    pub const BASE: Self =
        Self { operation: &OperationMeta::BASE, name: "name", password: "password", token: "/token", final_codes: &[] };
}

impl OperationMeta {
    /// Returns the accepted authentication schemes, the preferred one first.
    pub fn schemes(&self) -> impl Iterator<Item = &'static AuthMeta> + use<> {
        [self.auth].into_iter().chain(self.other_auth.iter().copied())
    }

    /// Returns true if a query parameter can carry credentials.
    #[cfg(feature = "server")]
    pub(crate) fn has_query_credentials(&self) -> bool {
        self.schemes().any(|auth| matches!(auth.scheme, AuthScheme::Query { .. }))
    }

    /// Returns true for a query parameter that carries credentials.
    #[cfg(any(feature = "client", feature = "server"))]
    pub(crate) fn is_query_credential(&self, parameter: &str) -> bool {
        self.schemes().any(|auth| matches!(auth.scheme, AuthScheme::Query { name } if name == parameter))
    }
}
