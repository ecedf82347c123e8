//! The stored resources as JSON, for fixtures and seeds.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::engine::Engine;
use super::kept;
use super::request::text;
use super::store::{Address, Following, Store};
use crate::mock::storage::{ChangedEntries, Entries};
use crate::text::closest;

/// Field with the states to come; null is the end of what is deleted.
const THEN: &str = "@then";

/// Error of resources that cannot be loaded. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidResources(String);

impl InvalidResources {
    /// Creates the error from the problem.
    #[must_use]
    pub fn new(problem: impl Into<String>) -> Self {
        Self(problem.into())
    }

    /// The mock keeps no resources.
    pub(crate) fn stateless() -> Self {
        invalid("the mock keeps no resources; start it with `stateful`")
    }
}

/// Resources that were read, but are not stored yet.
pub(crate) struct Loaded(Store);

impl fmt::Display for InvalidResources {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidResources {}

impl Engine {
    /// Returns all resources: lists by the names of their kinds, in the order of creation.
    pub(crate) fn dump(&self) -> Map<String, Value> {
        let mut store = self.lock();
        self.kinds().settle(&mut store);
        let mut entries: Vec<_> = store.iter().collect();
        entries.sort_by_key(|(_, record)| record.number);
        let mut lists: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for (address, record) in entries {
            let mut fields = record.fields.clone();
            let then: Vec<Value> = record.then().map(|(_, state)| state.clone().into()).collect();
            if !then.is_empty() {
                fields.insert(THEN.to_owned(), then.into());
            }
            lists.entry(&self.kinds().resources().get(address.resource).name).or_default().push(fields.into());
        }
        lists.into_iter().map(|(name, list)| (name.to_owned(), Value::from(list))).collect()
    }

    /// Reads resources, which [`replace`](Self::replace) then stores.
    pub(crate) fn read(&self, lists: &Map<String, Value>) -> Result<Loaded, InvalidResources> {
        let mut store = self.empty();
        let mut kinds = Vec::new();
        for (name, list) in lists {
            let number = self.kinds().resources().number(name).ok_or_else(|| self.unknown(name))?;
            let list = list.as_array().ok_or_else(|| invalid(&format!("`{name}` has to be a list")))?;
            kinds.push((self.kinds().resources().chain(number).len(), number, list));
        }
        // Outer resources come first, so that the inner ones find them.
        kinds.sort_by_key(|(depth, ..)| *depth);
        for (_, number, list) in kinds {
            for (index, entry) in list.iter().enumerate() {
                let place = format!("{}[{index}]", self.kinds().resources().get(number).name);
                self.insert(&mut store, number, entry).map_err(|problem| invalid(&format!("{place}: {problem}")))?;
            }
        }
        Ok(Loaded(store))
    }

    /// Replaces all resources.
    pub(crate) fn replace(&self, Loaded(store): Loaded) {
        self.lock().replace(store);
    }

    /// Restores the resources of a storage.
    pub(crate) fn restore(&self, entries: &Entries) -> Result<(), String> {
        let mut store = self.empty();
        kept::restore(self.kinds(), &mut store, entries)?;
        self.lock().replace(store);
        Ok(())
    }

    /// Returns all resources as entries of a storage.
    pub(crate) fn entries(&self) -> ChangedEntries {
        kept::all(self.kinds(), &self.lock())
    }

    fn insert(&self, store: &mut Store, number: usize, entry: &Value) -> Result<(), String> {
        let mut fields = entry.as_object().cloned().ok_or("expected an object")?;
        let resource = self.kinds().resources().get(number);
        let value = |name: &str| fields.get(name).map(text).ok_or_else(|| format!("needs the field `{name}`"));
        let scope = resource.scope.iter().map(|name| value(name)).collect::<Result<Vec<_>, _>>()?.join("/");
        let mut path = vec![scope];
        for outer in self.kinds().resources().chain(number) {
            path.push(value(&self.kinds().resources().get(outer).key)?);
        }
        if let Some(outer) = resource.within.as_ref().and_then(|name| self.kinds().resources().number(name)) {
            let address = Address { resource: outer, path: path[..path.len() - 1].to_vec() };
            if store.get(&address).is_none() {
                return Err(format!("there is no {} with its keys", self.kinds().resources().get(outer).name));
            }
        }
        let then = fields.remove(THEN).map(|then| self.states(number, &then)).transpose()?.unwrap_or_default();
        if let Some(id) = fields.get(&resource.id).and_then(Value::as_u64) {
            store.skip(number, id);
        }
        let address = Address { resource: number, path };
        if store.get(&address).is_some() {
            return Err("the same keys occur twice".to_owned());
        }
        let life = resource.life(&fields);
        store.put(address.clone(), fields).map_err(|_| "the mock keeps no more resources".to_owned())?;
        let due = store.next_due();
        store.follow(&address, then, due);
        life.into_iter().for_each(|life| store.live(&address, life, &[]));
        Ok(())
    }

    fn states(&self, number: usize, then: &Value) -> Result<Following, String> {
        let states = self.kinds().resources().get(number).states.as_ref().ok_or("it has no states to come")?;
        let list = then.as_array().ok_or_else(|| format!("`{THEN}` has to be a list"))?;
        let state = |state: &Value| match state {
            Value::Null => Ok((states.field.clone(), None)),
            Value::String(state) => Ok((states.field.clone(), Some(state.clone()))),
            _ => Err(format!("`{THEN}` has to be a list of strings")),
        };
        list.iter().map(state).collect()
    }

    fn unknown(&self, name: &str) -> InvalidResources {
        let names = || self.kinds().resources().iter().map(|(_, resource)| resource.name.as_str());
        let help = match closest(name, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("there are {}", names().collect::<Vec<_>>().join(", ")),
        };
        invalid(&format!("there is no resource `{name}`; {help}"))
    }
}

fn invalid(problem: &str) -> InvalidResources {
    InvalidResources(problem.to_owned())
}
