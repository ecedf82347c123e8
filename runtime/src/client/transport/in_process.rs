//! Transport without a network.

use std::convert::Infallible;

use axum::Router;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HOST};
use http::{HeaderValue, Uri};
use tower::ServiceExt as _;

use super::incoming::Incoming;
use super::{Transport, TransportError, TransportErrorKind};
use crate::client::body::Body;
use crate::future::BoxFuture;

/// Transport that passes requests to a router in the same process, for tests and embedded services.
///
/// The router sees the same as behind a socket: a relative URL, a `Host` header and the length of the body.
/// Responses to `HEAD` lose their body, as on a socket. The size of responses is unlimited.
#[derive(Debug, Clone)]
pub struct InProcessTransport {
    router: Router,
}

impl InProcessTransport {
    /// Creates a transport to a router.
    #[must_use]
    pub fn new(router: Router) -> Self {
        Self { router }
    }
}

impl Transport for InProcessTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let router = self.router.clone();
        let head = *request.method() == http::Method::HEAD;
        let incoming = request.extensions().get::<Incoming>().cloned();
        Box::pin(async move {
            let response = match router.oneshot(as_received(request)).await {
                Ok(response) => response,
                Err(never) => {
                    let never: Infallible = never;
                    match never {}
                }
            };
            let (parts, body) = response.into_parts();
            if head {
                return Ok(http::Response::from_parts(parts, Bytes::new()));
            }
            if let Some(incoming) = incoming.filter(|_| parts.status.is_success()) {
                incoming.complete(body);
                return Ok(http::Response::from_parts(parts, Bytes::new()));
            }
            let body = axum::body::to_bytes(body, usize::MAX)
                .await
                .map_err(|error| TransportError::new(TransportErrorKind::Interrupted, error))?;
            Ok(http::Response::from_parts(parts, body))
        })
    }
}

/// Converts the request to the form that a server reads from a connection.
fn as_received(request: http::Request<Body>) -> http::Request<axum::body::Body> {
    let (mut parts, body) = request.into_parts();
    if let Some(authority) = parts.uri.authority()
        && let Ok(host) = HeaderValue::from_str(authority.as_str())
    {
        parts.headers.entry(HOST).or_insert(host);
    }
    if let Some(target) = parts.uri.path_and_query().cloned() {
        parts.uri = Uri::from(target);
    }
    if body.is_absent() {
        return http::Request::from_parts(parts, axum::body::Body::empty());
    }
    if let Some(length) = body.len() {
        parts.headers.insert(CONTENT_LENGTH, length.into());
    }
    let body = match body.as_bytes() {
        Some(bytes) if !body.is_watched() => axum::body::Body::from(bytes.clone()),
        _ => axum::body::Body::new(body.into_stream()),
    };
    http::Request::from_parts(parts, body)
}
