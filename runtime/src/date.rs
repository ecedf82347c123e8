//! Dates of HTTP headers.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Parses an HTTP date in one of its three forms (RFC 9110, section 5.6.7): `Fri, 02 Jan 2026 03:04:05 GMT`,
/// `Friday, 02-Jan-26 03:04:05 GMT` or `Fri Jan  2 03:04:05 2026`. The last hours of the year 9999 become the maximum
/// time.
pub(crate) fn parse_http(text: &str) -> Option<SystemTime> {
    const FORMS: [&str; 3] = ["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];
    let read = jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(text).ok();
    let time = read.or_else(|| {
        let civil = FORMS.iter().find_map(|form| DateTime::strptime(form, text).ok())?;
        Some(civil.to_zoned(TimeZone::UTC).map_or(Timestamp::MAX, |zoned| zoned.timestamp()))
    });
    Some(time?.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn headers_are_read() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        for form in ["Fri, 02 Jan 2026 03:04:05 GMT", "Friday, 02-Jan-26 03:04:05 GMT", "Fri Jan  2 03:04:05 2026"] {
            assert_eq!(parse_http(form), Some(time), "{form}");
        }
        assert_eq!(parse_http("Fri, 31 Dec 9999 23:59:59 GMT"), Some(Timestamp::MAX.into()));
        for other in [
            "tomorrow",
            "Friday, 31-Feb-26 03:04:05 GMT",
            "Fri Feb 31 03:04:05 2026",
            "Friday, 02-Jan-26 03:04:05",
            "Fri, 31 Feb 9999 23:59:59 GMT",
            "Fri, 02 Jan 10000 03:04:05 GMT",
        ] {
            assert_eq!(parse_http(other), None, "{other}");
        }
    }
}
