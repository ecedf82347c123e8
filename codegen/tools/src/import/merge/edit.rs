//! Changes of a file. Everything else in it stays: comments, descriptions, and the order of entries.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use specwright_language::yaml::{Content, Entry, Node};

use super::side::value;
use super::three_way::Change;
use crate::import::{COMMENT, write};

/// Keys whose entries are listed, and which are absent without any.
const LISTS: [&str; 8] = ["cookies", "examples", "headers", "operations", "path", "query", "resources", "types"];

/// Replaces a part of the text. Of several additions at one place, the outermost comes last.
type Edit = (usize, usize, Reverse<usize>, String);

/// Applies changes to a file. The result is not in canonical form yet.
pub(super) fn apply(text: &str, root: &Node, changes: &[&Change]) -> String {
    let mut editor = Editor { text, root, edits: Vec::new(), rewritten: BTreeMap::new(), added: BTreeMap::new() };
    let removed: Vec<&[String]> =
        changes.iter().filter(|change| change.value.is_none()).map(|change| change.keys.as_slice()).collect();
    for keys in editor.emptied(&removed, changes) {
        editor.remove(&keys);
    }
    for change in changes {
        if let Some(value) = &change.value {
            editor.set(&change.keys, value, change.after.as_deref());
        }
    }
    editor.finish()
}

struct Editor<'t> {
    text: &'t str,
    root: &'t Node,
    edits: Vec<Edit>,
    /// Entries that are written on one line, and are written as a whole.
    rewritten: BTreeMap<Vec<String>, Value>,
    /// Mappings that are absent, with their place, their indentation, and all that is added to them.
    added: BTreeMap<Vec<String>, (usize, usize, Value)>,
}

impl<'t> Editor<'t> {
    /// The outermost entries to remove. An entry that loses all of its own is removed with them, if it only lists
    /// others; else it stays without any.
    fn emptied(&mut self, removed: &[&[String]], changes: &[&Change]) -> BTreeSet<Vec<String>> {
        let mut removed: BTreeSet<Vec<String>> = removed.iter().map(|keys| keys.to_vec()).collect();
        loop {
            let parents = removed.iter().filter(|keys| keys.len() > 1).map(|keys| keys[..keys.len() - 1].to_vec());
            let parents: BTreeSet<Vec<String>> = parents.collect();
            let is_emptied = |keys: &Vec<String>| {
                let inside = |key: &String| [keys.as_slice(), std::slice::from_ref(key)].concat();
                let gone = |entry: &Entry| removed.contains(&inside(&entry.key));
                let filled = changes.iter().any(|change| change.value.is_some() && change.keys.starts_with(keys));
                !filled && self.find(keys).is_some_and(|entry| entry.value.entries().iter().all(gone))
            };
            let found = parents.into_iter().find(|keys| !removed.contains(keys) && is_emptied(keys));
            let Some(keys) = found else { break };
            removed.retain(|other| !other.starts_with(&keys));
            if keys.last().is_some_and(|key| LISTS.contains(&key.as_str())) {
                removed.insert(keys);
            } else {
                self.rewritten.insert(keys, Value::Object(Map::new()));
            }
        }
        removed
    }

    fn find(&self, keys: &[String]) -> Option<&'t Entry> {
        let (first, rest) = keys.split_first()?;
        let mut entry = self.root.entry(first)?;
        for key in rest {
            entry = entry.value.entry(key)?;
        }
        Some(entry)
    }

    /// The keys of the outermost entry on the way that is written in braces, or has no entries.
    fn inline(&self, keys: &[String]) -> Option<usize> {
        (1..keys.len()).find(|length| {
            self.find(&keys[..*length]).is_some_and(|entry| {
                let opening = self.text[entry.value.span.start as usize..].starts_with('{');
                opening || !matches!(&entry.value.content, Content::Map(entries) if !entries.is_empty())
            })
        })
    }

    /// Changes an entry that is written as a whole.
    fn rewrite(&mut self, keys: &[String], length: usize, new: Option<&Value>) {
        let (outer, inner) = keys.split_at(length);
        let here = self.find(outer).map_or(Value::Null, |entry| value(&entry.value));
        let mut place = self.rewritten.entry(outer.to_vec()).or_insert(here);
        for (index, key) in inner.iter().enumerate() {
            if !place.is_object() {
                // The short form of an entry is its description.
                let doc = place.as_str().map(|doc| ("doc".to_owned(), Value::from(doc)));
                *place = Value::Object(doc.into_iter().collect());
            }
            let Some(members) = place.as_object_mut() else { return };
            if index + 1 < inner.len() {
                place = members.entry(key.clone()).or_insert(Value::Null);
            } else if let Some(new) = new {
                members.insert(key.clone(), new.clone());
                return;
            } else {
                members.remove(key);
                return;
            }
        }
    }

    fn remove(&mut self, keys: &[String]) {
        if let Some(length) = self.inline(keys) {
            return self.rewrite(keys, length, None);
        }
        let Some(entry) = self.find(keys) else { return };
        let mut start = self.line_start(entry.key_span.start as usize);
        let indent = entry.key_span.start as usize - start;
        // Comments above an entry are about it.
        while let Some(line) =
            self.text[..start].strip_suffix('\n').map(|before| before.rfind('\n').map_or(0, |at| at + 1))
        {
            let comment = &self.text[line..start];
            if comment.len() - comment.trim_start().len() != indent || !comment.trim_start().starts_with('#') {
                break;
            }
            start = line;
        }
        self.edits.push((start, self.next_line(entry), Reverse(0), String::new()));
    }

    fn set(&mut self, keys: &[String], new: &Value, after: Option<&str>) {
        if let Some(length) = self.inline(keys) {
            return self.rewrite(keys, length, Some(new));
        }
        if let Some(entry) = self.find(keys) {
            return self.replace(entry, new);
        }
        let known =
            (0..keys.len()).rev().find(|length| *length == 0 || self.find(&keys[..*length]).is_some()).unwrap_or(0);
        let around =
            if known == 0 { self.root } else { self.find(&keys[..known]).map_or(self.root, |entry| &entry.value) };
        let (key, inner) = (&keys[known], &keys[known + 1..]);
        let entries = around.entries();
        let before = after.and_then(|after| entries.iter().find(|entry| entry.key == after)).or(entries.last());
        let at = before.map_or(self.text.len(), |entry| self.next_line(entry));
        let indent = before.map_or(0, |entry| self.column(entry));
        if !inner.is_empty() {
            let (.., value) = self.added.entry(keys[..=known].to_vec()).or_insert((at, indent, Value::Null));
            let place = inner.iter().fold(value, |place, key| &mut place[key.as_str()]);
            *place = new.clone();
            return;
        }
        self.add(at, indent, key, new);
    }

    fn add(&mut self, at: usize, indent: usize, key: &str, value: &Value) {
        let mut lines = rendered(key, value, indent);
        if !self.text[..at].is_empty() && !self.text[..at].ends_with('\n') {
            lines.insert(0, '\n');
        }
        self.edits.push((at, at, Reverse(indent), lines));
    }

    fn replace(&mut self, entry: &Entry, new: &Value) {
        let start = self.line_start(entry.key_span.start as usize);
        // The comment above the entry stays.
        let mut new = new.clone();
        if let Value::Object(members) = &mut new {
            members.remove(COMMENT);
        }
        let lines = rendered(&entry.key, &new, self.column(entry));
        let plain = |value: &Node| !matches!(value.content, Content::Map(_) | Content::List(_) | Content::Null);
        let written = &self.text[entry.value.span.start as usize..entry.value.span.end as usize];
        if plain(&entry.value) && !new.is_object() && !written.contains('\n') {
            // A comment behind the value stays.
            let (from, to) = (entry.value.span.start as usize, entry.value.span.end as usize);
            return self.edits.push((from, to, Reverse(0), write::flow(&new)));
        }
        self.edits.push((start, self.next_line(entry), Reverse(0), lines));
    }

    fn column(&self, entry: &Entry) -> usize {
        entry.key_span.start as usize - self.line_start(entry.key_span.start as usize)
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// The start of the line below an entry.
    fn next_line(&self, entry: &Entry) -> usize {
        let end = entry.key_span.end.max(entry.value.span.end) as usize;
        self.text[end..].find('\n').map_or(self.text.len(), |length| end + length + 1)
    }

    fn finish(mut self) -> String {
        for (keys, value) in std::mem::take(&mut self.rewritten) {
            if let Some(entry) = self.find(&keys) {
                self.replace(entry, &value);
            }
        }
        for (keys, (at, indent, value)) in std::mem::take(&mut self.added) {
            if let Some(key) = keys.last() {
                self.add(at, indent, key, &value);
            }
        }
        // What is added before an entry comes before what replaces it.
        self.edits.sort_by_key(|(start, end, depth, _)| (*start, *end, *depth));
        let mut text = self.text.to_owned();
        for (start, end, _, new) in self.edits.iter().rev() {
            text.replace_range(*start..*end, new);
        }
        text
    }
}

/// The lines of an entry.
fn rendered(key: &str, value: &Value, indent: usize) -> String {
    let mut out = String::new();
    write::block(&Map::from_iter([(key.to_owned(), value.clone())]), indent, &mut out);
    out
}
