//! Configurations of all projects, with indexes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;

use servicestage_server::model::servicecomb::Configuration;
use servicestage_server::runtime::mock::ChangedEntries;

use super::rules::KeyFilter;
use crate::entries::{self, COUNTERS};

/// Kind of the entries of configurations.
pub(super) const CONFIGURATION: &str = "servicecomb.configuration";
/// Key of the entry of the revision.
pub(super) const REVISION: &str = "configurations";

/// Number of states of a configuration that are kept.
const HISTORY: usize = 100;

/// Order of lists: highest priority first, then the latest change.
type Rank = (Reverse<i64>, Reverse<i64>);
/// Configurations in the order of lists.
type Ranked = BTreeMap<Rank, Arc<Configuration>>;

/// All configurations. The revision counts the writes in all projects.
#[derive(Default)]
pub(super) struct Store {
    pub(super) revision: i64,
    projects: HashMap<String, Project>,
    /// What has changed, if anybody wants to know.
    changes: Option<ChangedEntries>,
}

#[derive(Default)]
struct Project {
    by_id: HashMap<String, Record>,
    ranked: Ranked,
    by_label: HashMap<(String, String), Ranked>,
    /// By all labels at once, in the form of `label_format`.
    by_labels: HashMap<String, Ranked>,
}

/// Configuration with its latest states, the newest first.
struct Record {
    current: Arc<Configuration>,
    history: VecDeque<Arc<Configuration>>,
}

/// Selection of a list.
#[derive(Default)]
pub(super) struct Search {
    pub(super) labels: BTreeMap<String, String>,
    pub(super) exact: bool,
    pub(super) key: Option<KeyFilter>,
    pub(super) value: Option<String>,
    pub(super) status: Option<String>,
}

/// Returns kind and key of the entry of a state: its project, id and revision.
pub(super) fn entry_key(project: &str, state: &Configuration) -> (String, String) {
    let revision = state.update_revision.unwrap_or(0).to_string();
    (CONFIGURATION.to_owned(), entries::key(&[project, state.id.as_ref(), &revision]))
}

/// Returns the entry of the revision.
pub(super) fn revision_entry(revision: i64) -> ((String, String), String) {
    ((COUNTERS.to_owned(), REVISION.to_owned()), revision.to_string())
}

impl Search {
    /// Returns whether labels fit.
    pub(super) fn fits_labels(&self, labels: &BTreeMap<String, String>) -> bool {
        if self.exact {
            return self.labels == *labels;
        }
        self.labels.iter().all(|(name, value)| labels.get(name) == Some(value))
    }

    fn fits(&self, configuration: &Configuration) -> bool {
        let value = configuration.value.as_deref().unwrap_or_default();
        let status = configuration.status.as_ref().map(AsRef::as_ref);
        self.fits_labels(&configuration.labels)
            && self.key.as_ref().is_none_or(|key| key.fits(&configuration.key))
            && self.value.as_deref().is_none_or(|part| value.contains(part))
            && self.status.as_deref().is_none_or(|wanted| status == Some(wanted))
    }
}

/// Returns all labels in one string.
pub(super) fn label_format(labels: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in labels {
        text.push_str(if text.is_empty() { "" } else { "::" });
        text.push_str(name);
        text.push('=');
        text.push_str(value);
    }
    if text.is_empty() { "none".to_owned() } else { text }
}

fn rank(configuration: &Configuration) -> Rank {
    (Reverse(configuration.priority.unwrap_or(0)), Reverse(configuration.update_revision.unwrap_or(0)))
}

impl Store {
    /// Returns the entries of all states.
    pub(super) fn entries(&self) -> impl Iterator<Item = ((String, String), String)> {
        self.states().map(|(project, state)| (entry_key(project, state), entries::json(state)))
    }

    pub(super) fn get(&self, project: &str, id: &str) -> Option<&Arc<Configuration>> {
        self.projects.get(project)?.by_id.get(id).map(|record| &record.current)
    }

    pub(super) fn history(&self, project: &str, id: &str) -> Option<&VecDeque<Arc<Configuration>>> {
        self.projects.get(project)?.by_id.get(id).map(|record| &record.history)
    }

    /// Number of configurations of all projects.
    pub(super) fn total(&self) -> usize {
        self.projects.values().map(|project| project.by_id.len()).sum()
    }

    /// Takes note of changes from now on.
    pub(super) fn note_changes(&mut self) {
        self.changes.get_or_insert_default();
    }

    /// Returns the changes since the last call.
    pub(super) fn take_changes(&mut self) -> ChangedEntries {
        let mut changes = self.changes.as_mut().map(std::mem::take).unwrap_or_default();
        if !changes.is_empty() {
            let (key, revision) = revision_entry(self.revision);
            changes.insert(key, Some(revision));
        }
        changes
    }

    /// Replaces everything.
    pub(super) fn replace(&mut self, mut other: Self) {
        other.changes = self.changes.take().map(|mut changes| {
            changes.extend(self.entries().map(|(key, _)| (key, None)));
            changes.extend(other.entries().map(|(key, value)| (key, Some(value))));
            changes
        });
        *self = other;
    }

    /// Returns all states of all configurations, each with its project.
    fn states(&self) -> impl Iterator<Item = (&str, &Configuration)> {
        let records =
            self.projects.iter().flat_map(|(name, project)| project.by_id.values().map(move |record| (name, record)));
        records.flat_map(|(name, record)| record.history.iter().map(move |state| (name.as_str(), &**state)))
    }

    /// Stores a configuration under its id. The caller raises the revision.
    pub(super) fn put(&mut self, project: &str, configuration: Configuration) -> Arc<Configuration> {
        let configuration = Arc::new(configuration);
        let name = project;
        let project = self.projects.entry(name.to_owned()).or_default();
        let mut history = match project.by_id.remove(configuration.id.as_ref()) {
            Some(Record { current, history }) => {
                project.unlist(&current);
                history
            }
            None => VecDeque::new(),
        };
        let dropped = history.split_off(history.len().min(HISTORY - 1));
        if let Some(changes) = &mut self.changes {
            changes.extend(dropped.iter().map(|state| (entry_key(name, state), None)));
            changes.insert(entry_key(name, &configuration), Some(entries::json(&*configuration)));
        }
        project.list(&configuration);
        let mut record = Record { current: Arc::clone(&configuration), history };
        record.history.push_front(Arc::clone(&configuration));
        project.by_id.insert(configuration.id.to_string(), record);
        configuration
    }

    /// Removes a configuration with its history.
    pub(super) fn remove(&mut self, project: &str, id: &str) -> Option<Arc<Configuration>> {
        let name = project;
        let project = self.projects.get_mut(name)?;
        let Record { current, history } = project.by_id.remove(id)?;
        if let Some(changes) = &mut self.changes {
            changes.extend(history.iter().map(|state| (entry_key(name, state), None)));
        }
        project.unlist(&current);
        Some(current)
    }

    /// Returns the number of configurations that fit, and those of a page.
    pub(super) fn list(
        &self,
        project: &str,
        search: &Search,
        (offset, limit): (usize, usize),
    ) -> (usize, Vec<Arc<Configuration>>) {
        let Some(candidates) = self.projects.get(project).and_then(|project| project.candidates(search)) else {
            return (0, Vec::new());
        };
        let mut total = 0;
        let mut page = Vec::new();
        for configuration in candidates.values().filter(|configuration| search.fits(configuration)) {
            if total >= offset && page.len() < limit {
                page.push(Arc::clone(configuration));
            }
            total += 1;
        }
        (total, page)
    }
}

impl Project {
    /// Returns the shortest index that contains everything that fits.
    fn candidates(&self, search: &Search) -> Option<&Ranked> {
        if search.exact {
            return self.by_labels.get(&label_format(&search.labels));
        }
        let mut shortest = &self.ranked;
        for (name, value) in &search.labels {
            let with_label = self.by_label.get(&(name.clone(), value.clone()))?;
            if with_label.len() < shortest.len() {
                shortest = with_label;
            }
        }
        Some(shortest)
    }

    fn list(&mut self, configuration: &Arc<Configuration>) {
        let rank = rank(configuration);
        self.ranked.insert(rank, Arc::clone(configuration));
        for (name, value) in &configuration.labels {
            let with_label = self.by_label.entry((name.clone(), value.clone())).or_default();
            with_label.insert(rank, Arc::clone(configuration));
        }
        let with_labels = self.by_labels.entry(label_format(&configuration.labels)).or_default();
        with_labels.insert(rank, Arc::clone(configuration));
    }

    fn unlist(&mut self, configuration: &Configuration) {
        let rank = rank(configuration);
        self.ranked.remove(&rank);
        for (name, value) in &configuration.labels {
            remove_from(&mut self.by_label, &(name.clone(), value.clone()), rank);
        }
        remove_from(&mut self.by_labels, &label_format(&configuration.labels), rank);
    }
}

fn remove_from<K: std::hash::Hash + Eq>(index: &mut HashMap<K, Ranked>, key: &K, rank: Rank) {
    if let Some(ranked) = index.get_mut(key) {
        ranked.remove(&rank);
        if ranked.is_empty() {
            index.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use servicestage_server::model::servicecomb::ConfigurationStatus;

    use super::*;

    const ALL: (usize, usize) = (0, usize::MAX);

    fn labels(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn put(store: &mut Store, id: &str, priority: i64, pairs: &[(&str, &str)]) {
        store.revision += 1;
        let mut configuration = Configuration::new(id, id);
        configuration.labels = labels(pairs);
        configuration.priority = Some(priority);
        configuration.value = Some(format!("value of {id}"));
        configuration.status = Some(ConfigurationStatus::Enabled);
        configuration.update_revision = Some(store.revision);
        store.put("p", configuration);
    }

    fn ids(store: &Store, search: &Search) -> Vec<String> {
        let (total, found) = store.list("p", search, ALL);
        assert_eq!(total, found.len());
        found.iter().map(|configuration| configuration.id.to_string()).collect()
    }

    fn by_labels(pairs: &[(&str, &str)], exact: bool) -> Search {
        Search { labels: labels(pairs), exact, ..Search::default() }
    }

    #[test]
    fn labels_narrow_a_list_and_exact_ones_are_all_there_are() {
        let mut store = Store::default();
        put(&mut store, "none", 0, &[]);
        put(&mut store, "one", 0, &[("a", "1")]);
        put(&mut store, "two", 0, &[("a", "1"), ("b", "2")]);
        put(&mut store, "other", 0, &[("a", "2")]);
        for (pairs, exact, expected) in [
            (&[][..], false, &["other", "two", "one", "none"][..]),
            (&[], true, &["none"]),
            (&[("a", "1")], false, &["two", "one"]),
            (&[("a", "1")], true, &["one"]),
            (&[("b", "2"), ("a", "1")], true, &["two"]),
            (&[("b", "2"), ("a", "2")], false, &[]),
            (&[("c", "1")], false, &[]),
        ] {
            assert_eq!(ids(&store, &by_labels(pairs, exact)), expected, "{pairs:?} {exact}");
        }
    }

    #[test]
    fn updates_move_to_the_front_of_their_priority_and_deletions_leave_no_trace() {
        let mut store = Store::default();
        put(&mut store, "a", 0, &[("x", "1")]);
        put(&mut store, "b", 0, &[("x", "1")]);
        put(&mut store, "c", 5, &[("x", "1")]);
        assert_eq!(ids(&store, &by_labels(&[("x", "1")], true)), ["c", "b", "a"]);
        put(&mut store, "a", 0, &[("x", "1")]);
        assert_eq!(ids(&store, &by_labels(&[("x", "1")], false)), ["c", "a", "b"]);
        assert_eq!(store.history("p", "a").map(VecDeque::len), Some(2));
        for id in ["a", "b", "c"] {
            assert!(store.remove("p", id).is_some());
        }
        let project = store.projects.get("p").unwrap();
        assert!(project.by_label.is_empty() && project.by_labels.is_empty() && project.ranked.is_empty());
        assert_eq!(store.total(), 0);
    }

    #[test]
    fn pages_count_everything_and_a_history_has_its_limit() {
        let mut store = Store::default();
        for number in 0..150 {
            put(&mut store, "same", number, &[]);
        }
        assert_eq!(store.history("p", "same").map(VecDeque::len), Some(HISTORY));
        for id in ["a", "b", "c"] {
            put(&mut store, id, 0, &[]);
        }
        let (total, page) = store.list("p", &Search::default(), (1, 2));
        let page: Vec<_> = page.iter().map(|configuration| configuration.id.as_ref().to_owned()).collect();
        assert_eq!((total, page), (4, vec!["c".to_owned(), "b".to_owned()]));
        assert_eq!(store.list("q", &Search::default(), ALL).0, 0);
    }
}
