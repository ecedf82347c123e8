//! Error classes.

use std::fmt;

/// Class of an error response, independent of its status and code.
///
/// Services use statuses loosely: a missing resource may be reported with 400. The class that the
/// specification assigns to an [error code](crate::ErrorCodeInfo) takes precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorClass {
    /// The request is malformed or violates a rule; most statuses from 400 to 499.
    Invalid,
    /// The credentials are missing or invalid; 401.
    Unauthorized,
    /// The caller lacks permission; 403.
    Forbidden,
    /// The resource does not exist; 404 and 410.
    NotFound,
    /// The resource is in a conflicting state; 409 and 412.
    Conflict,
    /// The caller exceeded a quota. Only error codes report this, no status does.
    QuotaExceeded,
    /// Too many requests in too short a time; 429.
    Throttled,
    /// The service failed; most statuses from 500 to 599.
    Internal,
    /// The service does not support the operation; 405, 501, and 404 without an error code.
    Unsupported,
    /// The service, or a proxy in front of it, is temporarily unavailable; 408, and 502 to 504.
    Unavailable,
}

impl ErrorClass {
    /// Returns the class of a status; `None` if it does not report an error.
    #[must_use]
    pub const fn from_status(status: u16) -> Option<Self> {
        Some(match status {
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 | 410 => Self::NotFound,
            405 | 501 => Self::Unsupported,
            408 | 502..=504 => Self::Unavailable,
            409 | 412 => Self::Conflict,
            429 => Self::Throttled,
            400..=499 => Self::Invalid,
            500..=599 => Self::Internal,
            _ => return None,
        })
    }

    /// Returns the name used in messages and logs, such as `not_found`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Invalid => "invalid",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::QuotaExceeded => "quota_exceeded",
            Self::Throttled => "throttled",
            Self::Internal => "internal",
            Self::Unsupported => "unsupported",
            Self::Unavailable => "unavailable",
        }
    }

    /// Returns true if the class tells only which side failed. Services use such statuses for anything.
    #[cfg(feature = "client")]
    pub(crate) const fn is_vague(self) -> bool {
        matches!(self, Self::Invalid | Self::Internal)
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_have_a_class_if_they_report_an_error() {
        for (status, class) in [
            (400, "invalid"),
            (401, "unauthorized"),
            (404, "not_found"),
            (410, "not_found"),
            (413, "invalid"),
            (429, "throttled"),
            (500, "internal"),
            (503, "unavailable"),
            (599, "internal"),
        ] {
            assert_eq!(ErrorClass::from_status(status).unwrap().to_string(), class, "{status}");
        }
        for status in [200, 304, 600] {
            assert_eq!(ErrorClass::from_status(status), None);
        }
    }
}
