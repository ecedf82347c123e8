//! Fixed tokens.

use http::header::{AUTHORIZATION, HeaderName};
use http::{HeaderMap, HeaderValue};

use crate::client::body::Body;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;
use crate::meta::{AuthScheme, OperationMeta};
use crate::value::Secret;

/// Fixed token from elsewhere.
///
/// Sent in the header that [`AuthScheme::Header`] names, or as `Authorization: Bearer …`, depending on the
/// operation. Never refreshed.
#[derive(Debug, Clone)]
pub struct StaticToken(Secret);

impl StaticToken {
    /// Creates credentials from a token. Building the client reports a token that is not
    /// valid in a header.
    #[must_use]
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
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
        Box::pin(std::future::ready(put(context.operation(), request, &self.0)))
    }

    fn check(&self) -> Result<(), CredentialsError> {
        if self.0.expose().is_empty() {
            return Err(CredentialsError::new("the token is empty"));
        }
        header_value(self.0.expose()).map(drop)
    }

    fn may_provide(&self, _name: &str) -> bool {
        false
    }
}

/// Adds a token to a request in the form that the operation requires.
pub(crate) fn put(
    meta: &'static OperationMeta,
    request: &mut http::Request<Body>,
    token: &Secret,
) -> Result<(), CredentialsError> {
    let token = token.expose();
    let (name, text) = match meta.auth.scheme {
        AuthScheme::None => return Ok(()),
        AuthScheme::Header { name } => {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|error| CredentialsError::new(format!("{name:?} is not a header name")).with_source(error))?;
            (name, Secret::from(token))
        }
        AuthScheme::Bearer => (AUTHORIZATION, Secret::from(format!("Bearer {token}"))),
    };
    request.headers_mut().insert(name, header_value(text.expose())?);
    Ok(())
}

fn header_value(token: &str) -> Result<HeaderValue, CredentialsError> {
    let mut value = HeaderValue::from_str(token)
        .map_err(|_| CredentialsError::new("the token contains characters that are not allowed in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns the token of a sent request.
pub(crate) fn sent<'a>(meta: &'static OperationMeta, headers: &'a HeaderMap) -> Option<&'a str> {
    match meta.auth.scheme {
        AuthScheme::None => None,
        AuthScheme::Header { name } => headers.get(name)?.to_str().ok(),
        AuthScheme::Bearer => headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer "),
    }
}
