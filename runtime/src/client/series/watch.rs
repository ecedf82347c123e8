//! Watching: asking for what has changed, again and again.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Instant;

use super::digest;
use super::if_changed::IfChanged;
use crate::client::call::operation::Operation;
use crate::client::error::Error;
use crate::client::response::{RawResponse, Response};
use crate::future::BoxFuture;
use crate::value::{Conditional, Revision};

/// What changes, as a stream that begins with what is there. Made by `watch` of an operation.
///
/// Where the service can hold an answer back until something changes, it is asked to; else it is asked
/// again after a pause. What is the same as before, by its revision or by its content, is not given out
/// again.
///
/// A service that cannot be reached, or is overloaded or restarting, is asked again after longer and
/// longer pauses, and so is one that does not find what it is asked for, since that may come (back);
/// [`on_retry`](Self::on_retry) tells of it. Operations of which the specification says that "not
/// found" means "nothing" give out an empty value instead. Everything else that goes wrong is given out
/// and ends the stream.
#[must_use = "nothing is sent before something is asked for"]
pub struct Watch<O: Operation> {
    /// The operation as it is asked each time.
    begin: Box<dyn Fn(Option<Revision>) -> IfChanged<O> + Send + Sync>,
    known: Option<Revision>,
    /// The digest of what was last given out.
    given: Option<u64>,
    interval: Duration,
    max_wait: Duration,
    waits: bool,
    on_retry: Option<Observer>,
    failures: u32,
    done: bool,
    pending: Option<BoxFuture<'static, PollResult<O::Output>>>,
}

type Observer = Box<dyn FnMut(&Error) + Send>;

/// What came of a request.
struct PollResult<T> {
    result: Result<(Conditional<T>, Bytes), Error>,
    /// Whether the service was asked to wait for a change.
    waits: bool,
    took: Duration,
}

/// What comes sooner was not waited for. Answers that come as soon as that are asked for no more often.
const AT_ONCE: Duration = Duration::from_secs(1);

/// The shortest pause, which lets others run.
pub(super) const SHORTEST_PAUSE: Duration = Duration::from_millis(10);

/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The longest pause that a service may ask for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(60 * 60);

impl<O: Operation<Output: 'static> + Clone + Sync + 'static> Watch<O> {
    /// For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        Self {
            begin: Box::new(move |known| IfChanged::new(operation.clone(), known)),
            known: None,
            given: None,
            interval: Duration::from_secs(10),
            max_wait: Duration::from_secs(30),
            waits: O::META.conditions.is_some_and(|conditions| conditions.wait.is_some()),
            on_retry: None,
            failures: 0,
            done: false,
            pending: None,
        }
    }

    /// Begins with what has changed since a revision, instead of with what is there.
    pub fn since(mut self, known: impl Into<Revision>) -> Self {
        self.known = Some(known.into());
        self
    }

    /// How long to pause between two questions, where the service does not hold answers back. 10
    /// seconds unless set, and at least 10 milliseconds.
    ///
    /// A service that does hold them back is asked again at once, but no more than once per second, or
    /// per pause if that is shorter.
    pub fn interval(mut self, interval: Duration) -> Self {
        self.interval = interval.max(SHORTEST_PAUSE);
        self
    }

    /// How long the service may hold an answer back, where it can. 30 seconds unless set. With nothing
    /// it is not asked to.
    pub fn max_wait(mut self, max_wait: Duration) -> Self {
        self.max_wait = max_wait;
        self
    }

    /// What to call when the service could not be asked, or did not find what it was asked for, before
    /// it is asked again.
    pub fn on_retry(mut self, observe: impl FnMut(&Error) + Send + 'static) -> Self {
        self.on_retry = Some(Box::new(observe));
        self
    }

    /// The revision of what was last given out, to go on with after a restart.
    #[must_use]
    pub fn revision(&self) -> Option<&Revision> {
        self.known.as_ref()
    }

    /// What is there now, or has become of it.
    ///
    /// # Errors
    /// If the service refuses to answer or the answer cannot be read. Nothing comes after that.
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

    /// Decides what to give out, if anything, and asks again unless that is the end.
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
                let is_known = revision.is_some() && revision == self.known;
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
                let pause = Duration::from_secs(1).saturating_mul(1 << self.failures.min(6)).min(LONGEST_PAUSE);
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

    /// Whether something else is given out than before.
    fn differs(&mut self, body: &[u8]) -> bool {
        let digest = Some(digest::document(body));
        std::mem::replace(&mut self.given, digest) != digest
    }

    /// Asks again after an answer: `waits` and `took` are those of its request.
    fn go_on(&mut self, waits: bool, took: Duration, revision: Option<Revision>) {
        self.failures = 0;
        let is_newer = revision.is_some() && revision != self.known;
        self.known = revision.or(self.known.take());
        let request = self.request();
        let was_held = took >= AT_ONCE.min(self.max_wait);
        let pause = match (waits, request.waits()) {
            // Only a pause keeps the service from being asked without end.
            (_, false) => self.interval,
            // The next question waits, which this one could not.
            (false, true) => Duration::ZERO,
            (true, true) if was_held || is_newer => AT_ONCE.min(self.interval).saturating_sub(took),
            // The service was to wait, and did not.
            (true, true) => self.interval,
        };
        self.pending = Some(poll_after(request, pause));
    }

    /// The next request. After on_retry it does not wait, so that what was missed comes soon.
    fn request(&self) -> IfChanged<O> {
        let request = (self.begin)(self.known.clone());
        let waits = self.waits && self.known.is_some() && self.failures == 0;
        if waits { request.wait(self.max_wait) } else { request }
    }
}

/// Asks after a pause.
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

/// Reads what stands for an answer.
fn read<O: Operation>(json: &'static str) -> Result<(Conditional<O::Output>, Bytes), Error> {
    let body = Bytes::from_static(json.as_bytes());
    let response = RawResponse::new(O::META, http::Response::new(body.clone()), 0);
    Ok((O::decode(&response)?.into(), body))
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
