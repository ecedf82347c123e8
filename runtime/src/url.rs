//! Percent-encoding of paths, queries and forms, identical for sending and signing.

#[cfg(feature = "huaweicloud")]
use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// Everything except the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Appends a string percent-encoded, with uppercase hexadecimal digits.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    // Most values are ids and numbers.
    if text.bytes().all(is_unreserved) {
        out.push_str(text);
    } else {
        push_encoded_bytes(out, text.as_bytes());
    }
}

/// Appends bytes percent-encoded.
pub(crate) fn push_encoded_bytes(out: &mut String, bytes: &[u8]) {
    out.extend(percent_encode(bytes, RESERVED));
}

fn is_unreserved(byte: u8) -> bool {
    UNRESERVED.get(usize::from(byte)).copied().unwrap_or_default()
}

/// The unreserved characters, by byte.
const UNRESERVED: [bool; 256] = {
    let mut unreserved = [false; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        unreserved[byte as usize] = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
        byte += 1;
    }
    unreserved
};

/// Formats a query without the question mark: sorted by name and then by value, both before encoding.
#[cfg(feature = "huaweicloud")]
pub(crate) fn query<K: AsRef<str> + Ord, V: Display + Ord>(pairs: impl IntoIterator<Item = (K, V)>) -> String {
    let mut pairs: Vec<(K, V)> = pairs.into_iter().collect();
    pairs.sort();
    let mut query = String::new();
    push_pairs(&mut query, pairs.iter().map(|(name, value)| (name.as_ref(), value.to_string())));
    query
}

/// Appends pairs of a query or a form.
#[cfg(any(feature = "client", feature = "huaweicloud"))]
pub(crate) fn push_pairs<K: AsRef<str>, V: AsRef<str>>(out: &mut String, pairs: impl Iterator<Item = (K, V)>) {
    for (index, (name, value)) in pairs.enumerate() {
        if index > 0 {
            out.push('&');
        }
        push_encoded(out, name.as_ref());
        out.push('=');
        push_encoded(out, value.as_ref());
    }
}

/// Returns true if URL libraries would send another path.
#[cfg(any(feature = "client", feature = "huaweicloud"))]
pub(crate) fn is_unstable(path: &str) -> bool {
    path.contains('\\')
        || path.split('/').any(|piece| matches!(piece.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."))
}
