//! Entries: values that other readers of YAML take for something else, and keys that say nothing.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::Operation;
use crate::raw::GroupFile;
use crate::shape::Shape;
use crate::source::{FileId, Span};
use crate::yaml::{self, Content, Node};

/// Words that stand for a boolean or nothing in YAML 1.1, in any of its three spellings.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];

/// Lists and mappings that are empty unless they are written.
const LISTS: &[&str] = &[
    "aliases",
    "allow",
    "errata",
    "error_codes",
    "errors",
    "examples",
    "forgotten",
    "headers",
    "message_when",
    "operations",
    "path",
    "permissions",
    "query",
    "required_when",
    "tables",
    "types",
];

impl Lint<'_> {
    pub(super) fn entries(&mut self) {
        let shape = Shape::of::<GroupFile>();
        let own = |path: &str| path.ends_with(".yaml") && !path.starts_with(crate::load::LEDGER);
        let files: Vec<FileId> =
            self.sources.iter().filter(|(_, file)| own(&file.path)).map(|(file, _)| file).collect();
        for file in files {
            let Some(tree) = self.places.tree(file).cloned() else { continue };
            self.scalars(&tree);
            if !["api.yaml", "sources.yaml", crate::load::ACKNOWLEDGED].contains(&self.sources.file(file).path.as_str())
            {
                self.needless_keys(&shape, &tree);
            }
        }
    }

    /// Texts without quotes that look like something else.
    fn scalars(&mut self, node: &Node) {
        for entry in node.entries() {
            self.scalar(&entry.key, entry.key_span);
            self.scalars(&entry.value);
        }
        node.items().iter().for_each(|item| self.scalars(item));
        if let Content::Text(text) = &node.content {
            self.scalar(text, node.span);
        }
    }

    fn scalar(&mut self, text: &str, span: Span) {
        let Some(other) = other_reading(text).filter(|_| self.sources.text(span) == text) else { return };
        self.sink.push(
            Diagnostic::new(Rule::AmbiguousScalar, span, format!("`{text}` is {other} to other readers of YAML"))
                .label("read as text here")
                .fix("quote it", span, format!("\"{text}\""))
                .safe(),
        );
    }

    /// Keys whose value is what holds without them.
    fn needless_keys(&mut self, shape: &Shape, tree: &Node) {
        let empty = |node: &Node| match &node.content {
            Content::List(items) => items.is_empty(),
            Content::Map(entries) => entries.is_empty(),
            _ => false,
        };
        for key in LISTS {
            self.needless_key(shape, tree, key, |_, value| empty(value).then(|| "nothing stands in it".to_owned()));
        }
        self.needless_key(shape, tree, "boxed", |_, value| {
            matches!(value.content, Content::Boolean(false)).then(|| "values are not boxed unless said so".to_owned())
        });
        self.needless_key(shape, tree, "body_limit", |_, value| {
            let usual = i64::from(Operation::DEFAULT_BODY_LIMIT);
            matches!(value.content, Content::Integer(limit) if limit == usual)
                .then(|| "this is the usual limit".to_owned())
        });
        self.needless_key(shape, tree, "idempotent", |operation, value| {
            let method = text(operation.get("http")?)?.split(' ').next()?;
            let usual = !matches!(method, "POST" | "PATCH");
            matches!(value.content, Content::Boolean(written) if written == usual)
                .then(|| format!("a {method} is{} idempotent unless said so", if usual { "" } else { " not" }))
        });
        for key in ["host", "auth", "error_style"] {
            self.needless_key(shape, tree, key, |around, value| {
                let of_file = tree.get(key).filter(|_| around.span != tree.span)?;
                (text(of_file) == text(value)).then(|| "the file says the same".to_owned())
            });
        }
    }

    fn needless_key(&mut self, shape: &Shape, tree: &Node, key: &str, why: impl Fn(&Node, &Node) -> Option<String>) {
        for (_, around, entry) in shape.keys(tree, key) {
            let Some(why) = why(around, &entry.value) else { continue };
            let diagnostic = Diagnostic::new(Rule::NeedlessKey, entry.key_span, format!("`{key}` says nothing new"));
            let edit = yaml::remove_entry(&self.sources.file(entry.key_span.file).text, around, entry);
            let diagnostic = diagnostic.label(why);
            self.sink.push(match edit {
                Some(_) => diagnostic.edit("remove it", edit).safe(),
                None => diagnostic.help("remove it"),
            });
        }
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Text(text) => Some(text),
        _ => None,
    }
}

/// What a text without quotes is to a reader of YAML 1.1 or of its older libraries.
fn other_reading(text: &str) -> Option<&'static str> {
    let first = text.chars().next()?;
    if first.is_ascii_alphabetic() {
        let lower = text.to_ascii_lowercase();
        let rest = &text[1..];
        let spelt = rest == &lower[1..] || *text == text.to_ascii_uppercase();
        let core = matches!(text, "true" | "false" | "null");
        return (spelt && !core && WORDS.contains(&lower.as_str())).then_some(if lower == "null" {
            "null"
        } else {
            "a boolean"
        });
    }
    let digits = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    let number = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return matches!(number.to_ascii_lowercase().as_str(), ".inf" | ".nan").then_some("a number");
    }
    let parts: Vec<&str> = number.split('-').collect();
    if let [year, month, rest, ..] = parts.as_slice() {
        let day: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let behind = rest[day.len()..].chars().next();
        if year.len() == 4 && digits(year) && digits(month) && month.len() <= 2 && (1..=2).contains(&day.len()) {
            return behind.is_none_or(|c| matches!(c, 'T' | 't' | ' ')).then_some("a date");
        }
    }
    let sexagesimal = number.contains(':') && number.split(':').all(digits);
    let radix = ["0x", "0o", "0b"].iter().any(|prefix| {
        number.strip_prefix(prefix).is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_hexdigit()))
    });
    let grouped = number.contains('_') && number.split('_').all(digits);
    let octal = number.len() > 1 && number.starts_with('0') && digits(number);
    (sexagesimal || radix || grouped || octal).then_some("a number")
}
