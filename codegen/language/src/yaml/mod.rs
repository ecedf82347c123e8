//! YAML as a tree in which every key and value knows its place.
//!
//! The parser is saphyr's, which reports positions. Once the shape of a tree is known to be right, serde makes the
//! structs of [`crate::raw`] of it: the text is read once, and by one parser.

mod edit;
mod quoted;
mod read;
mod syntax;

use std::collections::BTreeSet;

pub(crate) use edit::{add_keys, below, remove_entry, reorder};
pub(crate) use quoted::is_printable;
pub use quoted::{is_long_key, quoted};
use saphyr_parser::{Event, Parser, ScalarStyle};

use crate::diagnostics::{Diagnostic, Rule, Sink, repeated_keys};
use crate::source::{FileId, Span};

pub(crate) const BYTE_ORDER_MARK: char = '\u{feff}';

/// How to do without anchors, aliases and merge keys.
const WRITE_OUT: &str = "write the value out where it is needed, or make it a shared type";

/// Far deeper than any specification.
const DEEPEST: usize = 64;

/// A value and its place.
#[derive(Clone, Debug)]
pub struct Node {
    /// The place. A collection ends with its last child or its closing bracket.
    pub span: Span,
    /// The value.
    pub content: Content,
}

/// A value, resolved by the core schema of YAML 1.2.
#[derive(Clone, Debug)]
pub enum Content {
    /// `null`, `~`, or nothing at all.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer that fits 64 bits with a sign.
    Integer(i64),
    /// A larger one that fits 64 bits without a sign.
    Unsigned(u64),
    /// Any other number.
    Float(f64),
    /// A string, without its quotes and escapes.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping. Each key occurs once.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key, always a string: `200:` is the key "200".
    pub key: String,
    /// Place of the key.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Node {
    /// The entry of a mapping with this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries().iter().find(|entry| entry.key == key)
    }

    /// The value of a mapping with this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.value)
    }

    /// The entries of a mapping. Empty for other values.
    pub fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The items of a list. Empty for other values.
    pub fn items(&self) -> &[Node] {
        match &self.content {
            Content::List(items) => items,
            _ => &[],
        }
    }

    /// The string, if the value is one.
    pub fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Whether the value is neither a list nor a mapping.
    pub(crate) fn is_scalar(&self) -> bool {
        !matches!(self.content, Content::List(_) | Content::Map(_))
    }

    /// What kind of value this is, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.content {
            Content::Null => "nothing",
            Content::Boolean(_) => "a boolean",
            Content::Integer(_) | Content::Unsigned(_) | Content::Float(_) => "a number",
            Content::Text(_) => "text",
            Content::List(_) => "a list",
            Content::Map(_) => "a mapping",
        }
    }
}

/// Parses a file. Returns nothing if the text is not YAML, or uses what a specification may not.
pub fn parse(file: FileId, text: &str, sink: &mut Sink) -> Option<Node> {
    if let Some(found) = syntax::unprintable(file, text).or_else(|| syntax::directive(file, text)) {
        sink.push(found);
        return None;
    }
    let offsets = Offsets::new(file, text);
    // A byte order mark is allowed at the start of a file; the parser takes it for a letter when a key follows.
    let parser = Parser::new_from_str(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text));
    let mut builder = Builder { parser, offsets: &offsets, sink, refused: false, depth: 0 };
    let root = builder.document();
    if builder.refused { None } else { root }
}

/// Turns the parser's character counts into byte offsets.
struct Offsets<'text> {
    file: FileId,
    text: &'text str,
    /// Byte offset of each character; empty for ASCII text, where both are the same.
    bytes: Vec<u32>,
}

impl<'text> Offsets<'text> {
    fn new(file: FileId, text: &'text str) -> Offsets<'text> {
        let skipped = usize::from(text.starts_with(BYTE_ORDER_MARK));
        let bytes = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().skip(skipped).map(|(offset, _)| offset as u32).collect()
        };
        Offsets { file, text, bytes }
    }

    fn byte(&self, character: usize) -> u32 {
        if self.bytes.is_empty() {
            character.min(self.text.len()) as u32
        } else {
            self.bytes.get(character).copied().unwrap_or(self.text.len() as u32)
        }
    }

    fn slice(&self, span: Span) -> &'text str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Returns the span without the spaces and line breaks at its end, which a string of several lines has.
    fn trimmed(&self, span: Span) -> Span {
        span.part(0, self.slice(span).trim_end_matches([' ', '\t', '\n', '\r']).len())
    }

    /// The span of a scalar as it is written. Without quotes, an empty one has no extent: the parser reports what
    /// follows it, such as a comma or a comment. With quotes, the parser's span contains the comment behind them.
    fn written(&self, text: &str, style: ScalarStyle, span: Span) -> Span {
        let quote = match style {
            ScalarStyle::SingleQuoted => '\'',
            ScalarStyle::DoubleQuoted => '"',
            ScalarStyle::Plain if text.is_empty() => return span.part(0, 0),
            _ if text.trim().is_empty() => {
                let end = self.text[..span.start as usize].trim_end().len() as u32;
                return Span { start: end, end, ..span };
            }
            _ => return self.trimmed(span),
        };
        let written = self.slice(span);
        let mut chars = written.char_indices().skip(1).peekable();
        while let Some((at, c)) = chars.next() {
            let is_doubled = c == '\'' && chars.peek().is_some_and(|next| next.1 == '\'');
            let is_escape = if quote == '"' { c == '\\' } else { is_doubled };
            if is_escape {
                chars.next();
            } else if c == quote {
                return span.part(0, at + 1);
            }
        }
        self.trimmed(span)
    }

    /// The span of the next character, for places without extent.
    fn character(&self, at: u32) -> Span {
        let next = self.text.get(at as usize..).and_then(|rest| rest.chars().next());
        let length = next.filter(|next| !matches!(next, '\n' | '\r')).map_or(0, char::len_utf8);
        Span { file: self.file, start: at, end: at + length as u32 }
    }

    fn span(&self, span: saphyr_parser::Span) -> Span {
        Span { file: self.file, start: self.byte(span.start.index()), end: self.byte(span.end.index()) }
    }
}

struct Builder<'a, 'text> {
    parser: Parser<'text, saphyr_parser::StrInput<'text>>,
    offsets: &'a Offsets<'text>,
    sink: &'a mut Sink,
    /// Whether something was found that makes the tree unusable.
    refused: bool,
    /// How many collections are open; bounded, because the tree is walked by recursion.
    depth: usize,
}

impl<'text> Builder<'_, 'text> {
    fn document(&mut self) -> Option<Node> {
        let mut root = None;
        while let Some((event, span)) = self.next()? {
            match event {
                Event::DocumentStart(_) if root.is_some() => {
                    self.refuse(span, "a second document in one file", "put it into a file of its own");
                    return None;
                }
                Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
                Event::StreamEnd => break,
                event => root = Some(self.node(event, span)?),
            }
        }
        Some(root.unwrap_or(Node {
            span: Span { file: self.offsets.file, start: 0, end: 0 },
            content: Content::Map(Vec::new()),
        }))
    }

    /// The next event; the outer option is empty after a syntax error.
    #[allow(clippy::type_complexity, reason = "the pair is the parser's own")]
    fn next(&mut self) -> Option<Option<(Event<'text>, Span)>> {
        match self.parser.next() {
            None => Some(None),
            Some(Ok((event, span))) => Some(Some((event, self.offsets.span(span)))),
            Some(Err(error)) => {
                let at = self.offsets.character(self.offsets.byte(error.marker().index()));
                self.sink.push(syntax::explain(error.info(), at, self.offsets.text));
                self.refused = true;
                None
            }
        }
    }

    fn node(&mut self, event: Event<'text>, span: Span) -> Option<Node> {
        if self.depth == DEEPEST {
            let first = span.first(self.offsets.text);
            self.sink.push(
                Diagnostic::new(Rule::YAML_SYNTAX, first, "the nesting is too deep")
                    .label(format!("inside of {DEEPEST} lists and mappings"))
                    .help("no file of a specification needs as many: is a bracket not closed above?"),
            );
            self.refused = true;
            return None;
        }
        self.depth += 1;
        let node = self.node_inside(event, span);
        self.depth -= 1;
        node
    }

    fn node_inside(&mut self, event: Event<'text>, span: Span) -> Option<Node> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.plain(span, anchor, tag.is_some());
                let span = self.offsets.written(&text, style, span);
                let content = scalar(text.into_owned(), style).unwrap_or_else(|| {
                    self.refuse(span, "a number that is not finite", "JSON has none; quotes make a string");
                    Content::Null
                });
                Some(Node { span, content })
            }
            Event::SequenceStart(anchor, tag) => {
                self.plain(span, anchor, tag.is_some());
                let mut items = Vec::new();
                loop {
                    let (event, at) = self.next()??;
                    if let Event::SequenceEnd = event {
                        return Some(Node { span: self.around(span, at, items.last()), content: Content::List(items) });
                    }
                    items.push(self.node(event, at)?);
                }
            }
            Event::MappingStart(anchor, tag) => {
                self.plain(span, anchor, tag.is_some());
                self.mapping(span)
            }
            Event::Alias(_) => {
                self.refuse(span, "an alias", WRITE_OUT);
                Some(Node { span, content: Content::Null })
            }
            _ => None,
        }
    }

    /// The mapping whose start was just read.
    fn mapping(&mut self, start: Span) -> Option<Node> {
        let mut entries = Vec::new();
        let end = self.entries(&mut entries);
        // Also of a mapping that breaks off.
        self.once(&mut entries);
        let span = self.around(start, end?, entries.last().map(|entry| &entry.value));
        Some(Node { span, content: Content::Map(entries) })
    }

    /// Reads entries up to the end of their mapping, which is returned.
    fn entries(&mut self, entries: &mut Vec<Entry>) -> Option<Span> {
        loop {
            let (event, at) = self.next()??;
            let (key, at) = match event {
                Event::MappingEnd => return Some(at),
                Event::Scalar(key, style, anchor, tag) => {
                    self.plain(at, anchor, tag.is_some());
                    let at = self.offsets.written(&key, style, at);
                    (key.into_owned(), at)
                }
                _ => {
                    self.sink.push(
                        Diagnostic::new(Rule::YAML_SYNTAX, at, "a key is a string, not a list or a mapping")
                            .label("this key")
                            .help("a string that begins with `[`, `{` or `*` needs quotes"),
                    );
                    self.refused = true;
                    return None;
                }
            };
            if is_long_key(&key) {
                self.sink.push(syntax::long_key(at));
                self.refused = true;
            }
            if key == "<<" {
                self.refuse(at, "a merge key", WRITE_OUT);
            }
            let (event, value_at) = self.next()??;
            let value = match event {
                // One remark is enough: what is merged is an alias.
                Event::Alias(_) if key == "<<" => Node { span: value_at, content: Content::Null },
                event => self.node(event, value_at)?,
            };
            entries.push(Entry { key, key_span: at, value });
        }
    }

    /// Reports and drops entries whose key occurs further up already.
    fn once(&mut self, entries: &mut Vec<Entry>) {
        let found = repeated_keys(entries.iter().map(|entry| (entry.key.as_str(), entry.key_span)));
        if !found.is_empty() {
            let repeated: BTreeSet<Span> = found.iter().map(|diagnostic| diagnostic.primary.span).collect();
            entries.retain(|entry| !repeated.contains(&entry.key_span));
            self.sink.extend(found);
        }
    }

    /// Rejects anchors and tags, which precede a value.
    fn plain(&mut self, span: Span, anchor: usize, tag: bool) {
        if anchor == 0 && !tag {
            return;
        }
        let written = self.offsets.slice(span);
        let word = written.split_whitespace().next().unwrap_or_default();
        // The parser sometimes begins behind the anchor.
        let at = if word.starts_with(['&', '!']) { span.part(0, word.len()) } else { span.first(self.offsets.text) };
        let (what, help) =
            if anchor == 0 { ("a tag", "remove it; quotes make a string") } else { ("an anchor", WRITE_OUT) };
        self.refuse(at, what, help);
    }

    fn refuse(&mut self, span: Span, what: &str, help: &str) {
        self.refused = true;
        self.sink.push(
            Diagnostic::new(Rule::YAML_FEATURE, span, format!("{what} is not allowed in a specification"))
                .label("not allowed")
                .help(help),
        );
    }

    /// The span from the start of a collection to its end. The end event of a block collection has no extent and
    /// is on a later line, so that the end of the last child is the better one; that of brackets begins with
    /// the closing one, and may go on behind it.
    fn around(&self, start: Span, end: Span, last: Option<&Node>) -> Span {
        let end = if end.end > end.start { end.start + 1 } else { last.map_or(start.end, |node| node.span.end) };
        Span { end: end.max(start.end), ..start }
    }
}

/// Resolves a scalar by the core schema of YAML 1.2, where `no` and `on` are text. Returns nothing for a number that JSON
/// does not have.
fn scalar(text: String, style: ScalarStyle) -> Option<Content> {
    if !matches!(style, ScalarStyle::Plain) {
        return Some(Content::Text(text));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(&text);
    match (text.as_str(), unsigned) {
        ("" | "~" | "null" | "Null" | "NULL", _) => return Some(Content::Null),
        ("true" | "True" | "TRUE", _) => return Some(Content::Boolean(true)),
        ("false" | "False" | "FALSE", _) => return Some(Content::Boolean(false)),
        (".nan" | ".NaN" | ".NAN", _) | (_, ".inf" | ".Inf" | ".INF") => return None,
        _ => {}
    }
    if let Some((radix, digits)) = digits_of_radix(&text) {
        return Some(match u128::from_str_radix(digits, radix) {
            Ok(value) => integer(value).unwrap_or(Content::Float(value as f64)),
            Err(_) => Content::Text(text),
        });
    }
    let numeric = text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E'));
    if numeric {
        if let Some(integer) = text.parse::<i64>().ok().map(Content::Integer).or_else(|| integer(text.parse().ok()?)) {
            return Some(integer);
        }
        if let Ok(float) = text.parse::<f64>() {
            return float.is_finite().then_some(Content::Float(float));
        }
    }
    Some(Content::Text(text))
}

/// A number without a sign, if it fits 64 bits.
fn integer(value: u128) -> Option<Content> {
    let signed = i64::try_from(value).map(Content::Integer);
    signed.or_else(|_| u64::try_from(value).map(Content::Unsigned)).ok()
}

/// The radix and digits of an octal or hexadecimal number, which has no sign.
fn digits_of_radix(text: &str) -> Option<(u32, &str)> {
    let (radix, digits) = match (text.strip_prefix("0o"), text.strip_prefix("0x")) {
        (Some(digits), _) => (8, digits),
        (_, digits) => (16, digits?),
    };
    (!digits.is_empty() && digits.chars().all(|c| c.is_digit(radix))).then_some((radix, digits))
}
