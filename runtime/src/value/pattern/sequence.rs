//! Patterns that are a sequence of character classes, as most patterns of names and ids are.
//!
//! A state machine of a few instructions per character decides about ASCII strings. A general engine takes several
//! hundred. Everything else is left to it.

use std::iter::Peekable;
use std::str::Chars;

/// Most positions of a sequence: a bit each, and one for the end.
const MOST: u32 = 63;

/// Set of ASCII characters, a bit each.
type Class = u128;

/// State machine of a pattern such as `^[a-z][a-z0-9-]*$`. A position is a character that the pattern expects.
pub(super) struct Sequence {
    /// By character, the positions that accept it.
    accepting: [u64; 128],
    /// Positions that may accept another character.
    repeated: u64,
    /// Positions that may be passed over.
    optional: u64,
    /// The bit behind the last position.
    end: u64,
}

impl Sequence {
    /// Reads a pattern. `None` if it is more than a sequence, or invalid.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let mut rest = pattern.strip_prefix('^')?.strip_suffix('$')?.chars().peekable();
        let mut this = Self { accepting: [0; 128], repeated: 0, optional: 0, end: 1 };
        while rest.peek().is_some() {
            let class = atom(&mut rest)?;
            let (least, most) = quantifier(&mut rest)?;
            for _ in 0..least {
                this.push(class, false, false)?;
            }
            match most {
                Some(most) => (least..most).try_for_each(|_| this.push(class, true, false))?,
                None if least == 0 => this.push(class, true, true)?,
                // The last of them.
                None => this.repeated |= this.end >> 1,
            }
        }
        Some(this)
    }

    fn push(&mut self, class: Class, optional: bool, repeated: bool) -> Option<()> {
        let position = self.end;
        self.end = position.checked_shl(1).filter(|end| end.trailing_zeros() <= MOST && *end != 0)?;
        for (character, accepting) in self.accepting.iter_mut().enumerate() {
            *accepting |= if class >> character & 1 == 1 { position } else { 0 };
        }
        self.optional |= if optional { position } else { 0 };
        self.repeated |= if repeated { position } else { 0 };
        Some(())
    }

    /// Returns true if an ASCII string matches.
    pub(super) fn matches(&self, text: &str) -> bool {
        let mut expected = self.with_optional(1);
        for byte in text.bytes() {
            let accepted = expected & self.accepting.get(usize::from(byte)).copied().unwrap_or_default();
            expected = self.with_optional(accepted << 1 | accepted & self.repeated);
        }
        expected & self.end != 0
    }

    /// Adds the positions behind optional ones.
    fn with_optional(&self, mut positions: u64) -> u64 {
        loop {
            let more = positions | (positions & self.optional) << 1;
            if more == positions {
                return positions;
            }
            positions = more;
        }
    }
}

fn bit(character: char) -> Option<Class> {
    character.is_ascii().then(|| 1 << u32::from(character))
}

fn all(is_in: impl Fn(&u8) -> bool) -> Class {
    (0..128_u8).filter(is_in).fold(0, |class, byte| class | 1 << byte)
}

/// Reads a character or a class.
fn atom(rest: &mut Peekable<Chars<'_>>) -> Option<Class> {
    match rest.next()? {
        '[' => class(rest),
        '\\' => escape(rest),
        '.' => Some(all(|byte| *byte != b'\n')),
        '(' | ')' | ']' | '{' | '}' | '*' | '+' | '?' | '|' | '^' | '$' => None,
        character => bit(character),
    }
}

/// Reads what follows a backslash. The engine knows `\s` and its like as ASCII classes.
fn escape(rest: &mut Peekable<Chars<'_>>) -> Option<Class> {
    let space = |byte: &u8| matches!(byte, b'\t'..=b'\r' | b' ');
    let word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    match rest.next()? {
        's' => Some(all(space)),
        'S' => Some(all(|byte| !space(byte))),
        'd' => Some(all(u8::is_ascii_digit)),
        'D' => Some(all(|byte| !byte.is_ascii_digit())),
        'w' => Some(all(word)),
        'W' => Some(all(|byte| !word(byte))),
        'x' => {
            let digits = [rest.next()?.to_digit(16)?, rest.next()?.to_digit(16)?];
            bit(char::from_u32(digits[0] * 16 + digits[1])?)
        }
        character if character.is_ascii_punctuation() => bit(character),
        _ => None,
    }
}

/// Reads a class behind its bracket, without sets in sets.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<Class> {
    let mut class = 0;
    let mut is_first = true;
    loop {
        let start = match rest.next()? {
            ']' if !is_first => return Some(class),
            '[' | ']' | '^' | '&' | '~' if is_first => return None,
            '[' => return None,
            '\\' => escape(rest)?,
            // Two of them are an operation on sets.
            mark @ ('&' | '~' | '-') if rest.peek() == Some(&mark) => return None,
            character => bit(character)?,
        };
        is_first = false;
        class |= start;
        let mut ahead = rest.clone();
        if ahead.next() == Some('-') && ahead.peek().is_some_and(|next| *next != ']') {
            rest.next();
            let end = match rest.next()? {
                '\\' => escape(rest)?,
                '[' | '-' => return None,
                character => bit(character)?,
            };
            if start.count_ones() != 1 || end.count_ones() != 1 || start > end {
                return None;
            }
            // All bits from the first to the last.
            class |= end | (end - start);
        }
    }
}

/// Reads how often an atom may occur, at least and at most.
fn quantifier(rest: &mut Peekable<Chars<'_>>) -> Option<(u32, Option<u32>)> {
    let counts = match rest.peek() {
        Some('*') => (0, None),
        Some('+') => (1, None),
        Some('?') => (0, Some(1)),
        Some('{') => {
            rest.next();
            let text: String = std::iter::from_fn(|| rest.next_if(|character| *character != '}')).collect();
            let number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?;
            match text.split_once(',') {
                None => (number(&text)?, Some(number(&text)?)),
                Some((least, "")) => (number(least)?, None),
                Some((least, most)) => (number(least)?, Some(number(most)?)),
            }
        }
        _ => return Some((1, Some(1))),
    };
    // The sign, or the closing brace.
    rest.next()?;
    let is_valid = counts.1.is_none_or(|most| counts.0 <= most) && counts.0 <= MOST;
    // A second quantifier changes the first.
    (is_valid && !matches!(rest.peek(), Some('*' | '+' | '?' | '{'))).then_some(counts)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regex_lite::Regex;

    use super::*;

    const SEQUENCES: [&str; 16] = [
        "^[A-Za-z][A-Za-z0-9_-]*[A-Za-z0-9]$",
        "^\\S*$",
        "^-?[0-9]+$",
        "^[a-c]{2,4}b?$",
        "^a{2,}[b-]{0,2}$",
        "^[\\x00-\\x7F]*$",
        "^[a-zA-Z0-9_\\-.:]*$",
        "^[A-Za-z0-9._:\\[\\]-]+$",
        "^[a.,?'\\\\/+&;%$#=~_\\-@{}]*$",
        "^.+\\.[a-z]{2,3}$",
        "^\\d\\w\\s\\D\\W$",
        "^$",
        "^a*b*c*$",
        "^[-a]+$",
        "^a{3}$",
        "^[!-/]x{0,60}$",
    ];

    const OTHERS: [&str; 14] = [
        "a",
        "^a|b$",
        "^(a)$",
        "^[^a]$",
        "^[b-a]$",
        "^a**$",
        "^a+?$",
        "^a{2,1}$",
        "^a{99}$",
        "^[a&&b]$",
        "^[[:alpha:]]$",
        "^ä$",
        "^a{,2}$",
        "^\\p{L}$",
    ];

    #[test]
    fn sequences_are_recognized() {
        let is_sequence = |pattern: &&str| Sequence::parse(pattern).is_some();
        assert_eq!(SEQUENCES.iter().find(|pattern| !is_sequence(pattern)), None);
        assert_eq!(OTHERS.iter().find(|pattern| is_sequence(pattern)), None);
    }

    proptest! {
        #[test]
        fn sequences_decide_as_the_engine_does(text in "[abcxAZ019_.:\\\\/&~@{}\\[\\] \t\n!,-]{0,8}|[ab-]{0,70}|ax{55,62}") {
            for pattern in SEQUENCES {
                let expected = Regex::new(pattern).unwrap().is_match(&text);
                prop_assert_eq!(Sequence::parse(pattern).unwrap().matches(&text), expected, "{} {:?}", pattern, text);
            }
        }

        #[test]
        fn what_is_read_as_a_sequence_is_one(pattern in "\\^[ab\\[\\]\\\\^$.*+?{},0-3|()&~d-]{0,8}\\$", text in "[ab0-3\\]\\[&~^$.-]{0,5}") {
            if let Some(sequence) = Sequence::parse(&pattern) {
                let engine = Regex::new(&pattern);
                prop_assert!(engine.is_ok(), "{}", pattern);
                prop_assert_eq!(sequence.matches(&text), engine.unwrap().is_match(&text), "{} {:?}", pattern, text);
            }
        }
    }
}
