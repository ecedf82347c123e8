//! Connections that transports hand over.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncRead, AsyncWrite};

/// Connection of which the client reads and writes the bytes.
pub(crate) type Connection = Box<dyn ReadWrite>;

/// Bytes in both directions.
pub(crate) trait ReadWrite: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> ReadWrite for T {}

/// Place in the extensions of a request for the connection that the request opens.
///
/// A [`Transport`](super::Transport) that supports web sockets calls [`complete`](Self::complete) when the response
/// has the status 101. Without it, the client reports that the transport does not support them.
#[derive(Clone, Default)]
pub struct Opening(Arc<Mutex<Option<Connection>>>);

impl Opening {
    /// Hands over the connection, from the first byte after the response.
    pub fn complete(&self, connection: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(connection));
    }

    /// Takes the connection.
    pub(crate) fn take(&self) -> Option<Connection> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").finish_non_exhaustive()
    }
}
