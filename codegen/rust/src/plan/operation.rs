//! Groups and operations: methods, parameters, bodies, behavior.

use specwright_language::ir::{BodyEncoding, Location, Media, Method};
use specwright_language::raw::{DurationFormat, PagingStyle, ParameterStyle, StreamTransport};

use super::{Argument, Condition, Docs, Lease, Name, Prelude, PresenceRule, RustType, Schema};

/// A group of operations: a struct of the client, and a trait of the server.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Name in the specification.
    pub name: String,
    /// Module in each crate.
    pub module: Name,
    /// The struct in the client, and the trait in the server.
    pub resource: Name,
    /// Documentation of struct and trait.
    pub docs: Docs,
    /// The operations.
    pub operations: Vec<Operation>,
    /// Names that its modules hide.
    pub prelude: Prelude,
    /// The generic parameter of the server's functions for a service.
    pub service: Name,
}

/// An operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `v1.create_thing`.
    pub id: String,
    /// Name in the specification.
    pub name: String,
    /// Documents for those who call it.
    pub docs: Docs,
    /// Documents for those who implement it.
    pub server_docs: Docs,
    /// First paragraph of both.
    pub summary: String,
    /// Note of the deprecation, if it is deprecated.
    pub deprecated: Option<String>,
    /// The struct in the client.
    pub ident: Name,
    /// The input struct in the server.
    pub input: Name,
    /// The method of the client's group.
    pub method: Name,
    /// The variable of that method that no parameter is called like.
    pub variable: Name,
    /// The method of the server's trait.
    pub trait_method: Name,
    /// The constant with the metadata.
    pub constant: Name,
    /// HTTP method.
    pub http_method: Method,
    /// Template of the path.
    pub path: String,
    /// The path, taken apart.
    pub segments: Vec<Segment>,
    /// What tells it from others with the same route.
    pub route_conditions: Vec<RouteCondition>,
    /// Constant of the host.
    pub host: Name,
    /// Constant of the authentication scheme.
    pub auth: Name,
    /// Constants of the other schemes that are accepted.
    pub other_auth: Vec<Name>,
    /// Constant of the format of error responses.
    pub error_style: Name,
    /// Constants of other formats that they may have.
    pub other_error_styles: Vec<Name>,
    /// Statuses of successful responses, the usual one first.
    pub success: Vec<u16>,
    /// Those of them without a body, if others have one.
    pub empty_success: Vec<u16>,
    /// Documented error statuses.
    pub errors: Vec<u16>,
    /// Permissions that a caller needs.
    pub permissions: Vec<String>,
    /// Whether it can be repeated safely.
    pub idempotent: bool,
    /// Fields of the body with which a request is not idempotent.
    pub idempotent_without: Vec<String>,
    /// Largest request body, in bytes.
    pub body_limit: u32,
    /// How its lists are paged.
    pub paging: Option<Paging>,
    /// How it waits for changes.
    pub conditions: Option<Conditions>,
    /// What counts as the response when nothing is found.
    pub not_found: Option<&'static str>,
    /// How the client waits for its end.
    pub waiter: Option<Waiter>,
    /// How the client keeps alive what it begins.
    pub lease: Option<Lease>,
    /// The connection that it opens, instead of a response.
    pub stream: Option<Stream>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Parameters with one value, which the client sends by itself.
    pub fixed: Vec<Fixed>,
    /// Which of its parameters have to be present together, or instead of each other.
    pub rules: Vec<PresenceRule>,
    /// The struct in which the client's method takes the required parameters; without it, they are positional.
    pub required: Option<Name>,
    /// Its request body.
    pub body: Option<Body>,
    /// Type of the response body; empty: no body.
    pub output: Option<RustType>,
    /// How the response body is encoded.
    pub output_media: Media,
    /// Data of the event that ends a stream of events.
    pub output_end: Option<String>,
    /// Schema of the response's body, or of the list of all messages.
    pub response_schema: Option<Schema>,
    /// Whether the response holds a secret, so that no part of it may be shown.
    pub secret_response: bool,
    /// Whether some fields of the response's body travel in headers.
    pub body_headers: bool,
    /// Whether the body has another type for each status.
    pub outcomes: bool,
    /// Headers of the response beside its body.
    pub response_headers: Vec<String>,
}

/// A condition on a request: the runtime's variant of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is the runtime's variant of the same name")]
pub enum RouteCondition {
    PathIs(String, String),
    PathMatches(String, &'static str),
    QueryIs(String, String),
    HasQuery(String),
    HeaderIs(String, String),
    HasHeader(String),
}

/// A parameter with one value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Name on the wire.
    pub wire: String,
    /// Where it is sent.
    pub location: Location,
    /// The value as it is sent.
    pub sent: String,
    /// The value as JSON.
    pub json: serde_json::Value,
}

impl Fixed {
    /// Those in one part of the request.
    pub fn within(fixed: &[Fixed], location: Location) -> impl Iterator<Item = &Fixed> {
        fixed.iter().filter(move |one| one.location == location)
    }
}

impl Operation {
    /// Whether some successful responses have a body and others have none.
    pub fn has_optional_output(&self) -> bool {
        !self.empty_success.is_empty()
    }

    /// Type of an event, if the response is a stream of events.
    pub fn event(&self) -> Option<&RustType> {
        match &self.output {
            Some(RustType::Vec(_, item)) if self.output_media.is_events() => Some(item),
            _ => None,
        }
    }

    /// Whether the data of an event is a string as it is, instead of JSON.
    pub fn has_text_events(&self) -> bool {
        self.output_media.name == Media::SERVER_SENT && matches!(self.event(), Some(RustType::String(_)))
    }

    /// Whether its parameters name something in `model`.
    pub fn parameters_name_model(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.ty.names_model())
    }

    /// Whether its body or its response names something in `model`.
    pub fn bodies_name_model(&self) -> bool {
        let messages = self.stream.iter().flat_map(|stream| stream.receives.iter().chain(&stream.sends));
        self.body.iter().map(|body| &body.ty).chain(&self.output).chain(messages).any(RustType::names_model)
    }

    /// The parameters that the client's method takes.
    pub fn arguments(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required && !parameter.from_client)
    }

    /// The parameters that the client's operation has setters for.
    pub fn options(&self) -> impl Iterator<Item = &Parameter> {
        let set = |parameter: &&Parameter| (!parameter.required || parameter.from_client) && !parameter.condition;
        self.parameters.iter().filter(set)
    }
}

impl Group {
    /// Whether its operations name something in `model`.
    pub fn names_model(&self) -> bool {
        Self::any_names_model(self.operations.iter())
    }

    /// Whether imports may be unused without the feature of streams, because nothing else needs them.
    pub fn imports_for_streams(&self) -> bool {
        let others = || self.operations.iter().filter(|operation| operation.stream.is_none());
        others().next().is_none() || self.names_model() != Self::any_names_model(others())
    }

    fn any_names_model<'a>(mut operations: impl Iterator<Item = &'a Operation>) -> bool {
        operations.any(|operation| operation.parameters_name_model() || operation.bodies_name_model())
    }
}

/// A connection that stays open and carries messages.
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// How the messages travel.
    pub transport: StreamTransport,
    /// Type of a message from the service, if it sends any.
    pub receives: Option<RustType>,
    /// Type of a message from the client, if it sends any.
    pub sends: Option<RustType>,
    /// Schema of a message from the client.
    pub sent_schema: Option<Schema>,
    /// Seconds between two pings of the service.
    pub ping: Option<u32>,
    /// Close codes, and what they mean.
    pub close: Vec<(u16, String)>,
}

/// Steps of a path into a response, each with the names that it is read under.
pub type Path = Vec<Vec<String>>;

/// How the client waits until something has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    /// Path to the status in the response.
    pub status: Path,
    /// Statuses of success.
    pub done: Vec<String>,
    /// Statuses of failure.
    pub failed: Vec<String>,
    /// Path to the message of a failure.
    pub message: Path,
    /// Names of a field beside the message, and values.
    pub message_when: Vec<(Vec<String>, Vec<String>)>,
    /// Pause between requests, in seconds.
    pub interval: u32,
}

/// How an operation waits for changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    /// Query parameter with the known revision.
    pub parameter: String,
    /// Header with the current revision.
    pub header: Option<String>,
    /// Query parameter with the time to wait.
    pub wait: Option<WaitParameter>,
}

/// A parameter with a time to wait.
#[derive(Clone, Debug, PartialEq)]
pub struct WaitParameter {
    /// Name on the wire.
    pub name: String,
    /// How the time is written.
    pub format: DurationFormat,
    /// Whether the parameter is a number.
    pub number: bool,
    /// Longest time that the service waits, in seconds.
    pub longest: Option<u32>,
    /// Query parameters that the response ignores if a change ended the wait.
    pub ignores: Vec<String>,
    /// Query parameters that the service rejects together with the time.
    pub excludes: Vec<String>,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    /// Fixed text.
    Literal(String),
    /// The value of a parameter.
    Parameter {
        /// Name on the wire.
        name: String,
        /// Whether a slash is written as a colon.
        colon: bool,
        /// Strings before and after it.
        around: [String; 2],
    },
    /// The values of several parameters.
    Several {
        /// Text before the first one.
        before: String,
        /// The parameters.
        values: Vec<SegmentValue>,
    },
}

/// One of several parameters in a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentValue {
    /// Name on the wire.
    pub name: String,
    /// Whether a slash is written as a colon.
    pub colon: bool,
    /// Text after it.
    pub after: String,
}

/// How a list is paged.
#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    /// The paging style.
    pub style: PagingStyle,
    /// Number of the first page, for the style `page`.
    pub first: u64,
    /// JSON pointer to the next cursor or link in the response.
    pub next: Option<String>,
    /// Query parameter with the size of a page.
    pub limit: String,
    /// Query parameter with the position of a page.
    pub offset: String,
    /// Field with the items; empty if the response is the list.
    pub items: String,
    /// Field with the total.
    pub total: Option<String>,
    /// How the client goes through the pages.
    pub stream: Option<PageStream>,
}

/// How a page gives out its items.
#[derive(Clone, Debug, PartialEq)]
pub struct PageStream {
    /// Type of an item.
    pub item: RustType,
    /// Field with the items. `None`: the page is the list.
    pub items: Option<Name>,
    /// The field with the total.
    pub total: Option<Name>,
}

/// A parameter of an operation.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name on the wire.
    pub wire: String,
    /// Name of the argument and of the server's field.
    pub ident: Name,
    /// The setter of the client's operation.
    pub setter: Name,
    /// Where it is sent.
    pub location: Location,
    /// Whether it is required.
    pub required: bool,
    /// Whether the client has a default for it.
    pub from_client: bool,
    /// Set by asking only for what has changed, and by no setter.
    pub condition: bool,
    /// Documentation of the parameter.
    pub docs: Docs,
    /// The value's type.
    pub ty: RustType,
    /// How the client takes and writes it.
    pub argument: Argument,
    /// Whether it is a list.
    pub repeated: bool,
    /// What separates the values of a list that is one value on the wire.
    pub separator: Option<char>,
    /// How a value is sent that is not plain.
    pub style: Option<ParameterStyle>,
    /// Names of the other parameters of the query, if the entries of a map are parameters, too.
    pub besides: Vec<String>,
    /// Whether it may not be shown.
    pub secret: bool,
    /// Whether it is an id, or a list of ids, whose limits are those of the type.
    pub id: bool,
    /// Schema of the value.
    pub schema: Schema,
    /// Whether an empty value counts as absent.
    pub empty_is_absent: bool,
    /// Conditions on other parameters that make it required.
    pub conditions: Vec<Condition>,
}

/// The body of a request.
#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    /// Type of the body.
    pub ty: RustType,
    /// Whether it is required.
    pub required: bool,
    /// How it is encoded.
    pub media: Media,
    /// Schema of the body.
    pub schema: Schema,
}

impl Body {
    /// Whether the client can stream it, and reports progress.
    pub fn is_streamed(&self) -> bool {
        matches!(self.media.encoding, BodyEncoding::Multipart | BodyEncoding::Bytes)
    }

    /// The type as which the client's functions take it.
    pub fn argument(&self) -> String {
        match self.media.encoding {
            BodyEncoding::Text => "&str".to_owned(),
            _ => format!("&{}", self.ty),
        }
    }
}
