//! Regular expressions: what only some engines read, and strings that match.

mod matching;

pub use matching::{LONGEST, matching};

/// Returns the first part of a pattern that ECMA-262 rejects or reads differently, and what to write instead. JSON Schema
/// and OpenAPI have the regular expressions of ECMA-262.
pub fn unportable(pattern: &str) -> Option<(&str, &'static str)> {
    let mut scan = Scan { rest: pattern, class: false, repeated: false };
    while !scan.rest.is_empty() {
        if let Some(found) = scan.unportable() {
            return Some(found);
        }
        scan.advance();
    }
    None
}

/// Escapes, with what to write instead.
const ESCAPES: &[(&str, &str)] = &[
    (r"\A", "write `^`"),
    (r"\z", "write `$`"),
    (r"\a", r"write `\x07`"),
    (r"\<", r"write `\b`"),
    (r"\>", r"write `\b`"),
    (r"\b{", r"write `\b`"),
    (r"\x{", r"write the character itself, or two digits as in `\x41`"),
    (r"\u{", r"write the character itself, or four digits as in `\u0041`"),
    (r"\U", "write the character itself"),
];

struct Scan<'p> {
    rest: &'p str,
    /// Whether `rest` is inside of brackets.
    class: bool,
    /// Whether a repetition ends before `rest`.
    repeated: bool,
}

impl<'p> Scan<'p> {
    fn unportable(&self) -> Option<(&'p str, &'static str)> {
        let starts = |(start, help): &(&str, &'static str)| {
            self.rest.starts_with(start).then(|| (&self.rest[..start.len()], *help))
        };
        if self.rest.starts_with('\\') {
            return ESCAPES.iter().find_map(starts);
        }
        if self.class { self.in_class() } else { self.outside() }
    }

    fn in_class(&self) -> Option<(&'p str, &'static str)> {
        match self.rest.strip_prefix("[:").and_then(|rest| rest.find(":]")) {
            Some(length) => Some((&self.rest[..length + 4], "list the characters, such as `A-Za-z`")),
            None => self.rest.starts_with('[').then(|| (&self.rest[..1], r"write `\[`")),
        }
    }

    fn outside(&self) -> Option<(&'p str, &'static str)> {
        let rest = self.rest;
        if let Some(open) = ["[^]", "[]"].into_iter().find(|open| rest.starts_with(open)) {
            return Some((&rest[..open.len()], r"write `\]`"));
        }
        if let Some(group) = rest.strip_prefix("(?") {
            let end = group.find([':', ')', '>']).map_or(rest.len(), |end| end + 3);
            return match group.as_bytes().first() {
                Some(b':' | b'<') => None,
                Some(b'P') => Some((&rest[..end], "write the name without `P`")),
                _ => Some((&rest[..end], "write what the flag does: both cases as `[Aa]`, and no blanks")),
            };
        }
        if self.repeated && rest.starts_with(['*', '+', '{']) {
            return Some((&rest[..1], "put what is repeated in parentheses"));
        }
        let (counts, _) = rest.strip_prefix('{')?.split_once('}')?;
        let plain = counts.starts_with(|c: char| c.is_ascii_digit()) && !counts.contains(char::is_whitespace);
        (!plain).then(|| (&rest[..counts.len() + 2], "write both numbers without blanks, such as `{0,3}`"))
    }

    /// Moves behind the next part.
    fn advance(&mut self) {
        let rest = self.rest;
        let length = match rest.strip_prefix('\\') {
            Some(escaped) => 1 + escaped.chars().next().map_or(0, char::len_utf8),
            None if !self.class && rest.starts_with('{') => rest.find('}').map_or(rest.len(), |end| end + 1),
            None => rest.chars().next().map_or(0, char::len_utf8),
        };
        self.repeated = !self.class && rest.starts_with(['*', '+', '?', '{']);
        self.class = match rest.as_bytes().first() {
            Some(b'[') => true,
            Some(b']') => false,
            _ => self.class,
        };
        self.rest = &rest[length..];
    }
}

#[cfg(test)]
mod tests {
    use super::unportable;

    #[test]
    fn what_all_engines_read_is_portable() {
        for pattern in [
            "",
            "^[a-z]+$",
            r"^(?:a|b)*?(?<year>[0-9]{4})$",
            r"^[^\[\]{}()*+?.,\\^$|#\s-]{1,64}$",
            r"^\d{2,}\.\w+\b\x41\u0041$",
            r"^a??b*?c+?d{2}?$",
            r"^\(?\+{1,2}(x)?[*+{?]{2}\*+$",
            "größe|[ä-ü]",
            r"\\A\\z",
        ] {
            assert_eq!(unportable(pattern), None, "{pattern}");
        }
    }

    #[test]
    fn what_others_read_differently_is_found() {
        for (pattern, part) in [
            ("(?i)^abc$", "(?i)"),
            ("^(?i:abc)$", "(?i:"),
            ("(?x) a b", "(?x)"),
            ("^(?P<year>[0-9]+)$", "(?P<year>"),
            (r"\A[a-z]+$", r"\A"),
            (r"^[a-z]+\z", r"\z"),
            (r"^\a$", r"\a"),
            (r"^\<word\b", r"\<"),
            (r"word\>", r"\>"),
            (r"\b{start}word", r"\b{"),
            (r"^\x{41}$", r"\x{"),
            (r"^[\u{41}]$", r"\u{"),
            (r"^\U00000041$", r"\U"),
            ("^[[:alpha:]]+$", "[:alpha:]"),
            ("^[a[:^digit:]]+$", "[:^digit:]"),
            ("^[a[]+$", "["),
            ("^[]a]+$", "[]"),
            ("^[^]a]+$", "[^]"),
            ("^a**$", "*"),
            ("^a{2}{3}$", "{"),
            ("^a{ 1 , 2 }$", "{ 1 , 2 }"),
            ("^a{,2}$", "{,2}"),
        ] {
            assert_eq!(unportable(pattern).map(|found| found.0), Some(part), "{pattern}");
        }
    }

    #[test]
    fn broken_patterns_do_no_harm() {
        for pattern in ["\\", "[", "[^", "(?", "(?P", "{", "a{", "a{1", "[[:", "[[:a", "(?<", "ä\\ö{ü"] {
            let _ = unportable(pattern);
        }
    }
}
