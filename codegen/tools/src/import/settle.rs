//! The last step: what the rules of the format still reject is repaired, each time with a finding, until the
//! specification is free of errors.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use specwright_language::diagnostics::Diagnostic;
use specwright_language::places::Places;
use specwright_language::smallest::Smallest;
use specwright_language::source::{SourceFile, SourceMap, Span};

use super::documents::Documents;
use super::finish::named;
use super::log::{Log, Loss, Owner};
use super::{names, write};
use crate::scaffold::sample;
use crate::{Specification, analyze};

/// Most rounds of repairs. Each removes what the one before found.
const ROUNDS: usize = 24;

/// Limits on values.
const LIMITS: [&str; 8] = ["range", "length", "items", "pattern", "format", "values", "each", "keys"];

/// The files of a specification as trees.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// By path.
    pub(super) yaml: BTreeMap<String, Map<String, Value>>,
    /// Examples by name.
    pub(super) examples: BTreeMap<String, Value>,
}

impl Files {
    /// The files as a specification.
    pub(super) fn sources(&self) -> SourceMap {
        let yaml = self.yaml.iter().map(|(path, tree)| (path.clone(), write::yaml(tree)));
        let json = self.examples.iter().map(|(name, value)| {
            (format!("examples/{name}.json"), serde_json::to_string_pretty(value).unwrap_or_default() + "\n")
        });
        let files = yaml.chain(json).map(|(path, text)| SourceFile { path, text }).collect();
        SourceMap::new("", files)
    }

    /// The entry of an operation, and the file that has it.
    fn operation(&mut self, id: &str) -> Option<&mut Map<String, Value>> {
        self.yaml.values_mut().find_map(|file| file.get_mut("operations")?.get_mut(id)?.as_object_mut())
    }
}

/// Repairs of a specification.
pub(super) struct Settling<'a> {
    pub(super) documents: &'a Documents,
    pub(super) document_ids: &'a [String],
    pub(super) log: &'a mut Log,
    pub(super) files: Files,
    /// Numbers of the operations by their ids.
    pub(super) operations: BTreeMap<String, usize>,
    /// Bodies of requests and responses in the document, by the id of the operation.
    pub(super) shown: BTreeMap<String, [Option<Value>; 2]>,
}

impl Settling<'_> {
    /// Repairs until there are no errors, and adds examples.
    ///
    /// # Errors
    /// What could not be repaired.
    pub(super) fn run(&mut self) -> Result<Specification, (Vec<Diagnostic>, SourceMap)> {
        self.leave_out_long_names();
        let bare = self.repaired()?;
        let specification = match self.add_examples(&bare) {
            Some(specification) => specification,
            None => self.repaired()?,
        };
        self.note_resources();
        Ok(specification)
    }

    /// Reports the resources that are left.
    fn note_resources(&mut self) {
        let resources =
            self.files.yaml.iter().filter_map(|(path, file)| Some((path, file.get("resources")?.as_object()?)));
        let resources = resources.flat_map(|(path, kept)| kept.iter().map(move |(name, entry)| (path, name, entry)));
        let found: Vec<(String, String, String)> = resources
            .filter_map(|(path, name, entry)| {
                let operation = entry["operations"].as_object()?.keys().next()?;
                Some((path.clone(), name.clone(), operation.clone()))
            })
            .collect();
        for (file, name, operation) in found {
            self.note(&file, &["operations", &operation], "", Loss::Guess, "resources", &format!("`{name}`"));
        }
    }

    fn repaired(&mut self) -> Result<Specification, (Vec<Diagnostic>, SourceMap)> {
        for _ in 0..ROUNDS {
            let sources = self.files.sources();
            let problems = match analyze(&sources) {
                Ok(specification) => return Ok(specification),
                Err(problems) => problems,
            };
            let places = Places::new(&sources);
            let found: Vec<(Diagnostic, String, Vec<String>)> = problems
                .iter()
                .map(|problem| {
                    let span = cause(problem, &places);
                    (problem.clone(), sources.file(span.file).path.clone(), places.path(span))
                })
                .collect();
            let mut done = BTreeSet::new();
            let mut changed = false;
            for (problem, file, path) in found {
                if done.insert((file.clone(), path.clone())) {
                    changed |= self.repair(&problem, &file, &path);
                }
            }
            if !changed {
                return Err((problems, sources));
            }
        }
        let sources = self.files.sources();
        analyze(&sources).map_err(|problems| (problems, sources))
    }

    /// Makes an example of each operation: values of the document where they fit. Returns the specification with them if
    /// none has to be replaced.
    fn add_examples(&mut self, specification: &Specification) -> Option<Specification> {
        let api = &specification.api;
        let smallest = Smallest::of(api);
        for operation in &api.operations {
            let Ok(mut example) = sample::exchange(api, &smallest, operation) else { continue };
            let id = operation.name.value.clone();
            let shown = self.shown.get(&id).cloned().unwrap_or([None, None]);
            for (key, shown) in ["request", "response"].into_iter().zip(shown) {
                if let (Some(shown), Some(body)) = (shown, example.get_mut(key).and_then(|part| part.get_mut("body"))) {
                    *body = shown;
                }
            }
            let name = id.clone();
            let Some(entry) = self.files.operation(&id) else { continue };
            entry.insert("examples".to_owned(), json!({ name.as_str(): { "doc": "TODO: describe the example." } }));
            self.files.examples.insert(name, example);
        }
        self.replace_examples(specification)
    }

    /// Replaces examples that do not fit by samples. Returns the specification if there are none.
    fn replace_examples(&mut self, specification: &Specification) -> Option<Specification> {
        let sources = self.files.sources();
        let problems = match analyze(&sources) {
            Ok(specification) => return Some(specification),
            Err(problems) => problems,
        };
        let api = &specification.api;
        let smallest = Smallest::of(api);
        for problem in problems {
            let path = &sources.file(problem.primary.span.file).path;
            let Some(name) = example_name(path) else { continue };
            let operation = api.operations.iter().find(|operation| operation.name.value == name);
            if let Some(Ok(sample)) = operation.map(|operation| sample::exchange(api, &smallest, operation)) {
                self.note(path, &[], &name, Loss::Guess, "examples that do not fit", "replaced by a sample");
                self.files.examples.insert(name, sample);
            }
        }
        None
    }

    /// Repairs one error. Returns whether something changed.
    fn repair(&mut self, problem: &Diagnostic, file: &str, path: &[String]) -> bool {
        if let Some(name) = example_name(file) {
            let removed = self.files.examples.remove(&name).is_some();
            if let Some(entry) = self.files.operation(&name) {
                entry.remove("examples");
            }
            return removed;
        }
        let keys: Vec<&str> = path.iter().map(String::as_str).collect();
        let message = problem.message.as_str();
        let rule = problem.rule.id();
        match (rule, keys.as_slice()) {
            ("rust-name-collision" | "bad-rust-name" | "reserved-name", _) => self.name(file, &keys),
            ("duplicate-operation", ["operations", id, ..]) => self.rename_operation(file, id),
            ("bad-default", _) => self.remove(file, &keys, &["default"], "defaults that do not fit", message),
            ("bad-constraint" | "bad-leniency", _) => {
                let also: Vec<&str> = LIMITS.into_iter().chain(["lenient"]).collect();
                self.remove(file, &keys, &also, "limits that do not fit", message)
            }
            ("bad-paging" | "bad-conditional" | "bad-waiter" | "unknown-field", ["operations", id, ..])
            | ("bad-status" | "bad-body", ["operations", id, "paging" | "conditional" | "waiter", ..]) => {
                let behavior = ["paging", "conditional", "waiter"];
                self.remove(
                    file,
                    &["operations", id],
                    &behavior,
                    "pages, waits and conditions that do not fit",
                    message,
                )
            }
            (
                "reserved-header" | "bad-parameter",
                ["operations", id, place @ ("query" | "headers" | "cookies"), name, ..],
            ) => {
                self.note(file, &keys, name, Loss::Free, "parameters that the format rejects", message);
                let at = ["operations", *id, *place];
                self.entry(file, &at).is_some_and(|entries| entries.remove(*name).is_some())
            }
            ("bad-parameter", ["operations", id, "path", name, ..]) => {
                self.note(file, &keys, name, Loss::Free, "parameters that the format rejects", message);
                self.set(file, &["operations", id, "path", name], "type", json!("string"))
            }
            ("duplicate-route" | "ambiguous-route", ["operations", id, ..]) => {
                self.remove_operation(file, &keys, id, ("operations with the route of another one", message))
            }
            (_, ["operations", id, ..]) => {
                self.remove_operation(file, &keys, id, ("operations that the format rejects", message))
            }
            // A guess that does not fit is none.
            (_, ["resources", name, "operations", id, ..]) => {
                let operations = self.entry(file, &["resources", name, "operations"]);
                operations.is_some_and(|operations| operations.shift_remove(*id).is_some())
            }
            (_, ["resources", name, ..]) => {
                self.entry(file, &["resources"]).is_some_and(|resources| resources.shift_remove(*name).is_some())
            }
            _ => self.repair_type(rule, file, &keys, message),
        }
    }

    fn repair_type(&mut self, rule: &str, file: &str, keys: &[&str], message: &str) -> bool {
        match (rule, keys) {
            ("bad-presence" | "endless-type", ["types", ty, "fields", field, ..]) => {
                let nulls = "null where the format has none";
                let construct = if rule == "bad-presence" { nulls } else { "types of which no value ends" };
                self.note(file, keys, field, Loss::Side, construct, message);
                self.set(file, &["types", ty, "fields", field], "presence", json!("optional"))
            }
            ("bad-condition", ["types", ty, ..]) => {
                self.remove(file, &["types", ty], &["rules"], "required fields that depend on each other", message)
            }
            ("recursive-type", ["types", ty, "fields", field, ..]) => {
                self.set(file, &["types", ty, "fields", field], "boxed", json!(true))
            }
            ("needless-box", ["types", ty, "fields", field, ..]) => {
                self.remove(file, &["types", ty, "fields", field, "boxed"], &["boxed"], "boxes", message)
            }
            (_, ["types", ty, "fields", field, ..]) => {
                self.note(file, keys, field, Loss::Free, "fields that the format rejects", message);
                let at = ["types", *ty, "fields", *field];
                if let Some(entry) = self.entry(file, &at) {
                    entry.retain(|key, _| ["type", "doc", "presence", "rust_name"].contains(&key.as_str()));
                }
                self.set(file, &at, "presence", json!("optional")) | self.set(file, &at, "type", json!("any"))
            }
            (_, ["types", ty, "extra", ..]) => self.remove(
                file,
                &["types", ty, "extra"],
                &["extra"],
                "further fields that the format rejects",
                message,
            ),
            (_, ["types", ty, ..]) => self.remove_type(file, keys, ty, message),
            _ => false,
        }
    }

    fn entry(&mut self, file: &str, path: &[&str]) -> Option<&mut Map<String, Value>> {
        let mut entry = self.files.yaml.get_mut(file)?;
        for key in path {
            entry = entry.get_mut(*key)?.as_object_mut()?;
        }
        Some(entry)
    }

    fn set(&mut self, file: &str, path: &[&str], key: &str, value: Value) -> bool {
        let Some(entry) = self.entry(file, path) else { return false };
        entry.insert(key.to_owned(), value.clone()) != Some(value)
    }

    /// Removes the key that an error is about, or else the named ones.
    fn remove(&mut self, file: &str, path: &[&str], named: &[&str], construct: &str, message: &str) -> bool {
        let what = path.get(3).copied().unwrap_or_default();
        self.note(file, path, what, Loss::Side, construct, message);
        let at = path.iter().rposition(|key| named.contains(key));
        // Limits are at the outermost of nested ones.
        let at =
            at.map(|last| path[..=last].iter().position(|key| named.contains(key)).unwrap_or(last).max(3.min(last)));
        if let Some(at) = at {
            return self.entry(file, &path[..at]).is_some_and(|entry| entry.remove(path[at]).is_some());
        }
        let Some(entry) = self.entry(file, path) else {
            let outer = &path[..path.len().saturating_sub(1)];
            return self.entry(file, outer).is_some_and(|entry| strip(entry, named));
        };
        strip(entry, named)
    }

    /// Gives an entry another name in Rust.
    fn name(&mut self, file: &str, path: &[&str]) -> bool {
        let (at, stem): (&[&str], String) = match path {
            ["types", ty, "fields", field, ..] => {
                (&path[..4], names::spelled(field).replace(&names::snake(ty, ""), ""))
            }
            ["types", _, "values", value, ..] => (&path[..4], names::pascal(&names::spelled(value), "Empty")),
            ["operations", id, "path" | "query" | "headers" | "cookies", name, ..] => {
                let _ = id;
                (&path[..4], names::spelled(name))
            }
            ["operations", id, ..] => {
                let id = (*id).to_owned();
                let had_method =
                    self.entry(file, &["operations", &id]).is_some_and(|entry| entry.remove("rust_method").is_some());
                return had_method || self.rename_operation(file, &id);
            }
            ["types", name, ..] => {
                let name = (*name).to_owned();
                return self.rename_type(&name);
            }
            ["path", name, ..] => (&path[..2], names::spelled(name)),
            _ => return false,
        };
        let is_value = path.get(2) == Some(&"values");
        let stem = if stem.is_empty() { "value".to_owned() } else { stem };
        let Some(entry) = self.entry(file, &at[..at.len() - 1]) else { return false };
        let mut taken: BTreeSet<String> = BTreeSet::new();
        for (key, other) in entry.iter() {
            let given = other.get("rust_name").and_then(Value::as_str).map(str::to_owned);
            let by_rule =
                if is_value { specwright_rust::names::pascal(key) } else { specwright_rust::names::snake(key) };
            taken.insert(given.unwrap_or(by_rule));
        }
        let name = names::free(
            &format!("{stem}{}", if is_value { "Value" } else { "_value" }),
            if is_value { "" } else { "_" },
            &taken,
        );
        let Some(value) = entry.get_mut(at[at.len() - 1]) else { return false };
        if let Value::String(doc) = value {
            *value = json!({ "doc": doc.clone() });
        }
        value["rust_name"] = json!(name);
        true
    }

    fn rename_operation(&mut self, file: &str, id: &str) -> bool {
        let taken: BTreeSet<String> = self.operations.keys().cloned().collect();
        let new = names::free(&format!("{id}_operation"), "_", &taken);
        let Some(operations) = self.entry(file, &["operations"]) else { return false };
        rename_key(operations, id, &new);
        let resources = self.entry(file, &["resources"]).into_iter().flatten();
        for (_, resource) in resources {
            resource["operations"].as_object_mut().into_iter().for_each(|effects| rename_key(effects, id, &new));
        }
        if let Some(index) = self.operations.remove(id) {
            self.operations.insert(new.clone(), index);
        }
        if let Some(shown) = self.shown.remove(id) {
            self.shown.insert(new, shown);
        }
        true
    }

    fn rename_type(&mut self, name: &str) -> bool {
        let taken: BTreeSet<String> = self
            .files
            .yaml
            .values()
            .filter_map(|file| file.get("types")?.as_object())
            .flat_map(Map::keys)
            .cloned()
            .collect();
        let new = names::free(&format!("{name}Type"), "", &taken);
        for file in self.files.yaml.values_mut() {
            if let Some(types) = file.get_mut("types").and_then(Value::as_object_mut) {
                rename_key(types, name, &new);
            }
        }
        self.replace_type(name, &new);
        self.log.rename(&BTreeMap::from([(name.to_owned(), new)]));
        true
    }

    /// Writes another type in the place of one.
    fn replace_type(&mut self, name: &str, new: &str) {
        for file in self.files.yaml.values_mut() {
            file.values_mut().for_each(|value| replace(value, name, new));
        }
    }

    fn remove_type(&mut self, file: &str, path: &[&str], name: &str, message: &str) -> bool {
        self.note(file, path, name, Loss::Free, "types that the format rejects", message);
        let removed = self.entry(file, &["types"]).is_some_and(|types| types.remove(name).is_some());
        self.replace_type(name, "any");
        removed
    }

    /// `why` is the construct of the finding, and its message.
    fn remove_operation(&mut self, file: &str, path: &[&str], id: &str, why: (&str, &str)) -> bool {
        self.note(file, path, id, Loss::Out, why.0, why.1);
        self.files.examples.remove(id);
        let Some(operations) = self.entry(file, &["operations"]) else { return false };
        let removed = operations.shift_remove(id).is_some();
        if operations.is_empty()
            && let Some(file) = self.files.yaml.get_mut(file)
        {
            for key in ["operations", "group", "doc", "host", "auth", "error_style", "path"] {
                file.remove(key);
            }
        }
        removed
    }

    /// Adds a finding at the place of the document from which an entry comes.
    pub(super) fn note(&mut self, file: &str, path: &[&str], what: &str, loss: Loss, construct: &str, message: &str) {
        let (owner, kind, name) = match path {
            ["operations", id, ..] => {
                (self.operations.get(*id).map(|index| Owner::Operation(*index)), "operations", *id)
            }
            ["types", name, ..] => (Some(Owner::Type((*name).to_owned())), "types", *name),
            _ => (None, "operations", what),
        };
        let tree = self.files.yaml.get(file);
        let source = tree.and_then(|tree| tree.get(kind)?.get(name)?.get("source"));
        let text = |key: &str| source.and_then(|source| source.get(key)?.as_str());
        let pointer = text("section").unwrap_or_default().trim_start_matches('#').to_owned();
        let document = text("document").and_then(|id| self.document_ids.iter().position(|known| known == id));
        let document = document.unwrap_or(0);
        let place = self.documents.paths().nth(document).unwrap_or_default();
        let pointer = if what.is_empty() || what == name { pointer } else { format!("{pointer} ({what})") };
        self.log.add_to(
            owner.unwrap_or(Owner::Document),
            (document, pointer),
            place,
            loss,
            construct,
            message.to_owned(),
        );
    }
}

fn rename_key(entries: &mut Map<String, Value>, from: &str, to: &str) {
    let renamed = std::mem::take(entries).into_iter();
    *entries = renamed.map(|(key, value)| if key == from { (to.to_owned(), value) } else { (key, value) }).collect();
}

/// The place to repair: where a resource names what does not fit it, or else the first one.
fn cause(problem: &Diagnostic, places: &Places<'_>) -> Span {
    let labels = [&problem.primary].into_iter().chain(&problem.secondary);
    let mut spans = labels.map(|label| label.span);
    let is_of_resource = |span: &Span| places.path(*span).first().is_some_and(|key| key == "resources");
    spans.find(is_of_resource).unwrap_or(problem.primary.span)
}

fn strip(entry: &mut Map<String, Value>, keys: &[&str]) -> bool {
    let before = entry.len();
    entry.retain(|key, _| !keys.contains(&key.as_str()));
    entry.len() < before
}

fn replace(value: &mut Value, name: &str, new: &str) {
    let Value::Object(members) = value else { return };
    for (key, member) in members.iter_mut() {
        match member {
            Value::String(text) if key == "type" || key == "body" || !text.contains(' ') => {
                if named(text) == Some(name) && key != "section" && key != "doc" {
                    *text = text.replace(name, new);
                }
            }
            other => replace(other, name, new),
        }
    }
}

/// The name of the example that a file holds.
fn example_name(path: &str) -> Option<String> {
    Some(path.strip_prefix("examples/")?.strip_suffix(".json")?.to_owned())
}
