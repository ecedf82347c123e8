//! An answer with everything that came along.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::meta::OperationMeta;

/// Status, headers and the body of an answer.
///
/// `Debug` shows neither headers nor body: both may contain tokens.
#[derive(Clone)]
pub struct Response<T> {
    meta: &'static OperationMeta,
    status: StatusCode,
    headers: HeaderMap,
    body: T,
}

/// An answer that was not decoded.
pub type RawResponse = Response<Bytes>;

impl<T> Response<T> {
    pub(super) fn new(meta: &'static OperationMeta, response: http::Response<T>) -> Self {
        let (parts, body) = response.into_parts();
        Self { meta, status: parts.status, headers: parts.headers, body }
    }

    /// The operation that was answered.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.meta
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The service's id for this request, worth quoting to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// The body.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.body
    }

    /// The body, taken out.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.body
    }

    /// The same answer with another body.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response { meta: self.meta, status: self.status, headers: self.headers, body: change(self.body) }
    }
}

impl<T> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.meta.id)
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .finish_non_exhaustive()
    }
}

/// The request id that a server put into the headers; identity services use a name of their own.
pub(super) fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "x-iam-trace-id"].into_iter().find_map(|name| headers.get(name)?.to_str().ok())
}
