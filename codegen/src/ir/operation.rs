//! Operations: routes, parameters, bodies, behaviour.

use serde_json::Value;

use super::*;
use crate::raw::{DurationFormat, PagingStyle, Slash};

#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) name: Spanned<String>,
    pub(crate) group: GroupId,
    pub(crate) family: FamilyId,
    pub(crate) rust_method: Option<Spanned<String>>,
    pub(crate) doc: String,
    pub(crate) source: Source,
    pub(crate) route: Route,
    pub(crate) host: HostId,
    pub(crate) auth: AuthId,
    pub(crate) error_style: ErrorStyleId,
    pub(crate) idempotent: bool,
    pub(crate) deprecated: Option<String>,
    pub(crate) body_limit: u32,
    /// In the order: path (as in the template), query, headers.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    pub(crate) response: Response,
    pub(crate) errors: Vec<u16>,
    pub(crate) permissions: Vec<PermissionId>,
    pub(crate) paging: Option<Paging>,
    pub(crate) conditional: Option<Conditional>,
    pub(crate) waiter: Option<Waiter>,
    pub(crate) keep_alive: Option<KeepAlive>,
    pub(crate) examples: Vec<Example>,
    pub(crate) errata: Vec<ErratumId>,
}

impl Operation {
    /// One mebibyte.
    pub(crate) const DEFAULT_BODY_LIMIT: u32 = 1 << 20;

    /// The fields on a path into the answer, as far as they exist. Lists are gone through.
    pub(crate) fn answer_path<'a>(&self, api: &'a Api, path: &[String]) -> Vec<&'a Field> {
        api.path(self.response.body.as_ref().map(|body| &body.value), path)
    }

    /// The fields that stand beside the message of a waiter.
    pub(crate) fn beside_message<'a>(&self, api: &'a Api, waiter: &Waiter) -> &'a [Field] {
        let Some((_, parent)) = waiter.message.as_deref().and_then(<[_]>::split_last) else { return &[] };
        let parents = self.answer_path(api, parent);
        match parents.last() {
            Some(field) => api.fields(&field.ty.value),
            None => self.response.body.as_ref().map_or(&[], |body| api.fields(&body.value)),
        }
    }

    /// The fields of a body that is a JSON object.
    pub(crate) fn body_fields<'a>(&self, api: &'a Api) -> Option<&'a [Field]> {
        let body = self.body.as_ref().filter(|body| !body.multipart)?;
        let Shape::Named(id) = body.ty.value else { return None };
        match &api.ty(id).kind {
            TypeKind::Struct(fields) => Some(fields),
            _ => None,
        }
    }

    /// The fields of the answer that travel in headers.
    pub(crate) fn answer_headers<'a>(&self, api: &'a Api) -> Vec<&'a Field> {
        let Some(Shape::Named(id)) = self.response.body.as_ref().map(|body| &body.value) else { return Vec::new() };
        match &api.ty(*id).kind {
            TypeKind::Struct(fields) => fields.iter().filter(|field| field.header.is_some()).collect(),
            _ => Vec::new(),
        }
    }

    /// The parameters that a caller has to give.
    pub(crate) fn needed(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.required && !parameter.from_client)
    }

    pub(crate) fn parameters_in(&self, location: Location) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |parameter| parameter.location == location)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    pub(crate) const ALL: [Method; 6] =
        [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete];

    /// As it is written in a request line.
    pub(crate) fn as_str(self) -> &'static str {
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
pub(crate) struct Route {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) segments: Vec<Segment>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum Segment {
    Literal(String),
    /// Name and place in the template.
    Parameter(Spanned<String>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Location {
    Path,
    Query,
    Header,
}

#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) location: Location,
    /// Name on the wire.
    pub(crate) name: Spanned<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) ty: Spanned<Shape>,
    pub(crate) required: bool,
    /// Filled in by the client unless given.
    pub(crate) from_client: bool,
    pub(crate) doc: String,
    pub(crate) default: Option<Value>,
    pub(crate) constraints: Constraints,
    pub(crate) slash: Slash,
    /// Where it is documented, when it is not where the operation is.
    pub(crate) source: Option<Source>,
    pub(crate) errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub(crate) struct Body {
    pub(crate) ty: Spanned<Shape>,
    pub(crate) required: bool,
    /// Sent as a form with parts instead of JSON.
    pub(crate) multipart: bool,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) body: Option<Spanned<Shape>>,
    pub(crate) doc: Option<String>,
}

#[derive(Debug)]
pub(crate) struct Paging {
    pub(crate) style: PagingStyle,
    pub(crate) limit: String,
    pub(crate) offset: String,
    pub(crate) items: String,
    pub(crate) total: Option<String>,
}

/// How to tell from an answer that something has come to an end.
#[derive(Debug)]
pub(crate) struct Waiter {
    /// Names of fields, from the answer to the status.
    pub(crate) status: Vec<String>,
    pub(crate) done: Vec<String>,
    pub(crate) failed: Vec<String>,
    pub(crate) message: Option<Vec<String>>,
    pub(crate) message_when: Vec<Condition>,
    /// In seconds.
    pub(crate) interval: u32,
}

/// How to keep alive what an operation begins.
#[derive(Debug)]
pub(crate) struct KeepAlive {
    pub(crate) rust_method: Option<Spanned<String>>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) within: Option<Within>,
    /// Names of fields, from the answer to the id.
    pub(crate) id: Vec<String>,
    pub(crate) renew: OperationId,
    pub(crate) end: OperationId,
    /// Names of fields, from the body to the interval.
    pub(crate) interval: Option<Vec<String>>,
    /// In seconds.
    pub(crate) default_interval: u32,
    pub(crate) forgotten: Vec<String>,
}

/// What something is begun within.
#[derive(Debug)]
pub(crate) struct Within {
    pub(crate) operation: OperationId,
    /// Names of fields, from the answer to the id.
    pub(crate) id: Vec<String>,
}

/// How to ask only for what has changed.
#[derive(Debug)]
pub(crate) struct Conditional {
    /// Query parameter with the revision that the caller knows.
    pub(crate) parameter: String,
    /// Header of the answer with the present revision.
    pub(crate) header: Option<String>,
    /// Query parameter that says how long to wait, and how.
    pub(crate) wait: Option<(String, DurationFormat)>,
    pub(crate) doc: Option<String>,
}

/// An exchange that shows an operation.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) file: FileId,
    pub(crate) value: Value,
    /// Where it is printed, when it is not where the operation is documented.
    pub(crate) source: Option<Source>,
    pub(crate) errata: Vec<ErratumId>,
}
