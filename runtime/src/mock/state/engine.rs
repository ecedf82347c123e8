//! The resources of a service with their store, and the way from a request to a response.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::Notify;
use tokio::sync::futures::Notified;

use super::call::Call;
use super::description::{Broken, Does};
use super::kept;
use super::kinds::Kinds;
use super::render;
use super::store::{Clock, Limits, Store};
use crate::mock::catalog::Catalog;
use crate::mock::described::Described;
use crate::mock::storage::Recorder;
use crate::server::{DynamicOutput, ServiceError};
use crate::text::closest;

/// Engine of a stateful mock.
#[derive(Debug)]
pub(crate) struct Engine {
    kinds: Kinds,
    settings: EngineSettings,
    store: Mutex<Store>,
    recorder: OnceLock<Recorder>,
    changed: Notify,
}

/// Settings of an engine.
#[derive(Clone, Debug)]
pub(crate) struct EngineSettings {
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) seed: u64,
}

impl Engine {
    pub(crate) fn new(lists: &[&str], catalog: &Catalog, settings: EngineSettings) -> Result<Self, Broken> {
        let kinds = Kinds::read(lists, catalog)?;
        let store = Mutex::new(Store::new(settings.clock, settings.limits, settings.seed));
        Ok(Self { kinds, settings, store, recorder: OnceLock::new(), changed: Notify::new() })
    }

    /// Returns a store without resources.
    pub(super) fn empty(&self) -> Store {
        Store::new(self.settings.clock, self.settings.limits, self.settings.seed)
    }

    /// Records all changes from now on. `start` is a number that no earlier start had.
    pub(crate) fn record(&self, recorder: Recorder, start: u64) {
        self.lock().note_changes(self.settings.seed.wrapping_add(start));
        // It has none yet.
        let _ = self.recorder.set(recorder);
    }

    /// Lets the next changes of state of a kind of resources end in its failed state. Returns what prevents that.
    pub(crate) fn fail(&self, resource: &str, times: usize) -> Result<(), String> {
        let Some(number) = self.kinds.resources().number(resource) else {
            let meant = closest(resource, self.kind_names());
            let help = meant.map_or_else(String::new, |meant| format!("; did you mean {meant:?}?"));
            return Err(format!("there is no resource {resource:?}{help}"));
        };
        let states = self.kinds.resources().get(number).states.as_ref();
        if states.is_none_or(|states| states.failed.is_none()) {
            return Err(format!("the specification has no failed state of {resource}"));
        }
        self.lock().fail(number, times);
        Ok(())
    }

    /// Returns the names of the kinds of resources.
    pub(crate) fn kind_names(&self) -> impl Iterator<Item = &str> {
        self.kinds.resources().iter().map(|(_, resource)| resource.name.as_str())
    }

    /// Moves the clock.
    pub(crate) fn advance(&self, time: Duration) {
        let mut store = self.lock();
        store.advance(time);
        self.kinds.settle(&mut store);
    }

    /// Responds to an operation that concerns a resource.
    pub(crate) fn respond(
        &self,
        described: &Described,
        request: &Value,
        catalog: &Catalog,
    ) -> Option<Result<DynamicOutput, ServiceError>> {
        let (number, effect) = self.kinds.resources().effect(described.meta().id)?;
        let call = Call::new(&self.kinds, (number, effect), described.meta(), request);
        let what = (self.kinds.resources().get(number), effect);
        let mut store = self.lock();
        self.kinds.settle(&mut store);
        Some(match effect.does {
            Does::List => call.list(&store).map(|page| render::list(described, what, catalog, request, &page)),
            _ => call.run(&mut store).map(|fields| render::one(described, what, catalog, request, &fields)),
        })
    }

    /// Returns what ends with the next change of a resource.
    pub(crate) fn changed(&self) -> Notified<'_> {
        self.changed.notified()
    }

    /// Returns the time until a resource changes by itself.
    pub(crate) fn until_due(&self) -> Option<Duration> {
        self.lock().until_due()
    }

    /// Locks the store. Unlocking it records what has changed, and wakes who waits for that.
    pub(super) fn lock(&self) -> Locked<'_> {
        let store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        Locked { changes: store.changes(), store, engine: self }
    }

    pub(super) fn kinds(&self) -> &Kinds {
        &self.kinds
    }
}

/// Locked store of an engine.
pub(super) struct Locked<'a> {
    store: MutexGuard<'a, Store>,
    engine: &'a Engine,
    /// Number of changes when it was locked.
    changes: u64,
}

impl Deref for Locked<'_> {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl DerefMut for Locked<'_> {
    fn deref_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

impl Drop for Locked<'_> {
    fn drop(&mut self) {
        if let Some(recorder) = self.engine.recorder.get() {
            // In the order of the changes, as the store is still locked.
            recorder.record(kept::changes(&self.engine.kinds, &mut self.store));
        }
        if self.store.changes() != self.changes {
            self.engine.changed.notify_waiters();
        }
    }
}
