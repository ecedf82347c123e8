//! An answer with everything that came along.

use std::borrow::Cow;
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
    /// What this side has to say about the answer if it turns out to be an error.
    remark: Option<Cow<'static, str>>,
    body: T,
}

/// An answer that was not decoded.
pub type RawResponse = Response<Bytes>;

impl<T> Response<T> {
    pub(super) fn new(meta: &'static OperationMeta, response: http::Response<T>) -> Self {
        let (parts, body) = response.into_parts();
        Self { meta, status: parts.status, headers: parts.headers, remark: None, body }
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
        let Self { meta, status, headers, remark, body } = self;
        Response { meta, status, headers, remark, body: change(body) }
    }

    pub(super) fn remark(&mut self, remark: impl Into<Cow<'static, str>>) {
        self.remark = Some(remark.into());
    }

    pub(super) fn take_remark(&mut self) -> Option<Cow<'static, str>> {
        self.remark.take()
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
