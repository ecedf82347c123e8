//! Queries.

use http::Uri;

/// Returns the address without empty parameters, which count as absent. `keep` names a parameter whose empty value
/// counts.
pub(super) fn without_empty(uri: &Uri, keep: &str) -> Option<Uri> {
    let query = uri.query()?;
    let is_empty = |pair: &&str| pair.strip_suffix('=').is_some_and(|name| name != keep && !name.contains('='));
    if !query.split('&').any(|pair| is_empty(&pair)) {
        return None;
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !is_empty(pair)).collect();
    format!("{}?{}", uri.path(), kept.join("&")).parse().ok()
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
        assert_eq!(without("/a?x=1"), None);
        assert_eq!(without("/a"), None);
    }
}
