//! Watching for changes.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Instant;

use super::digest;
use super::if_changed::IfChanged;
use super::{LONGEST_RETRY_AFTER, SHORTEST_PAUSE, backoff};
use crate::client::call::operation::Operation;
use crate::client::error::Error;
use crate::client::response::{RawResponse, Response};
use crate::future::BoxFuture;
use crate::value::{Conditional, Revision};

/// Stream of changes that starts with the current content. Returned by `watch` of an operation.
///
/// Uses long polling if the service supports it, and polls at an interval otherwise. Content with the same
/// revision, or equal content, is not repeated. After a failure, the content is requested and compared as a whole,
/// since a service that lost its data may count its revisions from the start.
///
/// Connection failures, overload and restarts of the service are retried with increasing pauses. So is "not
/// found", since the resource may appear later. [`on_retry`](Self::on_retry) reports each of them. If the
/// specification defines a value for "not found", the stream returns that value instead. Every other error is
/// returned and ends the stream.
#[must_use = "nothing is sent before the stream is polled"]
pub struct Watch<O: Operation> {
    /// Creates each request.
    begin: Box<dyn Fn(Option<Revision>) -> IfChanged<O> + Send + Sync>,
    known: Option<Revision>,
    /// Digest of the content returned last.
    given: Option<u64>,
    interval: Duration,
    max_wait: Duration,
    on_retry: Option<Observer>,
    /// Failures since the last success.
    failures: u32,
    done: bool,
    pending: Option<BoxFuture<'static, PollResult<O::Output>>>,
}

type Observer = Box<dyn FnMut(&Error) + Send>;

/// Result of a poll.
struct PollResult<T> {
    result: Result<(Conditional<T>, Bytes), Error>,
    /// Whether the service was asked to wait for a change.
    waits: bool,
    took: Duration,
}

/// A faster response did not wait for a change. Such responses are requested at most this often.
const AT_ONCE: Duration = Duration::from_secs(1);

impl<O: Operation<Output: 'static> + Clone + Sync + 'static> Watch<O> {
    /// Creates the stream. For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        Self {
            begin: Box::new(move |known| IfChanged::new(operation.clone(), known)),
            known: None,
            given: None,
            interval: Duration::from_secs(10),
            max_wait: Duration::from_secs(30),
            on_retry: None,
            failures: 0,
            done: false,
            pending: None,
        }
    }

    /// Starts with changes since a revision, instead of the current content.
    pub fn since(mut self, known: impl Into<Revision>) -> Self {
        self.known = Some(known.into());
        self
    }

    /// Sets the interval between two polls, for services without long polling. Defaults to 10 seconds, at
    /// least 10 milliseconds.
    ///
    /// With long polling, the next request follows at once, but at most once per second, or per interval if
    /// that is shorter.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_PAUSE);
        self
    }

    /// Sets how long the service may delay a response, if it supports long polling. Defaults to 30 seconds, at
    /// most the time that the service documents. Zero disables long polling.
    ///
    /// If something between client and service closes idle connections earlier, each wait ends with an error
    /// for [`on_retry`](Self::on_retry); choose a shorter time then.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// Sets a callback that receives each error before the next poll: the service was unreachable, or found
    /// nothing.
    pub fn on_retry(mut self, observe: impl FnMut(&Error) + Send + 'static) -> Self {
        self.on_retry = Some(Box::new(observe));
        self
    }

    /// Returns the revision of the content returned last. Pass it to [`since`](Self::since) after a restart.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        self.known.as_ref()
    }

    /// Returns the current content, or the next change.
    ///
    /// # Errors
    /// Returns an error if the service rejects a request or the response cannot be decoded. The error ends
    /// the stream.
    pub async fn next(&mut self) -> Option<Result<O::Output, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Output, Error>>> {
        while !self.done {
            let pending = match &mut self.pending {
                Some(pending) => pending,
                None => {
                    let first = poll_after(self.request(), Duration::ZERO);
                    self.pending.insert(first)
                }
            };
            let polled = ready!(pending.as_mut().poll(context));
            self.pending = None;
            if let Some(item) = self.accept(polled) {
                return Poll::Ready(Some(item));
            }
        }
        Poll::Ready(None)
    }

    /// Handles a poll: returns new content or a final error, and starts the next poll otherwise.
    fn accept(&mut self, polled: PollResult<O::Output>) -> Option<Result<O::Output, Error>> {
        let PollResult { result, waits, took } = polled;
        let result = match (result, O::META.not_found) {
            (Err(error), Some(nothing)) if error.is_not_found() => {
                self.known = None;
                read::<O>(nothing)
            }
            (result, _) => result,
        };
        match result {
            Ok((Conditional::Modified { value, revision }, body)) => {
                // After a failure, the same revision may be that of other content.
                let is_comparable = self.failures > 0 && self.given.is_some();
                let is_known = revision.is_some() && revision == self.known && !is_comparable;
                let is_new = !is_known && self.differs(&body);
                self.go_on(waits, took, revision);
                is_new.then_some(Ok(value))
            }
            Ok((Conditional::NotModified, _)) => {
                self.go_on(waits, took, None);
                None
            }
            Err(error) if error.passes() || error.is_not_found() || error.status() == Some(404) => {
                if let Some(observe) = &mut self.on_retry {
                    observe(&error);
                }
                let pause = backoff(self.failures);
                let pause = pause.max(error.retry_after().unwrap_or_default().min(LONGEST_RETRY_AFTER));
                self.failures = self.failures.saturating_add(1);
                self.pending = Some(poll_after(self.request(), pause));
                None
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }

    /// Returns true if the content differs from that returned last.
    fn differs(&mut self, body: &[u8]) -> bool {
        let digest = Some(digest::document(body));
        std::mem::replace(&mut self.given, digest) != digest
    }

    /// Starts the next poll after a success. `waits` and `took` are those of the previous poll.
    fn go_on(&mut self, waits: bool, took: Duration, revision: Option<Revision>) {
        self.failures = 0;
        let is_newer = revision.is_some() && revision != self.known;
        self.known = revision.or(self.known.take());
        let request = self.request();
        let was_held = took >= AT_ONCE.min(self.max_wait);
        let pause = match (waits, request.waits()) {
            // Only a pause keeps the client from polling without end.
            (_, false) => self.interval,
            // The next request waits, which this one could not.
            (false, true) => Duration::ZERO,
            (true, true) if was_held || is_newer => AT_ONCE.min(self.interval).saturating_sub(took),
            // The service should have waited but did not.
            (true, true) => self.interval,
        };
        self.pending = Some(poll_after(request, pause));
    }

    /// Returns the next request. After a failure it names no revision and does not wait, so that missed changes
    /// arrive soon, even from a service that counts its revisions from the start.
    fn request(&self) -> IfChanged<O> {
        let request = (self.begin)(self.known.clone().filter(|_| self.failures == 0));
        if request.can_wait() { request.wait(self.max_wait) } else { request }
    }
}

/// Polls after a pause.
fn poll_after<O: Operation<Output: 'static> + 'static>(
    request: IfChanged<O>,
    pause: Duration,
) -> BoxFuture<'static, PollResult<O::Output>> {
    Box::pin(async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        let (waits, asked) = (request.waits(), Instant::now());
        let result = request.ask().await.map(Response::into_inner);
        PollResult { result, waits, took: asked.elapsed() }
    })
}

/// Decodes the value for "not found".
fn read<O: Operation>(json: &'static str) -> Result<(Conditional<O::Output>, Bytes), Error> {
    let body = Bytes::from_static(json.as_bytes());
    let response = RawResponse::new(O::META, http::Response::new(body.clone()), 0);
    Ok((O::decode(response)?.into_inner().into(), body))
}

impl<O: Operation<Output: 'static> + Clone + Sync + 'static> Stream for Watch<O> {
    type Item = Result<O::Output, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<O: Operation> Unpin for Watch<O> {}

impl<O: Operation> fmt::Debug for Watch<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch")
            .field("operation", &O::META.id)
            .field("known", &self.known)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}
