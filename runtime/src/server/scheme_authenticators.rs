//! Authenticators by authentication scheme.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::request::Parts;

use super::authenticator::Authenticator;
use super::context::Caller;
use super::service_error::ServiceError;
use crate::future::BoxFuture;
use crate::meta::{AuthMeta, OperationMeta, Rejection};

/// One authenticator per authentication scheme of the specification. Operations whose scheme has none are
/// rejected.
#[derive(Clone, Default)]
pub struct SchemeAuthenticators(Vec<(&'static str, Arc<dyn Authenticator>)>);

impl SchemeAuthenticators {
    /// Creates an empty set, which rejects every request.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the authenticator of a scheme.
    #[must_use]
    pub fn with(mut self, auth: &AuthMeta, authenticator: impl Authenticator + 'static) -> Self {
        self.0.push((auth.id, Arc::new(authenticator)));
        self
    }
}

impl Authenticator for SchemeAuthenticators {
    fn authenticate<'a>(
        &'a self,
        meta: &'static OperationMeta,
        parts: &'a Parts,
        body: &'a Bytes,
    ) -> BoxFuture<'a, Result<Caller, ServiceError>> {
        let scheme = meta.presented_auth(parts).id;
        match self.0.iter().rev().find(|(id, _)| *id == scheme) {
            Some((_, authenticator)) => authenticator.authenticate(meta, parts, body),
            None => {
                let message = "the server has no authenticator for this scheme";
                let rejection = Err(ServiceError::rejection(Rejection::Unauthorized, message));
                Box::pin(std::future::ready(rejection))
            }
        }
    }

    fn reads_body(&self) -> bool {
        self.0.iter().any(|(_, authenticator)| authenticator.reads_body())
    }
}

impl fmt::Debug for SchemeAuthenticators {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(id, _)| id)).finish()
    }
}
