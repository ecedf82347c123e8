//! Providers of path parameters.

use std::sync::Arc;

use super::context::CallContext;
use super::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;

/// Fallback provider for a path parameter that neither the call nor the client sets.
///
/// Runs for every such call, so it should cache its result.
pub trait ParameterProvider: Send + Sync {
    /// Returns the value; `None` if there is none for this operation. `credentials` are those of the
    /// operation, for requests that the provider sends.
    ///
    /// # Errors
    /// Returns an error if the value exists but cannot be determined. The message appears in logs.
    fn provide<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        credentials: Option<&'a Arc<dyn Credentials>>,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>>;
}

impl<T: ParameterProvider + ?Sized> ParameterProvider for Arc<T> {
    fn provide<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        credentials: Option<&'a Arc<dyn Credentials>>,
    ) -> BoxFuture<'a, Result<Option<String>, CredentialsError>> {
        (**self).provide(context, credentials)
    }
}
