//! Context of a request.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::request::Parts;
use http::{Extensions, HeaderMap};

use super::reply::Reply;
use super::request_id::RequestId;
use super::service_error::ServiceError;
use crate::meta::{OperationMeta, Rejection};
use crate::value::HeaderFields;

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
    /// What the handler selected beside the body.
    selected: Mutex<Selected>,
}

/// Status and headers of a response.
#[derive(Default)]
struct Selected {
    /// `None` for the usual one.
    status: Option<u16>,
    headers: Vec<(&'static str, String)>,
}

impl Context {
    pub(super) fn new(
        meta: &'static OperationMeta,
        request_id: RequestId,
        parts: Parts,
        caller: Option<Caller>,
    ) -> Self {
        Self(Arc::new(Inner { meta, request_id, parts, caller, selected: Mutex::default() }))
    }

    /// Selects the status of the response, for an operation that documents several statuses of success. A response
    /// without a body has one of those without, and the reverse; any other status is an internal error.
    pub fn respond_with(&self, status: u16) {
        self.selected().status = Some(status);
    }

    /// Sets documented headers of the response. The documentation of the operation names their struct.
    pub fn respond_with_headers<H: HeaderFields>(&self, headers: &H) {
        for name in H::NAMES {
            if let Some(value) = headers.write_header(name) {
                self.set_header(name, value);
            }
        }
    }

    pub(super) fn set_header(&self, name: &'static str, value: String) {
        let mut selected = self.selected();
        selected.headers.retain(|(known, _)| *known != name);
        selected.headers.push((name, value));
    }

    fn selected(&self) -> MutexGuard<'_, Selected> {
        self.0.selected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives a reply the selected status and headers.
    pub(super) fn select(&self, mut reply: Reply) -> Result<Reply, ServiceError> {
        let Selected { status, headers } = std::mem::take(&mut *self.selected());
        let meta = self.0.meta;
        for (name, value) in headers {
            if !meta.response_headers.contains(&name) {
                let message = format!("the header {name} is not documented for this operation");
                return Err(ServiceError::rejection(Rejection::Internal, message));
            }
            reply = reply.header(name, value);
        }
        // "Not modified" is no success.
        let Some(status) = status.filter(|_| meta.success.contains(&reply.status())) else { return Ok(reply) };
        let is_empty = |status: u16| meta.empty_success.contains(&status);
        let is_body_of_another = meta.outcomes && status != reply.status();
        if !meta.success.contains(&status) || is_empty(status) != is_empty(reply.status()) || is_body_of_another {
            let message = format!("the status {status} is not documented for this response");
            return Err(ServiceError::rejection(Rejection::Internal, message));
        }
        Ok(reply.with_status(status))
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
