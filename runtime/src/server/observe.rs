//! Tracing of requests.
//!
//! Every request is a span `request` of [`tracing`] at level `debug` with the target
//! `specwright_runtime::server`. Field names are part of the public interface. Fields without a value stay
//! empty.
//!
//! | field | value |
//! |---|---|
//! | `operation` | id of the operation: `v1.list_things`; empty if there is none |
//! | `http.request.method` | `GET` |
//! | `http.route` | the route, with placeholders: `/v1/{project_id}/things` |
//! | `request_id` | id that the response carries |
//! | `http.response.status_code` | the status |
//! | `error.code` | for an error response: error code of the service |
//! | `violations` | number of rules that the request violates |
//!
//! Each request ends with an event, `answered`, with `elapsed_ms`. A panic of a handler is an event at level
//! `error`. No field contains a value from the caller, except for the method and the id.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Instant;

use axum::body::Body;
use tracing::field::{Empty, display};
use tracing::{Span, debug, debug_span};

use super::reply::Reply;
use super::request_id::RequestId;
use super::service_error::ServiceError;
use crate::meta::{ErrorStyle, OperationMeta};
use crate::text::{OneLine, SHORT};

pub(crate) const TARGET: &str = "specwright_runtime::server";

/// One request, from its arrival to its response.
pub(super) struct Watch {
    span: Span,
    /// `None` without a subscriber.
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

    /// Awaits work inside the span. Costs nothing without a subscriber.
    pub(super) async fn watch<F: Future>(&self, mut work: Pin<&mut F>) -> F::Output {
        if self.span.is_disabled() {
            return work.await;
        }
        poll_fn(|context| self.span.in_scope(|| work.as_mut().poll(context))).await
    }

    /// Converts the outcome to a response and records it.
    pub(super) fn respond(
        self,
        outcome: Result<Reply, ServiceError>,
        style: &ErrorStyle,
        request_id: &RequestId,
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
