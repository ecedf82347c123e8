//! Queries.

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

/// Returns the address without parameters that do not count; empty ones do not, either. `keep` names a parameter whose
/// empty value counts.
pub(super) fn without_empty(uri: &Uri, keep: &str) -> Option<Uri> {
    let query = uri.query()?;
    let counts = |&(_, name, value): &(&str, &str, &str)| !value.is_empty() || name == keep;
    let kept: Vec<&str> = pairs(query).filter(counts).map(|(pair, ..)| pair).collect();
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
