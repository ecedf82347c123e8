//! Responses of a mock.

use std::fmt::{self, Display};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde::Serialize;
use serde_json::Value;

use super::recorded::RecordedCall;
use super::{TransportError, TransportErrorKind};
use crate::disposition::attachment;
use crate::finite;
use crate::media;
use crate::meta::OperationMeta;
use crate::value::File;

/// Response of a mock, or a failure.
#[derive(Clone)]
pub struct MockResponse {
    kind: Kind,
    headers: HeaderMap,
    delay: Option<Duration>,
    /// Reason why the response is invalid.
    pub(super) problem: Option<String>,
}

#[derive(Clone)]
enum Kind {
    Response(StatusCode, Bytes),
    Failure(TransportErrorKind),
    Silence,
    Function(Arc<dyn Fn(&RecordedCall) -> MockResponse + Send + Sync>),
}

impl MockResponse {
    fn new(kind: Kind) -> Self {
        Self { kind, headers: HeaderMap::new(), delay: None, problem: None }
    }

    fn unusable(problem: String) -> Self {
        Self { problem: Some(problem), ..Self::new(Kind::Silence) }
    }

    /// Creates a response without a body.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self::bytes(status, Bytes::new())
    }

    /// Creates a response with any body.
    #[must_use]
    pub fn bytes(status: u16, body: impl Into<Bytes>) -> Self {
        match StatusCode::from_u16(status) {
            Ok(status) => Self::new(Kind::Response(status, body.into())),
            Err(_) => Self::unusable(format!("{status} is not an HTTP status")),
        }
    }

    /// Creates a response with a JSON body.
    #[must_use]
    pub fn json(status: u16, body: &impl Serialize) -> Self {
        let mut bytes = Vec::new();
        match finite::write(&mut bytes, body) {
            Ok(()) => Self::bytes(status, bytes).header(CONTENT_TYPE.as_str(), "application/json"),
            Err(error) => Self::unusable(format!("the body cannot be serialized as JSON: {error}")),
        }
    }

    /// Creates the response with an output of an operation, whatever its media type.
    pub(super) fn output(meta: &'static OperationMeta, status: u16, output: Value) -> Self {
        if media::is_json(meta.response_media) {
            return Self::json(status, &output);
        }
        let of = |response: Self, media: &str| response.header(CONTENT_TYPE.as_str(), media);
        match output {
            Value::String(text) => of(Self::bytes(status, text), meta.response_media),
            output => match serde_json::from_value::<File>(output) {
                Ok(file) => {
                    let content = file.content().unwrap_or_default().to_vec();
                    let response = of(Self::bytes(status, content), file.sent_as(meta.response_media));
                    let name = file.name();
                    if name.is_empty() { response } else { response.header("content-disposition", attachment(name)) }
                }
                Err(error) => Self::unusable(format!("the body is neither a string nor a file: {error}")),
            },
        }
    }

    /// Creates a transport failure.
    #[must_use]
    pub fn transport_error(kind: TransportErrorKind) -> Self {
        Self::new(Kind::Failure(kind))
    }

    /// Creates a response that never arrives: the call times out.
    #[must_use]
    pub fn hang() -> Self {
        Self::new(Kind::Silence)
    }

    /// Creates a response that is computed from the call.
    #[must_use]
    pub fn from_fn(respond: impl Fn(&RecordedCall) -> MockResponse + Send + Sync + 'static) -> Self {
        Self::new(Kind::Function(Arc::new(respond)))
    }

    /// Adds a header.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Display) -> Self {
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value.to_string())) {
            (Ok(name), Ok(value)) => {
                self.headers.append(name, value);
            }
            _ => self.problem = Some(format!("the header {name:?} or its value is invalid")),
        }
        self
    }

    /// Delays the response.
    #[must_use]
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = Some(delay);
        self
    }

    pub(super) async fn give(self, call: &RecordedCall) -> Result<Response<Bytes>, TransportError> {
        let mut this = self;
        // A function may return another function, with more headers and delays.
        loop {
            if let Some(delay) = this.delay {
                tokio::time::sleep(delay).await;
            }
            if let Some(problem) = this.problem {
                return Err(TransportError::new(TransportErrorKind::Other, problem));
            }
            match this.kind {
                Kind::Function(compute) => {
                    let headers = this.headers;
                    this = compute(call);
                    this.headers.extend(headers);
                }
                Kind::Response(status, body) => {
                    let mut response = Response::new(body);
                    *response.status_mut() = status;
                    *response.headers_mut() = this.headers;
                    return Ok(response);
                }
                Kind::Failure(kind) => return Err(TransportError::new(kind, "failure of the mock")),
                Kind::Silence => return std::future::pending().await,
            }
        }
    }
}

impl fmt::Debug for MockResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::Response(status, body) => write!(f, "MockResponse({}, {} bytes)", status.as_u16(), body.len()),
            Kind::Failure(kind) => write!(f, "MockResponse({kind:?})"),
            Kind::Silence => f.write_str("MockResponse(hang)"),
            Kind::Function(_) => f.write_str("MockResponse(from_fn)"),
        }
    }
}
