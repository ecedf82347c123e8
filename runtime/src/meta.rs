//! Metadata of operations, as plain data for a `static`.
//!
//! Client, server and mock share the same constants, so they cannot disagree about a route. Nothing here
//! builds URLs or matches requests.

mod auth;
mod behavior;

use std::fmt;

pub use self::auth::{AuthMeta, AuthScheme, LoginMeta};
pub use self::behavior::{
    Conditions, DurationFormat, FieldCondition, Paging, PagingStyle, StreamMeta, StreamTransport, WaitParameter, Waiter,
};
use crate::error_code::{self, ErrorCodeInfo};
use crate::media::JSON;

mod route_condition;
mod segment;

pub use route_condition::RouteCondition;
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use segment::split;
pub use segment::{Segment, SegmentValue, SlashEncoding};

/// HTTP method.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// `TRACE`
    Trace,
    /// `QUERY`
    Query,
}

impl Method {
    /// Returns the method as in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Operation of a service.
#[derive(Debug, Clone, Copy)]
pub struct OperationMeta {
    /// Family and operation: `v1.create_thing`. Unique within a service.
    pub id: &'static str,
    /// API family: `v1`.
    pub family: &'static str,
    /// Group inside the family: `things`.
    pub group: &'static str,
    /// Operation inside the group: `create_thing`.
    pub name: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Route with placeholders: `/v1/{project_id}/things/{thing_id}`.
    pub path: &'static str,
    /// Segments of the route, without slashes.
    pub segments: &'static [Segment],
    /// Conditions that tell the operation from others with the same method and path.
    pub route_conditions: &'static [RouteCondition],
    /// Query parameters with one value, which the client sends by itself.
    pub fixed_query: &'static [(&'static str, &'static str)],
    /// Headers with one value, which the client sends by itself.
    pub fixed_headers: &'static [(&'static str, &'static str)],
    /// Host that serves the operation.
    pub host: &'static HostMeta,
    /// Authentication of the caller.
    pub auth: &'static AuthMeta,
    /// Other schemes that are accepted, in the order of preference. One with [`AuthScheme::None`] makes
    /// authentication optional.
    pub other_auth: &'static [&'static AuthMeta],
    /// Shape of error bodies.
    pub error_style: &'static ErrorStyle,
    /// Other shapes of error bodies.
    pub other_error_styles: &'static [&'static ErrorStyle],
    /// Media type of the request body, or a range such as `image/*`.
    pub request_media: &'static str,
    /// The same for the response body.
    pub response_media: &'static str,
    /// Data of the event after which a stream of events has ended, if it is none of the events itself.
    pub events_end: Option<&'static str>,
    /// Documented success statuses, the default first.
    pub success: &'static [u16],
    /// Those of them without a body, if others have one.
    pub empty_success: &'static [u16],
    /// Whether the others have a body each, in this order, instead of one for all.
    pub outcomes: bool,
    /// Headers of responses beside the body.
    pub response_headers: &'static [&'static str],
    /// Documented error statuses.
    pub errors: &'static [u16],
    /// Permissions that the caller needs, all of them.
    pub permissions: &'static [&'static str],
    /// Whether repeating the request has the effect of sending it once.
    pub idempotent: bool,
    /// Fields of the JSON body, each of which makes the request not idempotent unless it is empty.
    pub idempotent_without: &'static [&'static str],
    /// Whether the operation is deprecated.
    pub deprecated: bool,
    /// Maximum size of a request body, in bytes.
    pub body_limit: usize,
    /// Paging of the response, for lists.
    pub paging: Option<Paging>,
    /// Detection of a final status, for responses with a status.
    pub waiter: Option<&'static Waiter>,
    /// Conditional requests, if the operation supports them.
    pub conditions: Option<&'static Conditions>,
    /// Value as JSON that a watch returns for "not found". If `None`, the watch keeps polling.
    pub not_found: Option<&'static str>,
    /// Whether a response contains a secret that must not appear in logs.
    pub secret_response: bool,
    /// Connection that stays open and carries messages, if the operation opens one.
    pub stream: Option<&'static StreamMeta>,
}

static NO_HOST: HostMeta = HostMeta::BASE;
static NO_AUTH: AuthMeta = AuthMeta { id: "none", scheme: AuthScheme::None };
static NO_STYLE: ErrorStyle = ErrorStyle::BASE;

impl OperationMeta {
    /// Minimal `GET`, to complete a struct literal: `..OperationMeta::BASE`. Such literals stay valid when
    /// fields are added.
    pub const BASE: Self = Self {
        id: "",
        family: "",
        group: "",
        name: "",
        method: Method::Get,
        path: "",
        segments: &[],
        route_conditions: &[],
        fixed_query: &[],
        fixed_headers: &[],
        host: &NO_HOST,
        auth: &NO_AUTH,
        other_auth: &[],
        error_style: &NO_STYLE,
        other_error_styles: &[],
        request_media: JSON,
        response_media: JSON,
        events_end: None,
        success: &[200],
        empty_success: &[],
        outcomes: false,
        response_headers: &[],
        errors: &[],
        permissions: &[],
        idempotent: true,
        idempotent_without: &[],
        deprecated: false,
        body_limit: 1024 * 1024,
        paging: None,
        conditions: None,
        not_found: None,
        waiter: None,
        secret_response: false,
        stream: None,
    };

    /// Returns the position of a status among those with a body of their own.
    #[cfg(feature = "mock")]
    pub(crate) fn outcome(&self, status: u16) -> Option<usize> {
        let mut with_body = self.success.iter().filter(|status| !self.empty_success.contains(status));
        with_body.position(|known| *known == status).filter(|_| self.outcomes)
    }

    /// Returns the documentation of an error code; `None` if no catalog of the operation has it.
    #[must_use]
    pub fn code_info(&self, code: &str) -> Option<&'static ErrorCodeInfo> {
        let styles = [self.error_style].into_iter().chain(self.other_error_styles.iter().copied());
        styles.into_iter().find_map(|style| style.code_info(code))
    }

    /// Returns the names of the path parameters, in order.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.segments.iter().flat_map(Segment::parameters)
    }
}

/// Host of a service.
#[derive(Debug, Clone, Copy)]
pub struct HostMeta {
    /// Name under which an endpoint is configured.
    pub id: &'static str,
    /// Source of the address.
    pub address: HostAddress,
    /// Path parameters with a fixed value on this host, which overrides that of the client.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Whether strict validation accepts null for an optional field, as the service does.
    pub nulls_are_absent: bool,
}

impl HostMeta {
    /// Host without an address, to complete a struct literal: `..HostMeta::BASE`. Such literals stay valid
    /// when fields are added.
    pub const BASE: Self =
        Self { id: "", address: HostAddress::Explicit { example: "" }, parameters: &[], nulls_are_absent: false };
}

/// Source of a host's address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostAddress {
    /// Derived from the region.
    Regional {
        /// Base URL with `{region}`: `https://service.{region}.example.com`.
        template: &'static str,
    },
    /// Configured by each customer.
    Explicit {
        /// Example of such an address, shown when it is missing.
        example: &'static str,
    },
}

/// Shape of a service's error bodies: a JSON object with these fields. Fields inside of others are named by their path,
/// `error.code`, where `errors[].code` is a field of the first item of a list.
#[derive(Debug, Clone, Copy)]
pub struct ErrorStyle {
    /// Name of the style.
    pub id: &'static str,
    /// Field with the error code; empty if there is none.
    pub code: &'static str,
    /// Field with the message; empty if there is none.
    pub message: &'static str,
    /// Field with the detailed explanation, if the style has one.
    pub detail: Option<&'static str>,
    /// Field with the request id, if the style has one.
    pub request_id: Option<&'static str>,
    /// Documented code of each rejection.
    pub rejections: &'static [(Rejection, &'static str)],
    /// Bodies of rejections that are plain text instead; an empty one is no body.
    pub plain: &'static [(Rejection, &'static str)],
    /// Catalogs of the codes in such bodies.
    pub codes: &'static [&'static [ErrorCodeInfo]],
}

impl ErrorStyle {
    /// `error_code` and `error_msg` without documented codes, to complete a struct literal.
    pub const BASE: Self = Self {
        id: "",
        code: "error_code",
        message: "error_msg",
        detail: None,
        request_id: None,
        rejections: &[],
        plain: &[],
        codes: &[],
    };

    /// Returns the documented code of a rejection; `None` if there is none.
    #[must_use]
    pub fn rejection_code(&self, rejection: Rejection) -> Option<&'static str> {
        self.rejections.iter().find(|(kind, _)| *kind == rejection).map(|(_, code)| *code)
    }

    /// Returns the HTTP status of a rejection. An invalid request has the status that a catalog gives its code, such
    /// as 422, if that is a client error. All others have their usual status.
    #[must_use]
    pub fn rejection_status(&self, rejection: Rejection) -> u16 {
        let documented = match rejection {
            Rejection::InvalidRequest => self.rejection_code(rejection).and_then(|code| self.code_info(code)),
            _ => None,
        };
        let status = documented.map(|info| info.status).filter(|status| (400..500).contains(status));
        status.unwrap_or(rejection.status())
    }

    /// Returns the documentation of a code; `None` if no catalog has it.
    #[must_use]
    pub fn code_info(&self, code: &str) -> Option<&'static ErrorCodeInfo> {
        error_code::find(self.codes, code)
    }
}

/// Reason why a server rejects a request without running the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// Malformed, or in violation of a documented rule. 400
    InvalidRequest,
    /// Missing or invalid credentials. 401
    Unauthorized,
    /// Missing permission. 403
    Forbidden,
    /// No operation at this path. 404
    RouteNotFound,
    /// No operation with this method at this path. 405
    MethodNotAllowed,
    /// The body has an unsupported media type. 415
    UnsupportedMediaType,
    /// The body exceeds the limit of the operation. 413
    BodyTooLarge,
    /// The body or the handler exceeded its timeout. 408
    Timeout,
    /// Too many concurrent requests. 429
    TooManyRequests,
    /// The server failed. 500
    Internal,
    /// The server does not implement this operation. 501
    NotImplemented,
}

impl Rejection {
    /// Returns the HTTP status of the rejection.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidRequest => 400,
            Self::Unauthorized => 401,
            Self::Forbidden => 403,
            Self::RouteNotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::BodyTooLarge => 413,
            Self::UnsupportedMediaType => 415,
            Self::Timeout => 408,
            Self::TooManyRequests => 429,
            Self::Internal => 500,
            Self::NotImplemented => 501,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static STYLE: ErrorStyle =
        ErrorStyle { id: "plain", rejections: &[(Rejection::Unauthorized, "X.401")], ..ErrorStyle::BASE };

    static BARE: OperationMeta = OperationMeta { id: "v1.bare", ..OperationMeta::BASE };

    #[test]
    fn a_base_fills_what_a_literal_leaves_out() {
        assert_eq!((BARE.id, BARE.method, BARE.success), ("v1.bare", Method::Get, &[200][..]));
        assert_eq!((BARE.auth.scheme, BARE.body_limit, BARE.secret_response), (AuthScheme::None, 1_048_576, false));
    }

    #[test]
    fn methods_print_as_in_a_request_line() {
        assert_eq!(Method::Delete.as_str(), "DELETE");
        assert_eq!(format!("{:>5}", Method::Get), "  GET");
    }

    #[test]
    fn a_style_knows_only_the_codes_it_lists() {
        assert_eq!(STYLE.rejection_code(Rejection::Unauthorized), Some("X.401"));
        assert_eq!(STYLE.rejection_code(Rejection::Internal), None);
    }

    #[test]
    fn an_invalid_request_has_the_status_of_its_code() {
        const fn info(code: &'static str, status: u16) -> ErrorCodeInfo {
            ErrorCodeInfo { code, status, message: "", meaning: "", remedy: None, class: None, also: &[] }
        }
        static CODES: &[ErrorCodeInfo] = &[info("X.422", 422), info("X.500", 500)];
        let style = |code| -> &'static [(Rejection, &'static str)] {
            match code {
                422 => &[(Rejection::InvalidRequest, "X.422"), (Rejection::NotImplemented, "X.422")],
                _ => &[(Rejection::InvalidRequest, "X.500")],
            }
        };
        let of = |code| ErrorStyle { rejections: style(code), codes: Box::leak(Box::new([CODES])), ..ErrorStyle::BASE };
        assert_eq!(of(422).rejection_status(Rejection::InvalidRequest), 422);
        assert_eq!(of(422).rejection_status(Rejection::NotImplemented), 501, "the code is shared");
        assert_eq!(of(500).rejection_status(Rejection::InvalidRequest), 400, "the client is at fault");
        assert_eq!(STYLE.rejection_status(Rejection::InvalidRequest), 400);
    }

    #[test]
    fn rejections_have_their_usual_statuses() {
        assert_eq!((Rejection::BodyTooLarge.status(), Rejection::Timeout.status()), (413, 408));
    }
}
