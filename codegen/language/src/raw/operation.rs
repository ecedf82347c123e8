//! Operations: method, path, parameters, bodies, behavior.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Allow, Choice, Format, Limits, Ordered, Presence, PresenceRule, Source, When};

/// One operation: a method on a path.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Method and path: `GET /v1/things/{thing_id}`.
    pub http: String,
    /// Name of the client method. Defaults to the id of the operation.
    pub rust_method: Option<String>,
    /// What the operation does, in Markdown. Lists show the first sentence.
    pub doc: String,
    /// Where the operation is documented: its section, and the tables of its parameters.
    pub source: Source,
    /// Host. Defaults to that of the group.
    pub host: Option<String>,
    /// Authentication scheme, or several of which requests use one. The last one may have the scheme `none`. Defaults to
    /// that of the group.
    pub auth: Option<Choice>,
    /// Error style, or several of which each error has one. Defaults to that of the group.
    pub error_style: Option<Choice>,
    /// Whether the request may be sent twice. Defaults to false for POST and PATCH, else true.
    pub idempotent: Option<bool>,
    /// Fields of the body with which the request must not be sent twice, although the operation is idempotent.
    #[serde(default)]
    pub idempotent_without: Vec<String>,
    /// Why it is deprecated, and what to use instead.
    pub deprecated: Option<String>,
    /// All permissions that the caller needs.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Path parameters, in addition to those of the group and of the client.
    #[serde(default)]
    pub path: Ordered<Parameter>,
    /// Parameters in the query.
    #[serde(default)]
    pub query: Ordered<Parameter>,
    /// Parameters in headers.
    #[serde(default)]
    pub headers: Ordered<Parameter>,
    /// Parameters in cookies.
    #[serde(default)]
    pub cookies: Ordered<Parameter>,
    /// Which of several optional parameters have to be present together, or instead of each other.
    #[serde(default)]
    pub rules: Vec<PresenceRule>,
    /// Largest request body that a server accepts, in bytes. Defaults to 1 MiB.
    pub body_limit: Option<u32>,
    /// The body of the request.
    pub body: Option<Body>,
    /// The success responses by status. Some may have no body. A `stream` has none.
    #[serde(default)]
    pub responses: Ordered<Response>,
    /// Messages over a connection that stays open, instead of a response.
    pub stream: Option<Stream>,
    /// Documented error statuses. Their bodies have the error style of the operation.
    #[serde(default)]
    pub errors: Vec<u16>,
    /// Where the statuses are documented. What is omitted is that of the operation.
    pub statuses_source: Option<Source>,
    /// How to request the next page.
    pub paging: Option<Paging>,
    /// How to detect the end of a long-running operation in the response.
    pub waiter: Option<Waiter>,
    /// How to request only changes. The response may then be 304.
    pub conditional: Option<Conditional>,
    /// How to renew the resource that the operation creates.
    pub lease: Option<Lease>,
    /// Examples by name, each in a file `examples/<name>.json` beside the group file.
    #[serde(default)]
    pub examples: Ordered<Example>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// A parameter in the path, the query, a header or a cookie.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Type expression: a built-in type except `any`, the name of an enum, or `list<…>` in a query or a header. In a
    /// header, commas separate the values. With `style`, another type.
    #[serde(rename = "type")]
    pub ty: String,
    /// Name in Rust, if the rule yields a poor or a taken name.
    pub rust_name: Option<String>,
    /// Whether it is required. Path parameters are always required and omit this key.
    pub presence: Option<Presence>,
    /// The only value of a string, an integer or a boolean in the query or a header. It is required, and the client sends
    /// it by itself.
    pub value: Option<Value>,
    /// What the service assumes if it is absent.
    pub default: Option<Value>,
    /// Smallest and largest number: `0..100`, `0.5..`. An end with `<` is outside: `0<..<1`.
    pub range: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Regular expression that matches anywhere in the string. Use `^` and `$` to match the whole string.
    pub pattern: Option<String>,
    /// Standard form of the string, instead of a `pattern`.
    pub format: Option<Format>,
    /// Values of an enum that are allowed here, by their names on the wire. Requests with other values are rejected.
    #[serde(default)]
    pub values: Vec<String>,
    /// Smallest and largest number of values of a list: `1..50`.
    pub items: Option<String>,
    /// Limits on each value of a list.
    pub each: Option<Limits>,
    /// Also required when one of these parameters has one of the listed values, or any value: `present`.
    #[serde(default)]
    pub required_when: Ordered<When>,
    /// What an empty value means. Defaults to an empty string, or to an error if the type has none.
    pub empty: Option<EmptyValue>,
    /// How a slash inside a path parameter is sent.
    pub slash: Option<Slash>,
    /// What separates the values of a list in the query, if they are sent as one. Defaults to one pair for each value.
    pub separator: Option<Separator>,
    /// How a value is sent that is not plain. Defaults to plain values, and lists of them.
    pub style: Option<ParameterStyle>,
    /// Meaning, with the unit, in Markdown.
    pub doc: String,
    /// Where this is documented. Defaults to the source of the operation.
    pub source: Option<Source>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// What an empty value means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EmptyValue {
    /// The same as no value.
    Absent,
}

/// What separates the values of a list. No value contains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Separator {
    /// A comma: `a,b`.
    Comma,
    /// A space: `a b`.
    Space,
    /// A vertical line: `a|b`.
    Pipe,
}

impl Separator {
    /// Returns the character.
    pub fn character(self) -> char {
        match self {
            Separator::Comma => ',',
            Separator::Space => ' ',
            Separator::Pipe => '|',
        }
    }
}

/// How a value is sent that is not plain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ParameterStyle {
    /// As JSON, in the query or a header. Any type is allowed.
    Json,
    /// Each entry of a map as a parameter of the query with the name of its key: `a=1&b=2`.
    Form,
    /// Each entry of a map as a parameter of the query with its key in brackets: `filter[a]=1&filter[b]=2`.
    DeepObject,
}

impl ParameterStyle {
    /// Returns the name in specifications.
    pub fn name(self) -> &'static str {
        match self {
            ParameterStyle::Json => "json",
            ParameterStyle::Form => "form",
            ParameterStyle::DeepObject => "deep_object",
        }
    }
}

/// How a slash inside a path parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Slash {
    /// As `%2F`, the default.
    Percent,
    /// As a colon.
    Colon,
}

/// The body of a request.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Type expression.
    #[serde(rename = "type")]
    pub ty: String,
    /// Whether the body is required.
    pub presence: Presence,
    /// Media type, such as `text/plain`, or `multipart` or `form` for the fields of a struct. Defaults to
    /// `application/json`.
    pub media: Option<String>,
}

/// A success response.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Type expression of the body. Defaults to an empty body.
    pub body: Option<String>,
    /// Media type of the body. Defaults to `application/json`. The items of a list can be events of
    /// `text/event-stream`, or lines of `application/x-ndjson` and the like.
    pub media: Option<String>,
    /// Data of the event after which a stream of events has ended, if it is no item: `[DONE]`.
    pub end: Option<String>,
    /// Struct whose fields are in headers of the response, each named by `header`.
    pub headers: Option<String>,
    /// Meaning of the response, if the status is not sufficient.
    pub doc: Option<String>,
}

/// Messages over a connection that stays open.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// How the messages travel.
    pub transport: StreamTransport,
    /// Type expression of a message from the service. Each is JSON. By default, the service sends none.
    pub messages: Option<String>,
    /// Type expression of a message from the client. Each is JSON. By default, the client sends none.
    pub sends: Option<String>,
    /// Seconds between two pings of the service. By default, it sends none, and the client does.
    pub ping: Option<u32>,
    /// Codes with which the service closes the connection, and what each means. A client reports them as errors.
    #[serde(default)]
    pub close: Ordered<String>,
}

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StreamTransport {
    /// A web socket: text messages in both directions, after a response with the status 101.
    WebSocket,
}

/// How to request the next page.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// Style of paging.
    pub style: PagingStyle,
    /// Query parameter for the page size. Required for the style `offset`.
    pub limit: Option<String>,
    /// Query parameter for the number of items before the page. Only for the style `offset`.
    pub offset: Option<String>,
    /// Query parameter for the number of the page. Only for the style `page`.
    pub page: Option<String>,
    /// Query parameter for the cursor of the page. Only for the style `cursor`.
    pub cursor: Option<String>,
    /// Response field with the cursor or the link of the next page, by its path. Absent on the last page. For the style
    /// `link`, defaults to the header `Link`.
    pub next: Option<String>,
    /// Response field with the items of the page. Defaults to the response itself, which is then a list.
    pub items: Option<String>,
    /// Response field with the total number of items.
    pub total: Option<String>,
}

/// Styles of paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PagingStyle {
    /// `offset` counts items.
    Offset,
    /// `page` counts pages. The first one has the parameter's default, or 1.
    Page,
    /// `cursor` is what the page before has in `next`.
    Cursor,
    /// The page before links to the next one. Parameters are taken from the query of the link.
    Link,
}

/// A request and its response that show an operation.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, in one line.
    pub doc: String,
    /// Where it is printed. Defaults to the source of the operation.
    pub source: Option<Source>,
    /// Ids of the errata about corrected or invented parts.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// How to detect the end of a long-running operation in a response. Fields are named by their path in the response,
/// such as `job.status`. A path goes through lists.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// Field with the status.
    pub status: String,
    /// Statuses of success.
    pub done: Vec<String>,
    /// Statuses of failure.
    pub failed: Vec<String>,
    /// Field with the error message.
    pub message: Option<String>,
    /// The message counts only if the named field beside it has one of these values. Defaults to always.
    #[serde(default)]
    pub message_when: Ordered<Vec<String>>,
    /// Seconds between two polls. Defaults to 5.
    pub interval: Option<u32>,
}

/// How to request only changes.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conditional {
    /// Query parameter with the revision that the caller knows.
    pub parameter: String,
    /// Response header with the current revision. Without it, the response body contains the revision.
    pub header: Option<String>,
    /// How to pass the time to wait for a change.
    pub wait: Option<ConditionalWait>,
    /// What a watch returns if the resource is not found. By default it returns nothing and continues.
    pub not_found: Option<NotFound>,
    /// Meaning of the response 304, if it is more than "not modified".
    pub doc: Option<String>,
}

/// Meaning of an error of the class "not found".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotFound {
    /// An empty response.
    Empty,
}

/// How to pass the time to wait for a change.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionalWait {
    /// Query parameter for the time.
    pub parameter: String,
    /// Format of the time.
    pub format: DurationFormat,
    /// Longest time in seconds that the service waits. The client does not ask for more.
    pub longest: Option<u32>,
    /// Query parameters that the response ignores if a change ended the wait. The client then requests the content
    /// again, without waiting.
    #[serde(default)]
    pub ignores: Vec<String>,
    /// Query parameters that the service rejects together with a time to wait. The client then polls.
    #[serde(default)]
    pub excludes: Vec<String>,
}

/// Format of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DurationFormat {
    /// A string with the unit: `30s`, `1500ms`.
    WithUnit,
    /// An integer number of seconds.
    Seconds,
    /// An integer number of milliseconds.
    Milliseconds,
}

/// Lease on what an operation registers: the client renews it with heartbeats, acquires it again when the service
/// has lost it, and releases it at the end. Operations are named with their family, `v1.create_thing`; all belong to
/// the same family.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lease {
    /// Name of the client method. Defaults to `lease_` and the method of the operation.
    pub rust_method: Option<String>,
    /// Name of the struct with the ids. Defaults to `Leased` and the operation.
    pub rust_name: Option<String>,
    /// Outer resource, which is registered first.
    pub within: Option<Within>,
    /// Response field with the id, by its path.
    pub id: String,
    /// Id that the caller may choose.
    pub chosen_id: Option<ChosenId>,
    /// Operation that sends a heartbeat. Its path takes the ids, the outer one first.
    pub renew: String,
    /// Operation that releases the lease. It takes the same ids.
    pub release: String,
    /// Time between heartbeats.
    pub interval: Interval,
    /// Error codes that report a lost lease. Defaults to every code that means "not found".
    #[serde(default)]
    pub lost: Vec<String>,
}

/// Id of a lease that the caller may choose. A lost lease is acquired again under its old id.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenId {
    /// Optional request field with the id, by its path.
    pub field: String,
    /// Operation that gets what is registered under the id. It takes the ids that `renew` takes, and its response has
    /// the fields of the request. If they differ, the client releases the id before it registers it.
    pub get: String,
}

/// Outer resource of a lease.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// Operation that registers it. Returns the same id if it exists already.
    pub operation: String,
    /// Response field with the id, by its path.
    pub id: String,
}

/// Time between heartbeats.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// Request field with the number of seconds, by its path.
    pub field: Option<String>,
    /// Number of seconds if the request does not set it.
    pub default: u32,
}
