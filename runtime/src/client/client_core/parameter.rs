//! Path parameters that are found out.

use std::sync::Arc;

use super::context::CallContext;
use super::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;

/// Finds out a path parameter that neither a call nor its client was given.
///
/// It is asked for every such call, so it should remember what it found.
pub trait ParameterProvider: Send + Sync {
    /// The value; `None` if there is none for this operation. `credentials` are those of the
    /// operation, for requests that the provider makes.
    ///
    /// # Errors
    /// If there should be one, but it could not be found out. The message ends up in logs.
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
