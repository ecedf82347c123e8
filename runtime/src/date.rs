//! Dates of HTTP headers.

use std::time::SystemTime;

/// Parses an HTTP date: `Fri, 02 Jan 2026 03:04:05 GMT`. The last hours of the year 9999 become the maximum
/// time.
pub(crate) fn parse_http(text: &str) -> Option<SystemTime> {
    let read = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text);
    let time = read.or_else(|error| {
        let civil = jiff::civil::DateTime::strptime("%a, %d %b %Y %H:%M:%S GMT", text);
        civil.map(|_| jiff::Timestamp::MAX).map_err(|_| error)
    });
    Some(time.ok()?.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn headers_are_read() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        assert_eq!(parse_http("Fri, 02 Jan 2026 03:04:05 GMT"), Some(time));
        assert_eq!(parse_http("Fri, 31 Dec 9999 23:59:59 GMT"), Some(jiff::Timestamp::MAX.into()));
        for other in ["tomorrow", "Fri, 31 Feb 9999 23:59:59 GMT", "Fri, 02 Jan 10000 03:04:05 GMT"] {
            assert_eq!(parse_http(other), None, "{other}");
        }
    }
}
