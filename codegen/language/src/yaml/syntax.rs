//! What the parser could not read, in the words of someone who writes YAML by hand.

use super::BYTE_ORDER_MARK;
use super::quoted::{is_forbidden, is_long_key};
use crate::diagnostics::{Diagnostic, Rule};
use crate::source::{FileId, Span, line_start};

/// A syntax error as a diagnostic. `at` is where the parser gave up.
pub(super) fn explain(info: &str, at: Span, text: &str) -> Diagnostic {
    let is_about_a_key = info.contains("simple key") || info.contains("mapping values");
    let key = long_key_before(at, text).filter(|_| is_about_a_key);
    key.map_or_else(|| explain_any(info, at, text), long_key)
}

fn explain_any(info: &str, at: Span, text: &str) -> Diagnostic {
    let (message, label, help) = match info {
        "while parsing node, found unknown anchor" => {
            return Diagnostic::new(Rule::YAML_FEATURE, at, "an alias is not allowed in a specification")
                .label("an alias, and of an anchor that does not exist")
                .help("a string that begins with `*` needs quotes");
        }
        "simple key expect ':'" | "simple key expected" => {
            let line = line_above(at, text);
            return Diagnostic::new(
                Rule::YAML_SYNTAX,
                line,
                "this line is neither a key with a value nor part of a string",
            )
            .label("is there a colon missing?")
            .also(at, "the parser gave up here");
        }
        "mapping values are not allowed in this context" => (
            "there is a colon where no key can be",
            "this colon",
            "a string with `: ` in it needs quotes; else look for wrong indentation above",
        ),
        "while scanning a plain scalar, found a tab"
        | "tab cannot be used as indentation"
        | "a block scalar content cannot start with a tab" => {
            return Diagnostic::new(Rule::YAML_SYNTAX, tab(at, text), "a tab is not allowed here")
                .label("this tab")
                .help("indent with blanks");
        }
        "while parsing a block mapping, did not find expected key"
        | "while parsing a block collection, did not find expected '-' indicator"
        | "block sequence entries are not allowed in this context" => (
            "the indentation fits no entry above",
            "the parser gave up here",
            "the entries of one mapping or list begin in the same column",
        ),
        "illegal placement of ':' indicator"
        | "while parsing a flow sequence, expected ',' or ']'"
        | "while parsing a flow mapping, did not find expected ',' or '}'" => (
            "a list or mapping in brackets is not closed, or lacks a comma",
            "the parser gave up here",
            "look for the missing `]`, `}` or `,` above",
        ),
        "invalid indentation in quoted scalar"
        | "while scanning a quoted scalar, found unexpected end of stream"
        | "while scanning a quoted scalar, found unexpected document indicator" => {
            ("a string in quotes does not end", "begins here", "add the closing quote")
        }
        "while parsing a quoted scalar, found unknown escape character" => (
            "this escape does not exist",
            "in this text",
            "between single quotes a backslash is literal; between double quotes write `\\\\`",
        ),
        _ => {
            return Diagnostic::new(Rule::YAML_SYNTAX, at, format!("this is not YAML: {info}"))
                .label("the parser gave up here");
        }
    };
    Diagnostic::new(Rule::YAML_SYNTAX, at, message).label(label).help(help)
}

/// Reports the first control character, which YAML allows nowhere and the parser lets through.
pub(super) fn unprintable(file: FileId, text: &str) -> Option<Diagnostic> {
    let (start, c) = text.char_indices().find(|(_, c)| is_forbidden(*c))?;
    let span = Span { file, start: start as u32, end: (start + c.len_utf8()) as u32 };
    let number = u32::from(c);
    Some(
        Diagnostic::new(Rule::YAML_SYNTAX, span, format!("the control character U+{number:04X} is not allowed here"))
            .label("this character")
            .help(format!("remove it; between double quotes write `\\u{number:04x}`")),
    )
}

/// A key that the parser does not read, or not in quotes.
pub(super) fn long_key(at: Span) -> Diagnostic {
    Diagnostic::new(Rule::YAML_SYNTAX, at, "a key has at most 1,000 bytes, with its quotes")
        .label("this key")
        .help("shorten it: YAML does not read longer ones")
}

/// A key that is too long, before the colon where the parser gave up, or on the line above.
fn long_key_before(at: Span, text: &str) -> Option<Span> {
    let colon = at.start as usize;
    let line = if text.get(colon..)?.starts_with(':') {
        Span { start: line_start(text, colon) as u32, ..at }
    } else {
        line_above(at, text)
    };
    let written = text.get(line.start as usize..line.end as usize)?;
    let end = written.find(": ").or_else(|| written.ends_with(':').then(|| written.len() - 1))?;
    is_long_key(&written[..end]).then(|| line.part(0, end))
}

/// Reports a directive, such as `%YAML 1.1`. The parser passes over it.
pub(super) fn directive(file: FileId, text: &str) -> Option<Diagnostic> {
    let mut start = text.len() - text.trim_start_matches(BYTE_ORDER_MARK).len();
    for line in text[start..].split_inclusive(['\n', '\r']) {
        let content = line.trim();
        if line.starts_with('%') {
            let span = Span { file, start: start as u32, end: (start + content.len()) as u32 };
            return Some(
                Diagnostic::new(Rule::YAML_FEATURE, span, "a directive is not allowed in a specification")
                    .label("not allowed")
                    .help("remove the line; a string that begins with `%` needs quotes"),
            );
        }
        if !(content.is_empty() || content.starts_with('#')) {
            return None;
        }
        start += line.len();
    }
    None
}

/// The last line with content before a place, or the place itself.
fn line_above(at: Span, text: &str) -> Span {
    let before = text.get(..at.start as usize).unwrap_or_default().trim_end();
    let start = line_start(before, before.len());
    let start = start + before[start..].len() - before[start..].trim_start().len();
    if start == before.len() { at } else { Span { start: start as u32, end: before.len() as u32, ..at } }
}

/// The first tab in the indentation of the line of a place or of the lines below.
fn tab(at: Span, text: &str) -> Span {
    let before = text.get(..at.start as usize).unwrap_or_default();
    let mut from = line_start(before, before.len());
    for line in text[from..].split_inclusive('\n').take(3) {
        let blank = line.len() - line.trim_start().len();
        if let Some(tab) = line[..blank].find('\t') {
            let start = (from + tab) as u32;
            return Span { start, end: start + 1, ..at };
        }
        from += line.len();
    }
    at
}
