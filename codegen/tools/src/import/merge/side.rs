//! A specification as entries that can be compared: operations by route, types by their place in the document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use specwright_language::places::Places;
use specwright_language::source::{FileId, SourceMap};
use specwright_language::yaml::{Content, Node};

use super::COMMENT;

/// Keys of a group file that its operations share.
pub(super) const SETTINGS: [&str; 3] = ["host", "auth", "error_style"];

/// Lists of `api.yaml` that settings of operations name.
pub(super) const LISTS: [(&str, &str); 3] = [("host", "hosts"), ("auth", "auth"), ("error_style", "error_styles")];

/// An operation or a type.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) file: FileId,
    pub(super) name: String,
    /// The whole entry; an operation with what its file says of all.
    pub(super) value: Map<String, Value>,
    /// Parameters that the file has for all of its operations.
    pub(super) shared: BTreeSet<String>,
    /// Place in the document: the id of the file unless it is the root, and the fragment.
    pub(super) at: Option<String>,
}

/// A specification.
pub(super) struct Side<'s> {
    pub(super) sources: &'s SourceMap,
    pub(super) places: Places<'s>,
    /// Contents of the group files.
    pub(super) files: BTreeMap<FileId, Map<String, Value>>,
    pub(super) api: Map<String, Value>,
    /// Operations by [`route`].
    pub(super) operations: Vec<(String, Entry)>,
    pub(super) types: Vec<Entry>,
}

impl<'s> Side<'s> {
    /// Reads the files. `root` is the id of the document that entries cite without naming it.
    pub(super) fn new(sources: &'s SourceMap, root: &str) -> Side<'s> {
        let places = Places::new(sources);
        let mut side = Side {
            sources,
            places,
            files: BTreeMap::new(),
            api: Map::new(),
            operations: Vec::new(),
            types: Vec::new(),
        };
        for (id, file) in sources.iter().filter(|(_, file)| file.path.ends_with(".yaml")) {
            let tree = side.places.tree(id).map(|tree| marked(tree, &file.text));
            let Some(Value::Object(content)) = tree else { continue };
            match file.path.as_str() {
                "api.yaml" => side.api = content,
                "sources.yaml" | "acknowledged.yaml" => {}
                path if path.starts_with("ledger/") => {}
                _ => drop(side.files.insert(id, content)),
            }
        }
        for (id, content) in &side.files {
            for (name, entry) in entries(content, "operations") {
                let (value, shared) = effective(entry, content);
                let at = place(entry, content, root);
                let key = route(&value);
                side.operations.push((key, Entry { file: *id, name: name.clone(), value, shared, at }));
            }
            for (name, entry) in entries(content, "types") {
                let at = place(entry, content, root);
                let (value, shared) = (entry.clone(), BTreeSet::new());
                side.types.push(Entry { file: *id, name: name.clone(), value, shared, at });
            }
        }
        side
    }

    pub(super) fn operation(&self, route: &str) -> Option<&Entry> {
        find(self.operations.iter().map(|(known, entry)| (known, entry)), route)
    }

    pub(super) fn ty(&self, name: &str) -> Option<&Entry> {
        self.types.iter().find(|entry| entry.name == name)
    }
}

/// Method and path of an operation, with the usual values of parameters instead of their names, and with only values of
/// other parameters: operations may differ by these alone. Behind a line break, the names are the rest: what else tells
/// operations with one route apart is in types and presence of parameters, which curators change.
pub(super) fn route(operation: &Map<String, Value>) -> String {
    let http = operation.get("http").and_then(Value::as_str).unwrap_or_default();
    let mut pieces = http.split('{');
    let mut route = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, after) = piece.split_once('}').unwrap_or((piece, ""));
        let usual = operation.get("path").and_then(|path| path.get(name)?.get("default"));
        let usual = usual.map(|usual| format!("={usual}")).unwrap_or_default();
        route += &format!("{{{usual}}}{after}");
    }
    let (mut fixed, mut needed) = (Vec::new(), Vec::new());
    for (name, parameter) in ["query", "headers"].into_iter().flat_map(|key| entries(operation, key)) {
        match parameter.get("value") {
            Some(value) => fixed.push(format!(" {name}={value}")),
            None if parameter.get("presence").is_some_and(|presence| presence == "required") => {
                needed.push(format!(" {name}"));
            }
            None => {}
        }
    }
    fixed.sort();
    needed.sort();
    format!("{route}{}\n{http}{}", fixed.concat(), needed.concat())
}

/// The operation with a route, and of several the one with the same names; or else the only one with this path, if
/// one of them has no usual or only values.
pub(super) fn find<'a, T>(operations: impl Iterator<Item = (&'a String, T)> + Clone, route: &str) -> Option<T> {
    if let Some((_, found)) = operations.clone().find(|(known, _)| *known == route) {
        return Some(found);
    }
    let unnamed = |route: &'a str| route.split_once('\n').map_or(route, |(unnamed, _)| unnamed);
    let operations = operations.map(move |(known, found)| (unnamed(known), found));
    let route = route.split_once('\n').map_or(route, |(unnamed, _)| unnamed);
    let mut same = operations.clone().filter(|(known, _)| *known == route);
    if let Some((_, found)) = same.next() {
        return same.next().is_none().then_some(found);
    }
    // Method and path, and values behind them.
    let parts = |route: &str| {
        let split = route.match_indices(' ').nth(1).map_or(route.len(), |(at, _)| at);
        let (path, fixed) = route.split_at(split);
        let pieces = path.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, after)| after).to_owned());
        (pieces.collect::<Vec<_>>(), path.contains("{="), fixed.to_owned())
    };
    let (path, has_usual, fixed) = parts(route);
    let alike: Vec<(String, T)> = operations
        .filter_map(|(known, found)| {
            let (other_path, other_usual, other_fixed) = parts(known);
            let is_same_usual = !(has_usual && other_usual) || known.split(' ').nth(1) == route.split(' ').nth(1);
            (path == other_path && is_same_usual).then_some((other_fixed, found))
        })
        .collect();
    let is_only_path = alike.len() == 1;
    let is_like = |other: &str| other == fixed || is_only_path && (other.is_empty() || fixed.is_empty());
    let mut alike = alike.into_iter().filter(|(other_fixed, _)| is_like(other_fixed));
    let (_, found) = alike.next()?;
    alike.next().is_none().then_some(found)
}

/// The entries below a key that are mappings.
pub(super) fn entries<'v>(
    content: &'v Map<String, Value>,
    key: &str,
) -> impl Iterator<Item = (&'v String, &'v Map<String, Value>)> {
    let entries = content.get(key).and_then(Value::as_object).into_iter().flatten();
    entries.filter_map(|(name, entry)| Some((name, entry.as_object()?)))
}

/// An operation with the settings and path parameters of its file, and the names of the latter.
fn effective(entry: &Map<String, Value>, content: &Map<String, Value>) -> (Map<String, Value>, BTreeSet<String>) {
    let mut value = entry.clone();
    for key in SETTINGS {
        if let (None, Some(setting)) = (entry.get(key), content.get(key)) {
            value.insert(key.to_owned(), setting.clone());
        }
    }
    let http = entry.get("http").and_then(Value::as_str).unwrap_or_default();
    let mut shared = BTreeSet::new();
    for (name, parameter) in entries(content, "path").filter(|(name, _)| http.contains(&format!("{{{name}}}"))) {
        let path = value.entry("path").or_insert_with(|| Value::Object(Map::new()));
        if let Some(path) = path.as_object_mut().filter(|path| !path.contains_key(name)) {
            path.insert(name.clone(), Value::Object(parameter.clone()));
            shared.insert(name.clone());
        }
    }
    (value, shared)
}

/// The place in the document that an entry cites.
fn place(entry: &Map<String, Value>, content: &Map<String, Value>, root: &str) -> Option<String> {
    let source = entry.get("source")?;
    let section = source.get("section")?.as_str().filter(|section| section.starts_with('#'))?;
    let document = source.get("document").or_else(|| content.get("source")?.get("document"))?.as_str()?;
    Some(if document == root { section.to_owned() } else { format!("{document}{section}") })
}

/// A tree as a JSON value, in which comments mark what was guessed.
fn marked(node: &Node, text: &str) -> Value {
    let Content::Map(entries) = &node.content else { return value(node) };
    let entries = entries.iter().map(|entry| {
        let mut value = marked(&entry.value, text);
        if let (Value::Object(members), Some(comment)) = (&mut value, guess(text, entry.key_span.start as usize)) {
            members.insert(COMMENT.to_owned(), Value::from(comment));
        }
        (entry.key.clone(), value)
    });
    Value::Object(entries.collect())
}

/// The comment above a place, if it says that what follows was guessed.
fn guess(text: &str, at: usize) -> Option<&str> {
    let above = &text[..text[..at].rfind('\n')?];
    let comment = above.rsplit('\n').next()?.trim_start().strip_prefix("# ")?;
    comment.starts_with("Guessed").then_some(comment)
}

/// A tree as a JSON value.
pub(super) fn value(node: &Node) -> Value {
    match &node.content {
        Content::Null => Value::Null,
        Content::Boolean(value) => Value::from(*value),
        Content::Integer(value) => Value::from(*value),
        Content::Unsigned(value) => Value::from(*value),
        Content::Float(value) => Value::from(*value),
        Content::Text(text) => Value::from(text.as_str()),
        Content::List(items) => items.iter().map(value).collect(),
        Content::Map(entries) => {
            Value::Object(entries.iter().map(|entry| (entry.key.clone(), value(&entry.value))).collect())
        }
    }
}
