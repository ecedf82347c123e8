//! Endpoints of the mock itself, below `/__mock`.

use std::future::{Ready, ready};
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::response::Redirect;
use axum::routing::{get, post};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode, Uri};
use serde_json::{Value, json};

use super::described::{Described, Example};
use super::headers::allow_origins;
use super::mock_core::{MockCore, json};
use super::script::Enqueued;
use crate::meta::{AuthScheme, HostMeta};
use crate::server::{Media, ParameterStyle};

/// Largest body of loaded resources, in bytes.
const LARGEST_BODY: usize = 256 * 1024 * 1024;
const PAGE: &str = include_str!("page.html");

/// Builds the router of the page, the journal, the reset and the OpenAPI document.
pub(super) fn router(core: &Arc<MockCore>) -> Router {
    let of = |render: fn(&MockCore) -> Response<Body>| {
        let core = Arc::clone(core);
        move || {
            let response = render(&core);
            async move { response }
        }
    };
    Router::new()
        .route("/__mock", get(|| async { Redirect::permanent("/__mock/") }))
        .route("/__mock/", get(of(|_| page())))
        .route("/__mock/operations.json", get(of(|core| json(operations(core).to_string()))))
        .route("/__mock/journal", get(of(|core| json(core.journal().to_json()))))
        .route("/__mock/openapi.json", get(of(|core| json(openapi(core).to_string()))))
        .route("/.well-known/openapi.json", get(of(|core| json(openapi(core).to_string()))))
        .route("/__mock/reset", post(with(core, reset)))
        .route("/__mock/resources", get(of(|core| json(core.keeper.dump().to_string()))).put(with(core, load)))
        .route("/__mock/advance", post(with(core, advance)))
        .route("/__mock/outcomes", post(with(core, enqueue)))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
}

/// Returns a handler that changes something.
fn with(
    core: &Arc<MockCore>,
    change: fn(&MockCore, &Uri, &Bytes) -> Result<(), String>,
) -> impl Fn(Uri, Bytes) -> Ready<Response<Body>> + Clone + use<> {
    let core = Arc::clone(core);
    move |uri: Uri, body: Bytes| ready(done(change(&core, &uri, &body)))
}

/// Replaces the resources.
fn load(core: &MockCore, _: &Uri, body: &Bytes) -> Result<(), String> {
    let resources: Value = serde_json::from_slice(body).map_err(|error| format!("the body is not JSON: {error}"))?;
    core.load(&resources).map_err(|error| error.to_string())
}

/// Moves the clock: `?seconds=5`.
fn advance(core: &MockCore, uri: &Uri, _: &Bytes) -> Result<(), String> {
    let seconds = uri.query().and_then(|query| query.strip_prefix("seconds=")?.parse().ok());
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    let time = time.ok_or("expected a number of seconds, as in `?seconds=5`")?;
    core.advance(time).map_err(not_stored)
}

/// Enqueues an outcome.
fn enqueue(core: &MockCore, _: &Uri, body: &Bytes) -> Result<(), String> {
    let enqueued: Enqueued = serde_json::from_slice(body).map_err(|error| format!("the body is invalid: {error}"))?;
    if let Some(resource) = &enqueued.resource {
        return core.fail(resource, enqueued.times).map_err(|error| error.to_string());
    }
    let outcome = enqueued.outcome().map_err(|error| error.to_string())?;
    core.enqueue(&enqueued.operation, outcome, enqueued.times).map_err(|error| error.to_string())
}

/// Restores the initial settings and resources.
fn reset(core: &MockCore, _: &Uri, _: &Bytes) -> Result<(), String> {
    core.reset().map_err(not_stored)
}

fn not_stored(error: io::Error) -> String {
    format!("the change is not stored: {error}")
}

/// Returns an empty response, or the problem.
fn done(outcome: Result<(), String>) -> Response<Body> {
    let (status, body) = match outcome {
        Ok(()) => (StatusCode::NO_CONTENT, String::new()),
        Err(problem) => (StatusCode::BAD_REQUEST, format!("{problem}\n")),
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    allow_origins(response.headers_mut());
    response
}

fn page() -> Response<Body> {
    let mut response = Response::new(Body::from(PAGE));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

/// Returns the operations with their examples, for the page.
fn operations(core: &MockCore) -> Value {
    let entries: Vec<Value> = core.catalog.operations().iter().map(|known| operation(core, known)).collect();
    json!({ "title": core.service.title, "stateful": core.keeper.engine.is_some(), "operations": entries })
}

fn operation(core: &MockCore, described: &Described) -> Value {
    let meta = described.meta();
    let credential = match meta.auth.scheme {
        AuthScheme::None => None,
        AuthScheme::Header { name } => Some(json!([name, "any"])),
        AuthScheme::Bearer => Some(json!(["Authorization", "Bearer any"])),
        AuthScheme::Basic => Some(json!(["Authorization", "Basic YW55OmFueQ=="])),
        // Scripts of a page cannot set cookies of requests, so the page sends the parameter that the mock accepts.
        AuthScheme::Query { name } => Some(json!([name, "any", "query"])),
        AuthScheme::Cookie { name } => Some(json!([name, "any", "cookie"])),
    };
    let media = described.operation.input.body.as_ref().map(|body| match body.media {
        Media::Json => "json",
        Media::Form => "form",
        Media::UrlEncoded => "pairs",
        Media::Text | Media::File => "raw",
    });
    let parameters = described.operation.input.parameters.iter().map(|parameter| {
        let place = parameter.location.as_str();
        let style = match parameter.style {
            ParameterStyle::Json => Some("json"),
            ParameterStyle::Form { .. } | ParameterStyle::DeepObject { .. } => Some("map"),
            ParameterStyle::Plain => None,
        };
        let braces = matches!(parameter.style, ParameterStyle::DeepObject { .. });
        json!({
            "name": parameter.name, "in": place, "required": parameter.required, "repeated": parameter.repeated && parameter.separator.is_none(),
            "style": style, "braces": braces,
        })
    });
    let parameters: Vec<Value> = parameters.collect();
    let examples: Vec<Value> = described.examples.iter().map(example).collect();
    json!({
        "id": meta.id, "family": meta.family, "group": meta.group, "method": meta.method.as_str(), "path": meta.path,
        "host": meta.host.id, "url": core.url_of(meta.host), "deprecated": meta.deprecated, "auth": credential,
        "body": media, "media": meta.request_media, "parameters": parameters, "examples": examples,
    })
}

fn example(example: &Example) -> Value {
    json!({ "name": example.name, "doc": example.doc, "status": example.response.status, "request": example.request })
}

/// Returns the OpenAPI document with the mock's own addresses.
fn openapi(core: &MockCore) -> Value {
    let mut document: Value = serde_json::from_str(core.service.openapi).unwrap_or_default();
    let server = |host: &HostMeta| json!([{ "url": core.url_of(host), "description": "The mock." }]);
    let hosts: Vec<&HostMeta> = core.catalog.operations().iter().map(|known| known.meta().host).collect();
    if let Some(host) = hosts.first() {
        document["servers"] = server(host);
    }
    for item in document["paths"].as_object_mut().into_iter().flat_map(|paths| paths.values_mut()) {
        for operation in item.as_object_mut().into_iter().flat_map(|item| item.values_mut()) {
            let named = operation["x-spec-host"].as_str().map(str::to_owned);
            let host = hosts.iter().find(|host| Some(host.id) == named.as_deref());
            if let (Some(host), Value::Object(operation)) = (host, operation) {
                operation.insert("servers".to_owned(), server(host));
            }
        }
    }
    document
}
