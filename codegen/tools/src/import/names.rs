//! Names in the specification, made of names in the document.

use std::collections::{BTreeMap, BTreeSet};

use heck::{ToPascalCase as _, ToSnakeCase as _};

/// Longest name. A name that is cut ends with a whole word.
const LONGEST: usize = 80;

/// Returns a name in snake_case, or the fallback if nothing of the text can be in a name.
pub(super) fn snake(text: &str, fallback: &str) -> String {
    let name = cut(&ascii(text).to_snake_case(), '_');
    match name.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("n{name}"),
        Some(_) => name,
    }
}

/// Returns a name in PascalCase, or the fallback if nothing of the text can be in a name.
pub(super) fn pascal(text: &str, fallback: &str) -> String {
    let name = cut(&ascii(text).to_snake_case(), '_').to_pascal_case();
    match name.chars().next() {
        None => fallback.to_owned(),
        Some(first) if first.is_ascii_digit() => format!("T{name}"),
        Some(_) => name,
    }
}

/// Returns the name of one of several: `pets` → `pet`.
pub(super) fn singular(name: &str) -> Option<String> {
    if let Some(stem) = name.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    let stem = name.strip_suffix('s')?;
    (!stem.ends_with(['s', 'u', 'i']) && stem.len() > 2).then(|| stem.to_owned())
}

/// Letters and digits of ASCII, with spaces in the place of everything else.
fn ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect()
}

fn cut(name: &str, separator: char) -> String {
    if name.len() <= LONGEST {
        return name.to_owned();
    }
    let head = &name[..LONGEST];
    head.rsplit_once(separator).map_or(head, |(head, _)| head).to_owned()
}

/// Names that are taken.
#[derive(Debug, Default)]
pub(super) struct Taken(BTreeSet<String>);

impl Taken {
    /// Takes the first of some names that is free, or else the last one with a number.
    pub(super) fn claim(&mut self, wanted: &[String]) -> String {
        let last = wanted.last().map_or("", String::as_str);
        let numbered = (2..).map(|number| format!("{last}{number}"));
        let mut all = wanted.iter().cloned().chain(numbered);
        let free = all.find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }

    /// Takes a name of snake_case, with a number if it is taken.
    pub(super) fn claim_snake(&mut self, wanted: &str) -> String {
        let numbered = (2..).map(|number| format!("{wanted}_{number}"));
        let mut all = std::iter::once(wanted.to_owned()).chain(numbered);
        let free = all.find(|name| !self.0.contains(name)).unwrap_or_default();
        self.0.insert(free.clone());
        free
    }

    /// Takes a name, whether or not it is free.
    pub(super) fn take(&mut self, name: &str) {
        self.0.insert(name.to_owned());
    }
}

/// Returns short names for names with dots: the last parts that tell them apart.
pub(super) fn shortened<'n>(names: impl Iterator<Item = &'n str>) -> BTreeMap<&'n str, String> {
    let names: Vec<&str> = names.collect();
    let mut short = BTreeMap::new();
    let mut left: Vec<(&str, usize)> = names.iter().map(|name| (*name, 1)).collect();
    while !left.is_empty() {
        let mut groups: BTreeMap<String, Vec<(&str, usize)>> = BTreeMap::new();
        for (name, parts) in left.drain(..) {
            groups.entry(tail(name, parts)).or_default().push((name, parts));
        }
        for (candidate, members) in groups {
            let taken = short.values().any(|known| *known == candidate);
            for (index, (name, parts)) in members.iter().enumerate() {
                let whole = *parts >= name.split('.').count();
                if members.len() == 1 && !taken || whole && index == 0 && !taken {
                    short.insert(*name, candidate.clone());
                } else if whole {
                    let number = (2..).map(|number| format!("{candidate}{number}"));
                    let free = number.into_iter().find(|name| !short.values().any(|known| known == name));
                    short.insert(*name, free.unwrap_or_default());
                } else {
                    left.push((name, parts + 1));
                }
            }
        }
    }
    short
}

fn tail(name: &str, parts: usize) -> String {
    let all: Vec<&str> = name.split('.').collect();
    pascal(&all[all.len().saturating_sub(parts)..].join(" "), "Value")
}

/// Spells what has no letters: `+1` → `plus_1`.
pub(super) fn spelled(text: &str) -> String {
    let word = |c: char| match c {
        '+' => Some("plus"),
        '-' => Some("minus"),
        '*' => Some("star"),
        '/' => Some("slash"),
        '=' => Some("equal"),
        '<' => Some("less"),
        '>' => Some("greater"),
        '!' => Some("not"),
        '&' => Some("and"),
        '|' => Some("or"),
        '%' => Some("percent"),
        '#' => Some("hash"),
        '@' => Some("at"),
        '$' => Some("dollar"),
        '.' => Some("dot"),
        ',' => Some("comma"),
        ':' => Some("colon"),
        '~' => Some("tilde"),
        '^' => Some("caret"),
        '?' => Some("question"),
        _ => None,
    };
    let mut spelled = String::new();
    for c in text.chars().take(LONGEST) {
        match word(c) {
            Some(word) => spelled.push_str(&format!(" {word} ")),
            None if c.is_ascii_alphanumeric() => spelled.push(c),
            None if c.is_alphabetic() => spelled.push_str(&format!(" x{:x} ", u32::from(c))),
            None => spelled.push(' '),
        }
    }
    snake(&spelled, "empty")
}

/// Returns a name that is free: the stem, or the stem with a number.
pub(super) fn free(stem: &str, separator: &str, taken: &BTreeSet<String>) -> String {
    let numbered = (2..).map(|number| format!("{stem}{separator}{number}"));
    let mut all = std::iter::once(stem.to_owned()).chain(numbered);
    all.find(|name| !taken.contains(name)).unwrap_or_default()
}
