//! Finds comments. The parser skips them; they are whatever begins with `#` between two keys or values.

use crate::source::{Span, line_end, line_start};
use crate::yaml::{Content, Node};

/// A comment and the lines around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// From `#` to the end of the line.
    pub(super) text: String,
    /// First byte.
    pub(super) start: u32,
    /// How many keys, scalars and empty collections are before it.
    pub(super) place: usize,
    /// How many characters stand before it on its line, if they are all blanks.
    pub(super) column: Option<usize>,
    /// Whether there is a blank line above it.
    pub(super) gap_above: bool,
    /// Whether there is a blank line below it.
    pub(super) gap_below: bool,
}

/// The comments of a file, in their order.
pub(super) fn find(root: &Node, text: &str) -> Vec<Comment> {
    let mut leaves = Vec::new();
    collect(root, &mut leaves);
    let mut found = Vec::new();
    let mut from = 0;
    for (place, leaf) in leaves.iter().enumerate() {
        between(text, from, leaf.start as usize, place, &mut found);
        from = (leaf.end as usize).max(from);
    }
    between(text, from, text.len(), leaves.len(), &mut found);
    found
}

/// Whether a mapping or list is a pair of brackets.
pub(super) fn is_empty_pair(node: &Node) -> bool {
    let is_empty = match &node.content {
        Content::Map(entries) => entries.is_empty(),
        Content::List(items) => items.is_empty(),
        _ => false,
    };
    is_empty && node.span.start < node.span.end
}

/// The keys and scalars below a node, in their order, and where empty mappings and lists end.
fn collect(node: &Node, leaves: &mut Vec<Span>) {
    match &node.content {
        _ if is_empty_pair(node) => leaves.push(Span { start: node.span.end - 1, ..node.span }),
        Content::Map(entries) => {
            for entry in entries {
                leaves.push(entry.key_span);
                collect(&entry.value, leaves);
            }
        }
        Content::List(items) => items.iter().for_each(|item| collect(item, leaves)),
        _ if node.span.start < node.span.end => leaves.push(node.span),
        _ => {}
    }
}

/// What announces a block text, such as `>-`, in the stretch before its first word: where it begins and ends.
pub(super) fn block_indicators(stretch: &str) -> Option<std::ops::Range<usize>> {
    let start = stretch.lines().scan(0, |at, line| {
        let start = *at;
        *at += line.len() + 1;
        let code = match line.find(" #") {
            _ if line.starts_with('#') => "",
            Some(comment) => &line[..comment],
            None => line,
        };
        Some(code.find(['|', '>']).map(|offset| start + offset))
    });
    let start = start.flatten().next()?;
    let length = stretch[start..].find(char::is_whitespace).unwrap_or(stretch.len() - start);
    Some(start..start + length)
}

/// Finds the comments in a stretch of text without keys and values.
fn between(text: &str, from: usize, to: usize, place: usize, found: &mut Vec<Comment>) {
    let mut at = from;
    while let Some(offset) = text.get(at..to).and_then(|stretch| stretch.find('#')) {
        let start = at + offset;
        let (line_start, line_end) = (line_start(text, start), line_end(text, start));
        let before = &text[line_start..start];
        at = start + 1;
        if !(before.is_empty() || before.ends_with([' ', '\t'])) {
            continue;
        }
        let above = text[..line_start].lines().next_back();
        let below = text.get(line_end + 1..).and_then(|rest| rest.lines().next());
        found.push(Comment {
            text: text[start..line_end].trim_end().to_owned(),
            start: start as u32,
            place,
            column: before.trim().is_empty().then(|| before.chars().count()),
            gap_above: above.is_some_and(|line| line.trim().is_empty()),
            gap_below: below.is_some_and(|line| line.trim().is_empty()),
        });
        at = line_end.min(to);
    }
}
