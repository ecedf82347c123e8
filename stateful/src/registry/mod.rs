//! Service center: microservices, their instances with leases, and everything around them.

mod dependencies;
mod discovery;
mod instances;
mod microservices;
mod own;
mod schemas;
mod state;
mod tags;
mod views;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use servicestage_server::model::error_codes::ServiceCombErrorCode as Code;
use servicestage_server::model::servicecomb::Environment;
use servicestage_server::runtime::value::UnixSecondsString;
use servicestage_server::{Context, ServiceError};

pub(crate) use self::own::version;
use self::state::{Domain, Millis, Service, State};
use crate::Settings;
use crate::clock::Clock;

/// Service center. Implements the traits of its groups.
pub(crate) struct Registry {
    clock: Clock,
    late_departures: bool,
    state: RwLock<State>,
    /// Time at which the next instance may expire.
    due: AtomicU64,
}

/// Tenant and project of a request.
struct Scope<'a> {
    tenant: &'a str,
    project: &'a str,
}

impl<'a> Scope<'a> {
    fn of(context: &'a Context, project: &'a impl AsRef<str>) -> Self {
        let tenant = context.headers().get("x-domain-name").and_then(|tenant| tenant.to_str().ok());
        Self { tenant: tenant.filter(|tenant| !tenant.is_empty()).unwrap_or("default"), project: project.as_ref() }
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

fn error(code: Code, detail: impl Into<String>) -> ServiceError {
    ServiceError::from(code).detail(detail)
}

fn invalid(detail: impl Into<String>) -> ServiceError {
    error(Code::InvalidParameter, detail)
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
    pub(crate) fn new(settings: &Settings) -> Self {
        let registry = Self {
            clock: settings.clock.clone(),
            late_departures: settings.late_departures,
            state: RwLock::default(),
            due: AtomicU64::new(Millis::MAX),
        };
        registry.register_itself();
        registry
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
        state.sweep(self.millis(), self.late_departures);
        Writing { state, due: &self.due }
    }
}

/// Locked state. Unlocking it updates when the next instance may expire.
struct Writing<'a> {
    state: RwLockWriteGuard<'a, State>,
    due: &'a AtomicU64,
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
        self.due.store(self.state.due(), Ordering::Relaxed);
    }
}
