//! Foreign strings in log lines.

use std::fmt::{self, Write as _};

/// Maximum length of a foreign message, in characters.
#[cfg(feature = "client")]
pub(crate) const MESSAGE: usize = 300;
/// Maximum length of any other foreign string, in characters.
pub(crate) const SHORT: usize = 120;

/// Prints at most this many characters of a string on one line.
///
/// Characters that end or reorder a line become spaces, so that a response cannot forge log entries.
pub(crate) struct OneLine<'a>(pub(crate) &'a str, pub(crate) usize);

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0.chars();
        for character in rest.by_ref().take(self.1) {
            f.write_char(plain(character))?;
        }
        match rest.next() {
            Some(_) => f.write_char('…'),
            None => Ok(()),
        }
    }
}

/// Returns the character, or a space in place of one that would break the line.
pub(crate) fn plain(character: char) -> char {
    let disturbs = character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if disturbs { ' ' } else { character }
}

/// Returns the candidate that is spelled most like `written`, if one is similar enough for a "did you mean".
#[cfg(any(feature = "mock", all(feature = "client", feature = "dynamic")))]
pub(crate) fn closest<'a>(written: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (written.len() / 4).clamp(1, 4);
    let similar = candidates.into_iter().filter(|candidate| candidate.len().abs_diff(written.len()) <= limit);
    let distances = similar.map(|candidate| (distance(written.as_bytes(), candidate.as_bytes()), candidate));
    distances.filter(|(distance, _)| *distance <= limit).min().map(|(_, candidate)| candidate)
}

/// Returns the number of bytes to insert, remove or replace.
#[cfg(any(feature = "mock", all(feature = "client", feature = "dynamic")))]
fn distance(one: &[u8], other: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, byte) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, known) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(byte != known);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "mock")]
    #[test]
    fn a_slip_has_its_candidate_and_another_name_has_none() {
        let known = ["v3.get_thing", "v3.get_things", "v2.get_thing", "v3.delete_tree"];
        assert_eq!(closest("v3.get_thinng", known), Some("v3.get_thing"));
        assert_eq!(closest("getthing", known), None);
        assert_eq!(closest("v3.GetApp", known), None);
        assert_eq!(closest("", known), None);
        assert_eq!((distance(b"kitten", b"sitting"), distance(b"", b"ab")), (3, 2));
    }

    #[test]
    fn lines_stay_lines() {
        assert_eq!(OneLine("a\r\nb\u{2028}c\u{202e}d\u{1b}[0m", SHORT).to_string(), "a  b c d [0m");
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(OneLine("äöü", 2).to_string(), "äö…");
        assert_eq!(OneLine("äö", 2).to_string(), "äö");
    }
}
