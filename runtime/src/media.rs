//! Names of media types.

/// Media type of JSON.
pub(crate) const JSON: &str = "application/json";

/// Media type of server-sent events.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) const EVENTS: &str = "text/event-stream";

/// Media type of bytes whose type is unknown.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) const BYTES: &str = "application/octet-stream";

/// Returns true for `application/json`, `application/…+json` and other types below `application` of which `json` is the last
/// word apart from numbers, such as `application/x-rpc-json-1.1`. Without parameters and in lower case.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn is_json(media: &str) -> bool {
    let Some(name) = media.strip_prefix("application/") else { return false };
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    name.rsplit(['+', '-', '.']).find(|word| !is_number(word)) == Some("json")
}

/// Returns a media type without its parameters, in lower case.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn essence(media: &str) -> String {
    media.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Returns the charset of a string if its bytes could pass for UTF-8, but mean something else.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn wide_charset(headers: &http::HeaderMap) -> Option<&'static str> {
    let media = headers.get(http::header::CONTENT_TYPE)?.to_str().ok()?.to_ascii_lowercase();
    let charset = media.split("charset=").nth(1)?.trim_start_matches('"');
    ["utf-16", "utf-32", "utf-7"].into_iter().find(|wide| charset.starts_with(wide))
}

/// Returns true for a range of media types, such as `image/*`.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn is_range(media: &str) -> bool {
    media.ends_with("/*")
}

/// Returns true if a media type is the expected one, or within the expected range. Bytes can have any type, and bytes
/// whose type is unknown are within each range: that is how files without a type are sent.
#[cfg(feature = "server")]
pub(crate) fn is_within(sent: &str, expected: &str) -> bool {
    let in_range = || {
        let start = if expected == "*/*" { "" } else { expected.trim_end_matches('*') };
        sent == BYTES || sent.contains('/') && sent.starts_with(start)
    };
    sent == expected || expected == BYTES || is_range(expected) && in_range()
}

/// Returns true if servers read a media type as it is sent: in visible ASCII and spaces between.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn is_sendable(text: &str) -> bool {
    !text.is_empty() && text.trim_ascii() == text && text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic())
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn types_are_compared_with_types_and_ranges() {
        for (sent, expected) in [
            ("text/plain", "text/plain"),
            ("image/png", "image/*"),
            ("image/*", "image/*"),
            ("application/octet-stream", "image/*"),
            ("image/png", "*/*"),
            ("application/pdf", "application/*"),
            ("image/png", "application/octet-stream"),
            ("application/octet-stream", "application/octet-stream"),
        ] {
            assert!(is_within(sent, expected), "{sent} {expected}");
        }
        let others =
            [("text/html", "text/plain"), ("imagery/png", "image/*"), ("", "image/*"), ("", "*/*"), ("png", "*/*")];
        for (sent, expected) in others {
            assert!(!is_within(sent, expected), "{sent} {expected}");
        }
        assert_eq!(essence(" Text/Plain ; charset=utf-8"), "text/plain");
    }
}
