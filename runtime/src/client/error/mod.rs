//! The one error type of all calls.

pub(crate) mod body;
pub(crate) mod credentials;
mod display;
mod predicates;
mod retry_after;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
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

impl ErrorKind {
    /// The name in logs: `invalid_request`.
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
        }
    }
}

/// Why a call did not give its result.
///
/// `Display` names the operation, status, code, message and request id on one line of bounded
/// length, how often the call was tried if that is more than once, and what to do about it if that
/// is documented. It shows no part of the request; if an answer cannot be read, the first 120
/// characters of the answer, unless the answer holds a secret. What is read from an answer is shown
/// without its values.
pub struct Error(Box<Inner>);

pub(crate) struct Inner {
    pub(crate) kind: ErrorKind,
    pub(crate) operation: Option<&'static OperationMeta>,
    pub(crate) status: Option<u16>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    /// What this side has to add to the service's message.
    pub(crate) remark: Option<Cow<'static, str>>,
    pub(crate) detail: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
    pub(crate) json_path: Option<String>,
    /// How many attempts were made until this was given up.
    pub(crate) attempts: u32,
    encoded_authorization_message: Option<String>,
    pub(crate) transport: Option<TransportErrorKind>,
    origin: Option<Box<dyn StdError + Send + Sync>>,
    /// What the attempt before this one came to.
    earlier: Option<Error>,
}

impl Error {
    /// An error that happened before there was an answer.
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
            attempts: 0,
            encoded_authorization_message: None,
            transport: None,
            origin: None,
            earlier: None,
        }))
    }

    pub(crate) fn credentials(meta: &'static OperationMeta, error: CredentialsError) -> Self {
        Self::with_origin(ErrorKind::Credentials, meta, error)
    }

    /// An error that says what its origin says.
    pub(crate) fn with_origin(kind: ErrorKind, meta: &'static OperationMeta, error: CredentialsError) -> Self {
        let mut this = Self::new(kind, Some(meta), error.to_string());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// `uri` is where the request was going; only scheme, host and port of it are named.
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
                // The host alone decides where a connection goes; a user name does not belong here.
                let host = authority.as_str().rsplit('@').next().unwrap_or_default();
                format!("no connection to {scheme}://{host}: {}", OneLine(&cause, MESSAGE))
            }
            (TransportErrorKind::Body, ..) => {
                let cause = innermost(&error).to_string();
                format!("{error}: {}", OneLine(&cause, MESSAGE))
            }
            // What exactly is known only to the transport.
            (TransportErrorKind::Other, ..) => {
                let cause = innermost(&error).to_string();
                format!("{error}: {}", OneLine(&cause, MESSAGE))
            }
            _ => error.to_string(),
        };
        let mut this = Self::new(kind, Some(meta), message);
        this.0.transport = Some(error.kind());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// The same error after other addresses of the host failed too, with these messages.
    pub(crate) fn after_addresses(mut self, others: &[String]) -> Self {
        if !others.is_empty() {
            let last = self.0.message.take().unwrap_or_default();
            self.0.message = Some(format!("{}; {last}", others.join("; ")));
        }
        self
    }

    /// The body cannot even be begun.
    pub(crate) fn unreadable_body(meta: &'static OperationMeta, error: std::io::Error) -> Self {
        let mut this = Self::new(ErrorKind::InvalidRequest, Some(meta), error.to_string());
        this.0.origin = Some(Box::new(error));
        this
    }

    /// The URL cannot be sent.
    pub(crate) fn unsendable(meta: &'static OperationMeta, error: http::Error) -> Self {
        Self::new(ErrorKind::InvalidRequest, Some(meta), format!("the URL cannot be sent: {error}"))
    }

    /// The time that was allowed is over.
    pub(crate) fn timeout(meta: &'static OperationMeta, allowed: Duration) -> Self {
        Self::new(ErrorKind::Timeout, Some(meta), format!("no response within {allowed:?}"))
    }

    /// The same error after so many attempts.
    pub(crate) fn after(mut self, attempts: u32, earlier: Option<Error>) -> Self {
        self.0.attempts = attempts;
        self.0.earlier = earlier;
        self
    }

    pub(crate) fn service(response: &RawResponse) -> Self {
        let meta = response.operation();
        let read = ErrorBody::read(meta.error_style, response.get());
        let mut this = Self::with_response(ErrorKind::Service, response);
        this.0.remark = response.remark.clone();
        this.0.request_id = this.0.request_id.or(read.request_id);
        this.0.code = read.code;
        this.0.message = read.message;
        this.0.detail = read.detail;
        this.0.encoded_authorization_message = read.encoded_authorization_message;
        // 304 has the look of a redirect but leads nowhere.
        if matches!(response.status(), 300..=303 | 305..=399) {
            this.0.remark = Some(match target(response.headers()) {
                Some(target) => Cow::Owned(format!("redirects are not followed; this one leads to {target}")),
                None => Cow::Borrowed("redirects are not followed"),
            });
        }
        this
    }

    pub(crate) fn decode(response: &RawResponse, error: DecodeError) -> Self {
        let mut this = Self::with_response(ErrorKind::Decode, response);
        this.0.message = Some(error.to_string());
        this.0.json_path = Some(error.path);
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
            attempts: response.attempts(),
            encoded_authorization_message: None,
            transport: None,
            origin: None,
            earlier: None,
        }))
    }

    pub(crate) fn inner(&self) -> &Inner {
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

    /// The service's error code as a value of a catalog; `None` if the service gave none. A code
    /// that is not in the catalog, perhaps in another one, becomes its `Unknown`.
    #[must_use]
    pub fn code_as<C: ErrorCode>(&self) -> Option<C> {
        self.code().map(C::from)
    }

    /// What the service documents of its error code: what it means, and what to do about it.
    /// `None` if there is no code, or nothing is known of it.
    #[must_use]
    pub fn code_info(&self) -> Option<&'static ErrorCodeInfo> {
        self.0.operation?.error_style.code_info(self.code()?)
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

    /// What the service says about a refusal for lack of permissions, encoded: only its identity
    /// service can read it, for those who may.
    #[must_use]
    pub fn encoded_authorization_message(&self) -> Option<&str> {
        self.0.encoded_authorization_message.as_deref()
    }

    /// How long the service asks to be left alone, by `Retry-After`.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(&self.0.headers)
    }

    /// How many attempts were made; 0 if nothing was tried.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }
}

/// Where a redirect leads, as far as it can be shown: addresses that are made for one caller carry
/// their secret in the query, some in front of the host.
fn target(headers: &HeaderMap) -> Option<String> {
    let location = headers.get(LOCATION)?.to_str().ok()?;
    let shown = location.split(['?', '#']).next().unwrap_or_default();
    let shown = match shown.split_once("//") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let host = authority.rsplit('@').next().unwrap_or_default();
            format!("{scheme}//{host}{path}")
        }
        None => shown.to_owned(),
    };
    (!shown.is_empty()).then(|| OneLine(&shown, SHORT).to_string())
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
        match (self.0.origin.as_deref(), &self.0.earlier) {
            (Some(origin), _) => origin.source(),
            (None, Some(earlier)) => Some(earlier),
            (None, None) => None,
        }
    }
}
