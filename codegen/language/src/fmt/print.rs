//! Writes the tree of a file.

use super::scalar::{self, Context};
use super::tree::{File, Item, Remark, Spacing, Value};
use crate::yaml::quoted;

/// How much deeper the entries of a mapping or list stand than its key.
const STEP: usize = 2;

pub(super) fn print(file: &File) -> String {
    let mut printer = Printer { out: String::new() };
    printer.remarks(&file.header, 0);
    let gap = file.header.last().is_some_and(|remark| remark.gap);
    match &file.root.value {
        Value::Nothing => {}
        Value::Map { entries, .. } if entries.is_empty() => {}
        _ if gap => printer.out.push('\n'),
        _ => {}
    }
    match &file.root.value {
        Value::Map { entries, inline } if !inline || file.root.has_comments() => printer.entries(entries, 0),
        Value::List { items, inline } if !inline || file.root.has_comments() => printer.items(items, 0),
        Value::Map { entries, .. } if entries.is_empty() => {}
        Value::Block { indicators, lines } => {
            printer.out.push_str(indicators);
            printer.out.push('\n');
            printer.lines(lines, STEP);
        }
        value => {
            printer.out.push_str(&in_one_line(value));
            printer.out.push('\n');
        }
    }
    printer.remarks(&file.root.below, 0);
    printer.out
}

struct Printer {
    out: String,
}

impl Printer {
    fn entries(&mut self, entries: &[Item], indent: usize) {
        // Keys of one mapping look alike: if one number needs quotes, all numbers get them.
        let numbers_quoted = entries.iter().filter_map(|entry| entry.key.as_deref()).any(scalar::is_quoted_number);
        for (index, entry) in entries.iter().enumerate() {
            self.space(entries, index);
            self.begin(entry, indent);
            let key = entry.key.as_deref().unwrap_or_default();
            if numbers_quoted && scalar::is_whole_number(key) {
                self.out.push_str(&quoted(key));
            } else {
                self.out.push_str(&scalar::key(key, Context::Block));
            }
            self.out.push(':');
            self.value(entry, indent);
            self.remarks(&entry.below, indent);
        }
    }

    fn items(&mut self, items: &[Item], indent: usize) {
        for (index, item) in items.iter().enumerate() {
            self.space(items, index);
            self.begin(item, indent);
            self.out.push('-');
            match &item.value {
                Value::Map { entries, .. } if !self.fits(item) => {
                    self.out.push(' ');
                    self.entries(entries, indent + STEP);
                }
                Value::List { items, .. } if !self.fits(item) => {
                    self.out.push(' ');
                    self.items(items, indent + STEP);
                }
                _ => self.value(item, indent),
            }
            self.remarks(&item.below, indent);
        }
    }

    /// Begins the line of an entry or item, below its comments. The first one of a mapping or list in a list
    /// is on the line of the dash, with its comments above.
    fn begin(&mut self, item: &Item, indent: usize) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            return;
        }
        self.remarks(&item.above, indent);
        if item.key.is_none() {
            let mut outer = item;
            while let (Value::Map { entries: items, .. } | Value::List { items, .. }, false) =
                (&outer.value, outer.fits(indent + STEP))
            {
                let Some(first) = items.first() else { break };
                let behind = outer.behind.iter().map(|text| Remark { text: text.clone(), gap: false });
                self.remarks(&behind.collect::<Vec<_>>(), indent);
                self.remarks(&first.above, indent);
                if first.key.is_some() {
                    break;
                }
                outer = first;
            }
        }
        self.blanks(indent);
    }

    /// Prints what is behind a key or a dash, with the end of its line.
    fn value(&mut self, item: &Item, indent: usize) {
        match &item.value {
            Value::Map { entries, .. } if !self.fits(item) => {
                self.end_of_line(item);
                self.entries(entries, indent + STEP);
            }
            Value::List { items, .. } if !self.fits(item) => {
                self.end_of_line(item);
                self.items(items, indent + STEP);
            }
            Value::Block { indicators, lines } => {
                self.out.push(' ');
                self.out.push_str(indicators);
                self.end_of_line(item);
                self.lines(lines, indent + STEP);
            }
            Value::Nothing => self.end_of_line(item),
            value => {
                self.out.push(' ');
                self.out.push_str(&in_one_line(value));
                self.end_of_line(item);
            }
        }
    }

    fn lines(&mut self, lines: &[String], indent: usize) {
        for line in lines {
            if !line.is_empty() {
                self.blanks(indent);
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// Ends the line of an entry, with the comment on it.
    fn end_of_line(&mut self, item: &Item) {
        if let Some(behind) = &item.behind {
            self.out.push_str("  ");
            self.out.push_str(behind);
        }
        self.out.push('\n');
    }

    fn remarks(&mut self, remarks: &[Remark], indent: usize) {
        for (index, remark) in remarks.iter().enumerate() {
            self.blanks(indent);
            self.out.push_str(&remark.text);
            self.out.push('\n');
            if remark.gap && index + 1 < remarks.len() {
                self.out.push('\n');
            }
        }
    }

    /// The blank line above an entry or item, if there is one. Without it, the first of several comments that are apart
    /// would belong to the entry before.
    fn space(&mut self, entries: &[Item], index: usize) {
        let apart = |index: usize| entries.get(index).is_some_and(|entry| entry.spacing == Spacing::Apart);
        let has_gap = |remarks: &[Remark]| remarks.iter().rev().skip(1).any(|remark| remark.gap);
        if index > 0 && (apart(index) || apart(index - 1) || has_gap(&entries[index].above)) {
            self.out.push('\n');
        }
    }

    fn blanks(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }

    /// Whether the value of an entry goes on its line.
    fn fits(&self, item: &Item) -> bool {
        let line = self.out.rsplit('\n').next().unwrap_or_default();
        item.fits(line.chars().count() + 1)
    }
}

/// A value on one line, behind a key or a dash.
fn in_one_line(value: &Value) -> String {
    match value {
        Value::Text(text) => scalar::in_one_line(text, Context::Block),
        value => value.inline(),
    }
}
