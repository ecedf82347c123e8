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

#[cfg(test)]
mod tests {
    use super::*;

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
