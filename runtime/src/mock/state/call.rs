//! What an operation does to resources.

mod create;

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
        let all = found.map(|(address, record)| (address, record.number, self.kinds.complete(store, address, record)));
        let selected = all.filter(|(address, _, fields)| self.is_selected(store, (outer, address), fields));
        let entries: Vec<(u64, Fields)> = selected.map(|(_, number, fields)| (number, fields)).collect();
        Ok(list::page(self.resource(), self.effect, self.meta, &self.sent, entries))
    }

    /// Whether the filter of a list selects a resource, by its fields or those of the ones that it is within.
    fn is_selected(&self, store: &Store, (outer, address): (&[usize], &Address), fields: &Fields) -> bool {
        let of_outer = |name: &str| {
            outer.iter().enumerate().rev().find_map(|(index, number)| {
                let place = Address { resource: *number, path: address.path[..index + 2].to_vec() };
                fields::get(&store.get(&place)?.fields, name)
            })
        };
        list::is_selected(self.effect, &self.sent, |name| fields::get(fields, name).or_else(|| of_outer(name)))
    }

    /// Performs the operation, on one resource or on each that the request names.
    pub(super) fn run(&self, store: &mut Store) -> Result<Fields, ServiceError> {
        if self.effect.each.is_empty() {
            return self.perform(store);
        }
        let resource = self.resource();
        let items = self.sent.body(&self.effect.each.join(".")).and_then(Value::as_array);
        let id = |item: &Value| {
            let is_key = |(name, _): &(&String, &Value)| {
                let here = resource.stored(name);
                here == resource.key || here == resource.id
            };
            let named = item.as_object().and_then(|item| item.iter().find(is_key));
            text(named.map_or(item, |(_, key)| key))
        };
        let ids: Vec<String> = items.into_iter().flatten().map(id).collect();
        // All of them have to exist and be in a right state before any changes.
        for id in &ids {
            self.each(store, id)?.map_or(Ok(()), |found| self.check_state(&found))?;
        }
        let mut last = Fields::new();
        for id in &ids {
            if let Some(found) = self.each(store, id)? {
                last = self.affect(store, found)?;
            }
        }
        Ok(last)
    }

    /// Finds one of those that the request names, unless there may be none.
    fn each(&self, store: &Store, id: &String) -> Result<Option<Found>, ServiceError> {
        match self.look_up(store, Some(id)) {
            Ok(None) | Err(_) if self.effect.may_be_missing => Ok(None),
            Ok(None) => Err(self.missing(self.resource())),
            found => found,
        }
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
            // A renewal alone changes no field.
            Does::Act if self.effect.renews && !self.sets_fields() => {}
            Does::Act => self.touch(store, &address, record.fields)?,
            Does::Delete => return self.delete(store, &address, record),
            _ => {}
        }
        self.transit(store, &address);
        if self.effect.renews || self.effect.does == Does::Put {
            self.renew(store, &address);
        }
        let added = self.add_others(store, &address)?;
        Ok(with(self.stored(store, &address), added))
    }

    fn sets_fields(&self) -> bool {
        !(self.effect.with.is_empty() && self.effect.lists.is_empty() && self.effect.becomes.is_empty())
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
        let state = fields::get(&found.record.fields, &states.field).map(text).unwrap_or_default();
        if only_in.states.contains(&state) {
            return Ok(());
        }
        let (field, wanted) = (&states.field, only_in.states.join("`, `"));
        Err(self.conflict(only_in.code.as_deref(), &format!("`{field}` is `{state}`, and not one of `{wanted}`")))
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

    /// Stores a field under its name in the store.
    fn insert(&self, fields: &mut Fields, name: &str, value: &Value) {
        if !value.is_null() {
            fields::set(fields, self.resource().stored(name), value.clone());
        }
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
            let uses =
                |name: &&String| resources.number(name).is_some_and(|number| self.is_used(store, address, number));
            if let Some(by) = in_use.by.iter().find(uses).filter(|_| !self.is_forced()) {
                let why = format!("the `{}` is in use by a `{by}`", self.resource().name);
                return Err(self.conflict(in_use.code.as_deref(), &why));
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

    fn missing(&self, resource: &Resource) -> ServiceError {
        self.error(resource.missing.as_deref(), 404, &format!("there is no such `{}`", resource.name))
    }

    fn conflict(&self, code: Option<&str>, why: &str) -> ServiceError {
        self.error(code, 409, why)
    }

    /// Returns the error with a code, or else that with a status, if the operation documents it. Without a message in the
    /// documents, it says why.
    fn error(&self, code: Option<&str>, status: u16, why: &str) -> ServiceError {
        let style = self.meta.error_style;
        if let Some(info) = code.and_then(|code| style.code_info(code)) {
            return ServiceError::new(info.status, info.code).with_message(info.message);
        }
        let documented = self.meta.errors.is_empty() || self.meta.errors.contains(&status);
        let error = if documented { control::error(self.meta, status) } else { control::invalid(self.meta) };
        let error = match code {
            Some(code) => ServiceError::new(error.status(), code),
            None => error,
        };
        error.with_message(why)
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
