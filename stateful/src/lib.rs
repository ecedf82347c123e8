//! A service center and a configuration center that keep state in memory and behave like those of Apache ServiceComb.
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
mod registry;
mod servers;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use servicestage_server::Api;
use servicestage_server::mock::Behavior as _;

pub use self::clock::Clock;
use self::configurations::Center;
use self::registry::Registry;
pub use self::servers::Servers;
use self::wire::{ConfigurationWire, RegistryWire};

/// Settings of the servers.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Settings {
    /// Source of time. Defaults to the system's.
    pub clock: Clock,
    /// Whether instances that are gone stay in lists for two seconds, as in the real server. Heartbeats for them fail at
    /// once. Off by default.
    pub late_departures: bool,
    /// Maximum number of requests to the configuration center per second; further ones receive 429 without a body. The
    /// real server allows 200 by default. Unlimited by default.
    pub configuration_requests: Option<u32>,
}

/// Creates a router with both servers. Paths that belong to neither get the response of the one that was addressed
/// last.
pub fn router(settings: &Settings) -> Router {
    let servers = Servers::new(settings);
    servers.service(&Api::new, servers.routes())
}

/// Creates a router with an empty configuration center.
pub fn configuration_center(settings: &Settings) -> Router {
    let center = Arc::new(Center::new(settings.clock.clone()));
    let routes = center.routes();
    ConfigurationWire::new(settings, center, Api::new(), routes).into_router()
}

/// Creates a router with an empty service center.
pub fn service_center(settings: &Settings) -> Router {
    let registry = Arc::new(Registry::new(settings));
    let routes = registry.routes();
    RegistryWire::new(registry, Api::new(), routes).into_router()
}

/// Returns bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(digit.into(), 16)).collect()
}

/// Returns a time since 1970 as RFC 3339 writes it.
fn rfc3339(since_1970: Duration) -> String {
    let seconds = i64::try_from(since_1970.as_secs()).unwrap_or_default();
    jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string()
}
