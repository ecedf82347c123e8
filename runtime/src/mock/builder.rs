//! Configuration of a mock.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use super::authentication::Authentication;
use super::behavior::Behavior;
use super::catalog::Catalog;
use super::fault::{Fault, Latency};
use super::keeper::Keeper;
use super::mock_core::MockCore;
use super::profile::Profile;
use super::router::router;
use super::server::MockServer;
use super::service::Mocked;
use super::settings::Settings;
use super::state::{Clock, Engine, EngineSettings, Limits};
use super::storage::Storage;
use crate::server::Validation;

/// Default number of journal entries.
const JOURNAL: usize = 1000;
/// Default size of the journal, in bytes of JSON.
const JOURNAL_ROOM: usize = 64 * 1024 * 1024;
/// Default duration of a state that leads to another one.
const STEP: Duration = Duration::from_millis(200);
/// Default number of resources.
const RESOURCES: usize = 100_000;
/// Default size of all resources, in bytes of JSON.
const RESOURCE_ROOM: usize = 256 * 1024 * 1024;
/// Default address.
const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Builder of a mock. Created by [`MockServer::builder`].
pub struct Builder<S> {
    settings: Settings,
    behaviors: Vec<Arc<dyn Behavior>>,
    state: Option<EngineSettings>,
    resources: serde_json::Value,
    storage: Option<Box<dyn Storage>>,
    address: IpAddr,
    port: u16,
    split: bool,
    service: PhantomData<fn() -> S>,
}

impl<S: Mocked> Builder<S> {
    fn new() -> Self {
        Self {
            settings: Settings {
                validation: Validation::default(),
                authentication: Authentication::default(),
                latency: Latency::None,
                faults: Vec::new(),
                profile: Profile::Typical,
                list_size: None,
                seed: 0,
                control: true,
                journal: JOURNAL,
                journal_bytes: JOURNAL_ROOM,
            },
            behaviors: Vec::new(),
            state: None,
            resources: serde_json::Value::Object(Default::default()),
            storage: None,
            address: LOCAL,
            port: 0,
            split: false,
            service: PhantomData,
        }
    }

    /// Sets the port. Defaults to a free one.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the address. Defaults to 127.0.0.1, so that other machines cannot reach the mock.
    #[must_use]
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Gives each host of the service its own port, instead of one for all: consecutive ports from the one
    /// that was set, or free ones.
    #[must_use]
    pub fn split(mut self) -> Self {
        self.split = true;
        self
    }

    /// Sets how strictly requests are validated. Defaults to [`Validation::Lenient`].
    #[must_use]
    pub fn validation(mut self, validation: Validation) -> Self {
        self.validation_mut(validation);
        self
    }

    fn validation_mut(&mut self, validation: Validation) {
        self.settings.validation = validation;
    }

    /// Sets the authentication. Defaults to [`Authentication::any_credentials`].
    #[must_use]
    pub fn authentication(mut self, authentication: Authentication) -> Self {
        self.settings.authentication = authentication;
        self
    }

    /// Returns whether operations of an authentication scheme, by its name in the specification, require credentials.
    /// Behaviors may differ by that: a service without users has no operations on them.
    #[must_use]
    pub fn requires_credentials(&self, scheme: &str) -> bool {
        self.settings.authentication.is_required(scheme)
    }

    /// Keeps the resources that operations create, change and delete. Without it, the mock responds from the examples
    /// alone.
    #[must_use]
    pub fn stateful(mut self) -> Self {
        self.state_mut();
        self
    }

    fn state_mut(&mut self) -> &mut EngineSettings {
        let seed = self.settings.seed;
        self.state.get_or_insert(EngineSettings {
            clock: Clock { step: STEP, manual: false },
            limits: Limits { resources: RESOURCES, bytes: RESOURCE_ROOM },
            seed,
        })
    }

    /// Sets the resources at the start and after a reset, as [`MockServer::resources`] returns them. Implies
    /// [`stateful`](Self::stateful).
    #[must_use]
    pub fn resources(mut self, resources: serde_json::Value) -> Self {
        self.state_mut();
        self.resources = resources;
        self
    }

    /// Keeps the state in a storage, and continues with what it has. Without it, the state is in memory alone. Implies
    /// [`stateful`](Self::stateful).
    ///
    /// A response leaves once everything that it shows is written. With an empty storage, the mock starts with the
    /// initial resources.
    #[must_use]
    pub fn storage(mut self, storage: impl Storage) -> Self {
        self.state_mut();
        self.storage = Some(Box::new(storage));
        self
    }

    /// Sets how long a state lasts that leads to another one, such as that of a job. Defaults to 200 ms. Implies
    /// [`stateful`](Self::stateful).
    #[must_use]
    pub fn step(mut self, step: Duration) -> Self {
        self.state_mut().clock.step = step;
        self
    }

    /// Stops the clock of the state: only [`MockServer::advance`] moves it. Implies [`stateful`](Self::stateful).
    #[must_use]
    pub fn manual_clock(mut self) -> Self {
        self.state_mut().clock.manual = true;
        self
    }

    /// Sets the maximum number of resources that the mock keeps. Defaults to 100,000, and to 256 MiB of JSON in all.
    /// Implies [`stateful`](Self::stateful).
    #[must_use]
    pub fn resource_limit(mut self, resources: usize) -> Self {
        self.state_mut().limits.resources = resources;
        self
    }

    /// Adds a hand-written behavior, which takes over its operations. Of two for one operation, the later one does.
    #[must_use]
    pub fn behavior(mut self, behavior: impl Behavior) -> Self {
        self.behaviors.push(Arc::new(behavior));
        self
    }

    /// Sets the latency of responses: a duration, or a [`Latency`].
    #[must_use]
    pub fn latency(mut self, latency: impl Into<Latency>) -> Self {
        self.settings.latency = latency.into();
        self
    }

    /// Injects a fault into some requests; `probability` is from 0 to 1. At most one fault applies to a
    /// request.
    #[must_use]
    pub fn fault(mut self, fault: Fault, probability: f64) -> Self {
        self.settings.faults.push((None, fault, probability));
        self
    }

    /// Injects a fault into some requests of one operation.
    #[must_use]
    pub fn operation_fault(mut self, operation: impl Into<String>, fault: Fault, probability: f64) -> Self {
        self.settings.faults.push((Some(operation.into()), fault, probability));
        self
    }

    /// Injects one of four faults into some requests: throttling (429 with `Retry-After`), unavailability
    /// (503), a connection reset, and a delay of two seconds.
    #[must_use]
    pub fn chaos(self, probability: f64) -> Self {
        let ways = [
            Fault::Status { status: 429, retry_after: Some(1) },
            Fault::Status { status: 503, retry_after: None },
            Fault::Reset,
            Fault::Delay(Duration::from_secs(2)),
        ];
        let share = probability / 4.0;
        ways.into_iter().fold(self, |this, fault| this.fault(fault, share))
    }

    /// Sets the profile of responses. Defaults to [`Profile::Typical`].
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = profile;
        self
    }

    /// Sets the number of items of paged lists. Defaults to that of the example.
    #[must_use]
    pub fn list_size(mut self, items: usize) -> Self {
        self.settings.list_size = Some(items);
        self
    }

    /// Sets the seed of faults and latencies, which makes them repeatable. Defaults to 0.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Sets whether requests may choose outcomes with `Prefer` and `X-Mock-…`. Defaults to `true`.
    #[must_use]
    pub fn control(mut self, control: bool) -> Self {
        self.settings.control = control;
        self
    }

    /// Sets the maximum number of journal entries. Defaults to 1000.
    #[must_use]
    pub fn journal_entries(mut self, exchanges: usize) -> Self {
        self.settings.journal = exchanges;
        self
    }

    /// Sets the maximum size of the journal, in bytes of JSON. Defaults to 64 MiB. The oldest entries are
    /// dropped first, the latest one never.
    #[must_use]
    pub fn journal_bytes(mut self, bytes: usize) -> Self {
        self.settings.journal_bytes = bytes;
        self
    }

    /// Starts listening.
    ///
    /// # Errors
    /// Returns an error if a port is taken, the examples or resources are invalid, or the storage cannot be used.
    pub async fn start(self) -> io::Result<MockServer<S>> {
        let (address, split) = (SocketAddr::new(self.address, self.port), self.split);
        MockServer::listen(Arc::new(self.core()?), address, split).await
    }

    /// Returns the mock as a router, without a socket; a client can use it as its transport. It cannot reset
    /// connections; the body ends early instead.
    ///
    /// # Errors
    /// Returns an error if the examples are invalid.
    pub fn router(self) -> io::Result<Router> {
        Ok(router(&Arc::new(self.core()?), None))
    }

    fn core(self) -> io::Result<MockCore> {
        let service = S::SERVICE;
        let catalog = Catalog::read((service.operations)(), service.examples, service.strings)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        let invalid = |error: &dyn fmt::Display| io::Error::new(io::ErrorKind::InvalidData, error.to_string());
        let seed = self.settings.seed;
        let state = self.state.map(|state| EngineSettings { seed, ..state });
        let engine = state.map(|state| Engine::new(S::SERVICE.resources, &catalog, state)).transpose();
        let engine = engine.map_err(|error| invalid(&error))?;
        let serde_json::Value::Object(resources) = self.resources else {
            return Err(invalid(&"the resources have to be an object with a list for each kind"));
        };
        let keeper = Keeper::new(S::SERVICE.name, engine, self.behaviors, resources, self.storage)?;
        Ok(MockCore::new(S::SERVICE, catalog, self.settings, keeper))
    }
}

impl<S: Mocked> MockServer<S> {
    /// Starts a mock that keeps resources, on a free local port.
    ///
    /// # Errors
    /// Returns an error if it cannot listen or the examples are invalid.
    pub async fn stateful() -> io::Result<Self> {
        Self::builder().stateful().start().await
    }

    /// Starts a mock of all operations on a free local port.
    ///
    /// # Errors
    /// Returns an error if it cannot listen or the examples are invalid.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Returns a builder.
    #[must_use]
    pub fn builder() -> Builder<S> {
        Builder::new()
    }
}

impl<S> fmt::Debug for Builder<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("settings", &self.settings)
            .field("port", &self.port)
            .field("split", &self.split)
            .finish_non_exhaustive()
    }
}
