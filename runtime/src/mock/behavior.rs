//! Hand-written behavior of operations.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;

use super::state::InvalidResources;
use super::storage::{Entries, Recorder};
use crate::server::{Api, Routes};

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

    /// Builds the service of its routes. `api` creates an API that authenticates and validates as the mock does. Override
    /// it to change requests before and responses after the routes, or to serve further paths, such as web sockets.
    fn service(&self, api: &dyn Fn() -> Api, routes: Routes) -> Router {
        api().routes(routes).into_router()
    }

    /// Whether a request is for the service although none of its operations has the path, such as one that opens a web
    /// socket, or one for an operation that the service does not have. Such requests are not in the journal.
    fn serves(&self, _request: &Request<Body>) -> bool {
        false
    }

    /// Restores the initial state.
    fn reset(&self);

    /// Moves the clock forward.
    fn advance(&self, _time: Duration) {}

    /// Returns the kinds of its [`entries`](Self::entries). No other behavior has the same. It keeps those of resources of
    /// the specification in place of the mock.
    fn kinds(&self) -> &'static [&'static str] {
        &[]
    }

    /// Returns the state as entries, for `/__mock/resources` and a storage. A behavior without them keeps its state in
    /// memory alone.
    fn entries(&self) -> Entries {
        Entries::new()
    }

    /// Replaces the state with entries.
    ///
    /// # Errors
    /// Returns an error if an entry is invalid. Nothing changes then.
    fn load(&self, _entries: Entries) -> Result<(), InvalidResources> {
        Ok(())
    }

    /// Records all changes from now on, also those of [`reset`](Self::reset) and [`load`](Self::load). Called once, before
    /// the first request. Changes of one request have to be recorded before its response.
    fn record(&self, _recorder: &Recorder) {}
}
