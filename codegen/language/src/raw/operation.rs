//! Operations: method, path, parameters, bodies, behavior.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Allow, Ordered, Presence, Source};

/// One operation: a method on a path.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Method and path: `GET /v1/things/{thing_id}`.
    pub http: String,
    /// Name of the client method, when the id of the operation does not read well behind the group.
    pub rust_method: Option<String>,
    /// What the operation does, in Markdown. The first sentence stands in lists.
    pub doc: String,
    /// Where the operation is documented: its section, and the tables of its parameters.
    pub source: Source,
    /// Host, when it is not the group's.
    pub host: Option<String>,
    /// Authentication, when it is not the group's.
    pub auth: Option<String>,
    /// Error style, when it is not the group's.
    pub error_style: Option<String>,
    /// Whether sending it twice does no more than sending it once; by default as HTTP says of the method.
    pub idempotent: Option<bool>,
    /// Why not to use it any more, and what to use instead.
    pub deprecated: Option<String>,
    /// Permissions that the caller needs, all of them.
    #[serde(default)]
    pub permissions: Vec<String>,
    /// Parameters in the path, beside those of the group and of the client.
    #[serde(default)]
    pub path: Ordered<Parameter>,
    /// Parameters in the query.
    #[serde(default)]
    pub query: Ordered<Parameter>,
    /// Parameters in headers.
    #[serde(default)]
    pub headers: Ordered<Parameter>,
    /// Largest request body that a server accepts, in bytes; by default 1 MiB.
    pub body_limit: Option<u32>,
    /// The body of the request.
    pub body: Option<Body>,
    /// The successful answer by its status; there is exactly one.
    pub responses: Ordered<Response>,
    /// Documented error statuses; their bodies have the operation's error style.
    #[serde(default)]
    pub errors: Vec<u16>,
    /// How to get the next page.
    pub paging: Option<Paging>,
    /// How to tell from the answer that something has come to an end.
    pub waiter: Option<Waiter>,
    /// How to ask only for what has changed; the operation may then answer 304.
    pub conditional: Option<Conditional>,
    /// Lease on what the operation registers.
    pub lease: Option<Lease>,
    /// Exchanges that show the operation: each name is a file `examples/<name>.json` beside the group file.
    #[serde(default)]
    pub examples: Ordered<Example>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// A parameter in the path, the query or a header.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Type expression: a built-in type except `any`, the name of an enum, or `list<…>` in a query.
    #[serde(rename = "type")]
    pub ty: String,
    /// Name in Rust, when the rule gives a poor or a taken one.
    pub rust_name: Option<String>,
    /// Whether it has to be given. Path parameters always have to and leave this out.
    pub presence: Option<Presence>,
    /// What the service assumes when it is left out.
    pub default: Option<Value>,
    /// Smallest and largest number: `0..100`, `1..`, `..10`.
    pub range: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Regular expression that the text matches somewhere; `^` and `$` tie it to the whole text.
    pub pattern: Option<String>,
    /// How a slash inside a path parameter is sent.
    pub slash: Option<Slash>,
    /// What it means, with its unit, in Markdown.
    pub doc: String,
    /// Where this is documented, when it is not where the operation is.
    pub source: Option<Source>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
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
    /// Whether it has to be sent.
    pub presence: Presence,
    /// How it is written; left out: as JSON.
    pub media: Option<Media>,
}

/// How the body of a request is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// As `multipart/form-data`, one part per field. Fields of the type `file` are sent as files.
    Multipart,
}

/// A successful answer.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// Type expression of the JSON body; left out: the body is empty.
    pub body: Option<String>,
    /// What the answer means, when the status does not say it all.
    pub doc: Option<String>,
}

/// How to get the next page.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Paging {
    /// The way of paging.
    pub style: PagingStyle,
    /// Query parameter with the size of a page.
    pub limit: String,
    /// Query parameter that says where the page begins.
    pub offset: String,
    /// Field of the answer that holds the page's items.
    pub items: String,
    /// Field of the answer that holds the number of all items.
    pub total: Option<String>,
}

/// Ways of paging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PagingStyle {
    /// `offset` counts items.
    Offset,
}

/// An exchange that shows an operation.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What it shows, in one line.
    pub doc: String,
    /// Where it is printed, when it is not where the operation is documented.
    pub source: Option<Source>,
    /// Ids of the errata that say what was repaired or made up.
    #[serde(default)]
    pub errata: Vec<String>,
}

/// How to tell from an answer that something has come to an end. Fields are named by their path in the
/// answer, such as `job.status`; a path goes through lists.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiter {
    /// Field with the status.
    pub status: String,
    /// Statuses of a good end.
    pub done: Vec<String>,
    /// Statuses of a bad end.
    pub failed: Vec<String>,
    /// Field in which the service says what went wrong.
    pub message: Option<String>,
    /// The message counts only if the named field beside it has one of these values, as that of a task that
    /// failed; left out: always.
    #[serde(default)]
    pub message_when: Ordered<Vec<String>>,
    /// How long to pause between two questions, in seconds; left out: 5.
    pub interval: Option<u32>,
}

/// How to ask only for what has changed.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conditional {
    /// Query parameter with the revision that the caller knows.
    pub parameter: String,
    /// Header of the answer with the present revision; left out: the answer's body tells it in its own way.
    pub header: Option<String>,
    /// How to say how long to wait for a change.
    pub wait: Option<ConditionalWait>,
    /// What watchers are told when the service does not find what it is asked for; left out: nothing, and they
    /// go on asking.
    pub not_found: Option<NotFound>,
    /// What the answer 304 means, when there is more to say than that nothing has changed.
    pub doc: Option<String>,
}

/// What it means that the service does not find what it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NotFound {
    /// That there is nothing: the answer is empty.
    Empty,
}

/// How to say how long to wait for a change.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionalWait {
    /// Query parameter with the time.
    pub parameter: String,
    /// How the time is written.
    pub format: DurationFormat,
}

/// How a length of time is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DurationFormat {
    /// As text with its unit: `30s`, `1500ms`.
    WithUnit,
    /// As a whole number of seconds.
    Seconds,
    /// As a whole number of milliseconds.
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
