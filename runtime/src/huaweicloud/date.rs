//! Dates of signatures and responses.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use jiff::tz::Offset;

/// `20260102T030405Z`
const BASIC: &str = "%Y%m%dT%H%M%SZ";

/// Formats a time as signatures do; `None` if it is out of range.
pub(super) fn basic(time: SystemTime) -> Option<String> {
    strtime::format(BASIC, Timestamp::try_from(time).ok()?).ok()
}

/// Parses the format of signatures.
pub(super) fn parse_basic(text: &str) -> Option<SystemTime> {
    let civil = DateTime::strptime(BASIC, text).ok()?;
    Some(Offset::UTC.to_timestamp(civil).ok()?.into())
}

/// Parses ISO 8601 with optional fractions of a second: `2026-01-02T03:04:05.678000Z`.
#[cfg(feature = "client")]
pub(super) fn parse_iso(text: &str) -> Option<SystemTime> {
    Some(text.parse::<Timestamp>().ok()?.into())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_form_of_signatures_goes_both_ways() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        assert_eq!(basic(time).unwrap(), "20260102T030405Z");
        assert_eq!(basic(time + Duration::from_millis(999)).unwrap(), "20260102T030405Z");
        assert_eq!(parse_basic("20260102T030405Z"), Some(time));
        for text in ["", "20260102T030405", "20260102T030405+0800", "20261302T030405Z", "20260102T030405Zx"] {
            assert_eq!(parse_basic(text), None, "{text}");
        }
    }

    #[cfg(feature = "client")]
    #[test]
    fn dates_of_responses_are_read() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        assert_eq!(parse_iso("2026-01-02T03:04:05.000000Z"), Some(time));
        assert_eq!(parse_iso("2026-01-02T03:04:05Z"), Some(time));
        assert_eq!(parse_iso("tomorrow"), None);
    }
}
