//! The `Retry-After` header.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::client::lifetime::until;
use crate::date;

/// Upper bound, so that arithmetic with the delay cannot overflow.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);

/// Parses `Retry-After`, in seconds or as a date; at most one year. A fraction of a second is rounded up. A date is
/// compared with the `Date` header if present, since clocks differ.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let pause = match seconds(text) {
        Some(seconds) => Duration::from_secs(seconds),
        None => until(date::parse_http(text)?, headers).unwrap_or_default(),
    };
    Some(pause.min(LONGEST))
}

fn seconds(text: &str) -> Option<u64> {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let rest = u64::from(fraction.bytes().any(|byte| byte != b'0'));
    (is_number(whole) && is_number(fraction)).then(|| whole.parse().unwrap_or(u64::MAX).saturating_add(rest))
}

#[cfg(test)]
mod tests {
    use http::header::DATE;

    use super::*;

    fn read(after: &'static str, date: Option<&'static str>) -> Option<u64> {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, after.parse().unwrap());
        if let Some(date) = date {
            headers.insert(DATE, date.parse().unwrap());
        }
        retry_after(&headers).map(|pause| pause.as_secs())
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let noon = Some("Wed, 21 Oct 2015 12:00:00 GMT");
        assert_eq!(read("7", None), Some(7));
        assert_eq!(read(" 0 ", None), Some(0));
        for date in ["Wed, 21 Oct 2015 12:00:30 GMT", "Wednesday, 21-Oct-15 12:00:30 GMT", "Wed Oct 21 12:00:30 2015"] {
            assert_eq!(read(date, noon), Some(30), "{date}");
        }
        assert_eq!(read("Wed, 21 Oct 2015 11:00:00 GMT", noon), Some(0), "in the past");
        assert_eq!(read("Wed, 21 Oct 2015 12:00:30 GMT", None), Some(0), "long ago by our clock");
    }

    #[test]
    fn a_fraction_is_rounded_up() {
        for (text, seconds) in
            [("1.5", 2), ("0.001", 1), ("7.00", 7), ("99999999999999999999999.5", 365 * 24 * 60 * 60)]
        {
            assert_eq!(read(text, None), Some(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_never_over_is_a_year() {
        let year = Some(365 * 24 * 60 * 60);
        for never in ["31536001", "18446744073709551615", "99999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"] {
            assert_eq!(read(never, None), year, "{never}");
            assert!(read(never, Some("Fri, 31 Dec 9999 23:59:59 GMT")).is_some(), "{never}");
        }
    }

    #[test]
    fn nonsense_is_left_out() {
        for nonsense in ["", "soon", "-1", "+1", "1.", ".5", "1.5.0", "1,5", "Fri, 31 Feb 9999 23:59:59 GMT"] {
            assert_eq!(read(nonsense, None), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
