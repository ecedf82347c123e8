//! Operations: routes, parameters, bodies, behavior.

use serde_json::Value;

use super::{
    Api, AuthId, Condition, Constraints, ErratumId, ErrorStyleId, FamilyId, Field, GroupId, HostId, Media, OperationId,
    Paging, PermissionId, PresenceRule, Route, Shape, Shaped, Source, Stream,
};
use crate::raw::{Confidence, DurationFormat, NotFound, PagingStyle, ParameterStyle, Separator, Slash};
use crate::source::{FileId, Spanned};

/// A method on a path.
#[derive(Debug)]
pub struct Operation {
    /// Name, in snake case. Unique in the family.
    pub name: Spanned<String>,
    /// Group that the operation belongs to.
    pub group: GroupId,
    /// Family of the group.
    pub family: FamilyId,
    /// Name chosen for one back end.
    pub rust_method: Option<Spanned<String>>,
    /// What the operation does, in Markdown. The first sentence is a summary.
    pub doc: String,
    /// Where it is documented.
    pub source: Source,
    /// Method and path.
    pub route: Route,
    /// Host that requests are sent to.
    pub host: HostId,
    /// How requests authenticate.
    pub auth: AuthId,
    /// Other schemes that are accepted, in the order of preference. One without a credential is the last.
    pub other_auth: Vec<AuthId>,
    /// Shape of the bodies of error responses.
    pub error_style: ErrorStyleId,
    /// Other shapes that they may have.
    pub other_error_styles: Vec<ErrorStyleId>,
    /// Whether sending it twice does no more than sending it once. Defaults to what HTTP says of the method.
    pub idempotent: bool,
    /// Fields of the body with which a request is not idempotent.
    pub idempotent_without: Vec<Spanned<String>>,
    /// Why not to use it any more, and what to use instead, in Markdown.
    pub deprecated: Option<String>,
    /// Largest request body that a server accepts, in bytes.
    pub body_limit: u32,
    /// Parameters: of the path, in the order of the template; then of the query; then headers.
    pub parameters: Vec<Parameter>,
    /// Which of its parameters have to be present together, or instead of each other.
    pub rules: Vec<PresenceRule>,
    /// Body of the request.
    pub body: Option<Body>,
    /// The usual successful response. If some have a body and others none, one with a body. Of a stream, its body is the
    /// list of all messages.
    pub response: Response,
    /// Other successful responses, with the body of this one or none. If there are several bodies, the body is a union
    /// whose variants have a status.
    pub other_successes: Vec<Success>,
    /// Connection that stays open.
    pub stream: Option<Stream>,
    /// Documented statuses of errors, from 400 to 599.
    pub errors: Vec<u16>,
    /// Where the statuses are documented. Defaults to the source of the operation.
    pub statuses_source: Option<Source>,
    /// Permissions that the caller needs, all of them.
    pub permissions: Vec<PermissionId>,
    /// How to get the next page.
    pub paging: Option<Paging>,
    /// How to ask only for what has changed. The operation may then respond with 304.
    pub conditional: Option<Conditional>,
    /// How to tell from the response that something has come to an end.
    pub waiter: Option<Waiter>,
    /// Lease on what the operation registers.
    pub lease: Option<Lease>,
    /// Requests and responses that show the operation.
    pub examples: Vec<Example>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

impl Operation {
    /// Returns the confidence in its statuses.
    pub fn confidence_in_statuses(&self) -> Confidence {
        self.statuses_source.as_ref().unwrap_or(&self.source).confidence
    }

    /// Limit of request bodies where the specification has none: 1 MiB.
    pub const DEFAULT_BODY_LIMIT: u32 = 1 << 20;

    /// Returns the fields on a path into the response, as far as they exist. The path goes through lists.
    pub fn response_path<'a>(&self, api: &'a Api, path: &[String]) -> Vec<&'a Field> {
        api.path(self.response.body.as_ref().map(|body| &body.value), path)
    }

    /// Returns the fields beside the message of a waiter.
    pub fn beside_message<'a>(&self, api: &'a Api, waiter: &Waiter) -> &'a [Field] {
        let Some((_, parent)) = waiter.message.as_deref().and_then(<[_]>::split_last) else { return &[] };
        let parents = self.response_path(api, parent);
        match parents.last() {
            Some(field) => api.fields(&field.ty.value),
            None => self.response.body.as_ref().map_or(&[], |body| api.fields(&body.value)),
        }
    }

    /// Returns the fields of a request body that is a JSON object.
    pub fn body_fields<'a>(&self, api: &'a Api) -> Option<&'a [Field]> {
        api.as_struct(&self.body.as_ref().filter(|body| body.media.is_json())?.ty)
    }

    /// Returns the fields of the response that travel in headers: those of its body, and those of its own.
    pub fn response_headers<'a>(&self, api: &'a Api) -> Vec<&'a Field> {
        let Response { body, headers, .. } = &self.response;
        let fields = body.iter().chain(headers).filter_map(|shape| api.as_struct(shape));
        fields.flatten().filter(|field| field.header.is_some()).collect()
    }

    /// Returns the statuses of success, the usual one first.
    pub fn successes(&self) -> impl Iterator<Item = u16> + '_ {
        [self.response.status].into_iter().chain(self.other_successes.iter().map(|other| other.status))
    }

    /// Returns whether some successful responses have a body and others have none.
    pub fn has_optional_response(&self) -> bool {
        self.response.body.is_some() && self.other_successes.iter().any(|other| !other.has_body)
    }

    /// Returns the shapes of error bodies, that of the server's own rejections first.
    pub fn error_styles(&self) -> impl Iterator<Item = ErrorStyleId> + '_ {
        [self.error_style].into_iter().chain(self.other_error_styles.iter().copied())
    }

    /// Returns the accepted authentication schemes, the preferred one first.
    pub fn schemes(&self) -> impl Iterator<Item = AuthId> + '_ {
        [self.auth].into_iter().chain(self.other_auth.iter().copied())
    }

    /// Returns the shape of a message of a stream from the service.
    pub fn message(&self) -> Option<&Shape> {
        match (&self.stream, self.response.body.as_ref().map(|body| &body.value)) {
            (Some(_), Some(Shape::List(message))) => Some(message),
            _ => None,
        }
    }

    /// Returns the parameters that a caller must give.
    pub fn needed(&self) -> impl Iterator<Item = &Parameter> {
        self.given().filter(|parameter| parameter.required && !parameter.from_client)
    }

    /// Returns the parameters that can have several values.
    pub fn given(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.value.is_none())
    }

    /// Returns the bodies by status, if successful responses have several.
    pub fn outcome<'a>(&self, api: &'a Api) -> Option<&'a Shaped> {
        api.as_shaped(self.response.body.as_ref()?).filter(|union| union.is_outcome())
    }

    /// Returns the body of a successful response. A status that is not documented has the usual one.
    pub fn body_of<'a>(&'a self, api: &'a Api, status: u16) -> Option<&'a Spanned<Shape>> {
        if self.other_successes.iter().any(|other| other.status == status && !other.has_body) {
            return None;
        }
        match self.outcome(api) {
            Some(union) => union.of_status(status).or(union.variants.first()).map(|variant| &variant.ty),
            None => self.response.body.as_ref(),
        }
    }

    /// Returns the parameters in one part of the request.
    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }
}

/// The part of a request that carries a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// A pair of the query.
    Query,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

impl Location {
    /// All parts of a request that carry parameters.
    pub const ALL: [Location; 4] = [Location::Path, Location::Query, Location::Header, Location::Cookie];

    /// Returns the key of such parameters in specifications and examples.
    pub fn key(self) -> &'static str {
        match self {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "headers",
            Location::Cookie => "cookies",
        }
    }
}

/// A parameter in the path, the query, a header or a cookie.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Part of the request that carries it.
    pub location: Location,
    /// Name on the wire.
    pub name: Spanned<String>,
    /// Name chosen for one back end.
    pub rust_name: Option<Spanned<String>>,
    /// Shape of the value: a plain value, in a query or a header a list of them, or what the style allows.
    pub ty: Spanned<Shape>,
    /// Whether requests must have it. Always true in a path.
    pub required: bool,
    /// Whether the client fills it in unless the caller does.
    pub from_client: bool,
    /// The only value, which the client sends by itself.
    pub value: Option<Value>,
    /// What it means, with its unit, in Markdown.
    pub doc: String,
    /// What the service assumes for an absent value; of a client parameter, the value at this host.
    pub default: Option<Value>,
    /// Limits on the value.
    pub constraints: Constraints,
    /// Conditions each of which makes an optional parameter required.
    pub required_when: Vec<Condition>,
    /// Whether an empty value counts as absent.
    pub empty_is_absent: bool,
    /// How a slash in a path parameter is sent.
    pub slash: Slash,
    /// What separates the values of a list that is sent as one value.
    pub separator: Option<Separator>,
    /// How a value is sent that is not plain.
    pub style: Option<ParameterStyle>,
    /// Where it is documented. Defaults to the source of the operation.
    pub source: Option<Source>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}

impl Parameter {
    /// Whether a header or a cookie can have a name: a token of HTTP.
    pub fn is_token(text: &str) -> bool {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
    }

    /// Whether a header can have a value as it is: printable ASCII without spaces at its ends.
    pub fn is_header_value(text: &str) -> bool {
        text.trim() == text && text.chars().all(|c| (' '..='~').contains(&c))
    }

    /// Returns the only value as it is sent.
    pub fn sent_value(&self) -> Option<String> {
        self.value.as_ref().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    /// Returns name and only value as they are sent: `name=value`, or `name: value` in a header.
    pub fn sent_pair(&self) -> Option<String> {
        let middle = if self.location == Location::Header { ": " } else { "=" };
        Some(format!("{}{middle}{}", self.name, self.sent_value()?))
    }
}

/// The body of a request.
#[derive(Debug)]
pub struct Body {
    /// Shape of the value.
    pub ty: Spanned<Shape>,
    /// Whether requests must have it.
    pub required: bool,
    /// How it is encoded.
    pub media: Media,
}

/// The successful response of an operation.
#[derive(Debug)]
pub struct Response {
    /// Status, from 200 to 399, or 101 of a web socket; [`Response::UNKNOWN`] after an error.
    pub status: u16,
    /// Shape of the body. `None`: the body is empty.
    pub body: Option<Spanned<Shape>>,
    /// How the body is encoded.
    pub media: Media,
    /// Data of the event after which a stream of events has ended.
    pub end: Option<String>,
    /// Struct whose fields are in headers of the response, whatever its body.
    pub headers: Option<Spanned<Shape>>,
    /// What the response means, in Markdown.
    pub doc: Option<String>,
}

/// Another successful response.
#[derive(Debug)]
pub struct Success {
    /// Status, from 200 to 399.
    pub status: u16,
    /// Whether it has the body of the usual response.
    pub has_body: bool,
    /// What the response means, in Markdown.
    pub doc: Option<String>,
}

impl Response {
    /// Status of a response that could not be read. Nothing is reported about what depends on it.
    pub const UNKNOWN: u16 = 0;
}

impl Paging {
    /// Returns the number of the first page: the default of the parameter, or 1.
    pub fn first_page(&self, operation: &Operation) -> u64 {
        let position = self.position.as_deref().filter(|_| self.style == PagingStyle::Page);
        let mut query = operation.parameters_in(Location::Query);
        let parameter = query.find(|parameter| Some(parameter.name.as_str()) == position);
        parameter.and_then(|parameter| parameter.default.as_ref()?.as_u64()).unwrap_or(1)
    }
}

/// How to tell from a response that something has come to an end.
#[derive(Debug)]
pub struct Waiter {
    /// Path of fields from the response to the status.
    pub status: Vec<String>,
    /// Statuses of a good end.
    pub done: Vec<String>,
    /// Statuses of a bad end.
    pub failed: Vec<String>,
    /// Path of fields from the response to what went wrong.
    pub message: Option<Vec<String>>,
    /// Conditions under which the message counts. Empty: always.
    pub message_when: Vec<Condition>,
    /// Pause between two questions, in seconds.
    pub interval: u32,
}

impl Waiter {
    /// Pause between two questions where the specification has none, in seconds.
    pub const DEFAULT_INTERVAL: u32 = 5;
}

/// Lease on what an operation registers.
#[derive(Debug)]
pub struct Lease {
    /// Name of the method, chosen for one back end.
    pub rust_method: Option<Spanned<String>>,
    /// Name of the ids as a whole, chosen for one back end.
    pub rust_name: Option<Spanned<String>>,
    /// Outer resource, which is registered first.
    pub within: Option<Within>,
    /// Path of fields from the response to the id.
    pub id: Vec<String>,
    /// Id that the caller may choose.
    pub chosen_id: Option<ChosenId>,
    /// Operation that sends a heartbeat.
    pub renew: OperationId,
    /// Operation that releases the lease.
    pub release: OperationId,
    /// Path of fields from the request body to the time between heartbeats, in seconds.
    pub interval: Option<Vec<String>>,
    /// Time between heartbeats if the body has none, in seconds.
    pub default_interval: u32,
    /// Error codes that report a lost lease. If empty, all of the class `not_found`.
    pub lost: Vec<String>,
}

/// Id of a lease that the caller may choose.
#[derive(Debug)]
pub struct ChosenId {
    /// Path of fields from the request body to the id.
    pub field: Vec<String>,
    /// Operation that gets what is registered under the id.
    pub get: OperationId,
}

/// Outer resource of a lease.
#[derive(Debug)]
pub struct Within {
    /// Operation that registers it.
    pub operation: OperationId,
    /// Path of fields from the response to the id.
    pub id: Vec<String>,
}

/// How to ask only for what has changed.
#[derive(Debug)]
pub struct Conditional {
    /// Query parameter with the revision that the caller knows.
    pub parameter: String,
    /// Header of the response with the present revision.
    pub header: Option<String>,
    /// How long to wait for a change.
    pub wait: Option<ConditionalWait>,
    /// What it means that nothing is found.
    pub not_found: Option<NotFound>,
    /// What the status 304 means, in Markdown.
    pub doc: Option<String>,
}

/// How a request says how long to wait for a change.
#[derive(Debug)]
pub struct ConditionalWait {
    /// Query parameter with the time.
    pub parameter: String,
    /// How the time is written.
    pub format: DurationFormat,
    /// Longest time that the service waits, in seconds.
    pub longest: Option<u32>,
    /// Query parameters that the response ignores if a change ended the wait.
    pub ignores: Vec<Spanned<String>>,
    /// Query parameters that the service rejects together with the time.
    pub excludes: Vec<Spanned<String>>,
}

/// A request and its response, which show an operation.
#[derive(Debug)]
pub struct Example {
    /// Name, as that of its file.
    pub name: Spanned<String>,
    /// What it shows, in one line.
    pub doc: String,
    /// File with the request and the response.
    pub file: FileId,
    /// The request and the response.
    pub value: Value,
    /// Where it is printed. Defaults to the source of the operation.
    pub source: Option<Source>,
    /// Errata that bear on this entry.
    pub errata: Vec<ErratumId>,
}
