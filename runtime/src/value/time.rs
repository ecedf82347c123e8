//! Timestamps: a number of seconds or milliseconds since 1970.
//!
//! The types keep the exact number and add its unit. Convert to [`SystemTime`] for use with a date library.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::decode;

const NANOS_PER_SECOND: i128 = 1_000_000_000;
const NANOS_PER_MILLI: i128 = 1_000_000;

/// Error of a string that is not a timestamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseTimestampError {
    got: String,
}

impl fmt::Display for ParseTimestampError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a timestamp as an integer, got {:?}", self.got)
    }
}

impl std::error::Error for ParseTimestampError {}

/// Converts `units` of `nanos` each to a time; `None` if the platform's clock cannot represent it.
fn to_system_time(units: i64, nanos: i128) -> Option<SystemTime> {
    let total = i128::from(units) * nanos;
    let distance = total.unsigned_abs();
    let seconds = u64::try_from(distance / NANOS_PER_SECOND.unsigned_abs()).ok()?;
    let rest = u32::try_from(distance % NANOS_PER_SECOND.unsigned_abs()).ok()?;
    let distance = Duration::new(seconds, rest);
    if total < 0 { SystemTime::UNIX_EPOCH.checked_sub(distance) } else { SystemTime::UNIX_EPOCH.checked_add(distance) }
}

/// Returns the number of whole units since 1970, rounded down and saturated.
fn from_system_time(time: SystemTime, nanos: i128) -> i64 {
    let nanos_of =
        |distance: Duration| i128::from(distance.as_secs()) * NANOS_PER_SECOND + i128::from(distance.subsec_nanos());
    let total = match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => nanos_of(after),
        Err(before) => -nanos_of(before.duration()),
    };
    let units = total.div_euclid(nanos);
    i64::try_from(units).unwrap_or(if units < 0 { i64::MIN } else { i64::MAX })
}

macro_rules! timestamp {
    ($(#[$attribute:meta])* $name:ident, $nanos:expr) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// Returns the number.
            #[must_use]
            pub const fn as_i64(self) -> i64 {
                self.0
            }

            /// Converts to a system time; `None` if the platform's clock cannot represent it.
            #[must_use]
            pub fn to_system_time(self) -> Option<SystemTime> {
                to_system_time(self.0, $nanos)
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                Self(number)
            }
        }

        impl From<$name> for i64 {
            fn from(time: $name) -> Self {
                time.0
            }
        }

        /// Rounds down and saturates.
        impl From<SystemTime> for $name {
            fn from(time: SystemTime) -> Self {
                Self(from_system_time(time, $nanos))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = ParseTimestampError;

            fn from_str(text: &str) -> Result<Self, ParseTimestampError> {
                match text.parse() {
                    Ok(number) => Ok(Self(number)),
                    Err(_) => Err(ParseTimestampError { got: text.to_owned() }),
                }
            }
        }
    };
}

timestamp! {
    /// Milliseconds since 1970-01-01T00:00:00Z, an integer on the wire.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    UnixMillis, NANOS_PER_MILLI
}

timestamp! {
    /// Seconds since 1970-01-01T00:00:00Z, an integer on the wire.
    #[derive(Serialize, Deserialize)]
    #[serde(transparent)]
    UnixSeconds, NANOS_PER_SECOND
}

timestamp! {
    /// Seconds since 1970-01-01T00:00:00Z, a string of digits on the wire; integers are read too.
    UnixSecondsString, NANOS_PER_SECOND
}

impl Serialize for UnixSecondsString {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for UnixSecondsString {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        decode::integer_or_string(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_become_a_point_in_time_and_back() {
        for number in [0, 1_690_000_000_123, -1, -1_500] {
            let time = UnixMillis(number).to_system_time().unwrap();
            assert_eq!(UnixMillis::from(time), UnixMillis(number));
        }
    }

    #[test]
    fn the_ends_of_the_range_do_not_panic() {
        for number in [i64::MIN, i64::MAX] {
            // Whether the clock can represent them depends on the platform; it never panics.
            let _ = UnixSeconds(number).to_system_time();
            let _ = UnixMillis(number).to_system_time();
        }
        if let Some(far) = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(i64::MAX.unsigned_abs() - 1)) {
            assert_eq!(UnixMillis::from(far), UnixMillis(i64::MAX));
        }
    }

    #[test]
    fn parts_of_a_unit_round_towards_the_past() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_micros(500);
        assert_eq!(UnixMillis::from(before), UnixMillis(-1));
        let after = SystemTime::UNIX_EPOCH + Duration::from_millis(1_999);
        assert_eq!(UnixSeconds::from(after), UnixSeconds(1));
    }

    #[test]
    fn integers_on_the_wire() {
        assert_eq!(serde_json::to_string(&UnixMillis(7)).unwrap(), "7");
        assert_eq!(serde_json::from_str::<UnixSeconds>("-7").unwrap(), UnixSeconds(-7));
        assert!(serde_json::from_str::<UnixSeconds>("\"7\"").is_err());
    }

    #[test]
    fn text_on_the_wire_but_integers_are_read() {
        assert_eq!(serde_json::to_string(&UnixSecondsString(7)).unwrap(), "\"7\"");
        for json in ["\"7\"", "7"] {
            assert_eq!(serde_json::from_str::<UnixSecondsString>(json).unwrap(), UnixSecondsString(7));
        }
        assert!(serde_json::from_str::<UnixSecondsString>("\"soon\"").is_err());
    }

    #[test]
    fn text_forms() {
        assert_eq!(UnixMillis(-5).to_string(), "-5");
        assert_eq!("12".parse(), Ok(UnixSeconds(12)));
        assert_eq!(
            "x".parse::<UnixSeconds>().unwrap_err().to_string(),
            "expected a timestamp as an integer, got \"x\""
        );
    }
}
