//! Interface between the client and the network.

#[cfg(feature = "reqwest")]
mod gzip;
#[cfg(feature = "server")]
pub(crate) mod in_process;
pub(crate) mod incoming;
pub(crate) mod network;
#[cfg(feature = "sockets")]
pub(crate) mod opening;
#[cfg(feature = "reqwest")]
mod proxy;
#[cfg(feature = "reqwest")]
pub(crate) mod reqwest;
#[cfg(feature = "reqwest")]
mod tls;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::body::Body;
use crate::future::BoxFuture;

/// Transport that sends a complete request and returns the complete response.
///
/// The request has an absolute URL, headers and credentials. A transport does not retry, does not follow
/// redirects and ignores the status. The extensions of the request hold the metadata of the operation as
/// `&'static OperationMeta`. With the feature `sockets`, those of a request for a web socket also hold an `Opening`,
/// which takes the connection after a response with status 101. Those of a request whose response is read event by event
/// hold an [`Incoming`](crate::client::Incoming), which takes the body. The client enforces timeouts: a transport whose future is dropped must cancel
/// the request.
pub trait Transport: Send + Sync {
    /// Sends the request.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }
}

/// Stage at which a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection; the request was not sent.
    Connect,
    /// The transport's own timeout passed. The operation may have been executed.
    Timeout,
    /// The connection broke. The operation may have been executed.
    Interrupted,
    /// The request body could not be read. A part of the request may have been sent.
    Body,
    /// Any other failure.
    Other,
}

/// Error of a request without a response.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// Creates an error. `source` describes the failure; a string is enough.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// Returns the stage at which the request failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns true if there was no connection, so that the request was not sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect
    }

    /// Returns true if the transport's own timeout passed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Returns true if the connection broke.
    #[must_use]
    pub fn is_interrupted(&self) -> bool {
        self.kind == TransportErrorKind::Interrupted
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "no connection to the server",
            TransportErrorKind::Timeout => "the transport gave up waiting",
            TransportErrorKind::Interrupted => "the connection broke before the response was complete",
            TransportErrorKind::Body => "the body could not be read while it was sent",
            TransportErrorKind::Other => "the request could not be carried out",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_and_the_cause_are_kept_apart() {
        let error = TransportError::new(TransportErrorKind::Connect, "refused");
        assert!(error.is_connect() && !error.is_timeout() && !error.is_interrupted());
        assert_eq!(error.to_string(), "no connection to the server");
        assert_eq!(error.source().unwrap().to_string(), "refused");
    }
}
