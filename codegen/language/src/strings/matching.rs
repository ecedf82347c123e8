//! Strings that match a pattern, built from its parts.

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use crate::ir::Bounds;

/// Longest string that is built, in characters.
pub(super) const LONGEST: usize = 4096;

/// Characters that are chosen where a pattern allows several.
const USUAL: &str = "abcdefghijklmnopqrstuvwxyz1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Returns strings that are likely to match a pattern and to have a length in characters, the best first. Empty if the
/// pattern matches nothing, has look-around, or matches only what is longer than [`LONGEST`].
pub(super) fn matching(pattern: &str, length: Bounds) -> Vec<String> {
    let Ok(hir) = regex_syntax::parse(pattern) else { return Vec::new() };
    let bound = |bound: Option<i64>| bound.map(|bound| usize::try_from(bound).unwrap_or(0));
    let least = bound(length.min).unwrap_or(0);
    let most = bound(length.max).unwrap_or(least.max(1));
    let mut found = Vec::new();
    for wanted in [least.max(1), least, most] {
        for exceed in [true, false] {
            let mut built = Built { text: String::new(), length: 0, chosen: 0, exceed };
            if built.add(&hir, wanted).is_some() && !found.contains(&built.text) {
                found.push(built.text);
            }
        }
    }
    found
}

struct Built {
    text: String,
    /// The number of characters.
    length: usize,
    /// How many of them were chosen from a class.
    chosen: usize,
    /// Whether repetitions go beyond the wanted length rather than stay below it.
    exceed: bool,
}

impl Built {
    /// Adds a string that a part of the pattern matches, of a length close to the wanted one. `None` if there is none.
    fn add(&mut self, part: &Hir, wanted: usize) -> Option<()> {
        match part.kind() {
            // The result is compared with the whole pattern.
            HirKind::Empty | HirKind::Look(_) => Some(()),
            HirKind::Literal(literal) => std::str::from_utf8(&literal.0).ok()?.chars().try_for_each(|c| self.push(c)),
            HirKind::Class(class) => {
                let character = choose(class, self.chosen)?;
                self.chosen += 1;
                self.push(character)
            }
            HirKind::Capture(capture) => self.add(&capture.sub, wanted),
            HirKind::Concat(parts) => self.sequence(parts, wanted),
            HirKind::Alternation(parts) => {
                let distance = |part: &&Hir| {
                    let most = part.properties().maximum_len().unwrap_or(usize::MAX);
                    shortest(part).map(|least| least.saturating_sub(wanted).max(wanted.saturating_sub(most)))
                };
                let possible = parts.iter().filter(|part| shortest(part).is_some());
                self.add(possible.min_by_key(distance)?, wanted)
            }
            HirKind::Repetition(repetition) => self.repeated(repetition, wanted),
        }
    }

    fn push(&mut self, character: char) -> Option<()> {
        self.text.push(character);
        self.length += 1;
        (self.length <= LONGEST).then_some(())
    }

    fn sequence(&mut self, parts: &[Hir], wanted: usize) -> Option<()> {
        let start = self.length;
        let shortest = |part| shortest(part).unwrap_or(0);
        let mut rest = parts.iter().map(shortest).fold(0, usize::saturating_add);
        for part in parts {
            rest = rest.saturating_sub(shortest(part));
            let taken = (self.length - start).saturating_add(rest);
            self.add(part, wanted.saturating_sub(taken))?;
        }
        Some(())
    }

    fn repeated(&mut self, repetition: &Repetition, wanted: usize) -> Option<()> {
        let (start, part) = (self.length, &repetition.sub);
        let shortest = shortest(part);
        let mut count = 0;
        loop {
            let taken = self.length - start;
            if count >= repetition.min {
                let fits = self.exceed || taken.saturating_add(shortest.unwrap_or(0)) <= wanted;
                let is_wanted = taken < wanted && fits && shortest.is_some();
                if !is_wanted || repetition.max.is_some_and(|max| count >= max) {
                    return Some(());
                }
            }
            let further = usize::try_from(repetition.min.saturating_sub(count + 1)).unwrap_or(usize::MAX);
            let rest = further.saturating_mul(shortest.unwrap_or(0));
            let before = self.length;
            self.add(part, wanted.saturating_sub(taken.saturating_add(rest)))?;
            if self.length == before {
                // More of nothing is nothing.
                return Some(());
            }
            count += 1;
        }
    }
}

/// The fewest characters that a part matches, about; `None` if it matches nothing.
fn shortest(part: &Hir) -> Option<usize> {
    part.properties().minimum_len()
}

/// The character of a class with a number: one after the other of the usual ones, else a visible one, else the first.
fn choose(class: &Class, number: usize) -> Option<char> {
    let ranges: Vec<(char, char)> = match class {
        Class::Unicode(class) => class.ranges().iter().map(|range| (range.start(), range.end())).collect(),
        Class::Bytes(class) => class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    let is_in = |character: &char| ranges.iter().any(|(start, end)| (start..=end).contains(&character));
    let usual: Vec<char> = USUAL.chars().filter(is_in).collect();
    // Two are the cases of a letter.
    let number = if usual.len() > 2 { number } else { 0 };
    let turn = number.checked_rem(usual.len()).and_then(|turn| usual.get(turn).copied());
    turn.or_else(|| ('!'..='~').find(is_in)).or_else(|| ranges.first().map(|(start, _)| *start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(pattern: &str, min: i64, max: Option<i64>) -> Option<String> {
        let regex = regex_lite::Regex::new(pattern).unwrap();
        let fits = |text: &String| {
            let length = text.chars().count() as i64;
            regex.is_match(text) && length >= min && max.is_none_or(|max| length <= max)
        };
        matching(pattern, Bounds { min: Some(min), max }).into_iter().find(fits)
    }

    #[test]
    fn a_string_has_the_parts_of_the_pattern() {
        for (pattern, expected) in [
            ("^AC[0-9a-f]{8}$", "ACabcdef12"),
            ("^(urn|URN):[a-z]+:[0-9]{2,}$", "urn:a:23"),
            ("^[a-z]{2}(-[A-Z]{2})?$", "ab"),
            (r"^\d{3}-\d{2}$", "123-45"),
            (r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", "a@b.cd"),
            ("^(?i)hello$", "hello"),
            (r"^\p{Lu}", "A"),
            ("^[äöü]{2}$", "ää"),
            ("^( |[,;])$", " "),
            ("(foo|bar)$", "foo"),
            (r"^\[[.]\]$", "[.]"),
        ] {
            let found = matching(pattern, Bounds::default());
            assert_eq!(found.first().map(String::as_str), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn it_has_the_wanted_length() {
        for (pattern, min, max, expected) in [
            ("^[a-z]+$", 4, None, "abcd"),
            ("^(ab)+$", 3, None, "abab"),
            ("^(ab)*c*$", 5, Some(5), "ababc"),
            ("^(a{4}|b{7})$", 6, Some(7), "bbbbbbb"),
            ("^(aaa|b){2}$", 4, Some(4), "aaab"),
            ("^([a-z]+-)+[0-9]{2}$", 9, Some(9), "abcdef-78"),
            ("^(|[a-z]{3})$", 0, Some(2), ""),
        ] {
            assert_eq!(first(pattern, min, max).as_deref(), Some(expected), "{pattern}");
        }
        assert_eq!(first("^(ab)+$", 3, Some(3)), None);
    }

    #[test]
    fn what_cannot_be_matched_or_is_too_long_has_no_string() {
        for pattern in ["^[^\\s\\S]$", "^(?=a)b$", "(", "^a{5000}$", "^(a{100}){100}$", "^((a|b){50}){4000}$"] {
            assert_eq!(matching(pattern, Bounds::default()), Vec::<String>::new(), "{pattern}");
        }
        assert_eq!(matching("^(a?){1000}([^\\s\\S]|b)(){1000000}$", Bounds::default()).first().unwrap(), "ab");
        assert_eq!(matching("^[a-z]*$", Bounds { min: Some(i64::MAX), max: None }), Vec::<String>::new());
    }
}
