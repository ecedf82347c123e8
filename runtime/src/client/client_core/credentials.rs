//! Proving who the caller is.

use std::borrow::Cow;
use std::sync::Arc;

use http::HeaderMap;

use super::context::CallContext;
use crate::client::body::Body;
use crate::client::error::credentials::CredentialsError;
use crate::client::response::RawResponse;
use crate::future::BoxFuture;

/// Adds the proof of identity to a request.
///
/// It is asked last, when URL, headers and body are final, so it may sign all of them; and it is
/// asked anew whenever a request is sent again.
pub trait Credentials: Send + Sync {
    /// Completes the request. May take its time, for instance to fetch a token; the time counts
    /// towards the call's timeout.
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>>;

    /// Says what to do after the service refused the request with 401. Asked once for a call;
    /// unless told otherwise, the call fails.
    fn authentication_failed<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        failure: AuthFailure<'a>,
    ) -> BoxFuture<'a, AuthAction> {
        let _ = (context, failure);
        Box::pin(std::future::ready(AuthAction::Fail))
    }

    /// The value of a path parameter that goes with the credentials, such as the id of the project
    /// that they are for. Asked for what neither the call nor the client was given; unless told
    /// otherwise, there is none.
    ///
    /// # Errors
    /// If there should be one, but it could not be found out.
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

    fn parameter<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        (**self).parameter(context, name)
    }
}

/// A request that was answered with 401, and the answer.
#[derive(Debug, Clone, Copy)]
pub struct AuthFailure<'a> {
    pub(crate) request_headers: &'a HeaderMap,
    pub(crate) response: &'a RawResponse,
}

impl<'a> AuthFailure<'a> {
    /// The headers that were sent, with those of the credentials.
    #[must_use]
    pub fn request_headers(&self) -> &'a HeaderMap {
        self.request_headers
    }

    /// The answer.
    #[must_use]
    pub fn response(&self) -> &'a RawResponse {
        self.response
    }
}

/// What to do after a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthAction {
    /// Nothing: the call fails with what the service said.
    Fail,
    /// As before, and the error says this in addition.
    FailWith(Cow<'static, str>),
    /// The credentials are better now: the request is to be authorized and sent once more.
    Retry,
}
