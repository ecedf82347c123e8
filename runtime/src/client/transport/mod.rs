//! The seam between an engine and the network.

#[cfg(feature = "server")]
pub(crate) mod in_process;
pub(crate) mod network;
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

/// Carries one finished request to its server and brings back the whole answer.
///
/// The request is complete: absolute URL, headers, credentials. A transport does not retry, does
/// not follow redirects and does not look at the status. The operation's metadata is in the
/// request's extensions as `&'static OperationMeta`. The engine keeps time; a transport that is
/// dropped before it is done has to let go of the request.
pub trait Transport: Send + Sync {
    /// Sends the request.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request)
    }
}

/// At which point a request came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection; the request never left.
    Connect,
    /// The transport's own limit ran out. The request may have been carried out.
    Timeout,
    /// The connection broke halfway. The request may have been carried out.
    Interrupted,
    /// What was to be sent could not be read. A part of the request may have left.
    Body,
    /// Anything else.
    Other,
}

/// A request that got no answer.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

impl TransportError {
    /// An error of the given kind. `source` says what exactly happened, text will do.
    pub fn new(kind: TransportErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind, source: source.into() }
    }

    /// At which point the request came to nothing.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether there was no connection, so that the request never left.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind == TransportErrorKind::Connect
    }

    /// Whether the transport's own limit ran out.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind == TransportErrorKind::Timeout
    }

    /// Whether the connection broke halfway.
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
