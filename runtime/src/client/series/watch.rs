//! Watching: asking for what has changed, again and again.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use tokio::time::Instant;

use super::if_changed::IfChanged;
use crate::client::call::operation::Operation;
use crate::client::error::{Error, ErrorKind};
use crate::future::BoxFuture;
use crate::value::{Conditional, Revision};

/// What changes, as a stream that begins with what is there. Made by `watch` of an operation.
///
/// Where the service can hold an answer back until something changes, it is asked to; else it is asked
/// again after a pause. A service that cannot be reached, or is overloaded or restarting, is asked
/// again after longer and longer pauses; [`on_trouble`](Self::on_trouble) tells of it. Everything else
/// that goes wrong is given out and ends the stream.
#[must_use = "nothing is sent before something is asked for"]
pub struct Watch<O: Operation> {
    /// The operation as it is asked each time.
    begin: Box<dyn Fn(Option<Revision>) -> IfChanged<O> + Send + Sync>,
    known: Option<Revision>,
    pause: Duration,
    longest: Duration,
    waits: bool,
    trouble: Option<Observer>,
    failures: u32,
    done: bool,
    asked: Option<Instant>,
    pending: Option<BoxFuture<'static, Result<Conditional<O::Output>, Error>>>,
}

type Observer = Box<dyn FnMut(&Error) + Send>;

/// What comes sooner was not waited for.
const AT_ONCE: Duration = Duration::from_secs(1);

/// The longest pause after failures.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

impl<O: Operation<Output: 'static> + Clone + Sync + 'static> Watch<O> {
    /// For generated code.
    #[doc(hidden)]
    pub fn new(operation: O) -> Self {
        Self {
            begin: Box::new(move |known| IfChanged::new(operation.clone(), known)),
            known: None,
            pause: Duration::from_secs(10),
            longest: Duration::from_secs(30),
            waits: O::META.conditions.is_some_and(|conditions| conditions.wait.is_some()),
            trouble: None,
            failures: 0,
            done: false,
            asked: None,
            pending: None,
        }
    }

    /// Begins with what has changed since a revision, instead of with what is there.
    pub fn since(mut self, known: impl Into<Revision>) -> Self {
        self.known = Some(known.into());
        self
    }

    /// How long to pause between two questions, where the service does not hold answers back. 10
    /// seconds unless set.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// How long the service may hold an answer back, where it can. 30 seconds unless set.
    pub fn longest_wait(mut self, longest: Duration) -> Self {
        self.longest = longest;
        self
    }

    /// What to call when the service could not be asked, before it is asked again.
    pub fn on_trouble(mut self, observe: impl FnMut(&Error) + Send + 'static) -> Self {
        self.trouble = Some(Box::new(observe));
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
        loop {
            if self.done {
                return Poll::Ready(None);
            }
            let pending = match &mut self.pending {
                Some(pending) => pending,
                None => {
                    let first = self.ask(Duration::ZERO);
                    self.pending.insert(first)
                }
            };
            let answer = ready!(pending.as_mut().poll(context));
            self.pending = None;
            match answer {
                Ok(Conditional::Modified { value, revision }) => {
                    self.failures = 0;
                    // Without a revision, only a pause keeps the service from being asked without end.
                    let pause = if self.waits && revision.is_some() { Duration::ZERO } else { self.pause };
                    self.known = revision.or(self.known.take());
                    self.pending = Some(self.ask(pause));
                    return Poll::Ready(Some(Ok(value)));
                }
                Ok(Conditional::NotModified) => {
                    self.failures = 0;
                    // A service that was to wait and answers at once is not asked without end.
                    let waited = self.waits && self.asked.is_some_and(|asked| asked.elapsed() >= AT_ONCE);
                    let pause = if waited { Duration::ZERO } else { self.pause };
                    self.pending = Some(self.ask(pause));
                }
                Err(error) if passes(&error) => {
                    if let Some(observe) = &mut self.trouble {
                        observe(&error);
                    }
                    let pause = Duration::from_secs(1).saturating_mul(1 << self.failures.min(6)).min(LONGEST_PAUSE);
                    self.failures = self.failures.saturating_add(1);
                    self.pending = Some(self.ask(pause));
                }
                Err(error) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Asks after a pause.
    fn ask(&mut self, pause: Duration) -> BoxFuture<'static, Result<Conditional<O::Output>, Error>> {
        self.asked = Some(Instant::now() + pause);
        let mut call = (self.begin)(self.known.clone());
        if self.waits && self.known.is_some() && self.failures == 0 {
            call = call.wait(self.longest);
        }
        Box::pin(async move {
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            call.send().await
        })
    }
}

/// Whether it makes sense to ask again later.
fn passes(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout => true,
        ErrorKind::Service => matches!(error.status(), Some(408 | 429 | 500 | 502..=504)),
        _ => false,
    }
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
