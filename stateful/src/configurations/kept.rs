//! Configurations as entries of a storage, and back: one for each state in their histories.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize as _;
use serde_json::Value;
use servicestage_server::model::servicecomb::Configuration;
use servicestage_server::runtime::mock::Entries;

use super::Center;
use super::store::{CONFIGURATION, REVISION, Store, entry_key, revision_entry};
use crate::entries::{self, COUNTERS};

/// Kinds of entries.
pub(crate) const KINDS: [&str; 1] = [CONFIGURATION];

impl Center {
    /// Returns everything.
    pub(crate) fn entries(&self) -> Entries {
        let store = self.read();
        let mut found: Entries = KINDS.into_iter().map(|kind| (kind.to_owned(), BTreeMap::new())).collect();
        for ((kind, key), text) in store.entries().chain([revision_entry(store.revision)]) {
            found.entry(kind).or_default().insert(key, text.parse().unwrap_or_default());
        }
        found
    }

    /// Reads entries.
    pub(crate) fn read_entries(&self, all: &Entries) -> Result<Restored, String> {
        let mut states = Vec::new();
        for (place, value) in all.get(CONFIGURATION).into_iter().flatten() {
            let told = |problem: String| format!("{CONFIGURATION} {place}: {problem}");
            let [project, ..] = entries::parts::<3>(place).map_err(told)?;
            let state = Configuration::deserialize(value).map_err(|error| told(error.to_string()))?;
            if entry_key(&project, &state).1 != *place {
                return Err(told("it has another `id` or `update_revision`".to_owned()));
            }
            states.push((state.update_revision.unwrap_or(0), project, state));
        }
        states.sort_by_key(|(revision, ..)| *revision);
        let revisions: BTreeSet<i64> = states.iter().map(|(revision, ..)| *revision).collect();
        if revisions.len() < states.len() {
            return Err(format!("{CONFIGURATION}: two have the same `update_revision`"));
        }
        let mut store = Store::default();
        for (revision, project, state) in states {
            store.revision = revision;
            store.put(&project, state);
        }
        let counter = all.get(COUNTERS).and_then(|counters| counters.get(REVISION)).and_then(Value::as_i64);
        store.revision = store.revision.max(counter.unwrap_or(0));
        Ok(Restored(store))
    }

    /// Replaces everything. Those who wait are not woken.
    pub(crate) fn replace(&self, Restored(store): Restored) {
        self.write().replace(store);
    }
}

/// Configurations that were read, but are not the present ones yet.
pub(crate) struct Restored(Store);
