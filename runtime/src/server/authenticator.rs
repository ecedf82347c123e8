//! Authentication of callers.

use std::sync::Arc;

use bytes::Bytes;
use http::HeaderValue;
use http::header::WWW_AUTHENTICATE;
use http::request::Parts;

use super::context::Caller;
use super::invalid_credential::InvalidCredential;
use super::presented;
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

/// Accepts a fixed set of tokens, where the operation's [`AuthScheme`] requires them: in a header of its own, as
/// `Authorization: Bearer …`, in the query or in a cookie. Callers are named `token` unless [`named`](Self::named)
/// sets a name.
///
/// With [`AuthScheme::Basic`], the password of a named caller is the token. A token without a name is the account and
/// the password with a colon between them: `ali:open`.
#[derive(Debug, Clone, Default)]
pub struct StaticTokens {
    tokens: Vec<(Option<String>, Secret)>,
}

impl StaticTokens {
    /// Creates a set of tokens.
    ///
    /// # Errors
    /// Returns an error if a token is empty or not valid in a header.
    pub fn new(tokens: impl IntoIterator<Item: Into<Secret>>) -> Result<Self, InvalidCredential> {
        tokens.into_iter().try_fold(Self::default(), |this, token| this.with("a token", None, token.into()))
    }

    /// Adds a token for a named caller.
    ///
    /// # Errors
    /// Returns an error if the name or the token is empty, or the token is not valid in a header.
    pub fn named(self, name: impl Into<String>, token: impl Into<Secret>) -> Result<Self, InvalidCredential> {
        let name = name.into();
        InvalidCredential::check("the name of a caller", &name)?;
        self.with(&format!("the token of the caller {name:?}"), Some(name), token.into())
    }

    fn with(mut self, what: &str, name: Option<String>, token: Secret) -> Result<Self, InvalidCredential> {
        InvalidCredential::check_sent(what, token.expose())?;
        self.tokens.push((name, token));
        Ok(self)
    }

    fn check(&self, scheme: AuthScheme, parts: &Parts) -> Result<Caller, ServiceError> {
        if scheme == AuthScheme::None {
            return Ok(Caller::new("anonymous"));
        }
        let Some(sent) = presented::credential(scheme, parts) else {
            return Err(unauthorized(scheme, format!("{} is missing", presented::place(scheme))));
        };
        // Compares all tokens, so that timing does not reveal a partial match.
        let mut found = None;
        for (name, token) in &self.tokens {
            let expected = match name {
                Some(name) if scheme == AuthScheme::Basic => Secret::from(format!("{name}:{}", token.expose())),
                _ => token.clone(),
            };
            if same(expected.expose().as_bytes(), &sent) {
                found = Some(name.as_deref().unwrap_or("token"));
            }
        }
        match found {
            Some(name) => Ok(Caller::new(name)),
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
        let outcome = self.check(meta.presented_auth(parts).scheme, parts);
        Box::pin(std::future::ready(outcome))
    }

    fn reads_body(&self) -> bool {
        false
    }
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
        AuthScheme::Basic => error.header(WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"api\"")),
        AuthScheme::None | AuthScheme::Header { .. } | AuthScheme::Query { .. } | AuthScheme::Cookie { .. } => error,
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD as STANDARD;

    use super::*;

    const HEADER: AuthScheme = AuthScheme::Header { name: "X-Auth-Token" };

    fn parts(uri: &str, header: &str, value: &str) -> Parts {
        http::Request::builder().uri(uri).header(header, value).body(()).unwrap().into_parts().0
    }

    fn check(scheme: AuthScheme, header: &'static str, value: &'static str) -> Option<String> {
        let tokens = StaticTokens::new(["sesame"]).unwrap().named("ali", "open").unwrap();
        tokens.check(scheme, &parts("/", header, value)).ok().map(|caller| caller.name)
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
    fn an_account_is_a_name_and_a_password() {
        let basic = |account: &str| format!("Basic {}", STANDARD.encode(account));
        let tokens = StaticTokens::new(["key:"]).unwrap().named("ali", "open").unwrap();
        let name = |value: &str| {
            let caller = tokens.check(AuthScheme::Basic, &parts("/", "authorization", value));
            caller.ok().map(|caller| caller.name)
        };
        assert_eq!(name(&basic("ali:open")).unwrap(), "ali");
        assert_eq!(name(&basic("key:")).unwrap(), "token", "the key is the name, and there is no password");
        for wrong in [basic("bob:open"), basic("ali:"), basic("open"), "Basic %%".to_owned(), "Bearer open".to_owned()]
        {
            assert_eq!(name(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn keys_are_in_the_query_or_in_a_cookie() {
        let tokens = StaticTokens::new(["a b"]).unwrap();
        let query = AuthScheme::Query { name: "key" };
        let check = |scheme, uri: &str, cookie: &str| tokens.check(scheme, &parts(uri, "cookie", cookie)).is_ok();
        assert!(check(query, "/?x=1&key=a%20b", ""));
        assert!(!check(query, "/?x=a%20b", ""));
        let cookie = AuthScheme::Cookie { name: "session" };
        assert!(check(cookie, "/", "other=1; session=a b"));
        assert!(!check(cookie, "/?session=a%20b", "xsession=a b"));
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
