//! The configuration center's side of the wire.

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, Uri};
use servicestage_server::runtime::server::{EnumRules, FieldSchema, ListRules, ObjectSchema, Schema};
use servicestage_server::{Api, Routes, Validation};
use tower::ServiceExt as _;

use super::empty::Empty;
use super::lenient::Lenient;
use super::routes::{NoRoute, Table, Target};
use super::{
    LARGEST_BODY, REQUEST_ID, address, allowing, json, plain, query, read, rejection, unread, with_json, without_body,
    without_empty,
};
use crate::Settings;
use crate::clock::Clock;
use crate::configurations::{Center, Failure, imports};

static IMPORT: ObjectSchema = ObjectSchema::new(
    "Import",
    &[FieldSchema::optional("data", Schema::List(&ListRules::of(Schema::Object(&imports::ITEM))))],
);

/// Members of an update that the server reads.
static UPDATE: ObjectSchema = ObjectSchema::new(
    "Update",
    &[
        FieldSchema::optional("id", Schema::STRING),
        FieldSchema::optional("value", Schema::STRING),
        FieldSchema::optional("project", Schema::STRING),
        FieldSchema::optional("domain", Schema::STRING),
        FieldSchema::optional("status", Schema::Enum(EnumRules::ANY)),
    ],
);

const JSON: &str = "application/json";
const YAML: &str = "text/yaml";

/// Configuration center as its clients see it.
pub(crate) struct ConfigurationWire {
    center: Arc<Center>,
    table: Table,
    operations: Router,
    empty: Empty,
    clock: Clock,
    limit: Option<u32>,
    /// Present second, and its requests.
    requests: Mutex<(u64, u32)>,
}

impl ConfigurationWire {
    /// `routes` are those of the center.
    pub(crate) fn new(settings: &Settings, center: Arc<Center>, api: Api, routes: Routes) -> Self {
        let table = Table::default().operations(&routes);
        let table = table.extra(Method::POST, "/v1/*/kie/file", "import").body(Schema::Object(&IMPORT));
        // The rules of the server have an order of their own, so the implementation checks them.
        let api = api.routes(routes).validation(Validation::Off);
        let operations = api.body_limit(LARGEST_BODY).health_path(None).into_router();
        Self {
            center,
            table,
            operations,
            empty: Empty::new(&["labels\":{}", "kv\":[]"]),
            clock: settings.clock.clone(),
            limit: settings.configuration_requests,
            requests: Mutex::default(),
        }
    }

    /// Counts a request. Returns whether there were too many in this second.
    fn exceeds_limit(&self) -> bool {
        let Some(limit) = self.limit else { return false };
        let second = self.clock.now().as_secs();
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        if requests.0 != second {
            *requests = (second, 0);
        }
        requests.1 = requests.1.saturating_add(1);
        requests.1 > limit
    }

    pub(crate) fn into_router(self) -> Router {
        let this = Arc::new(self);
        Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
            let this = Arc::clone(&this);
            async move { Ok::<_, Infallible>(this.serve(request).await) }
        }))
    }

    async fn serve(self: Arc<Self>, mut request: Request<Body>) -> Response<Body> {
        if self.exceeds_limit() {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            return unread(request, response).await;
        }
        if let Some(response) = address::normalize(&mut request) {
            return unread(request, response).await;
        }
        if let Some(uri) = without_last_slash(request.uri()) {
            *request.uri_mut() = uri;
        }
        let target = match self.table.find(request.method(), request.uri().path()) {
            Ok(target) => target,
            Err(NoRoute::UnknownPath) => {
                return unread(request, plain(StatusCode::NOT_FOUND, "404: Page Not Found")).await;
            }
            Err(NoRoute::OtherMethod(methods)) => {
                let response = plain(StatusCode::METHOD_NOT_ALLOWED, "405: Method Not Allowed");
                return unread(request, allowing(response, &methods)).await;
            }
        };
        if let Some(response) = rejected_media(request.method(), request.uri().path(), request.headers()) {
            return unread(request, response).await;
        }
        if let Some(uri) = query::without_empty(request.uri(), "label") {
            *request.uri_mut() = uri;
        }
        let as_yaml = request.headers().get(ACCEPT).is_some_and(|accept| accept == YAML);
        let mut response = self.target(target, request).await;
        response.headers_mut().remove(REQUEST_ID);
        if as_yaml { yaml(response).await } else { response }
    }

    async fn target(&self, target: Target, request: Request<Body>) -> Response<Body> {
        match target {
            Target::Operation(Some(schema)) => {
                let sent = sent(request.method(), schema);
                match normalized(request, sent, Some(schema)).await {
                    Ok(request) => self.operation(request).await,
                    Err(response) => response,
                }
            }
            Target::Operation(None) if request.uri().path() == "/v1/health" => {
                // A probe only asks for the status.
                let is_probe = query::value(request.uri(), "mode") == Some("liveness");
                if is_probe { Response::new(Body::empty()) } else { self.operation(request).await }
            }
            Target::Operation(None) => self.operation(without_body(request).await).await,
            Target::Extra(_, schema) => match normalized(request, schema.unwrap_or(Schema::Any), None).await {
                Ok(request) => self.import(request).await,
                Err(response) => response,
            },
        }
    }

    async fn operation(&self, request: Request<Body>) -> Response<Body> {
        let Ok(response) = self.operations.clone().oneshot(request).await;
        if response.status().as_u16() < 400 {
            return without_empty(response, &self.empty).await;
        }
        match rejection(response).await {
            Ok(message) => failure(&Failure::invalid(message)),
            Err(response) => response,
        }
    }

    async fn import(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await.unwrap_or_default();
        respond(self.center.import(&parts.uri, &bytes))
    }
}

/// Returns the address without a slash at the end, which does not count.
fn without_last_slash(uri: &Uri) -> Option<Uri> {
    let short = uri.path().strip_suffix('/').filter(|short| !short.is_empty())?;
    address::with_path(uri, short)
}

/// Returns the schema of the document that the server reads. It looks at the kinds of members that have no effect.
fn sent(method: &Method, schema: Schema) -> Schema {
    match *method {
        Method::POST => Schema::Object(&imports::ITEM),
        Method::PUT => Schema::Object(&UPDATE),
        _ => schema,
    }
}

/// Returns the response to media types that the server does not read or write.
fn rejected_media(method: &Method, path: &str, headers: &HeaderMap) -> Option<Response<Body>> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // Types that are read, all of them if there is none, and types that are written.
    let (read, written): (&[&str], &[&str]) = match *method {
        Method::POST | Method::PUT => (&[JSON, YAML], &[JSON, YAML]),
        Method::DELETE if path.ends_with("/kv") => (&[JSON], &[JSON]),
        Method::DELETE => (&[], &["*/*"]),
        _ if path.ends_with("/kie/kv") || path.contains("/kie/kv/") => (&[], &[JSON]),
        _ => (&[JSON], &[JSON]),
    };
    let is_read = match content_type {
        _ if read.is_empty() => true,
        "" => ![Method::POST, Method::PUT].contains(method),
        listed => names(listed).any(|one| read.contains(&one)),
    };
    let has_content = headers.get(CONTENT_LENGTH).is_some_and(|length| length != "0");
    if !is_read && has_content {
        return Some(plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, "415: Unsupported Media Type"));
    }
    let accepted = headers.get(ACCEPT).map_or("*/*", |value| value.to_str().unwrap_or_default());
    let is_written = accepted.is_empty()
        || names(accepted).any(|one| one == "*/*" || written.contains(&"*/*") || written.contains(&one));
    if is_read && is_written {
        return None;
    }
    // Without a type to read, no representation is left.
    let available = if is_read { written.join(", ") } else { String::new() };
    Some(plain(StatusCode::NOT_ACCEPTABLE, format!("406: Not Acceptable\n\nAvailable representations: {available}")))
}

/// Returns the types of a list, without their parameters.
fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(|one| one.split(';').next().unwrap_or_default().trim())
}

/// Returns the request with a body as the operation expects it: read by the schema of what is sent, and with those
/// members alone that the operation has.
async fn normalized(
    request: Request<Body>,
    sent: Schema,
    operation: Option<Schema>,
) -> Result<Request<Body>, Response<Body>> {
    // With parameters, the type is not YAML.
    let is_yaml = request.headers().get(CONTENT_TYPE).is_some_and(|value| value == YAML);
    let (parts, body) = request.into_parts();
    let bytes = read(body).await.ok_or_else(|| failure(&Failure::invalid("the body is too large or incomplete")))?;
    let reader = Lenient::new(sent);
    let value = if is_yaml { reader.read_yaml(&bytes) } else { reader.read(&bytes, false) };
    let mut value = value.map_err(|problem| failure(&Failure::invalid(problem)))?;
    if let (Some(members), Some(Schema::Object(known))) = (value.as_object_mut(), operation) {
        members.retain(|name, _| known.fields.iter().any(|field| field.name == name));
    }
    Ok(with_json(Request::from_parts(parts, Body::empty()), value.to_string().into_bytes()))
}

fn respond(outcome: Result<impl serde::Serialize, Failure>) -> Response<Body> {
    match outcome {
        Ok(value) => json(StatusCode::OK, &value),
        Err(problem) => failure(&problem),
    }
}

fn failure(failure: &Failure) -> Response<Body> {
    let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    json(status, failure)
}

/// Converts a JSON response to YAML.
async fn yaml(response: Response<Body>) -> Response<Body> {
    let (mut parts, body) = response.into_parts();
    if parts.headers.get(CONTENT_TYPE).is_none_or(|media| media != JSON) {
        return Response::from_parts(parts, body);
    }
    let bytes = read(body).await.unwrap_or_default();
    let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let text = serde_yaml::to_string(&value).unwrap_or_default();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(YAML));
    Response::from_parts(parts, Body::from(text))
}
