//! Setting a mock up.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;

use super::authentication::Authentication;
use super::catalog::Catalog;
use super::fault::{Fault, Latency};
use super::mock_core::MockCore;
use super::profile::Profile;
use super::router::router;
use super::server::MockServer;
use super::service::Mocked;
use super::settings::Settings;
use crate::server::Validation;

/// How many exchanges the journal keeps.
const JOURNAL: usize = 1000;
/// How many bytes of JSON it keeps.
const JOURNAL_ROOM: usize = 64 * 1024 * 1024;
/// Where `localhost` is.
const LOCAL: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// Sets a mock up; made with [`MockServer::builder`].
pub struct Builder<S> {
    settings: Settings,
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
            address: LOCAL,
            port: 0,
            split: false,
            service: PhantomData,
        }
    }

    /// The port to listen at. A free one unless set.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The address to listen at. 127.0.0.1 unless set: a mock is not made for others to reach.
    #[must_use]
    pub fn address(mut self, address: impl Into<IpAddr>) -> Self {
        self.address = address.into();
        self
    }

    /// Gives each host of the service a port of its own, instead of one for all: the ports that follow the
    /// one that was set, or free ones.
    #[must_use]
    pub fn split(mut self) -> Self {
        self.split = true;
        self
    }

    /// How much of the specification requests have to follow. [`Validation::Lenient`] unless set.
    #[must_use]
    pub fn validation(mut self, validation: Validation) -> Self {
        self.validation_mut(validation);
        self
    }

    fn validation_mut(&mut self, validation: Validation) {
        self.settings.validation = validation;
    }

    /// Whom to let in. [`Authentication::any_credentials`] unless set.
    #[must_use]
    pub fn authentication(mut self, authentication: Authentication) -> Self {
        self.settings.authentication = authentication;
        self
    }

    /// How long answers take.
    #[must_use]
    pub fn latency(mut self, latency: Latency) -> Self {
        self.settings.latency = latency;
        self
    }

    /// Lets some requests go wrong; `probability` is from 0 to 1. Of several faults at most one strikes.
    #[must_use]
    pub fn fault(mut self, fault: Fault, probability: f64) -> Self {
        self.settings.faults.push((None, fault, probability));
        self
    }

    /// Lets some requests of one operation go wrong.
    #[must_use]
    pub fn operation_fault(mut self, operation: impl Into<String>, fault: Fault, probability: f64) -> Self {
        self.settings.faults.push((Some(operation.into()), fault, probability));
        self
    }

    /// Lets some requests go wrong in one of four ways: throttled (429 with `Retry-After`), unavailable
    /// (503), a connection that is reset, and an answer that takes two seconds.
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

    /// What answers look like. [`Profile::Typical`] unless set.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.settings.profile = profile;
        self
    }

    /// How many items lists have that are read page by page. As many as in the example unless set.
    #[must_use]
    pub fn list_size(mut self, items: usize) -> Self {
        self.settings.list_size = Some(items);
        self
    }

    /// What chance begins with: faults and latencies come in the same order again. 0 unless set.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// Whether requests may ask for outcomes with `Prefer` and `X-Mock-…`. They may unless this says no.
    #[must_use]
    pub fn control(mut self, control: bool) -> Self {
        self.settings.control = control;
        self
    }

    /// How many exchanges the journal keeps. The last 1000 unless set.
    #[must_use]
    pub fn journal_entries(mut self, exchanges: usize) -> Self {
        self.settings.journal = exchanges;
        self
    }

    /// Sets how many bytes of JSON the journal keeps. Defaults to 64 MiB. The oldest exchanges are dropped first, the
    /// last one never.
    #[must_use]
    pub fn journal_bytes(mut self, bytes: usize) -> Self {
        self.settings.journal_bytes = bytes;
        self
    }

    /// Starts listening.
    ///
    /// # Errors
    /// If a port is taken, or the examples cannot be used.
    pub async fn start(self) -> io::Result<MockServer<S>> {
        let (address, split) = (SocketAddr::new(self.address, self.port), self.split);
        MockServer::listen(Arc::new(self.core()?), address, split).await
    }

    /// The mock without a socket: a router, which can also be a client's transport. Connections cannot be
    /// reset then; the body breaks off instead.
    ///
    /// # Errors
    /// If the examples cannot be used.
    pub fn router(self) -> io::Result<Router> {
        Ok(router(&Arc::new(self.core()?), None))
    }

    fn core(self) -> io::Result<MockCore> {
        let catalog = Catalog::read((S::SERVICE.operations)(), S::SERVICE.examples)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        Ok(MockCore::new(S::SERVICE, catalog, self.settings))
    }
}

impl<S: Mocked> MockServer<S> {
    /// Starts a mock of all operations at a free port of this machine.
    ///
    /// # Errors
    /// If it cannot listen, or the examples cannot be used.
    pub async fn start() -> io::Result<Self> {
        Self::builder().start().await
    }

    /// Sets a mock up.
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
