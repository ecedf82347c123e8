//! The resolved API: every name looked up, every expression parsed, every source complete.
//!
//! Plain data in arenas, linked by ids. Filled by `lower`, completed by `resolve`, judged by `check`; nothing here
//! decides anything. Values that mean the same in both are those of [`crate::raw`].
//!
//! A `rust_name` or `rust_method` is a name that the specification chooses for one back end. It is opaque here: only
//! that back end knows what it may be, and which name it derives where none is chosen.

macro_rules! ids {
    ($($id:ident $get:ident $list:ident $entry:ident)*) => {$(
        #[doc = concat!("Index in [`Api::", stringify!($list), "`].")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(pub u32);

        impl Api {
            #[doc = concat!("Returns the entry of [`Api::", stringify!($list), "`] with this id.")]
            pub fn $get(&self, id: $id) -> &$entry {
                &self.$list[id.0 as usize]
            }
        }
    )*};
}

mod catalog;
mod condition;
pub mod duration;
mod limits;
mod media;
mod operation;
mod paging;
mod releases;
mod resource;
mod route;
mod service;
mod stream;
mod telling;
mod types;

pub use catalog::*;
pub use condition::*;
pub use limits::*;
pub use media::*;
pub use operation::*;
pub use paging::*;
pub use resource::*;
pub use route::*;
pub use service::*;
pub use stream::*;
pub use telling::*;
pub use types::*;

use std::borrow::Cow;

use crate::case;
use crate::source::Spanned;

ids! {
    TypeId ty types Type
    GroupId group groups Group
    FamilyId family families Family
    HostId host hosts Host
    AuthId auth auth Auth
    ErrorStyleId error_style error_styles ErrorStyle
    ErratumId erratum errata Erratum
    OperationId operation operations Operation
    ResourceIndex resource resources Resource
    ErrorCatalogId error_catalog error_catalogs ErrorCatalog
    PermissionId permission permissions Permission
}

/// The API as a whole. Every list is in the order of the specification. Ids are valid in the API that they come from.
#[derive(Debug, Default)]
pub struct Api {
    /// Short name, in snake case.
    pub name: String,
    /// Title for people.
    pub title: String,
    /// Version of the specification, `MAJOR.MINOR.PATCH`.
    pub version: String,
    /// What the API is for, in Markdown.
    pub doc: String,
    /// How the crates are published. Opaque here, like a name chosen for one back end.
    pub crates: Crates,
    /// Families of operations.
    pub families: Vec<Family>,
    /// Kinds of hosts.
    pub hosts: Vec<Host>,
    /// Authentication schemes.
    pub auth: Vec<Auth>,
    /// Shapes of error bodies.
    pub error_styles: Vec<ErrorStyle>,
    /// Path parameters that a client knows once.
    pub client_parameters: Vec<ClientParameter>,
    /// Sources of whole files, and of the entries of api.yaml.
    pub cited: Vec<Source>,
    /// Documents that sources refer to.
    pub documents: Vec<Document>,
    /// Groups of operations.
    pub groups: Vec<Group>,
    /// Operations of all groups.
    pub operations: Vec<Operation>,
    /// What the service keeps.
    pub resources: Vec<Resource>,
    /// Named types of all families, and shared ones.
    pub types: Vec<Type>,
    /// Corrections of the documents.
    pub errata: Vec<Erratum>,
    /// Catalogs of error codes.
    pub error_catalogs: Vec<ErrorCatalog>,
    /// Permissions that operations require.
    pub permissions: Vec<Permission>,
}

impl Api {
    /// Returns the id of an operation with its family: `v1.create_thing`.
    pub fn operation_id(&self, operation: &Operation) -> String {
        format!("{}.{}", self.family(operation.family).name, operation.name)
    }

    /// Returns a shape as a type expression: `list<Thing>`.
    pub fn expression(&self, shape: &Shape) -> String {
        match shape {
            Shape::List(item) => format!("list<{}>", self.expression(item)),
            Shape::Map(item) => format!("map<{}>", self.expression(item)),
            Shape::Nullable(inner) => format!("{}?", self.expression(inner)),
            Shape::Named(id) => self.ty(*id).name.value.clone(),
            built_in => built_in.built_in().unwrap_or_default().to_owned(),
        }
    }

    /// Returns the fields of a struct. `None` for other shapes.
    pub fn as_struct(&self, shape: &Shape) -> Option<&[Field]> {
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Struct(fields) => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the fields of a type. Empty unless it is a struct.
    pub fn struct_of<'t>(&self, ty: &'t Type) -> &'t [Field] {
        match &ty.kind {
            TypeKind::Struct(fields) => fields,
            _ => &[],
        }
    }

    /// Returns the fields of a struct. `None` for other shapes.
    pub fn struct_in(&self, shape: &Shape) -> Option<&[Field]> {
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Struct(fields) => Some(fields),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns an enum. `None` for other shapes.
    pub fn as_enum(&self, shape: &Shape) -> Option<&Enum> {
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Enum(enumeration) => Some(enumeration),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns a union by shape. `None` for other shapes.
    pub fn as_shaped(&self, shape: &Shape) -> Option<&Shaped> {
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Shaped(union) => Some(union),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the limits of an id type. `None` for other shapes.
    pub fn as_id(&self, shape: &Shape) -> Option<&Constraints> {
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Id(limits) => Some(limits),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the id types that a family may use: its own and the shared ones.
    pub fn id_types(&self, family: FamilyId) -> impl Iterator<Item = &Type> {
        let ids = self.types.iter().filter(|ty| matches!(ty.kind, TypeKind::Id(_)));
        ids.filter(move |ty| ty.family.is_none_or(|own| own == family))
    }

    /// Returns the id type of a family that a name of a field or parameter says: `ThingId` for `thing_id` and `thingIds`.
    pub fn id_type(&self, family: FamilyId, name: &str) -> Option<&Type> {
        let words = case::words(name);
        self.id_types(family).find(|ty| case::words(&ty.name) == words.trim_end_matches('s'))
    }

    /// Whether this is a plain string: one that may be shown and means no other thing, ids included.
    pub fn is_text(&self, shape: &Shape) -> bool {
        *shape == Shape::String || self.as_id(shape).is_some()
    }

    /// Returns the limits of a value: its own and, where it has none, those of its id type.
    pub fn limits<'a>(&'a self, shape: &Shape, own: &'a Constraints) -> Cow<'a, Constraints> {
        match self.as_id(shape) {
            None => Cow::Borrowed(own),
            Some(id) if *own == Constraints::default() => Cow::Borrowed(id),
            Some(id) => Cow::Owned(Constraints {
                length: if own.length == Bounds::default() { id.length } else { own.length },
                pattern: own.pattern.clone().or_else(|| id.pattern.clone()),
                format: if own.pattern.is_some() { own.format } else { id.format },
                ..own.clone()
            }),
        }
    }

    /// Returns the fields of a struct, or of the structs in a list. Empty for other shapes.
    pub fn fields(&self, shape: &Shape) -> &[Field] {
        match shape {
            Shape::List(item) => self.fields(item),
            _ => self.as_struct(shape).unwrap_or_default(),
        }
    }

    /// Returns the fields that an object may have, or the objects in a list: those of a struct, or those of all variants
    /// of a union.
    pub fn members<'a>(&'a self, shape: &'a Shape) -> Vec<&'a Field> {
        match (self.as_union(shape), shape) {
            (Some(union), _) => {
                let fields = union.variants.iter().flat_map(|variant| self.struct_of(self.ty(variant.ty)));
                let mut members: Vec<&Field> = Vec::new();
                for field in fields {
                    if members.iter().all(|known| known.name.value != field.name.value) {
                        members.push(field);
                    }
                }
                members
            }
            (None, Shape::List(item)) => self.members(item),
            (None, _) => self.as_struct(shape).unwrap_or_default().iter().collect(),
        }
    }

    /// Returns a union whose tag is beside the fields of the variant.
    pub fn as_union(&self, shape: &Shape) -> Option<&Union> {
        match shape {
            Shape::Named(id) => match &self.ty(*id).kind {
                TypeKind::Union(union) if union.content.is_none() => Some(union),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the fields on a path into a value, as far as they exist. The path goes through lists.
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

    /// Returns the fields of all structs, each with the name of its type.
    pub fn struct_fields(&self) -> impl Iterator<Item = (&str, &Field)> {
        self.types.iter().flat_map(|ty| {
            let fields = match &ty.kind {
                TypeKind::Struct(fields) => fields.as_slice(),
                _ => &[],
            };
            fields.iter().map(|field| (ty.name.as_str(), field))
        })
    }

    /// Returns the parameters of all operations that the client does not fill in. Those of a group occur once for
    /// each of its operations.
    pub fn given_parameters(&self) -> impl Iterator<Item = &Parameter> {
        let parameters = self.operations.iter().flat_map(|operation| &operation.parameters);
        parameters.filter(|parameter| !parameter.from_client)
    }

    /// Returns the ids of all types.
    pub fn type_ids(&self) -> impl Iterator<Item = TypeId> + use<> {
        (0..self.types.len() as u32).map(TypeId)
    }

    /// Returns the regions of all hosts. Those of several hosts occur several times.
    pub fn regions(&self) -> impl Iterator<Item = &Spanned<String>> {
        self.hosts.iter().flat_map(|host| match &host.address {
            HostAddress::Regional { regions, .. } => regions.as_slice(),
            HostAddress::Explicit(_) => &[],
        })
    }
}
