//! The canonical form of files: it is stable and loses nothing.

use serde_yaml::Value;
use specwright_tools::fmt::{Problem, format};
use specwright_tools::source::{SourceFile, SourceMap};

use crate::specs::assert_in_place;

/// A file of each kind.
const PATHS: [&str; 7] =
    ["a.yaml", "api.yaml", "sources.yaml", "ledger/a.yaml", "ledger/waivers.yaml", "acknowledged.yaml", "shared.yaml"];

/// Formats a text; the first byte chooses the kind of file.
///
/// - A text that is YAML has a canonical form, which is its own canonical form.
/// - Another reader of YAML finds the same values in both.
/// - Every comment is still there.
/// - A text that is not YAML has a problem inside the file.
pub fn fmt(bytes: &[u8]) {
    let Some((kind, text)) = bytes.split_first() else { return };
    let path = PATHS[usize::from(*kind) % PATHS.len()];
    let text = String::from_utf8_lossy(text).into_owned();
    let (formatted, sources) = formatted(path, &text);
    match formatted {
        Ok(once) => {
            let (twice, _) = self::formatted(path, &once);
            assert_eq!(twice.ok().as_deref(), Some(once.as_str()), "the canonical form has another one");
            // Readers of YAML disagree about these, about a block text without a line break at its end or without anything
            // around it, about strings in brackets that begin with a question mark, and about numbers that are octal, binary,
            // or hexadecimal with a sign.
            let disputed = text.contains(['\t', '\r', '\u{85}', '\u{2028}', '\u{2029}', '\u{feff}'])
                || !text.ends_with('\n')
                || text.contains('?') && text.contains(['[', '{'])
                || ["0o", "0O", "0b", "0B", "-0x", "+0x"].iter().any(|radix| text.contains(radix));
            if let Ok(before) = serde_yaml::from_str::<Value>(&text)
                && !(disputed || before.is_string())
                && !has_odd_keys(&before, &text)
            {
                let after: Value = serde_yaml::from_str(&once).unwrap_or_else(|error| panic!("{error}:\n{once}"));
                // An empty file is an empty mapping.
                let empty = before.as_mapping().is_some_and(|entries| entries.is_empty()) && after.is_null();
                let same = with_names(before) == with_names(after);
                assert!(same || empty, "formatting changes what the file says:\n{once}");
            }
        }
        Err(Problem::Mistakes(found)) => {
            assert!(!found.is_empty());
            found.iter().for_each(|found| assert_in_place(found, &sources));
        }
        Err(Problem::Bug(what)) => panic!("{what}"),
    }
}

/// Whether a key is no string for the other reader, nor a decimal number. In a specification every key is a string, and
/// gets quotes.
fn has_odd_keys(value: &Value, text: &str) -> bool {
    let is_apart = |c: char| !c.is_alphanumeric() && !"+-.".contains(c);
    // Also in no other way, such as with a sign.
    let is_written = |number: String| {
        text.contains(&number)
            && text.match_indices(&number).all(|(at, _)| {
                let (before, after) = (&text[..at], &text[at + number.len()..]);
                before.chars().next_back().is_none_or(is_apart) && after.chars().next().is_none_or(is_apart)
            })
    };
    let is_usual = |key: &Value| key.is_string() || key.as_i64().is_some_and(|number| is_written(number.to_string()));
    match value {
        Value::Mapping(entries) => entries.iter().any(|(key, value)| !is_usual(key) || has_odd_keys(value, text)),
        Value::Sequence(items) => items.iter().any(|item| has_odd_keys(item, text)),
        _ => false,
    }
}

/// Returns a value whose keys are strings, as those of a specification are.
fn with_names(value: Value) -> Value {
    let name =
        |key: Value| if key.is_number() { Value::String(key.as_i64().unwrap_or_default().to_string()) } else { key };
    match value {
        Value::Mapping(entries) => {
            Value::Mapping(entries.into_iter().map(|(key, value)| (name(key), with_names(value))).collect())
        }
        Value::Sequence(items) => Value::Sequence(items.into_iter().map(with_names).collect()),
        other => other,
    }
}

fn formatted(path: &str, text: &str) -> (Result<String, Problem>, SourceMap) {
    let file = SourceFile { path: path.to_owned(), text: text.to_owned() };
    let sources = SourceMap::new("spec", vec![file]);
    let formatted = sources.iter().map(|(id, _)| format(&sources, id)).next();
    (formatted.unwrap_or_else(|| panic!("the file is gone")), sources)
}
