//! Error responses.

use std::borrow::Cow;
use std::fmt;

use axum::body::Body;
use http::header::{CONTENT_TYPE, HeaderName};
use http::{HeaderValue, StatusCode};
use serde::{Serialize, Serializer};

use super::request_id::{RequestId, X_REQUEST_ID};
use super::validation::{Violation, Violations};
use crate::error_code::ErrorCode;
use crate::error_path;
use crate::meta::{ErrorStyle, Rejection};

/// Maximum number of violations in a message.
const SPELLED_OUT: usize = 20;

/// Error that is returned in the service's own style.
#[derive(Debug)]
pub struct ServiceError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: u16,
    code: Code,
    message: String,
    detail: Option<String>,
    violations: Vec<Violation>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

#[derive(Debug)]
enum Code {
    Given(String),
    /// Looked up when the style is known.
    Of(Rejection),
}

impl ServiceError {
    /// Creates an error from its HTTP status and documented code. The message defaults to the name of the status; set
    /// it with [`with_message`](Self::with_message).
    #[must_use]
    pub fn new(status: u16, code: impl Into<String>) -> Self {
        let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
        Self::build(status, Code::Given(code.into()), reason.unwrap_or("error").to_owned())
    }

    /// Creates a rejection. Its code is the one that the operation's [`ErrorStyle`] lists, or else the
    /// status.
    #[must_use]
    pub fn rejection(rejection: Rejection, message: impl Into<String>) -> Self {
        Self::build(rejection.status(), Code::Of(rejection), message.into())
    }

    /// Creates the error for an operation that this implementation lacks.
    #[must_use]
    pub fn not_implemented() -> Self {
        Self::rejection(Rejection::NotImplemented, "this operation is not implemented")
    }

    pub(super) fn violations_of_rules(violations: Vec<Violation>) -> Self {
        let mut message = String::from("invalid request: ");
        for (index, violation) in violations.iter().take(SPELLED_OUT).enumerate() {
            if index > 0 {
                message.push_str("; ");
            }
            message.push_str(&violation.to_string());
        }
        if let Some(more) = violations.len().checked_sub(SPELLED_OUT).filter(|more| *more > 0) {
            message.push_str(&format!("; and {more} more"));
        }
        let mut this = Self::rejection(Rejection::InvalidRequest, message);
        this.0.violations = violations;
        this
    }

    fn build(status: u16, code: Code, message: String) -> Self {
        Self(Box::new(Inner { status, code, message, detail: None, violations: Vec::new(), headers: Vec::new() }))
    }

    /// Sets the message. Defaults to the documented one, or else to the name of the status.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = message.into();
        self
    }

    /// Sets the detailed explanation, for styles with a field for it.
    #[must_use]
    pub fn detail(mut self, detail: impl Into<String>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Adds a header to the response, such as `Retry-After`.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Returns the code; `None` if it comes from the style of the operation.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match &self.0.code {
            Code::Given(code) => Some(code),
            Code::Of(_) => None,
        }
    }

    /// Returns the message.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns the violations, if the request violates rules.
    #[must_use]
    pub fn violations(&self) -> &[Violation] {
        &self.0.violations
    }

    /// Returns the code as a body of this style contains it.
    pub(super) fn code_in(&self, style: &ErrorStyle) -> Cow<'_, str> {
        match &self.0.code {
            Code::Given(code) => Cow::Borrowed(code),
            Code::Of(rejection) => match style.rejection_code(*rejection) {
                Some(code) => Cow::Borrowed(code),
                None => Cow::Owned(self.0.status.to_string()),
            },
        }
    }

    /// Converts the error to the response to a request with these headers.
    #[cfg(feature = "mock")]
    pub(crate) fn respond_to(self, style: &ErrorStyle, headers: &http::HeaderMap) -> http::Response<Body> {
        self.into_response(style, &RequestId::of(headers))
    }

    pub(super) fn into_response(mut self, style: &ErrorStyle, request_id: &RequestId) -> http::Response<Body> {
        let mut plain = None;
        if let Code::Of(rejection) = self.0.code {
            self.0.status = style.rejection_status(rejection);
            plain = style.plain.iter().find(|(kind, _)| *kind == rejection).map(|(_, text)| *text);
        }
        let (body, media) = match plain {
            Some(text) => (text.into(), "text/plain; charset=utf-8"),
            None => (self.body(style, request_id), "application/json"),
        };
        let media = (plain != Some("")).then(|| HeaderValue::from_static(media));

        let mut response = http::Response::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let headers = response.headers_mut();
        headers.extend(self.0.headers.into_iter().map(|(name, value)| (Some(name), value)));
        headers.extend(media.map(|media| (CONTENT_TYPE, media)));
        headers.insert(X_REQUEST_ID, request_id.header_value());
        if !self.0.violations.is_empty() {
            response.extensions_mut().insert(Violations::new(self.0.violations));
        }
        response
    }

    fn body(&self, style: &ErrorStyle, request_id: &RequestId) -> Vec<u8> {
        let code = self.code_in(style);
        let fields = Fields([
            (Some(style.code), Some(&code)),
            (Some(style.message), Some(&self.0.message)),
            (style.detail, self.0.detail.as_deref()),
            (style.request_id, Some(request_id.as_str())),
        ]);
        // Strings under string keys always serialize, so the empty body is never sent.
        fields.to_json().unwrap_or_default()
    }
}

/// Creates an error with the documented status and message of a code. A code outside the catalog has status
/// 500.
///
/// ```ignore
/// return Err(ThingCode::NotFound.into());
/// return Err(ServiceError::from(ThingCode::NotFound).with_message("there is no thing 7"));
/// ```
impl<C: ErrorCode> From<C> for ServiceError {
    fn from(code: C) -> Self {
        match code.info() {
            Some(info) => Self::new(info.status, info.code).with_message(info.message),
            None => Self::new(500, code.as_ref()).with_message("the error is undocumented"),
        }
    }
}

impl fmt::Display for ServiceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.0.status)?;
        if let Code::Given(code) = &self.0.code {
            write!(f, "{code}: ")?;
        }
        f.write_str(&self.0.message)?;
        if let Some(detail) = &self.0.detail {
            write!(f, " ({detail})")?;
        }
        Ok(())
    }
}

impl std::error::Error for ServiceError {}

/// Fields that the style has and the error sets, in the order of the style.
struct Fields<'a>([(Option<&'static str>, Option<&'a str>); 4]);

impl Fields<'_> {
    fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        let is_path = |name: &str| name.is_empty() || name.contains(['.', '[']);
        if !self.0.iter().any(|(name, _)| name.is_some_and(is_path)) {
            return serde_json::to_vec(self);
        }
        let mut body = serde_json::Map::new();
        for (name, value) in &self.0 {
            if let (Some(name), Some(value)) = (name, value) {
                error_path::set(&mut body, name, (*value).into());
            }
        }
        serde_json::to_vec(&body)
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().filter_map(|(name, value)| Some(((*name)?, (*value)?))))
    }
}
