//! Older spellings of the format. Revisions from before a change of the format can still be compared with
//! those after it: their entries are turned into what would be written today. Each rewriting stays here as
//! long as there are revisions that need it.

use crate::yaml::{Content, Entry, Node};

/// Rewrites the entries of a group file.
pub(super) fn rewrite(group: &mut Node) {
    for operation in entries(group, "operations") {
        if let Some(wait) = value(&mut operation.value, "conditional").and_then(|node| value(node, "wait")) {
            wait_with_unit(wait);
        }
    }
}

/// `wait: name` was a parameter that takes a time with its unit.
fn wait_with_unit(wait: &mut Node) {
    if let Content::Text(name) = &wait.content {
        let text = |text: &str| Node { span: wait.span, content: Content::Text(text.to_owned()) };
        let entry = |key: &str, value| Entry { key: key.to_owned(), key_span: wait.span, value };
        wait.content = Content::Map(vec![entry("parameter", text(name)), entry("format", text("with_unit"))]);
    }
}

/// The entries of the mapping behind a key.
fn entries<'a>(node: &'a mut Node, key: &str) -> impl Iterator<Item = &'a mut Entry> {
    let inner = value(node, key).map(|node| &mut node.content);
    let entries = match inner {
        Some(Content::Map(entries)) => entries.as_mut_slice(),
        _ => &mut [],
    };
    entries.iter_mut()
}

fn value<'a>(node: &'a mut Node, key: &str) -> Option<&'a mut Node> {
    match &mut node.content {
        Content::Map(entries) => entries.iter_mut().find(|entry| entry.key == key).map(|entry| &mut entry.value),
        _ => None,
    }
}
