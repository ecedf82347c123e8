//! Fixed tokens.

use std::fmt;
use std::sync::OnceLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::header::{AUTHORIZATION, HeaderName};
use http::{HeaderMap, HeaderValue};

use super::placed::{self, header_value};
use crate::client::body::Body;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;
use crate::meta::AuthScheme;
use crate::value::Secret;

/// Fixed token from elsewhere.
///
/// Sent where the [`AuthScheme`] of the operation says: in a header of its own, as `Authorization: Bearer …`, in the
/// query or in a cookie. With [`AuthScheme::Basic`], the name and password of an account with a colon between them.
/// Never refreshed.
#[derive(Debug, Clone)]
pub struct StaticToken {
    token: Secret,
    /// Header of the first request. All operations that use a token need it in the same one, usually.
    header: OnceLock<Header>,
}

/// Header with a token, for one authentication scheme.
#[derive(Clone)]
struct Header {
    scheme: AuthScheme,
    name: HeaderName,
    value: HeaderValue,
}

impl StaticToken {
    /// Creates credentials from a token. Building the client reports a token that is not
    /// valid in a header.
    #[must_use]
    pub fn new(token: impl Into<Secret>) -> Self {
        Self { token: token.into(), header: OnceLock::new() }
    }
}

/// No credentials, for a server that requires none although its specification does: one with authentication
/// disabled, or a test double.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Anonymous;

impl Credentials for Anonymous {
    fn authorize<'a>(
        &'a self,
        _context: &'a CallContext<'a>,
        _request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn may_renew(&self) -> bool {
        false
    }

    fn may_provide(&self, _name: &str) -> bool {
        false
    }
}

impl Credentials for StaticToken {
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(std::future::ready(self.put(context.auth().scheme, request)))
    }

    fn may_renew(&self) -> bool {
        false
    }

    fn check(&self) -> Result<(), CredentialsError> {
        if self.token.expose().is_empty() {
            return Err(CredentialsError::new("the token is empty"));
        }
        header_value(self.token.expose()).map(drop)
    }

    fn may_provide(&self, _name: &str) -> bool {
        false
    }
}

impl StaticToken {
    /// Adds the token to a request, with the header of an earlier request if possible.
    fn put(&self, scheme: AuthScheme, request: &mut http::Request<Body>) -> Result<(), CredentialsError> {
        let known = match self.header.get() {
            None => header(scheme, &self.token)?.map(|header| self.header.get_or_init(|| header)),
            known => known,
        };
        match known.filter(|known| known.scheme == scheme) {
            Some(Header { name, value, .. }) => {
                request.headers_mut().insert(name.clone(), value.clone());
                Ok(())
            }
            None => put(scheme, request, &self.token),
        }
    }
}

impl fmt::Debug for Header {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.fmt(f)
    }
}

/// Adds a token to a request in the form that the scheme requires.
pub(crate) fn put(
    scheme: AuthScheme,
    request: &mut http::Request<Body>,
    token: &Secret,
) -> Result<(), CredentialsError> {
    match scheme {
        AuthScheme::Query { name } => placed::in_query(request, name, token),
        AuthScheme::Cookie { name } => placed::in_cookie(request, name, token),
        _ => {
            if let Some(Header { name, value, .. }) = header(scheme, token)? {
                request.headers_mut().insert(name, value);
            }
            Ok(())
        }
    }
}

/// Returns the header that an authentication scheme requires; `None` if it requires none of its own.
fn header(scheme: AuthScheme, token: &Secret) -> Result<Option<Header>, CredentialsError> {
    let token = token.expose();
    let (name, value) = match scheme {
        AuthScheme::None | AuthScheme::Query { .. } | AuthScheme::Cookie { .. } => return Ok(None),
        AuthScheme::Header { name } => {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|error| CredentialsError::new(format!("{name:?} is not a header name")).with_source(error))?;
            (name, header_value(token)?)
        }
        AuthScheme::Bearer => (AUTHORIZATION, header_value(Secret::from(format!("Bearer {token}")).expose())?),
        AuthScheme::Basic => {
            let account = Secret::from(format!("Basic {}", BASE64_STANDARD.encode(token)));
            (AUTHORIZATION, header_value(account.expose())?)
        }
    };
    Ok(Some(Header { scheme, name, value }))
}

/// Returns the token of a sent request, if a header carries it.
pub(crate) fn sent(scheme: AuthScheme, headers: &HeaderMap) -> Option<&str> {
    match scheme {
        AuthScheme::None | AuthScheme::Basic | AuthScheme::Query { .. } => None,
        AuthScheme::Header { name } => headers.get(name)?.to_str().ok(),
        AuthScheme::Bearer => headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer "),
        AuthScheme::Cookie { name } => placed::cookie(name, headers),
    }
}
