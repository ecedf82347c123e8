//! Changes of a file that can be pasted as they are shown: where further lines go, and how far they
//! are indented.

use super::{Content, Entry, Node};
use crate::diagnostics::Edit;
use crate::source::{self, Span};

/// How much deeper the entries of a mapping stand than its key.
const STEP: usize = 2;

/// Adds lines to the mapping behind the key at `key`. `lines` may be indented among themselves.
/// Nothing is returned when there is no good place for them.
pub(crate) fn add_keys(text: &str, key: Span, node: &Node, lines: &str) -> Option<Edit> {
    let indent = column(text, key.start) + STEP;
    match &node.content {
        Content::Map(entries) => match (entries.first(), entries.last()) {
            (Some(first), Some(last)) if at(text, node.span.start) == Some('{') => {
                let flat = !lines.contains("\n ");
                let joined = lines.lines().collect::<Vec<_>>().join(", ");
                let end = last.value.span.end.max(first.key_span.end);
                flat.then(|| (Span { start: end, end, ..key }, format!(", {joined}")))
            }
            (Some(first), _) => {
                let indent = column(text, first.key_span.start);
                if line_end(text, key.start) == line_end(text, first.key_span.start) {
                    // The file itself: there is no key above its entries.
                    let start = first.key_span.start;
                    Some((Span { start, end: start, ..key }, format!("{}\n", indented(lines, indent))))
                } else {
                    Some(next_line(text, key, &indented(lines, indent)))
                }
            }
            // The file itself, and nothing in it.
            _ if key.start >= node.span.start => Some((node.span, format!("{lines}\n"))),
            _ if alone(text, key) => {
                let span = Span { start: key.end, end: node.span.end, ..key };
                Some((span, format!(":\n{}", indented(lines, indent))))
            }
            _ => None,
        },
        Content::Null if alone(text, key) => Some(next_line(text, key, &indented(lines, indent))),
        _ => None,
    }
}

/// Adds lines below an entry that fits on one line, as its siblings.
pub(crate) fn below(text: &str, entry: &Entry, lines: &str) -> Option<Edit> {
    let key = entry.key_span;
    let one_line = line_end(text, key.start) == line_end(text, entry.value.span.end);
    (alone(text, key) && one_line).then(|| next_line(text, key, &indented(lines, column(text, key.start))))
}

/// Removes an entry of a mapping, with its line breaks or its comma. Nothing is returned for the only
/// entry, and where a comment would be lost.
pub(crate) fn remove_entry(text: &str, map: &Node, entry: &Entry) -> Option<Edit> {
    let entries = map.entries();
    let index = entries.iter().position(|other| other.key_span == entry.key_span).filter(|_| entries.len() > 1)?;
    let end = |entry: &Entry| entry.value.span.end.max(entry.key_span.end);
    let key = entry.key_span;
    let (start, end) = if at(text, map.span.start) == Some('{') {
        match (index.checked_sub(1).and_then(|before| entries.get(before)), entries.get(index + 1)) {
            (_, Some(next)) => (key.start, next.key_span.start),
            (Some(before), None) => {
                // The parser counts the blanks behind an inner pair of braces to it.
                let written = text.get(end(before) as usize..end(entry) as usize)?;
                (end(before), end(before) + written.trim_end().len() as u32)
            }
            (None, None) => return None,
        }
    } else if alone(text, key) {
        let after = (line_end(text, end(entry)) + 1).min(text.len());
        (line_start(text, key.start) as u32, after as u32)
    } else {
        return None;
    };
    let removed = text.get(start as usize..end as usize)?;
    (!removed.contains('#')).then(|| (Span { start, end, ..key }, String::new()))
}

/// Reorders the items of a list; what is between them stays. Nothing is returned where a
/// comment would be left beside another item.
pub(crate) fn reorder(text: &str, list: &Node, order: &[usize]) -> Option<Edit> {
    let items = list.items();
    let (first, last) = (items.first()?.span, items.last()?.span);
    let whole = Span { end: last.end, ..first };
    // Behind a list in brackets a comment belongs to all of it, behind an item of lines to the item.
    let end = if at(text, list.span.start) == Some('[') { whole.end as usize } else { line_end(text, whole.end) };
    let remarked = text.get(whole.start as usize..end).is_none_or(|written| written.contains('#'));
    if order.len() != items.len() || remarked {
        return None;
    }
    let mut sorted = String::new();
    let mut behind = whole.start as usize;
    for (item, index) in items.iter().zip(order) {
        let written = items.get(*index)?.span;
        sorted.push_str(text.get(behind..item.span.start as usize)?);
        sorted.push_str(text.get(written.start as usize..written.end as usize)?);
        behind = item.span.end as usize;
    }
    Some((whole, sorted))
}

fn at(text: &str, offset: u32) -> Option<char> {
    text.get(offset as usize..)?.chars().next()
}

fn line_start(text: &str, offset: u32) -> usize {
    source::line_start(text, offset as usize)
}

fn line_end(text: &str, offset: u32) -> usize {
    source::line_end(text, offset as usize)
}

/// Returns whether a key is the first thing on its line.
fn alone(text: &str, key: Span) -> bool {
    text[line_start(text, key.start)..key.start as usize].chars().all(|c| c == ' ')
}

/// Adds lines below the line of a key.
fn next_line(text: &str, key: Span, lines: &str) -> Edit {
    let end = line_end(text, key.end);
    let (at, lines) = if end < text.len() { (end + 1, format!("{lines}\n")) } else { (end, format!("\n{lines}")) };
    (Span { start: at as u32, end: at as u32, ..key }, lines)
}

/// How far a line is indented.
fn column(text: &str, offset: u32) -> usize {
    let line = &text[line_start(text, offset)..];
    line.len() - line.trim_start_matches(' ').len()
}

fn indented(lines: &str, indent: usize) -> String {
    lines.lines().map(|line| format!("{}{line}", blanks(indent))).collect::<Vec<_>>().join("\n")
}

fn blanks(count: usize) -> String {
    " ".repeat(count)
}
