//! Both servers as behavior of a mock.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::header::CONTENT_TYPE;
use http::{Request, Uri};
use servicestage_server::mock::Behavior;
use servicestage_server::model::meta::host::CONFIGURATION_CENTER;
use servicestage_server::runtime::mock::{Entries, InvalidResources, Recorder};
use servicestage_server::{Api, Routes};
use tower::ServiceExt as _;

use crate::Settings;
use crate::configurations::{self, Center};
use crate::entries::COUNTERS;
use crate::registry::{self, Registry};
use crate::wire::{ConfigurationWire, RegistryWire, unescaped};

/// Both servers, for a [mock](servicestage_server::mock): the mock authenticates requests, injects faults, responds with
/// enqueued outcomes, and writes the journal.
///
/// ```no_run
/// use servicestage_server::mock::MockServer;
/// use servicestage_stateful::{Servers, Settings};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let mock = MockServer::builder().stateful().behavior(Servers::new(&Settings::default())).start().await?;
/// # Ok(())
/// # }
/// ```
pub struct Servers {
    registry: Arc<Registry>,
    center: Arc<Center>,
    settings: Settings,
    /// The one that was addressed last.
    last: Arc<AtomicU8>,
}

/// Kinds of entries.
const KINDS: [&str; 4] = [registry::KINDS[0], registry::KINDS[1], configurations::KINDS[0], COUNTERS];

/// Values of `last`.
const NONE: u8 = 0;
const REGISTRY: u8 = 1;
const CONFIGURATIONS: u8 = 2;

impl Servers {
    /// Creates empty servers.
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let (registry, center) = (Registry::new(settings), Center::new(settings.clock.clone()));
        let settings = settings.clone();
        Self { registry, center: Arc::new(center), settings, last: Arc::default() }
    }

    /// Returns a router with both. Paths that belong to neither get the response of the one that was addressed last.
    pub fn router(&self) -> Router {
        self.service(&Api::new, self.routes())
    }

    /// Returns a router with the configuration center.
    pub fn configuration_center(&self) -> Router {
        let routes = self.center.routes();
        ConfigurationWire::new(&self.settings, Arc::clone(&self.center), Api::new(), routes).into_router()
    }

    /// Returns a router with the service center.
    pub fn service_center(&self) -> Router {
        RegistryWire::new(Arc::clone(&self.registry), Api::new(), self.registry.routes()).into_router()
    }
}

impl Behavior for Servers {
    fn routes(&self) -> Routes {
        [self.registry.routes(), self.center.routes()].into_iter().collect()
    }

    fn service(&self, api: &dyn Fn() -> Api, routes: Routes) -> Router {
        let (first, second) = routes.partition(|meta| meta.host.id == CONFIGURATION_CENTER.id);
        let configurations =
            ConfigurationWire::new(&self.settings, Arc::clone(&self.center), api(), first).into_router();
        let registry = RegistryWire::new(Arc::clone(&self.registry), api(), second).into_router();
        let last = Arc::clone(&self.last);
        Router::new().fallback_service(tower::service_fn(move |request: Request<Body>| {
            let addressed = addressed(request.uri()).unwrap_or_else(|| last.load(Ordering::Relaxed));
            last.store(addressed, Ordering::Relaxed);
            (if addressed == CONFIGURATIONS { &configurations } else { &registry }).clone().oneshot(request)
        }))
    }

    fn serves(&self, request: &Request<Body>) -> bool {
        // Each server has a response of its own to a path that none has.
        let is_of_nobody = !is_versioned(request.uri()) && self.last.load(Ordering::Relaxed) != NONE;
        is_served(request) || is_of_nobody || self.settings.open_engine && is_of_accounts(request.uri())
    }

    fn reset(&self) {
        self.registry.clear();
        self.center.clear();
    }

    fn advance(&self, time: Duration) {
        self.settings.clock.advance(time);
    }

    fn kinds(&self) -> &'static [&'static str] {
        &KINDS
    }

    fn entries(&self) -> Entries {
        let mut all = self.registry.entries();
        for (kind, entries) in self.center.entries() {
            all.entry(kind).or_default().extend(entries);
        }
        all
    }

    fn load(&self, entries: Entries) -> Result<(), InvalidResources> {
        let registry = self.registry.read_entries(&entries).map_err(InvalidResources::new)?;
        let center = self.center.read_entries(&entries).map_err(InvalidResources::new)?;
        self.registry.replace(registry);
        self.center.replace(center);
        Ok(())
    }

    fn record(&self, recorder: &Recorder) {
        self.registry.record_to(recorder);
        self.center.record_to(recorder);
    }
}

/// Returns the segments of a path as these servers read it: they redirect those with empty ones, and read an escaped slash
/// as a slash.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// Returns the server that a path belongs to.
fn addressed(uri: &Uri) -> Option<u8> {
    let path = unescaped(uri.path());
    let mut segments = segments(&path);
    match (segments.next()?, segments.next(), segments.next()) {
        ("v1", Some("health"), None) => Some(CONFIGURATIONS),
        (version, _, Some("kie")) if is_version(version) => Some(CONFIGURATIONS),
        (version, _, Some("registry")) if is_version(version) => Some(REGISTRY),
        ("v4" | "registry" | "health" | "version", ..) => Some(REGISTRY),
        _ => None,
    }
}

/// Whether a path begins with the version of an API.
fn is_versioned(uri: &Uri) -> bool {
    is_version(uri.path().split('/').nth(1).unwrap_or_default())
}

fn is_version(segment: &str) -> bool {
    segment.strip_prefix('v').is_some_and(|version| version.starts_with(|digit: char| digit.is_ascii_digit()))
}

/// Returns whether a request is for one of the two servers.
///
/// The cloud has two operations on files of configurations at addresses like those of a configuration center. They are
/// not among these servers' own.
fn is_served<B>(request: &Request<B>) -> bool {
    let path = unescaped(request.uri().path());
    match segments(&path).collect::<Vec<_>>().as_slice() {
        ["v1", _, "kie", "download"] => false,
        ["v1", _, "kie", "file"] => {
            let media = request.headers().get(CONTENT_TYPE).map_or(&b""[..], |media| media.as_bytes());
            !media.starts_with(b"multipart/")
        }
        ["v1", "health"] | ["v4", _, "govern", ..] | ["registry", "v3", ..] | ["version"] | ["health"] => true,
        // Nobody else has them, in any version.
        [version, _, "kie" | "registry", ..] => is_version(version),
        _ => false,
    }
}

/// Whether a path belongs to tokens, accounts or roles, which only an engine with security authentication has.
fn is_of_accounts(uri: &Uri) -> bool {
    let mut segments = segments(uri.path());
    segments.next() == Some("v4")
        && matches!(segments.next(), Some("token" | "accounts" | "account-locks" | "self-perms" | "roles"))
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
            ("/v4//default/registry/microservices", "", true),
            ("/v4/default%2Fregistry%2fmicroservices", "", true),
            ("/registry/v3/microservices", "", true),
            ("/v4/token", "", false),
            ("/v2/default/kie/kv", "", true),
            ("/v1/default/registry/microservices", "", true),
            ("/v3/p/govern/x", "", false),
            ("/v3/p/cas/applications", "", false),
            ("/", "", false),
        ] {
            let request = Request::builder().uri(path).header(CONTENT_TYPE, media).body(()).unwrap();
            assert_eq!(is_served(&request), expected, "{path}");
        }
    }
}
