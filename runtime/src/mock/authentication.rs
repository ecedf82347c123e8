//! Authentication of a mock.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;

use crate::future::BoxFuture;
use crate::meta::{AuthScheme, OperationMeta};
use crate::server::authenticator::unauthorized;
use crate::server::presented;
use crate::server::{AcceptAll, Authenticator, Caller, InvalidCredential, ServiceError, StaticTokens};
use crate::value::Secret;

/// Authentication of a mock.
#[derive(Clone)]
pub struct Authentication {
    authenticator: Arc<dyn Authenticator>,
    open: Open,
}

/// Authentication schemes whose operations require no credentials.
#[derive(Clone)]
enum Open {
    All,
    These(BTreeSet<String>),
}

impl Authentication {
    /// Accepts any credentials of the right scheme.
    #[must_use]
    pub fn any_credentials() -> Self {
        Self::custom(Presence)
    }

    /// Accepts unauthenticated requests.
    #[must_use]
    pub fn disabled() -> Self {
        Self { open: Open::All, ..Self::custom(AcceptAll) }
    }

    /// Accepts a fixed set of tokens.
    ///
    /// # Errors
    /// Returns an error if a token is empty or not valid in a header.
    pub fn tokens(tokens: impl IntoIterator<Item: Into<Secret>>) -> Result<Self, InvalidCredential> {
        StaticTokens::new(tokens).map(Self::custom)
    }

    /// Uses an authenticator, for example one that verifies signatures.
    #[must_use]
    pub fn custom(authenticator: impl Authenticator + 'static) -> Self {
        Self { authenticator: Arc::new(authenticator), open: Open::These(BTreeSet::new()) }
    }

    /// Accepts unauthenticated requests for these authentication schemes, by their names in the specification.
    #[must_use]
    pub fn except(self, schemes: impl IntoIterator<Item: Into<String>>) -> Self {
        let schemes: BTreeSet<String> = schemes.into_iter().map(Into::into).collect();
        let open = match self.open {
            Open::All => Open::All,
            Open::These(others) => Open::These(&others | &schemes),
        };
        Self { open, ..Self::custom(Except { schemes, otherwise: self.authenticator }) }
    }

    /// Returns whether operations of an authentication scheme, by its name in the specification, require credentials.
    pub(super) fn is_required(&self, scheme: &str) -> bool {
        match &self.open {
            Open::All => false,
            Open::These(schemes) => !schemes.contains(scheme),
        }
    }

    pub(super) fn authenticator(&self) -> Arc<dyn Authenticator> {
        Arc::clone(&self.authenticator)
    }
}

impl Default for Authentication {
    fn default() -> Self {
        Self::any_credentials()
    }
}

impl fmt::Debug for Authentication {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authentication").finish_non_exhaustive()
    }
}

/// Accepts unauthenticated requests for some schemes.
struct Except {
    schemes: BTreeSet<String>,
    otherwise: Arc<dyn Authenticator>,
}

impl Authenticator for Except {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        match meta.schemes().any(|auth| self.schemes.contains(auth.id)) {
            true => AcceptAll.authenticate(meta, parts, body),
            false => self.otherwise.authenticate(meta, parts, body),
        }
    }

    fn reads_body(&self) -> bool {
        self.otherwise.reads_body()
    }
}

/// Requires bearer tokens, whatever they are, and rejects everything else.
#[cfg(all(feature = "huaweicloud", feature = "mock-command"))]
pub(super) struct BearerPresence;

#[cfg(all(feature = "huaweicloud", feature = "mock-command"))]
impl Authenticator for BearerPresence {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        if meta.schemes().any(|auth| !matches!(auth.scheme, AuthScheme::None | AuthScheme::Header { .. })) {
            return Presence.authenticate(meta, parts, body);
        }
        let message = "the request is not signed with the access key of the mock";
        Box::pin(std::future::ready(Err(ServiceError::rejection(crate::meta::Rejection::Unauthorized, message))))
    }

    fn reads_body(&self) -> bool {
        false
    }
}

/// Requires credentials, whatever they are.
struct Presence;

impl Authenticator for Presence {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        _body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        let scheme = meta.presented_auth(parts).scheme;
        // A signature is in the same header, whatever other credentials the operation accepts.
        let is_signed = || parts.headers.get(AUTHORIZATION).is_some_and(has_credential);
        let outcome = match scheme {
            AuthScheme::None => Ok(Caller::new("anonymous")),
            // Tokens of any form are accepted.
            AuthScheme::Bearer if is_signed() => Ok(Caller::new("token")),
            _ if presented::is_presented(scheme, parts) => Ok(Caller::new("token")),
            AuthScheme::Header { .. } if is_signed() => Ok(Caller::new("signature")),
            _ => {
                let places: Vec<String> = meta.schemes().map(|auth| presented::place(auth.scheme)).collect();
                let message = format!("{} is missing{}", places.join(", or "), remedy(meta));
                Err(unauthorized(scheme, message))
            }
        };
        Box::pin(std::future::ready(outcome))
    }

    fn reads_body(&self) -> bool {
        false
    }
}

fn remedy(meta: &OperationMeta) -> String {
    let id = meta.auth.id;
    format!(
        "; the mock accepts requests without credentials with --auth none or --auth {id}=none, `MockServer` with `authentication`"
    )
}

fn is_blank(value: &HeaderValue) -> bool {
    value.as_bytes().trim_ascii().is_empty()
}

/// Returns true if there is more than the word `Bearer`.
fn has_credential(value: &HeaderValue) -> bool {
    !is_blank(value) && !value.as_bytes().trim_ascii().eq_ignore_ascii_case(b"bearer")
}
