//! Groups and operations: methods, parameters, bodies, behaviour.

use specwright_language::ir::{Location, Method};
use specwright_language::raw::{DurationFormat, PagingStyle};

use super::{Argument, Docs, KeepAlive, Name, Prelude, RustType, Schema};

#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub name: String,
    pub module: Name,
    /// The struct in the client, and the trait in the server.
    pub resource: Name,
    pub docs: Docs,
    pub operations: Vec<Operation>,
    pub prelude: Prelude,
    /// The generic parameter of the server's functions that stands for a service.
    pub service: Name,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `v1.create_thing`.
    pub id: String,
    pub name: String,
    /// Documents for those who call it.
    pub docs: Docs,
    /// Documents for those who implement it.
    pub server_docs: Docs,
    /// First paragraph of both.
    pub summary: String,
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
    pub http_method: Method,
    pub path: String,
    pub segments: Vec<Segment>,
    pub host: Name,
    pub auth: Name,
    pub error_style: Name,
    pub success: u16,
    pub errors: Vec<u16>,
    pub permissions: Vec<String>,
    pub idempotent: bool,
    pub body_limit: u32,
    pub paging: Option<Paging>,
    pub conditions: Option<Conditions>,
    /// What counts as the answer when nothing is found.
    pub not_found: Option<&'static str>,
    pub waiter: Option<Waiter>,
    pub keep_alive: Option<KeepAlive>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Type of the answer's body; empty: no body.
    pub output: Option<RustType>,
    /// Schema of the answer's body.
    pub answer_schema: Option<Schema>,
    /// Whether the answer holds a secret, so that no part of it may be shown.
    pub secret_answer: bool,
    /// Whether some fields of the answer travel in headers.
    pub answer_headers: bool,
}

impl Operation {
    /// Whether its parameters name something in `model`.
    pub fn parameters_name_model(&self) -> bool {
        self.parameters.iter().any(|parameter| parameter.ty.names_model())
    }

    /// Whether its body or its answer names something in `model`.
    pub fn bodies_name_model(&self) -> bool {
        self.body.iter().map(|body| &body.ty).chain(&self.output).any(RustType::names_model)
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
        self.operations.iter().any(|operation| operation.parameters_name_model() || operation.bodies_name_model())
    }
}

/// Steps of a path into an answer, each with the names that it is read under.
pub type Path = Vec<Vec<String>>;

#[derive(Clone, Debug, PartialEq)]
pub struct Waiter {
    pub status: Path,
    pub done: Vec<String>,
    pub failed: Vec<String>,
    pub message: Path,
    /// Names of a field beside the message, and values.
    pub message_when: Vec<(Vec<String>, Vec<String>)>,
    pub interval: u32,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Conditions {
    pub parameter: String,
    pub header: Option<String>,
    pub wait: Option<WaitParameter>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct WaitParameter {
    pub name: String,
    pub format: DurationFormat,
    /// Whether the parameter is a number.
    pub number: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Segment {
    Literal(String),
    Parameter { name: String, colon: bool },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Paging {
    pub style: PagingStyle,
    pub limit: String,
    pub offset: String,
    pub items: String,
    pub total: Option<String>,
    /// How the client goes through the pages.
    pub stream: Option<PageStream>,
}

/// How a page gives out its items.
#[derive(Clone, Debug, PartialEq)]
pub struct PageStream {
    pub item: RustType,
    pub items: Name,
    /// The field with the number of all items.
    pub total: Option<Name>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Name on the wire.
    pub wire: String,
    pub ident: Name,
    /// The setter of the client's operation.
    pub setter: Name,
    pub location: Location,
    pub required: bool,
    pub from_client: bool,
    /// Set by asking only for what has changed, and by no setter.
    pub condition: bool,
    pub docs: Docs,
    /// The value's type.
    pub ty: RustType,
    /// How the client takes and writes it.
    pub argument: Argument,
    /// Whether it is a list.
    pub repeated: bool,
    /// Whether it may not be shown.
    pub secret: bool,
    /// Whether it is an id, or a list of ids.
    pub id: bool,
    pub schema: Schema,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Body {
    pub ty: RustType,
    pub required: bool,
    /// Sent as a form with parts instead of JSON.
    pub form: bool,
    pub schema: Schema,
}
