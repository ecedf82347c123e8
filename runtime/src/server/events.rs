//! Streams of events as responses.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_core::Stream;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use serde::Serialize;
use tokio::time::{Instant, Sleep, sleep};

use super::reply::Reply;
use super::service_error::ServiceError;
use crate::finite;
use crate::media;
use crate::meta::OperationMeta;

/// Pause between two comments that show a client that the service is there.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Events that a service responds with. Returned by its methods; the events are sent when they are there.
pub struct EventStream<T>(Pin<Box<dyn Stream<Item = T> + Send>>);

impl<T> EventStream<T> {
    /// Creates it from a stream. The response ends with it, and the stream is dropped when the client leaves.
    pub fn new(events: impl Stream<Item = T> + Send + 'static) -> Self {
        Self(Box::pin(events))
    }
}

impl<T: Send + 'static> From<Vec<T>> for EventStream<T> {
    fn from(events: Vec<T>) -> Self {
        Self::new(Listed(events.into_iter()))
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

struct Listed<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Listed<T> {}

impl<T> Stream for Listed<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

impl Reply {
    /// Creates a reply with events that are JSON.
    ///
    /// # Errors
    /// Never returns an error.
    pub fn events<T: Serialize + 'static>(
        operation: &'static OperationMeta,
        status: u16,
        events: EventStream<T>,
    ) -> Result<Self, ServiceError> {
        Self::of_events(operation, status, events, |event| finite::to_string(event).ok())
    }

    /// Creates a reply with events that are strings.
    ///
    /// # Errors
    /// Never returns an error.
    pub fn text_events(
        operation: &'static OperationMeta,
        status: u16,
        events: EventStream<String>,
    ) -> Result<Self, ServiceError> {
        Self::of_events(operation, status, events, |event| Some(event.clone()))
    }

    fn of_events<T: 'static>(
        operation: &'static OperationMeta,
        status: u16,
        events: EventStream<T>,
        write: fn(&T) -> Option<String>,
    ) -> Result<Self, ServiceError> {
        let framing = Framing::of(operation.response_media);
        let keep_alive = (framing == Framing::ServerSent).then(|| Box::pin(sleep(KEEP_ALIVE)));
        let written = Written { events: Some(events.0), framing, write, end: operation.events_end, keep_alive };
        let reply = Self::streamed(status, Body::from_stream(written));
        let reply = reply.header(CACHE_CONTROL.as_str(), "no-cache");
        Ok(reply.header(CONTENT_TYPE.as_str(), operation.response_media))
    }
}

/// What is written around an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    ServerSent,
    Lines,
    Sequence,
}

impl Framing {
    fn of(media: &str) -> Self {
        match media {
            media::EVENTS => Self::ServerSent,
            "application/json-seq" => Self::Sequence,
            _ => Self::Lines,
        }
    }

    fn frame(self, text: &str) -> String {
        match self {
            // A line break of any kind ends the field.
            Self::ServerSent => {
                let text = text.replace("\r\n", "\n").replace('\r', "\n");
                text.split('\n').map(|line| format!("data: {line}\n")).collect::<String>() + "\n"
            }
            Self::Lines => format!("{text}\n"),
            Self::Sequence => format!("\u{1e}{text}\n"),
        }
    }
}

/// Events as bytes.
struct Written<T> {
    events: Option<Pin<Box<dyn Stream<Item = T> + Send>>>,
    framing: Framing,
    write: fn(&T) -> Option<String>,
    end: Option<&'static str>,
    /// Runs while there is nothing to send.
    keep_alive: Option<Pin<Box<Sleep>>>,
}

impl<T> Stream for Written<T> {
    type Item = Result<Bytes, Unwritable>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(events) = &mut this.events else { return Poll::Ready(None) };
        let event = match events.as_mut().poll_next(context) {
            Poll::Ready(event) => event,
            Poll::Pending => {
                let Some(timer) = &mut this.keep_alive else { return Poll::Pending };
                ready!(timer.as_mut().poll(context));
                timer.as_mut().reset(Instant::now() + KEEP_ALIVE);
                return Poll::Ready(Some(Ok(Bytes::from_static(b":\n\n"))));
            }
        };
        if let Some(timer) = &mut this.keep_alive {
            timer.as_mut().reset(Instant::now() + KEEP_ALIVE);
        }
        let Some(event) = event else {
            this.events = None;
            return Poll::Ready(this.end.map(|end| Ok(this.framing.frame(end).into())));
        };
        match (this.write)(&event) {
            Some(text) => Poll::Ready(Some(Ok(this.framing.frame(&text).into()))),
            None => {
                this.events = None;
                Poll::Ready(Some(Err(Unwritable)))
            }
        }
    }
}

/// An event cannot be serialized. The connection breaks, so that the client does not take it for the end.
#[derive(Debug)]
struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event cannot be serialized as JSON")
    }
}

impl std::error::Error for Unwritable {}
