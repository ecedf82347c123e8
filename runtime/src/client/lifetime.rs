//! Lifetimes of tokens.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::DATE;

use crate::date;

/// Returns the time by the server's clock.
pub(crate) fn server_time(headers: &HeaderMap) -> Option<SystemTime> {
    date::parse_http(headers.get(DATE)?.to_str().ok()?)
}

/// Returns the time until `end`. Uses the server's clock if the response has a date, since the local clock
/// may be wrong.
pub(crate) fn until(end: SystemTime, headers: &HeaderMap) -> Option<Duration> {
    end.duration_since(server_time(headers).unwrap_or_else(SystemTime::now)).ok()
}

/// Returns how long before its expiry a token is refreshed: a tenth of its lifetime, at most half an hour.
pub(crate) fn token_margin(lifetime: Option<Duration>) -> Duration {
    const MOST: Duration = Duration::from_secs(30 * 60);
    lifetime.map_or(MOST, |lifetime| (lifetime / 10).min(MOST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_senders_clock_counts() {
        let end = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        let mut headers = HeaderMap::new();
        headers.insert(DATE, "Fri, 02 Jan 2026 02:04:05 GMT".parse().unwrap());
        assert_eq!(until(end, &headers), Some(Duration::from_secs(3600)));
        headers.insert(DATE, "Fri, 02 Jan 2026 04:04:05 GMT".parse().unwrap());
        assert_eq!(until(end, &headers), None);
        assert!(until(SystemTime::now() + Duration::from_secs(100), &HeaderMap::new()).is_some());
    }
}
