//! The default transport: HTTP/1.1 over TCP and TLS.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::{Body, Transport, TransportError, TransportErrorKind};
use crate::future::BoxFuture;

/// Speaks HTTP by way of [`reqwest`].
///
/// Connections are kept and shared. Redirects are not followed, cookies are not kept, gzip is
/// unpacked, and answers above the limit are cut off with an error. Proxies are taken from the
/// environment.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    response_limit: usize,
}

impl ReqwestTransport {
    /// A transport with connections of its own. `response_limit` is the largest answer it
    /// accepts, in bytes after decompression.
    ///
    /// # Errors
    /// If the TLS library cannot be set up.
    pub fn new(connect_timeout: Duration, response_limit: usize) -> Result<Self, TransportError> {
        let client = reqwest::Client::builder()
            .connect_timeout(connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .gzip(true)
            .build()
            .map_err(transport_error)?;
        Ok(Self::from_client(client, response_limit))
    }

    /// A transport over a client that was set up elsewhere, for instance with root certificates
    /// of its own. It should not follow redirects: they would carry credentials to other hosts.
    #[must_use]
    pub fn from_client(client: reqwest::Client, response_limit: usize) -> Self {
        Self { client, response_limit }
    }

    async fn exchange(&self, request: http::Request<Body>) -> Result<http::Response<Bytes>, TransportError> {
        let (parts, body) = request.into_parts();
        let request = match body.into_bytes() {
            Some(bytes) => http::Request::from_parts(parts, bytes).try_into(),
            None => http::Request::from_parts(parts, "").try_into().map(|mut request: reqwest::Request| {
                // An empty body would be announced with `Content-Length: 0`.
                *request.body_mut() = None;
                request
            }),
        };
        let request: reqwest::Request = request.map_err(transport_error)?;
        let mut response = self.client.execute(request).await.map_err(transport_error)?;

        let announced = response.content_length().unwrap_or(0);
        if announced > u64::try_from(self.response_limit).unwrap_or(u64::MAX) {
            return Err(self.too_large());
        }
        let mut answer = http::Response::new(());
        *answer.status_mut() = response.status();
        *answer.version_mut() = response.version();
        *answer.headers_mut() = std::mem::take(response.headers_mut());
        let body = self.read_body(response).await?;
        Ok(answer.map(|()| body))
    }

    /// Reads chunk by chunk, so that an answer without end does not fill the memory.
    async fn read_body(&self, mut response: reqwest::Response) -> Result<Bytes, TransportError> {
        let Some(first) = response.chunk().await.map_err(transport_error)? else {
            return Ok(Bytes::new());
        };
        let mut length = first.len();
        let mut joined: Option<BytesMut> = None;
        while length <= self.response_limit {
            match response.chunk().await.map_err(transport_error)? {
                // Most answers are one chunk, which needs no copy.
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
        let message = format!("the answer is larger than {} bytes", self.response_limit);
        TransportError::new(TransportErrorKind::Other, message)
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

fn transport_error(error: reqwest::Error) -> TransportError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_body() || error.is_decode() || error.is_request() {
        TransportErrorKind::Interrupted
    } else {
        TransportErrorKind::Other
    };
    // The URL is the operation's business to name; its query may hold what nobody should see.
    TransportError::new(kind, error.without_url())
}
