//! Places that the resolved API does not keep: those of settings inside an entry. They are looked up
//! when something is wrong with them, by reading the file once more.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Sink};
use crate::source::{FileId, SourceMap, Span};
use crate::yaml::{self, Content, Entry, Node};

/// Finds places in the files of a specification.
pub struct Places<'a> {
    sources: &'a SourceMap,
    /// Files that were read once more.
    trees: BTreeMap<FileId, Option<Node>>,
}

impl<'a> Places<'a> {
    pub fn new(sources: &'a SourceMap) -> Places<'a> {
        Places { sources, trees: BTreeMap::new() }
    }

    /// The place of the value under some keys of the entry whose key stands at `entry`; as much of
    /// it as exists.
    pub fn value(&mut self, entry: Span, keys: &[&str]) -> Span {
        let found = self.inside(entry, keys).map(|found| match found.value.content {
            Content::Map(_) | Content::List(_) => found.key_span,
            _ => found.value.span,
        });
        found.unwrap_or(entry)
    }

    /// The place of the last of some keys of the entry whose key stands at `entry`.
    pub fn key(&mut self, entry: Span, keys: &[&str]) -> Span {
        self.inside(entry, keys).map_or(entry, |found| found.key_span)
    }

    /// The place of the value of a key of the whole file.
    pub fn root(&mut self, file: FileId, key: &str) -> Span {
        let span = self.tree(file).and_then(|tree| Some(tree.get(key)?.span));
        span.unwrap_or(Span { file, start: 0, end: 0 })
    }

    /// The place of the value of a key of the whole file, if it is there.
    pub fn of_file(&mut self, file: FileId, key: &str) -> Option<Span> {
        Some(self.tree(file)?.entry(key)?.key_span)
    }

    /// Whether there is something under some keys of the entry whose key stands at `entry`.
    pub fn exists(&mut self, entry: Span, keys: &[&str]) -> bool {
        self.inside(entry, keys).is_some()
    }

    /// The place of a text under some keys of the entry whose key stands at `entry`, or of the entry's
    /// own value where that is the text.
    pub fn text(&mut self, entry: Span, keys: &[&str]) -> Span {
        let found = self.inside(entry, keys).or_else(|| self.inside(entry, &[]));
        found.map_or(entry, |found| match found.value.content {
            Content::Text(_) => found.value.span,
            _ => found.key_span,
        })
    }

    /// Whether the entry whose key stands at `entry` has a key.
    pub fn has(&mut self, entry: Span, key: &str) -> bool {
        self.inside(entry, &[key]).is_some()
    }

    /// Removes a key of the entry whose key stands at `entry`, if nothing else goes with it.
    pub fn remove(&mut self, entry: Span, key: &str) -> Option<(Span, String)> {
        let map = self.inside(entry, &[])?.value;
        yaml::remove_entry(&self.sources.file(entry.file).text, &map, map.entry(key)?)
    }

    /// Brings the items of a list, under a key of the entry whose key stands at `entry`, into another order.
    pub fn reorder(&mut self, entry: Span, key: &str, order: &[usize]) -> Option<(Span, String)> {
        let list = self.inside(entry, &[key])?.value;
        yaml::reorder(&self.sources.file(entry.file).text, &list, order)
    }

    /// The place of a text in a list under some keys of the entry whose key stands at `entry`.
    pub fn item(&mut self, entry: Span, keys: &[&str], text: &str) -> Span {
        let Some(found) = self.inside(entry, keys) else { return entry };
        let is_text = |item: &&Node| matches!(&item.content, Content::Text(written) if written == text);
        found.value.items().iter().rev().find(is_text).map_or(entry, |item| item.span)
    }

    /// Adds lines to the entry whose key stands at `entry`.
    pub fn add_lines(&mut self, diagnostic: Diagnostic, entry: Span, title: &str, lines: &str) -> Diagnostic {
        let text = self.sources.file(entry.file).text.as_str();
        let edit = self.inside(entry, &[]).and_then(|found| yaml::add_keys(text, found.key_span, &found.value, lines));
        diagnostic.add_lines(title, edit, lines)
    }

    /// Adds `rust_name` to the entry whose key stands at `entry`.
    pub fn add_rust_name(&mut self, diagnostic: Diagnostic, entry: Span, title: &str) -> Diagnostic {
        let Some(found) = self.inside(entry, &[]) else { return diagnostic };
        if matches!(found.value.content, Content::Text(_)) {
            // The short form of an enum's value has no room for a name.
            let span = Span { start: found.key_span.end, end: found.value.span.end, ..entry };
            let meaning = self.sources.text(found.value.span);
            let indent = " ".repeat(self.sources.line_column(entry).1 + 1);
            if !meaning.contains('\n') {
                return diagnostic.fix(title, span, format!(":\n{indent}doc: {meaning}\n{indent}rust_name: ..."));
            }
        }
        self.add_lines(diagnostic, entry, title, "rust_name: ...")
    }

    /// The keys, and the positions in lists from zero, that lead to a place.
    pub fn path(&mut self, place: Span) -> Vec<String> {
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

    fn inside(&mut self, entry: Span, keys: &[&str]) -> Option<Entry> {
        let mut found = at(self.tree(entry.file)?, entry)?;
        for key in keys {
            found = found.value.entry(key)?;
        }
        Some(found.clone())
    }

    /// A file, unless it cannot be read.
    pub fn tree(&mut self, file: FileId) -> Option<&Node> {
        let text = &self.sources.file(file).text;
        self.trees.entry(file).or_insert_with(|| yaml::parse(file, text, &mut Sink::default())).as_ref()
    }
}

/// The entry whose key stands at a place.
fn at(node: &Node, key: Span) -> Option<&Entry> {
    // Entries stand in the order of their places: the one looked for is in the last that begins before it.
    let entry = node.entries().iter().rev().find(|entry| entry.key_span.start <= key.start)?;
    if entry.key_span == key { Some(entry) } else { at(&entry.value, key) }
}
