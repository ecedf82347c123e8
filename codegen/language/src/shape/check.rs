//! Reports where a file deviates from its shape.

use std::fmt;

use super::form::{Form, FormId, Forms, Key, Kind};
use crate::diagnostics::{Diagnostic, Rule, Sink, closest, list};
use crate::source::Span;
use crate::yaml::{self, Content, Entry, Node};

/// Checks a whole file.
pub(super) fn check(forms: &Forms, node: &Node, text: &str, sink: &mut Sink) {
    // A problem of the whole file is shown at its first key or word.
    let at = match node.entries().first() {
        Some(first) => first.key_span,
        None => node.span.part(0, text[node.span.start as usize..].lines().next().map_or(0, str::len)),
    };
    Walk { forms, text, sink }.node(node, forms.root(), What::File, at);
}

/// What an entry is called in messages.
#[derive(Clone, Copy)]
enum What<'a> {
    File,
    Key(&'a str),
    /// An entry under a key that the author chose: the word for it, and the key.
    Entry(&'a str, &'a str),
    Item(&'a What<'a>),
}

impl fmt::Display for What<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            What::File => formatter.write_str("the file"),
            What::Key(key) => write!(formatter, "`{key}`"),
            What::Entry(word, key) => write!(formatter, "the {word} `{key}`"),
            What::Item(list) => write!(formatter, "an item of {list}"),
        }
    }
}

struct Walk<'a> {
    forms: &'a Forms,
    text: &'a str,
    sink: &'a mut Sink,
}

impl<'a> Walk<'a> {
    /// `at` is where to point for a problem of the whole entry.
    fn node(&mut self, node: &Node, form: &'a Form, what: What<'_>, at: Span) {
        let whole = form;
        let form = self.forms.resolve(form, node);
        if matches!(node.content, Content::Null) {
            self.sink.push(
                Diagnostic::new(Rule::EMPTY_VALUE, at, format!("{what} has no value"))
                    .label("no value here")
                    .help("give it a value or remove it"),
            );
            return;
        }
        if form.kinds.is_empty() {
            return;
        }
        if !form.words.is_empty() {
            self.known_value(node, form, what, at);
            return;
        }
        match &node.content {
            Content::Map(_) if form.allows(Kind::Mapping) => self.map(node, form, what, at),
            Content::List(items) if form.allows(Kind::List) => {
                let Some(inner) = form.item else { return };
                for item in items {
                    let at = if item.is_scalar() { item.span } else { item.span.first(self.text) };
                    self.node(item, self.forms.get(inner), What::Item(&what), at);
                }
            }
            Content::Text(_) if form.allows(Kind::Text) => {}
            Content::Boolean(_) if form.allows(Kind::Boolean) => {}
            Content::Integer(value) if form.allows(Kind::Integer) => self.integer(*value as f64, node, form, what),
            Content::Unsigned(value) if form.allows(Kind::Integer) => self.integer(*value as f64, node, form, what),
            Content::Float(value) if form.allows(Kind::Integer) && value.fract() == 0.0 => {
                self.integer(*value, node, form, what);
            }
            Content::Integer(_) | Content::Unsigned(_) | Content::Float(_) if form.allows(Kind::Number) => {}
            _ => self.wrong_type(node, &self.forms.kinds(whole), what, at),
        }
    }

    fn map(&mut self, node: &Node, form: &'a Form, what: What<'_>, at: Span) {
        let mut missing: Vec<&Key> =
            form.keys.iter().filter(|key| key.required && node.get(&key.name).is_none()).collect();
        for entry in node.entries() {
            if let Some(key) = form.key(&entry.key) {
                self.node(&entry.value, self.forms.get(key.form), What::Key(&entry.key), entry.key_span);
            } else if let Some(free) = form.free {
                let free = self.forms.get(free);
                let what = match &free.word {
                    Some(word) => What::Entry(word, &entry.key),
                    None => What::Key(&entry.key),
                };
                self.node(&entry.value, free, what, entry.key_span);
            } else {
                let known: Vec<&str> = form.keys.iter().map(|key| key.name.as_str()).collect();
                // A misspelled key is not also a missing one.
                if let Some(meant) = closest(&entry.key, known.iter().copied()) {
                    missing.retain(|key| key.name != meant);
                }
                self.unknown_key(entry, &known, what);
            }
        }
        if !missing.is_empty() {
            let lines: Vec<String> = missing.iter().map(|key| self.line(&key.name, key.form)).collect();
            let lines = lines.join("\n");
            let names = list(missing.iter().map(|key| key.name.as_str()));
            self.sink.push(
                Diagnostic::new(Rule::MISSING_KEY, at, format!("{what} lacks {names}"))
                    .label(format!("{names} missing"))
                    .add_lines("write", yaml::add_keys(self.text, at, node, &lines), &lines),
            );
        }
    }

    fn unknown_key(&mut self, entry: &Entry, known: &[&str], what: What<'_>) {
        let message = format!("{what} has no key `{}`", entry.key);
        self.sink.push(
            Diagnostic::new(Rule::UNKNOWN_KEY, entry.key_span, message)
                .label("unknown key")
                .did_you_mean(&entry.key, known.iter().copied())
                .or_help(format!("the keys are {}", list(known.iter().copied()))),
        );
    }

    /// A line with a key and a place for its value, as something to fill in.
    fn line(&self, key: &str, form: FormId) -> String {
        let form = self.forms.first(self.forms.get(form));
        let inner = form.keys.iter().find(|key| key.required).or(form.keys.first());
        match inner {
            _ if !form.words.is_empty() => format!("{key}: ...  # {}", form.words.join(", ")),
            _ if form.allows(Kind::Text) => format!("{key}: ..."),
            _ if form.allows(Kind::List) => format!("{key}: [...]"),
            Some(inner) => format!("{key}:\n  {}: ...", inner.name),
            None if form.allows(Kind::Mapping) => format!("{key}:\n  ...: ..."),
            None => format!("{key}: ..."),
        }
    }

    fn known_value(&mut self, node: &Node, form: &Form, what: What<'_>, at: Span) {
        let allowed = || form.words.iter().map(String::as_str);
        let (written, span) = match &node.content {
            Content::Text(text) if form.words.contains(text) => return,
            Content::Text(text) => (text.as_str(), node.span),
            Content::List(_) | Content::Map(_) => ("", at),
            _ => ("", node.span),
        };
        let message = match form.words.as_slice() {
            [only] => format!("{what} is `{only}`, or left out"),
            _ => format!("{what} must be one of {}", list(allowed())),
        };
        self.sink.push(
            Diagnostic::new(Rule::UNKNOWN_VALUE, span, message)
                .label("not one of these")
                .did_you_mean(written, allowed()),
        );
    }

    fn integer(&mut self, value: f64, node: &Node, form: &Form, what: What<'_>) {
        let (minimum, maximum) = form.range;
        if value < minimum || value > maximum {
            self.sink.push(
                Diagnostic::new(Rule::WRONG_TYPE, node.span, format!("{what} must be between {minimum} and {maximum}"))
                    .label("out of range"),
            );
        } else if matches!(node.content, Content::Float(_)) {
            self.wrong_type(node, &[Kind::Integer], what, node.span);
        }
    }

    fn wrong_type(&mut self, node: &Node, kinds: &[Kind], what: What<'_>, at: Span) {
        let mut expected: Vec<&str> = kinds
            .iter()
            .map(|kind| match kind {
                Kind::Mapping => "a mapping",
                Kind::List => "a list",
                Kind::Text => "text",
                Kind::Boolean => "`true` or `false`",
                Kind::Integer => "a whole number",
                Kind::Number => "a number",
            })
            .collect();
        expected.dedup();
        let expected = expected.join(" or ");
        let span = if node.is_scalar() { node.span } else { at };
        let found = match node.content {
            Content::Float(_) if kinds.contains(&Kind::Integer) => "a fraction",
            _ => node.kind(),
        };
        let mut diagnostic = Diagnostic::new(Rule::WRONG_TYPE, span, format!("{what} is {expected}, not {found}"))
            .label(format!("expected {expected}"));
        let written = self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
        if node.is_scalar() && !written.contains('\n') {
            // The text stays as it is written: a number such as 5.10 must not lose its zero.
            if kinds.contains(&Kind::Text) && !matches!(node.content, Content::Text(_)) {
                diagnostic = diagnostic.fix("quote it", node.span, format!("\"{written}\""));
            } else if kinds == [Kind::List] {
                diagnostic = diagnostic.fix("make it a list", node.span, format!("[{written}]"));
            } else if kinds == [Kind::Boolean] && matches!(written, "yes" | "on") {
                diagnostic = diagnostic.fix("write", node.span, "true");
            } else if kinds == [Kind::Boolean] && matches!(written, "no" | "off") {
                diagnostic = diagnostic.fix("write", node.span, "false");
            }
        }
        self.sink.push(diagnostic);
    }
}
