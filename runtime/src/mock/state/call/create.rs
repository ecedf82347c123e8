//! Creating resources, and what a new one begins with.

use super::{Call, with};
use crate::mock::state::description::{Does, Resource, SetTo};
use crate::mock::state::fields::{self, Fields};
use crate::mock::state::request::text;
use crate::mock::state::store::{Address, Record, Store};
use crate::server::ServiceError;

impl Call<'_> {
    pub(super) fn create(&self, store: &mut Store) -> Result<Fields, ServiceError> {
        let chain = self.kinds.resources().chain(self.number);
        let path = self.path(&chain);
        self.parents(store, &chain[..chain.len() - 1], &path)?;
        self.check_needs(store)?;
        let mut fields = self.kinds.sketch(self.number);
        self.initial(self.resource(), &mut fields);
        self.sent.defaults(self.effect).for_each(|(name, value)| self.insert(&mut fields, name, value));
        self.sent.fields(self.effect).for_each(|(name, value)| self.insert(&mut fields, name, value));
        let (Some(outer), Some(chosen)) =
            (path[..path.len() - 1].iter().cloned().collect::<Option<Vec<String>>>(), path.last())
        else {
            return Err(self.missing(self.resource()));
        };
        self.insert_place(&chain, &mut fields);
        self.set_with(&mut fields);
        self.change_lists(&mut fields);
        let existing = self.existing(store, &outer, chosen.as_ref(), &fields).filter(|_| self.effect.may_exist);
        if let Some(address) = existing {
            if self.effect.renews {
                self.renew(store, &address);
            }
            return Ok(self.stored(store, &address));
        }
        // Nothing is drawn for what is rejected.
        self.check_unique(store, &outer, chosen.as_ref(), &fields)?;
        let address = self.place(store, self.number, outer, chosen.clone(), &mut fields);
        if self.effect.does == Does::Create && store.get(&address).is_some() {
            let resource = self.resource();
            let why = format!("there is such a `{}` already", resource.name);
            return Err(self.conflict(resource.taken.as_deref(), &why));
        }
        self.put(store, address.clone(), fields)?;
        self.begin(store, &address);
        self.transit(store, &address);
        self.renew(store, &address);
        let added = self.add_others(store, &address)?;
        Ok(with(self.stored(store, &address), added))
    }

    /// Returns the fields of a stored resource, with those that depend on others.
    pub(super) fn stored(&self, store: &Store, address: &Address) -> Fields {
        store.get(address).map(|record| self.kinds.complete(store, address, record)).unwrap_or_default()
    }

    /// Lets a resource live on as if it were new, if it expires at all.
    pub(super) fn renew(&self, store: &mut Store, address: &Address) {
        let resource = self.kinds.resources().get(address.resource);
        let Some(life) = store.get(address).and_then(|record| resource.life(&record.fields)) else { return };
        let shown = resource.set.iter().filter(|(_, setting)| setting.to == SetTo::Expires);
        let shown: Vec<_> = shown.map(|(field, setting)| (field, setting.format)).collect();
        store.live(address, life, &shown);
    }

    /// Stores where a new resource is, in fields that a dump needs: what separates it, and the keys of outer ones.
    fn insert_place(&self, chain: &[usize], fields: &mut Fields) {
        for name in &self.resource().scope {
            let value = self.parameter(name).cloned().unwrap_or_else(|| String::new().into());
            self.insert(fields, name, &value);
        }
        let outer = chain.iter().take(chain.len() - 1).map(|number| self.kinds.resources().get(*number));
        for (outer, key) in outer.filter_map(|outer| Some((outer, self.sent.key(outer, self.effect)?))) {
            fields.entry(outer.key.as_str()).or_insert_with(|| key.clone());
        }
    }

    fn initial(&self, resource: &Resource, fields: &mut Fields) {
        resource.initial.iter().for_each(|(field, value)| fields::set(fields, field, value.clone()));
    }

    /// Returns the address of a new resource, and completes its fields.
    fn place(
        &self,
        store: &mut Store,
        number: usize,
        outer: Vec<String>,
        chosen: Option<String>,
        fields: &mut Fields,
    ) -> Address {
        let resource = self.kinds.resources().get(number);
        for (field, setting) in &resource.set {
            let is_chosen = *field == resource.id && chosen.is_some();
            if !is_chosen {
                fields::set(fields, field, store.value(number, setting, None));
            }
        }
        let own = chosen.or_else(|| fields.get(&resource.id).map(text)).unwrap_or_default();
        let id = fields.get(&resource.id).or(fields.get(&resource.key)).cloned().unwrap_or_else(|| own.clone().into());
        fields.insert(resource.id.clone(), id.clone());
        fields.insert(resource.key.clone(), id);
        Address { resource: number, path: outer.into_iter().chain([own]).collect() }
    }

    /// Checks that no other resource within the same ones has the same values.
    pub(super) fn check_unique(
        &self,
        store: &Store,
        outer: &[String],
        own: Option<&String>,
        fields: &Fields,
    ) -> Result<(), ServiceError> {
        if self.same(store, outer, own, fields).is_none() {
            return Ok(());
        }
        let resource = self.resource();
        let why = format!("there is a `{}` with the same `{}` already", resource.name, resource.unique.join("`, `"));
        Err(self.conflict(resource.taken.as_deref(), &why))
    }

    /// Returns the resource with a key, or with the same values of unique fields.
    fn existing(&self, store: &Store, outer: &[String], key: Option<&String>, fields: &Fields) -> Option<Address> {
        let at = |key: &String| Address { resource: self.number, path: outer.iter().chain([key]).cloned().collect() };
        let found = key.map(at).filter(|address| store.get(address).is_some());
        found.or_else(|| self.same(store, outer, key, fields))
    }

    /// Returns another resource within the same ones that has the same values of unique fields.
    fn same(&self, store: &Store, outer: &[String], own: Option<&String>, fields: &Fields) -> Option<Address> {
        let unique = &self.resource().unique;
        if unique.iter().all(|field| fields::get(fields, field).is_none()) {
            return None;
        }
        let is_same = |record: &Record| {
            unique.iter().all(|field| fields::get(&record.fields, field) == fields::get(fields, field))
        };
        let mut others = store.below(self.number, outer);
        let found = others.find(|(other, record)| other.path.last() != own && is_same(record));
        found.map(|(address, _)| address.clone())
    }

    /// Sets the states of a new resource.
    fn begin(&self, store: &mut Store, address: &Address) {
        if let Some(states) = &self.kinds.resources().get(address.resource).states {
            let failed = states.failed.as_ref().filter(|_| store.takes_failure(address.resource));
            let each = states.through.iter().chain(failed.or(states.to.as_ref())).cloned().map(Some).collect();
            store.become_each(address, &states.field, each);
        }
    }

    /// Creates the other resources that come into being. Returns their keys.
    pub(super) fn add_others(&self, store: &mut Store, address: &Address) -> Result<Fields, ServiceError> {
        let resources = self.kinds.resources();
        let mut added = Fields::new();
        for number in self.effect.adds.iter().filter_map(|name| resources.number(name)) {
            let resource = resources.get(number);
            let around = store.get(address).map(|record| record.fields.clone()).unwrap_or_default();
            let mut fields = self.kinds.sketch(number);
            // What identifies it is its own, unless nothing else says what that is.
            let chosen = resource.set.contains_key(&resource.id);
            let own = |name: &str| {
                resource.set.contains_key(name) || (chosen && (name == resource.id || name == resource.key))
            };
            fields.extend(around.into_iter().filter(|(name, _)| !own(name)));
            self.initial(resource, &mut fields);
            let depth = resources.chain(number).len();
            let outer = address.path.iter().take(depth).cloned().collect();
            let place = self.place(store, number, outer, None, &mut fields);
            let key = fields.get(&resource.key).cloned().unwrap_or_default();
            self.put(store, place.clone(), fields)?;
            self.begin(store, &place);
            self.renew(store, &place);
            added.insert(resource.key.clone(), key);
        }
        if let Some(record) = store.get(address).filter(|_| !added.is_empty()) {
            let fields = with(record.fields.clone(), added.clone());
            self.put(store, address.clone(), fields)?;
        }
        Ok(added)
    }
}
