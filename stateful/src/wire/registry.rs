//! The service center's side of the wire.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use http::header::{CONTENT_TYPE, HeaderName, ORIGIN, SEC_WEBSOCKET_VERSION};
use http::{HeaderValue, Method, Request, Response, StatusCode, Uri};
use serde_json::{Value, json as object};
use servicestage_server::runtime::server::Schema;
use servicestage_server::{Api, Routes, Violations};
use tower::ServiceExt as _;

use super::empty::Empty;
use super::kept::{Kept, REVISION, Search};
use super::lenient::Lenient;
use super::routes::{NoRoute, Table, Target};
use super::{
    REQUEST_ID, address, allowing, bodies, cors, json, old, plain, query, read, read_up_to, rejection, unread,
    with_json, without_body, without_empty,
};
use crate::registry::{Registry, version};

/// Number of characters from which an address is rejected.
const LONGEST_ADDRESS: usize = 2048;
/// Size of a body beyond which no operation reads it. Operations have limits of their own.
const LARGEST_BODY: usize = 4 * 1024 * 1024;
/// Header of operations that are only there for older clients.
const DEPRECATION: HeaderName = HeaderName::from_static("deprecation");

/// Service center as its clients see it.
pub(crate) struct RegistryWire {
    registry: Arc<Registry>,
    table: Table,
    /// Routes of the first generation of the interface, which is served as well.
    old: Table,
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
        let empty = Empty::new(&["\":[]", "tags\":{}"]);
        Self { registry, table, old: old::routes(), operations, empty, kept: Kept::default() }
    }

    pub(crate) fn into_router(self) -> Router {
        let this = Arc::new(self);
        Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
            let this = Arc::clone(&this);
            async move { Ok::<_, Infallible>(this.serve(request).await) }
        }))
    }

    async fn serve(self: Arc<Self>, mut request: Request<Body>) -> Response<Body> {
        if request.method() == Method::OPTIONS {
            let response = cors::preflight(request.headers());
            return unread(request, response).await;
        }
        let is_of_page = request.headers().contains_key(ORIGIN);
        let mut response = match odd_address(request.uri()).or_else(|| address::normalize(&mut request)) {
            None => self.routed(request).await,
            Some(response) => unread(request, response).await,
        };
        response.headers_mut().remove(REQUEST_ID);
        if is_of_page {
            cors::allow(response.headers_mut());
        }
        response
    }

    async fn routed(&self, mut request: Request<Body>) -> Response<Body> {
        let mut found = match old::rest(request.uri().path()) {
            Some(rest) => self.old.find(request.method(), rest),
            None => self.table.find(request.method(), request.uri().path()),
        };
        if let Some(uri) = normalized(request.uri()) {
            *request.uri_mut() = uri;
            if found.is_ok() {
                found = self.table.find(request.method(), request.uri().path());
            }
        }
        let path = request.uri().path();
        match found {
            Ok(Target::Operation(Some(schema))) => self.with_body(request, schema).await,
            Ok(Target::Operation(None)) if path.ends_with("/registry/instances") => self.search(request).await,
            Ok(Target::Operation(None)) if opens_socket(request.method(), path) => self.socket(request).await,
            Ok(Target::Operation(None)) if path.ends_with("/govern/relations") => {
                with_nulls(self.read(request).await, &["nodes", "lines", "circles"]).await
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
        let (mut parts, body) = request.into_parts();
        let Some(bytes) = read_up_to(LARGEST_BODY, body).await else {
            return invalid("the body is too large or incomplete");
        };
        let schema = bodies::sent(parts.uri.path(), schema);
        let mut value = match Lenient::new(schema).read(&bytes, true) {
            Ok(value) => value,
            Err(problem) => return invalid(problem),
        };
        match bodies::settle(&parts.uri, &mut value) {
            Ok(uri) => parts.uri = uri.unwrap_or(parts.uri),
            Err(problem) => return invalid(problem),
        }
        let limited = |value: &Value| {
            // Limits apply to what was sent.
            let mut text = value.to_string();
            text.extend(std::iter::repeat_n(' ', bytes.len().saturating_sub(text.len())));
            text
        };
        let is_deprecated = parts.uri.path().ends_with("/registry/dependencies");
        let creates = parts.uri.path().ends_with("/registry/microservices") && parts.method == Method::POST;
        let again = creates.then(|| parts.clone());
        let request = with_json(Request::from_parts(parts, Body::empty()), limited(&value).into_bytes());
        let mut response = self.called(request).await;
        if let Some(parts) = again
            && let Some(rejected) = rejected_parts(&response)
        {
            // The others are registered all the same, unless this is rejected first.
            if let Some(members) = value.as_object_mut() {
                members.retain(|name, _| !rejected.contains(&name.as_str()));
            }
            let rest = with_json(Request::from_parts(parts, Body::empty()), value.to_string().into_bytes());
            let alone = self.called(rest).await;
            if !alone.status().is_success() {
                response = alone;
            }
        }
        let mut response = self.finished(response).await;
        if is_deprecated && response.status() == StatusCode::OK {
            response.headers_mut().insert(DEPRECATION, HeaderValue::from_static("version=\"v4\""));
        }
        response
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
        if is_open {
            return response;
        }
        let mut response = plain(StatusCode::BAD_REQUEST, "Bad Request\n");
        response.headers_mut().insert(SEC_WEBSOCKET_VERSION, HeaderValue::from_static("13"));
        response
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

/// Returns which parts of a registration were rejected, if it was for its tags or instances alone.
fn rejected_parts(response: &Response<Body>) -> Option<Vec<&'static str>> {
    let violations = response.extensions().get::<Violations>()?;
    let part = |pointer: &str| ["tags", "instances"].into_iter().find(|part| pointer.split('/').nth(1) == Some(part));
    violations.iter().map(|violation| part(&violation.pointer)).collect()
}

/// Returns whether an operation opens a web socket.
fn opens_socket(method: &Method, path: &str) -> bool {
    let rest: Vec<&str> = path.split('/').skip(4).collect();
    let is_one =
        matches!(rest.as_slice(), ["microservices", _, "watcher"] | ["microservices", _, "instances", _, "heartbeat"]);
    *method == Method::GET && is_one
}

/// Returns the response to addresses that the server does not route.
fn odd_address(uri: &Uri) -> Option<Response<Body>> {
    let address = uri.path_and_query().map_or("/", |address| address.as_str());
    if address.len() >= LONGEST_ADDRESS || address.ends_with(['?', '&', '+', ';', '@']) {
        return Some(plain(StatusCode::BAD_REQUEST, "Bad Request\n"));
    }
    None
}

/// Returns the address as operations expect it.
fn normalized(uri: &Uri) -> Option<Uri> {
    let old = old::rest(uri.path());
    let query = uri
        .query()
        .map(|query| normalized_query(&asked(uri.path(), query)))
        .filter(|query| Some(query.as_str()) != uri.query());
    if old.is_none() && query.is_none() {
        return None;
    }
    let path = old.map_or_else(|| uri.path().to_owned(), |rest| format!("/v4/default/registry{rest}"));
    let query = query.or_else(|| uri.query().map(str::to_owned)).unwrap_or_default();
    format!("{path}?{query}").parse().ok()
}

/// Returns the part of a query that a search for a schema or a microservice looks at.
fn asked<'a>(path: &str, query: &'a str) -> Cow<'a, str> {
    let mut kinds = query::pairs(query).filter(|(_, name, _)| *name == "type");
    let ignored: &[&str] = match kinds.next() {
        Some((_, _, "schema")) => &["env", "appId", "serviceName", "version"],
        Some((_, _, "microservice")) => &["serviceId", "schemaId"],
        _ => &[],
    };
    if ignored.is_empty() || !path.ends_with("/existence") {
        return Cow::Borrowed(query);
    }
    let kept = query::pairs(query).filter(|(_, name, _)| !ignored.contains(name));
    Cow::Owned(kept.map(|(pair, ..)| pair).collect::<Vec<_>>().join("&"))
}

fn normalized_query(query: &str) -> String {
    // Responses past a cache, or from it alone, do not depend on a known revision.
    let ignores_revision =
        query::pairs(query).any(|(_, name, value)| matches!(name, "noCache" | "cacheOnly") && is_true(value));
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for (pair, name, value) in query::pairs(query) {
        // The first value of a parameter counts, but a search by properties has several.
        if name != "property" && !seen.insert(name) {
            continue;
        }
        match (name, value) {
            ("property", _) => kept.push(Cow::Borrowed(pair)),
            (_, "") => {}
            ("rev", _) if ignores_revision => {}
            // Anything but 1 is 0.
            ("noSelf" | "sameDomain", value) => kept.push(format!("{name}={}", u8::from(value == "1")).into()),
            ("force", "1") => kept.push("force=true".into()),
            ("force", "0") => kept.push("force=false".into()),
            ("noCache" | "cacheOnly" | "global" | "withShared", value) if is_true(value) => {
                kept.push(format!("{name}=true").into())
            }
            ("noCache" | "cacheOnly" | "global" | "withShared", _) => {}
            ("withSchema" | "countOnly", value) if decoded(value).trim().is_empty() => {}
            _ => kept.push(Cow::Borrowed(pair)),
        }
    }
    kept.join("&")
}

fn decoded(value: &str) -> String {
    let spaced = value.replace('+', " ");
    percent_encoding::percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
}

fn is_true(value: &str) -> bool {
    matches!(decoded(value).trim().to_ascii_lowercase().as_str(), "1" | "true")
}

/// Returns the response with null for members without content.
async fn with_nulls(response: Response<Body>, members: &[&str]) -> Response<Body> {
    if response.status() != StatusCode::OK {
        return response;
    }
    let (parts, body) = response.into_parts();
    let mut value: Value = serde_json::from_slice(&read(body).await.unwrap_or_default()).unwrap_or_default();
    for member in members {
        if let Some(object) = value.as_object_mut() {
            object.entry(*member).or_insert(Value::Null);
        }
    }
    Response::from_parts(parts, Body::from(value.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_operations_open_sockets() {
        for (path, expected) in [
            ("/v4/p/registry/microservices/a/watcher", true),
            ("/v4/p/registry/microservices/a/instances/b/heartbeat", true),
            ("/v4/p/registry/microservices/a/schemas/watcher", false),
            ("/v4/p/registry/microservices/watcher", false),
        ] {
            assert_eq!(opens_socket(&Method::GET, path), expected, "{path}");
        }
    }

    #[test]
    fn queries_are_read_as_the_server_does() {
        for (query, expected) in [
            ("force=1&x=", "force=true"),
            ("noSelf=true&sameDomain=1", "noSelf=0&sameDomain=1"),
            ("force=yes&env=testing", "force=yes&env=testing"),
            ("force=TRUE&noCache=2&withShared=True", "force=TRUE&withShared=true"),
            ("global=1&cacheOnly=TRUE&noCache=0", "global=true&cacheOnly=true"),
            ("rev=1&noCache=1&rev=2", "noCache=true"),
            ("rev=1&cacheOnly=%20true", "cacheOnly=true"),
            ("appId=a&appId=b&property=&property=x", "appId=a&property=&property=x"),
            ("withSchema=+&countOnly=1&x=%z&y=1;2", "countOnly=1"),
        ] {
            assert_eq!(normalized_query(query), expected);
        }
        let old = normalized(&Uri::from_static("/registry/v3/microservices?env="));
        assert_eq!(old.map(|uri| uri.to_string()), Some("/v4/default/registry/microservices?".to_owned()));
        assert_eq!(normalized(&Uri::from_static("/v4/p/registry/instances?rev=1")), None);
    }
}
