//! The resources of a service with their store, and the way from a request to a response.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::call::Call;
use super::description::{Broken, Does};
use super::kinds::Kinds;
use super::render;
use super::store::{Clock, Limits, Store};
use crate::mock::catalog::Catalog;
use crate::mock::described::Described;
use crate::server::{DynamicOutput, ServiceError};

/// Engine of a stateful mock.
#[derive(Debug)]
pub(in crate::mock) struct Engine {
    kinds: Kinds,
    settings: EngineSettings,
    store: Mutex<Store>,
}

/// Settings of an engine.
#[derive(Clone, Debug)]
pub(in crate::mock) struct EngineSettings {
    pub(in crate::mock) clock: Clock,
    pub(in crate::mock) limits: Limits,
    pub(in crate::mock) seed: u64,
    /// Resources at the start and after a reset.
    pub(in crate::mock) initial: Option<Value>,
}

impl Engine {
    pub(in crate::mock) fn new(lists: &[&str], catalog: &Catalog, settings: EngineSettings) -> Result<Self, Broken> {
        let kinds = Kinds::read(lists, catalog)?;
        let store = Mutex::new(Store::new(settings.clock, settings.limits, settings.seed));
        Ok(Self { kinds, settings, store })
    }

    /// Returns a store without resources.
    pub(super) fn empty(&self) -> Store {
        Store::new(self.settings.clock, self.settings.limits, self.settings.seed)
    }

    /// Restores the initial resources.
    pub(in crate::mock) fn reset(&self) {
        *self.lock() = self.empty();
        if let Some(initial) = &self.settings.initial {
            // They were loaded once already.
            let _ = self.load(initial);
        }
    }

    /// Returns the number of kinds of resources.
    #[cfg(feature = "mock-command")]
    pub(in crate::mock) fn kind_count(&self) -> usize {
        self.kinds.resources().iter().count()
    }

    /// Moves the clock.
    pub(in crate::mock) fn advance(&self, time: Duration) {
        let mut store = self.lock();
        store.advance(time);
        self.kinds.settle(&mut store);
    }

    /// Responds to an operation that concerns a resource.
    pub(in crate::mock) fn respond(
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

    pub(super) fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn kinds(&self) -> &Kinds {
        &self.kinds
    }
}
