//! What our own export says in extensions, in the words of the format.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::{Importer, docs};

/// Methods whose requests are not repeated by themselves, unless the specification says otherwise.
const NOT_REPEATED: [&str; 2] = ["post", "patch"];

/// Documents that list releases, by their ids.
#[derive(Debug, Default)]
pub(super) struct Releasing(BTreeMap<String, (Value, Vec<String>)>);

impl Releasing {
    /// Reads the documents of an export. Ids of other documents are taken.
    pub(super) fn read(root: &Node<'_>, taken: &[String]) -> Releasing {
        let Some(documents) = root.get("x-spec-documents") else { return Releasing::default() };
        let read = |(id, node): (&str, Node<'_>)| {
            let releases = texts(node.value.get("releases")?)?;
            let is_id = id.starts_with(|first: char| first.is_ascii_lowercase())
                && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
            let are_apart = releases.iter().collect::<BTreeSet<_>>().len() == releases.len();
            if !is_id || !are_apart || releases.is_empty() || taken.iter().any(|other| other == id) {
                return None;
            }
            let doc = node.text("description").and_then(docs::quoted).unwrap_or_else(|| docs::later("document"));
            let title = node.text("title").unwrap_or(id);
            let kind = node.text("kind").filter(|kind| ["server", "client"].contains(kind)).unwrap_or("server");
            let entry = json!({ "title": title, "kind": kind, "doc": doc, "releases": releases });
            Some((id.to_owned(), (entry, releases)))
        };
        Releasing(documents.members().into_iter().filter_map(read).collect())
    }

    /// The documents as entries of the specification.
    pub(super) fn documents(&self) -> impl Iterator<Item = (String, Value)> + use<'_> {
        self.0.iter().map(|(id, (entry, _))| (id.clone(), entry.clone()))
    }

    /// The releases that have an entry, by document.
    fn of(&self, value: &Value) -> Map<String, Value> {
        let place = |key: &str, id: &str, releases: &[String]| {
            let release = value.get(format!("x-spec-{key}"))?.get(id)?.as_str()?;
            releases.iter().position(|known| known == release)
        };
        let (mut since, mut until) = (Map::new(), Map::new());
        for (id, (_, releases)) in &self.0 {
            let [first, last] = ["since", "until"].map(|key| place(key, id, releases));
            if first.zip(last).is_some_and(|(first, last)| first > last) {
                continue;
            }
            since.extend(first.map(|place| (id.clone(), json!(releases[place]))));
            until.extend(last.map(|place| (id.clone(), json!(releases[place]))));
        }
        let named = [("since", since), ("until", until)].into_iter().filter(|(_, releases)| !releases.is_empty());
        named.map(|(key, releases)| (key.to_owned(), Value::Object(releases))).collect()
    }
}

impl Importer<'_> {
    /// Adds the releases that have an entry to its source.
    pub(super) fn released(&self, node: &Node<'_>, entry: &mut Map<String, Value>) {
        let releases = self.releasing.of(node.value);
        if releases.is_empty() {
            return;
        }
        if let Value::Object(source) = entry.entry("source").or_insert_with(|| json!({})) {
            source.extend(releases);
        }
    }

    /// Adds the releases that have the values of an enum.
    pub(super) fn released_values(&self, node: &Node<'_>, values: &mut Map<String, Value>) {
        let Some(all) = node.value.get("x-spec-releases-of-values") else { return };
        for (name, entry) in values {
            let releases = all.get(name).map(|own| self.releasing.of(own)).unwrap_or_default();
            if releases.is_empty() {
                continue;
            }
            if let Value::String(doc) = entry {
                *entry = json!({ "doc": doc });
            }
            entry["source"] = Value::Object(releases);
        }
    }
}

/// What an operation says.
pub(super) fn of_operation(node: &Node<'_>, method: &str) -> Map<String, Value> {
    let keys = ["paging", "waiter", "conditional"].into_iter();
    let said = keys.filter_map(|key| Some((key.to_owned(), renamed(node.value.get(format!("x-spec-{key}"))?))));
    let repeated = node.value.get("x-spec-idempotent").and_then(Value::as_bool);
    let repeated = repeated.filter(|repeated| *repeated == NOT_REPEATED.contains(&method));
    said.chain(repeated.map(|repeated| ("idempotent".to_owned(), json!(repeated)))).chain(deprecated(node)).collect()
}

/// Why something is deprecated.
pub(super) fn deprecated(node: &Node<'_>) -> Option<(String, Value)> {
    let reason = node.text("x-spec-deprecated").filter(|reason| !reason.trim().is_empty())?;
    Some(("deprecated".to_owned(), json!(reason)))
}

/// Gives fields the other names that they are read under, unless another field has one of them.
pub(super) fn aliases(fields: &mut Map<String, Value>, given: &BTreeMap<String, Node<'_>>) {
    let mut taken: BTreeSet<String> = fields.keys().cloned().collect();
    for (name, node) in given {
        let Some(aliases) = node.value.get("x-spec-aliases").and_then(texts) else { continue };
        let own: Vec<String> =
            aliases.into_iter().filter(|alias| !alias.is_empty() && taken.insert(alias.clone())).collect();
        if let Some(Value::Object(field)) = fields.get_mut(name).filter(|_| !own.is_empty()) {
            field.insert("aliases".to_owned(), json!(own));
        }
    }
}

/// Whether the case of letters does not matter, and tells no two values apart.
pub(super) fn ignores_case(node: &Node<'_>, values: &Map<String, Value>) -> bool {
    let mut seen = BTreeSet::new();
    node.flag("x-spec-ignore-case") && values.keys().all(|name| seen.insert(name.to_lowercase()))
}

fn texts(value: &Value) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

fn renamed(value: &Value) -> Value {
    let Value::Object(members) = value else { return value.clone() };
    let members =
        members.iter().filter(|(_, value)| !value.is_null() && value.as_array().is_none_or(|items| !items.is_empty()));
    members.map(|(key, value)| (key.replace('-', "_"), renamed(value))).collect()
}
