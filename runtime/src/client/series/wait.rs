//! Waiters: polling until a resource reaches a final status.

use std::fmt;
use std::future::IntoFuture;
use std::marker::PhantomData;
use std::time::Duration;

use serde_json::{Map, Value};
use tokio::time::Instant;

use super::SHORTEST_PAUSE;
use crate::client::call::Call;
use crate::client::call::operation::Operation;
use crate::client::error::retry_after::retry_after;
use crate::client::error::{Error, ErrorKind};
use crate::client::response::RawResponse;
use crate::decode;
use crate::future::BoxFuture;
use crate::meta::{FieldCondition, Waiter};

/// Progress of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Still running, with the status of the service.
    Running(String),
    /// Succeeded, with the status of the service.
    Done(String),
    /// Failed, with the status of the service.
    Failed(String),
}

impl Progress {
    /// Returns the status of the service; empty if the response has none.
    #[must_use]
    pub fn status(&self) -> &str {
        match self {
            Self::Running(status) | Self::Done(status) | Self::Failed(status) => status,
        }
    }
}

/// Waiter that polls until a resource reaches a final status. Returned by `wait` of an operation; awaiting it
/// starts the polling.
///
/// Connection failures, overload and restarts of the service do not end it before the timeout.
#[must_use = "nothing is sent before it is awaited"]
pub struct Wait<O: Operation> {
    call: Call,
    waiter: Option<&'static Waiter>,
    interval: Duration,
    timeout: Duration,
    progress: Option<Observer<O>>,
    operation: PhantomData<fn() -> O>,
}

type Observer<O> = Box<dyn FnMut(&<O as Operation>::Output, &Progress) + Send>;

/// Minimum timeout of a poll.
const SHORTEST_POLL: Duration = Duration::from_secs(1);

/// Half an hour.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30 * 60);

impl<O: Operation + 'static> Wait<O> {
    /// Creates the waiter. For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        let waiter = O::META.waiter;
        Self {
            call: operation.into_call(),
            waiter,
            interval: Duration::from_secs(waiter.map_or(5, |waiter| waiter.interval)),
            timeout: DEFAULT_TIMEOUT,
            progress: None,
            operation: PhantomData,
        }
    }

    /// Sets the interval between two polls, at least 10 milliseconds. Defaults to that of the operation. A
    /// longer `Retry-After` takes precedence.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_PAUSE);
        self
    }

    /// Sets the timeout of the whole wait. Defaults to 30 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets a callback for every response.
    pub fn on_progress(mut self, observe: impl FnMut(&O::Output, &Progress) + Send + 'static) -> Self {
        self.progress = Some(Box::new(observe));
        self
    }

    async fn run(mut self) -> Result<O::Output, WaitError<O::Output>> {
        let started = Instant::now();
        // A pause that ends after the timeout need not start.
        let is_late = |pause: Duration| started.elapsed().saturating_add(pause) > self.timeout;
        loop {
            let mut call = self.call.clone();
            call.limit_timeout(self.timeout.saturating_sub(started.elapsed()).max(SHORTEST_POLL));
            let response = match call.send().await {
                Ok(response) => response,
                Err(error) => {
                    let pause = self.interval.max(error.retry_after().unwrap_or_default());
                    if !error.passes() || is_late(pause) {
                        return Err(WaitError::Call(error));
                    }
                    tokio::time::sleep(pause).await;
                    continue;
                }
            };
            let output = O::decode(response.clone()).map_err(WaitError::Call)?.into_inner();
            let (progress, message) = classify(self.waiter, &response).map_err(WaitError::Call)?;
            if let Some(observe) = &mut self.progress {
                observe(&output, &progress);
            }
            let operation = O::META.id;
            let pause = self.interval.max(retry_after(response.headers()).unwrap_or_default());
            match progress {
                Progress::Done(_) => return Ok(output),
                Progress::Failed(status) => {
                    return Err(WaitError::Failed { operation, status, message, output: Box::new(output) });
                }
                Progress::Running(status) if is_late(pause) => {
                    let (elapsed, output) = (started.elapsed(), Box::new(output));
                    return Err(WaitError::Timeout { operation, status, elapsed, output });
                }
                Progress::Running(_) => tokio::time::sleep(pause).await,
            }
        }
    }
}

impl<O: Operation<Output: Send> + 'static> IntoFuture for Wait<O> {
    type Output = Result<O::Output, WaitError<O::Output>>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<O: Operation> fmt::Debug for Wait<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("call", &self.call)
            .field("interval", &self.interval)
            .field("deadline", &self.timeout)
            .finish_non_exhaustive()
    }
}

/// Error of a waiter. `Display` includes the message of the service.
#[non_exhaustive]
pub enum WaitError<T> {
    /// The service rejected a poll, or was unreachable until the timeout.
    Call(Error),
    /// The resource reached a failed status.
    Failed {
        /// Id of the polled operation.
        operation: &'static str,
        /// Status of the service.
        status: String,
        /// Message of the service, such as those of the failed tasks.
        message: Option<String>,
        /// Last output.
        output: Box<T>,
    },
    /// The resource reached no final status before the timeout. It may still be running.
    Timeout {
        /// Id of the polled operation.
        operation: &'static str,
        /// Last status of the service.
        status: String,
        /// Time spent waiting.
        elapsed: Duration,
        /// Last output.
        output: Box<T>,
    },
}

impl<T> WaitError<T> {
    /// Returns the last output, if there was one.
    #[must_use]
    pub fn output(&self) -> Option<&T> {
        match self {
            Self::Call(_) => None,
            Self::Failed { output, .. } | Self::Timeout { output, .. } => Some(output),
        }
    }
}

impl<T> fmt::Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Failed { operation, status, message, .. } => {
                write!(f, "{operation}: failed with status {status}")?;
                message.iter().try_for_each(|message| write!(f, ": {message}"))
            }
            Self::Timeout { operation, status, elapsed, .. } => {
                write!(f, "{operation}: after {} s the status is still {status}", elapsed.as_secs())
            }
        }
    }
}

impl<T> fmt::Debug for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WaitError({self})")
    }
}

impl<T> std::error::Error for WaitError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Failed { .. } | Self::Timeout { .. } => None,
        }
    }
}

/// Returns the progress, and the message of the service.
fn classify(waiter: Option<&Waiter>, response: &RawResponse) -> Result<(Progress, Option<String>), Error> {
    let Some(waiter) = waiter else {
        let message = "the operation has no final statuses to wait for";
        return Err(Error::new(ErrorKind::Configuration, Some(response.operation()), message));
    };
    // The response was decoded before, so it is JSON; but its type may ignore what `Value` cannot hold.
    let value = decode::tolerant(response.get()).unwrap_or_default();
    let status = strings(&value, waiter.status, &[]).into_iter().next().unwrap_or_default();
    let listed = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(&status));
    Ok(if listed(waiter.done) {
        (Progress::Done(status), None)
    } else if listed(waiter.failed) {
        let mut messages = strings(&value, waiter.message, waiter.message_when);
        messages.retain(|message| !message.trim().is_empty());
        let message = (!messages.is_empty()).then(|| messages.join("; "));
        (Progress::Failed(status), message)
    } else {
        (Progress::Running(status), None)
    })
}

/// Returns the strings at a path. Each step is a field under one of its names, and enters every item of a
/// list. If there are conditions, one of them must hold for the sibling fields.
fn strings(value: &Value, path: &[&[&str]], when: &[FieldCondition]) -> Vec<String> {
    match (value, path) {
        (Value::Array(items), _) => items.iter().flat_map(|item| strings(item, path, when)).collect(),
        (Value::String(text), []) => vec![text.clone()],
        (Value::Number(number), []) => vec![number.to_string()],
        (Value::Object(fields), [_]) if !when.is_empty() && !when.iter().any(|when| holds(when, fields)) => Vec::new(),
        (Value::Object(fields), [names, rest @ ..]) => {
            named(fields, names).map(|inner| strings(inner, rest, when)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

fn holds(condition: &FieldCondition, fields: &Map<String, Value>) -> bool {
    let value = named(fields, condition.field).and_then(Value::as_str);
    value.is_some_and(|value| condition.values.iter().any(|known| known.eq_ignore_ascii_case(value)))
}

fn named<'a>(fields: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| fields.get(*name))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_go_through_lists_and_other_names() {
        let value = json!({ "job": { "state": "OK" }, "tasks": [{ "msg": "a" }, { "MSG": "b" }, {}] });
        assert_eq!(strings(&value, &[&["job"], &["STATE", "state"]], &[]), ["OK"]);
        assert_eq!(strings(&value, &[&["tasks"], &["MSG", "msg"]], &[]), ["a", "b"]);
        assert_eq!(strings(&value, &[&["job"], &["other"]], &[]), [""; 0]);
    }
}
