//! Authentication of callers.

use std::sync::Arc;

use bytes::Bytes;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{HeaderMap, HeaderValue};

use super::context::Caller;
use super::invalid_credential::InvalidCredential;
use super::service_error::ServiceError;
use crate::future::BoxFuture;
use crate::meta::{AuthScheme, OperationMeta, Rejection};
use crate::value::Secret;

/// Authenticates requests.
///
/// Runs right after routing, for every operation that requires authentication.
pub trait Authenticator: Send + Sync {
    /// Authenticates the caller. `body` is the whole body, or empty unless [`reads_body`] returns true.
    ///
    /// Usual errors are [`Rejection::Unauthorized`] and [`Rejection::Forbidden`].
    ///
    /// [`reads_body`]: Self::reads_body
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>>;

    /// Returns true if the decision depends on the body, as with signatures. If false, unauthenticated
    /// requests are rejected before their body is read. If true, a body above the limit is rejected before
    /// authentication.
    fn reads_body(&self) -> bool {
        true
    }
}

impl<T: Authenticator + ?Sized> Authenticator for Arc<T> {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        (**self).authenticate(meta, parts, body)
    }

    fn reads_body(&self) -> bool {
        (**self).reads_body()
    }
}

/// Accepts unauthenticated requests, with the caller name `anonymous`. For mocks, and behind a proxy that
/// authenticates.
#[derive(Debug, Clone, Copy, Default)]
pub struct AcceptAll;

impl Authenticator for AcceptAll {
    fn authenticate<'a>(
        &'a self,
        _meta: &'static OperationMeta,
        _parts: &'a Parts,
        _body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        Box::pin(std::future::ready(Ok(Caller::new("anonymous"))))
    }

    fn reads_body(&self) -> bool {
        false
    }
}

/// Accepts a fixed set of tokens, where the operation's [`AuthScheme`] requires them: in a header of its own,
/// or as `Authorization: Bearer …`. Callers are named `token` unless [`named`](Self::named) sets a name.
#[derive(Debug, Clone, Default)]
pub struct StaticTokens {
    tokens: Vec<(String, Secret)>,
}

impl StaticTokens {
    /// Creates a set of tokens.
    ///
    /// # Errors
    /// Returns an error if a token is empty or not valid in a header.
    pub fn new(tokens: impl IntoIterator<Item: Into<Secret>>) -> Result<Self, InvalidCredential> {
        tokens
            .into_iter()
            .try_fold(Self::default(), |this, token| this.with("a token", "token".to_owned(), token.into()))
    }

    /// Adds a token for a named caller.
    ///
    /// # Errors
    /// Returns an error if the name or the token is empty, or the token is not valid in a header.
    pub fn named(self, name: impl Into<String>, token: impl Into<Secret>) -> Result<Self, InvalidCredential> {
        let name = name.into();
        InvalidCredential::check("the name of a caller", &name)?;
        self.with(&format!("the token of the caller {name:?}"), name, token.into())
    }

    fn with(mut self, what: &str, name: String, token: Secret) -> Result<Self, InvalidCredential> {
        InvalidCredential::check_sent(what, token.expose())?;
        self.tokens.push((name, token));
        Ok(self)
    }

    fn check(&self, scheme: AuthScheme, headers: &HeaderMap) -> Result<Caller, ServiceError> {
        let place = match scheme {
            AuthScheme::None => return Ok(Caller::new("anonymous")),
            AuthScheme::Header { name } => format!("the header {name}"),
            AuthScheme::Bearer => "a bearer token in the header Authorization".to_owned(),
        };
        let Some(sent) = token(scheme, headers) else {
            return Err(unauthorized(scheme, format!("{place} is missing")));
        };
        // Compares all tokens, so that timing does not reveal a partial match.
        let mut found = None;
        for (name, token) in &self.tokens {
            if same(token.expose().as_bytes(), sent) {
                found = Some(name);
            }
        }
        match found {
            Some(name) => Ok(Caller::new(name.as_str())),
            None => Err(unauthorized(scheme, "the token is not valid".to_owned())),
        }
    }
}

impl Authenticator for StaticTokens {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        _body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        let outcome = self.check(meta.auth.scheme, &parts.headers);
        Box::pin(std::future::ready(outcome))
    }

    fn reads_body(&self) -> bool {
        false
    }
}

/// Returns the token of a request, as the scheme requires it.
pub(super) fn token(scheme: AuthScheme, headers: &HeaderMap) -> Option<&[u8]> {
    match scheme {
        AuthScheme::None => None,
        AuthScheme::Header { name } => headers.get(name).map(HeaderValue::as_bytes),
        AuthScheme::Bearer => headers.get(AUTHORIZATION).and_then(bearer),
    }
}

/// Returns the token after `Bearer`, in any letter case.
fn bearer(value: &HeaderValue) -> Option<&[u8]> {
    let (scheme, token) = value.as_bytes().split_at_checked(7)?;
    scheme.eq_ignore_ascii_case(b"bearer ").then(|| token.trim_ascii())
}

/// Compares in time that depends only on the length.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |sum, (a, b)| sum | (a ^ b));
    one.len() == other.len() && difference == 0
}

pub(crate) fn unauthorized(scheme: AuthScheme, message: String) -> ServiceError {
    let error = ServiceError::rejection(Rejection::Unauthorized, message);
    match scheme {
        AuthScheme::Bearer => error.header(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")),
        AuthScheme::None | AuthScheme::Header { .. } => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: AuthScheme = AuthScheme::Header { name: "X-Auth-Token" };

    fn check(scheme: AuthScheme, header: &'static str, value: &'static str) -> Option<String> {
        let tokens = StaticTokens::new(["sesame"]).unwrap().named("ali", "open").unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(header, HeaderValue::from_static(value));
        tokens.check(scheme, &headers).ok().map(|caller| caller.name)
    }

    #[test]
    fn tokens_count_where_the_scheme_wants_them() {
        assert_eq!(check(HEADER, "x-auth-token", "sesame").unwrap(), "token");
        assert_eq!(check(HEADER, "x-auth-token", "open").unwrap(), "ali");
        assert_eq!(check(HEADER, "authorization", "Bearer sesame"), None);
        assert_eq!(check(HEADER, "x-auth-token", "sesam"), None);
        assert_eq!(check(HEADER, "x-auth-token", ""), None);
    }

    #[test]
    fn bearer_is_written_in_any_case() {
        let scheme = AuthScheme::Bearer;
        assert_eq!(check(scheme, "authorization", "bEARER  open").unwrap(), "ali");
        assert_eq!(check(scheme, "authorization", "Basic open"), None);
        assert_eq!(check(scheme, "authorization", "Bearer"), None);
    }

    #[test]
    fn open_operations_let_everybody_in() {
        assert_eq!(check(AuthScheme::None, "x", "y").unwrap(), "anonymous");
    }

    #[test]
    fn debug_hides_tokens() {
        assert!(!format!("{:?}", StaticTokens::new(["sesame"]).unwrap()).contains("sesame"));
    }
}
