//! Credentials.

use std::borrow::Cow;
use std::sync::Arc;

use http::HeaderMap;

use super::context::CallContext;
use crate::client::body::Body;
use crate::client::error::credentials::CredentialsError;
use crate::client::response::RawResponse;
use crate::future::BoxFuture;

/// Source of the credentials of a request.
///
/// Runs last, when URL, headers and body are final, so it can sign all of them. Runs again for every retry.
pub trait Credentials: Send + Sync {
    /// Adds credentials to the request. May wait, for example for a token; the time counts towards the
    /// timeout of the call.
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>>;

    /// Decides how to handle a 401 response. Runs at most once per call. Defaults to [`AuthAction::Fail`].
    fn authentication_failed<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        failure: AuthFailure<'a>,
    ) -> BoxFuture<'a, AuthAction> {
        let _ = (context, failure);
        Box::pin(std::future::ready(AuthAction::Fail))
    }

    /// Returns false if [`authentication_failed`](Self::authentication_failed) always fails the call. The client then
    /// keeps no copy of the request headers, and does not ask. Defaults to true.
    fn may_renew(&self) -> bool {
        true
    }

    /// Checks what the caller gave, when a client is built: a fixed token, for example, must be valid in a header.
    /// Asks no service. Defaults to no check.
    ///
    /// # Errors
    /// Returns the reason, which must not repeat a secret.
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    /// Returns false if [`parameter`](Self::parameter) never returns this path parameter. Errors about missing
    /// settings then list it. Defaults to true.
    fn may_provide(&self, name: &str) -> bool {
        let _ = name;
        true
    }

    /// Returns a path parameter that belongs to the credentials, such as their project id. Runs if neither
    /// the call nor the client sets it. Defaults to `None`.
    ///
    /// # Errors
    /// Returns an error if the value exists but cannot be determined.
    fn parameter<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        let _ = (context, name);
        Box::pin(std::future::ready(Ok(None)))
    }
}

impl<T: Credentials + ?Sized> Credentials for Arc<T> {
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        (**self).authorize(context, request)
    }

    fn authentication_failed<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        failure: AuthFailure<'a>,
    ) -> BoxFuture<'a, AuthAction> {
        (**self).authentication_failed(context, failure)
    }

    fn may_renew(&self) -> bool {
        (**self).may_renew()
    }

    fn check(&self) -> Result<(), CredentialsError> {
        (**self).check()
    }

    fn may_provide(&self, name: &str) -> bool {
        (**self).may_provide(name)
    }

    fn parameter<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        (**self).parameter(context, name)
    }
}

/// Request that received a 401 response, and the response.
#[derive(Debug, Clone, Copy)]
pub struct AuthFailure<'a> {
    pub(crate) request_headers: &'a HeaderMap,
    pub(crate) response: &'a RawResponse,
}

impl<'a> AuthFailure<'a> {
    /// Returns the headers of the request, including those of the credentials.
    #[must_use]
    pub fn request_headers(&self) -> &'a HeaderMap {
        self.request_headers
    }

    /// Returns the response.
    #[must_use]
    pub fn response(&self) -> &'a RawResponse {
        self.response
    }
}

/// Reaction to a failed authentication.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthAction {
    /// Fail the call with the error of the service.
    Fail,
    /// Fail the call, and append this explanation to the error.
    FailWith(Cow<'static, str>),
    /// Authorize the request again, with refreshed credentials, and send it once more.
    Retry,
}
