//! Resources as entries of a storage, and back.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::Fields;
use super::kinds::Kinds;
use super::store::{Address, Counters, Following, Record, Store};
use crate::mock::storage::{ChangedEntries, Entries};

/// Kind and key of the entry with the counters.
const COUNTERS: (&str, &str) = ("mock", "resources");

/// Entry of a resource. Its key is the path as a JSON list.
#[derive(Serialize, Deserialize)]
struct Kept {
    fields: Fields,
    number: u64,
    /// Field with the state, and the states to come.
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    then: Following,
    #[serde(default)]
    due: u64,
    /// When it expires.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<u64>,
}

/// Entry of the counters.
#[derive(Serialize, Deserialize)]
struct KeptCounters {
    created: u64,
    numbers: BTreeMap<String, u64>,
    started: u64,
    ahead: u64,
}

/// Returns what has changed since the last call.
pub(super) fn changes(kinds: &Kinds, store: &mut Store) -> ChangedEntries {
    let mut changes = ChangedEntries::new();
    for address in store.take_changed() {
        changes.insert(key(kinds, &address), store.get(&address).map(kept));
    }
    if store.take_moved() || !changes.is_empty() {
        changes.insert((COUNTERS.0.to_owned(), COUNTERS.1.to_owned()), Some(counters(kinds, store)));
    }
    changes
}

/// Returns all resources.
pub(super) fn all(kinds: &Kinds, store: &Store) -> ChangedEntries {
    let entries = store.iter().map(|(address, record)| (key(kinds, address), Some(kept(record))));
    entries.collect()
}

fn key(kinds: &Kinds, address: &Address) -> (String, String) {
    (kinds.resources().get(address.resource).name.clone(), json(&address.path))
}

fn kept(record: &Record) -> String {
    let then = record.then().cloned().collect();
    json(&Kept { fields: record.fields.clone(), number: record.number, then, due: record.due(), end: record.end() })
}

fn counters(kinds: &Kinds, store: &Store) -> String {
    let Counters { created, numbers, started, ahead } = store.counters();
    let named = |(number, last): (usize, u64)| (kinds.resources().get(number).name.clone(), last);
    json(&KeptCounters { created, numbers: numbers.into_iter().map(named).collect(), started, ahead })
}

fn json(value: &impl Serialize) -> String {
    // Maps with strings as keys, strings and numbers are always JSON.
    serde_json::to_string(value).unwrap_or_default()
}

/// Restores the resources of a storage.
pub(super) fn restore(kinds: &Kinds, store: &mut Store, entries: &Entries) -> Result<(), String> {
    for (number, resource) in kinds.resources().iter() {
        for (key, value) in entries.get(&resource.name).into_iter().flatten() {
            let depth = kinds.resources().chain(number).len() + 1;
            restore_one(store, (number, depth), key, value)
                .map_err(|problem| format!("{} {key}: {problem}", resource.name))?;
        }
    }
    if let Some(value) = entries.get(COUNTERS.0).and_then(|own| own.get(COUNTERS.1)) {
        let kept = KeptCounters::deserialize(value).map_err(|error| format!("counters: {error}"))?;
        let numbers = kept.numbers.iter().filter_map(|(name, last)| Some((kinds.resources().number(name)?, *last)));
        let KeptCounters { created, started, ahead, .. } = kept;
        store.restore_counters(Counters { created, numbers: numbers.collect(), started, ahead });
    }
    Ok(())
}

fn restore_one(store: &mut Store, (resource, depth): (usize, usize), key: &str, value: &Value) -> Result<(), String> {
    let path: Vec<String> = serde_json::from_str(key).map_err(|error| error.to_string())?;
    if path.len() != depth {
        return Err(format!("has {} keys instead of {depth}", path.len()));
    }
    let Kept { fields, number, then, due, end } = Kept::deserialize(value).map_err(|error| error.to_string())?;
    let full = |_| "the mock keeps no more resources; raise its limit".to_owned();
    store.restore(Address { resource, path }, (fields, number), (then, due, end)).map_err(full)
}
