//! Watching requests.
//!
//! Every request is a span `request` of [`tracing`] at level `debug` with the target
//! `specwright_runtime::server`. The names of fields are part of the public interface. Fields without
//! a value stay empty.
//!
//! | field | value |
//! |---|---|
//! | `operation` | id of the operation: `v1.list_things`; empty if there is none |
//! | `http.request.method` | `GET` |
//! | `http.route` | the route, with names in place of values: `/v1/{project_id}/things` |
//! | `request_id` | the id that the response carries |
//! | `http.response.status_code` | the status |
//! | `error.code` | for a refusal or a failure: the service's error code |
//! | `violations` | how many rules the request breaks |
//!
//! At the end there is an event, `answered`, with `elapsed_ms`. A handler that panics is an event at
//! level `error`. No field holds a value that the caller gave, but for the method and the id.

use std::time::Instant;

use axum::body::Body;
use tracing::field::{Empty, display};
use tracing::{Span, debug, debug_span};

use super::reply::Reply;
use super::service_error::ServiceError;
use crate::meta::{ErrorStyle, OperationMeta};
use crate::text::{OneLine, SHORT};

pub(crate) const TARGET: &str = "specwright_runtime::server";

/// One request, from its arrival to its response.
pub(super) struct Watch {
    span: Span,
    /// `None` if nobody watches.
    started: Option<Instant>,
}

impl Watch {
    pub(super) fn start(method: &http::Method, operation: Option<&OperationMeta>, request_id: &str) -> Self {
        let span = debug_span!(
            target: TARGET,
            "request",
            operation = operation.map(|meta| meta.id),
            http.request.method = display(OneLine(method.as_str(), SHORT)),
            http.route = operation.map(|meta| meta.path),
            request_id,
            http.response.status_code = Empty,
            error.code = Empty,
            violations = Empty,
        );
        let started = (!span.is_disabled()).then(Instant::now);
        Self { span, started }
    }

    pub(super) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Turns what came out into a response.
    pub(super) fn respond(
        self,
        outcome: Result<Reply, ServiceError>,
        style: &ErrorStyle,
        request_id: &str,
    ) -> http::Response<Body> {
        let outcome = outcome.and_then(|reply| reply.into_response(request_id));
        if let Some(started) = self.started {
            self.record(&outcome, style, started);
        }
        outcome.unwrap_or_else(|error| error.into_response(style, request_id))
    }

    fn record(&self, outcome: &Result<http::Response<Body>, ServiceError>, style: &ErrorStyle, started: Instant) {
        let status = match outcome {
            Ok(response) => response.status().as_u16(),
            Err(error) => {
                self.span.record("error.code", display(OneLine(&error.code_in(style), SHORT)));
                if !error.violations().is_empty() {
                    self.span.record("violations", error.violations().len());
                }
                error.status()
            }
        };
        self.span.record("http.response.status_code", status);
        let elapsed_ms = started.elapsed().as_secs_f64() * 1000.0;
        self.span.in_scope(|| debug!(target: TARGET, elapsed_ms, "answered"));
    }
}
