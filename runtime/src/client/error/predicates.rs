//! What can be asked of an error.

use std::error::Error as _;

use super::{Error, ErrorKind};
use crate::client::transport::TransportErrorKind;
use crate::error_class::ErrorClass;
use crate::meta::Method;

impl Error {
    /// What kind of refusal it is; `None` if the service did not refuse.
    ///
    /// Counts, in this order: what the specification says of the error code; the status, where it
    /// says more than that something is wrong; the status that is documented for the code; the
    /// status.
    ///
    /// 404 without an error code is [`ErrorClass::Unsupported`]: whatever responded, perhaps a proxy or a gateway,
    /// does not know the operation.
    #[must_use]
    pub fn class(&self) -> Option<ErrorClass> {
        if self.kind() != ErrorKind::Service {
            return None;
        }
        let by_status = match self.status()? {
            // HEAD leaves no room for a code.
            404 if self.code().is_none() && self.operation()?.method != Method::Head => Some(ErrorClass::Unsupported),
            status => ErrorClass::from_status(status),
        };
        let documented = self.code_info();
        let by_code = documented.and_then(|info| info.class);
        let by_documents = documented.and_then(|info| ErrorClass::from_status(info.status));
        by_code
            .or(by_status.filter(|class| !class.is_vague()))
            // 3xx is no error of which a code could say more.
            .or(by_documents.filter(|class| !class.is_vague() && by_status.is_some()))
            .or(by_status)
    }

    /// No answer came in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// There was no connection.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// The request is malformed or against the rules: status 400 and others, or a code that says so.
    #[must_use]
    pub fn is_invalid(&self) -> bool {
        self.is(ErrorClass::Invalid)
    }

    /// The proof of identity is missing or does not hold: status 401, or a code that says so.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is(ErrorClass::Unauthorized)
    }

    /// The caller may not do this: status 403, or a code that says so.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is(ErrorClass::Forbidden)
    }

    /// What the call is about does not exist: an error code that says so, or one with status 404; or status 410.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is(ErrorClass::NotFound)
    }

    /// What the call is about is in another state than it needs: status 409 or 412, or a code that
    /// says so.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is(ErrorClass::Conflict)
    }

    /// The caller has as much as the service grants, by the code.
    #[must_use]
    pub fn is_quota_exceeded(&self) -> bool {
        self.is(ErrorClass::QuotaExceeded)
    }

    /// There were too many requests: status 429, or a code that says so.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.is(ErrorClass::Throttled)
    }

    /// The service cannot answer at the moment: status 408, 502, 503 or 504, or a code that says so.
    #[must_use]
    pub fn is_unavailable(&self) -> bool {
        self.is(ErrorClass::Unavailable)
    }

    /// Status 500 and above.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status >= 500)
    }

    /// Whether the same call may well succeed a little later, and sending it again does no harm:
    /// it never arrived, was turned away at the door, or is idempotent and failed for a reason
    /// that passes.
    ///
    /// A [`RetryPolicy`](crate::client::RetryPolicy) goes by this, so an error with `attempts` above 1 was
    /// repeated already.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.operation().is_some_and(|meta| meta.idempotent);
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

    /// Whether the same question may well be answered later, whoever asks again and again: there was no answer, or
    /// the service says that it is in trouble.
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

    /// Whether there was no connection, for the call itself or for the one that was to bring its credentials.
    pub(crate) fn is_unreachable(&self) -> bool {
        self.is_connect() || self.cause().is_some_and(Self::is_connect)
    }

    /// The error of another call behind this one.
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
