//! An open web socket.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{Sink, SinkExt as _};
use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::CloseFrame;

use super::watchdog::{Alarm, Watchdog};
use crate::client::call::decoding::decode_json;
use crate::client::error::Error;
use crate::client::response::{RawResponse, Response};
use crate::client::transport::opening::Connection;
use crate::finite;
use crate::meta::OperationMeta;
use crate::value::NoMessage;

/// Code of a connection that has served its purpose.
const NORMAL: u16 = 1000;

/// Open web socket: a stream of messages `T` from the service, and a sink of messages `S` to it.
///
/// The stream ends when the service closes the connection normally. Every other code is an error of the kind
/// [`Closed`](crate::client::ErrorKind::Closed), also a normal one that the specification lists. A message that cannot
/// be decoded is an error of the kind [`Decode`](crate::client::ErrorKind::Decode), after which the stream continues.
/// All other errors end it.
///
/// Poll the stream to keep the connection alive, even if you only send: polling also responds to pings and notices a
/// service that is silent. Dropping the socket closes the connection without a close code.
pub struct Socket<T, S = NoMessage> {
    inner: WebSocketStream<Connection>,
    meta: &'static OperationMeta,
    watchdog: Watchdog,
    done: bool,
    messages: PhantomData<fn(S) -> T>,
}

impl<T, S> Socket<T, S> {
    pub(super) fn new(inner: WebSocketStream<Connection>, meta: &'static OperationMeta, silence: Duration) -> Self {
        let pings = meta.stream.is_none_or(|stream| stream.ping.is_none());
        Self { inner, meta, watchdog: Watchdog::new(silence, pings), done: false, messages: PhantomData }
    }

    /// Closes the connection normally, and waits at most as long as the service may be silent.
    ///
    /// # Errors
    /// Returns an error if the connection is broken or the service does not read.
    pub async fn close(mut self) -> Result<(), Error> {
        let limit = self.watchdog.limit();
        let frame = CloseFrame { code: NORMAL.into(), reason: Default::default() };
        let closed = timeout(limit, self.inner.close(Some(frame))).await;
        closed.map_err(|_| Error::silent(self.meta, limit))?.map_err(|error| Error::broken(self.meta, error))
    }

    /// Waits for the next text or the end.
    fn poll_text(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        while !self.done {
            match Pin::new(&mut self.inner).poll_next(context) {
                Poll::Ready(Some(Ok(message))) => {
                    self.watchdog.heard();
                    match message {
                        Message::Text(_) | Message::Binary(_) => return Poll::Ready(Some(Ok(message.into_data()))),
                        Message::Close(frame) => {
                            self.done = true;
                            // The library has prepared the reply. It is a courtesy, so the end does not wait for it.
                            let _ = Pin::new(&mut self.inner).poll_flush(context);
                            return Poll::Ready(self.closed(frame).map(Err));
                        }
                        // The library responds to pings.
                        Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
                    }
                }
                Poll::Ready(Some(Err(error))) => {
                    self.done = true;
                    return Poll::Ready(Some(Err(Error::broken(self.meta, error))));
                }
                Poll::Ready(None) => self.done = true,
                Poll::Pending => match ready!(self.watchdog.poll(context)) {
                    Alarm::Silent => {
                        self.done = true;
                        return Poll::Ready(Some(Err(Error::silent(self.meta, self.watchdog.limit()))));
                    }
                    // A ping that cannot be sent now is of no use later.
                    Alarm::Ping => {
                        if Pin::new(&mut self.inner).poll_ready(context).is_ready() {
                            let _ = Pin::new(&mut self.inner).start_send(Message::Ping(Bytes::new()));
                            let _ = Pin::new(&mut self.inner).poll_flush(context);
                        }
                    }
                },
            }
        }
        Poll::Ready(None)
    }

    /// Returns the error of a close frame; `None` for the normal end.
    fn closed(&self, frame: Option<CloseFrame>) -> Option<Error> {
        let frame = frame?;
        let code = u16::from(frame.code);
        let is_normal = code == NORMAL && self.meta.stream.and_then(|stream| stream.close_meaning(code)).is_none();
        (!is_normal).then(|| Error::closed(self.meta, code, &frame.reason))
    }
}

impl<T: DeserializeOwned, S> Socket<T, S> {
    /// Returns the next message; `None` after the normal end. No message is lost if the future is dropped.
    ///
    /// # Errors
    /// Returns an error if a message cannot be decoded, the service closes the connection with a code, or the
    /// connection breaks. See [`Socket`].
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        std::future::poll_fn(|context| self.poll(context)).await
    }

    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error>>> {
        let text = ready!(self.poll_text(context));
        Poll::Ready(text.map(|text| decode(self.meta, text?)))
    }
}

/// Decodes a message like the body of a response.
fn decode<T: DeserializeOwned>(meta: &'static OperationMeta, text: Bytes) -> Result<T, Error> {
    let mut response = http::Response::new(text);
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    decode_json(RawResponse::new(meta, response, 1)).map(Response::into_inner)
}

impl<T, S: Serialize> Socket<T, S> {
    /// Sends a message, and waits at most as long as the service may be silent.
    ///
    /// # Errors
    /// Returns an error if the connection is broken or the service does not read.
    pub async fn send(&mut self, message: &S) -> Result<(), Error> {
        let (limit, message) = (self.watchdog.limit(), write(self.meta, message)?);
        let sent = timeout(limit, self.inner.send(message)).await;
        sent.map_err(|_| Error::silent(self.meta, limit))?.map_err(|error| Error::broken(self.meta, error))
    }
}

fn write(meta: &'static OperationMeta, message: &impl Serialize) -> Result<Message, Error> {
    finite::to_string(message).map(Message::text).map_err(|_| Error::unwritable(meta))
}

impl<T: DeserializeOwned, S> Stream for Socket<T, S> {
    type Item = Result<T, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(context)
    }
}

impl<T, S: Serialize> Sink<S> for Socket<T, S> {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let meta = self.meta;
        Pin::new(&mut self.inner).poll_ready(context).map_err(|error| Error::broken(meta, error))
    }

    fn start_send(mut self: Pin<&mut Self>, message: S) -> Result<(), Error> {
        let meta = self.meta;
        let message = write(meta, &message)?;
        Pin::new(&mut self.inner).start_send(message).map_err(|error| Error::broken(meta, error))
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let meta = self.meta;
        Pin::new(&mut self.inner).poll_flush(context).map_err(|error| Error::broken(meta, error))
    }

    fn poll_close(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let meta = self.meta;
        Pin::new(&mut self.inner).poll_close(context).map_err(|error| Error::broken(meta, error))
    }
}

impl<T, S> fmt::Debug for Socket<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket").field("operation", &self.meta.id).field("done", &self.done).finish_non_exhaustive()
    }
}
