//! What an operation is, as plain data that can sit in a `static`.
//!
//! Client, server and mock read the same constants, so they cannot disagree about a route. There
//! is no behavior here beyond looking things up: no URL is built and no request is matched.

use std::fmt;

use crate::error_code::{self, ErrorCodeInfo};

/// The HTTP methods that operations use.
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
}

impl Method {
    /// The method as it is written in a request line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// One operation of a service.
#[derive(Debug, Clone, Copy)]
pub struct OperationMeta {
    /// Family and operation: `v1.create_thing`. Unique within a service.
    pub id: &'static str,
    /// The API family: `v1`.
    pub family: &'static str,
    /// The group inside the family: `things`.
    pub group: &'static str,
    /// The operation inside the group: `create_thing`.
    pub name: &'static str,
    /// How the request is sent.
    pub method: Method,
    /// The route as people read it: `/v1/{project_id}/things/{thing_id}`.
    pub path: &'static str,
    /// The same route in pieces, without the slashes between them.
    pub segments: &'static [Segment],
    /// Which of the service's hosts answers.
    pub host: &'static HostMeta,
    /// How a caller proves who it is.
    pub auth: &'static AuthMeta,
    /// What an error body looks like.
    pub error_style: &'static ErrorStyle,
    /// Documented success statuses, the usual one first.
    pub success: &'static [u16],
    /// Documented error statuses.
    pub errors: &'static [u16],
    /// What the caller must be allowed to do, all of it.
    pub permissions: &'static [&'static str],
    /// Whether sending the same request twice has the effect of sending it once.
    pub idempotent: bool,
    /// Whether the service advises against using it.
    pub deprecated: bool,
    /// The largest request body that a server accepts, in bytes.
    pub body_limit: usize,
    /// How the answers are paged, for lists.
    pub paging: Option<Paging>,
    /// How to tell that something has come to an end, where the answer says how far it is.
    pub waiter: Option<&'static Waiter>,
    /// How to ask only for what has changed, where that is possible.
    pub conditions: Option<&'static Conditions>,
    /// What counts as the answer, as JSON, for those who watch when the service does not find what it is
    /// asked for. If there is none, they go on asking.
    pub not_found: Option<&'static str>,
    /// Whether an answer holds something that must not show up in logs.
    pub secret_response: bool,
}

static NO_HOST: HostMeta = HostMeta::BASE;
static NO_AUTH: AuthMeta = AuthMeta { id: "none", scheme: AuthScheme::None };
static NO_STYLE: ErrorStyle = ErrorStyle::BASE;

impl OperationMeta {
    /// A `GET` of nothing from nowhere, to fill the rest of a literal: `..OperationMeta::BASE`.
    /// Literals that end with it stay valid when fields are added.
    pub const BASE: Self = Self {
        id: "",
        family: "",
        group: "",
        name: "",
        method: Method::Get,
        path: "",
        segments: &[],
        host: &NO_HOST,
        auth: &NO_AUTH,
        error_style: &NO_STYLE,
        success: &[200],
        errors: &[],
        permissions: &[],
        idempotent: true,
        deprecated: false,
        body_limit: 1024 * 1024,
        paging: None,
        conditions: None,
        not_found: None,
        waiter: None,
        secret_response: false,
    };

    /// The names of the path parameters, in the order of the path.
    pub fn parameters(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.segments.iter().filter_map(|segment| match *segment {
            Segment::Literal(_) => None,
            Segment::Parameter { name, .. } => Some(name),
        })
    }
}

/// One piece of a route, between two slashes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Segment {
    /// Text that is sent as it is.
    Literal(&'static str),
    /// A value that the caller gives.
    Parameter {
        /// The name between the braces.
        name: &'static str,
        /// What becomes of a `/` inside the value.
        slash: SlashEncoding,
    },
}

/// How a `/` inside a path parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlashEncoding {
    /// As `%2F`.
    Percent,
    /// As `:`. A `:` in the value is sent as it is, and a server reads every `:` as a `/`.
    Colon,
}

/// One of the hosts that a service is reached at.
#[derive(Debug, Clone, Copy)]
pub struct HostMeta {
    /// The name under which an endpoint is configured.
    pub id: &'static str,
    /// Where the address comes from.
    pub address: HostAddress,
    /// Path parameters that have a value of their own here, whatever the client was given for them.
    pub parameters: &'static [(&'static str, &'static str)],
}

impl HostMeta {
    /// A host without address, to fill the rest of a literal: `..HostMeta::BASE`.
    /// Literals that end with it stay valid when fields are added.
    pub const BASE: Self = Self { id: "", address: HostAddress::Explicit { example: "" }, parameters: &[] };
}

/// Where the address of a host comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum HostAddress {
    /// It follows from the region.
    Regional {
        /// The base URL with `{region}` in it: `https://service.{region}.example.com`.
        template: &'static str,
    },
    /// It is different for every customer and has to be configured.
    Explicit {
        /// What such an address looks like; shown when it is missing.
        example: &'static str,
    },
}

/// One way of proving who the caller is.
#[derive(Debug, Clone, Copy)]
pub struct AuthMeta {
    /// The name under which credentials are configured.
    pub id: &'static str,
    /// Where the proof travels.
    pub scheme: AuthScheme,
}

/// Where the proof of identity travels in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum AuthScheme {
    /// Nowhere: the operation is open to everybody.
    None,
    /// In a header of its own.
    Header {
        /// The header's name.
        name: &'static str,
    },
    /// In `Authorization: Bearer …`.
    Bearer,
}

/// How a service issues tokens for an account: by an operation that takes a JSON object with a name
/// and a password, and answers with a JSON Web Token.
#[derive(Debug, Clone, Copy)]
pub struct LoginMeta {
    /// The operation, which itself is open to everybody.
    pub operation: &'static OperationMeta,
    /// The field of the request with the name.
    pub name: &'static str,
    /// The field of the request with the password.
    pub password: &'static str,
    /// Where in the answer the token is, as a JSON pointer: `/token`.
    pub token: &'static str,
    /// Error codes with which a 401 does not mean that the token has ended.
    pub final_codes: &'static [&'static str],
}

impl LoginMeta {
    /// `name` and `password` for `token`, to fill the rest of a literal.
    pub const BASE: Self =
        Self { operation: &OperationMeta::BASE, name: "name", password: "password", token: "/token", final_codes: &[] };
}

/// The shape of a service's error bodies: a flat JSON object with these names.
#[derive(Debug, Clone, Copy)]
pub struct ErrorStyle {
    /// The name of the style.
    pub id: &'static str,
    /// The field with the error code.
    pub code: &'static str,
    /// The field with the text for people.
    pub message: &'static str,
    /// The field with further explanation, if the style has one.
    pub detail: Option<&'static str>,
    /// The field that repeats the request id, if the style has one.
    pub request_id: Option<&'static str>,
    /// The documented code for each kind of refusal that a server makes on its own.
    pub rejections: &'static [(Rejection, &'static str)],
    /// The catalogs of the codes that stand in such bodies.
    pub codes: &'static [&'static [ErrorCodeInfo]],
}

impl ErrorStyle {
    /// `error_code` and `error_msg` without documented codes, to fill the rest of a literal.
    pub const BASE: Self = Self {
        id: "",
        code: "error_code",
        message: "error_msg",
        detail: None,
        request_id: None,
        rejections: &[],
        codes: &[],
    };

    /// The documented code for a refusal, or `None` if the service documents none.
    #[must_use]
    pub fn rejection_code(&self, rejection: Rejection) -> Option<&'static str> {
        self.rejections.iter().find(|(kind, _)| *kind == rejection).map(|(_, code)| *code)
    }

    /// What is documented of a code, or `None` if it is in none of the catalogs.
    #[must_use]
    pub fn code_info(&self, code: &str) -> Option<&'static ErrorCodeInfo> {
        error_code::find(self.codes, code)
    }
}

/// Why a server refuses a request before, or instead of, running the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Rejection {
    /// Malformed, or against the documented rules. 400
    InvalidRequest,
    /// No proof of identity, or one that does not hold. 401
    Unauthorized,
    /// Known, but not allowed to do this. 403
    Forbidden,
    /// No operation lives at this path. 404
    RouteNotFound,
    /// The path exists, the method does not. 405
    MethodNotAllowed,
    /// The body is not JSON. 415
    UnsupportedMediaType,
    /// The body is larger than the operation allows. 413
    BodyTooLarge,
    /// The body did not arrive, or the server did not finish, in time. 408
    Timeout,
    /// More requests at once than the server takes. 429
    TooManyRequests,
    /// The server failed. 500
    Internal,
    /// The server does not offer this operation. 501
    NotImplemented,
}

impl Rejection {
    /// The HTTP status that goes with the refusal.
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

/// How a list is cut into pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// What the position of a page means.
    pub style: PagingStyle,
    /// The query parameter with the size of a page.
    pub limit: &'static str,
    /// The query parameter with the position of a page.
    pub offset: &'static str,
    /// The field of the answer with the items.
    pub items: &'static str,
    /// The field of the answer with the number of all items, if it has one.
    pub total: Option<&'static str>,
}

/// How to tell from an answer that something has come to an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiter {
    /// Where the status is: each step is a field under one of its names, and goes into every item of a
    /// list.
    pub status: &'static [&'static [&'static str]],
    /// The statuses of a good end.
    pub done: &'static [&'static str],
    /// The statuses of a bad end.
    pub failed: &'static [&'static str],
    /// Where the service says what went wrong.
    pub message: &'static [&'static [&'static str]],
    /// The message counts only beside one of these; always, if there is none.
    pub message_when: &'static [FieldCondition],
    /// How long to pause between two questions, in seconds.
    pub interval: u64,
}

/// A field that has one of some values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldCondition {
    /// The names of the field.
    pub field: &'static [&'static str],
    /// The values, in any letter case.
    pub values: &'static [&'static str],
}

/// How to ask only for what has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Conditions {
    /// The query parameter with the revision that the caller knows.
    pub parameter: &'static str,
    /// The header of the answer with the present revision, if there is one.
    pub header: Option<&'static str>,
    /// The query parameter that says how long to wait for a change, if there is one.
    pub wait: Option<WaitParameter>,
}

/// A query parameter that holds a length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitParameter {
    /// Its name.
    pub name: &'static str,
    /// How the time is written.
    pub format: DurationFormat,
}

/// How a length of time is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DurationFormat {
    /// With its unit: `30s`, `1500ms`.
    WithUnit,
    /// As a whole number of seconds: `30`.
    Seconds,
    /// As a whole number of milliseconds: `30000`.
    Milliseconds,
}

/// What the position of a page means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagingStyle {
    /// The number of items to skip.
    Offset,
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
    fn refusals_have_their_usual_statuses() {
        assert_eq!(Rejection::BodyTooLarge.status(), 413);
        assert_eq!(Rejection::Timeout.status(), 408);
    }
}
