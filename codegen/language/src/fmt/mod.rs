//! The one canonical form of a specification's files: same tree, same comments, one way to write them.
//!
//! | step | module |
//! |---|---|
//! | comments, which the parser does not report, are found between keys and values | `comments` |
//! | each belongs to the entry that it is above or behind | `tree` |
//! | keys get the order of the format; free keys keep theirs | `tree`, by `shape` |
//! | the tree is written | `print`, `scalar` |
//!
//! What comes out is read again before anybody gets it: a formatter that loses something is worse than none.

mod comments;
mod print;
mod scalar;
mod tree;

use crate::diagnostics::{Diagnostic, Sink};
use crate::load;
use crate::shape::Shape;
use crate::source::{FileId, SourceMap};
use crate::yaml::{self, Content, Node};
use comments::Comment;

/// No line is joined, and no list or mapping stays on one line, beyond this many characters.
const WIDTH: usize = 120;

/// Why a file has no canonical form.
#[derive(Debug)]
pub enum Problem {
    /// It is not YAML, or uses what a specification may not.
    Mistakes(Vec<Diagnostic>),
    /// The canonical form would not say the same: a bug of the formatter, in one sentence.
    Bug(String),
}

/// Returns the canonical form of a YAML file. The file need not fit its format: unknown keys come last.
///
/// # Errors
/// If the file cannot be read, or its canonical form would not say the same.
pub fn format(sources: &SourceMap, file: FileId) -> Result<String, Problem> {
    let source = sources.file(file);
    let shape = load::shape(&source.path);
    let mut sink = Sink::default();
    yaml::parse(file, &source.text, &mut sink);
    if !sink.is_empty() {
        return Err(Problem::Mistakes(sink.finish()));
    }
    let text = in_lines(&source.text);
    let bug = |what: &str| Problem::Bug(format!("formatting {} {what}", source.path));
    let before = read(file, &text).ok_or_else(|| bug("fails"))?;
    let formatted = write(&before, &text, shape);
    let after = read(file, &formatted).ok_or_else(|| bug("gives something that is not YAML"))?;
    if !same(&before.0, &after.0) {
        return Err(bug("changes what it says"));
    }
    if texts(&before.1) != texts(&after.1) {
        return Err(bug("loses a comment"));
    }
    if write(&after, &formatted, shape) != formatted {
        return Err(bug("twice gives something else than once"));
    }
    Ok(formatted)
}

/// The text without byte order mark, and with line feeds alone.
fn in_lines(text: &str) -> String {
    text.strip_prefix(yaml::BYTE_ORDER_MARK).unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")
}

fn read(file: FileId, text: &str) -> Option<(Node, Vec<Comment>)> {
    let mut sink = Sink::default();
    let node = yaml::parse(file, text, &mut sink).filter(|_| sink.is_empty())?;
    let comments = comments::find(&node, text);
    Some((node, comments))
}

fn write((node, comments): &(Node, Vec<Comment>), text: &str, shape: &Shape) -> String {
    print::print(&tree::build(node, comments, text, shape.place()))
}

/// Whether two trees say the same: the order of keys does not matter.
fn same(one: &Node, other: &Node) -> bool {
    match (&one.content, &other.content) {
        (Content::Null, Content::Null) => true,
        (Content::Boolean(one), Content::Boolean(other)) => one == other,
        (Content::Integer(one), Content::Integer(other)) => one == other,
        (Content::Unsigned(one), Content::Unsigned(other)) => one == other,
        (Content::Float(one), Content::Float(other)) => one.to_bits() == other.to_bits(),
        (Content::Text(one), Content::Text(other)) => one == other,
        (Content::List(one), Content::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Content::Map(one), Content::Map(_)) => {
            one.len() == other.entries().len()
                && one.iter().all(|entry| other.get(&entry.key).is_some_and(|value| same(&entry.value, value)))
        }
        _ => false,
    }
}

/// Returns the comments, in no order.
fn texts(comments: &[Comment]) -> Vec<&str> {
    let mut texts: Vec<&str> = comments.iter().map(|comment| comment.text.as_str()).collect();
    texts.sort_unstable();
    texts
}
