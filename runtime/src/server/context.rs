//! Context of a request.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use http::request::Parts;
use http::{Extensions, HeaderMap};

use super::request_id::RequestId;
use crate::meta::OperationMeta;

/// Authenticated caller.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// Name of the caller, set by the authenticator.
    pub name: String,
}

impl Caller {
    /// Creates a caller.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// Peer address of a connection, an extension of the request. The feature `serve` sets it; other servers can
/// set it in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoteAddress(pub SocketAddr);

/// Context of one request. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    meta: &'static OperationMeta,
    request_id: RequestId,
    parts: Parts,
    caller: Option<Caller>,
}

impl Context {
    pub(super) fn new(
        meta: &'static OperationMeta,
        request_id: RequestId,
        parts: Parts,
        caller: Option<Caller>,
    ) -> Self {
        Self(Arc::new(Inner { meta, request_id, parts, caller }))
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.0.meta
    }

    /// Returns the id that the response carries in `X-Request-Id`.
    #[must_use]
    pub fn request_id(&self) -> &str {
        self.0.request_id.as_str()
    }

    /// Returns the headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.parts.headers
    }

    #[cfg(feature = "sockets")]
    pub(super) fn parts(&self) -> &Parts {
        &self.0.parts
    }

    /// Returns the encoded path of the request.
    pub(super) fn path(&self) -> &str {
        self.0.parts.uri.path()
    }

    /// Returns the encoded query of the request.
    pub(super) fn query(&self) -> &str {
        self.0.parts.uri.query().unwrap_or_default()
    }

    /// Returns the caller; `None` if the operation accepts unauthenticated requests.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.0.caller.as_ref()
    }

    /// Returns the peer address of the connection, which may be a proxy. `None` without a [`RemoteAddress`]
    /// extension.
    #[must_use]
    pub fn remote_address(&self) -> Option<SocketAddr> {
        self.extensions().get::<RemoteAddress>().map(|address| address.0)
    }

    /// Returns the extensions that layers attached to the request.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.0.parts.extensions
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Omits the headers, which carry tokens.
        f.debug_struct("Context")
            .field("operation", &self.0.meta.id)
            .field("request_id", &self.request_id())
            .field("caller", &self.0.caller)
            .finish_non_exhaustive()
    }
}
