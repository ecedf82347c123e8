//! Responses.

use std::borrow::Cow;
use std::fmt;
use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use memchr::memmem::Finder;

use crate::decode::{self, Unreadable};
use crate::meta::OperationMeta;

/// Response with status, headers and body.
///
/// `Debug` shows neither headers nor body, which may contain tokens.
#[derive(Clone)]
pub struct Response<T> {
    meta: &'static OperationMeta,
    status: StatusCode,
    headers: HeaderMap,
    /// Request id from the body; read only if the headers have none.
    id_in_body: Option<String>,
    attempts: u32,
    unreadable: Vec<Unreadable>,
    /// Whether the request is not idempotent, although the operation is.
    pub(crate) once_only: bool,
    /// Explanation that this crate adds if the response turns out to be an error.
    pub(crate) remark: Option<Cow<'static, str>>,
    body: T,
}

/// Undecoded response.
pub type RawResponse = Response<Bytes>;

impl<T> Response<T> {
    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.meta
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the service's id of this request. Quote it in support requests.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.headers).or(self.id_in_body.as_deref())
    }

    /// Returns the number of attempts.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the parts of the body that could not be read and count as missing. Usually empty.
    #[must_use]
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Returns the body.
    #[must_use]
    pub fn get(&self) -> &T {
        &self.body
    }

    /// Returns the response with an empty body.
    pub(super) fn unread(&self) -> RawResponse {
        Response {
            meta: self.meta,
            status: self.status,
            headers: self.headers.clone(),
            id_in_body: self.id_in_body.clone(),
            attempts: self.attempts,
            unreadable: Vec::new(),
            once_only: self.once_only,
            remark: self.remark.clone(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn headers_and_body(&mut self) -> (&HeaderMap, &mut T) {
        (&self.headers, &mut self.body)
    }

    /// Returns the body by value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.body
    }

    /// Transforms the body.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        let Self { meta, status, headers, id_in_body, attempts, unreadable, once_only, remark, body } = self;
        Response { meta, status, headers, id_in_body, attempts, unreadable, once_only, remark, body: change(body) }
    }
}

impl RawResponse {
    pub(crate) fn new(meta: &'static OperationMeta, response: http::Response<Bytes>, attempts: u32) -> Self {
        let (parts, body) = response.into_parts();
        let id_in_body = match request_id(&parts.headers) {
            Some(_) => None,
            None => id_in_body(&body),
        };
        let (status, headers) = (parts.status, parts.headers);
        let (unreadable, once_only, remark) = (Vec::new(), false, None);
        Self { meta, status, headers, id_in_body, attempts, unreadable, once_only, remark, body }
    }

    /// Returns the response with what was read from its body.
    pub(crate) fn read<T>(self, body: T, unreadable: Vec<Unreadable>) -> Response<T> {
        Response { unreadable, ..self.map(|_| body) }
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

/// Returns the request id from the headers. Identity services use a header name of their own.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    const NAMES: [HeaderName; 2] = [HeaderName::from_static("x-request-id"), HeaderName::from_static("x-iam-trace-id")];
    NAMES.iter().find_map(|name| header_text(headers.get(name)?))
}

/// Returns the value of a header, which may be UTF-8.
pub(crate) fn header_text(value: &HeaderValue) -> Option<&str> {
    std::str::from_utf8(value.as_bytes()).ok()
}

/// Maximum size of a body that is searched for an id.
const SEARCHED: usize = 64 * 1024;

/// Returns the request id from the body.
fn id_in_body(body: &[u8]) -> Option<String> {
    static FIELD: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("\"request_id\""));

    #[derive(serde::Deserialize)]
    struct WithId {
        request_id: String,
    }

    let body = decode::without_mark(body);
    let is_object = body.trim_ascii_start().starts_with(b"{");
    let searched = is_object && body.len() <= SEARCHED && FIELD.find(body).is_some();
    let read = searched.then(|| decode::json::<WithId>(body).ok())??;
    Some(read.request_id).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(header: Option<&str>, body: &'static str) -> RawResponse {
        let mut response = http::Response::builder();
        if let Some(id) = header {
            response = response.header("X-IAM-Trace-Id", id);
        }
        let response = response.body(Bytes::from_static(body.as_bytes())).unwrap();
        RawResponse::new(&OperationMeta::BASE, response, 1)
    }

    #[test]
    fn ids_come_from_headers_or_else_from_the_body() {
        let body = r#"{"things":[],"request_id":"r2"}"#;
        assert_eq!(response(Some("r1"), body).request_id(), Some("r1"));
        assert_eq!(response(None, body).map(|_| ()).request_id(), Some("r2"));
        assert_eq!(response(None, "\u{feff} {\"request_id\":\"r2\"}").request_id(), Some("r2"));
        for other in [r#"{"things":[{"request_id":"r2"}]}"#, r#"{"request_id":7}"#, r#"["request_id"]"#, ""] {
            assert_eq!(response(None, other).request_id(), None, "{other}");
        }
    }
}
