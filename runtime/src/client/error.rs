//! The one error type of all calls.

use std::borrow::Cow;
use std::error::Error as StdError;

use bytes::Bytes;
use http::{HeaderMap, Uri};

use super::error_body::ErrorBody;
use super::response::RawResponse;
use super::{CredentialsError, TransportError, TransportErrorKind};
use crate::decode::DecodeError;
use crate::error_code::{ErrorCode, ErrorCodeInfo};
use crate::meta::OperationMeta;
use crate::text::{OneLine, SHORT};

/// How far a call got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Something has to be configured first. Nothing was sent.
    Configuration,
    /// The arguments cannot be sent. Nothing was sent.
    InvalidRequest,
    /// The credentials could not be obtained or applied. Nothing was sent.
    Credentials,
    /// There was no connection. Nothing was sent.
    Connect,
    /// No answer came in time. The operation may have been carried out.
    Timeout,
    /// The connection broke. The operation may have been carried out.
    Transport,
    /// The service refused or failed.
    Service,
    /// The service carried the operation out, but its answer cannot be read.
    Decode,
}

/// Why a call did not give its result.
///
/// `Display` names the operation, status, code, message and request id on one line of bounded
/// length, and what to do about it if that is documented. It shows no part of the request; if an answer cannot be read, the first 120 characters
/// of the answer, unless the answer holds a secret. What is read from an answer is shown without
/// its values.
pub struct Error(Box<Inner>);

pub(super) struct Inner {
    pub(super) kind: ErrorKind,
    pub(super) operation: Option<&'static OperationMeta>,
    pub(super) status: Option<u16>,
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    /// What this side has to add to the service's message.
    pub(super) remark: Option<Cow<'static, str>>,
    pub(super) detail: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Option<Bytes>,
    pub(super) json_path: Option<String>,
    origin: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error that happened before there was an answer.
    pub(super) fn new(kind: ErrorKind, operation: Option<&'static OperationMeta>, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation,
            status: None,
            code: None,
            message: Some(message.into()),
            remark: None,
            detail: None,
            request_id: None,
            headers: HeaderMap::new(),
            body: None,
            json_path: None,
            origin: None,
        }))
    }

    pub(super) fn credentials(meta: &'static OperationMeta, error: CredentialsError) -> Self {
        Self::with_origin(ErrorKind::Credentials, meta, error)
    }

    /// An error that says what its origin says.
    pub(super) fn with_origin(kind: ErrorKind, meta: &'static OperationMeta, error: CredentialsError) -> Self {
        let mut this = Self::new(kind, Some(meta), error.to_string());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// `uri` is where the request was going; only scheme, host and port of it are named.
    pub(super) fn transport(meta: &'static OperationMeta, uri: &Uri, error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted | TransportErrorKind::Other => ErrorKind::Transport,
        };
        let message = match (error.kind(), uri.scheme_str(), uri.authority()) {
            (TransportErrorKind::Connect, Some(scheme), Some(authority)) => {
                let cause = innermost(&error).to_string();
                // The host alone decides where a connection goes; a user name does not belong here.
                let host = authority.as_str().rsplit('@').next().unwrap_or_default();
                format!("no connection to {scheme}://{host}: {}", OneLine(&cause, SHORT))
            }
            _ => error.to_string(),
        };
        let mut this = Self::new(kind, Some(meta), message);
        this.0.origin = Some(Box::new(error));
        this
    }

    pub(super) fn service(mut response: RawResponse) -> Self {
        let remark = response.take_remark();
        let meta = response.operation();
        let read = ErrorBody::read(meta.error_style, response.get());
        let mut this = Self::with_response(ErrorKind::Service, &response);
        this.0.remark = remark;
        this.0.request_id = this.0.request_id.or(read.request_id);
        this.0.code = read.code;
        this.0.message = read.message;
        this.0.detail = read.detail;
        // 304 has the look of a redirect but leads nowhere.
        if matches!(response.status(), 300..=303 | 305..=399) {
            this.0.remark = Some(Cow::Borrowed("redirects are not followed"));
        }
        this
    }

    pub(super) fn decode(response: &RawResponse, error: DecodeError) -> Self {
        let mut this = Self::with_response(ErrorKind::Decode, response);
        this.0.message = Some(error.to_string());
        this.0.json_path = Some(error.path);
        this
    }

    fn with_response(kind: ErrorKind, response: &RawResponse) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: Some(response.operation()),
            status: Some(response.status()),
            code: None,
            message: None,
            remark: None,
            detail: None,
            request_id: response.request_id().map(str::to_owned),
            headers: response.headers().clone(),
            body: Some(response.get().clone()),
            json_path: None,
            origin: None,
        }))
    }

    pub(super) fn inner(&self) -> &Inner {
        &self.0
    }

    /// How far the call got.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation; `None` if the engine could not even be built.
    #[must_use]
    pub fn operation(&self) -> Option<&'static OperationMeta> {
        self.0.operation
    }

    /// The HTTP status, if there was an answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's error code. Numbers are given as text.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The service's error code as a value of a catalogue; `None` if the service gave none. A code
    /// that is not in the catalogue, perhaps in another one, becomes its `Unknown`.
    #[must_use]
    pub fn code_as<C: ErrorCode>(&self) -> Option<C> {
        self.code().map(C::from)
    }

    /// What the service documents of its error code: what it means, and what to do about it.
    /// `None` if there is no code, or nothing is known of it.
    #[must_use]
    pub fn documented(&self) -> Option<&'static ErrorCodeInfo> {
        self.0.operation?.error_style.documented(self.code()?)
    }

    /// The service's message, or what went wrong on this side.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// The service's further explanation.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The service's id for this request, worth quoting to its support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The body of the answer as it came, if there was an answer.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// The headers of the answer; none if there was no answer.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Where in the JSON the answer stopped making sense: `things[3].name`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// No answer came in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::Timeout
    }

    /// There was no connection.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.0.kind == ErrorKind::Connect
    }

    /// Status 401.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.is_refused_with(401)
    }

    /// Status 403.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.is_refused_with(403)
    }

    /// Status 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_refused_with(404)
    }

    /// Status 409.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.is_refused_with(409)
    }

    /// Status 429.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.is_refused_with(429)
    }

    /// Status 500 and above.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.0.status.is_some_and(|status| status >= 500)
    }

    /// Whether the same call may well succeed a little later, and sending it again does no harm:
    /// it never arrived, was turned away at the door, or is idempotent and failed for a reason
    /// that passes.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let idempotent = self.0.operation.is_some_and(|meta| meta.idempotent);
        match self.0.kind {
            ErrorKind::Connect => true,
            ErrorKind::Timeout | ErrorKind::Transport => idempotent,
            ErrorKind::Service => match self.0.status {
                Some(429) => true,
                Some(502..=504) => idempotent,
                _ => false,
            },
            _ => false,
        }
    }

    fn is_refused_with(&self, status: u16) -> bool {
        self.0.kind == ErrorKind::Service && self.0.status == Some(status)
    }
}

/// The last of the causes, which is the one that says something.
fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message of this error is that of its origin, so the chain goes on behind it.
        self.0.origin.as_deref()?.source()
    }
}
