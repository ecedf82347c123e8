//! Values as violations show them.

use std::fmt::Write as _;

use super::SHOWN;

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
