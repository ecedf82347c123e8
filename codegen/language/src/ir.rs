//! The resolved API: every name looked up, every expression parsed, every source complete.
//!
//! Plain data in arenas, linked by ids. Filled by [`crate::lower`], completed by
//! [`crate::resolve`], judged by [`crate::check`]; nothing here decides anything.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::raw::{AuthScheme, Confidence, Consequence, DocumentKind, Presence, Rejections};
use crate::source::{FileId, SourceMap, Span, Spanned};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    )*};
}

mod catalogue;
mod operation;

pub use catalogue::*;
pub use operation::*;

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
    /// An operation in [`Api::operations`].
    OperationId
}

/// The API as a whole. The order of every list is the order of the specification.
#[derive(Debug)]
pub struct Api {
    pub name: String,
    pub title: String,
    pub version: String,
    pub doc: String,
    pub families: Vec<Family>,
    pub hosts: Vec<Host>,
    pub auth: Vec<Auth>,
    pub error_styles: Vec<ErrorStyle>,
    pub client_parameters: Vec<ClientParameter>,
    /// Sources of whole files, and of the entries of api.yaml.
    pub cited: Vec<Source>,
    pub documents: Vec<Document>,
    pub groups: Vec<Group>,
    pub operations: Vec<Operation>,
    pub types: Vec<Type>,
    pub errata: Vec<Erratum>,
    pub error_catalogues: Vec<ErrorCatalogue>,
    pub permissions: Vec<Permission>,
}

impl Api {
    pub fn ty(&self, id: TypeId) -> &Type {
        &self.types[id.0 as usize]
    }

    pub fn group(&self, id: GroupId) -> &Group {
        &self.groups[id.0 as usize]
    }

    pub fn family(&self, id: FamilyId) -> &Family {
        &self.families[id.0 as usize]
    }

    pub fn host(&self, id: HostId) -> &Host {
        &self.hosts[id.0 as usize]
    }

    pub fn auth(&self, id: AuthId) -> &Auth {
        &self.auth[id.0 as usize]
    }

    pub fn error_style(&self, id: ErrorStyleId) -> &ErrorStyle {
        &self.error_styles[id.0 as usize]
    }

    pub fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0 as usize]
    }

    /// An operation with its family: `v1.create_thing`.
    pub fn operation_id(&self, operation: &Operation) -> String {
        format!("{}.{}", self.family(operation.family).name, operation.name)
    }

    pub fn erratum(&self, id: ErratumId) -> &Erratum {
        &self.errata[id.0 as usize]
    }

    /// The fields of a struct, or of the structs in a list.
    pub fn fields(&self, shape: &Shape) -> &[Field] {
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

    /// The fields on a path into a value, as far as they exist. Lists are gone through.
    pub fn path(&self, root: Option<&Shape>, path: &[String]) -> Vec<&Field> {
        let mut found: Vec<&Field> = Vec::new();
        let mut shape = root;
        for name in path {
            let fields = shape.map_or(&[][..], |shape| self.fields(shape));
            let Some(field) = fields.iter().find(|field| field.name.value == *name) else { break };
            found.push(field);
            shape = Some(&field.ty.value);
        }
        found
    }

    /// The fields of all structs, each with the name of its type.
    pub fn struct_fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.types.iter().flat_map(|ty| {
            let fields = match &ty.kind {
                TypeKind::Struct(fields) => fields.as_slice(),
                _ => &[],
            };
            fields.iter().map(|field| (ty.name.as_str(), field))
        })
    }

    /// The parameters of all operations; those of a group once for each of its operations. Those that
    /// the client fills in are not among them.
    pub fn given_parameters(&self) -> impl Iterator<Item = &Parameter> {
        let parameters = self.operations.iter().flat_map(|operation| &operation.parameters);
        parameters.filter(|parameter| !parameter.from_client)
    }

    /// The ids of all types.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len() as u32).map(TypeId)
    }
}

#[derive(Debug)]
pub struct Family {
    pub name: Spanned<String>,
    pub doc: String,
}

#[derive(Debug)]
pub struct Host {
    pub name: Spanned<String>,
    pub doc: String,
    pub address: HostAddress,
    /// Client parameters that have a value of their own here.
    pub parameters: Vec<(Spanned<String>, String)>,
}

impl Host {
    /// The value that a client parameter has here.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known.value == name).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug)]
pub enum HostAddress {
    /// Base URL with `{region}`, and the known regions.
    Regional { template: String, regions: Vec<Spanned<String>> },
    /// Example of a base URL.
    Explicit(String),
}

#[derive(Debug)]
pub struct Auth {
    pub name: Spanned<String>,
    pub doc: String,
    pub scheme: AuthScheme,
    pub header: Option<String>,
    pub login: Option<Login>,
}

/// How a service issues tokens for accounts.
#[derive(Debug)]
pub struct Login {
    pub operation: OperationId,
    /// Field of the request.
    pub name: String,
    /// Field of the request.
    pub password: String,
    /// Names of fields, from the answer to the token.
    pub token: Vec<String>,
    pub final_codes: Vec<String>,
}

#[derive(Debug)]
pub struct ErrorStyle {
    pub name: Spanned<String>,
    pub doc: String,
    pub code: String,
    pub message: String,
    pub detail: Option<String>,
    pub request_id: Option<String>,
    pub rejections: Rejections,
    pub codes: Vec<ErrorCatalogueId>,
    pub errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub struct ClientParameter {
    pub name: Spanned<String>,
    pub doc: String,
}

#[derive(Debug)]
pub struct Document {
    pub name: Spanned<String>,
    pub title: String,
    pub kind: DocumentKind,
    pub date: Option<String>,
    pub doc: String,
}

/// Where a fact comes from, completed from the enclosing entries.
#[derive(Clone, Debug)]
pub struct Source {
    /// Index into [`Api::documents`].
    pub document: usize,
    pub section: Option<String>,
    pub tables: Vec<String>,
    pub confidence: Confidence,
}

#[derive(Debug)]
pub struct Group {
    pub name: Spanned<String>,
    pub family: FamilyId,
    pub doc: String,
}

#[derive(Debug)]
pub struct Type {
    pub name: Spanned<String>,
    pub rust_name: Option<Spanned<String>>,
    /// Empty: shared vocabulary.
    pub family: Option<FamilyId>,
    /// The file, and with it the Rust module, that the type stands in.
    pub file: FileId,
    pub doc: String,
    pub source: Source,
    pub kind: TypeKind,
    pub errata: Vec<ErratumId>,
    /// Directions in which operations send and receive the type; filled by [`crate::resolve`].
    pub reached: Usage,
    /// The same, where types that no operation reaches count as received; filled by [`crate::resolve`].
    pub usage: Usage,
    /// Families that have the type, and in which directions; filled by [`crate::resolve`].
    pub families: BTreeMap<FamilyId, Usage>,
}

/// Directions in which a type travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    pub request: bool,
    pub response: bool,
}

impl Usage {
    /// Neither sent nor received.
    pub fn is_none(self) -> bool {
        self == Usage::default()
    }

    pub fn union(self, other: Usage) -> Usage {
        Usage { request: self.request || other.request, response: self.response || other.response }
    }
}

#[derive(Debug)]
pub enum TypeKind {
    Struct(Vec<Field>),
    Enum(Enum),
    Union(Union),
}

impl TypeKind {
    /// The named types that it directly contains.
    pub fn parts(&self) -> Vec<TypeId> {
        match self {
            TypeKind::Struct(fields) => fields.iter().filter_map(|field| field.ty.named()).collect(),
            TypeKind::Enum(_) => Vec::new(),
            TypeKind::Union(union) => union.variants.iter().map(|variant| variant.ty).collect(),
        }
    }
}

#[derive(Debug)]
pub struct Field {
    /// Name on the wire.
    pub name: Spanned<String>,
    pub rust_name: Option<Spanned<String>>,
    pub ty: Spanned<Shape>,
    pub presence: Presence,
    pub doc: String,
    pub source: Source,
    pub default: Option<Value>,
    pub constraints: Constraints,
    pub required_when: Vec<Condition>,
    pub aliases: Vec<String>,
    pub lenient: bool,
    /// Name of the sibling field that says how the text is encoded.
    pub encoded_by: Option<String>,
    /// The header of the answer that carries the field instead of the body.
    pub header: Option<String>,
    pub boxed: bool,
    pub deprecated: Option<String>,
    pub errata: Vec<ErratumId>,
}

/// A field that has one of the values.
#[derive(Debug)]
pub struct Condition {
    pub field: String,
    pub values: Vec<String>,
}

#[derive(Debug)]
pub struct Enum {
    pub open: bool,
    pub ignore_case: bool,
    /// The values are whole numbers, not texts.
    pub of_integers: bool,
    pub values: Vec<EnumValue>,
}

#[derive(Debug)]
pub struct EnumValue {
    pub name: Spanned<String>,
    pub rust_name: Option<Spanned<String>>,
    pub doc: String,
    pub aliases: Vec<String>,
    /// Where it is documented, when it is not where the type is.
    pub source: Option<Source>,
    pub errata: Vec<ErratumId>,
}

#[derive(Debug)]
pub struct Union {
    pub open: bool,
    pub tag: String,
    pub content: Option<String>,
    pub variants: Vec<Variant>,
}

#[derive(Debug)]
pub struct Variant {
    /// Value of the tag.
    pub tag: Spanned<String>,
    pub ty: TypeId,
}

/// A type expression with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
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
    pub fn is_unresolved(&self, sources: &SourceMap) -> bool {
        self.value == Shape::Any && sources.text(self.span) != "any"
    }
}

impl Shape {
    /// The built-in types by their names in type expressions.
    pub const BUILT_IN: [(&'static str, Shape); 11] = [
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

    /// The JSON of an answer that holds nothing, if there can be one.
    pub fn empty(&self, api: &Api) -> Option<&'static str> {
        match self {
            Shape::List(_) => Some("[]"),
            Shape::Map(_) => Some("{}"),
            Shape::Named(id) => match &api.ty(*id).kind {
                TypeKind::Struct(fields) if fields.iter().all(|field| field.presence == Presence::Optional) => {
                    Some("{}")
                }
                _ => None,
            },
            _ => None,
        }
    }

    pub fn is_integer(&self) -> bool {
        matches!(self, Shape::Int32 | Shape::Int64)
    }

    pub fn is_collection(&self) -> bool {
        matches!(self, Shape::List(_) | Shape::Map(_))
    }

    /// The named type inside, through lists and maps.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Shape::Named(id) => Some(*id),
            Shape::List(inner) | Shape::Map(inner) => inner.named(),
            _ => None,
        }
    }
}

/// Limits on a value.
#[derive(Clone, Debug, Default)]
pub struct Constraints {
    pub range: Bounds,
    pub length: Bounds,
    pub items: Bounds,
    pub pattern: Option<String>,
}

/// Smallest and largest value, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    pub min: Option<i64>,
    pub max: Option<i64>,
}

#[derive(Debug)]
pub struct Erratum {
    pub id: Spanned<String>,
    pub title: String,
    pub says: Vec<String>,
    pub decision: String,
    pub evidence: String,
    pub consequence: Consequence,
}
