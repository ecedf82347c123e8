//! Request ids, which link a response to log entries.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use http::header::HeaderName;
use http::{HeaderMap, HeaderValue};

pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

const LONGEST: usize = 128;

/// Returns the caller's id if it is valid, or else a new one.
pub(super) fn of(headers: &HeaderMap) -> String {
    headers
        .get(&X_REQUEST_ID)
        .and_then(|value| value.to_str().ok())
        .filter(|id| is_sane(id))
        .map_or_else(generate, str::to_owned)
}

/// Returns true if the id is visible ASCII, since it is copied into headers, bodies and logs.
fn is_sane(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Generates 32 hex digits: a counter, hashed with random keys per process. Unique enough for log searches;
/// not a secret.
fn generate() -> String {
    static KEYS: OnceLock<RandomState> = OnceLock::new();
    static COUNTER: AtomicU64 = AtomicU64::new(0);

    let keys = KEYS.get_or_init(RandomState::new);
    let count = COUNTER.fetch_add(1, Ordering::Relaxed);
    let (high, low) = (keys.hash_one((count, 0u8)), keys.hash_one((count, 1u8)));
    format!("{high:016x}{low:016x}")
}

/// Converts the id to a header value. Ids are visible ASCII, so this always succeeds.
pub(super) fn header_value(id: &str) -> HeaderValue {
    HeaderValue::from_str(id).unwrap_or_else(|_| HeaderValue::from_static("invalid"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id_for(sent: &[u8]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert(X_REQUEST_ID, HeaderValue::from_bytes(sent).unwrap());
        of(&headers)
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
    fn new_ids_differ() {
        let (one, other) = (generate(), generate());
        assert_ne!(one, other);
        assert!(is_sane(&one));
    }
}
