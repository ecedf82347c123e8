//! Responses on their way out.

use axum::body::Body;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde_json::Value;

use super::journal::ResponseSource;

/// Response with the data of its journal entry.
pub(super) struct Outgoing {
    pub(super) source: ResponseSource,
    /// Its body is in `bytes`, unless it has one already.
    pub(super) response: Response<Body>,
    pub(super) bytes: Bytes,
    pub(super) request: Option<Value>,
    pub(super) value: Option<Value>,
    pub(super) violations: Vec<String>,
}

impl Outgoing {
    /// Creates a complete response.
    pub(super) fn new(source: ResponseSource, response: Response<Body>) -> Self {
        Self { source, response, bytes: Bytes::new(), request: None, value: None, violations: Vec::new() }
    }

    pub(super) fn rejected(response: Response<Body>) -> Self {
        Self::new(ResponseSource::Rejected, response)
    }

    /// Creates a response with JSON as its body; null is none.
    pub(super) fn json(source: ResponseSource, status: StatusCode, body: Value) -> Self {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status;
        if body.is_null() {
            return Self::new(source, response);
        }
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let bytes = body.to_string().into();
        Self { bytes, value: Some(body), ..Self::new(source, response) }
    }

    /// Replaces the body by a faulty one.
    pub(super) fn broken(mut self, with: impl FnOnce(Response<Body>, &Bytes) -> Response<Body>) -> Self {
        self.source = ResponseSource::Fault;
        self.value = None;
        let bytes = std::mem::take(&mut self.bytes);
        self.response = with(self.response, &bytes);
        self
    }

    pub(super) fn into_response(self) -> Response<Body> {
        if self.bytes.is_empty() { self.response } else { self.response.map(|_| Body::from(self.bytes)) }
    }
}
