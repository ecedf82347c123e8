//! What the document said when it was last imported: the base of the next merge.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use specwright_language::diagnostics::{Diagnostic, Rule, Sink};
use specwright_language::fmt;
use specwright_language::source::{FileId, SourceFile, SourceMap, Span};
use specwright_language::yaml;

use super::facts;
use super::side::{self, Entry, LISTS, Side, entries, value};
use crate::import::write;

/// Name of the file, beside `api.yaml`. Its dot keeps it out of the specification.
pub const SURFACE: &str = ".imported.yaml";

const HEAD: &str =
    "# What the document said when it was last imported. A newer one is compared with it. Do not edit.\n";

/// An operation or a type of the document.
#[derive(Debug)]
pub(super) struct Known {
    /// Name that the import gave it.
    pub(super) name: String,
    pub(super) at: Option<String>,
    pub(super) facts: Value,
}

/// The surface of the last import.
#[derive(Debug, Default)]
pub(super) struct Base {
    /// Id of the document.
    pub(super) root: String,
    /// By route.
    pub(super) operations: BTreeMap<String, Known>,
    pub(super) types: Vec<Known>,
    /// Hosts and the like, by their lists in `api.yaml`.
    pub(super) settings: BTreeMap<&'static str, Map<String, Value>>,
}

impl Base {
    pub(super) fn operation(&self, route: &str) -> Option<&Known> {
        side::find(self.operations.iter(), route)
    }

    /// Reads the surface.
    ///
    /// # Errors
    /// If it is not what [`write`](text) writes.
    pub(super) fn read(text: &str, name: &str) -> Result<Base, (Vec<Diagnostic>, SourceMap)> {
        let file = SourceFile { path: name.to_owned(), text: text.to_owned() };
        let sources = SourceMap::new("", vec![file]);
        let mut sink = Sink::default();
        let tree = yaml::parse(FileId(0), text, &mut sink);
        let base = tree.filter(|_| sink.is_empty()).and_then(|tree| base(&value(&tree)));
        base.ok_or_else(|| {
            if sink.is_empty() {
                let place = Span { file: FileId(0), start: 0, end: 0 };
                let diagnostic = Diagnostic::new(Rule::YAML_SYNTAX, place, "this is not the surface of an import");
                sink.push(diagnostic.help("restore it, or remove it: without it, the merge compares two sides only"));
            }
            (sink.finish(), sources)
        })
    }
}

fn base(value: &Value) -> Option<Base> {
    let root = value.get("document")?.as_str()?.to_owned();
    let known = |name: &str, entry: &Value| {
        let mut facts = entry.as_object()?.clone();
        let at = facts.remove("at").and_then(|at| at.as_str().map(str::to_owned));
        Some(Known { name: name.to_owned(), at, facts: Value::Object(facts) })
    };
    let mut base = Base { root, ..Base::default() };
    for (name, entry) in value.get("operations")?.as_object()? {
        let found = known(name, entry)?;
        base.operations.insert(side::route(found.facts.as_object()?), found);
    }
    for (name, entry) in value.get("types")?.as_object()? {
        base.types.push(known(name, entry)?);
    }
    for (_, list) in LISTS {
        let entries = value.get(list).and_then(Value::as_object).cloned();
        base.settings.insert(list, entries.unwrap_or_default());
    }
    Some(base)
}

/// The surface of an import as a file.
pub(super) fn text(side: &Side<'_>, root: &str) -> String {
    let entry = |entry: &Entry| {
        let mut facts = facts::of(&entry.value);
        if let (Some(facts), Some(at)) = (facts.as_object_mut(), &entry.at) {
            facts.insert("at".to_owned(), json!(at));
        }
        (entry.name.clone(), facts)
    };
    let operations: Map<String, Value> = side.operations.iter().map(|(_, operation)| entry(operation)).collect();
    let types: Map<String, Value> = side.types.iter().map(entry).collect();
    let mut file = Map::from_iter([
        ("document".to_owned(), json!(root)),
        ("operations".to_owned(), Value::Object(operations)),
        ("types".to_owned(), Value::Object(types)),
    ]);
    for (_, list) in LISTS {
        let settings = entries(&side.api, list).map(|(name, entry)| (name.clone(), facts::of(entry)));
        file.insert(list.to_owned(), Value::Object(settings.collect()));
    }
    let file = SourceFile { path: SURFACE.to_owned(), text: HEAD.to_owned() + &write::yaml(&file) };
    let sources = SourceMap::new("", vec![file]);
    fmt::format(&sources, FileId(0)).unwrap_or_else(|_| sources.file(FileId(0)).text.clone())
}
