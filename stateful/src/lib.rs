//! A service center and a configuration center that keep state in memory and behave like those of Apache ServiceComb.
//!
//! Programs that use the real servers cannot tell the difference, except where these are defective.
//! [`router`] serves both, [`configuration_center`] one of them. Time comes from a [`Clock`], so that tests can
//! advance it by hand.
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
mod wire;

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Request, Uri};

pub use self::clock::Clock;
use self::registry::Registry;
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
    let configurations = Arc::new(ConfigurationWire::new(settings));
    let registry = Arc::new(RegistryWire::new(Arc::new(Registry::new(settings))));
    let last = Arc::new(AtomicBool::new(false));
    Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
        let (configurations, registry) = (Arc::clone(&configurations), Arc::clone(&registry));
        let is_configuration = match request.uri().path().split('/').nth(1) {
            Some("v1") => true,
            Some("v4" | "registry" | "health" | "version") => false,
            _ => last.load(Ordering::Relaxed),
        };
        last.store(is_configuration, Ordering::Relaxed);
        async move {
            Ok::<_, Infallible>(match is_configuration {
                true => configurations.serve(request).await,
                false => registry.serve(request).await,
            })
        }
    }))
}

/// Creates a router with an empty configuration center.
pub fn configuration_center(settings: &Settings) -> Router {
    let wire = Arc::new(ConfigurationWire::new(settings));
    Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
        let wire = Arc::clone(&wire);
        async move { Ok::<_, Infallible>(wire.serve(request).await) }
    }))
}

/// Creates a router with an empty service center.
pub fn service_center(settings: &Settings) -> Router {
    let wire = Arc::new(RegistryWire::new(Arc::new(Registry::new(settings))));
    Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
        let wire = Arc::clone(&wire);
        async move { Ok::<_, Infallible>(wire.serve(request).await) }
    }))
}

/// Returns whether a request is for one of the two servers, for routers that also serve other paths.
///
/// The cloud has two operations on files of configurations at addresses like those of a configuration center. They are
/// not among these servers' own.
pub fn is_served<B>(request: &Request<B>) -> bool {
    let path: Vec<&str> = request.uri().path().split('/').skip(1).collect();
    match path.as_slice() {
        ["v1", _, "kie", "download"] => false,
        ["v1", _, "kie", "file"] => {
            let media = request.headers().get(CONTENT_TYPE).map_or(&b""[..], |media| media.as_bytes());
            !media.starts_with(b"multipart/")
        }
        ["v1", _, "kie", ..] | ["v1", "health"] => true,
        ["v4", _, "registry" | "govern", ..] | ["registry", "v3", ..] | ["version"] | ["health"] => true,
        _ => false,
    }
}

/// Returns the first value of a query parameter, undecoded.
fn wire_value<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    wire::value(uri, name)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_others_are_told_apart() {
        for (path, media, expected) in [
            ("/v1/default/kie/kv", "", true),
            ("/v1/default/kie/kv/1", "", true),
            ("/v1/default/kie/file?override=force", "application/json", true),
            ("/v1/p/kie/file?override=force", "multipart/form-data; boundary=x", false),
            ("/v1/p/kie/download", "application/json", false),
            ("/v1/health", "", true),
            ("/v4/default/registry/microservices", "", true),
            ("/v4/default/govern/apps", "", true),
            ("/registry/v3/microservices", "", true),
            ("/v4/token", "", false),
            ("/v3/p/cas/applications", "", false),
            ("/", "", false),
        ] {
            let request = Request::builder().uri(path).header(CONTENT_TYPE, media).body(()).unwrap();
            assert_eq!(is_served(&request), expected, "{path}");
        }
    }
}
