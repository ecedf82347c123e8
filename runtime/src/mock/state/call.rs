//! What an operation does to resources.

use serde_json::Value;

use super::description::{Does, Effect, Resource, SetTo, Transition};
use super::fields::{self, Fields};
use super::kinds::Kinds;
use super::list;
use super::request::{Sent, text};
use super::store::{Address, Record, Store};
use crate::meta::OperationMeta;
use crate::mock::control;
use crate::server::ServiceError;

/// A call of an operation that concerns a resource.
pub(super) struct Call<'a> {
    kinds: &'a Kinds,
    number: usize,
    effect: &'a Effect,
    meta: &'static OperationMeta,
    sent: Sent<'a>,
}

/// A resource that an operation is about.
struct Found {
    address: Address,
    record: Record,
}

impl<'a> Call<'a> {
    pub(super) fn new(
        kinds: &'a Kinds,
        (number, effect): (usize, &'a Effect),
        meta: &'static OperationMeta,
        request: &'a Value,
    ) -> Self {
        Self { kinds, number, effect, meta, sent: Sent::new(request) }
    }
}

impl Call<'_> {
    fn resource(&self) -> &Resource {
        self.kinds.resources().get(self.number)
    }

    /// Returns a page of the list.
    pub(super) fn list(&self, store: &Store) -> Result<list::Page, ServiceError> {
        let chain = self.kinds.resources().chain(self.number);
        let (outer, _) = chain.split_at(chain.len() - 1);
        let path = self.path(outer);
        self.parents(store, outer, &path)?;
        let fits = |address: &Address| fits(&path, &address.path);
        let known: Vec<String> = path.iter().map_while(Clone::clone).collect();
        let found = store.below(self.number, &known).filter(|(address, _)| fits(address));
        let all = found.map(|(address, record)| (record.number, self.kinds.complete(store, address, record)));
        let entries: Vec<(u64, Fields)> = all.collect();
        Ok(list::page(self.resource(), self.effect, self.meta, &self.sent, entries))
    }

    /// Performs the operation, on one resource or on each that the request names.
    pub(super) fn run(&self, store: &mut Store) -> Result<Fields, ServiceError> {
        if self.effect.each.is_empty() {
            return self.perform(store);
        }
        let resource = self.resource();
        let items = self.sent.body(&self.effect.each.join(".")).and_then(Value::as_array);
        let id = |item: &Value| {
            let named = item.get(&resource.key).or_else(|| item.get(&resource.id));
            text(named.unwrap_or(item))
        };
        let ids: Vec<String> = items.into_iter().flatten().map(id).collect();
        // All of them have to exist and be in a right state before any changes.
        for id in &ids {
            self.check_state(&self.find(store, Some(id))?)?;
        }
        let mut last = Fields::new();
        for id in &ids {
            let found = self.find(store, Some(id))?;
            last = self.affect(store, found)?;
        }
        Ok(last)
    }

    fn perform(&self, store: &mut Store) -> Result<Fields, ServiceError> {
        let found = match self.effect.does {
            Does::Create => return self.create(store),
            Does::Put => match self.find(store, None) {
                Ok(found) => found,
                Err(_) => return self.create(store),
            },
            _ => match self.look_up(store, None)? {
                None if self.effect.may_be_missing => return Ok(Fields::new()),
                found => found.ok_or_else(|| self.missing(self.resource()))?,
            },
        };
        self.affect(store, found)
    }

    /// Changes or deletes a resource, and returns its fields.
    fn affect(&self, store: &mut Store, found: Found) -> Result<Fields, ServiceError> {
        self.check_state(&found)?;
        let Found { address, record } = found;
        match self.effect.does {
            Does::Update | Does::Put | Does::Replace => self.change(store, &address, record)?,
            Does::Act => self.touch(store, &address, record.fields)?,
            Does::Delete => return self.delete(store, &address, record),
            _ => {}
        }
        self.transit(store, &address);
        let added = self.add_others(store, &address)?;
        let fields = match store.get(&address) {
            Some(record) => self.kinds.complete(store, &address, record),
            None => Fields::new(),
        };
        Ok(with(fields, added))
    }

    /// Returns the ids on the path to a resource, as far as the request has them.
    fn path(&self, chain: &[usize]) -> Vec<Option<String>> {
        let resources = self.kinds.resources();
        let scope = self.scope(self.resource());
        let id = |number: &usize| self.sent.key(resources.get(*number), self.effect).map(text);
        std::iter::once(Some(scope)).chain(chain.iter().map(id)).collect()
    }

    /// Returns the values of the parameters that separate resources.
    fn scope(&self, resource: &Resource) -> String {
        let values = resource.scope.iter().map(|name| self.parameter(name).map(text).unwrap_or_default());
        values.collect::<Vec<_>>().join("/")
    }

    /// Returns a parameter that separates resources, or its default.
    fn parameter(&self, name: &str) -> Option<&Value> {
        self.sent.anywhere(name).or(self.effect.assumed.get(name))
    }

    /// Checks that the operation is possible in the state of a resource.
    fn check_state(&self, found: &Found) -> Result<(), ServiceError> {
        let (Some(only_in), Some(states)) = (&self.effect.only_in, &self.resource().states) else { return Ok(()) };
        let state = fields::get(&found.record.fields, &states.field).map(text);
        match state.is_some_and(|state| only_in.states.contains(&state)) {
            true => Ok(()),
            false => Err(self.conflict(only_in.code.as_deref())),
        }
    }

    /// Checks that the resources exist that the request names.
    fn check_needs(&self, store: &Store) -> Result<(), ServiceError> {
        let sent = self.sent.fields(self.effect);
        let sent: Fields = sent.map(|(name, value)| (self.resource().stored(name).to_owned(), value.clone())).collect();
        for (field, other) in &self.resource().needs {
            let Some(number) = self.kinds.resources().number(other) else { continue };
            let other = self.kinds.resources().get(number);
            let scope = [self.scope(other)];
            let exists =
                |key: &String| store.below(number, &scope).any(|(address, _)| address.path.last() == Some(key));
            if keys(fields::get(&sent, field)).any(|key| !exists(&key)) {
                return Err(self.missing(other));
            }
        }
        Ok(())
    }

    /// Checks that the resources exist that this one is within.
    fn parents(&self, store: &Store, outer: &[usize], path: &[Option<String>]) -> Result<(), ServiceError> {
        for (index, number) in outer.iter().enumerate() {
            let Some(known) = path[..index + 2].iter().cloned().collect::<Option<Vec<String>>>() else { return Ok(()) };
            if store.get(&Address { resource: *number, path: known }).is_none() {
                return Err(self.missing(self.kinds.resources().get(*number)));
            }
        }
        Ok(())
    }

    /// Finds the resource with an id, or the one that the request is about.
    fn find(&self, store: &Store, id: Option<&String>) -> Result<Found, ServiceError> {
        self.look_up(store, id)?.ok_or_else(|| self.missing(self.resource()))
    }

    /// The same, where there may be none within those that it is within.
    fn look_up(&self, store: &Store, id: Option<&String>) -> Result<Option<Found>, ServiceError> {
        let chain = self.kinds.resources().chain(self.number);
        let mut path = self.path(&chain);
        if let (Some(id), Some(last)) = (id, path.last_mut()) {
            *last = Some(id.clone());
        }
        self.parents(store, &chain[..chain.len() - 1], &path)?;
        let known: Vec<String> = path.iter().map_while(Clone::clone).collect();
        let found = store.below(self.number, &known).find(|(address, _)| fits(&path, &address.path));
        Ok(found.map(|(address, record)| Found { address: address.clone(), record: record.clone() }))
    }

    fn create(&self, store: &mut Store) -> Result<Fields, ServiceError> {
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
        // Nothing is drawn for what is rejected.
        self.check_unique(store, &outer, chosen.as_ref(), &fields)?;
        let address = self.place(store, self.number, outer, chosen.clone(), &mut fields);
        if self.effect.does == Does::Create && store.get(&address).is_some() {
            return Err(self.conflict(self.resource().taken.as_deref()));
        }
        self.put(store, address.clone(), fields)?;
        self.begin(store, &address);
        self.transit(store, &address);
        let added = self.add_others(store, &address)?;
        let record = store.get(&address).map(|record| self.kinds.complete(store, &address, record));
        Ok(with(record.unwrap_or_default(), added))
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

    /// Sets the values that the operation implies.
    fn set_with(&self, fields: &mut Fields) {
        self.effect.with.iter().for_each(|(field, value)| fields::set(fields, field, value.clone()));
    }

    /// Adds items to lists, and removes others.
    fn change_lists(&self, fields: &mut Fields) {
        for (field, change) in &self.effect.lists {
            let sent = |name: &Option<String>| {
                let list = name.as_ref().and_then(|name| self.sent.body(name)).and_then(Value::as_array);
                list.cloned().unwrap_or_default()
            };
            let (added, removed) = (sent(&change.add), sent(&change.remove));
            let mut items = fields::get(fields, field).and_then(Value::as_array).cloned().unwrap_or_default();
            let among =
                |list: &[Value], item: &Value| list.iter().any(|other| other.get(&change.by) == item.get(&change.by));
            items.retain(|item| !among(&removed, item) && !among(&added, item));
            items.extend(added);
            fields::set(fields, field, items.into());
        }
    }

    fn initial(&self, resource: &Resource, fields: &mut Fields) {
        resource.initial.iter().for_each(|(field, value)| fields::set(fields, field, value.clone()));
    }

    /// Stores a field under its name in the store.
    fn insert(&self, fields: &mut Fields, name: &str, value: &Value) {
        if !value.is_null() {
            fields::set(fields, self.resource().stored(name), value.clone());
        }
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
    fn check_unique(
        &self,
        store: &Store,
        outer: &[String],
        own: Option<&String>,
        fields: &Fields,
    ) -> Result<(), ServiceError> {
        let resource = self.resource();
        let same = |record: &Record| {
            let values = |field: &String| (fields::get(&record.fields, field), fields::get(fields, field));
            resource.unique.iter().map(values).all(|(one, other)| one.is_some() && one == other)
        };
        let taken = !resource.unique.is_empty()
            && store.below(self.number, outer).any(|(other, record)| other.path.last() != own && same(record));
        if taken { Err(self.conflict(resource.taken.as_deref())) } else { Ok(()) }
    }

    fn change(&self, store: &mut Store, address: &Address, record: Record) -> Result<(), ServiceError> {
        self.check_needs(store)?;
        let mut fields = record.fields;
        if self.effect.does != Does::Update {
            for sent in &self.effect.sent {
                fields::remove(&mut fields, self.resource().stored(&sent.name));
            }
            self.sent.defaults(self.effect).for_each(|(name, value)| self.insert(&mut fields, name, value));
        }
        for (name, value) in self.sent.fields(self.effect) {
            let clears = || self.effect.sent.iter().any(|sent| sent.name == *name && sent.clearable);
            if value.is_null() && clears() {
                fields::remove(&mut fields, self.resource().stored(name));
            }
            self.insert(&mut fields, name, value);
        }
        let (own, outer) = address.path.split_last().unzip();
        self.check_unique(store, outer.unwrap_or_default(), own, &fields)?;
        self.touch(store, address, fields)
    }

    /// Stores changed fields, with those that the service sets.
    fn touch(&self, store: &mut Store, address: &Address, mut fields: Fields) -> Result<(), ServiceError> {
        self.set_with(&mut fields);
        self.change_lists(&mut fields);
        for (field, setting) in &self.resource().set {
            if matches!(setting.to, SetTo::Updated | SetTo::Revision | SetTo::Stamp) {
                let value = store.value(self.number, setting, fields::get(&fields, field));
                fields::set(&mut fields, field, value);
            }
        }
        self.put(store, address.clone(), fields)
    }

    fn put(&self, store: &mut Store, address: Address, fields: Fields) -> Result<(), ServiceError> {
        let limits = store.limits();
        store.put(address, fields).map_err(|_| {
            let message = format!(
                "the mock keeps at most {} resources and {} bytes of them; delete some, or reset it",
                limits.resources, limits.bytes
            );
            ServiceError::new(507, "mock-full").with_message(message)
        })
    }

    /// Sets the states of a new resource.
    fn begin(&self, store: &mut Store, address: &Address) {
        if let Some(states) = &self.kinds.resources().get(address.resource).states {
            let failed = states.failed.as_ref().filter(|_| store.takes_failure(address.resource));
            let each = states.through.iter().chain(failed.or(states.to.as_ref())).cloned().map(Some).collect();
            store.become_each(address, &states.field, each);
        }
    }

    /// Applies the change of state that the operation says.
    fn transit(&self, store: &mut Store, address: &Address) {
        let (Some(states), Some(transition)) = (&self.resource().states, self.transition()) else { return };
        let before = store.get(address).and_then(|record| fields::get(&record.fields, &states.field)).map(text);
        let failed = states.failed.clone().filter(|_| store.takes_failure(address.resource));
        let last = failed.or_else(|| transition.to.clone()).or(before);
        let each = transition.through.iter().cloned().chain(last).map(Some).collect();
        store.become_each(address, &states.field, each);
    }

    fn transition(&self) -> Option<&Transition> {
        let applies = |transition: &&Transition| {
            transition
                .when
                .iter()
                .all(|(path, values)| self.sent.body(path).is_some_and(|value| values.contains(&text(value))))
        };
        self.effect.becomes.iter().find(applies)
    }

    fn delete(&self, store: &mut Store, address: &Address, record: Record) -> Result<Fields, ServiceError> {
        let resources = self.kinds.resources();
        if let Some(in_use) = &self.resource().in_use {
            let mut by = in_use.by.iter().filter_map(|name| resources.number(name));
            if !self.is_forced() && by.any(|number| self.is_used(store, address, number)) {
                return Err(self.conflict(in_use.code.as_deref()));
            }
        }
        let fields = self.kinds.complete(store, address, &record);
        let added = self.add_others(store, address)?;
        match (&self.resource().states, self.transition()) {
            (Some(states), Some(transition)) if !transition.through.is_empty() => {
                let each = transition.through.iter().cloned().map(Some).chain([None]).collect();
                store.become_each(address, &states.field, each);
            }
            _ => self.kinds.remove(store, address),
        }
        Ok(with(fields, added))
    }

    fn is_forced(&self) -> bool {
        let value =
            self.effect.force.as_ref().and_then(|name| self.sent.anywhere(name).or_else(|| self.sent.body(name)));
        value.is_some_and(|value| text(value) == "true")
    }

    /// Returns true if a resource of a kind is within this one, or needs it.
    fn is_used(&self, store: &Store, address: &Address, by: usize) -> bool {
        let other = self.kinds.resources().get(by);
        let needing: Vec<&String> =
            other.needs.iter().filter(|(_, name)| **name == self.resource().name).map(|(field, _)| field).collect();
        let is_inner = self.kinds.resources().chain(by).contains(&address.resource);
        if is_inner && store.below(by, &address.path).next().is_some() {
            return true;
        }
        let scope = [self.scope(other)];
        let is_own = |key: String| address.path.last() == Some(&key);
        store
            .below(by, &scope)
            .any(|(_, record)| needing.iter().any(|field| keys(fields::get(&record.fields, field)).any(is_own)))
    }

    /// Creates the other resources that come into being. Returns their keys.
    fn add_others(&self, store: &mut Store, address: &Address) -> Result<Fields, ServiceError> {
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
            added.insert(resource.key.clone(), key);
        }
        if let Some(record) = store.get(address).filter(|_| !added.is_empty()) {
            let fields = with(record.fields.clone(), added.clone());
            self.put(store, address.clone(), fields)?;
        }
        Ok(added)
    }

    fn missing(&self, resource: &Resource) -> ServiceError {
        self.error(resource.missing.as_deref(), 404)
    }

    fn conflict(&self, code: Option<&str>) -> ServiceError {
        self.error(code, 409)
    }

    /// Returns the error with a code, or else that with a status, if the operation documents it.
    fn error(&self, code: Option<&str>, status: u16) -> ServiceError {
        let style = self.meta.error_style;
        if let Some(info) = code.and_then(|code| style.code_info(code)) {
            return ServiceError::new(info.status, info.code).with_message(info.message);
        }
        let documented = self.meta.errors.is_empty() || self.meta.errors.contains(&status);
        let error = if documented { control::error(self.meta, status) } else { control::invalid(self.meta) };
        match code {
            Some(code) => ServiceError::new(error.status(), code).with_message(error.message().to_owned()),
            None => error,
        }
    }
}

/// Returns the keys in a field: its value, or those of its items. An empty string is none.
fn keys(field: Option<&Value>) -> impl Iterator<Item = String> {
    let values = match field {
        Some(Value::Array(items)) => items.as_slice(),
        Some(value) => std::slice::from_ref(value),
        None => &[],
    };
    values.iter().filter(|value| !value.is_null()).map(text).filter(|key| !key.is_empty())
}

/// Returns true if a path has the ids that are known.
fn fits(known: &[Option<String>], path: &[String]) -> bool {
    known.iter().zip(path).all(|(known, own)| known.as_ref().is_none_or(|known| known == own))
}

fn with(mut fields: Fields, others: Fields) -> Fields {
    fields.extend(others);
    fields
}
