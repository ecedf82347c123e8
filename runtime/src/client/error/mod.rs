//! Error type of all calls.

pub(crate) mod body;
pub(crate) mod credentials;
mod display;
mod predicates;
pub(crate) mod retry_after;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, Uri};

use self::body::ErrorBody;
use self::credentials::CredentialsError;
use self::retry_after::retry_after;
use super::response::RawResponse;
use super::transport::{TransportError, TransportErrorKind};
use crate::decode::DecodeError;
use crate::error_code::{ErrorCode, ErrorCodeInfo};
use crate::meta::OperationMeta;
use crate::text::{MESSAGE, OneLine, SHORT};

/// Stage at which a call failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A setting is missing or invalid. Nothing was sent.
    Configuration,
    /// An argument is invalid. Nothing was sent.
    InvalidRequest,
    /// The credentials could not be obtained or applied. Nothing was sent.
    Credentials,
    /// There was no connection. Nothing was sent.
    Connect,
    /// No response arrived in time. The operation may have been executed.
    Timeout,
    /// The connection broke. The operation may have been executed.
    Transport,
    /// The service returned an error response.
    Service,
    /// The service executed the operation, but the response could not be decoded.
    Decode,
    /// The service closed a stream with a close code.
    Closed,
}

impl ErrorKind {
    /// Returns the name used in logs, such as `invalid_request`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::InvalidRequest => "invalid_request",
            Self::Credentials => "credentials",
            Self::Connect => "connect",
            Self::Timeout => "timeout",
            Self::Transport => "transport",
            Self::Service => "service",
            Self::Decode => "decode",
            Self::Closed => "closed",
        }
    }
}

/// Error of a call.
///
/// `Display` is one line of bounded length: operation, status, code, message and request id, the number of
/// attempts if there were several, and the documented remedy. It shows no part of the request, unless the message of the
/// service repeats one. If the
/// response could not be decoded, it shows the first 120 characters, unless the response may contain a
/// secret. Decoding errors omit values.
pub struct Error(Box<Inner>);

pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Option<&'static OperationMeta>,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// Explanation that this crate adds to the message of the service.
    pub(crate) remark: Option<Cow<'static, str>>,
    pub(crate) detail: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) json_path: Option<String>,
    /// Code with which the service closed a stream.
    pub(crate) close_code: Option<u16>,
    /// Number of attempts.
    pub(crate) attempts: u32,
    encoded_authorization_message: Option<String>,
    pub(crate) transport: Option<TransportErrorKind>,
    /// Whether the request is not idempotent, although the operation is.
    pub(crate) once_only: bool,
    origin: Option<Box<dyn StdError + Send + Sync>>,
    /// Error of the previous attempt.
    earlier: Option<Error>,
}

impl Error {
    /// Creates an error that occurred before there was a response.
    pub(crate) fn new(kind: ErrorKind, operation: Option<&'static OperationMeta>, message: impl Into<String>) -> Self {
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
            close_code: None,
            attempts: 0,
            encoded_authorization_message: None,
            transport: None,
            once_only: false,
            origin: None,
            earlier: None,
        }))
    }

    pub(crate) fn credentials(meta: &'static OperationMeta, error: CredentialsError) -> Self {
        Self::with_origin(ErrorKind::Credentials, meta, error)
    }

    /// Creates an error with the message of its origin.
    pub(crate) fn with_origin(kind: ErrorKind, meta: &'static OperationMeta, error: CredentialsError) -> Self {
        let mut this = Self::new(kind, Some(meta), error.to_string());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// Creates the error of a transport. Shows only scheme, host and port of `uri`.
    pub(crate) fn transport(meta: &'static OperationMeta, uri: &Uri, error: TransportError) -> Self {
        let kind = match error.kind() {
            TransportErrorKind::Connect => ErrorKind::Connect,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::Interrupted | TransportErrorKind::Body | TransportErrorKind::Other => {
                ErrorKind::Transport
            }
        };
        let message = match (error.kind(), uri.scheme_str(), uri.authority()) {
            (TransportErrorKind::Connect, Some(scheme), Some(authority)) => {
                let cause = innermost(&error).to_string();
                // Only the host decides where the connection goes; a user name must not appear.
                let host = authority.as_str().rsplit('@').next().unwrap_or_default();
                format!("no connection to {scheme}://{host}: {}", OneLine(&cause, MESSAGE))
            }
            // Only the transport knows the details.
            (TransportErrorKind::Body | TransportErrorKind::Other, ..) => with_cause(&error),
            // What was not HTTP, or not compressed as its header says.
            (TransportErrorKind::Interrupted, ..) if !is_broken(&error) => with_cause(&error),
            _ => error.to_string(),
        };
        let mut this = Self::new(kind, Some(meta), message);
        this.0.transport = Some(error.kind());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// Adds the messages of the other addresses of the host, which failed too.
    pub(crate) fn after_addresses(mut self, others: &[String]) -> Self {
        if !others.is_empty() {
            let last = self.0.message.take().unwrap_or_default();
            self.0.message = Some(format!("{}; {last}", others.join("; ")));
        }
        self
    }

    /// Creates the error for a body that cannot be read from its start.
    pub(crate) fn unreadable_body(meta: &'static OperationMeta, error: std::io::Error) -> Self {
        let mut this = Self::new(ErrorKind::InvalidRequest, Some(meta), error.to_string());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// Creates the error for an invalid URL.
    pub(crate) fn unsendable(meta: &'static OperationMeta, error: http::Error) -> Self {
        Self::new(ErrorKind::InvalidRequest, Some(meta), format!("the URL is invalid: {error}"))
    }

    /// Creates the error for an exceeded timeout.
    pub(crate) fn timeout(meta: &'static OperationMeta, allowed: Duration) -> Self {
        Self::new(ErrorKind::Timeout, Some(meta), format!("no response within {allowed:?}"))
    }

    /// Sets the number of attempts and the error of the previous one.
    pub(crate) fn after(mut self, attempts: u32, earlier: Option<Error>) -> Self {
        self.0.attempts = attempts;
        self.0.earlier = earlier;
        self
    }

    /// Records that the request is not idempotent, although the operation is.
    pub(crate) fn mark_once_only(&mut self, once_only: bool) {
        self.0.once_only |= once_only;
    }

    pub(crate) fn service(response: &RawResponse) -> Self {
        let meta = response.operation();
        let read = ErrorBody::read(meta, response.get());
        let mut this = Self::with_response(ErrorKind::Service, response);
        this.0.remark = response.remark.clone();
        this.0.request_id = this.0.request_id.or(read.request_id);
        this.0.code = read.code;
        this.0.message = read.message;
        this.0.detail = read.detail;
        this.0.encoded_authorization_message = read.encoded_authorization_message;
        if response.status() < 200 {
            this.0.remark = Some(Cow::Borrowed("the server switched protocols without being asked"));
        }
        // 304 looks like a redirect but has no target.
        if matches!(response.status(), 300..=303 | 305..=399) {
            this.0.remark = Some(match target(response.headers()) {
                Some(target) => Cow::Owned(format!("redirects are not followed; the target is {target}")),
                None => Cow::Borrowed("redirects are not followed"),
            });
        }
        this
    }

    pub(crate) fn decode(response: &RawResponse, error: DecodeError) -> Self {
        let mut this = Self::with_response(ErrorKind::Decode, response);
        this.0.message = Some(error.to_string());
        this.0.json_path = Some(error.path);
        let encoding = response.headers().get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
        if let Some(encoding) = encoding {
            let remark = format!("the content encoding is {}, which was not asked for", OneLine(encoding, SHORT));
            this.0.remark = Some(Cow::Owned(remark));
            return this;
        }
        let media = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if let Some(media) = media.filter(|media| !media.to_ascii_lowercase().contains("json")) {
            this.0.remark = Some(Cow::Owned(format!("the content type is {}, not JSON", OneLine(media, SHORT))));
        }
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
            close_code: None,
            attempts: response.attempts(),
            encoded_authorization_message: None,
            transport: None,
            once_only: response.once_only,
            origin: None,
            earlier: None,
        }))
    }

    /// Records the code with which a stream was closed, and its meaning.
    #[cfg(feature = "sockets")]
    pub(crate) fn set_closed(&mut self, code: u16, meaning: Option<Cow<'static, str>>) {
        self.0.close_code = Some(code);
        self.0.remark = meaning;
    }

    /// Records how the connection failed.
    pub(crate) fn set_cause(&mut self, kind: TransportErrorKind, origin: impl StdError + Send + Sync + 'static) {
        self.0.transport = Some(kind);
        self.0.origin = Some(Box::new(origin));
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// Returns the stage at which the call failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the operation; `None` if building the client failed.
    #[must_use]
    pub fn operation(&self) -> Option<&'static OperationMeta> {
        self.0.operation
    }

    /// Returns the HTTP status, if there was a response.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the error code of the service. Numeric codes become strings.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns the error code as a value of a catalog; `None` if the service sent none. A code outside the
    /// catalog becomes its `Unknown` variant.
    #[must_use]
    pub fn code_as<C: ErrorCode>(&self) -> Option<C> {
        self.code().map(C::from)
    }

    /// Returns the documentation of the error code: its meaning and remedy. `None` if there is no code or it
    /// is undocumented.
    #[must_use]
    pub fn code_info(&self) -> Option<&'static ErrorCodeInfo> {
        self.0.operation?.code_info(self.code()?)
    }

    /// Returns the message of the service, or of this crate.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns the detailed explanation of the service.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// Returns the service's id of this request. Quote it in support requests.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Returns the undecoded body of the response, if there was one.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
    }

    /// Returns the headers of the response; empty if there was none.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// Returns the JSON path at which decoding failed, such as `things[3].name`.
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// Returns the code with which the service closed a stream; `None` unless it did.
    #[must_use]
    pub fn close_code(&self) -> Option<u16> {
        self.0.close_code
    }

    /// Returns the encoded message about a denied permission. Only the identity service decodes it, for
    /// authorized callers.
    #[must_use]
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.0.encoded_authorization_message.as_deref()
    }

    /// Returns the delay requested by the `Retry-After` header.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.0.headers)
    }

    /// Returns the number of attempts; 0 if nothing was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

/// Returns the target of a redirect without its secrets: presigned URLs carry one in the query, some before
/// the host.
fn target(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    let shown = location.split(['?', '#']).next().unwrap_or_default();
    // Whatever precedes an `@` may be a password, however badly the rest is written.
    let shown = match (shown.rsplit_once('@'), shown.split_once("//")) {
        (Some((_, host)), Some((scheme, _))) if !scheme.contains('@') => format!("{scheme}//{host}"),
        (Some((_, host)), _) => host.to_owned(),
        (None, _) => shown.to_owned(),
    };
    (!shown.is_empty()).then(|| OneLine(&shown, SHORT).to_string())
}

fn with_cause(error: &TransportError) -> String {
    format!("{error}: {}", OneLine(&innermost(error).to_string(), MESSAGE))
}

/// Whether nothing but the end of a connection is the cause.
fn is_broken(error: &TransportError) -> bool {
    let cause = innermost(error).downcast_ref::<std::io::Error>();
    cause.is_some_and(|cause| cause.raw_os_error().is_some() || cause.kind() == std::io::ErrorKind::UnexpectedEof)
}

/// Returns the innermost cause, which is the most specific.
fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The message of this error is that of its origin, so the chain continues after it.
        match (self.0.origin.as_deref(), &self.0.earlier) {
            (Some(origin), _) => origin.source(),
            (None, Some(earlier)) => Some(earlier),
            (None, None) => None,
        }
    }
}
