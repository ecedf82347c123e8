//! Events of a response.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::HeaderMap;
use tokio::time::{Sleep, sleep};

use super::parser::{Event, Parser, TooLarge};
use crate::client::call::operation::Decode;
use crate::client::error::{Error, ErrorKind};
use crate::client::response::RawResponse;
use crate::client::transport::incoming::Pieces;
use crate::client::transport::{TransportError, TransportErrorKind};

/// Stream of the events `T` of a response.
///
/// The stream ends when the response ends, or with the event that the specification lists as its end. An event that
/// cannot be decoded is an error of the kind [`Decode`](crate::client::ErrorKind::Decode), after which the stream
/// continues. All other errors end it: a connection that breaks, an event above the limit, and a service that is silent
/// for too long. Dropping the stream closes the connection.
pub struct Events<T> {
    /// The head of the response.
    response: RawResponse,
    pieces: Option<Box<dyn Pieces>>,
    parser: Parser,
    silence: Duration,
    timer: Pin<Box<Sleep>>,
    decode: Decode<T>,
    last: Option<Event>,
    done: bool,
}

impl<T> Events<T> {
    pub(super) fn new(
        response: RawResponse,
        pieces: Box<dyn Pieces>,
        parser: Parser,
        silence: Duration,
        decode: Decode<T>,
    ) -> Self {
        let timer = Box::pin(sleep(silence));
        Self { response, pieces: Some(pieces), parser, silence, timer, decode, last: None, done: false }
    }

    /// Returns the headers of the response.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// Returns the name that the service gave the last event.
    #[must_use]
    pub fn event_name(&self) -> Option<&str> {
        self.last.as_ref()?.name.as_deref()
    }

    /// Returns the id of the last event, or that of an earlier one.
    #[must_use]
    pub fn event_id(&self) -> Option<&str> {
        self.last.as_ref()?.id.as_deref()
    }

    /// Returns the pause that the service asks for before another request.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.parser.retry().map(Duration::from_millis)
    }

    /// Returns the next event; `None` at the end. No event is lost if the future is dropped.
    ///
    /// # Errors
    /// Returns an error if an event cannot be decoded or the stream breaks. See [`Events`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        loop {
            if let Some(event) = self.parser.events.pop_front() {
                let end = self.response.operation().events_end;
                if end.is_some_and(|end| event.data == end.as_bytes()) {
                    self.end();
                    return Poll::Ready(None);
                }
                let data = event.data.clone();
                self.last = Some(event);
                let decoded = (self.decode)(of(&self.response, data));
                return Poll::Ready(Some(decoded.map(|event| event.into_inner())));
            }
            if self.done {
                return Poll::Ready(None);
            }
            match ready!(self.poll_bytes(context)) {
                Ok(Some(bytes)) => {
                    if self.parser.push(&bytes) == Err(TooLarge) {
                        return Poll::Ready(Some(Err(
                            self.fail(TransportErrorKind::Other, "an event is above the limit")
                        )));
                    }
                }
                Ok(None) => {
                    self.parser.finish();
                    self.done = true;
                }
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        let Some(pieces) = &mut self.pieces else { return Poll::Ready(Ok(None)) };
        match pieces.poll_piece(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                // Unlike an instant, a pause may be as long as it likes.
                self.timer.set(sleep(self.silence));
                Poll::Ready(Ok(Some(bytes)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.end();
                let mut broken = self.error(ErrorKind::Transport, "the connection broke in the middle of the events");
                broken.set_cause(TransportErrorKind::Interrupted, error);
                Poll::Ready(Err(broken))
            }
            Poll::Ready(None) => Poll::Ready(Ok(None)),
            Poll::Pending => {
                ready!(self.timer.as_mut().poll(context));
                self.end();
                let message = format!("the service was silent for {:?}", self.silence);
                Poll::Ready(Err(self.error(ErrorKind::Timeout, message)))
            }
        }
    }

    /// Closes the connection.
    fn end(&mut self) {
        self.done = true;
        self.pieces = None;
        self.parser.events.clear();
    }

    fn error(&self, kind: ErrorKind, message: impl Into<String>) -> Error {
        Error::new(kind, Some(self.response.operation()), message)
    }

    fn fail(&mut self, kind: TransportErrorKind, message: &'static str) -> Error {
        self.end();
        let mut error = self.error(ErrorKind::Transport, message);
        error.set_cause(kind, TransportError::new(kind, message));
        error
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("operation", &self.response.operation().id).finish_non_exhaustive()
    }
}

/// An event as a response with its data as the body.
pub(super) fn of(response: &RawResponse, data: Bytes) -> RawResponse {
    response.unread().map(|_| data)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::call::decoding::decode_text;
    use crate::client::transport::incoming::Whole;
    use crate::media::EVENTS;
    use crate::meta::OperationMeta;

    #[tokio::test]
    async fn a_service_may_be_silent_for_ever() {
        static META: OperationMeta = OperationMeta { response_media: EVENTS, ..OperationMeta::BASE };
        let response = RawResponse::new(&META, http::Response::new(Bytes::new()), 1);
        let pieces = Box::new(Whole(Some(Bytes::from_static(b"data: a\n\n"))));
        let mut events = Events::new(response, pieces, Parser::new(EVENTS, 100), Duration::MAX, decode_text);
        assert_eq!(events.next().await.unwrap().unwrap(), "a");
        assert!(events.next().await.is_none());
    }
}
