//! Points in time in the spelling of HTTP headers.

use std::time::SystemTime;

/// Reads the form of HTTP headers: `Fri, 02 Jan 2026 03:04:05 GMT`.
pub(crate) fn parse_http(text: &str) -> Option<SystemTime> {
    Some(jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok()?.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn headers_are_read() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        assert_eq!(parse_http("Fri, 02 Jan 2026 03:04:05 GMT"), Some(time));
        assert_eq!(parse_http("tomorrow"), None);
    }
}
