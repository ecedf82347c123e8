//! How strings are written: plain if every YAML parser reads the same string, else in double quotes.

use crate::yaml::{is_printable, quoted};

/// The position of a string.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    Block,
    /// Inside of brackets.
    Inline,
}

/// Writes a string on one line.
pub(super) fn in_one_line(text: &str, context: Context) -> String {
    if is_plain(text, context) && !is_ambiguous(text) { text.to_owned() } else { quoted(text) }
}

/// Writes a key. Integers need no quotes, because keys are always strings.
pub(super) fn key(text: &str, context: Context) -> String {
    if is_whole_number(text) && is_plain(text, context) { text.to_owned() } else { in_one_line(text, context) }
}

/// Whether a key is a number that needs quotes.
pub(super) fn is_quoted_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && !is_whole_number(text) && is_ambiguous(text)
}

pub(super) fn is_whole_number(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && (digits == "0" || !digits.starts_with('0'))
}

/// Returns whether a string needs no quotes.
fn is_plain(text: &str, context: Context) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    let second = chars.next();
    let begins_well = match first {
        None => false,
        Some('-' | '?' | ':') => second.is_some_and(|c| c != ' ') && context == Context::Block || is_whole_number(text),
        Some(c) => !" ,[]{}#&*!|>'\"%@`".contains(c),
    };
    begins_well
        && text.trim() == text
        && !text.ends_with(':')
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(is_printable)
        && (context == Context::Block || is_plain_in_brackets(text))
        && !text.starts_with("---")
        && !text.starts_with("...")
}

/// Whether nothing in a string ends it, or begins something else, inside of brackets.
fn is_plain_in_brackets(text: &str) -> bool {
    !text.contains([',', '[', ']', '{', '}']) && !text.contains(":\"") && !text.ends_with(" -")
}

/// Whether some YAML reader takes a plain text for something else: a number of some kind, a date, a boolean of
/// YAML 1.1, nothing, or a merge key.
fn is_ambiguous(text: &str) -> bool {
    const WORDS: [&str; 12] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "=", "<<"];
    const SPECIAL: [&str; 4] = [".inf", "+.inf", "-.inf", ".nan"];
    let lower = text.to_ascii_lowercase();
    if WORDS.contains(&lower.as_str()) || SPECIAL.contains(&lower.as_str()) {
        return true;
    }
    let unsigned = lower.strip_prefix(['-', '+']).unwrap_or(&lower);
    let radix = |prefix: &str| {
        let digits = unsigned.strip_prefix(prefix);
        digits.is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
    };
    // Versions and numbers of sections are quoted whatever their number of dots.
    let mut parts = unsigned.split(['.', '_', ':']);
    let dotted = parts.all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let date = lower.as_bytes().get(..7).is_some_and(|start| {
        start.iter().enumerate().all(|(at, byte)| if at == 4 { *byte == b'-' } else { byte.is_ascii_digit() })
    });
    dotted || radix("0x") || radix("0o") || radix("0b") || date || lower.parse::<f64>().is_ok()
}
