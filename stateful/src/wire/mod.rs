//! What the real servers do around operations: routing, media types, lenient JSON, and the form of errors.

mod address;
mod bodies;
mod configurations;
mod cors;
mod empty;
mod kept;
mod lenient;
mod old;
mod query;
mod registry;
mod routes;

use axum::body::Body;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use http::{HeaderValue, Request, Response, StatusCode};
use serde_json::Value;

pub(crate) use self::address::unescaped;
use self::empty::Empty;
pub(crate) use configurations::ConfigurationWire;
pub(crate) use query::value;
pub(crate) use registry::RegistryWire;

/// Header that the real servers do not send.
const REQUEST_ID: &str = "x-request-id";

/// Maximum size of any body. The real servers read bodies of any size.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Size up to which a body is read although nothing looks at it.
const SHORT_BODY: usize = 256 * 1024;

/// Returns the plain text of a response that is not about an operation.
fn plain(status: StatusCode, text: impl Into<Body>) -> Response<Body> {
    let mut response = Response::new(text.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}

/// Returns the response to a request whose changes cannot be written.
pub(crate) fn not_stored(error: &std::io::Error) -> Response<Body> {
    plain(StatusCode::INSUFFICIENT_STORAGE, format!("the change is not stored: {error}\n"))
}

/// Adds the methods of a path.
fn allowing(mut response: Response<Body>, methods: &str) -> Response<Body> {
    if let Ok(methods) = HeaderValue::from_str(methods) {
        response.headers_mut().insert(ALLOW, methods);
    }
    response
}

/// Returns a JSON response.
fn json(status: StatusCode, body: &impl serde::Serialize) -> Response<Body> {
    // Values of strings, numbers, lists and maps always serialize.
    let mut response = Response::new(Body::from(serde_json::to_vec(body).unwrap_or_default()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// Reads a body; `None` if it is too large or ends early.
async fn read(body: Body) -> Option<Bytes> {
    read_up_to(LARGEST_BODY, body).await
}

async fn read_up_to(limit: usize, body: Body) -> Option<Bytes> {
    axum::body::to_bytes(body, limit).await.ok()
}

/// Reads a short body that nothing looks at, so that the connection can go on. Returns the request without it.
async fn without_body(request: Request<Body>) -> Request<Body> {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if !length.is_some_and(|length| (1..=SHORT_BODY).contains(&length)) {
        return request;
    }
    let (parts, body) = request.into_parts();
    read_up_to(SHORT_BODY, body).await;
    Request::from_parts(parts, Body::empty())
}

/// Returns the response to a request whose body nothing looks at.
async fn unread(request: Request<Body>, response: Response<Body>) -> Response<Body> {
    without_body(request).await;
    response
}

/// Returns the request with a JSON body.
fn with_json(mut request: Request<Body>, body: Vec<u8>) -> Request<Body> {
    let headers = request.headers_mut();
    headers.remove(TRANSFER_ENCODING);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    *request.body_mut() = Body::from(body);
    request
}

/// Returns the response without empty members.
async fn without_empty(response: Response<Body>, empty: &Empty) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    let bytes = read(body).await.unwrap_or_default();
    let bytes = empty.remove(bytes.into());
    parts.headers.remove(CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}

/// Message of an error response that does not come from an implementation, which always gives a detail.
async fn rejection(response: Response<Body>) -> Result<String, Response<Body>> {
    // The API rejected the caller.
    if [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&response.status()) {
        return Err(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = read(body).await.unwrap_or_default();
    let error: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    match error.get("errorMessage").and_then(Value::as_str) {
        Some(message) if error.get("detail").is_none() => Ok(message.to_owned()),
        _ => Err(Response::from_parts(parts, Body::from(bytes))),
    }
}
