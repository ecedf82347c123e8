//! View of a call for credentials.

use std::fmt;

use super::ClientCore;
use super::parameter_value::ParameterValue;
use super::values::Values;
use crate::client::endpoint::region::Region;
#[cfg(feature = "huaweicloud")]
use crate::meta::HostAddress;
use crate::meta::{AuthMeta, OperationMeta};

/// Call that needs credentials or the value of a path parameter.
#[derive(Clone, Copy)]
pub struct CallContext<'a> {
    core: &'a ClientCore,
    operation: &'static OperationMeta,
    auth: &'static AuthMeta,
    path: Option<&'a Values>,
}

impl<'a> CallContext<'a> {
    /// Creates the context of a call without parameters, for tests of credentials.
    #[must_use]
    pub fn new(core: &'a ClientCore, operation: &'static OperationMeta) -> Self {
        Self { core, operation, auth: operation.auth, path: None }
    }

    pub(crate) fn with_path(mut self, path: &'a Values) -> Self {
        self.path = Some(path);
        self
    }

    pub(crate) fn with_auth(mut self, auth: &'static AuthMeta) -> Self {
        self.auth = auth;
        self
    }

    /// Returns the core that makes the call. Credentials send their own requests through it, as a
    /// [`Call`](crate::client::Call), to share its endpoints, transport and timeout.
    #[must_use]
    pub fn core(&self) -> &'a ClientCore {
        self.core
    }

    /// Returns the operation.
    #[must_use]
    pub fn operation(&self) -> &'static OperationMeta {
        self.operation
    }

    /// Returns the authentication scheme that the call uses, one of those that the operation accepts.
    #[must_use]
    pub fn auth(&self) -> &'static AuthMeta {
        self.auth
    }

    /// Returns the region of the client, if it is set.
    #[must_use]
    pub fn region(&self) -> Option<&'a Region> {
        self.core.settings().region.as_ref()
    }

    /// Returns the value of a path parameter, if the operation has it and the value is known so far.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&'a str> {
        if !self.operation.parameters().any(|known| known == name) {
            return None;
        }
        match self.path.and_then(|path| path.get(name)) {
            Some(ParameterValue::Plain(value)) => Some(value),
            Some(ParameterValue::Secret(_)) => None,
            None => self.core.settings().parameter_of(self.operation, name),
        }
    }

    /// Returns true if the host belongs to a region.
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
