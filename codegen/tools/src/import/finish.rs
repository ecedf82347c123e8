//! What is decided once all types are known: directions, names of variants, boxes, and the files of types.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::operations::{Draft, Use};
use super::{Importer, NULLABLE, READ_ONLY, WRITE_ONLY};

/// Named types in a type expression.
pub(super) fn named(expression: &str) -> Option<&str> {
    let name = expression.trim_end_matches(['>', '?']).rsplit('<').next()?;
    name.starts_with(|first: char| first.is_ascii_uppercase()).then_some(name)
}

/// The type expression of an entry that may have limits.
fn expression(entry: &Value) -> Option<&str> {
    entry.as_str().or_else(|| entry.get("type")?.as_str())
}

/// The type expressions of an entry of a type.
fn expressions(entry: &serde_json::Map<String, Value>) -> impl Iterator<Item = &str> {
    let fields = entry.get("fields").and_then(Value::as_object).into_iter().flatten();
    let fields = fields.filter_map(|(_, field)| field.get("type")?.as_str());
    let variants = entry.get("variants").and_then(Value::as_object).into_iter().flatten();
    fields.chain(variants.map(|(_, variant)| variant).chain(entry.get("extra")).filter_map(expression))
}

/// Keys of a stream that have a type expression.
const MESSAGES: [&str; 2] = ["messages", "sends"];

/// The type expressions of an entry of an operation.
fn of_operation(entry: &serde_json::Map<String, Value>) -> Vec<&str> {
    let mut found = Vec::new();
    for key in ["path", "query", "headers", "cookies"] {
        let parameters = entry.get(key).and_then(Value::as_object).into_iter().flatten();
        found.extend(parameters.filter_map(|(_, parameter)| parameter.get("type")?.as_str()));
    }
    found.extend(entry.get("body").and_then(|body| body.get("type")?.as_str()));
    let stream = entry.get("stream").into_iter();
    found.extend(stream.flat_map(|stream| MESSAGES.map(|key| stream.get(key)?.as_str())).flatten());
    let responses = entry.get("responses").and_then(Value::as_object).into_iter().flatten();
    found.extend(
        responses.flat_map(|(_, response)| ["body", "headers"].map(|key| response.get(key)?.as_str())).flatten(),
    );
    found
}

impl<'d> Importer<'d> {
    /// The types that are reached from some, these included.
    fn closure<'n>(&self, roots: impl IntoIterator<Item = &'n str>) -> BTreeSet<String> {
        let mut reached = BTreeSet::new();
        let mut pending: Vec<String> = roots.into_iter().filter_map(named).map(str::to_owned).collect();
        while let Some(name) = pending.pop() {
            let Some(draft) = self.types.get(&name) else { continue };
            if reached.insert(name) {
                pending.extend(expressions(&draft.entry).filter_map(named).map(str::to_owned));
            }
        }
        reached
    }

    /// The types that each operation reaches.
    pub(super) fn reached(&self, drafts: &[Draft<'d>]) -> BTreeMap<usize, BTreeSet<String>> {
        let of = |draft: &Draft<'d>| (draft.index, self.closure(of_operation(&draft.entry)));
        drafts.iter().map(of).collect()
    }

    /// Removes types that no operation reaches.
    pub(super) fn prune(&mut self, reached: &BTreeMap<usize, BTreeSet<String>>) {
        let used: BTreeSet<&String> = reached.values().flatten().collect();
        self.types.retain(|name, _| used.contains(name));
    }

    /// Decides what depends on the directions in which types travel.
    pub(super) fn directions(&mut self, drafts: &[Draft<'d>]) {
        let of = |wanted: &[Use]| {
            let uses = drafts.iter().flat_map(|draft| &draft.uses).filter(|(_, place)| wanted.contains(place));
            self.closure(uses.map(|(expression, _)| expression.as_str()))
        };
        let (updates, requests, responses) =
            (of(&[Use::Update]), of(&[Use::Update, Use::Request]), of(&[Use::Response]));
        for (name, draft) in &mut self.types {
            let fields = draft.entry.get_mut("fields").and_then(Value::as_object_mut);
            for (_, field) in fields.into_iter().flatten() {
                let Some(field) = field.as_object_mut() else { continue };
                let nullable = field.remove(NULLABLE).is_some();
                let read_only = field.remove(READ_ONLY).is_some() && requests.contains(name);
                let write_only = field.remove(WRITE_ONLY).is_some() && responses.contains(name);
                if read_only || write_only {
                    field.insert("presence".to_owned(), json!("optional"));
                } else if nullable && updates.contains(name) {
                    field.insert("presence".to_owned(), json!("clearable"));
                    field.remove("default");
                }
            }
        }
    }

    /// Gives variants the plain name where no type has it.
    pub(super) fn rename(&mut self, drafts: &mut [Draft<'d>]) {
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for name in self.types.keys() {
            let plain = ["Variant", "Form"].iter().find_map(|suffix| name.strip_suffix(suffix));
            let Some(plain) = plain.filter(|plain| !plain.is_empty() && !self.types.contains_key(*plain)) else {
                continue;
            };
            if !renamed.values().any(|taken| taken == plain) && self.is_derived(name) {
                renamed.insert(name.clone(), plain.to_owned());
            }
        }
        let new = |expression: &mut Value| {
            let Some(text) = expression.as_str() else { return };
            let Some((old, new)) = named(text).and_then(|name| renamed.get_key_value(name)) else { return };
            *expression = json!(text.replace(old.as_str(), new));
        };
        let types = std::mem::take(&mut self.types);
        for (name, mut draft) in types {
            let fields = draft.entry.get_mut("fields").and_then(Value::as_object_mut);
            fields.into_iter().flatten().for_each(|(_, field)| new(&mut field["type"]));
            let variants = draft.entry.get_mut("variants").and_then(Value::as_object_mut);
            let rename = |entry: &mut Value| match entry.get_mut("type") {
                Some(expression) => new(expression),
                None => new(entry),
            };
            variants.into_iter().flatten().for_each(|(_, variant)| rename(variant));
            draft.entry.get_mut("extra").into_iter().for_each(rename);
            let name = renamed.get(&name).cloned().unwrap_or(name);
            self.types.insert(name, draft);
        }
        for draft in drafts.iter_mut() {
            if let Some(body) = draft.entry.get_mut("body") {
                new(&mut body["type"]);
            }
            let stream = draft.entry.get_mut("stream").and_then(Value::as_object_mut);
            for (_, message) in stream.into_iter().flatten().filter(|(key, _)| MESSAGES.contains(&key.as_str())) {
                new(message);
            }
            let responses = draft.entry.get_mut("responses").and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                for key in ["body", "headers"] {
                    response.get_mut(key).into_iter().for_each(&new);
                }
            }
            for (expression, _) in &mut draft.uses {
                let mut value = json!(expression);
                new(&mut value);
                *expression = value.as_str().unwrap_or_default().to_owned();
            }
        }
        self.log.rename(&renamed);
    }

    fn is_derived(&self, name: &str) -> bool {
        self.by_place.iter().any(|((_, form), known)| known == name && *form != super::types::Form::Whole)
    }

    /// Puts fields on the heap that lead back to their own type without a list or a map in between.
    pub(super) fn boxes(&mut self) {
        let mut edges: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, draft) in &self.types {
            let targets = expressions(&draft.entry).filter(|target| self.types.contains_key(*target));
            edges.insert(name, targets.collect());
        }
        let mut reached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        let mut boxed = Vec::new();
        for (name, draft) in &self.types {
            let fields = draft.entry.get("fields").and_then(Value::as_object);
            for (wire, field) in fields.into_iter().flatten() {
                let target = field["type"].as_str().and_then(|target| edges.get_key_value(target));
                let Some((target, _)) = target else { continue };
                if reached.entry(target).or_insert_with(|| reach(&edges, target)).contains(name.as_str()) {
                    boxed.push((name.clone(), wire.clone()));
                }
            }
        }
        for (name, wire) in boxed {
            if let Some(draft) = self.types.get_mut(&name) {
                draft.entry["fields"][&wire]["boxed"] = json!(true);
            }
        }
    }
}

/// The types that one contains, directly or through others, and itself.
fn reach<'e>(edges: &BTreeMap<&'e str, Vec<&'e str>>, from: &'e str) -> BTreeSet<&'e str> {
    let mut seen = BTreeSet::new();
    let mut pending = vec![from];
    while let Some(name) = pending.pop() {
        if seen.insert(name) {
            pending.extend(edges.get(name).into_iter().flatten());
        }
    }
    seen
}
