//! What credentials get to see of a call.

use std::fmt;

use super::ClientCore;
use super::parameter_value::ParameterValue;
use crate::client::endpoint::region::Region;
#[cfg(feature = "huaweicloud")]
use crate::meta::HostAddress;
use crate::meta::OperationMeta;

/// The call that credentials, or the provider of a parameter, are asked for.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    core: &'a ClientCore,
    operation: &'static OperationMeta,
    path: &'a [(&'static str, ParameterValue)],
}

impl<'a> CallContext<'a> {
    /// A call of an operation that gives no parameters; for tests of credentials.
    #[must_use]
    pub fn new(core: &'a ClientCore, operation: &'static OperationMeta) -> Self {
        Self { core, operation, path: &[] }
    }

    pub(crate) fn with_path(mut self, path: &'a [(&'static str, ParameterValue)]) -> Self {
        self.path = path;
        self
    }

    /// The engine that makes the call; requests of the credentials' own should go through it, as a
    /// [`Call`](crate::client::Call), so that they share its endpoints, its transport and its timeout.
    #[must_use]
    pub fn core(&self) -> &'a ClientCore {
        self.core
    }

    /// The operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// The region, if the client has one.
    #[must_use]
    pub fn region(&self) -> Option<&'a Region> {
        self.core.settings().region.as_ref()
    }

    /// The value of a path parameter, if the operation has it and it is known by now.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        if !self.operation.parameters().any(|known| known == name) {
            return None;
        }
        match self.path.iter().find(|(known, _)| *known == name) {
            Some((_, ParameterValue::Plain(value))) => Some(value),
            Some((_, ParameterValue::Secret(_))) => None,
            None => self.core.settings().parameter_of(self.operation, name),
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
