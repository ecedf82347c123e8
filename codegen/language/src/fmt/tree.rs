//! A file as it is about to be written: entries with their comments, in the order of the format.

use super::WIDTH;
use super::comments::{self, Comment};
use super::scalar::{self, Context};
use crate::diagnostics::Sink;
use crate::shape::Place;
use crate::source::line_end;
use crate::yaml::{self, Content, Entry, Node, is_printable};

/// A whole file.
pub(super) struct File {
    /// Comments at the top, which are about the file, and whether a blank line follows.
    pub(super) header: Vec<Remark>,
    pub(super) root: Item,
}

/// A comment on a line of its own.
pub(super) struct Remark {
    pub(super) text: String,
    /// Whether a blank line stood below it.
    pub(super) gap: bool,
}

/// An entry of a mapping, an item of a list, or the file itself.
#[derive(Default)]
pub(super) struct Item {
    pub(super) above: Vec<Remark>,
    pub(super) key: Option<String>,
    pub(super) value: Value,
    /// The comment behind the entry, on its first line.
    pub(super) behind: Option<String>,
    pub(super) below: Vec<Remark>,
    /// How the entry is set off from its neighbors.
    pub(super) spacing: Spacing,
}

/// How an entry is set off from its neighbors.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Spacing {
    #[default]
    Dense,
    /// A blank line on both sides, wherever there is a neighbor.
    Apart,
}

/// A value as it is written.
#[derive(Default)]
pub(super) enum Value {
    #[default]
    Nothing,
    /// A number, a boolean or an explicit null, as in the source.
    Literal(String),
    /// A string for one line.
    Text(String),
    /// A string of several lines, with `|`, `>` and the rest of its first line.
    Block {
        indicators: String,
        lines: Vec<String>,
    },
    List {
        items: Vec<Item>,
        inline: bool,
    },
    Map {
        entries: Vec<Item>,
        inline: bool,
    },
}

impl Value {
    fn literal(written: &str) -> Value {
        if written.is_empty() { Value::Nothing } else { Value::Literal(written.to_owned()) }
    }

    /// Returns the value on one line, as inside of brackets.
    pub(super) fn inline(&self) -> String {
        match self {
            Value::Nothing => "null".to_owned(),
            Value::Literal(text) => text.clone(),
            Value::Text(text) => scalar::in_one_line(text, Context::Inline),
            Value::Block { lines, .. } => scalar::in_one_line(&lines.join(" "), Context::Inline),
            Value::List { items, .. } => {
                let items: Vec<String> = items.iter().map(|item| item.value.inline()).collect();
                format!("[{}]", items.join(", "))
            }
            Value::Map { entries, .. } if entries.is_empty() => "{}".to_owned(),
            Value::Map { entries, .. } => {
                let entry = |entry: &Item| {
                    let key = scalar::key(entry.key.as_deref().unwrap_or_default(), Context::Inline);
                    format!("{key}: {}", entry.value.inline())
                };
                format!("{{ {} }}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl Item {
    /// Whether the value goes on the line of its key or dash, where it begins at a column.
    pub(super) fn fits(&self, column: usize) -> bool {
        match &self.value {
            Value::Map { entries: items, inline } | Value::List { items, inline } => {
                items.is_empty()
                    || *inline && !self.has_comments() && column + self.value.inline().chars().count() <= WIDTH
            }
            _ => true,
        }
    }

    /// Whether the value contains a comment, so it needs lines of its own.
    pub(super) fn has_comments(&self) -> bool {
        let own = |item: &Item| !item.above.is_empty() || item.behind.is_some() || !item.below.is_empty();
        match &self.value {
            Value::List { items, .. } | Value::Map { entries: items, .. } => {
                items.iter().any(|item| own(item) || item.has_comments())
            }
            _ => false,
        }
    }
}

/// Builds the tree of a file.
pub(super) fn build(root: &Node, comments: &[Comment], text: &str, place: Place<'_>) -> File {
    let mut builder = Builder { text, comments: comments.iter().peekable(), leaves: 0, passed: 0 };
    let header = builder.lines(|_| true);
    let value = builder.value(root, place);
    let mut item = Item { value, ..Item::default() };
    item.below.extend(builder.rest());
    spread(&mut item, root, place);
    File { header, root: item }
}

struct Builder<'a> {
    text: &'a str,
    comments: std::iter::Peekable<std::slice::Iter<'a, Comment>>,
    /// How many keys, scalars and empty collections were passed.
    leaves: usize,
    /// Where the last one of them ends.
    passed: usize,
}

impl Builder<'_> {
    fn value(&mut self, node: &Node, place: Place<'_>) -> Value {
        let opening = self.text.get(node.span.start as usize..).and_then(|rest| rest.chars().next());
        let place = place.resolve(node);
        if comments::is_empty_pair(node) {
            self.leaves += 1;
            self.passed = self.passed.max(node.span.end as usize);
        }
        match &node.content {
            Content::Map(entries) => {
                let inline = opening == Some('{') || entries.is_empty();
                Value::Map { entries: self.entries(entries, place, inline.then_some(node.span.end)), inline }
            }
            Content::List(items) => {
                let inline = opening == Some('[') || items.is_empty();
                Value::List { items: self.items(node, place, inline.then_some(node.span.end)), inline }
            }
            _ => self.scalar(node),
        }
    }

    /// The entries of a mapping, in the order of the format. `end` is where brackets around them end.
    fn entries(&mut self, entries: &[Entry], place: Place<'_>, end: Option<u32>) -> Vec<Item> {
        let column = entries.first().map_or(0, |entry| self.column(entry.key_span.start));
        let mut built: Vec<Item> = Vec::new();
        for entry in entries {
            let above = self.before(&mut built);
            built.push(self.entry(entry, above, place.under(&entry.key), end));
        }
        self.after(&mut built, end, column);
        built.sort_by_key(|item| item.key.as_deref().and_then(|key| place.rank(key)).unwrap_or(usize::MAX));
        built
    }

    /// The items of a list.
    fn items(&mut self, list: &Node, place: Place<'_>, end: Option<u32>) -> Vec<Item> {
        let column = self.column(list.span.start);
        let mut built: Vec<Item> = Vec::new();
        for item in list.items() {
            let mut above = self.before(&mut built);
            let value = match self.value(item, place.item()) {
                // Without a word, a comment below could be one above.
                Value::Nothing => Value::Literal("null".to_owned()),
                value => value,
            };
            let mut behind = self.behind(item.span.end, end);
            // Behind the indicators of a block in a list, a comment would be read as one above the item.
            if matches!(value, Value::Block { .. }) {
                above.extend(behind.take().map(|text| Remark { text, gap: false }));
            }
            built.push(Item { above, value, behind, ..Item::default() });
        }
        self.after(&mut built, end, column);
        built
    }

    fn entry(&mut self, entry: &Entry, above: Vec<Remark>, place: Place<'_>, end: Option<u32>) -> Item {
        self.leaves += 1;
        self.passed = entry.key_span.end as usize;
        let mut item = Item { above, key: Some(entry.key.clone()), ..Item::default() };
        item.behind = self.behind(entry.key_span.end, end);
        item.value = self.value(&entry.value, place);
        if let Some(comment) = self.behind(entry.value.span.end, end) {
            match item.behind {
                None => item.behind = Some(comment),
                Some(_) => item.above.push(Remark { text: comment, gap: false }),
            }
        }
        item
    }

    fn scalar(&mut self, node: &Node) -> Value {
        let (from, start, end) = (self.passed, node.span.start as usize, node.span.end as usize);
        let written = self.text.get(start..end).unwrap_or_default();
        self.leaves += usize::from(!written.is_empty());
        self.passed = from.max(end);
        let text = match &node.content {
            Content::Text(text) => text,
            Content::Boolean(value) => return Value::literal(&value.to_string()),
            Content::Null if !written.is_empty() => return Value::literal("null"),
            _ => return Value::literal(written),
        };
        let indicators = self.text.get(from..start).and_then(comments::block_indicators);
        match indicators {
            Some(indicators) => {
                let indent = self.column(node.span.start);
                // The span ends before blanks, which are a part of a block text.
                let whole = self.text.get(from + indicators.end..line_end(self.text, end)).unwrap_or_default();
                let indicators = &self.text[from + indicators.start..from + indicators.end];
                let block = block(indicators, whole, indent, text);
                // Quotes say what a block cannot, such as blanks on its last line.
                if is_read_as(&block, node, text) { block } else { Value::Text(text.clone()) }
            }
            None => scalar_text(written, text),
        }
    }

    /// Comments that stand here, between two keys or values, on lines of their own, as long as `wanted`.
    fn lines(&mut self, wanted: impl Fn(&Comment) -> bool) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let here = self.leaves;
        while let Some(comment) = self.comments.next_if(|comment| comment.place == here && wanted(comment)) {
            remarks.push(Remark { text: comment.text.clone(), gap: comment.gap_below });
        }
        remarks
    }

    /// Returns the comment behind something that ends at a place, on the same line. Inside brackets it is before their
    /// end.
    fn behind(&mut self, from: u32, end: Option<u32>) -> Option<String> {
        let (here, text) = (self.leaves, self.text);
        let comment = self.comments.next_if(|comment| {
            let between = text.get(from as usize..comment.start as usize);
            comment.place == here
                && between.is_some_and(|between| !between.contains('\n'))
                && end.is_none_or(|end| comment.start < end)
        })?;
        Some(comment.text.clone())
    }

    /// Comments between two entries: what clings to the one above, with a blank line below, belongs to it.
    fn before(&mut self, built: &mut [Item]) -> Vec<Remark> {
        let clings = self.comments.peek().is_some_and(|first| !first.gap_above);
        let mut remarks = self.lines(|_| true);
        let end = remarks.iter().position(|remark| remark.gap).filter(|_| clings);
        if let (Some(previous), Some(end)) = (built.last_mut(), end) {
            previous.below.extend(remarks.drain(..=end));
        }
        remarks
    }

    /// Comments behind the last entry: in brackets up to their end, else what is not further to the left.
    fn after(&mut self, built: &mut [Item], end: Option<u32>, column: usize) {
        if let Some(last) = built.last_mut() {
            let inside = |comment: &Comment| match end {
                Some(end) => comment.start < end,
                None => comment.column.is_some_and(|at| at >= column && column > 0),
            };
            last.below.extend(self.lines(inside));
        }
    }

    /// Comments behind everything.
    fn rest(&mut self) -> Vec<Remark> {
        self.comments.by_ref().map(|comment| Remark { text: comment.text.clone(), gap: comment.gap_below }).collect()
    }

    /// How many characters stand before a place on its line.
    fn column(&self, start: u32) -> usize {
        let before = self.text.get(..start as usize).unwrap_or_default();
        before.chars().rev().take_while(|c| *c != '\n').count()
    }
}

/// Sets the large parts of a file apart: mappings with free keys, and in them the entries that hold entries
/// of their own, such as operations with their parameters and types with their fields.
fn spread(file: &mut Item, root: &Node, place: Place<'_>) {
    let place = place.resolve(root);
    let Value::Map { entries, .. } = &mut file.value else { return };
    for part in entries {
        let Some((key, node)) = part.key.as_deref().and_then(|key| Some((key, root.get(key)?))) else { continue };
        let inner = place.under(key).resolve(node);
        let is_in_line = part.fits(scalar::key(key, Context::Block).chars().count() + 2);
        let Value::Map { entries, .. } = &mut part.value else { continue };
        if is_in_line {
            continue;
        }
        if inner.is_free() {
            part.spacing = Spacing::Apart;
            if inner.under("").holds_entries() {
                entries.iter_mut().for_each(|entry| entry.spacing = Spacing::Apart);
            }
        }
    }
}

/// Returns a string that was written plain or in quotes. A string of several lines becomes a folded block with the same
/// lines, if that has the same meaning.
fn scalar_text(written: &str, text: &str) -> Value {
    let inner = written.trim_matches(['"', '\'']);
    let lines: Vec<String> = inner.lines().map(|line| line.trim().to_owned()).collect();
    // A block has no space at its ends.
    let ends = [lines.first(), lines.last()];
    let is_filled = ends.into_iter().flatten().all(|line| !line.is_empty());
    let foldable = lines.len() > 1 && is_filled && lines.join(" ") == text && text.chars().all(is_printable);
    if foldable { Value::Block { indicators: ">-".to_owned(), lines } } else { Value::Text(text.to_owned()) }
}

/// A block string, by its indicators such as `>-`, what is behind them, and their indentation. The lines
/// stay as they are.
fn block(indicators: &str, content: &str, indent: usize, text: &str) -> Value {
    let mut lines: Vec<String> =
        content.lines().skip(1).map(|line| line.get(indent..).unwrap_or_default().to_owned()).collect();
    let style: String = indicators.chars().take(1).collect();
    let chomping = indicators.trim_matches(|c: char| c.is_ascii_digit() || matches!(c, '|' | '>'));
    if chomping == "+" {
        let ends = text.len() - text.trim_end_matches('\n').len();
        lines.extend(std::iter::repeat_n(String::new(), ends.saturating_sub(1)));
    }
    // The first line tells the indentation, unless it begins with a blank.
    let deeper = lines.iter().find(|line| !line.is_empty()).is_some_and(|line| line.starts_with(' '));
    let digit = if deeper { "2" } else { "" };
    Value::Block { indicators: format!("{style}{digit}{chomping}"), lines }
}

/// Whether a block, once printed, is read as a string.
fn is_read_as(block: &Value, node: &Node, string: &str) -> bool {
    let Value::Block { indicators, lines } = block else { return false };
    let lines: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    let read = yaml::parse(node.span.file, &format!("{indicators}\n{lines}"), &mut Sink::default());
    !string.trim().is_empty() && read.is_some_and(|read| matches!(&read.content, Content::Text(read) if read == string))
}
