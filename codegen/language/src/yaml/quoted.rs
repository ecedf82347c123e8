//! Strings between double quotes, and the characters that need an escape there.

/// Longest key in quotes, in bytes. YAML allows 1,024 characters from the begin of a key to its colon, and some readers
/// as many bytes.
const LONGEST_KEY: usize = 1000;

/// Whether a string is too long to be a key. Quotes and escapes count, since the canonical form may need them.
pub fn is_long_key(key: &str) -> bool {
    const LONGEST_ESCAPE: usize = 10;
    key.len() > LONGEST_KEY / LONGEST_ESCAPE && quoted(key).len() > LONGEST_KEY
}

/// Returns a string between double quotes.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if !is_printable(c) => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Whether a character needs no escape.
pub(crate) fn is_printable(c: char) -> bool {
    !c.is_control() && !is_no_character(c) && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}')
}

/// Whether YAML allows a character nowhere, not even between quotes. The parser lets it through.
pub(super) fn is_forbidden(c: char) -> bool {
    (c.is_control() || is_no_character(c)) && !"\t\n\r\u{85}".contains(c)
}

fn is_no_character(c: char) -> bool {
    matches!(c, '\u{fffe}' | '\u{ffff}')
}
