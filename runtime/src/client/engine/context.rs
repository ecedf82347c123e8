//! What credentials get to see of a call.

use std::fmt;

use super::Engine;
use super::text::Text;
use crate::client::endpoint::region::Region;
#[cfg(feature = "huaweicloud")]
use crate::meta::HostAddress;
use crate::meta::OperationMeta;

/// The call that credentials, or the provider of a parameter, are asked for.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    engine: &'a Engine,
    operation: &'static OperationMeta,
    path: &'a [(&'static str, Text)],
}

impl<'a> CallContext<'a> {
    /// A call of an operation that gives no parameters; for tests of credentials.
    #[must_use]
    pub fn new(engine: &'a Engine, operation: &'static OperationMeta) -> Self {
        Self { engine, operation, path: &[] }
    }

    pub(crate) fn with_path(mut self, path: &'a [(&'static str, Text)]) -> Self {
        self.path = path;
        self
    }

    /// The engine that makes the call; requests of the credentials' own should go through it, as a
    /// [`Call`](crate::client::Call), so that they share its endpoints, its transport and its timeout.
    #[must_use]
    pub fn engine(&self) -> &'a Engine {
        self.engine
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// The region, if the client has one.
    #[must_use]
    pub fn region(&self) -> Option<&'a Region> {
        self.engine.settings().region.as_ref()
    }

    /// The value of a path parameter, if the operation has it and it is known by now.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        if !self.operation.parameters().any(|known| known == name) {
            return None;
        }
        match self.path.iter().find(|(known, _)| *known == name) {
            Some((_, Text::Plain(value))) => Some(value),
            Some((_, Text::Secret(_))) => None,
            None => self.engine.settings().parameter_of(self.operation, name),
        }
    }

    /// Whether the host belongs to a region, and not to the caller.
    #[cfg(feature = "huaweicloud")]
    pub(crate) fn is_regional(&self) -> bool {
        matches!(self.operation.host.address, HostAddress::Regional { .. })
    }
}

impl fmt::Debug for CallContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallContext").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}
