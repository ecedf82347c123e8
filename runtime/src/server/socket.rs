//! Web sockets of a service.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use axum::extract::FromRequestParts as _;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep_until, timeout};

use super::context::Context;
use super::message_rules::MessageRules;
use super::reply::Reply;
use super::service_error::ServiceError;
use super::validation::Violation;
use crate::decode;
use crate::finite;
use crate::future::BoxFuture;
use crate::meta::{Rejection, StreamMeta};
use crate::value::NoMessage;

/// Largest message from a client.
const MESSAGE_LIMIT: usize = 1 << 20;

/// Bytes that wait for a client that does not read, beside one message.
const UNSENT: usize = 128 * 1024;

/// Pings that a client may leave without a response.
const UNANSWERED: u32 = 3;

/// Time for the client to confirm the end.
const FAREWELL: Duration = Duration::from_secs(5);

/// Code of a connection that has served its purpose.
const NORMAL: u16 = 1000;

/// Code for a message that is not what the specification says.
const INVALID: u16 = 1007;

/// Bytes that fit into a close frame behind the code.
const LONGEST_REASON: usize = 123;

/// What a service does with a web socket. Returned by its methods; runs after the connection was opened.
///
/// `M` is the type of the messages to the client, and `C` that of the messages from it.
pub struct SocketHandler<M, C = NoMessage>(Box<dyn FnOnce(ServerSocket<M, C>) -> BoxFuture<'static, ()> + Send>);

impl<M: 'static, C: 'static> SocketHandler<M, C> {
    /// Creates a handler from a function. If it returns without closing the socket, the client sees a broken
    /// connection.
    pub fn new<F>(run: impl FnOnce(ServerSocket<M, C>) -> F + Send + 'static) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        Self(Box::new(move |socket| Box::pin(run(socket))))
    }
}

impl<M: Serialize + Send + Sync + 'static, C: DeserializeOwned + Send + 'static> SocketHandler<M, C> {
    /// Creates a handler that sends the messages of a stream, and then closes the connection normally. Messages of
    /// the client are ignored.
    pub fn messages(messages: impl Stream<Item = M> + Send + 'static) -> Self {
        Self::new(|mut socket: ServerSocket<M, C>| async move {
            let mut messages = Box::pin(messages);
            loop {
                let message = tokio::select! {
                    message = messages.next() => message,
                    received = socket.next() => match received {
                        Some(_) => continue,
                        None => return,
                    },
                };
                match message {
                    Some(message) if socket.send(&message).await.is_ok() => {}
                    Some(_) => return,
                    None => return socket.close(NORMAL, "").await,
                }
            }
        })
    }
}

impl<M, C> fmt::Debug for SocketHandler<M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketHandler").finish_non_exhaustive()
    }
}

/// Sign of life of a client.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Received<C> {
    /// A message.
    Message(C),
    /// The response to a ping.
    Pong,
}

/// The client has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientLeft;

impl fmt::Display for ClientLeft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the client has left")
    }
}

impl std::error::Error for ClientLeft {}

/// Open web socket of a service.
///
/// Call [`next`](Self::next) also if the client sends no messages: it sends pings at the documented interval, responds
/// to those of the client, and notices when the client leaves.
pub struct ServerSocket<M, C = NoMessage> {
    socket: WebSocket,
    meta: StreamMeta,
    ping: Option<Duration>,
    due: Instant,
    /// Pings since the last sign of life.
    unanswered: u32,
    rules: Option<MessageRules>,
    messages: PhantomData<fn(M) -> C>,
}

impl<M, C> ServerSocket<M, C> {
    fn new(socket: WebSocket, meta: StreamMeta, rules: Option<MessageRules>) -> Self {
        let ping = meta.ping.map(|seconds| Duration::from_secs(seconds.into()));
        let due = Instant::now() + ping.unwrap_or_default();
        Self { socket, meta, ping, due, unanswered: 0, rules, messages: PhantomData }
    }

    /// Sends no pings, other than with [`ping`](Self::ping).
    #[must_use]
    pub fn without_pings(mut self) -> Self {
        self.ping = None;
        self
    }

    /// Sends a ping. [`next`](Self::next) returns the response.
    ///
    /// # Errors
    /// Returns an error if the client has left.
    pub async fn ping(&mut self) -> Result<(), ClientLeft> {
        self.socket.send(Message::Ping(Bytes::new())).await.map_err(|_| ClientLeft)
    }

    /// Closes the connection with a code.
    pub async fn close(mut self, code: u16, reason: &str) {
        let frame = CloseFrame { code, reason: reason.into() };
        if self.socket.send(Message::Close(Some(frame))).await.is_ok() {
            // Unread messages would reset the connection, and the client would not see the code.
            let _ = timeout(FAREWELL, async { while let Some(Ok(_)) = self.socket.recv().await {} }).await;
        }
    }

    /// Sends JSON of any type. For generated code, and for tests of clients with wrong messages.
    ///
    /// # Errors
    /// Returns an error if the client has left.
    pub async fn send_text(&mut self, text: String) -> Result<(), ClientLeft> {
        self.socket.send(Message::text(text)).await.map_err(|_| ClientLeft)
    }
}

impl<M: Serialize, C> ServerSocket<M, C> {
    /// Sends a message.
    ///
    /// # Errors
    /// Returns an error if the client has left, or the message cannot be serialized.
    pub async fn send(&mut self, message: &M) -> Result<(), ClientLeft> {
        match finite::to_string(message) {
            Ok(text) => self.send_text(text).await,
            Err(_) => Err(ClientLeft),
        }
    }
}

impl<M, C: DeserializeOwned> ServerSocket<M, C> {
    /// Returns the next sign of life of the client; `None` when it has left. Nothing is lost if the future is dropped.
    ///
    /// A message that cannot be decoded, or that breaks a rule of the specification, closes the connection with code
    /// 1007. Messages are ignored if the specification has none.
    pub async fn next(&mut self) -> Option<Received<C>> {
        loop {
            let received = match self.ping {
                None => self.socket.recv().await,
                Some(interval) => tokio::select! {
                    received = self.socket.recv() => received,
                    () = sleep_until(self.due) => {
                        self.due = Instant::now() + interval;
                        if self.unanswered >= UNANSWERED || self.ping().await.is_err() {
                            return None;
                        }
                        self.unanswered += 1;
                        continue;
                    }
                },
            };
            self.unanswered = 0;
            match received {
                Some(Ok(Message::Pong(_))) => return Some(Received::Pong),
                Some(Ok(message @ (Message::Text(_) | Message::Binary(_)))) if self.meta.sends => {
                    match self.read(&message.into_data()) {
                        Ok(message) => return Some(Received::Message(message)),
                        Err(reason) => {
                            let frame = CloseFrame { code: INVALID, reason: reason.into() };
                            let _ = self.socket.send(Message::Close(Some(frame))).await;
                            return None;
                        }
                    }
                }
                Some(Ok(Message::Close(_))) => {
                    // The next read sends the confirmation.
                    let _ = timeout(FAREWELL, self.socket.recv()).await;
                    return None;
                }
                Some(Err(_)) | None => return None,
                Some(Ok(_)) => {}
            }
        }
    }
}

impl<M, C: DeserializeOwned> ServerSocket<M, C> {
    /// Decodes a message, or returns the reason why the connection ends.
    fn read(&self, message: &[u8]) -> Result<C, String> {
        let violation = self.rules.as_ref().and_then(|rules| rules.violation(message));
        match violation {
            Some(violation) => Err(reason(&violation)),
            None => decode::json(message).map_err(|_| "the message cannot be decoded".to_owned()),
        }
    }
}

/// A violation as the reason of a close frame, which has a limit.
fn reason(violation: &Violation) -> String {
    let place = match violation.pointer.as_str() {
        "" => "the message",
        pointer => pointer,
    };
    let mut reason = format!("{place}: expected {}, got {}", violation.expected, violation.got);
    let end = (0..=LONGEST_REASON).rev().find(|end| reason.is_char_boundary(*end));
    reason.truncate(end.unwrap_or_default());
    reason
}

impl<M, C> fmt::Debug for ServerSocket<M, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerSocket").finish_non_exhaustive()
    }
}

/// Request for a web socket. For generated code.
#[doc(hidden)]
pub struct SocketRequest {
    upgrade: WebSocketUpgrade,
    meta: StreamMeta,
    rules: Option<MessageRules>,
}

impl SocketRequest {
    /// Reads it from a request.
    ///
    /// # Errors
    /// Returns an error if the request does not ask for a web socket, or the connection cannot carry one.
    pub async fn of(context: &Context) -> Result<Self, ServiceError> {
        let mut parts = context.parts().clone();
        let upgrade = WebSocketUpgrade::from_request_parts(&mut parts, &()).await;
        let upgrade = upgrade.map_err(|rejection| {
            let message = format!("this operation opens a web socket: {}", rejection.body_text());
            ServiceError::rejection(Rejection::InvalidRequest, message)
        })?;
        let meta = context.operation().stream.copied().unwrap_or(StreamMeta::BASE);
        Ok(Self { upgrade, meta, rules: context.parts().extensions.get().copied() })
    }

    /// Opens the connection and runs the handler.
    #[must_use]
    pub fn open<M: 'static, C: 'static>(self, handler: SocketHandler<M, C>) -> Reply {
        let Self { upgrade, meta, rules } = self;
        let response = upgrade
            .max_message_size(MESSAGE_LIMIT)
            .max_frame_size(MESSAGE_LIMIT)
            .write_buffer_size(0)
            .max_write_buffer_size(MESSAGE_LIMIT + UNSENT)
            .on_upgrade(move |socket| handler.0(ServerSocket::new(socket, meta, rules)));
        Reply::with_headers(response.status().as_u16(), response.headers().clone())
    }
}

impl fmt::Debug for SocketRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SocketRequest").finish_non_exhaustive()
    }
}
