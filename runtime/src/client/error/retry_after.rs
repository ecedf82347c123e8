//! How long a service asks to be left alone.

use std::time::Duration;

use http::HeaderMap;
use http::header::RETRY_AFTER;

use crate::client::lifetime::until;
use crate::date;

/// What `Retry-After` says, in seconds or as a point in time. A point in time is compared with the
/// service's own clock where the answer tells it, since clocks differ.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some(until(date::parse_http(text)?, headers).unwrap_or_default())
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
    fn both_forms_are_read() {
        let noon = Some("Wed, 21 Oct 2015 12:00:00 GMT");
        assert_eq!(read("7", None), Some(7));
        assert_eq!(read(" 0 ", None), Some(0));
        assert_eq!(read("Wed, 21 Oct 2015 12:00:30 GMT", noon), Some(30));
        assert_eq!(read("Wed, 21 Oct 2015 11:00:00 GMT", noon), Some(0), "in the past");
        assert_eq!(read("Wed, 21 Oct 2015 12:00:30 GMT", None), Some(0), "long ago by our clock");
    }

    #[test]
    fn nonsense_is_left_out() {
        for nonsense in ["", "soon", "-1", "1.5", "99999999999999999999999"] {
            assert_eq!(read(nonsense, None), None, "{nonsense}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }
}
