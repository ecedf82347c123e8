//! Injected faults and latencies.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::str::FromStr;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, RETRY_AFTER};
use http::{HeaderValue, Response};
use http_body::Frame;

use super::UnknownOption;

/// Injected fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Error response with this status, in the operation's error style.
    Status {
        /// Status, from 400 to 599.
        status: u16,
        /// Value of the header `Retry-After` in seconds, if it is sent.
        retry_after: Option<u32>,
    },
    /// Connection reset without a response.
    Reset,
    /// Connection that ends in the middle of the body.
    Truncate,
    /// Complete body that is not JSON.
    Malformed,
    /// No response.
    Timeout,
    /// Response after an additional delay.
    Delay(Duration),
}

impl Fault {
    const WORDS: &str = "reset, truncate, malformed, timeout, a duration such as 250ms, \
                         a status such as 503 or 429;retry-after=3";
}

impl FromStr for Fault {
    type Err = UnknownOption;

    fn from_str(text: &str) -> Result<Self, UnknownOption> {
        let unknown = || UnknownOption::new(text, Self::WORDS);
        match text {
            "reset" => return Ok(Self::Reset),
            "truncate" => return Ok(Self::Truncate),
            "malformed" => return Ok(Self::Malformed),
            "timeout" => return Ok(Self::Timeout),
            _ => {}
        }
        if let Some(delay) = duration(text) {
            return Ok(Self::Delay(delay));
        }
        let (status, rest) = text.split_once(';').map_or((text, None), |(status, rest)| (status, Some(rest)));
        let status = status.trim().parse().ok().filter(|status| (400..600).contains(status)).ok_or_else(unknown)?;
        let retry_after = match rest {
            None => None,
            Some(rest) => {
                let seconds = rest.trim().strip_prefix("retry-after=").and_then(|seconds| seconds.parse().ok());
                Some(seconds.ok_or_else(unknown)?)
            }
        };
        Ok(Self::Status { status, retry_after })
    }
}

/// Latency of responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Latency {
    /// No additional latency.
    #[default]
    None,
    /// Fixed latency.
    Fixed(Duration),
    /// Uniformly distributed latency.
    Uniform {
        /// Minimum.
        min: Duration,
        /// Maximum.
        max: Duration,
    },
}

impl Latency {
    /// Returns a duration; `share` is from 0 to 1.
    pub(super) fn draw(self, share: f64) -> Duration {
        match self {
            Self::None => Duration::ZERO,
            Self::Fixed(duration) => duration,
            Self::Uniform { min, max } => {
                let more = Duration::try_from_secs_f64(max.saturating_sub(min).as_secs_f64() * share);
                more.map_or(max, |more| min.saturating_add(more))
            }
        }
    }
}

impl From<Duration> for Latency {
    fn from(latency: Duration) -> Self {
        Self::Fixed(latency)
    }
}

impl FromStr for Latency {
    type Err = UnknownOption;

    fn from_str(text: &str) -> Result<Self, UnknownOption> {
        let found = match text.split_once("..") {
            Some((least, most)) => duration(least).zip(duration(most)).map(|(min, max)| Self::Uniform { min, max }),
            None => duration(text).map(Self::Fixed),
        };
        found.ok_or_else(|| UnknownOption::new(text, "a duration such as 250ms or 2s, or a range such as 100ms..300ms"))
    }
}

/// Parses `250ms` or `2s`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    match text.strip_suffix("ms") {
        Some(number) => number.parse().ok().map(Duration::from_millis),
        None => text.strip_suffix('s')?.parse().ok().map(Duration::from_secs),
    }
}

/// Returns the `Retry-After` header.
pub(super) fn retry_after(seconds: u32) -> (http::HeaderName, HeaderValue) {
    (RETRY_AFTER, HeaderValue::from(seconds))
}

/// Truncates the body to its first half, with a matching length.
pub(super) fn malformed(response: Response<Body>, bytes: &Bytes) -> Response<Body> {
    let mut broken = bytes.slice(..bytes.len() / 2).to_vec();
    broken.extend_from_slice(b"{");
    response.map(|_| Body::from(broken))
}

/// Truncates the body to its first half, so that the connection ends early.
pub(super) fn truncated(response: Response<Body>, bytes: &Bytes) -> Response<Body> {
    // A response without a body must announce one to end early.
    let length = bytes.len().max(2);
    let half = bytes.slice(..bytes.len() / 2);
    let mut response = response.map(|_| Body::new(BreaksOff::Half(half)));
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    response
}

/// Body that ends with an error.
enum BreaksOff {
    Half(Bytes),
    /// Lets the written part be sent, instead of being discarded with the connection.
    Pause,
    End,
}

impl http_body::Body for BreaksOff {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match std::mem::replace(&mut *self, Self::End) {
            Self::Half(half) => {
                *self = Self::Pause;
                Poll::Ready(Some(Ok(Frame::data(half))))
            }
            Self::Pause => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
            Self::End => {
                let error = io::Error::new(io::ErrorKind::ConnectionReset, "the mock ends the response early");
                Poll::Ready(Some(Err(error)))
            }
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { status, retry_after: None } => write!(f, "{status}"),
            Self::Status { status, retry_after: Some(seconds) } => write!(f, "{status};retry-after={seconds}"),
            Self::Reset => f.write_str("reset"),
            Self::Truncate => f.write_str("truncate"),
            Self::Malformed => f.write_str("malformed"),
            Self::Timeout => f.write_str("timeout"),
            Self::Delay(delay) => write!(f, "{}ms", delay.as_millis()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_read_as_they_are_written() {
        for text in ["reset", "truncate", "malformed", "timeout", "503", "429;retry-after=3", "250ms"] {
            assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
        }
        for text in ["", "200", "600", "boom", "429;retry-after=soon"] {
            assert!(text.parse::<Fault>().is_err(), "{text}");
        }
    }

    #[test]
    fn latencies_stay_within_their_range() {
        let latency: Latency = "100ms..1s".parse().unwrap();
        assert_eq!(latency.draw(0.0), Duration::from_millis(100));
        assert_eq!(latency.draw(0.5), Duration::from_millis(550));
        assert_eq!("2s".parse::<Latency>().unwrap().draw(0.9), Duration::from_secs(2));
        assert!("fast".parse::<Latency>().is_err());
        let endless = Latency::Uniform { min: Duration::ZERO, max: Duration::MAX };
        assert_eq!(endless.draw(1.0), Duration::MAX);
    }
}
