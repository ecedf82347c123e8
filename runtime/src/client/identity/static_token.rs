//! Tokens in requests.

use http::header::{AUTHORIZATION, HeaderName};
use http::{HeaderMap, HeaderValue};

use crate::client::body::Body;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;
use crate::meta::{AuthScheme, OperationMeta};
use crate::value::Secret;

/// A token that was obtained elsewhere and is sent as it is.
///
/// It goes where the operation wants it: into the header that [`AuthScheme::Header`] names, or
/// into `Authorization: Bearer …`. It is never renewed.
#[derive(Debug, Clone)]
pub struct StaticToken(Secret);

impl StaticToken {
    /// A token. One that cannot be part of a header is reported when it is used.
    #[must_use]
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
    }
}

/// No proof at all, for a service that asks for none although its description says so: an engine whose
/// authentication is switched off, or a double.
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
}

impl Credentials for StaticToken {
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(std::future::ready(put(context.operation(), request, &self.0)))
    }
}

/// Puts a token where the operation wants it.
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
    let mut value = HeaderValue::from_str(text.expose())
        .map_err(|_| CredentialsError::new("the token contains characters that cannot be sent in a header"))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}

/// The token that was sent.
pub(crate) fn sent<'a>(meta: &'static OperationMeta, headers: &'a HeaderMap) -> Option<&'a str> {
    match meta.auth.scheme {
        AuthScheme::None => None,
        AuthScheme::Header { name } => headers.get(name)?.to_str().ok(),
        AuthScheme::Bearer => headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer "),
    }
}
