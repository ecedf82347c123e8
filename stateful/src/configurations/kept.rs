//! Configurations as entries of a storage, and back: one for each state in their histories.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize as _;
use serde_json::Value;
use servicestage_server::model::servicecomb::Configuration;
use servicestage_server::runtime::mock::Entries;

use super::Center;
use super::store::Store;
use crate::entries::{self, COUNTERS};

const CONFIGURATION: &str = "servicecomb.configuration";
/// Key of the revision.
const REVISION: &str = "configurations";

/// Kinds of entries.
pub(crate) const KINDS: [&str; 1] = [CONFIGURATION];

/// Returns kind and key of a state: its project, id and revision.
pub(super) fn key(project: &str, state: &Configuration) -> (String, String) {
    let revision = state.update_revision.unwrap_or(0).to_string();
    (CONFIGURATION.to_owned(), entries::key(&[project, state.id.as_ref(), &revision]))
}

/// Returns the entry of the revision.
pub(super) fn revision(revision: i64) -> ((String, String), String) {
    ((COUNTERS.to_owned(), REVISION.to_owned()), revision.to_string())
}

/// Returns all entries of configurations.
pub(super) fn all(store: &Store) -> impl Iterator<Item = ((String, String), String)> {
    store.states().map(|(project, state)| (key(project, state), entries::json(state)))
}

impl Center {
    /// Returns everything.
    pub(crate) fn entries(&self) -> Entries {
        let store = self.read();
        let mut found: Entries = KINDS.into_iter().map(|kind| (kind.to_owned(), BTreeMap::new())).collect();
        for ((kind, key), text) in all(&store).chain([revision(store.revision)]) {
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
            if key(&project, &state).1 != *place {
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
