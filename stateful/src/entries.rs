//! Keys and values of the entries of a storage.

use serde::Serialize;

/// Kind of the entries with counters.
pub(crate) const COUNTERS: &str = "servicecomb.counter";

/// Returns the key of several parts.
pub(crate) fn key(parts: &[&str]) -> String {
    let escaped: Vec<String> = parts.iter().map(|part| part.replace('%', "%25").replace('/', "%2F")).collect();
    escaped.join("/")
}

/// Returns the parts of a key.
pub(crate) fn parts<const COUNT: usize>(key: &str) -> Result<[String; COUNT], String> {
    let parts: Vec<String> = key.split('/').map(|part| part.replace("%2F", "/").replace("%25", "%")).collect();
    parts.try_into().map_err(|_| format!("expected a key of {COUNT} parts with `/` between them"))
}

/// Returns an entry as JSON. Values of strings, numbers, lists and maps always serialize.
pub(crate) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_parts() {
        for expected in [["a", "b"], ["", "x/y"], ["%2F", "/%25"]] {
            assert_eq!(parts(&key(&expected)).unwrap(), expected);
        }
        assert!(parts::<3>("a/b").is_err());
    }
}
