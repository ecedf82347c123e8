//! Examples: JSON text to values, and places in it.
//!
//! serde reads the values. The text, which is known to be JSON then, is walked once more for places. A byte order mark
//! before it is no part of it.

use serde_json::Value;

use crate::diagnostics::{Diagnostic, Rule, Sink, repeated_keys};
use crate::source::{FileId, Span};
use crate::yaml::BYTE_ORDER_MARK;

/// Reads a file. Nothing is returned when it is not JSON, or when an object has a key twice.
pub(crate) fn parse(file: FileId, text: &str, sink: &mut Sink) -> Option<Value> {
    match serde_json::from_str(&text[start(text)..]) {
        Ok(value) => {
            let before = sink.len();
            Tree::of(file, text).iter().for_each(|tree| tree.duplicates(sink));
            (sink.len() == before).then_some(value)
        }
        Err(error) => {
            sink.push(explain(file, text, &error));
            None
        }
    }
}

/// Where the text begins behind a byte order mark.
fn start(text: &str) -> usize {
    if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 }
}

fn explain(file: FileId, text: &str, error: &serde_json::Error) -> Diagnostic {
    let start = start(text);
    let lines = text[start..].split_inclusive('\n').take(error.line().saturating_sub(1));
    let line_start = start + lines.map(str::len).sum::<usize>();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let reason = error.to_string();
    let reason = reason.split(" at line ").next().unwrap_or(&reason);
    let before = text[start..at].trim_end();
    let (message, label, help) = match reason {
        "trailing comma" => {
            at = before.strip_suffix(',').map_or(at, |before| start + before.len());
            ("there is a comma behind the last entry".to_owned(), "this comma".to_owned(), "")
        }
        _ if before.is_empty() && error.is_eof() => (
            "the file is empty".to_owned(),
            "nothing here".to_owned(),
            "write the request and response, or remove the file",
        ),
        _ if error.is_eof() => {
            at = start + before.len();
            (
                "the file ends in the middle".to_owned(),
                "behind this".to_owned(),
                "close all brackets, braces and quotes",
            )
        }
        _ if text[at..].starts_with("//") || text[at..].starts_with("/*") => {
            ("it has a comment".to_owned(), "this comment".to_owned(), "remove it")
        }
        _ => match reason.strip_prefix("expected ") {
            Some(expected) => {
                let message = format!("expected {expected}");
                (message, format!("{expected} is missing before this"), "")
            }
            None => (reason.to_owned(), "here".to_owned(), ""),
        },
    };
    let length = text[at..].chars().next().filter(|next| !next.is_control()).map_or(0, char::len_utf8);
    let span = Span { file, start: at as u32, end: (at + length) as u32 };
    let diagnostic = Diagnostic::new(Rule::JSON_SYNTAX, span, format!("this is not JSON: {message}")).label(label);
    match (reason, help) {
        ("trailing comma", _) => diagnostic.fix("remove it", span, ""),
        (_, "") => diagnostic,
        (_, help) => diagnostic.help(help),
    }
}

/// A value and its place.
pub(crate) struct Tree {
    pub(crate) span: Span,
    /// Whether this is an object or a list.
    collection: bool,
    /// The members of an object: key, place of the key, value.
    pub(crate) members: Vec<(String, Span, Tree)>,
    /// The items of a list.
    pub(crate) items: Vec<Tree>,
}

impl Tree {
    /// Walks a string that is known to be JSON.
    pub(crate) fn of(file: FileId, text: &str) -> Option<Tree> {
        Walk { file, text, at: start(text) }.value()
    }

    /// Whether this is neither an object nor a list.
    pub(crate) fn is_scalar(&self) -> bool {
        !self.collection
    }

    /// The last member of this name, with the place of its key.
    pub(crate) fn member(&self, name: &str) -> Option<(Span, &Tree)> {
        self.members.iter().rev().find(|(key, ..)| key == name).map(|(_, span, value)| (*span, value))
    }

    fn duplicates(&self, sink: &mut Sink) {
        sink.extend(repeated_keys(self.members.iter().map(|(key, span, _)| (key.as_str(), *span))));
        self.members.iter().for_each(|(.., value)| value.duplicates(sink));
        self.items.iter().for_each(|item| item.duplicates(sink));
    }
}

struct Walk<'a> {
    file: FileId,
    text: &'a str,
    at: usize,
}

impl Walk<'_> {
    fn value(&mut self) -> Option<Tree> {
        let start = self.next()?;
        let (mut members, mut items) = (Vec::new(), Vec::new());
        match self.text.as_bytes()[start] {
            b'{' => {
                self.at += 1;
                while self.text.as_bytes()[self.next()?] != b'}' {
                    let key_start = self.at;
                    self.string()?;
                    let key_span = self.since(key_start);
                    let key = match &self.text[key_start..self.at] {
                        escaped if escaped.contains('\\') => serde_json::from_str(escaped).ok()?,
                        plain => plain.trim_matches('"').to_owned(),
                    };
                    members.push((key, key_span, self.value()?));
                }
                self.at += 1;
            }
            b'[' => {
                self.at += 1;
                while self.text.as_bytes()[self.next()?] != b']' {
                    items.push(self.value()?);
                }
                self.at += 1;
            }
            b'"' => self.string()?,
            _ => {
                let rest = &self.text[start..];
                self.at += rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(rest.len());
            }
        }
        let collection = matches!(self.text.as_bytes()[start], b'{' | b'[');
        Some(Tree { span: self.since(start), collection, members, items })
    }

    /// Skips blanks, commas and colons.
    fn next(&mut self) -> Option<usize> {
        let rest = &self.text[self.at..];
        self.at += rest.find(|c: char| !matches!(c, ' ' | '\t' | '\n' | '\r' | ',' | ':'))?;
        Some(self.at)
    }

    fn string(&mut self) -> Option<()> {
        let mut escaped = true; // The opening quote does not close the text.
        for (offset, byte) in self.text.as_bytes()[self.at..].iter().enumerate() {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    self.at += offset + 1;
                    return Some(());
                }
                _ => {}
            }
        }
        None
    }

    fn since(&self, start: usize) -> Span {
        Span { file: self.file, start: start as u32, end: self.at as u32 }
    }
}
