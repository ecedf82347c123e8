//! The contents of descriptions: characters, and Markdown as documentation renders it.

/// What a character is that does not belong into an English text, and what to write instead.
pub(super) fn odd(c: char) -> Option<(&'static str, Option<&'static str>)> {
    Some(match c {
        _ if c.is_ascii() => return None,
        '\u{00a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' => ("a blank that is none", Some(" ")),
        '\u{00ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            ("an invisible character", Some(""))
        }
        '\u{fffd}' => ("a character that was lost on the way", None),
        '，' => ("full-width punctuation", Some(", ")),
        '。' => ("full-width punctuation", Some(".")),
        '：' => ("full-width punctuation", Some(": ")),
        '；' => ("full-width punctuation", Some("; ")),
        '（' => ("full-width punctuation", Some(" (")),
        '）' => ("full-width punctuation", Some(")")),
        '\u{3001}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}' => ("full-width punctuation", None),
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' => {
            ("a word of another language", None)
        }
        // What remains of a text in UTF-8 that was read as Latin-1.
        'â' | 'Ã' | 'Â' => ("what a wrong encoding leaves", None),
        _ => return None,
    })
}

/// Returns a part of a description that is not code and is rendered as something else: the part, what it is, and how
/// to fix it.
pub(super) fn broken(text: &str) -> Option<(&str, &'static str, &'static str)> {
    let mut block = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            block = !block;
        } else if !block && !line.starts_with("    ") {
            let parts = line.split('`').step_by(2);
            if let Some(found) = parts.filter_map(|part| broken_part(line, part)).next() {
                return Some(found);
            }
        }
    }
    None
}

fn broken_part<'t>(line: &'t str, part: &'t str) -> Option<(&'t str, &'static str, &'static str)> {
    for (at, _) in part.match_indices('<') {
        let inside = part[at + 1..].split('>').next().unwrap_or_default();
        let closed = part[at + 1 + inside.len()..].starts_with('>');
        let name = inside.strip_prefix('/').unwrap_or(inside);
        if closed && name.starts_with(|c: char| c.is_ascii_alphabetic()) && !name.contains(':') && !escaped(part, at) {
            return Some((&part[at..at + inside.len() + 2], "a tag of HTML", "put it between backquotes"));
        }
    }
    for (at, _) in part.match_indices('[').filter(|(at, _)| !escaped(part, *at)) {
        let Some(end) = part[at..].find(']').map(|end| at + end) else { continue };
        // A link says where to; a text in brackets that ends with a part of code goes on behind it.
        let link = part[end + 1..].starts_with(['(', '[', ':']);
        if !link && end > at + 1 {
            return Some((&part[at..=end], "a link to nowhere", "put it between backquotes, or write `\\[`"));
        }
    }
    for scheme in ["http://", "https://"] {
        for (at, _) in part.match_indices(scheme) {
            let before = part[..at].chars().next_back();
            let first = at == 0 && !line.starts_with(part);
            if !first && !matches!(before, Some('<' | '(' | '"')) {
                let address = part[at..].split([' ', ')', ',']).next().unwrap_or_default();
                return Some((
                    address,
                    "an address without a link",
                    "put it between `<` and `>`, or between backquotes",
                ));
            }
        }
    }
    None
}

fn escaped(part: &str, at: usize) -> bool {
    part[..at].ends_with('\\')
}
