//! Default transport: HTTP/1.1 over TCP and TLS.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT_ENCODING, CONTENT_LENGTH, RANGE};
use http::{HeaderValue, Method};
use http_body::Body as _;

use super::gzip::Decompressed;
use super::incoming::Incoming;
use super::network::Network;
use super::tls::Untrusted;
use super::{Transport, TransportError, TransportErrorKind, gzip, proxy, tls};
use crate::client::body::Body;
use crate::client::body::stream::BodyError;
use crate::future::BoxFuture;

/// Transport based on [`reqwest`].
///
/// Pools connections. Does not follow redirects or keep cookies. Decompresses gzip, and fails on a response
/// above the size limit. Uses no proxy unless the client is configured for one, whatever the environment
/// says. A streamed body is announced with its length if it is known, and chunked otherwise.
#[derive(Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    response_limit: usize,
}

impl ReqwestTransport {
    /// Creates a transport with its own connection pool. `response_limit` is the maximum size of a response
    /// in bytes, after decompression.
    ///
    /// # Errors
    /// Returns an error if TLS cannot be initialized.
    pub fn new(connect_timeout: Duration, response_limit: usize) -> Result<Self, TransportError> {
        Self::with_network(&Network { connect_timeout, response_limit, ..Network::default() })
            .map_err(|problem| TransportError::new(TransportErrorKind::Other, problem))
    }

    /// Creates the default transport of a client.
    ///
    /// # Errors
    /// Returns the reason as a string.
    pub(crate) fn with_network(network: &Network) -> Result<Self, String> {
        let mut client = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::config(network)?)
            .connect_timeout(network.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // The transport does it itself, whatever features other crates enable.
            .no_gzip()
            .no_proxy();
        for proxy in proxy::proxies(network)? {
            client = client.proxy(proxy);
        }
        let client = client.build().map_err(|error| {
            let cause = error.source().map(ToString::to_string);
            format!("the default transport cannot be initialized: {}", cause.unwrap_or_else(|| error.to_string()))
        })?;
        Ok(Self::from_client(client, network.response_limit))
    }

    /// Creates a transport from a configured client, for example one with a client certificate. It should not
    /// follow redirects, which would carry credentials to other hosts.
    #[must_use]
    pub fn from_client(client: reqwest::Client, response_limit: usize) -> Self {
        Self { client, response_limit }
    }

    async fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<Bytes>, TransportError> {
        let (mut parts, body) = request.into_parts();
        // Servers may require the length for methods that define a body.
        if body.is_absent() && matches!(parts.method, Method::POST | Method::PUT | Method::PATCH) {
            parts.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        // A part of a compressed body could not be decompressed.
        if !parts.headers.contains_key(RANGE) {
            parts.headers.entry(ACCEPT_ENCODING).or_insert(HeaderValue::from_static("gzip"));
        }
        let incoming = parts.extensions.get::<Incoming>().cloned();
        #[cfg(feature = "sockets")]
        let opening = parts.extensions.get::<crate::client::Opening>().cloned();
        let request = http::Request::from_parts(parts, "").try_into();
        let mut request: reqwest::Request = request.map_err(transport_error)?;
        *request.body_mut() = match body.as_bytes() {
            _ if body.is_absent() => None,
            Some(bytes) if !body.is_watched() => Some(bytes.clone().into()),
            _ => Some(reqwest::Body::wrap(body.into_stream())),
        };
        let mut response = self.client.execute(request).await.map_err(transport_error)?;

        let incoming = incoming.filter(|_| response.status().is_success());
        let announced = response.content_length().unwrap_or(0);
        if incoming.is_none() && announced > u64::try_from(self.response_limit).unwrap_or(u64::MAX) {
            return Err(self.too_large());
        }
        let mut head = http::Response::new(());
        *head.status_mut() = response.status();
        *head.version_mut() = response.version();
        *head.headers_mut() = std::mem::take(response.headers_mut());
        #[cfg(feature = "sockets")]
        if let Some(opening) = opening
            && head.status() == http::StatusCode::SWITCHING_PROTOCOLS
        {
            opening.complete(response.upgrade().await.map_err(transport_error)?);
            return Ok(head.map(|()| Bytes::new()));
        }
        let body = match gzip::take_encoding(head.headers_mut()) {
            true => Received::Compressed(Decompressed::new(response.into())),
            false => Received::Plain(response),
        };
        if let Some(incoming) = incoming {
            match body {
                Received::Plain(response) => incoming.complete(reqwest::Body::from(response)),
                Received::Compressed(body) => incoming.complete(body),
            }
            return Ok(head.map(|()| Bytes::new()));
        }
        let body = self.read_body(body).await?;
        Ok(head.map(|()| body))
    }

    /// Reads chunk by chunk, so that an endless response does not exhaust memory.
    async fn read_body(&self, mut body: Received) -> Result<Bytes, TransportError> {
        let Some(first) = body.chunk().await? else {
            return Ok(Bytes::new());
        };
        let mut length = first.len();
        let mut joined: Option<BytesMut> = None;
        while length <= self.response_limit {
            match body.chunk().await? {
                // Most responses are a single chunk, which needs no copy.
                None => return Ok(joined.map_or(first, BytesMut::freeze)),
                Some(chunk) => {
                    length = length.saturating_add(chunk.len());
                    joined.get_or_insert_with(|| BytesMut::from(&first[..])).extend_from_slice(&chunk);
                }
            }
        }
        Err(self.too_large())
    }

    fn too_large(&self) -> TransportError {
        let message = format!("the response is larger than {} bytes", self.response_limit);
        TransportError::new(TransportErrorKind::Other, message)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The client's `Debug` would show proxies.
        f.debug_struct("ReqwestTransport").field("response_limit", &self.response_limit).finish_non_exhaustive()
    }
}

fn transport_error(error: reqwest::Error) -> TransportError {
    if let Some(untrusted) = find::<rustls::Error>(&error).and_then(Untrusted::from_tls) {
        return TransportError::new(TransportErrorKind::Connect, untrusted.clone());
    }
    let kind = if find::<BodyError>(&error).is_some() {
        TransportErrorKind::Body
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_body() || error.is_decode() || error.is_request() {
        TransportErrorKind::Interrupted
    } else {
        TransportErrorKind::Other
    };
    // The URL is already named by the operation, and its query may contain secrets.
    TransportError::new(kind, error.without_url())
}

/// The body of a response.
enum Received {
    Plain(reqwest::Response),
    Compressed(Decompressed<reqwest::Body>),
}

impl Received {
    /// Waits for the next part; `None` at the end.
    async fn chunk(&mut self) -> Result<Option<Bytes>, TransportError> {
        match self {
            Self::Plain(response) => response.chunk().await.map_err(transport_error),
            Self::Compressed(body) => {
                let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await;
                let frame = frame.transpose().map_err(decompression_error)?;
                // A decompressed body has no trailers.
                Ok(frame.and_then(|frame| frame.into_data().ok()))
            }
        }
    }
}

fn decompression_error(error: Box<dyn StdError + Send + Sync>) -> TransportError {
    match error.downcast::<reqwest::Error>() {
        Ok(error) => transport_error(*error),
        Err(error) => TransportError::new(TransportErrorKind::Interrupted, error),
    }
}

/// Returns the cause of this type.
fn find<T: StdError + 'static>(error: &reqwest::Error) -> Option<&T> {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        // These errors replace the error they wrap instead of returning it as their source.
        let wrapped = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        cause = wrapped.map(|wrapped| wrapped as &(dyn StdError + 'static)).or_else(|| error.source());
    }
    None
}
