//! Percent-encoding of paths and queries, identical for sending and signing.

use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Everything except the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends bytes percent-encoded, with uppercase hexadecimal digits.
pub(crate) fn push_encoded(out: &mut String, bytes: &[u8]) {
    out.extend(percent_encode(bytes, RESERVED));
}

/// Formats a query without the question mark: sorted by name and then by value, both before encoding.
pub(crate) fn query<K: AsRef<str> + Ord, V: Display + Ord>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let mut pairs: Vec<(K, V)> = pairs.into_iter().collect();
    pairs.sort();
    let mut query = String::new();
    for (name, value) in &pairs {
        if !query.is_empty() {
            query.push('&');
        }
        push_encoded(&mut query, name.as_ref().as_bytes());
        query.push('=');
        push_encoded(&mut query, value.to_string().as_bytes());
    }
    query
}

/// Returns true if URL libraries would send another path.
pub(crate) fn is_unstable(path: &str) -> bool {
    path.contains('\\')
        || path.split('/').any(|piece| matches!(piece.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."))
}
