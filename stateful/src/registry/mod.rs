//! Service center: microservices, their instances with leases, and everything around them.

mod dependencies;
mod discovery;
mod domain;
mod instances;
mod kept;
mod microservices;
mod own;
mod schemas;
mod state;
mod tags;
mod views;
mod watch;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, Weak};

use http::HeaderMap;
use servicestage_server::model::error_codes::ServiceCombErrorCode as Code;
use servicestage_server::model::servicecomb::Environment;
use servicestage_server::runtime::mock::Recorder;
use servicestage_server::runtime::value::UnixSecondsString;
use servicestage_server::servicecomb::{
    dependencies, instances, microservices, registries, registry_views, schemas, tags,
};
use servicestage_server::{Context, Routes, ServiceError};
use tokio::sync::broadcast;

use self::domain::{Domain, Millis, Service};
pub(crate) use self::kept::KINDS;
pub(crate) use self::own::version;
use self::state::{Event, State};
use crate::Settings;
use crate::clock::Clock;

/// Service center. Implements the traits of its groups.
pub(crate) struct Registry {
    /// For connections that outlive the call that opened them.
    itself: Weak<Self>,
    clock: Clock,
    late_departures: bool,
    state: RwLock<State>,
    /// Time at which the next instance may expire.
    due: AtomicU64,
    events: broadcast::Sender<Event>,
    recorder: OnceLock<Recorder>,
}

/// Number of changes that a slow watcher may lag behind.
const EVENTS: usize = 4096;

/// Tenant and project of a request.
struct Scope<'a> {
    tenant: &'a str,
    project: &'a str,
}

impl<'a> Scope<'a> {
    fn of(context: &'a Context, project: &'a impl AsRef<str>) -> Self {
        Self { tenant: tenant(context.headers()), project: project.as_ref() }
    }

    fn pair(&self) -> (&'a str, &'a str) {
        (self.tenant, self.project)
    }

    fn domain<'s>(&self, state: &'s State) -> Option<&'s Domain> {
        state.domain(self.tenant, self.project)
    }

    fn service<'s>(&self, state: &'s State, id: &str) -> Result<&'s Service, ServiceError> {
        self.domain(state).and_then(|domain| domain.services.get(id)).ok_or_else(|| no_service(id))
    }
}

/// Returns the tenant that a header names.
fn tenant(headers: &HeaderMap) -> &str {
    let tenant = headers.get("x-domain-name").and_then(|tenant| tenant.to_str().ok());
    tenant.filter(|tenant| !tenant.is_empty()).unwrap_or("default")
}

fn error(code: Code, detail: impl Into<String>) -> ServiceError {
    ServiceError::from(code).detail(detail)
}

fn invalid(detail: impl Into<String>) -> ServiceError {
    error(Code::InvalidParameter, detail)
}

/// Returns the message of an error with its detail, as an entry of a list shows them.
fn told(error: &ServiceError) -> String {
    let (text, message) = (error.to_string(), error.message());
    let detail = text.split_once(message).map_or("", |(_, detail)| detail.trim_start());
    format!("{message}{detail}")
}

fn no_service(id: &str) -> ServiceError {
    error(Code::ServiceNotFound, format!("there is no microservice {id}"))
}

fn no_instance(id: &str) -> ServiceError {
    error(Code::InstanceNotFound, format!("there is no instance {id} of this microservice"))
}

/// Checks a value against a closed list.
fn one_of<'a>(name: &str, value: Option<&'a str>, known: &[&str]) -> Result<Option<&'a str>, ServiceError> {
    match value.filter(|value| !value.is_empty()) {
        Some(value) if !known.contains(&value) => Err(invalid(format!("{name}: expected one of {}", known.join(", ")))),
        value => Ok(value),
    }
}

/// Returns a map with entries.
fn filled(map: Option<BTreeMap<String, String>>) -> Option<BTreeMap<String, String>> {
    map.filter(|map| !map.is_empty())
}

/// Returns the environment, which is empty for none.
fn environment(environment: Option<&Environment>) -> Result<String, ServiceError> {
    const KNOWN: &[&str] = &["development", "testing", "acceptance", "production"];
    Ok(one_of("environment", environment.map(AsRef::as_ref), KNOWN)?.unwrap_or_default().to_owned())
}

impl Registry {
    pub(crate) fn new(settings: &Settings) -> Arc<Self> {
        let registry = Arc::new_cyclic(|itself| Self {
            itself: Weak::clone(itself),
            clock: settings.clock.clone(),
            late_departures: settings.late_departures,
            state: RwLock::default(),
            due: AtomicU64::new(Millis::MAX),
            events: broadcast::Sender::new(EVENTS),
            recorder: OnceLock::new(),
        });
        registry.register_itself();
        registry
    }

    /// Returns the operations.
    pub(crate) fn routes(self: &Arc<Self>) -> Routes {
        [
            microservices(Arc::clone(self)),
            instances(Arc::clone(self)),
            schemas(Arc::clone(self)),
            dependencies(Arc::clone(self)),
            tags(Arc::clone(self)),
            registries(Arc::clone(self)),
            registry_views(Arc::clone(self)),
        ]
        .into_iter()
        .collect()
    }

    /// Returns the registry as its routes share it.
    fn shared(&self) -> Result<Arc<Self>, ServiceError> {
        self.itself.upgrade().ok_or_else(ServiceError::not_implemented)
    }

    /// Forgets everything but the registry itself.
    pub(crate) fn clear(&self) {
        self.write().replace(State::default());
        self.register_itself();
    }

    /// Records all changes from now on.
    pub(crate) fn record_to(&self, recorder: &Recorder) {
        self.write().note_changes();
        // It has none yet.
        let _ = self.recorder.set(recorder.clone());
    }

    fn millis(&self) -> Millis {
        Millis::try_from(self.clock.now().as_millis()).unwrap_or(Millis::MAX)
    }

    fn seconds(&self) -> UnixSecondsString {
        UnixSecondsString(i64::try_from(self.clock.now().as_secs()).unwrap_or(i64::MAX))
    }

    /// Locks the state for reading, without what has expired.
    fn read(&self) -> RwLockReadGuard<'_, State> {
        if self.millis() >= self.due.load(Ordering::Relaxed) {
            drop(self.write());
        }
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Locks the state for writing, without what has expired.
    fn write(&self) -> Writing<'_> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        state.is_watched = self.events.receiver_count() > 0;
        state.sweep(self.millis(), self.late_departures);
        Writing { state, registry: self }
    }
}

/// Locked state. Unlocking it updates when the next instance may expire, tells watchers of changes, and records them.
struct Writing<'a> {
    state: RwLockWriteGuard<'a, State>,
    registry: &'a Registry,
}

impl std::ops::Deref for Writing<'_> {
    type Target = State;

    fn deref(&self) -> &State {
        &self.state
    }
}

impl std::ops::DerefMut for Writing<'_> {
    fn deref_mut(&mut self) -> &mut State {
        &mut self.state
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.registry.due.store(self.state.due(), Ordering::Relaxed);
        if let Some(recorder) = self.registry.recorder.get() {
            recorder.record(self.state.changes());
        }
        for event in self.state.take_events() {
            // Watchers may have left.
            let _ = self.registry.events.send(event);
        }
    }
}
