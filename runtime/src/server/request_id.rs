//! Request ids, which link a response to log entries.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::header::HeaderName;
use http::{HeaderMap, HeaderValue};

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 128;

/// Id of a request: visible ASCII.
#[derive(Clone)]
pub(super) enum RequestId {
    /// That of the caller.
    Given(HeaderValue),
    New([u8; 32]),
}

impl RequestId {
    /// Returns the caller's id if it is valid, or else a new one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers.get(&X_REQUEST_ID).filter(|value| is_sane(value.as_bytes()));
        given.map_or_else(|| Self::New(generate()), |value| Self::Given(value.clone()))
    }

    pub(super) fn as_str(&self) -> &str {
        let bytes = match self {
            Self::Given(value) => value.as_bytes(),
            Self::New(digits) => digits,
        };
        // It is ASCII.
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// Returns the id as a header.
    pub(super) fn header_value(&self) -> HeaderValue {
        match self {
            Self::Given(value) => value.clone(),
            Self::New(digits) => {
                HeaderValue::from_bytes(digits).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
            }
        }
    }
}

/// Returns true if the id is visible ASCII, since it is copied into headers, bodies and logs.
fn is_sane(id: &[u8]) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.iter().all(u8::is_ascii_graphic)
}

/// Generates 32 hex digits: a counter, hashed with random keys per process, and mixed with a hash of the process. Unique
/// enough for log searches; not a secret.
fn generate() -> [u8; 32] {
    static KEYS: OnceLock<(RandomState, u64)> = OnceLock::new();
    static COUNTER: AtomicU64 = AtomicU64::new(0);

    let (keys, process) = KEYS.get_or_init(|| {
        let keys = RandomState::new();
        let process = keys.hash_one("process");
        (keys, process)
    });
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    // The first half differs between processes and the second between requests.
    let high = process.wrapping_add(count.rotate_left(32));
    let low = keys.hash_one(count);
    let bytes = (u128::from(high) << 64 | u128::from(low)).to_be_bytes();
    let digit = |nibble: u8| nibble + if nibble < 10 { b'0' } else { b'a' - 10 };
    let mut digits = [0; 32];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[digit(byte >> 4), digit(byte & 15)]);
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(sent: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_bytes(sent).unwrap());
        let id = RequestId::of(&headers);
        assert_eq!(id.header_value(), id.as_str());
        id.as_str().to_owned()
    }

    #[test]
    fn sensible_ids_are_taken_over() {
        assert_eq!(id_for(b"abc-1/2"), "abc-1/2");
        assert_eq!(id_for(&[b'x'; LONGEST]).len(), LONGEST);
    }

    #[test]
    fn others_are_replaced() {
        for sent in [&b""[..], b"a b", b"\xe4", &[b'x'; LONGEST + 1]] {
            assert_eq!(id_for(sent).len(), 32);
        }
    }

    #[test]
    fn new_ids_are_hexadecimal_and_differ() {
        let ids: std::collections::BTreeSet<_> = (0..1000).map(|_| generate()).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().flatten().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')));
    }
}
