//! The one future type of the object-safe traits.

use std::pin::Pin;

/// A boxed future that can move between threads, as returned by traits that are used as objects.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
