//! The kinds of resources of a service, and what follows from several of them.

use serde_json::Value;

use super::description::{Broken, Resources};
use super::fields::{self, Fields};
use super::request::text;
use super::sketch;
use super::store::{Address, Record, Store};
use crate::mock::catalog::Catalog;

/// Kinds of resources.
#[derive(Debug)]
pub(super) struct Kinds {
    resources: Resources,
    /// Fields of a new resource, as the examples show them.
    sketches: Vec<Fields>,
}

impl Kinds {
    pub(super) fn read(lists: &[&str], catalog: &Catalog) -> Result<Self, Broken> {
        let mut resources = Resources::read(lists)?;
        let sketches = sketch::all(&mut resources, catalog);
        Ok(Self { resources, sketches })
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
