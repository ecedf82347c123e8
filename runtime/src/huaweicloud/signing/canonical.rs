//! Canonical form of a request, over which both sides compute a signature.

use std::fmt::{Display, Write as _};

use http::{HeaderMap, HeaderName};
use percent_encoding::percent_decode_str;

use crate::url::{self, push_encoded_bytes};

/// Returns the canonical path: decoded, encoded segment by segment, with a trailing slash. An encoded slash
/// becomes a plain one. The sent path stays unchanged.
///
/// ```
/// # use specwright_runtime::huaweicloud::signing::canonical_path;
/// assert_eq!(canonical_path("/v1/a b/c%2Fd"), "/v1/a%20b/c/d/");
/// ```
#[must_use]
pub fn canonical_path(path: &str) -> String {
    let decoded: Vec<u8> = percent_decode_str(path).collect();
    let mut canonical = String::with_capacity(decoded.len() + 1);
    for (index, piece) in decoded.split(|byte| *byte == b'/').enumerate() {
        if index > 0 {
            canonical.push('/');
        }
        push_encoded_bytes(&mut canonical, piece);
    }
    if !canonical.ends_with('/') {
        canonical.push('/');
    }
    canonical
}

/// Returns the canonical query, which is also sent: sorted by name and then by value, both before encoding,
/// without the question mark. Repeated pairs stay.
///
/// Values are sorted by their type: strings by code point, numbers by size.
///
/// ```
/// # use specwright_runtime::huaweicloud::signing::canonical_query;
/// assert_eq!(canonical_query([("b", "x y"), ("b", ""), ("A", "1")]), "A=1&b=&b=x%20y");
/// ```
#[must_use]
pub fn canonical_query<K: AsRef<str> + Ord, V: Display + Ord>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    url::query(pairs)
}

/// Returns the canonical form of a query from a URL. A plus is a space, as in forms.
///
/// ```
/// # use specwright_runtime::huaweicloud::signing::canonical_query_of;
/// assert_eq!(canonical_query_of("b=2&a=x+y&&c"), "a=x%20y&b=2&c=");
/// ```
#[must_use]
pub fn canonical_query_of(raw: &str) -> String {
    let mut pairs: Vec<(Vec<u8>, Vec<u8>)> = raw
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect();
    pairs.sort();
    let mut query = String::with_capacity(raw.len());
    for (index, (name, value)) in pairs.iter().enumerate() {
        if index > 0 {
            query.push('&');
        }
        push_encoded_bytes(&mut query, name);
        query.push('=');
        push_encoded_bytes(&mut query, value);
    }
    query
}

fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(&text.replace('+', " ")).collect()
}

/// Builds the six parts of the canonical request. `names` are sorted and lowercase.
pub(super) fn request(
    method: &str,
    path: &str,
    query: &str,
    headers: &HeaderMap,
    names: &[HeaderName],
    payload: &str,
) -> Vec<u8> {
    let mut text = String::new();
    // Writing to a string does not fail.
    let _ = writeln!(text, "{}\n{}\n{query}", method.to_ascii_uppercase(), canonical_path(path));
    let mut request = text.into_bytes();
    for name in names {
        let mut values: Vec<&[u8]> = headers.get_all(name).iter().map(|value| trimmed(value.as_bytes())).collect();
        values.sort_unstable();
        for value in values {
            request.extend_from_slice(name.as_str().as_bytes());
            request.push(b':');
            request.extend_from_slice(value);
            request.push(b'\n');
        }
    }
    request.push(b'\n');
    request.extend_from_slice(joined(names).as_bytes());
    request.push(b'\n');
    request.extend_from_slice(payload.as_bytes());
    request
}

/// Trims Unicode white space at both ends.
fn trimmed(value: &[u8]) -> &[u8] {
    std::str::from_utf8(value).map_or_else(|_| value.trim_ascii(), |text| text.trim().as_bytes())
}

/// Joins the names of the signed headers.
pub(super) fn joined(names: &[HeaderName]) -> String {
    names.iter().map(HeaderName::as_str).collect::<Vec<_>>().join(";")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_decoded_once_and_end_with_a_slash() {
        for (path, canonical) in [
            ("", "/"),
            ("/", "/"),
            ("/a", "/a/"),
            ("/a/", "/a/"),
            ("/a%252Fb", "/a%252Fb/"),
            ("/a%2Fb", "/a/b/"),
            ("/ä", "/%C3%A4/"),
            ("/%zz", "/%25zz/"),
            ("/a//../.", "/a//.././"),
        ] {
            assert_eq!(canonical_path(path), canonical);
        }
    }

    #[test]
    fn a_canonical_query_stays_as_it_is() {
        let canonical = canonical_query([("label", "a:1"), ("b c", "ä&=+"), ("empty", "")]);
        assert_eq!(canonical_query_of(&canonical), canonical);
    }

    #[test]
    fn numbers_are_sorted_by_size() {
        assert_eq!(canonical_query([("n", 10), ("n", 9)]), "n=9&n=10");
        assert_eq!(canonical_query([("n", "10"), ("n", "9")]), "n=10&n=9");
    }
}
