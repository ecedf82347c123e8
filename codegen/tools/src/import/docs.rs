//! Descriptions: quoted from the document, to be rewritten.

use serde_json::{Map, Value, json};

use super::documents::Node;

/// Longest quotation.
const LONGEST: usize = 400;

/// Returns the first paragraph of a description as a quotation.
pub(super) fn quoted(text: &str) -> Option<String> {
    let paragraph = text.trim().split("\n\n").map(str::trim).find(|paragraph| {
        paragraph.chars().any(char::is_alphanumeric) && !paragraph.starts_with("```") && !paragraph.starts_with('|')
    })?;
    let words: Vec<&str> = paragraph.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let line = words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let line = line.trim_start_matches(['#', '>', ' ']).to_owned();
    if line.is_empty() {
        return None;
    }
    if line.len() <= LONGEST {
        return Some(format!("> {line}"));
    }
    let end = (0..=LONGEST).rev().find(|end| line.is_char_boundary(*end)).unwrap_or(0);
    let head = line[..end].rsplit_once(' ').map_or(&line[..end], |(head, _)| head);
    Some(format!("> {head} …"))
}

/// The description of the first of some places that has one, or a placeholder that a rule reports.
pub(super) fn of<'d>(nodes: impl IntoIterator<Item = Node<'d>>, what: &str) -> Value {
    let mut found = nodes.into_iter().filter_map(|node| {
        let texts = ["description", "summary", "title"].into_iter().filter_map(|key| node.text(key));
        texts.filter_map(quoted).next()
    });
    Value::String(found.next().unwrap_or_else(|| later(what)))
}

/// A placeholder that a rule reports.
pub(super) fn later(what: &str) -> String {
    format!("TODO: describe the {what}.")
}

/// Where an entry is described.
pub(super) fn source(node: &Node<'_>, document: Option<&str>) -> Value {
    let mut source = Map::new();
    source.extend(document.map(|document| ("document".to_owned(), json!(document))));
    source.insert("section".to_owned(), json!(node.fragment()));
    Value::Object(source)
}
