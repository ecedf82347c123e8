//! Mock server.

use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;

use super::control::shown_parameter;
use super::journal::JournalEntry;
use super::mock_core::MockCore;
use super::profile::Profile;
use super::router::router;
use super::script::{InvalidOutcome, Outcome};
use super::service::Mocked;
use super::state::InvalidResources;
use crate::meta::OperationMeta;
use crate::server::Server;

/// Running mock. Dropping it stops it after the responses in progress.
pub struct MockServer<S> {
    core: Arc<MockCore>,
    /// Host and address; one entry without a host if all hosts share it.
    addresses: Vec<(Option<&'static str>, SocketAddr)>,
    service: PhantomData<fn() -> S>,
}

impl<S: Mocked> MockServer<S> {
    /// Starts a mock on sockets.
    pub(super) async fn listen(core: Arc<MockCore>, address: SocketAddr, split: bool) -> io::Result<Self> {
        let hosts: Vec<Option<&'static str>> =
            if split { hosts(&core).into_iter().map(Some).collect() } else { vec![None] };
        let mut listeners = Vec::new();
        for (index, host) in (0u16..).zip(hosts) {
            let port = if address.port() == 0 { 0 } else { address.port().saturating_add(index) };
            let address = SocketAddr::new(address.ip(), port);
            let listener = TcpListener::bind(address).await;
            let told = |error: io::Error| io::Error::new(error.kind(), format!("{address}: {error}"));
            listeners.push((host, listener.map_err(told)?));
        }
        let mut addresses = Vec::new();
        for (host, listener) in &listeners {
            addresses.push((*host, listener.local_addr()?));
        }
        // The page of each port links to the others.
        core.set_addresses(addresses.clone());
        for (host, listener) in listeners {
            let mut stopped = core.stopped();
            let server = Server::new(listener, router(&core, host));
            tokio::spawn(server.run_until(async move {
                // An error means that the mock was dropped, which stops it too.
                let _ = stopped.wait_for(|stopped| *stopped).await;
            }));
        }
        Ok(Self { core, addresses, service: PhantomData })
    }
}

/// Returns the hosts of the operations, in order.
fn hosts(core: &MockCore) -> Vec<&'static str> {
    let mut hosts = Vec::new();
    for described in core.catalog.operations() {
        let host = described.meta().host.id;
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    hosts
}

impl<S> MockServer<S> {
    /// Returns the base URL; with one port per host, that of the first host.
    #[must_use]
    pub fn url(&self) -> String {
        self.addresses.first().map(|(_, address)| url(*address)).unwrap_or_default()
    }

    /// Returns the base URL of a host; `None` if no operation uses it.
    #[must_use]
    pub fn url_of(&self, host: &str) -> Option<String> {
        let known = hosts(&self.core).contains(&host);
        let serves = |other: &Option<&str>| other.is_none_or(|other| other == host);
        let found = self.addresses.iter().find(|(other, _)| known && serves(other));
        found.map(|(_, address)| url(*address))
    }

    /// Returns the hosts with their base URLs.
    #[must_use]
    pub fn hosts(&self) -> Vec<(&'static str, String)> {
        let urls = hosts(&self.core).into_iter().map(|host| (host, self.url_of(host).unwrap_or_default()));
        urls.collect()
    }

    /// Returns the code that builds a client for this mock.
    #[must_use]
    pub fn client_snippet(&self) -> String {
        let operations = self.core.catalog.operations();
        let parameter = |name: &str| operations.iter().find_map(|known| shown_parameter(&known.examples, name));
        self.core.service.client.snippet(|host| self.url_of(host), parameter)
    }

    /// Returns the journal, the oldest entry first.
    #[must_use]
    pub fn journal(&self) -> Vec<JournalEntry> {
        self.core.journal().entries(|_| true)
    }

    /// Returns the journal entries of one operation.
    #[must_use]
    pub fn calls(&self, operation: impl OperationId) -> Vec<JournalEntry> {
        let id = operation.id();
        self.core.journal().entries(|exchange| exchange.operation == Some(id))
    }

    /// Asserts the number of calls of an operation. Each attempt counts.
    ///
    /// # Panics
    /// Panics if the number differs; the message lists all calls.
    #[track_caller]
    pub fn assert_called(&self, operation: impl OperationId, times: usize) {
        let id = operation.id();
        let journal = self.core.journal();
        let found = journal.heads().filter(|exchange| exchange.operation == Some(id)).count();
        let lines = journal.heads().map(|exchange| {
            let JournalEntry { number, method, path, status, source, .. } = exchange;
            format!("  {number}. {method} {path} {} → {status} ({source})\n", exchange.operation.unwrap_or("-"))
        });
        assert!(found == times, "{id} was called {found} times instead of {times}:\n{}", lines.collect::<String>());
    }

    /// Enqueues an outcome for the next calls of an operation: a [`Fault`](super::Fault), a documented code, an example
    /// or a response of your own. Outcomes apply in the order in which they were enqueued. They take precedence over the
    /// state, and do not change it.
    ///
    /// # Errors
    /// Returns an error if the operation does not exist, or does not have the code or the example.
    pub fn enqueue(&self, operation: &str, outcome: impl Into<Outcome>, times: usize) -> Result<(), InvalidOutcome> {
        self.core.enqueue(operation, outcome.into(), times)
    }

    /// Lets the next resources of a kind of a stateful mock, such as `v1.job`, end in their failed state: new ones, and
    /// those whose state changes.
    ///
    /// # Errors
    /// Returns an error if there is no such kind, or the specification has no failed state of it.
    pub fn fail(&self, resource: &str, times: usize) -> Result<(), InvalidOutcome> {
        self.core.fail(resource, times)
    }

    /// Sets the profile of responses.
    pub fn set_profile(&self, profile: Profile) {
        self.core.live().profile = profile;
    }

    /// Sets the number of list items. `None` restores that of the example.
    pub fn set_list_size(&self, items: Option<usize>) {
        self.core.live().list_size = items;
    }

    /// Returns the resources that a stateful mock keeps: an object with a list for each kind, and an object by keys for
    /// each kind of a [`Behavior`](super::Behavior).
    #[must_use]
    pub fn resources(&self) -> Value {
        self.core.keeper.dump()
    }

    /// Returns how many kinds of resources a stateful mock keeps.
    #[cfg(feature = "mock-command")]
    pub(super) fn kinds(&self) -> Option<usize> {
        self.core.keeper.engine.as_ref().map(|engine| engine.kind_names().count())
    }

    /// Replaces the resources that a stateful mock keeps, until the next reset.
    ///
    /// # Errors
    /// Returns an error if a resource is unknown or lacks a key, or if the mock is not stateful. Nothing changes then.
    pub fn load(&self, resources: &Value) -> Result<(), InvalidResources> {
        self.core.load(resources)
    }

    /// Moves the clock of a stateful mock forward. States that end within this time change at once. With a
    /// [storage](super::Builder::storage) that fails, the change waits until the next request, which reports it.
    pub fn advance(&self, time: Duration) {
        let _ = self.core.advance(time);
    }

    /// Clears the journal and the queued outcomes, and restores the seed and the initial resources. With a
    /// [storage](super::Builder::storage) that fails, the change waits until the next request, which reports it.
    pub fn reset(&self) {
        let _ = self.core.reset();
    }

    /// Returns the operations without an example, whose responses are generated from their types.
    #[must_use]
    pub fn without_examples(&self) -> Vec<&'static OperationMeta> {
        let operations = self.core.catalog.operations().iter();
        operations.filter(|known| known.examples.is_empty()).map(|known| known.meta()).collect()
    }

    /// Returns all operations with the number of their examples.
    #[must_use]
    pub fn operations(&self) -> Vec<(&'static OperationMeta, usize)> {
        let operations = self.core.catalog.operations().iter();
        operations.map(|known| (known.meta(), known.examples.len())).collect()
    }
}

/// Identification of an operation: its id or its metadata.
pub trait OperationId {
    /// Returns the id.
    fn id(&self) -> &str;
}

impl OperationId for &str {
    fn id(&self) -> &str {
        self
    }
}

impl OperationId for &OperationMeta {
    fn id(&self) -> &str {
        self.id
    }
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}

impl<S> Drop for MockServer<S> {
    fn drop(&mut self) {
        self.core.stop();
    }
}

impl<S> fmt::Debug for MockServer<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MockServer").field("addresses", &self.addresses).finish_non_exhaustive()
    }
}
