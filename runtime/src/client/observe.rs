//! Tracing spans and interceptors.
//!
//! # Spans
//!
//! Every call is a span of [`tracing`] at level `debug` with the target `specwright_runtime::client`. Every
//! attempt is a span inside it. Field names are part of the public interface. Fields without a value stay
//! empty.
//!
//! | span | field | value |
//! |---|---|---|
//! | `call` | `operation` | id of the operation: `v1.list_things` |
//! | `call` | `http.request.method` | `GET` |
//! | `call` | `url.template` | the route, with placeholders: `/v1/{project_id}/things` |
//! | `call` | `server.address` | the host, without the port |
//! | `call` | `attempts` | number of attempts |
//! | `attempt` | `attempt` | number of the attempt, from 1 |
//! | `attempt` | `retry_in_ms` | milliseconds until the next attempt, if there is one |
//! | both | `http.response.status_code` | status of the response |
//! | both | `request_id` | the service's id of the request |
//! | both | `error.kind` | for a failure: `connect`, `timeout`, `transport`, `service`, … |
//! | both | `error.code` | error code of the service |
//!
//! A response with parts that cannot be read (see [`Response::unreadable`]) is an event of level `warn`, with
//! `operation`, `request_id`, `unreadable` for their number, and `path` for the place of the first one.
//!
//! Each attempt ends with an event, `answered` or `failed`, with `elapsed_ms`. No field contains a value from
//! the caller, a token, or a message of the service.
//!
//! # Interceptors
//!
//! An [`Interceptor`] sees the same with the metadata of the operation, and can add headers.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use http::HeaderMap;
use tracing::field::{Empty, display};
use tracing::{Span, debug, debug_span, warn};

use super::error::Error;
use super::response::{RawResponse, Response};
use crate::meta::OperationMeta;
use crate::text::{OneLine, SHORT};

const TARGET: &str = "specwright_runtime::client";

/// Observer of the attempts of all calls of a client.
///
/// Interceptors run in the order in which they were added, on the task of the call. A slow one delays the
/// call.
pub trait Interceptor: Send + Sync {
    /// Runs before an attempt is sent. May add or change headers, for example to propagate a trace id.
    /// Credentials are added later, so signatures cover these headers.
    fn before_send(&self, attempt: &Attempt, headers: &mut HeaderMap) {
        let _ = (attempt, headers);
    }

    /// Runs after an attempt received a response or failed. Does not run for a canceled attempt: one whose
    /// call timed out or was dropped.
    fn after_attempt(&self, attempt: &Attempt, outcome: &Outcome<'_>) {
        let _ = (attempt, outcome);
    }
}

impl<T: Interceptor + ?Sized> Interceptor for std::sync::Arc<T> {
    fn before_send(&self, attempt: &Attempt, headers: &mut HeaderMap) {
        (**self).before_send(attempt, headers);
    }

    fn after_attempt(&self, attempt: &Attempt, outcome: &Outcome<'_>) {
        (**self).after_attempt(attempt, outcome);
    }
}

/// Attempt of a call.
#[derive(Clone, Copy)]
pub struct Attempt {
    pub(crate) operation: &'static OperationMeta,
    pub(crate) number: u32,
}

impl Attempt {
    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// Returns the number of the attempt, from 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt").field("operation", &self.operation.id).field("number", &self.number).finish()
    }
}

/// Result of an attempt. `Debug` shows what the spans show.
pub struct Outcome<'a> {
    pub(crate) response: Option<&'a RawResponse>,
    pub(crate) error: Option<&'a Error>,
    pub(crate) elapsed: Duration,
    pub(crate) retry_in: Option<Duration>,
}

impl<'a> Outcome<'a> {
    /// Returns the response, including an error response, if there was one.
    #[must_use]
    pub fn response(&self) -> Option<&'a RawResponse> {
        self.response
    }

    /// Returns the error. 304 is not an error here.
    #[must_use]
    pub fn error(&self) -> Option<&'a Error> {
        self.error
    }

    /// Returns the HTTP status, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response.map(RawResponse::status)
    }

    /// Returns the service's id of this request.
    #[must_use]
    pub fn request_id(&self) -> Option<&'a str> {
        let of_error = self.error.and_then(Error::request_id);
        of_error.or_else(|| self.response.and_then(RawResponse::request_id))
    }

    /// Returns the duration of the attempt, including that of obtaining credentials.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// Returns the delay until the next attempt; `None` if this was the last.
    #[must_use]
    pub fn retry_in(&self) -> Option<Duration> {
        self.retry_in
    }
}

impl fmt::Debug for Outcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcome")
            .field("status", &self.status())
            .field("request_id", &self.request_id())
            .field("error", &self.error)
            .field("elapsed", &self.elapsed)
            .field("retry_in", &self.retry_in)
            .finish()
    }
}

/// Creates the span of a call.
pub(crate) fn call(meta: &'static OperationMeta) -> Span {
    debug_span!(
        target: TARGET,
        "call",
        operation = meta.id,
        http.request.method = meta.method.as_str(),
        url.template = meta.path,
        server.address = Empty,
        attempts = Empty,
        http.response.status_code = Empty,
        request_id = Empty,
        error.kind = Empty,
        error.code = Empty,
    )
}

/// Creates the span of an attempt, inside that of its call.
pub(crate) fn attempt(call: &Span, number: u32) -> Span {
    debug_span!(
        target: TARGET,
        parent: call,
        "attempt",
        attempt = number,
        http.response.status_code = Empty,
        request_id = Empty,
        error.kind = Empty,
        error.code = Empty,
        retry_in_ms = Empty,
    )
}

/// Awaits work inside a span. Costs nothing without a subscriber.
pub(crate) async fn within<F: Future>(span: &Span, mut work: Pin<&mut F>) -> F::Output {
    if span.is_disabled() {
        return work.await;
    }
    poll_fn(|context| span.in_scope(|| work.as_mut().poll(context))).await
}

/// Records the result of an attempt in its span.
pub(crate) fn attempt_ended(span: &Span, outcome: &Outcome<'_>) {
    if span.is_disabled() {
        return;
    }
    ended(span, outcome);
    if let Some(pause) = outcome.retry_in {
        span.record("retry_in_ms", millis(pause));
    }
    let elapsed_ms = millis(outcome.elapsed);
    match outcome.error {
        None => debug!(target: TARGET, parent: span, elapsed_ms, "answered"),
        Some(_) => debug!(target: TARGET, parent: span, elapsed_ms, "failed"),
    }
}

/// Records a result in the span of an attempt or a call.
pub(crate) fn ended(span: &Span, outcome: &Outcome<'_>) {
    if span.is_disabled() {
        return;
    }
    if let Some(status) = outcome.status() {
        span.record("http.response.status_code", status);
    }
    if let Some(id) = outcome.request_id() {
        span.record("request_id", display(OneLine(id, SHORT)));
    }
    if let Some(error) = outcome.error {
        failed(span, error);
    }
}

/// Warns of a response with parts that could not be read.
pub(crate) fn decoded<T>(response: &Response<T>) {
    if let Some(first) = response.unreadable().first() {
        let request_id = response.request_id().map(|id| display(OneLine(id, SHORT)));
        let (unreadable, path) = (response.unreadable().len(), display(OneLine(&first.path, SHORT)));
        warn!(target: TARGET, operation = response.operation().id, request_id, unreadable, path, "unreadable in part");
    }
}

/// Records an error in a span.
pub(crate) fn failed(span: &Span, error: &Error) {
    span.record("error.kind", error.kind().as_str());
    if let Some(code) = error.code() {
        span.record("error.code", display(OneLine(code, SHORT)));
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
