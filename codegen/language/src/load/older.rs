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
        rename(&mut operation.value, "keep_alive", "lease");
        if let Some(lease) = value(&mut operation.value, "lease") {
            rename(lease, "end", "release");
            rename(lease, "forgotten", "lost");
        }
    }
    for catalog in entries(group, "error_codes") {
        entries(&mut catalog.value, "codes").for_each(|code| rename(&mut code.value, "kind", "class"));
    }
    for erratum in entries(group, "errata") {
        if let Some(consequence) = value(&mut erratum.value, "consequence") {
            american(consequence);
        }
    }
}

/// Gives an entry the key of today.
fn rename(node: &mut Node, old: &str, new: &str) {
    if let Content::Map(entries) = &mut node.content {
        entries.iter_mut().filter(|entry| entry.key == old).for_each(|entry| new.clone_into(&mut entry.key));
    }
}

/// `behaviour` was the spelling of a consequence.
fn american(consequence: &mut Node) {
    if let Content::Text(text) = &mut consequence.content
        && text == "behaviour"
    {
        "behavior".clone_into(text);
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
