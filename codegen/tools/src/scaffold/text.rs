//! The lines of a new operation, and their place in the file. They are written plainly; the canonical form is
//! made of them afterwards.

use super::wishes::{Checked, Query};
use specwright_language::diagnostics::Sink;
use specwright_language::source::{FileId, SourceMap};
use specwright_language::yaml::quoted;
use specwright_language::yaml::{self, Node};

pub(super) fn parse(sources: &SourceMap, file: FileId) -> Option<Node> {
    yaml::parse(file, &sources.file(file).text, &mut Sink::default())
}

/// The text of the group file with the operation behind the others, and new types behind those that are there.
pub(super) fn with_operation(text: Option<String>, checked: &Checked<'_>, example: bool) -> Result<String, String> {
    let mut text = text.unwrap_or_else(|| head(checked));
    add(&mut text, &checked.file, "operations", &operation(checked, example))?;
    for name in &checked.types {
        let lines = [format!("{name}:"), format!("  doc: {}", later("describe the type")), "  fields: {}".to_owned()];
        add(&mut text, &checked.file, "types", &lines)?;
    }
    Ok(text)
}

/// A placeholder that a rule reports.
fn later(what: &str) -> String {
    quoted(&format!("TODO: {what}."))
}

/// A name, or a list of names that commas separate.
fn setting(value: &str) -> String {
    let names: Vec<String> = value.split(',').map(|name| quoted(name.trim())).collect();
    if names.len() == 1 { names.concat() } else { format!("[{}]", names.join(", ")) }
}

fn head(checked: &Checked<'_>) -> String {
    let mut lines = vec![
        format!("family: {}", quoted(&checked.wishes.family)),
        format!("group: {}", quoted(&checked.wishes.group)),
        format!("doc: {}", later("describe the group")),
        "source:".to_owned(),
    ];
    lines.extend(checked.source.iter().map(|(key, value)| format!("  {key}: {}", quoted(value))));
    lines.extend(checked.settings.iter().map(|(key, value)| format!("{key}: {}", setting(value))));
    lines.join("\n") + "\n"
}

fn operation(checked: &Checked<'_>, example: bool) -> Vec<String> {
    let wishes = checked.wishes;
    let mut lines = vec![format!("{}:", wishes.name), format!("  http: {}", quoted(wishes.http.trim()))];
    lines.extend(checked.rust_method.iter().map(|method| format!("  rust_method: {method}")));
    let doc = wishes.doc.as_deref().map_or_else(|| later("describe the operation"), quoted);
    lines.push(format!("  doc: {doc}"));
    let own = |(key, _): &&(&'static str, String)| !wishes.new_group || *key == "section";
    let source: Vec<String> =
        checked.source.iter().filter(own).map(|(key, value)| format!("    {key}: {}", quoted(value))).collect();
    let since = wishes.since.as_deref().and_then(|since| since.split_once('='));
    let since = since.map(|(document, release)| format!("    since: {{ {document}: {} }}", quoted(release)));
    let source: Vec<String> = source.into_iter().chain(since).collect();
    lines.push(if source.is_empty() { "  source: {}".to_owned() } else { "  source:".to_owned() });
    lines.extend(source);
    if !wishes.new_group {
        lines.extend(checked.settings.iter().map(|(key, value)| format!("  {key}: {}", setting(value))));
    }
    if !checked.path.is_empty() {
        lines.push("  path:".to_owned());
    }
    for (name, ty) in &checked.path {
        let doc = later(&format!("describe `{name}`"));
        lines.extend([format!("    {}:", quoted(name)), format!("      type: {ty}"), format!("      doc: {doc}")]);
    }
    if !checked.query.is_empty() {
        lines.push("  query:".to_owned());
    }
    for Query { name, ty, value } in &checked.query {
        let doc = later(&format!("describe `{name}`"));
        lines.extend([format!("    {}:", quoted(name)), format!("      type: {}", quoted(ty))]);
        lines.push(match value {
            None => "      presence: optional".to_owned(),
            Some(value) if ty == "string" => format!("      value: {}", quoted(value)),
            Some(value) => format!("      value: {value}"),
        });
        lines.push(format!("      doc: {doc}"));
    }
    if let Some(body) = &wishes.body {
        lines.extend([
            "  body:".to_owned(),
            format!("    type: {}", quoted(body)),
            "    presence: required".to_owned(),
        ]);
    }
    lines.extend(outcome(checked));
    if !checked.errors.is_empty() {
        let errors: Vec<String> = checked.errors.iter().map(u16::to_string).collect();
        lines.push(format!("  errors: [{}]", errors.join(", ")));
    }
    if example {
        let doc = later("describe the example");
        lines.extend(["  examples:".to_owned(), format!("    {}:", wishes.name), format!("      doc: {doc}")]);
    }
    lines
}

/// The response, or the messages of a web socket.
fn outcome(checked: &Checked<'_>) -> Vec<String> {
    let (status, responses) = (checked.status, "  responses:".to_owned());
    match (&checked.wishes.messages, &checked.wishes.response) {
        (Some(messages), _) => vec![
            "  stream:".to_owned(),
            "    transport: web_socket".to_owned(),
            format!("    messages: {}", quoted(messages)),
        ],
        (None, Some(body)) => {
            let mut bodies: Vec<(u16, &String)> = checked.wishes.further.iter().map(|(code, ty)| (*code, ty)).collect();
            bodies.push((status, body));
            bodies.sort_unstable();
            let lines = bodies.iter().map(|(code, ty)| [format!("    {code}:"), format!("      body: {}", quoted(ty))]);
            std::iter::once(responses).chain(lines.flatten()).collect()
        }
        (None, None) => vec![responses, format!("    {status}: {{}}")],
    }
}

/// Adds an entry to one of the mappings of a file, behind those that are there.
fn add(text: &mut String, path: &str, key: &str, lines: &[String]) -> Result<(), String> {
    let unreadable = || format!("{path} cannot be read");
    let tree = yaml::parse(FileId(0), text, &mut Sink::default()).ok_or_else(unreadable)?;
    let indented =
        |indent: usize| -> String { lines.iter().map(|line| format!("{}{line}\n", " ".repeat(indent))).collect() };
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let Some(entry) = tree.entry(key) else {
        text.push_str(&format!("{key}:\n{}", indented(2)));
        return Ok(());
    };
    let opens = text[entry.value.span.start as usize..].starts_with('{');
    match entry.value.entries() {
        [first, .., last] | [first @ last] if !opens => {
            let line_start = text[..first.key_span.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
            let end = last.value.span.end.max(last.key_span.end) as usize;
            let at = text[end..].find('\n').map_or(text.len(), |length| end + length + 1);
            text.insert_str(at, &indented(first.key_span.start as usize - line_start));
            Ok(())
        }
        [] => {
            let range = entry.key_span.end as usize..entry.value.span.end.max(entry.key_span.end) as usize;
            text.replace_range(range, &format!(":\n{}", indented(2)));
            Ok(())
        }
        _ => Err(format!("`{key}` of {path} is in braces; give each entry a line of its own first")),
    }
}
