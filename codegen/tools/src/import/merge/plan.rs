//! What the document changes: operation by operation, type by type.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use specwright_language::source::{FileId, SourceFile, SourceMap};
use specwright_language::yaml::Node;

use super::base::{Base, Known};
use super::facts;
use super::names::Names;
use super::side::{Entry, LISTS, SETTINGS, Side, entries};
use super::three_way::{Change, Comparison, Disagreement, Sides};
use crate::import::{names::free, write};

/// Changes to make, and what is left to the curator.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) changes: Vec<Change>,
    pub(super) disagreements: Vec<Disagreement>,
    pub(super) notes: Vec<String>,
    /// Examples of new operations by path.
    pub(super) examples: BTreeMap<String, String>,
    /// Examples of operations to remove, by path.
    pub(super) removed: Vec<String>,
    /// Types to remove if nothing names them any more.
    pub(super) unused: Vec<Change>,
    /// Ids in the document of operations, by those in the specification.
    pub(super) ids: BTreeMap<String, String>,
}

/// The files of the specification, with an empty one for each group of the document that it does not have.
pub(super) fn with_new_groups(base: &Base, new: &Side<'_>, curated: &SourceMap, root: &str) -> SourceMap {
    let here = Side::new(curated, root);
    let names = Names::new(base, new, &here);
    let homes = homes(new, &here);
    let missing = new
        .operations
        .iter()
        .filter(|(route, entry)| here.operation(route).is_none() && !homes.contains_key(&entry.file));
    let missing: BTreeSet<FileId> = missing.map(|(_, entry)| entry.file).collect();
    let mut files: Vec<SourceFile> = curated.iter().map(|(_, file)| file.clone()).collect();
    let taken: BTreeSet<String> =
        files.iter().filter_map(|file| Some(file.path.strip_suffix(".yaml")?.to_owned())).collect();
    for file in missing {
        let Some(content) = new.files.get(&file) else { continue };
        let mut head: Map<String, Value> = content
            .iter()
            .filter(|(key, _)| !["types", "operations", "permissions", "resources"].contains(&key.as_str()))
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let families = here.api.get("families").and_then(Value::as_object);
        let family = families.filter(|families| !families.contains_key(head["family"].as_str().unwrap_or_default()));
        if let Some(other) = family.and_then(|families| families.keys().next()) {
            head.insert("family".to_owned(), json!(other));
        }
        for key in SETTINGS {
            head.extend(names.translated_setting(key, content.get(key)).map(|setting| (key.to_owned(), setting)));
        }
        head.insert("source".to_owned(), json!({ "document": root, "section": content["source"]["section"] }));
        head.insert("operations".to_owned(), json!({}));
        let stem = new.sources.file(file).path.trim_end_matches(".yaml").to_owned();
        files.push(SourceFile { path: free(&stem, "_", &taken) + ".yaml", text: write::yaml(&head) });
    }
    SourceMap::new(curated.prefix.clone(), files)
}

/// Files of the specification for those of the document: where most of their operations are, or the same group.
fn homes(new: &Side<'_>, here: &Side<'_>) -> BTreeMap<FileId, FileId> {
    let mut votes: BTreeMap<FileId, BTreeMap<FileId, usize>> = BTreeMap::new();
    for (route, entry) in &new.operations {
        if let Some(other) = here.operation(route) {
            *votes.entry(entry.file).or_default().entry(other.file).or_default() += 1;
        }
    }
    let most = |votes: BTreeMap<FileId, usize>| votes.into_iter().max_by_key(|(_, count)| *count);
    let mut homes: BTreeMap<FileId, FileId> =
        votes.into_iter().filter_map(|(file, votes)| Some((file, most(votes)?.0))).collect();
    for (file, content) in new.files.iter().filter(|(_, content)| content.contains_key("group")) {
        let same = here.files.iter().find(|(_, other)| other.get("group") == content.get("group"));
        if let Some((same, _)) = same {
            homes.entry(*file).or_insert(*same);
        }
    }
    homes
}

/// A plan that is being made.
struct Planner<'p> {
    base: &'p Base,
    new: &'p Side<'p>,
    here: &'p Side<'p>,
    names: Names,
    homes: BTreeMap<FileId, FileId>,
    /// Id of the document in the specification.
    root: &'p str,
    plan: Plan,
}

impl Plan {
    pub(super) fn new(base: &Base, new: &Side<'_>, here: &Side<'_>, root: &str) -> Plan {
        let (names, homes) = (Names::new(base, new, here), homes(new, here));
        let mut planner = Planner { base, new, here, names, homes, root, plan: Plan::default() };
        planner.operations();
        planner.types();
        planner.additions();
        planner.changed_settings();
        planner.settings();
        planner.permissions();
        planner.documents();
        planner.plan
    }
}

impl Planner<'_> {
    fn operations(&mut self) {
        let mut taken: BTreeSet<String> = self.here.operations.iter().map(|(_, entry)| entry.name.clone()).collect();
        for (route, entry) in &self.new.operations {
            let full = self.names.translated(&Value::Object(entry.value.clone()), false);
            match (self.base.operation(route), self.here.operation(route)) {
                (before, Some(here)) => {
                    self.plan.ids.insert(here.name.clone(), entry.name.clone());
                    self.compare("operations", here, entry, before, &full);
                }
                (Some(before), None) => {
                    let now = facts::of(full.as_object().unwrap_or(&Map::new()));
                    if self.names.translated(&before.facts, true) != now {
                        let http = entry.value["http"].as_str().unwrap_or_default();
                        self.plan
                            .notes
                            .push(format!("the document changed `{http}`, which the specification leaves out"));
                    }
                }
                (None, None) => self.add(entry, full, &mut taken),
            }
        }
        let gone = self.base.operations.iter().filter(|(route, _)| self.new.operation(route).is_none());
        for (route, before) in gone.collect::<Vec<_>>() {
            if let Some(here) = self.here.operation(route) {
                self.remove(here, before);
            }
        }
        self.remove_effects();
    }

    /// Removes what operations that are removed do to resources, and resources without operations.
    fn remove_effects(&mut self) {
        let is_gone = |change: &&Change| change.value.is_none() && change.keys.len() == 2;
        let gone = self.plan.changes.iter().filter(is_gone).filter(|change| change.keys[0] == "operations");
        let gone: BTreeSet<String> = gone.map(|change| change.keys[1].clone()).collect();
        for (file, content) in &self.here.files {
            for (name, resource) in entries(content, "resources") {
                let effects: Vec<&String> = entries(resource, "operations").map(|(id, _)| id).collect();
                let lost: Vec<&String> = effects.iter().copied().filter(|id| gone.contains(*id)).collect();
                let resource = vec!["resources".to_owned(), name.clone()];
                let inside = |id: &String| [resource.clone(), vec!["operations".to_owned(), id.clone()]].concat();
                let places = match lost.len() == effects.len() {
                    true => vec![resource],
                    false => lost.into_iter().map(inside).collect(),
                };
                let removal = |keys| Change { file: *file, keys, value: None, after: None };
                self.plan.changes.extend(places.into_iter().map(removal));
            }
        }
    }

    /// Compares an entry. `full` has the names of the specification.
    fn compare(&mut self, list: &str, here: &Entry, new: &Entry, before: Option<&Known>, full: &Value) {
        let empty = Map::new();
        let now = facts::of(full.as_object().unwrap_or(&empty));
        let before = before.map(|before| self.names.translated(&before.facts, true));
        let present = facts::of(&here.value);
        let is_shared = |keys: &[String]| {
            keys.get(2).is_some_and(|key| key == "path") && keys.get(3).is_some_and(|name| here.shared.contains(name))
        };
        let mut comparison = Comparison {
            file: here.file,
            at: new.at.as_deref(),
            is_shared: &is_shared,
            changes: Vec::new(),
            disagreements: Vec::new(),
        };
        let keys = [list.to_owned(), here.name.clone()];
        let sides = Sides { base: before.as_ref(), new: Some(&now), here: Some(&present) };
        comparison.compare(&keys, sides, Some(full));
        self.plan.changes.extend(comparison.changes);
        self.plan.disagreements.extend(comparison.disagreements);
    }

    /// Adds an operation of the document.
    fn add(&mut self, entry: &Entry, full: Value, taken: &mut BTreeSet<String>) {
        let path = &self.new.sources.file(entry.file).path;
        let same = || self.here.sources.find(path).map(|(id, _)| id);
        let Some(file) = self.homes.get(&entry.file).copied().or_else(same) else { return };
        let Value::Object(mut full) = full else { return };
        let id = free(&entry.name, "_", taken);
        taken.insert(id.clone());
        let empty = Map::new();
        let around = self.here.files.get(&file).unwrap_or(&empty);
        full.retain(|key, value| !SETTINGS.contains(&key.as_str()) || around.get(key) != Some(value));
        // The name of a method must be new in its group.
        let methods = entries(around, "operations");
        let mut methods = methods.filter_map(|(_, operation)| operation.get("rust_method"));
        if methods.any(|method| full.get("rust_method") == Some(method)) {
            full.remove("rust_method");
        }
        self.examples(&entry.name, &id, file, &mut full);
        self.plan.ids.insert(id.clone(), entry.name.clone());
        let keys = vec!["operations".to_owned(), id];
        self.plan.changes.push(Change { file, keys, value: Some(self.cited(full)), after: None });
    }

    /// Takes over the example of an operation of the document.
    fn examples(&mut self, name: &str, id: &str, file: FileId, full: &mut Map<String, Value>) {
        let example = self.new.sources.find(&format!("examples/{name}.json"));
        let path = format!("{}examples/{id}.json", directory(&self.here.sources.file(file).path));
        full.remove("examples");
        if let (Some((_, example)), None) = (example, self.here.sources.find(&path)) {
            full.insert("examples".to_owned(), json!({ id: { "doc": "TODO: describe the example." } }));
            self.plan.examples.insert(path, example.text.clone());
        }
    }

    /// An entry of the document with the source under its name in the specification.
    fn cited(&self, mut full: Map<String, Value>) -> Value {
        if let Some(Value::Object(source)) = full.get_mut("source") {
            source.entry("document").or_insert_with(|| json!(self.root));
        }
        Value::Object(full)
    }

    fn remove(&mut self, here: &Entry, before: &Known) {
        let base = self.names.translated(&before.facts, true);
        let keys = vec!["operations".to_owned(), here.name.clone()];
        let present = facts::of(&here.value);
        let used = self.used(here);
        if present == base && used.is_none() {
            let directory = directory(&self.here.sources.file(here.file).path).to_owned();
            let examples = here.value.get("examples").and_then(Value::as_object).into_iter().flatten();
            let path = |(name, _): (&String, &Value)| format!("{directory}examples/{name}.json");
            self.plan.removed.extend(examples.map(path));
            self.plan.changes.push(Change { file: here.file, keys, value: None, after: None });
            return;
        }
        self.plan.disagreements.push(Disagreement {
            file: here.file,
            keys,
            at: before.at.clone(),
            before: base.get("http").cloned(),
            here: present.get("http").cloned(),
            there: None,
            reason: used.map(|place| format!("{place} names it")),
        });
    }

    /// Another place of the specification that names an operation.
    fn used(&self, operation: &Entry) -> Option<String> {
        for (id, _) in self.here.sources.iter().filter(|(_, file)| file.path.ends_with(".yaml")) {
            let Some(tree) = self.here.places.tree(id) else { continue };
            // What an operation does to a resource goes with it.
            for entry in tree.entries().iter().filter(|entry| !["types", "resources"].contains(&entry.key.as_str())) {
                let own = |keys: &str| entry.key == "operations" && keys == operation.name && id == operation.file;
                if let Some(span) = named(&entry.value, &operation.name, &own) {
                    let (line, column) = self.here.sources.line_column(span);
                    return Some(format!("{}:{line}:{column}", self.here.sources.display_path(id)));
                }
            }
        }
        None
    }

    fn types(&mut self) {
        for entry in &self.new.types {
            let Some(here) = self.names.of_type(&entry.name).and_then(|name| self.here.ty(name)) else { continue };
            let full = self.names.translated(&Value::Object(entry.value.clone()), false);
            let target = &here.name;
            let before = self.base.types.iter().find(|known| self.names.of_former_type(&known.name) == Some(target));
            self.compare("types", here, entry, before, &full);
        }
        let kept: BTreeSet<&String> =
            self.new.types.iter().filter_map(|entry| self.names.of_type(&entry.name)).collect();
        for before in &self.base.types {
            let here = self.names.of_former_type(&before.name).filter(|name| !kept.contains(name));
            let Some(here) = here.and_then(|name| self.here.ty(name)) else { continue };
            if facts::of(&here.value) == self.names.translated(&before.facts, true) {
                let keys = vec!["types".to_owned(), here.name.clone()];
                self.plan.unused.push(Change { file: here.file, keys, value: None, after: None });
            }
        }
    }

    /// Adds the types that changes name and the specification does not have.
    fn additions(&mut self) {
        let mut added = BTreeSet::new();
        let mut index = 0;
        while let Some(change) = self.plan.changes.get(index) {
            let file = change.file;
            let under = change.keys.iter().rev().take(2).rev().cloned().collect::<Vec<_>>();
            let value = change.value.iter().map(|value| {
                // A single expression is known by its key.
                under
                    .iter()
                    .rev()
                    .fold(value.clone(), |value, key| Value::Object(Map::from_iter([(key.clone(), value)])))
            });
            for target in value.flat_map(|value| facts::types(&value)).collect::<Vec<_>>() {
                let Some(name) = self.names.additions.get(&target) else { continue };
                let Some(entry) = self.new.ty(name).filter(|_| added.insert(target.clone())) else { continue };
                let full = self.names.translated(&Value::Object(entry.value.clone()), false);
                let value = full.as_object().map(|full| self.cited(full.clone()));
                let keys = vec!["types".to_owned(), target];
                self.plan.changes.push(Change { file, keys, value, after: None });
            }
            index += 1;
        }
    }

    /// Compares hosts, authentication schemes and error styles.
    fn changed_settings(&mut self) {
        let Some((file, _)) = self.here.sources.find("api.yaml") else { return };
        for (key, list) in LISTS {
            let known = self.base.settings.get(list);
            for (name, full) in entries(&self.new.api, list) {
                let target = self.names.of_setting(key, name);
                let Some(here) = self.here.api.get(list).and_then(|list| list.get(&target)?.as_object()) else {
                    continue;
                };
                let entry = |value: &Map<String, Value>, at: Option<&str>| Entry {
                    file,
                    name: target.clone(),
                    value: value.clone(),
                    shared: BTreeSet::new(),
                    at: at.map(str::to_owned),
                };
                let (here, new) = (entry(here, None), entry(full, Some("#")));
                let before = known.and_then(|known| known.get(name)).cloned();
                let before = before.map(|facts| Known { name: name.clone(), at: None, facts });
                self.compare(list, &here, &new, before.as_ref(), &Value::Object(full.clone()));
            }
        }
    }

    /// Adds hosts and the like that changes name and the specification does not have.
    fn settings(&mut self) {
        let Some((api, _)) = self.here.sources.find("api.yaml") else { return };
        let mut missing = BTreeSet::new();
        let known = |list: &str, name: &str| self.here.api.get(list).is_some_and(|list| list.get(name).is_some());
        let unknown = |list: &'static str, setting: Option<&Value>| {
            let names = super::names::names(setting).into_iter().filter(|name| !known(list, name));
            names.map(|name| (list, name.to_owned())).collect::<Vec<_>>()
        };
        for (key, list) in LISTS {
            missing.extend(self.here.files.values().flat_map(|content| unknown(list, content.get(key))));
        }
        for change in &self.plan.changes {
            let Some(value) = &change.value else { continue };
            for (key, list) in LISTS {
                let own = change.keys.get(2).filter(|_| change.keys.len() == 3).is_some_and(|last| last == key);
                let setting = if own { Some(value) } else { value.get(key).filter(|_| change.keys.len() == 2) };
                missing.extend(unknown(list, setting));
            }
        }
        for (list, name) in missing {
            let value = self.new.api.get(list).and_then(|list| list.get(&name)).cloned();
            let keys = vec![list.to_owned(), name];
            self.plan.changes.extend(value.map(|value| Change { file: api, keys, value: Some(value), after: None }));
        }
    }

    /// Adds permissions that changes name and the specification does not have, to the file of the first change.
    fn permissions(&mut self) {
        let declared = |files: &BTreeMap<FileId, Map<String, Value>>, name: &str| {
            files.values().find_map(|content| content.get("permissions")?.get(name).cloned())
        };
        let mut missing: BTreeMap<String, FileId> = BTreeMap::new();
        for change in &self.plan.changes {
            let Some(value) = &change.value else { continue };
            let own = change.keys.last().is_some_and(|key| key == "permissions");
            let named = if own { Some(value) } else { value.get("permissions") };
            for name in named.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str) {
                if declared(&self.here.files, name).is_none() {
                    missing.entry(name.to_owned()).or_insert(change.file);
                }
            }
        }
        for (name, file) in missing {
            let value = declared(&self.new.files, &name);
            let keys = vec!["permissions".to_owned(), name];
            self.plan.changes.extend(value.map(|value| Change { file, keys, value: Some(value), after: None }));
        }
    }

    /// Adds files of the document that changes cite.
    fn documents(&mut self) {
        let Some((sources, _)) = self.here.sources.find("sources.yaml") else { return };
        let tree = |side: &Side<'_>, file| side.places.tree(file).map(super::side::value).unwrap_or_default();
        let there = self.new.sources.find("sources.yaml").map(|(id, _)| tree(self.new, id)).unwrap_or_default();
        let known = tree(self.here, sources);
        let cited = self
            .plan
            .changes
            .iter()
            .filter_map(|change| change.value.as_ref()?.get("source")?.get("document")?.as_str());
        let missing: BTreeSet<&str> = cited.filter(|id| known["documents"].get(*id).is_none()).collect();
        let changes = missing.into_iter().filter_map(|id| {
            let value = there["documents"].get(id)?.clone();
            Some(Change {
                file: sources,
                keys: vec!["documents".to_owned(), id.to_owned()],
                value: Some(value),
                after: None,
            })
        });
        let changes: Vec<Change> = changes.collect();
        self.plan.changes.extend(changes);
    }
}

/// The directory of a file, with a slash behind it.
fn directory(path: &str) -> &str {
    path.rfind('/').map_or("", |at| &path[..=at])
}

/// A key or string that names an operation, except where `own` says that it is the operation itself.
fn named(node: &Node, name: &str, own: &dyn Fn(&str) -> bool) -> Option<specwright_language::source::Span> {
    let is_name = |text: &str| text == name || text.strip_suffix(name).is_some_and(|family| family.ends_with('.'));
    if node.text().is_some_and(is_name) {
        return Some(node.span);
    }
    let entries = node.entries().iter().filter(|entry| !own(&entry.key));
    let mut found = entries.filter_map(|entry| match entry.key.as_str() {
        // Names of parameters, examples and descriptions are no ids of operations.
        "doc" | "source" | "examples" | "http" | "rust_method" | "fields" | "query" | "path" | "headers"
        | "cookies" => None,
        key if is_name(key) => Some(entry.key_span),
        _ => named(&entry.value, name, &|_| false),
    });
    found.next().or_else(|| node.items().iter().find_map(|item| named(item, name, &|_| false)))
}
