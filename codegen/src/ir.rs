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
        pub(crate) struct $name(pub(crate) u32);
    )*};
}

mod catalogue;
mod operation;

pub(crate) use catalogue::*;
pub(crate) use operation::*;

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

    pub(crate) fn operation(&self, id: OperationId) -> &Operation {
        &self.operations[id.0 as usize]
    }

    /// An operation with its family: `v1.create_thing`.
    pub(crate) fn operation_id(&self, operation: &Operation) -> String {
        format!("{}.{}", self.family(operation.family).name, operation.name)
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

    /// The fields on a path into a value, as far as they exist. Lists are gone through.
    pub(crate) fn path(&self, root: Option<&Shape>, path: &[String]) -> Vec<&Field> {
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
    /// Client parameters that have a value of their own here.
    pub(crate) parameters: Vec<(Spanned<String>, String)>,
}

impl Host {
    /// The value that a client parameter has here.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known.value == name).map(|(_, value)| value.as_str())
    }
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
    pub(crate) login: Option<Login>,
}

/// How a service issues tokens for accounts.
#[derive(Debug)]
pub(crate) struct Login {
    pub(crate) operation: OperationId,
    /// Field of the request.
    pub(crate) name: String,
    /// Field of the request.
    pub(crate) password: String,
    /// Names of fields, from the answer to the token.
    pub(crate) token: Vec<String>,
    pub(crate) final_codes: Vec<String>,
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

/// A field that has one of the values.
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
