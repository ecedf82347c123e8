//! Queries.

use std::collections::BTreeSet;

use http::Uri;

/// Returns the pairs of a query that count, with their names and values: not those with a semicolon, with what is no
/// escape, or without a value.
pub(super) fn pairs(query: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    let pairs = query.split('&').filter(|pair| !pair.contains(';') && is_escaped(pair));
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (pair, name, value)
    })
}

/// Returns whether each `%` begins an escape.
pub(super) fn is_escaped(text: &str) -> bool {
    let mut escapes = text.split('%').skip(1);
    escapes.all(|escape| escape.get(..2).is_some_and(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit())))
}

/// Returns the address without parameters that do not count. The first value of a parameter counts, unless it is empty.
/// `list` names a parameter of which each value counts, also an empty one.
pub(super) fn without_empty(uri: &Uri, list: &str) -> Option<Uri> {
    let query = uri.query()?;
    let mut seen = BTreeSet::new();
    let kept = pairs(query).filter_map(|(pair, name, value)| {
        let counts = name == list || (seen.insert(name) && !value.is_empty());
        counts.then_some(pair)
    });
    let kept: Vec<&str> = kept.collect();
    let kept = kept.join("&");
    if kept == query {
        return None;
    }
    format!("{}?{kept}", uri.path()).parse().ok()
}

/// Returns the first value of a parameter, undecoded.
pub(crate) fn value<'a>(uri: &'a Uri, name: &str) -> Option<&'a str> {
    let pairs = uri.query()?.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    pairs.into_iter().find(|(known, _)| *known == name).map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_parameters_are_absent() {
        let without = |text: &'static str| without_empty(&Uri::from_static(text), "label").map(|uri| uri.to_string());
        assert_eq!(without("/a?x=&y=1&label=&z="), Some("/a?y=1&label=".to_owned()));
        assert_eq!(without("/a?x&y=1&label&&"), Some("/a?y=1&label".to_owned()));
        assert_eq!(without("/a?x=&x=1&label=a&label=b&y=1&y=2"), Some("/a?label=a&label=b&y=1".to_owned()));
        assert_eq!(without("/a?x=1"), None);
        assert_eq!(without("/a"), None);
    }

    #[test]
    fn what_cannot_be_read_is_absent() {
        let without = |text: &'static str| without_empty(&Uri::from_static(text), "").map(|uri| uri.to_string());
        assert_eq!(without("/a?x=%zz&y=%41&%4=1&z=1;w=2"), Some("/a?y=%41".to_owned()));
        assert_eq!(without("/a?y=%41%2f"), None);
    }
}
