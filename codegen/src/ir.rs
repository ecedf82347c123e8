//! The resolved API: every name looked up, every expression parsed, every source complete.
//!
//! Plain data in arenas, linked by ids. Filled by [`crate::lower`], completed by
//! [`crate::resolve`], judged by [`crate::check`]; nothing here decides anything.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::raw::{AuthScheme, Confidence, Consequence, DocumentKind, PagingStyle, Presence, Rejections, Slash};
use crate::source::{FileId, SourceMap, Span, Spanned};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(pub(crate) u32);
    )*};
}

mod catalogue;

pub(crate) use catalogue::*;

ids! {
    /// A type in [`Api::types`].
    TypeId
    /// A group in [`Api::groups`].
    GroupId
    /// A family in [`Api::families`].
    FamilyId
    /// A host in [`Api::hosts`].
    HostId
    /// A way to authenticate in [`Api::auth`].
    AuthId
    /// An error style in [`Api::error_styles`].
    ErrorStyleId
    /// An erratum in [`Api::errata`].
    ErratumId
}

/// The API as a whole. The order of every list is the order of the specification.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) name: String,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) doc: String,
    pub(crate) families: Vec<Family>,
    pub(crate) hosts: Vec<Host>,
    pub(crate) auth: Vec<Auth>,
    pub(crate) error_styles: Vec<ErrorStyle>,
    pub(crate) client_parameters: Vec<ClientParameter>,
    /// Sources of whole files, and of the entries of api.yaml.
    pub(crate) cited: Vec<Source>,
    pub(crate) documents: Vec<Document>,
    pub(crate) groups: Vec<Group>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) types: Vec<Type>,
    pub(crate) errata: Vec<Erratum>,
    pub(crate) error_catalogues: Vec<ErrorCatalogue>,
    pub(crate) permissions: Vec<Permission>,
}

impl Api {
    pub(crate) fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    pub(crate) fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0 as usize]
    }

    pub(crate) fn family(&self, id: FamilyId) -> &Family {
        &self.families[id.0 as usize]
    }

    pub(crate) fn host(&self, id: HostId) -> &Host {
        &self.hosts[id.0 as usize]
    }

    pub(crate) fn auth(&self, id: AuthId) -> &Auth {
        &self.auth[id.0 as usize]
    }

    pub(crate) fn error_style(&self, id: ErrorStyleId) -> &ErrorStyle {
        &self.error_styles[id.0 as usize]
    }

    pub(crate) fn erratum(&self, id: ErratumId) -> &Erratum {
        &self.errata[id.0 as usize]
    }

    /// The fields of a struct, or of the structs in a list.
    pub(crate) fn fields(&self, shape: &Shape) -> &[Field] {
        let mut shape = shape;
        while let Shape::List(item) = shape {
            shape = item;
        }
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Struct(fields) => fields,
                _ => &[],
            },
            _ => &[],
        }
    }

    pub(crate) fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len() as u32).map(TypeId)
    }
}

#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct Host {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) address: HostAddress,
}

#[derive(Debug)]
pub(crate) enum HostAddress {
    /// Base URL with `{region}`, and the known regions.
    Regional { template: String, regions: Vec<Spanned<String>> },
    /// Example of a base URL.
    Explicit(String),
}

#[derive(Debug)]
pub(crate) struct Auth {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) scheme: AuthScheme,
    pub(crate) header: Option<String>,
}

#[derive(Debug)]
pub(crate) struct ErrorStyle {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) rejections: Rejections,
    pub(crate) codes: Vec<ErrorCatalogueId>,
    pub(crate) errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub(crate) struct ClientParameter {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
}

#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) name: Spanned<String>,
    pub(crate) title: String,
    pub(crate) kind: DocumentKind,
    pub(crate) date: Option<String>,
    pub(crate) doc: String,
}

/// Where a fact comes from, completed from the enclosing entries.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Index into [`Api::documents`].
    pub(crate) document: usize,
    pub(crate) section: Option<String>,
    pub(crate) tables: Vec<String>,
    pub(crate) confidence: Confidence,
}

#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: Spanned<String>,
    pub(crate) family: FamilyId,
    pub(crate) doc: String,
}

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
    pub(crate) examples: Vec<Example>,
    pub(crate) errata: Vec<ErratumId>,
}

impl Operation {
    /// One mebibyte.
    pub(crate) const DEFAULT_BODY_LIMIT: u32 = 1 << 20;

    /// The fields on a path into the answer, as far as they exist. Lists are gone through.
    pub(crate) fn answer_path<'a>(&self, api: &'a Api, path: &[String]) -> Vec<&'a Field> {
        let mut found: Vec<&Field> = Vec::new();
        let mut shape = self.response.body.as_ref().map(|body| &body.value);
        for name in path {
            let fields = shape.map_or(&[][..], |shape| api.fields(shape));
            let Some(field) = fields.iter().find(|field| field.name.value == *name) else { break };
            found.push(field);
            shape = Some(&field.ty.value);
        }
        found
    }

    /// The fields of the answer that travel in headers.
    pub(crate) fn answer_headers<'a>(&self, api: &'a Api) -> Vec<&'a Field> {
        let Some(Shape::Named(id)) = self.response.body.as_ref().map(|body| &body.value) else { return Vec::new() };
        match &api.ty(*id).kind {
            TypeKind::Struct(fields) => fields.iter().filter(|field| field.header.is_some()).collect(),
            _ => Vec::new(),
        }
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
    /// In seconds.
    pub(crate) interval: u32,
}

/// How to ask only for what has changed.
#[derive(Debug)]
pub(crate) struct Conditional {
    /// Query parameter with the revision that the caller knows.
    pub(crate) parameter: String,
    /// Header of the answer with the present revision.
    pub(crate) header: Option<String>,
    /// Query parameter that says how long to wait.
    pub(crate) wait: Option<String>,
    pub(crate) doc: Option<String>,
}

/// An exchange that shows an operation.
#[derive(Debug)]
pub(crate) struct Example {
    pub(crate) name: Spanned<String>,
    pub(crate) doc: String,
    #[allow(dead_code, reason = "read by change reports")]
    pub(crate) file: FileId,
    pub(crate) value: Value,
    /// Where it is printed, when it is not where the operation is documented.
    pub(crate) source: Option<Source>,
    pub(crate) errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub(crate) struct Type {
    pub(crate) name: Spanned<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    /// Empty: shared vocabulary.
    pub(crate) family: Option<FamilyId>,
    /// The file, and with it the Rust module, that the type stands in.
    pub(crate) file: FileId,
    pub(crate) doc: String,
    pub(crate) source: Source,
    pub(crate) kind: TypeKind,
    pub(crate) errata: Vec<ErratumId>,
    /// Directions in which operations send and receive the type; filled by [`crate::resolve`].
    pub(crate) reached: Usage,
    /// The same, where types that no operation reaches count as received; filled by [`crate::resolve`].
    pub(crate) usage: Usage,
    /// Families that have the type, and in which directions; filled by [`crate::resolve`].
    pub(crate) families: BTreeMap<FamilyId, Usage>,
}

/// Directions in which a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    pub(crate) request: bool,
    pub(crate) response: bool,
}

impl Usage {
    /// Neither sent nor received.
    pub(crate) fn is_none(self) -> bool {
        self == Usage::default()
    }

    pub(crate) fn union(self, other: Usage) -> Usage {
        Usage { request: self.request || other.request, response: self.response || other.response }
    }
}

#[derive(Debug)]
pub(crate) enum TypeKind {
    Struct(Vec<Field>),
    Enum(Enum),
    Union(Union),
}

#[derive(Debug)]
pub(crate) struct Field {
    /// Name on the wire.
    pub(crate) name: Spanned<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) ty: Spanned<Shape>,
    pub(crate) presence: Presence,
    pub(crate) doc: String,
    pub(crate) source: Source,
    pub(crate) default: Option<Value>,
    pub(crate) constraints: Constraints,
    pub(crate) required_when: Vec<Condition>,
    pub(crate) aliases: Vec<String>,
    pub(crate) lenient: bool,
    /// Name of the sibling field that says how the text is encoded.
    pub(crate) encoded_by: Option<String>,
    /// The header of the answer that carries the field instead of the body.
    pub(crate) header: Option<String>,
    pub(crate) boxed: bool,
    pub(crate) deprecated: Option<String>,
    pub(crate) errata: Vec<ErratumId>,
}

/// Also required when the field has one of the values.
#[derive(Debug)]
pub(crate) struct Condition {
    pub(crate) field: String,
    pub(crate) values: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) open: bool,
    pub(crate) ignore_case: bool,
    /// The values are whole numbers, not texts.
    pub(crate) of_integers: bool,
    pub(crate) values: Vec<EnumValue>,
}

#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) name: Spanned<String>,
    pub(crate) rust_name: Option<Spanned<String>>,
    pub(crate) doc: String,
    pub(crate) aliases: Vec<String>,
    /// Where it is documented, when it is not where the type is.
    pub(crate) source: Option<Source>,
    pub(crate) errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub(crate) struct Union {
    pub(crate) open: bool,
    pub(crate) tag: String,
    pub(crate) content: Option<String>,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    /// Value of the tag.
    pub(crate) tag: Spanned<String>,
    pub(crate) ty: TypeId,
}

/// A type expression with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    String,
    Int32,
    Int64,
    Double,
    Boolean,
    /// Free JSON.
    Any,
    Secret,
    /// A file in a form.
    File,
    EpochMillis,
    EpochSeconds,
    EpochSecondsText,
    List(Box<Shape>),
    Map(Box<Shape>),
    Named(TypeId),
}

impl Spanned<Shape> {
    /// Whether the type could not be read, which was reported, and stands as free JSON.
    pub(crate) fn is_unresolved(&self, sources: &SourceMap) -> bool {
        self.value == Shape::Any && sources.text(self.span) != "any"
    }
}

impl Shape {
    /// The built-in types by their names in type expressions.
    pub(crate) const BUILT_IN: [(&'static str, Shape); 11] = [
        ("string", Shape::String),
        ("int32", Shape::Int32),
        ("int64", Shape::Int64),
        ("double", Shape::Double),
        ("boolean", Shape::Boolean),
        ("any", Shape::Any),
        ("secret", Shape::Secret),
        ("file", Shape::File),
        ("epoch_millis", Shape::EpochMillis),
        ("epoch_seconds", Shape::EpochSeconds),
        ("epoch_seconds_text", Shape::EpochSecondsText),
    ];

    pub(crate) fn is_integer(&self) -> bool {
        matches!(self, Shape::Int32 | Shape::Int64)
    }

    pub(crate) fn is_collection(&self) -> bool {
        matches!(self, Shape::List(_) | Shape::Map(_))
    }

    /// The named type inside, through lists and maps.
    pub(crate) fn named(&self) -> Option<TypeId> {
        match self {
            Shape::Named(id) => Some(*id),
            Shape::List(inner) | Shape::Map(inner) => inner.named(),
            _ => None,
        }
    }
}

/// Limits on a value.
#[derive(Clone, Debug, Default)]
pub(crate) struct Constraints {
    pub(crate) range: Bounds,
    pub(crate) length: Bounds,
    pub(crate) items: Bounds,
    pub(crate) pattern: Option<String>,
}

/// Smallest and largest value, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

#[derive(Debug)]
pub(crate) struct Erratum {
    pub(crate) id: Spanned<String>,
    pub(crate) title: String,
    pub(crate) says: Vec<String>,
    pub(crate) decision: String,
    pub(crate) evidence: String,
    pub(crate) consequence: Consequence,
}
