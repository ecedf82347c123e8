//! Members without content, which Go leaves out of JSON and the model writes.

use memchr::memmem::Finder;

/// Removes empty members.
pub(super) struct Empty(Vec<Finder<'static>>);

impl Empty {
    /// Creates a filter for members that end with one of these strings: the end of a name, its quote and an empty value.
    pub(super) fn new(endings: &[&'static str]) -> Self {
        Self(endings.iter().map(|ending| Finder::new(*ending)).collect())
    }

    /// Returns the JSON without them, or the same if it has none.
    pub(super) fn remove(&self, json: Vec<u8>) -> Vec<u8> {
        self.0.iter().fold(json, without)
    }
}

/// Removes the members that end in a way. A quote in a string is escaped, so its quote only fits the end of a name.
fn without(json: Vec<u8>, ending: &Finder<'_>) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut rest = json.as_slice();
    while let Some(at) = ending.find(rest) {
        let (before, after) = rest.split_at(at);
        let after = after.get(ending.needle().len()..).unwrap_or_default();
        match start_of_name(before, kept.last()) {
            Some(start) => {
                kept.extend_from_slice(before.get(..start).unwrap_or_default());
                // One of the two commas around the member goes, too.
                rest = match (kept.last(), after.first()) {
                    (Some(b','), _) => {
                        kept.pop();
                        after
                    }
                    (_, Some(b',')) => after.get(1..).unwrap_or_default(),
                    _ => after,
                };
            }
            None => {
                kept.extend_from_slice(before);
                kept.extend_from_slice(ending.needle());
                rest = after;
            }
        }
    }
    if kept.is_empty() && rest.len() == json.len() {
        return json;
    }
    kept.extend_from_slice(rest);
    kept
}

/// Returns the place of the quote before the name that ends here. Names of fields have no other characters than letters.
/// `kept` is what is before all this.
fn start_of_name(before: &[u8], kept: Option<&u8>) -> Option<usize> {
    let start = before.iter().rposition(|byte| !byte.is_ascii_alphabetic())?;
    let previous = start.checked_sub(1).map_or(kept, |at| before.get(at));
    let is_member = previous.is_some_and(|byte| matches!(byte, b'{' | b','));
    (before.get(start) == Some(&b'"') && is_member).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn removed(json: &str) -> String {
        let empty = Empty::new(&["\":[]", "a\":{}", "c\":{}"]);
        String::from_utf8(empty.remove(json.into())).unwrap_or_default()
    }

    #[test]
    fn empty_members_are_removed_wherever_they_are() {
        for (json, expected) in [
            (r#"{"a":{},"b":1}"#, r#"{"b":1}"#),
            (r#"{"b":1,"a":{}}"#, r#"{"b":1}"#),
            (r#"{"b":1,"a":[],"c":{},"d":2}"#, r#"{"b":1,"d":2}"#),
            (r#"{"a":{},"c":[]}"#, "{}"),
            (r#"{"a":[],"b":[],"d":[1],"e":[],"f":[]}"#, r#"{"d":[1]}"#),
            (r#"{"list":[{"a":{}},{"a":{},"b":[]}]}"#, r#"{"list":[{},{}]}"#),
            (r#"{"b":1}"#, r#"{"b":1}"#),
            ("{}", "{}"),
        ] {
            assert_eq!(removed(json), expected);
        }
    }

    #[test]
    fn strings_stay() {
        for json in [r#"{"a":"x\":{}"}"#, r#"{"a":",\"b\":{}"}"#, r#"{"a\\\"b":"c\\"}"#] {
            assert_eq!(removed(json), json);
        }
    }
}
