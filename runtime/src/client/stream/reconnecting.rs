//! A web socket that is opened again.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep};

use super::open::{Settings, open};
use super::socket::Socket;
use crate::client::call::Call;
use crate::client::error::{Error, ErrorKind};
use crate::client::series::{LONGEST_RETRY_AFTER, backoff};
use crate::future::BoxFuture;
use crate::value::NoMessage;

/// Shortest time that a connection must last to count as a success.
const HELD: Duration = Duration::from_secs(30);

/// Event of a connection that is opened again whenever it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum SocketEvent<T> {
    /// The connection is open for the first time.
    Opened,
    /// The connection is open again. Messages in between are lost: request what you know again.
    Reopened,
    /// A message.
    Message(T),
}

/// Stream of messages that opens the connection again whenever it ends. Returned by `reconnecting` of
/// [`Connect`](crate::client::Connect).
///
/// Connection failures, a silent service, overload, restarts and normal ends are retried with increasing pauses of up
/// to a minute, and so is "not found", since the resource may appear later. [`on_retry`](Self::on_retry) reports them.
/// Only a connection that lasted for half a minute resets the pauses. Rejections, close codes that the specification
/// lists, and codes that report a misuse are returned and end the stream. A message that cannot be decoded is
/// returned as an error, and the stream continues.
#[must_use = "nothing is sent before the stream is polled"]
pub struct Reconnecting<T> {
    call: Call,
    settings: Settings,
    state: State<T>,
    on_retry: Option<Observer>,
    /// Connections in a row that failed or ended soon.
    failures: u32,
    /// Whether a connection was open before.
    again: bool,
}

type Observer = Box<dyn FnMut(Option<&Error>) + Send>;

enum State<T> {
    Unopened,
    Opening(BoxFuture<'static, Result<Socket<T>, Error>>),
    Open(Box<Socket<T>>, Instant),
    Done,
}

impl<T: DeserializeOwned + Send + 'static> Reconnecting<T> {
    pub(super) fn new(call: Call, settings: Settings) -> Self {
        Self { call, settings, state: State::Unopened, on_retry: None, failures: 0, again: false }
    }

    /// Sets a callback that is called before each pause, with the error that ended the connection; `None` if the
    /// service closed it normally.
    pub fn on_retry(mut self, observe: impl FnMut(Option<&Error>) + Send + 'static) -> Self {
        self.on_retry = Some(Box::new(observe));
        self
    }

    /// Returns the next event.
    ///
    /// # Errors
    /// Returns an error if a message cannot be decoded, after which the stream continues, or if the service will not
    /// open the connection again, which ends the stream.
    pub async fn next(&mut self) -> Option<Result<SocketEvent<T>, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<SocketEvent<T>, Error>>> {
        loop {
            match &mut self.state {
                State::Unopened => self.open_after(Duration::ZERO),
                State::Opening(opening) => match ready!(opening.as_mut().poll(context)) {
                    Ok(socket) => {
                        self.state = State::Open(Box::new(socket), Instant::now());
                        let event = if self.again { SocketEvent::Reopened } else { SocketEvent::Opened };
                        self.again = true;
                        return Poll::Ready(Some(Ok(event)));
                    }
                    Err(error) => {
                        if let Some(last) = self.ended(Some(error)) {
                            return Poll::Ready(Some(Err(last)));
                        }
                    }
                },
                State::Open(socket, since) => {
                    let error = match ready!(socket.poll(context)) {
                        Some(Ok(message)) => return Poll::Ready(Some(Ok(SocketEvent::Message(message)))),
                        Some(Err(error)) if error.kind() == ErrorKind::Decode => return Poll::Ready(Some(Err(error))),
                        Some(Err(error)) => Some(error),
                        None => None,
                    };
                    if since.elapsed() >= HELD {
                        self.failures = 0;
                    }
                    if let Some(last) = self.ended(error) {
                        return Poll::Ready(Some(Err(last)));
                    }
                }
                State::Done => return Poll::Ready(None),
            }
        }
    }

    /// Prepares the next connection, or returns the error that ends the stream.
    fn ended(&mut self, error: Option<Error>) -> Option<Error> {
        if error.as_ref().is_some_and(|error| !error.allows_reconnecting()) {
            self.state = State::Done;
            return error;
        }
        if let Some(observe) = &mut self.on_retry {
            observe(error.as_ref());
        }
        let asked = error.and_then(|error| error.retry_after()).unwrap_or_default();
        let pause = backoff(self.failures).max(asked.min(LONGEST_RETRY_AFTER));
        self.failures = self.failures.saturating_add(1);
        self.open_after(pause);
        None
    }

    fn open_after(&mut self, pause: Duration) {
        let (call, settings) = (self.call.clone(), self.settings);
        self.state = State::Opening(Box::pin(async move {
            if !pause.is_zero() {
                sleep(pause).await;
            }
            open::<T, NoMessage>(call, settings).await
        }));
    }
}

impl<T: DeserializeOwned + Send + 'static> Stream for Reconnecting<T> {
    type Item = Result<SocketEvent<T>, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> Unpin for Reconnecting<T> {}

impl<T> fmt::Debug for Reconnecting<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnecting")
            .field("call", &self.call)
            .field("failures", &self.failures)
            .finish_non_exhaustive()
    }
}
