//! Hand-written behavior of operations.

use std::time::Duration;

use axum::Router;

use crate::server::Routes;

/// Behavior of operations that data cannot describe. Registered with [`Builder::behavior`](super::Builder::behavior).
///
/// The routes come from the traits of the generated server crate, and take over their operations. Around them, the
/// mock works as for all operations: it authenticates and validates requests, injects faults, responds with enqueued
/// outcomes, and writes the journal. Responses of a behavior have the source
/// [`Behavior`](super::ResponseSource::Behavior), and are passed on unchanged.
///
/// ```ignore
/// struct Shop(Arc<State>);
///
/// impl Behavior for Shop {
///     fn routes(&self) -> Routes {
///         [v1::books(self.0.clone()), v1::orders(self.0.clone())].into_iter().map(Routes::from).collect()
///     }
///
///     fn reset(&self) {
///         self.0.clear();
///     }
/// }
///
/// let mock = MockServer::builder().stateful().behavior(Shop::default()).start().await?;
/// ```
pub trait Behavior: Send + Sync + 'static {
    /// Returns routes that share one state. Called once for each port.
    fn routes(&self) -> Routes;

    /// Returns routes of paths that no operation has, such as web sockets. They are not authenticated and not in the
    /// journal.
    fn router(&self) -> Router {
        Router::new()
    }

    /// Restores the initial state.
    fn reset(&self);

    /// Moves the clock forward.
    fn advance(&self, _time: Duration) {}
}
