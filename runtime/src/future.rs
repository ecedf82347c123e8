//! Future type of the object-safe traits.

use std::pin::Pin;

/// Boxed future that is `Send`, as returned by object-safe traits.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
