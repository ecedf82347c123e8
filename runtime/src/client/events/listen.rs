//! Requests whose response is read event by event.

use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::parser::Parser;
use super::stream::{Events, of};
use crate::client::call::Call;
use crate::client::call::decoding::{decode_json, decode_text};
use crate::client::call::operation::Decode;
use crate::client::error::Error;
use crate::client::response::{RawResponse, Response};
use crate::client::transport::incoming::{Incoming, Whole};
use crate::decode::DecodeError;
use crate::future::BoxFuture;
use crate::media;

/// Largest event from a service.
const EVENT_LIMIT: usize = 1 << 20;

/// Longest silence of a service.
const SILENCE: Duration = Duration::from_secs(300);

/// Request to be sent. Returned by `events` of an operation. Awaiting it sends the request, and returns the events once
/// the service has responded with a status of success.
///
/// The request has the credentials, the endpoint, the retries and the timeouts of any call of the operation. The
/// timeouts end with the head of the response.
#[must_use = "nothing is sent before it is awaited"]
pub struct Listen<T> {
    call: Call,
    event_limit: usize,
    silence: Duration,
    decode: Decode<T>,
}

impl<T> Listen<T> {
    /// Creates it from a call. For generated code.
    #[doc(hidden)]
    pub fn new(call: Call, decode: Decode<T>) -> Self {
        Self { call, event_limit: EVENT_LIMIT, silence: SILENCE, decode }
    }

    /// Sets the size of the largest event, in bytes. Defaults to 1 MiB. A larger event ends the stream with an error.
    pub fn event_limit(mut self, bytes: usize) -> Self {
        self.event_limit = bytes;
        self
    }

    /// Sets how long the service may send nothing, not even a comment, before the stream ends with an error. Defaults to
    /// 5 minutes.
    pub fn silence_limit(mut self, limit: Duration) -> Self {
        self.silence = limit.max(Duration::from_millis(10));
        self
    }

    async fn open(self) -> Result<Events<T>, Error> {
        let Self { mut call, event_limit, silence, decode } = self;
        let incoming = Incoming::default();
        call.receive(incoming.clone());
        let response = call.send().await?;
        check(&response)?;
        let parser = Parser::new(response.operation().response_media, event_limit);
        // A transport that knows only whole responses has put the body into it.
        let pieces = incoming.take().unwrap_or_else(|| Box::new(Whole(Some(response.get().clone()))));
        Ok(Events::new(response.unread(), pieces, parser, silence, decode))
    }
}

impl<T: Send + 'static> IntoFuture for Listen<T> {
    type Output = Result<Events<T>, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.open())
    }
}

impl<T> fmt::Debug for Listen<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listen").field(&self.call).finish()
    }
}

/// Returns an error if a response names another media type: a page of a proxy has no events.
fn check(response: &RawResponse) -> Result<(), Error> {
    let sent = response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let expected = response.operation().response_media;
    match sent.map(media::essence).filter(|sent| sent != expected) {
        // Lines of JSON have many names.
        Some(sent) if expected == media::EVENTS || !sent.contains("json") => {
            let message = format!("expected {expected}, got {sent}");
            Err(Error::decode(response, DecodeError { path: ".".to_owned(), message, line: 0, column: 0 }))
        }
        _ => Ok(()),
    }
}

/// Decodes all events of a response that are JSON. For generated code.
///
/// # Errors
/// Returns the error of the first event that cannot be decoded.
pub fn decode_events<T: DeserializeOwned>(response: RawResponse) -> Result<Response<Vec<T>>, Error> {
    all(response, decode_json)
}

/// Decodes all events of a response that are strings. For generated code.
///
/// # Errors
/// Returns the error of the first event that cannot be decoded.
pub fn decode_text_events(response: RawResponse) -> Result<Response<Vec<String>>, Error> {
    all(response, decode_text)
}

fn all<T>(response: RawResponse, decode: Decode<T>) -> Result<Response<Vec<T>>, Error> {
    check(&response)?;
    let meta = response.operation();
    let mut parser = Parser::new(meta.response_media, usize::MAX);
    // There is no limit, and the whole response is in memory.
    let _ = parser.push(response.get());
    parser.finish();
    let mut events = Vec::new();
    for event in parser.events {
        if meta.events_end.is_some_and(|end| event.data == end.as_bytes()) {
            break;
        }
        events.push(decode(of(&response, event.data))?.into_inner());
    }
    Ok(response.map(|_| events))
}
