//! Endpoints of the mock itself, below `/__mock`.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Redirect;
use axum::routing::{get, post};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response, StatusCode};
use serde_json::{Value, json};

use super::described::{Described, Example};
use super::headers::allow_origins;
use super::mock_core::{MockCore, json};
use crate::meta::{AuthScheme, HostMeta};
use crate::server::Media;

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
        .route("/__mock/reset", post(of(reset)))
}

fn page() -> Response<Body> {
    let mut response = Response::new(Body::from(PAGE));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    response
}

fn reset(core: &MockCore) -> Response<Body> {
    core.reset();
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    allow_origins(response.headers_mut());
    response
}

/// Returns the operations with their examples, for the page.
fn operations(core: &MockCore) -> Value {
    let entries: Vec<Value> = core.catalog.operations().iter().map(|known| operation(core, known)).collect();
    json!({ "title": core.service.title, "operations": entries })
}

fn operation(core: &MockCore, described: &Described) -> Value {
    let meta = described.meta();
    let header = match meta.auth.scheme {
        AuthScheme::None => None,
        AuthScheme::Header { name } => Some(json!([name, "any"])),
        AuthScheme::Bearer => Some(json!(["Authorization", "Bearer any"])),
    };
    let media = described.operation.input.body.as_ref().map(|body| match body.media {
        Media::Json => "json",
        Media::Form => "form",
    });
    let parameters = described.operation.input.parameters.iter().map(|parameter| {
        let place = parameter.location.as_str();
        json!({
            "name": parameter.name, "in": place, "required": parameter.required, "repeated": parameter.repeated,
        })
    });
    let parameters: Vec<Value> = parameters.collect();
    let examples: Vec<Value> = described.examples.iter().map(example).collect();
    json!({
        "id": meta.id, "family": meta.family, "group": meta.group, "method": meta.method.as_str(), "path": meta.path,
        "host": meta.host.id, "url": core.url_of(meta.host), "deprecated": meta.deprecated, "auth": header,
        "body": media, "parameters": parameters, "examples": examples,
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
