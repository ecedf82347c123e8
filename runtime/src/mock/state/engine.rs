//! The resources of a service with their store, and the way from a request to a response.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::call::Call;
use super::description::{Broken, Does, Resources};
use super::fields::{self, Fields};
use super::request::text;
use super::store::{Address, Clock, Limits, Record, Store};
use super::{render, sketch};
use crate::mock::catalog::Catalog;
use crate::mock::described::Described;
use crate::server::{DynamicOutput, ServiceError};

/// Engine of a stateful mock.
#[derive(Debug)]
pub(in crate::mock) struct Engine {
    resources: Resources,
    /// Fields of a new resource, as the examples show them.
    sketches: Vec<Fields>,
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
    pub(in crate::mock) fn new(texts: &[&str], catalog: &Catalog, settings: EngineSettings) -> Result<Self, Broken> {
        let mut resources = Resources::read(texts)?;
        let sketches = sketch::all(&mut resources, catalog);
        let store = Mutex::new(Store::new(settings.clock, settings.limits, settings.seed));
        Ok(Self { resources, sketches, settings, store })
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
    pub(in crate::mock) fn kinds(&self) -> usize {
        self.resources.iter().count()
    }

    /// Moves the clock.
    pub(in crate::mock) fn advance(&self, time: Duration) {
        let mut store = self.lock();
        store.advance(time);
        self.settle(&mut store);
    }

    /// Responds to an operation that concerns a resource.
    pub(in crate::mock) fn respond(
        &self,
        described: &Described,
        request: &Value,
        catalog: &Catalog,
    ) -> Option<Result<DynamicOutput, ServiceError>> {
        let (number, effect) = self.resources.effect(described.meta().id)?;
        let call = Call::new(self, (number, effect), described.meta(), request);
        let what = (self.resources.get(number), effect);
        let mut store = self.lock();
        self.settle(&mut store);
        Some(match effect.does {
            Does::List => call.list(&store).map(|page| render::list(described, what, catalog, request, &page)),
            _ => call.run(&mut store).map(|fields| render::one(described, what, catalog, request, &fields)),
        })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the fields of a new resource, as the examples show them.
    pub(super) fn sketch(&self, number: usize) -> Fields {
        self.sketches[number].clone()
    }

    pub(super) fn resources(&self) -> &Resources {
        &self.resources
    }

    /// Applies the changes of state that are due.
    pub(super) fn settle(&self, store: &mut Store) {
        for address in store.settle() {
            self.remove(store, &address);
        }
    }

    /// Removes a resource with those within it.
    pub(super) fn remove(&self, store: &mut Store, address: &Address) {
        for child in self.resources.children(address.resource) {
            let inner: Vec<Address> = store.below(child, &address.path).map(|(inner, _)| inner.clone()).collect();
            inner.iter().for_each(|inner| self.remove(store, inner));
        }
        store.remove(address);
    }

    /// Returns the fields of a stored resource, with those that depend on others.
    pub(super) fn complete(&self, store: &Store, address: &Address, record: &Record) -> Fields {
        let mut fields = record.fields.clone();
        let resource = self.resources.get(address.resource);
        for (field, inner) in &resource.counts {
            let count = self.resources.number(inner).map_or(0, |inner| store.below(inner, &address.path).count());
            fields::set(&mut fields, field, count.into());
        }
        for (field, copied) in &resource.copies {
            if let Some(value) = self.copied(store, address, record, &copied.resource, &copied.field) {
                fields::set(&mut fields, field, value);
            }
        }
        fields
    }

    /// Returns the field of another resource, which this one is within or names by its key.
    fn copied(&self, store: &Store, address: &Address, record: &Record, other: &str, field: &str) -> Option<Value> {
        let number = self.resources.number(other)?;
        let chain = self.resources.chain(number);
        let scope = address.path.first()?;
        let mut path = vec![scope.clone()];
        for outer in chain {
            path.push(text(record.fields.get(&self.resources.get(outer).key)?));
        }
        store.get(&Address { resource: number, path }).and_then(|other| fields::get(&other.fields, field)).cloned()
    }
}
