//! The service center's side of the wire.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION};
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde_json::{Value, json as object};
use servicestage_server::runtime::server::Schema;
use servicestage_server::{Api, Routes, Violations};
use tower::ServiceExt as _;

use super::empty::Empty;
use super::kept::{Kept, REVISION, Search};
use super::lenient::Lenient;
use super::routes::{NoRoute, Table, Target};
use super::{allowing, json, plain, query, read_up_to, rejection, unread, with_json, without_body, without_empty};
use crate::registry::{Registry, version};

/// Number of characters from which an address is rejected.
const LONGEST_ADDRESS: usize = 2048;
/// Size of a body beyond which no operation reads it. Operations have limits of their own.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Prefix of the first generation of the interface, which is served as well.
const OLD_PREFIX: &str = "/registry/v3";

/// Service center as its clients see it.
pub(crate) struct RegistryWire {
    registry: Arc<Registry>,
    table: Table,
    operations: Router,
    empty: Empty,
    kept: Kept,
}

impl RegistryWire {
    /// `routes` are those of the registry.
    pub(crate) fn new(registry: Arc<Registry>, api: Api, routes: Routes) -> Self {
        let table = Table::default().operations(&routes);
        let table = table.extra(Method::GET, "/version", "version").extra(Method::GET, "/health", "health");
        let operations = api.routes(routes).health_path(None).into_router();
        Self { registry, table, operations, empty: Empty::new(&["\":[]", "tags\":{}"]), kept: Kept::default() }
    }

    pub(crate) fn into_router(self) -> Router {
        let this = Arc::new(self);
        Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
            let this = Arc::clone(&this);
            async move { Ok::<_, Infallible>(this.serve(request).await) }
        }))
    }

    async fn serve(self: Arc<Self>, mut request: Request<Body>) -> Response<Body> {
        if let Some(response) = odd_address(request.uri()) {
            return unread(request, response).await;
        }
        if let Some(uri) = normalized(request.uri()) {
            *request.uri_mut() = uri;
        }
        match self.table.find(request.method(), request.uri().path()) {
            Ok(Target::Operation(Some(schema))) => self.with_body(request, schema).await,
            Ok(Target::Operation(None)) if request.uri().path().ends_with("/registry/instances") => {
                self.search(request).await
            }
            Ok(Target::Operation(None)) if opens_socket(request.method(), request.uri().path()) => {
                self.socket(request).await
            }
            Ok(Target::Operation(None)) => self.read(request).await,
            Ok(Target::Extra("version", _)) => json(StatusCode::OK, &version("3.0.0")),
            Ok(Target::Extra(..)) => json(StatusCode::OK, &self.registry.health()),
            Err(NoRoute::UnknownPath) => unread(request, plain(StatusCode::NOT_FOUND, "404 page not found\n")).await,
            Err(NoRoute::OtherMethod(methods)) => {
                let response = plain(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed\n");
                unread(request, allowing(response, &methods)).await
            }
        }
    }

    /// Executes an operation with a JSON body, whatever its content type says.
    async fn with_body(&self, request: Request<Body>, schema: Schema) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let Some(bytes) = read_up_to(LARGEST_BODY, body).await else {
            return invalid("the body is too large or incomplete");
        };
        let value = match Lenient(schema).read(&bytes, true) {
            Ok(value) => value,
            Err(problem) => return invalid(problem),
        };
        let limited = |value: &Value| {
            // Limits apply to what was sent.
            let mut text = value.to_string();
            text.extend(std::iter::repeat_n(' ', bytes.len().saturating_sub(text.len())));
            text
        };
        let creates = parts.uri.path().ends_with("/registry/microservices") && parts.method == Method::POST;
        let again = creates.then(|| parts.clone());
        let request = with_json(Request::from_parts(parts, Body::empty()), limited(&value).into_bytes());
        let response = self.called(request).await;
        if let Some(parts) = again.filter(|_| violates_parts_only(&response)) {
            // The microservice is registered all the same.
            let service = object!({ "service": value.get("service") }).to_string();
            self.called(with_json(Request::from_parts(parts, Body::empty()), service.into_bytes())).await;
        }
        self.finished(response).await
    }

    /// Responds to a search, with the response to the last one if nothing has changed.
    async fn search(&self, mut request: Request<Body>) -> Response<Body> {
        let search = Search::of(&request);
        let kept = self.kept.find(&search);
        let kept = kept.map(|(address, response)| {
            *request.uri_mut() = address;
            response
        });
        match (self.read(request).await, kept) {
            (response, Some(kept)) if response.status() == StatusCode::NOT_MODIFIED => kept,
            (response, _) if response.status() == StatusCode::OK => {
                let response = self.kept.keep(&search, response).await;
                if search.knows(&response) { unchanged(&response) } else { response }
            }
            (response, _) => response,
        }
    }

    /// Executes an operation that may know a revision, which a response without content repeats.
    async fn read(&self, request: Request<Body>) -> Response<Body> {
        let known = query::value(request.uri(), "rev").map(HeaderValue::from_str);
        let mut response = self.operation(without_body(request).await).await;
        if response.status() == StatusCode::NOT_MODIFIED
            && let Some(Ok(known)) = known
        {
            response.headers_mut().insert(REVISION, known);
        }
        response
    }

    /// Opens a web socket, or says no more than the real server does.
    async fn socket(&self, request: Request<Body>) -> Response<Body> {
        let response = self.called(request).await;
        let is_open = response.status() == StatusCode::SWITCHING_PROTOCOLS;
        if is_open { response } else { plain(StatusCode::BAD_REQUEST, "Bad Request\n") }
    }

    async fn called(&self, request: Request<Body>) -> Response<Body> {
        let Ok(response) = self.operations.clone().oneshot(request).await;
        response
    }

    async fn operation(&self, request: Request<Body>) -> Response<Body> {
        let response = self.called(request).await;
        self.finished(response).await
    }

    async fn finished(&self, response: Response<Body>) -> Response<Body> {
        match response.status().as_u16() {
            304 => response,
            ..400 if response.headers().contains_key(CONTENT_TYPE) => without_empty(response, &self.empty).await,
            ..400 => {
                let mut response = response;
                response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
                response
            }
            500.. => response,
            _ => match rejection(response).await {
                Ok(message) => invalid(message),
                Err(response) => response,
            },
        }
    }
}

fn invalid(detail: impl Into<String>) -> Response<Body> {
    let body = object!({ "errorCode": "400001", "errorMessage": "Invalid parameter(s)", "detail": detail.into() });
    json(StatusCode::BAD_REQUEST, &body)
}

/// Returns the response to a caller that knows the revision of a response.
fn unchanged(response: &Response<Body>) -> Response<Body> {
    let mut unchanged = Response::new(Body::empty());
    *unchanged.status_mut() = StatusCode::NOT_MODIFIED;
    if let Some(revision) = response.headers().get(REVISION) {
        unchanged.headers_mut().insert(REVISION, revision.clone());
    }
    unchanged
}

/// Returns whether a registration was rejected for its tags or instances alone.
fn violates_parts_only(response: &Response<Body>) -> bool {
    let Some(violations) = response.extensions().get::<Violations>() else { return false };
    violations.iter().all(|violation| ["/tags", "/instances"].iter().any(|part| violation.pointer.starts_with(part)))
}

/// Returns whether an operation opens a web socket.
fn opens_socket(method: &Method, path: &str) -> bool {
    *method == Method::GET && (path.ends_with("/watcher") || path.ends_with("/heartbeat"))
}

/// Returns the response to addresses that the server does not route.
fn odd_address(uri: &Uri) -> Option<Response<Body>> {
    let address = uri.path_and_query().map_or("/", |address| address.as_str());
    if address.len() >= LONGEST_ADDRESS || address.ends_with(['?', '&', '+', ';', '@']) {
        return Some(plain(StatusCode::BAD_REQUEST, "Bad Request\n"));
    }
    let path = uri.path();
    if !path.contains("//") {
        return None;
    }
    let mut clean = String::new();
    for segment in path.split('/').filter(|segment| !segment.is_empty()) {
        clean.push('/');
        clean.push_str(segment);
    }
    let location = uri.query().map_or(clean.clone(), |query| format!("{clean}?{query}"));
    let mut response = plain(StatusCode::MOVED_PERMANENTLY, Bytes::new());
    response.headers_mut().remove(CONTENT_LENGTH);
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    Some(response)
}

/// Returns the address as operations expect it.
fn normalized(uri: &Uri) -> Option<Uri> {
    let old = uri.path().strip_prefix(OLD_PREFIX).filter(|rest| rest.starts_with('/'));
    let query = uri.query().map(normalized_query).filter(|query| Some(query.as_str()) != uri.query());
    if old.is_none() && query.is_none() {
        return None;
    }
    let path = old.map_or_else(|| uri.path().to_owned(), |rest| format!("/v4/default/registry{rest}"));
    let query = query.or_else(|| uri.query().map(str::to_owned)).unwrap_or_default();
    format!("{path}?{query}").parse().ok()
}

fn normalized_query(query: &str) -> String {
    let mut kept = Vec::new();
    for pair in query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match (name, value) {
            (_, "") => {}
            // Anything but 1 is 0.
            ("noSelf" | "sameDomain", value) => kept.push(format!("{name}={}", u8::from(value == "1"))),
            ("force" | "noCache" | "withShared", "1" | "t" | "T" | "TRUE" | "True") => {
                kept.push(format!("{name}=true"))
            }
            ("force" | "noCache" | "withShared", "0" | "f" | "F" | "FALSE" | "False") => {
                kept.push(format!("{name}=false"));
            }
            _ => kept.push(pair.to_owned()),
        }
    }
    kept.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read_as_the_server_does() {
        for (query, expected) in [
            ("force=1&x=", "force=true"),
            ("noSelf=true&sameDomain=1", "noSelf=0&sameDomain=1"),
            ("force=yes&env=testing", "force=yes&env=testing"),
        ] {
            assert_eq!(normalized_query(query), expected);
        }
        let old = normalized(&Uri::from_static("/registry/v3/microservices?env="));
        assert_eq!(old.map(|uri| uri.to_string()), Some("/v4/default/registry/microservices?".to_owned()));
        assert_eq!(normalized(&Uri::from_static("/v4/p/registry/instances?rev=1")), None);
    }
}
