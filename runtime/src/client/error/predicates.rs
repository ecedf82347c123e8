//! Classification of errors.

use std::error::Error as _;

use super::{Error, ErrorKind};
use crate::client::transport::TransportErrorKind;
use crate::error_class::ErrorClass;
use crate::meta::Method;

impl Error {
    /// Returns the error class; `None` unless the service returned an error response.
    ///
    /// Precedence: the class that the specification assigns to the error code; a specific status; the
    /// documented status of the code; any status.
    ///
    /// 404 without an error code is [`ErrorClass::Unsupported`]: the server, perhaps a proxy or a gateway,
    /// does not know the operation.
    #[must_use]
    pub fn class(&self) -> Option<ErrorClass> {
        if self.kind() != ErrorKind::Service {
            return None;
        }
        let by_status = match self.status()? {
            // A response to HEAD has no room for a code.
            404 if self.code().is_none() && self.operation()?.method != Method::Head => Some(ErrorClass::Unsupported),
            status => ErrorClass::from_status(status),
        };
        let documented = self.code_info();
        let by_code = documented.and_then(|info| info.class_at(self.status()?));
        let by_documents = documented.and_then(|info| ErrorClass::from_status(info.status));
        by_code
            .or(by_status.filter(|class| !class.is_vague()))
            // 3xx is not an error that a code could refine.
            .or(by_documents.filter(|class| !class.is_vague() && by_status.is_some()))
            .or(by_status)
    }

    /// Returns true if no response arrived in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Returns true if there was no connection.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Returns true if the request is malformed or violates a rule: status 400 and others, or an error code
    /// of this class.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.is(ErrorClass::Invalid)
    }

    /// Returns true if the credentials are missing or invalid: status 401, or an error code of this class.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is(ErrorClass::Unauthorized)
    }

    /// Returns true if the caller lacks permission: status 403, or an error code of this class.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is(ErrorClass::Forbidden)
    }

    /// Returns true if the resource does not exist: an error code of this class, status 404 with an error
    /// code, or status 410.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is(ErrorClass::NotFound)
    }

    /// Returns true if the resource is in a conflicting state: status 409 or 412, or an error code of this
    /// class.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is(ErrorClass::Conflict)
    }

    /// Returns true if the caller exceeded a quota. Only error codes report this.
    #[must_use]
    pub fn is_quota_exceeded(&self) -> bool {
        self.is(ErrorClass::QuotaExceeded)
    }

    /// Returns true if the service throttled the request: status 429, or an error code of this class.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.is(ErrorClass::Throttled)
    }

    /// Returns true if the service is temporarily unavailable: status 408, 502, 503 or 504, or an error code
    /// of this class.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.is(ErrorClass::Unavailable)
    }

    /// Returns true for status 500 and above.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status >= 500)
    }

    /// Returns true if a retry is safe and may succeed: the request never arrived, was rejected before
    /// execution, or is idempotent and failed transiently.
    ///
    /// [`RetryPolicy`](crate::client::RetryPolicy) uses this, so an error with `attempts` above 1 was retried
    /// already.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.operation().is_some_and(|meta| meta.idempotent) && !self.inner().once_only;
        match self.kind() {
            ErrorKind::Connect => true,
            ErrorKind::Timeout => idempotent,
            ErrorKind::Transport => idempotent && self.inner().transport == Some(TransportErrorKind::Interrupted),
            ErrorKind::Service => match self.class() {
                Some(ErrorClass::Throttled) => true,
                Some(ErrorClass::Unavailable) => idempotent,
                _ => false,
            },
            _ => false,
        }
    }

    /// Returns true if a poll may succeed later: there was no response, or the service is in trouble.
    pub(crate) fn passes(&self) -> bool {
        match self.kind() {
            ErrorKind::Connect | ErrorKind::Transport | ErrorKind::Timeout => true,
            ErrorKind::Service => {
                let class = matches!(self.class(), Some(ErrorClass::Throttled | ErrorClass::Unavailable));
                class || self.status() == Some(500)
            }
            ErrorKind::Credentials => self.cause().is_some_and(Self::passes),
            _ => false,
        }
    }

    /// Returns true if there was no connection, for the call itself or for the request of its credentials.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.is_connect() || self.cause().is_some_and(Self::is_connect)
    }

    /// Returns the error of the call that caused this one.
    fn cause(&self) -> Option<&Self> {
        let mut next = self.source();
        while let Some(error) = next {
            if let Some(found) = error.downcast_ref() {
                return Some(found);
            }
            next = error.source();
        }
        None
    }

    fn is(&self, class: ErrorClass) -> bool {
        self.class() == Some(class)
    }
}
