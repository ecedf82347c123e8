//! Errors of connections for messages.

use std::borrow::Cow;
use std::time::Duration;

use tokio_tungstenite::tungstenite::Error as SocketError;

use crate::client::error::{Error, ErrorKind};
use crate::client::response::RawResponse;
use crate::client::transport::TransportErrorKind;
use crate::decode::DecodeError;
use crate::meta::OperationMeta;

/// Codes after which a service may be back soon: it leaves, fails, restarts, or has no room.
const PASSING: &[u16] = &[1000, 1001, 1011, 1012, 1013, 1014];

impl Error {
    /// Creates the error for a response that does not open a web socket.
    pub(super) fn not_opened(response: &RawResponse) -> Self {
        let message = "the service did not open a web socket".to_owned();
        Self::decode(response, DecodeError { path: ".".to_owned(), message, line: 0, column: 0 })
    }

    /// Creates the error for a transport that returns no connection.
    pub(super) fn no_sockets(meta: &'static OperationMeta) -> Self {
        Self::new(ErrorKind::Configuration, Some(meta), "the transport of this client does not support web sockets")
    }

    /// Creates the error for a close code.
    pub(super) fn closed(meta: &'static OperationMeta, code: u16, reason: &str) -> Self {
        let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
        let message = format!("the service closed the connection with code {code}{reason}");
        let mut this = Self::new(ErrorKind::Closed, Some(meta), message);
        this.set_closed(code, meta.stream.and_then(|stream| stream.close_meaning(code)).map(Cow::Borrowed));
        this
    }

    /// Creates the error for a connection that broke.
    pub(super) fn broken(meta: &'static OperationMeta, error: SocketError) -> Self {
        let (kind, message) = match &error {
            SocketError::Capacity(error) => (TransportErrorKind::Other, error.to_string()),
            SocketError::Protocol(error) => (TransportErrorKind::Interrupted, error.to_string()),
            SocketError::Io(_) => (TransportErrorKind::Interrupted, "the connection broke".to_owned()),
            _ => (TransportErrorKind::Other, error.to_string()),
        };
        let mut this = Self::new(ErrorKind::Transport, Some(meta), message);
        this.set_cause(kind, error);
        this
    }

    /// Creates the error for a service that is silent.
    pub(super) fn silent(meta: &'static OperationMeta, limit: Duration) -> Self {
        Self::new(ErrorKind::Timeout, Some(meta), format!("the service was silent for {limit:?}"))
    }

    /// Creates the error for a message that cannot be written.
    pub(super) fn unwritable(meta: &'static OperationMeta) -> Self {
        Self::new(ErrorKind::InvalidRequest, Some(meta), "the message cannot be serialized as JSON")
    }

    /// Returns true if a new connection may succeed later.
    pub(super) fn allows_reconnecting(&self) -> bool {
        match (self.close_code(), self.operation().and_then(|meta| meta.stream)) {
            (Some(code), Some(stream)) => PASSING.contains(&code) && stream.close_meaning(code).is_none(),
            _ => self.passes() || self.is_not_found() || self.status() == Some(404),
        }
    }
}
