//! What a handler may want to know besides its arguments.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use http::request::Parts;
use http::{Extensions, HeaderMap};

use crate::meta::OperationMeta;

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Caller {
    /// The name under which the authenticator knows the caller.
    pub name: String,
}

impl Caller {
    /// A caller by name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// The other end of a connection, as an extension of the request. The feature `serve` sets it; whoever
/// listens otherwise can set it in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoteAddress(pub SocketAddr);

/// The circumstances of one request. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Inner>);

struct Inner {
    meta: &'static OperationMeta,
    request_id: String,
    parts: Parts,
    caller: Option<Caller>,
}

impl Context {
    pub(super) fn new(meta: &'static OperationMeta, request_id: String, parts: Parts, caller: Option<Caller>) -> Self {
        Self(Arc::new(Inner { meta, request_id, parts, caller }))
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.0.meta
    }

    /// The id that the response will carry in `X-Request-Id`.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.0.request_id
    }

    /// The headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.parts.headers
    }

    /// Who is calling; `None` if the operation is open to everybody.
    #[must_use]
    pub fn caller(&self) -> Option<&Caller> {
        self.0.caller.as_ref()
    }

    /// Where the connection comes from, which is the last proxy if there are some; `None` if nothing in
    /// front of the router said so with a [`RemoteAddress`].
    #[must_use]
    pub fn remote_address(&self) -> Option<SocketAddr> {
        self.extensions().get::<RemoteAddress>().map(|address| address.0)
    }

    /// What layers in front of the router attached to the request.
    #[must_use]
    pub fn extensions(&self) -> &Extensions {
        &self.0.parts.extensions
    }
}

impl fmt::Debug for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the headers: they carry tokens.
        f.debug_struct("Context")
            .field("operation", &self.0.meta.id)
            .field("request_id", &self.0.request_id)
            .field("caller", &self.0.caller)
            .finish_non_exhaustive()
    }
}
