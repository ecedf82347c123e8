//! Proving who the caller is.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use http::HeaderValue;
use http::header::{AUTHORIZATION, HeaderName};

use super::Body;
use crate::future::BoxFuture;
use crate::meta::{AuthScheme, OperationMeta};
use crate::value::Secret;

/// Adds the proof of identity to a request.
///
/// It is asked last, when URL, headers and body are final, so it may sign all of them.
pub trait Credentials: Send + Sync {
    /// Completes the request. May take its time, for instance to fetch a token; the time counts
    /// towards the call's timeout.
    fn authorize<'a>(
        &'a self,
        meta: &'static OperationMeta,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>>;
}

impl<T: Credentials + ?Sized> Credentials for Arc<T> {
    fn authorize<'a>(
        &'a self,
        meta: &'static OperationMeta,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        (**self).authorize(meta, request)
    }
}

/// Credentials could not be obtained or applied.
///
/// The message ends up in logs, so it must not contain the credentials.
#[derive(Debug)]
pub struct CredentialsError {
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl CredentialsError {
    /// An error with a message for people.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), source: None }
    }

    /// The same error with its cause.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }
}

impl fmt::Display for CredentialsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for CredentialsError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

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

    fn apply(&self, meta: &'static OperationMeta, request: &mut http::Request<Body>) -> Result<(), CredentialsError> {
        let token = self.0.expose();
        let (name, text) = match meta.auth.scheme {
            AuthScheme::None => return Ok(()),
            AuthScheme::Header { name } => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|error| {
                    CredentialsError::new(format!("{name:?} is not a header name")).with_source(error)
                })?;
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
}

impl Credentials for StaticToken {
    fn authorize<'a>(
        &'a self,
        meta: &'static OperationMeta,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(std::future::ready(self.apply(meta, request)))
    }
}
