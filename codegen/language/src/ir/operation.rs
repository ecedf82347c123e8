//! Operations: routes, parameters, bodies, behaviour.

use serde_json::Value;

use super::*;
use crate::raw::{DurationFormat, NotFound, PagingStyle, Slash};

#[derive(Debug)]
pub struct Operation {
    pub name: Spanned<String>,
    pub group: GroupId,
    pub family: FamilyId,
    pub rust_method: Option<Spanned<String>>,
    pub doc: String,
    pub source: Source,
    pub route: Route,
    pub host: HostId,
    pub auth: AuthId,
    pub error_style: ErrorStyleId,
    pub idempotent: bool,
    pub deprecated: Option<String>,
    pub body_limit: u32,
    /// In the order: path (as in the template), query, headers.
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub response: Response,
    pub errors: Vec<u16>,
    pub permissions: Vec<PermissionId>,
    pub paging: Option<Paging>,
    pub conditional: Option<Conditional>,
    pub waiter: Option<Waiter>,
    pub keep_alive: Option<KeepAlive>,
    pub examples: Vec<Example>,
    pub errata: Vec<ErratumId>,
}

impl Operation {
    /// One mebibyte.
    pub const DEFAULT_BODY_LIMIT: u32 = 1 << 20;

    /// The fields on a path into the answer, as far as they exist. Lists are gone through.
    pub fn answer_path<'a>(&self, api: &'a Api, path: &[String]) -> Vec<&'a Field> {
        api.path(self.response.body.as_ref().map(|body| &body.value), path)
    }

    /// The fields that stand beside the message of a waiter.
    pub fn beside_message<'a>(&self, api: &'a Api, waiter: &Waiter) -> &'a [Field] {
        let Some((_, parent)) = waiter.message.as_deref().and_then(<[_]>::split_last) else { return &[] };
        let parents = self.answer_path(api, parent);
        match parents.last() {
            Some(field) => api.fields(&field.ty.value),
            None => self.response.body.as_ref().map_or(&[], |body| api.fields(&body.value)),
        }
    }

    /// The fields of a body that is a JSON object.
    pub fn body_fields<'a>(&self, api: &'a Api) -> Option<&'a [Field]> {
        let body = self.body.as_ref().filter(|body| !body.multipart)?;
        let Shape::Named(id) = body.ty.value else { return None };
        match &api.ty(id).kind {
            TypeKind::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The fields of the answer that travel in headers.
    pub fn answer_headers<'a>(&self, api: &'a Api) -> Vec<&'a Field> {
        let Some(Shape::Named(id)) = self.response.body.as_ref().map(|body| &body.value) else { return Vec::new() };
        match &api.ty(*id).kind {
            TypeKind::Struct(fields) => fields.iter().filter(|field| field.header.is_some()).collect(),
            _ => Vec::new(),
        }
    }

    /// The parameters that a caller has to give.
    pub fn needed(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required && !parameter.from_client)
    }

    pub fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub const ALL: [Method; 6] = [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// As it is written in a request line.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
        }
    }
}

#[derive(Debug)]
pub struct Route {
    pub method: Method,
    pub path: String,
    pub segments: Vec<Segment>,
    pub span: Span,
}

#[derive(Debug)]
pub enum Segment {
    Literal(String),
    /// Name and place in the template.
    Parameter(Spanned<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    Path,
    Query,
    Header,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    pub location: Location,
    /// Name on the wire.
    pub name: Spanned<String>,
    pub rust_name: Option<Spanned<String>>,
    pub ty: Spanned<Shape>,
    pub required: bool,
    /// Filled in by the client unless given.
    pub from_client: bool,
    pub doc: String,
    pub default: Option<Value>,
    pub constraints: Constraints,
    pub slash: Slash,
    /// Where it is documented, when it is not where the operation is.
    pub source: Option<Source>,
    pub errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub struct Body {
    pub ty: Spanned<Shape>,
    pub required: bool,
    /// Sent as a form with parts instead of JSON.
    pub multipart: bool,
}

#[derive(Debug)]
pub struct Response {
    pub status: u16,
    pub body: Option<Spanned<Shape>>,
    pub doc: Option<String>,
}

#[derive(Debug)]
pub struct Paging {
    pub style: PagingStyle,
    pub limit: String,
    pub offset: String,
    pub items: String,
    pub total: Option<String>,
}

/// How to tell from an answer that something has come to an end.
#[derive(Debug)]
pub struct Waiter {
    /// Names of fields, from the answer to the status.
    pub status: Vec<String>,
    pub done: Vec<String>,
    pub failed: Vec<String>,
    pub message: Option<Vec<String>>,
    pub message_when: Vec<Condition>,
    /// In seconds.
    pub interval: u32,
}

/// How to keep alive what an operation begins.
#[derive(Debug)]
pub struct KeepAlive {
    pub rust_method: Option<Spanned<String>>,
    pub rust_name: Option<Spanned<String>>,
    pub within: Option<Within>,
    /// Names of fields, from the answer to the id.
    pub id: Vec<String>,
    pub renew: OperationId,
    pub end: OperationId,
    /// Names of fields, from the body to the interval.
    pub interval: Option<Vec<String>>,
    /// In seconds.
    pub default_interval: u32,
    pub forgotten: Vec<String>,
}

/// What something is begun within.
#[derive(Debug)]
pub struct Within {
    pub operation: OperationId,
    /// Names of fields, from the answer to the id.
    pub id: Vec<String>,
}

/// How to ask only for what has changed.
#[derive(Debug)]
pub struct Conditional {
    /// Query parameter with the revision that the caller knows.
    pub parameter: String,
    /// Header of the answer with the present revision.
    pub header: Option<String>,
    /// Query parameter that says how long to wait, and how.
    pub wait: Option<(String, DurationFormat)>,
    /// What it means that nothing is found.
    pub not_found: Option<NotFound>,
    pub doc: Option<String>,
}

/// An exchange that shows an operation.
#[derive(Debug)]
pub struct Example {
    pub name: Spanned<String>,
    pub doc: String,
    pub file: FileId,
    pub value: Value,
    /// Where it is printed, when it is not where the operation is documented.
    pub source: Option<Source>,
    pub errata: Vec<ErratumId>,
}
