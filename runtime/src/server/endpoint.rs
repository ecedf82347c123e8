//! Processing of one request: route, caller, content type, size, syntax, rules, handler.

use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{ALLOW, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderValue};
use http_body_util::LengthLimitError;
use tokio::sync::Semaphore;
use tracing::error;

use super::authenticator::Authenticator;
use super::checker::Checker;
use super::context::Context;
use super::decoding::Part;
use super::group::Route;
use super::input_schema::{BodySchema, InputSchema, Location, Media, ParameterSchema};
#[cfg(feature = "sockets")]
use super::message_rules::MessageRules;
use super::observe::{TARGET, Watch};
use super::reply::Reply;
use super::request::Request;
use super::request::{RequestBody, invalid_body};
use super::request_id::RequestId;
use super::selection::selected;
use super::sent::Sent;
use super::service_error::ServiceError;
use super::supervise::catch_panic;
use super::tree::Tree;
use super::validation::Validation;
use super::{acceptance, decoding, form, url_encoded};
use crate::media;
use crate::meta::{AuthScheme, ErrorStyle, OperationMeta, Rejection, Segment};
use crate::text::{OneLine, SHORT};

/// Settings shared by all routes of a server.
pub(super) struct Policy {
    pub(super) authenticator: Arc<dyn Authenticator>,
    pub(super) validation: Validation,
    pub(super) body_limit: Option<usize>,
    pub(super) timeout: Option<Duration>,
    /// One permit per concurrent request.
    pub(super) slots: Option<Semaphore>,
}

/// All methods of one path.
pub(super) struct Endpoint {
    pub(super) policy: Arc<Policy>,
    pub(super) routes: Vec<Route>,
    pub(super) allow: HeaderValue,
    pub(super) style: &'static ErrorStyle,
}

impl Endpoint {
    /// Responds to a request.
    pub(super) async fn serve(&self, request: http::Request<Body>) -> http::Response<Body> {
        let id = RequestId::of(request.headers());
        let route = self.route(&request);
        let operation = route.as_ref().ok().map(|route| route.meta);
        let watch = Watch::start(request.method(), operation, id.as_str());
        let outcome = match route {
            Ok(route) => watch.watch(pin!(self.response(route, &mut request.into(), &id))).await,
            Err(rejection) => Err(rejection),
        };
        watch.respond(outcome, operation.map_or(self.style, |meta| meta.error_style), &id)
    }

    /// Returns the segments of the path, which all routes share.
    pub(super) fn segments(&self) -> &'static [Segment] {
        self.routes.first().map_or(&[], |route| route.meta.segments)
    }

    /// Returns true if the path is that of the routes, which the router finds by whole segments.
    fn is_at(&self, path: &str) -> bool {
        !self.routes.is_empty() && !decoding::has_gap(self.segments(), path)
    }

    fn route(&self, request: &http::Request<Body>) -> Result<&Route, ServiceError> {
        if !self.is_at(request.uri().path()) {
            return Err(no_such_path());
        }
        let method = request.method().as_str();
        let mut of_method = self.routes.iter().filter(|route| route.meta.method.as_str() == method);
        let first = of_method.next();
        // Usually there is one.
        let found = match of_method.next() {
            None => first,
            Some(second) => {
                let all: Vec<&Route> = first.into_iter().chain([second]).chain(of_method).collect();
                selected(&all, |route| route.meta, request)
            }
        };
        found.ok_or_else(|| no_such_method(method, self.allow.clone()))
    }

    async fn response(
        &self,
        route: &Route,
        request: &mut Option<http::Request<Body>>,
        id: &RequestId,
    ) -> Result<Reply, ServiceError> {
        // Held until the response is ready.
        let _slot = match &self.policy.slots {
            None => None,
            Some(slots) => Some(slots.try_acquire().map_err(|_| too_many_requests())?),
        };
        self.within_time(pin!(self.handle(route, request, id))).await
    }

    /// Awaits the response within the timeout, and catches a panic.
    async fn within_time<F: Future<Output = Result<Reply, ServiceError>>>(
        &self,
        work: Pin<&mut F>,
    ) -> Result<Reply, ServiceError> {
        let work = catch_panic(work);
        let finished = match self.policy.timeout {
            None => work.await,
            Some(limit) => tokio::time::timeout(limit, work).await.map_err(|_| {
                let message = "the server exceeded its timeout";
                ServiceError::rejection(Rejection::Timeout, message)
            })?,
        };
        finished.unwrap_or_else(|_| {
            error!(target: TARGET, "a handler panicked");
            let message = "the server failed to execute the operation";
            Err(ServiceError::rejection(Rejection::Internal, message))
        })
    }

    /// Takes the request. Passed by value, it would have a place in the future of each caller.
    async fn handle(
        &self,
        route: &Route,
        request: &mut Option<http::Request<Body>>,
        id: &RequestId,
    ) -> Result<Reply, ServiceError> {
        let meta = route.meta;
        let (parts, body) = request.take().unwrap_or_default().into_parts();
        let limit = self.policy.body_limit.unwrap_or(meta.body_limit);
        let mut unread = Some(body);

        let mut bytes = Bytes::new();
        let caller = if meta.presented_auth(&parts).scheme == AuthScheme::None {
            None
        } else {
            let authenticator = &self.policy.authenticator;
            if authenticator.reads_body()
                && let Some(body) = unread.take()
            {
                bytes = read_body(&parts.headers, body, limit).await?;
            }
            Some(authenticator.authenticate(meta, &parts, &bytes).await?)
        };
        if let Some(schema) = &route.schema.body {
            self.check_content_type(&parts.headers, schema.media, meta.request_media)?;
            if let Some(body) = unread.take() {
                bytes = read_body(&parts.headers, body, limit).await?;
            }
        }

        let path = decoding::path(meta.segments, parts.uri.path())
            .map_err(|name| broken_encoding(&format!("/path/{name}")))?;
        let encoded = parts.uri.query().unwrap_or_default();
        let mut query = decoding::query(encoded).ok_or_else(|| broken_encoding("/query"))?;
        let is_absent = |(name, value): &(Part, Part)| {
            value.of(encoded).is_empty() && is_absent_if_empty(route.schema, name.of(encoded))
        };
        query.retain(|pair| !is_absent(pair));
        if meta.has_query_credentials() {
            query.retain(|(name, _)| !meta.is_query_credential(name.of(encoded)));
        }
        let body = match &route.schema.body {
            Some(schema) if !is_sent(schema, &parts.headers, &bytes) => RequestBody::Absent,
            Some(schema) if schema.media == Media::Form => {
                // Boxed, because it is rare and would enlarge every request.
                RequestBody::Json(Box::pin(form::read(&parts.headers, bytes, &schema.schema)).await?)
            }
            Some(schema) if schema.media == Media::UrlEncoded => {
                RequestBody::Json(url_encoded::read(&bytes, &schema.schema)?)
            }
            Some(_) => RequestBody::Raw(bytes),
            None => RequestBody::Absent,
        };
        if self.policy.validation != Validation::Off {
            self.check(meta, route.schema, &Sent::new(&path, &query, &parts), &body)?;
        }

        #[cfg(feature = "sockets")]
        let parts = MessageRules::keep(parts, meta, route.schema, self.policy.validation);
        let context = Context::new(meta, id.clone(), parts, caller);
        let selected = (meta.success.len() > 1 || !meta.response_headers.is_empty()).then(|| context.clone());
        let reply = (route.handler)(Request::new(context, path, query, body)).await?;
        match selected {
            None => Ok(reply),
            Some(context) => context.select(reply),
        }
    }

    fn check(
        &self,
        meta: &OperationMeta,
        schema: &InputSchema,
        sent: &Sent<'_>,
        body: &RequestBody,
    ) -> Result<(), ServiceError> {
        let strict = self.policy.validation == Validation::Strict;
        let expected = schema.body.as_ref().filter(|body| body.media.is_structured());
        let body = if expected.is_some() { body } else { &RequestBody::Absent };
        let is_fine = match (expected, body) {
            (Some(schema), RequestBody::Raw(bytes)) => acceptance::is_certain(&schema.schema, bytes, strict),
            _ => false,
        };
        let json;
        let tree = match body {
            RequestBody::Raw(_) if is_fine => None,
            RequestBody::Absent => None,
            RequestBody::Raw(bytes) => Some(Tree::read(bytes).map_err(|error| invalid_body(&error))?),
            RequestBody::Json(value) => {
                json = value.to_string();
                Some(Tree::read(json.as_bytes()).map_err(|error| invalid_body(&error))?)
            }
        };
        let mut checker = Checker::new(self.policy.validation).nulls_are_absent(meta.host.nulls_are_absent);
        sent.check_parameters(&mut checker, schema);
        match (expected, &tree) {
            // The handler treats it as absent, so the rules do too.
            (Some(schema), Some(Tree::Null)) if !schema.required => {}
            (Some(schema), Some(tree)) => checker.value(&schema.schema, tree),
            (Some(schema), None) if schema.required && !is_fine => checker.note("required", "JSON", "nothing"),
            _ => {}
        }
        let violations = checker.finish();
        if violations.is_empty() { Ok(()) } else { Err(ServiceError::violations_of_rules(violations)) }
    }

    fn check_content_type(&self, headers: &HeaderMap, kind: Media, name: &str) -> Result<(), ServiceError> {
        let fits = match headers.get(CONTENT_TYPE) {
            Some(_) if kind == Media::Form => form::is_form(headers),
            Some(value) if kind == Media::Json => value.to_str().is_ok_and(is_json),
            Some(value) => value.to_str().is_ok_and(|sent| media::is_within(&media::essence(sent), name)),
            // Some clients omit it, and only one type is possible.
            None => self.policy.validation != Validation::Strict || !announces_body(headers),
        };
        if fits {
            return Ok(());
        }
        let message = match kind {
            Media::Json => format!("the body must be JSON with the Content-Type {name}"),
            Media::Form => {
                "the body must be a form with the Content-Type multipart/form-data and its boundary".to_owned()
            }
            Media::UrlEncoded | Media::Text | Media::File => format!("the body must have the Content-Type {name}"),
        };
        Err(ServiceError::rejection(Rejection::UnsupportedMediaType, message))
    }
}

fn announces_body(headers: &HeaderMap) -> bool {
    match headers.get(CONTENT_LENGTH) {
        Some(length) => length != "0",
        None => headers.contains_key(http::header::TRANSFER_ENCODING),
    }
}

/// Returns true for `application/json` and `application/…+json`. Parameters have no meaning for JSON (RFC
/// 8259, section 11): it is UTF-8 whatever the `charset`, and decoding rejects anything else.
fn is_json(content_type: &str) -> bool {
    media::is_json(&media::essence(content_type))
}

/// Returns true if a request has a body. JSON and forms with parts are never empty; an empty string, an empty file and
/// a form without fields differ from their absence by the Content-Type.
fn is_sent(schema: &BodySchema, headers: &HeaderMap, bytes: &Bytes) -> bool {
    let may_be_empty = !matches!(schema.media, Media::Json | Media::Form);
    !bytes.is_empty() || may_be_empty && (schema.required || headers.contains_key(CONTENT_TYPE))
}

pub(super) fn no_such_path() -> ServiceError {
    let message = "there is no operation at this path";
    ServiceError::rejection(Rejection::RouteNotFound, message)
}

pub(super) fn no_such_method(method: &str, allow: HeaderValue) -> ServiceError {
    let message = format!("{} is not supported at this path", OneLine(method, SHORT));
    ServiceError::rejection(Rejection::MethodNotAllowed, message).header(ALLOW, allow)
}

fn too_many_requests() -> ServiceError {
    let message = "the server has reached its limit of concurrent requests; retry later";
    ServiceError::rejection(Rejection::TooManyRequests, message).header(RETRY_AFTER, HeaderValue::from_static("1"))
}

async fn read_body(headers: &HeaderMap, body: Body, limit: usize) -> Result<Bytes, ServiceError> {
    let too_large = || {
        let message = format!("the body is larger than {limit} bytes");
        ServiceError::rejection(Rejection::BodyTooLarge, message)
    };
    // A body announced as too large need not be read.
    let announced = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(too_large());
    }
    axum::body::to_bytes(body, limit).await.map_err(|error| {
        if caused_by::<LengthLimitError>(&error) {
            too_large()
        } else if caused_by::<BodyTimeout>(&error) {
            ServiceError::rejection(Rejection::Timeout, "the body did not arrive in time")
        } else {
            let message = "the body is incomplete";
            ServiceError::rejection(Rejection::InvalidRequest, message)
        }
    })
}

/// Returns true if an error, or one of its sources, is an `E`.
fn caused_by<E: std::error::Error + 'static>(error: &(dyn std::error::Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| error.source()).any(|error| error.is::<E>())
}

/// Error of a body that did not arrive within the timeout.
#[derive(Debug)]
pub(super) struct BodyTimeout;

impl std::fmt::Display for BodyTimeout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body did not arrive in time")
    }
}

impl std::error::Error for BodyTimeout {}

fn broken_encoding(place: &str) -> ServiceError {
    let message = format!("invalid request: {place}: the percent-encoding is invalid");
    ServiceError::rejection(Rejection::InvalidRequest, message)
}

/// Returns true for a query parameter whose empty value counts as absent.
fn is_absent_if_empty(schema: &InputSchema, name: &str) -> bool {
    let is_it = |known: &ParameterSchema| known.location == Location::Query && known.name == name;
    schema.parameters.iter().any(|known| known.empty_is_absent && is_it(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognized() {
        for yes in [
            "application/json",
            "APPLICATION/JSON; charset=UTF-8",
            "application/json;charset=\"utf-8\"",
            "application/json;charset=utf8",
            "application/json ; charset = UTF8;",
            "application/json; charset=us-ascii; version=1",
            "application/json;",
            "application/merge-patch+json",
            "application/x-rpc-json-1.1",
        ] {
            assert!(is_json(yes), "{yes}");
        }
        for no in [
            "",
            ";charset=utf-8",
            "text/json",
            "application/xml",
            "application/jsonl",
            "application/json-seq",
            "application/x; a=+json",
        ] {
            assert!(!is_json(no), "{no}");
        }
    }
}
