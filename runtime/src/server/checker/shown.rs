//! Values as violations show them.

use std::fmt::{self, Write as _};

use super::super::schema::ObjectSchema;
use super::super::tree::Tree;
use super::SHOWN;
use crate::value::integer_enum::write_numbers;
use crate::value::string_enum::write_choice;

pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::new();
    // Only as much as is shown; the string may have megabytes. Writing to a String cannot fail.
    let head: String = text.chars().take(SHOWN).collect();
    let _ = write!(quoted, "{head:?}");
    if head.len() < text.len() {
        quoted.push('…');
    }
    shorten(&quoted)
}

pub(super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        None => text.to_owned(),
        Some(_) => text.chars().take(SHOWN - 1).chain(['…']).collect(),
    }
}

pub(super) struct Count(pub(super) u32, pub(super) &'static str);

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.0 == 1 { "" } else { "s" };
        write!(f, "{} {}{plural}", self.0, self.1)
    }
}

/// Names in backquotes: `a`, `b` and `c`.
pub(super) struct Names<'a>(pub(super) &'a [&'a str]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, name) in self.0.iter().enumerate() {
            let before = match index {
                0 => "",
                _ if index + 1 == self.0.len() => " and ",
                _ => ", ",
            };
            write!(f, "{before}`{name}`")?;
        }
        Ok(())
    }
}

pub(super) struct Choice<'a>(pub(super) &'a [&'a str]);

impl fmt::Display for Choice<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_choice(f, self.0)
    }
}

pub(super) struct Numbers<'a>(pub(super) &'a [i32]);

impl fmt::Display for Numbers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_numbers(f, self.0)
    }
}

pub(super) struct Object<'a>(pub(super) &'a ObjectSchema);

impl fmt::Display for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object ({})", self.0.name)
    }
}

/// Formats a wrong scalar value. Of structured values only the type, since they may contain secrets.
pub(super) fn shown(value: &Tree<'_>) -> String {
    match value {
        Tree::Text(text) => quoted(text),
        Tree::Number(_, text) => shorten(text),
        other => kind(other).to_owned(),
    }
}

/// Returns the type of a value without its content: a string in place of an object may be the secret that
/// belongs into it.
pub(super) fn kind(value: &Tree<'_>) -> &'static str {
    match value {
        Tree::Null => "null",
        Tree::Boolean(true) => "true",
        Tree::Boolean(false) => "false",
        Tree::Number(..) => "a number",
        Tree::Text(_) => "a string",
        Tree::List(_) => "a list",
        Tree::Object(_) => "an object",
        Tree::Broken => "an invalid value",
    }
}
