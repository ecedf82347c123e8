//! A service center and a configuration center that keep state and behave like those of Apache ServiceComb.
//!
//! Programs that use the real servers cannot tell the difference, except where these are defective.
//! [`router`] serves both, [`configuration_center`] one of them, and [`Servers`] are part of a mock. Time comes from a
//! [`Clock`], so that tests can advance it by hand.
//!
//! ```
//! use servicestage_stateful::{Settings, router};
//!
//! let router = router(&Settings::default());
//! # let _ = router;
//! ```

mod clock;
mod configurations;
mod entries;
mod registry;
mod servers;
mod wire;

use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::Request;
use servicestage_server::runtime::mock::{self, Storage};
use tower::ServiceExt as _;

pub use self::clock::Clock;
pub use self::servers::Servers;

/// Settings of the servers.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// Source of time. Defaults to the system's.
    pub clock: Clock,
    /// Whether instances that are gone stay in lists for two seconds, as in the real server. Heartbeats for them fail at
    /// once. Off by default.
    pub late_departures: bool,
    /// Whether the engine is one without security authentication. In a mock, it has no tokens, accounts and roles then:
    /// their paths do not exist. Alone, the servers never have them. Off by default.
    pub open_engine: bool,
    /// Maximum number of requests to the configuration center per second; further ones receive 429 without a body. The
    /// real server allows 200 by default. Unlimited by default.
    pub configuration_requests: Option<u32>,
}

/// Creates a router with both servers. Paths that belong to neither get the response of the one that was addressed
/// last.
pub fn router(settings: &Settings) -> Router {
    Servers::new(settings).router()
}

/// Creates a router with an empty configuration center.
pub fn configuration_center(settings: &Settings) -> Router {
    Servers::new(settings).configuration_center()
}

/// Creates a router with an empty service center.
pub fn service_center(settings: &Settings) -> Router {
    Servers::new(settings).service_center()
}

/// Keeps the state of servers in a storage, and continues with what it has. `router` is theirs: its responses leave once
/// everything that they show is written.
///
/// # Errors
/// Returns an error if the storage cannot be used, or has the state of something else.
pub fn stored(servers: &Arc<Servers>, storage: impl Storage, router: Router) -> io::Result<Router> {
    let recorder = mock::keep(env!("CARGO_PKG_NAME"), Arc::clone(servers), storage)?;
    Ok(Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
        let (recorder, router) = (recorder.clone(), router.clone());
        async move {
            let response = router.oneshot(request).await?;
            Ok::<_, Infallible>(match recorder.flushed().await {
                Ok(()) => response,
                Err(error) => wire::not_stored(&error),
            })
        }
    })))
}

/// Returns bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Returns a time since 1970 as RFC 3339 writes it.
fn rfc3339(since_1970: Duration) -> String {
    let nanoseconds = i128::try_from(since_1970.as_nanos()).unwrap_or_default();
    jiff::Timestamp::from_nanosecond(nanoseconds).unwrap_or_default().to_string()
}
