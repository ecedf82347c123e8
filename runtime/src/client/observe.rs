//! Watching calls: spans, and interceptors.
//!
//! # Spans
//!
//! Every call is a span of [`tracing`] at level `debug` with the target
//! `specwright_runtime::client`, and every attempt a span inside it. The names of fields are part
//! of the public interface. Fields without a value stay empty.
//!
//! | span | field | value |
//! |---|---|---|
//! | `call` | `operation` | id of the operation: `v1.list_things` |
//! | `call` | `http.request.method` | `GET` |
//! | `call` | `url.template` | the route, with names in place of values: `/v1/{project_id}/things` |
//! | `call` | `server.address` | the host, without the port |
//! | `call` | `attempts` | how many attempts were made |
//! | `attempt` | `attempt` | the number of the attempt, from 1 |
//! | `attempt` | `retry_in_ms` | how many milliseconds later the next one follows, if there is one |
//! | both | `http.response.status_code` | the status of the answer |
//! | both | `request_id` | the service's id of the request |
//! | both | `error.kind` | for a failure: `connect`, `timeout`, `transport`, `service`, … |
//! | both | `error.code` | the service's error code |
//!
//! At the end of an attempt there is an event, `answered` or `failed`, with `elapsed_ms`. No field
//! holds a value that the caller gave, a token, or a message of the service.
//!
//! # Hooks
//!
//! A [`Interceptor`] sees the same with the operation's metadata, and can add headers.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;
use tracing::field::{Empty, display};
use tracing::{Span, debug, debug_span};

use super::error::Error;
use super::response::RawResponse;
use crate::meta::OperationMeta;
use crate::text::{OneLine, SHORT};

const TARGET: &str = "specwright_runtime::client";

/// Watches the attempts of all calls of a client.
///
/// Hooks are called in the order in which they were added, by the task that makes the call: what
/// takes long holds the call up.
pub trait Interceptor: Send + Sync {
    /// Before an attempt is sent. Headers can be added and changed, for instance to pass on the
    /// id of a trace; credentials are not among them yet, so signatures cover what is added.
    fn before_send(&self, attempt: &Attempt, headers: &mut HeaderMap) {
        let _ = (attempt, headers);
    }

    /// After an attempt was answered or failed. An attempt that was given up, because the call's
    /// time was up or the caller dropped it, is not reported.
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

/// One attempt of a call.
#[derive(Clone, Copy)]
pub struct Attempt {
    pub(crate) operation: &'static OperationMeta,
    pub(crate) number: u32,
}

impl Attempt {
    /// The operation that is called.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// The number of the attempt, from 1.
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

/// What became of an attempt. `Debug` shows what the spans show.
pub struct Outcome<'a> {
    pub(crate) response: Option<&'a RawResponse>,
    pub(crate) error: Option<&'a Error>,
    pub(crate) elapsed: Duration,
    pub(crate) retry_in: Option<Duration>,
}

impl<'a> Outcome<'a> {
    /// The answer, if there was one, also if it reports an error.
    #[must_use]
    pub fn response(&self) -> Option<&'a RawResponse> {
        self.response
    }

    /// What went wrong. 304 is no error here.
    #[must_use]
    pub fn error(&self) -> Option<&'a Error> {
        self.error
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.response.map(RawResponse::status)
    }

    /// The service's id for this request.
    #[must_use]
    pub fn request_id(&self) -> Option<&'a str> {
        let of_error = self.error.and_then(Error::request_id);
        of_error.or_else(|| self.response.and_then(RawResponse::request_id))
    }

    /// How long the attempt took, with obtaining credentials and all.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }

    /// How long it is until the next attempt; `None` if this was the last.
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

/// The span of a call.
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

/// The span of an attempt, inside that of its call.
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

/// Notes in the span of an attempt what became of it.
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

/// Notes in a span what became of the attempt, or of the call with it.
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

/// Notes an error in a span.
pub(crate) fn failed(span: &Span, error: &Error) {
    span.record("error.kind", error.kind().as_str());
    if let Some(code) = error.code() {
        span.record("error.code", display(OneLine(code, SHORT)));
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
