//! Places that the resolved API does not keep: those of settings inside an entry. They are looked up in the trees of
//! the files.

use std::cell::OnceCell;

use crate::diagnostics::{Diagnostic, Edit, Sink};
use crate::source::{FileId, SourceMap, Span};
use crate::yaml::{self, Content, Entry, Node};

/// Trees of the YAML files of a specification, and places in them. An entry is referred to by the place of its key,
/// which the resolved API keeps: `operation.name.span`. Each file is parsed at most once.
pub struct Places<'a> {
    sources: &'a SourceMap,
    /// By the numbers of the files. Those that were not loaded are parsed on demand.
    trees: Vec<OnceCell<Option<Node>>>,
}

impl<'a> Places<'a> {
    /// Creates places for these files.
    pub fn new(sources: &'a SourceMap) -> Places<'a> {
        Places::of(sources, [])
    }

    /// Creates places for these files, of which some are parsed already.
    pub(crate) fn of(sources: &'a SourceMap, trees: impl IntoIterator<Item = Node>) -> Places<'a> {
        let places = Places { sources, trees: sources.iter().map(|_| OnceCell::new()).collect() };
        for tree in trees {
            places.trees[tree.span.file.0 as usize].get_or_init(|| Some(tree));
        }
        places
    }

    /// Returns the files.
    pub fn sources(&self) -> &'a SourceMap {
        self.sources
    }

    /// Returns the tree of a file, or nothing if it is not YAML.
    pub fn tree(&self, file: FileId) -> Option<&Node> {
        let parse = || yaml::parse(file, &self.sources.file(file).text, &mut Sink::default());
        self.trees.get(file.0 as usize)?.get_or_init(parse).as_ref()
    }

    /// Returns the entry under some keys of an entry. Without keys, that is the entry itself.
    pub fn entry(&self, entry: Span, keys: &[&str]) -> Option<&Entry> {
        let mut found = at(self.tree(entry.file)?, entry)?;
        for key in keys {
            found = found.value.entry(key)?;
        }
        Some(found)
    }

    /// Returns the place of the value under some keys of an entry. For a list or a mapping, that of its key. Defaults
    /// to the entry.
    pub fn value(&self, entry: Span, keys: &[&str]) -> Span {
        let value = |found: &Entry| if found.value.is_scalar() { found.value.span } else { found.key_span };
        self.entry(entry, keys).map_or(entry, value)
    }

    /// Returns the place of the last of some keys of an entry. Defaults to the entry.
    pub fn key(&self, entry: Span, keys: &[&str]) -> Span {
        self.entry(entry, keys).map_or(entry, |found| found.key_span)
    }

    /// Returns the place of the string under some keys of an entry, or of the entry's own value where that is the
    /// string. Defaults to the key.
    pub fn text(&self, entry: Span, keys: &[&str]) -> Span {
        let found = self.entry(entry, keys).or_else(|| self.entry(entry, &[]));
        found.map_or(entry, |found| if found.value.text().is_some() { found.value.span } else { found.key_span })
    }

    /// Returns the place of a string in a list under some keys of an entry. Defaults to the entry.
    pub fn item(&self, entry: Span, keys: &[&str], text: &str) -> Span {
        let items = self.entry(entry, keys).map_or(&[][..], |found| found.value.items());
        items.iter().rfind(|item| item.text() == Some(text)).map_or(entry, |item| item.span)
    }

    /// Returns the place of the value of a key of the whole file. Defaults to the start of the file.
    pub fn root(&self, file: FileId, key: &str) -> Span {
        let value = self.tree(file).and_then(|tree| tree.get(key));
        value.map_or(Span { file, start: 0, end: 0 }, |value| value.span)
    }

    /// Returns the keys, and the positions in lists from zero, that lead to a place.
    pub fn path(&self, place: Span) -> Vec<String> {
        let mut path = Vec::new();
        let Some(mut node) = self.tree(place.file) else { return path };
        loop {
            let around = |start: u32, end: u32| start <= place.start && place.start < end.max(start + 1);
            let entry = node.entries().iter().find(|entry| around(entry.key_span.start, entry.value.span.end));
            let item = || node.items().iter().position(|item| around(item.span.start, item.span.end));
            if let Some(entry) = entry {
                path.push(entry.key.clone());
                node = &entry.value;
            } else if let Some(index) = item() {
                path.push(index.to_string());
                node = &node.items()[index];
            } else {
                return path;
            }
        }
    }

    /// Returns the edit that removes a key of an entry, unless something else would go with it.
    pub fn remove(&self, entry: Span, key: &str) -> Option<Edit> {
        let map = &self.entry(entry, &[])?.value;
        yaml::remove_entry(&self.sources.file(entry.file).text, map, map.entry(key)?)
    }

    /// Returns the edit that reorders a list under a key of an entry, unless a comment would be left beside another
    /// item.
    pub fn reorder(&self, entry: Span, key: &str, order: &[usize]) -> Option<Edit> {
        let list = &self.entry(entry, &[key])?.value;
        yaml::reorder(&self.sources.file(entry.file).text, list, order)
    }

    /// Proposes lines to add to an entry.
    pub fn add_lines(&self, diagnostic: Diagnostic, entry: Span, title: &str, lines: &str) -> Diagnostic {
        let edit = self.entry(entry, &[]).and_then(|found| self.added(found, lines));
        diagnostic.add_lines(title, edit, lines)
    }

    fn added(&self, entry: &Entry, lines: &str) -> Option<Edit> {
        let key = entry.key_span;
        let Content::Text(_) = entry.value.content else {
            return yaml::add_keys(&self.sources.file(key.file).text, key, &entry.value, lines);
        };
        // The short form of an entry is its description, which gets a key of its own.
        let written = self.sources.text(entry.value.span);
        let indent = " ".repeat(self.sources.line_column(key).1 + 1);
        let lines: String = lines.lines().map(|line| format!("\n{indent}{line}")).collect();
        let span = Span { start: key.end, end: entry.value.span.end, ..key };
        (!written.contains('\n')).then(|| (span, format!(":\n{indent}doc: {written}{lines}")))
    }
}

/// The entry whose key is at a place.
fn at(node: &Node, key: Span) -> Option<&Entry> {
    // Entries are in the order of their places: the one looked for is in the last that begins before it.
    let after = node.entries().partition_point(|entry| entry.key_span.start <= key.start);
    let entry = &node.entries()[after.checked_sub(1)?];
    if entry.key_span == key { Some(entry) } else { at(&entry.value, key) }
}
