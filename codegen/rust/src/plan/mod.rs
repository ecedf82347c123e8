//! The plan: everything that the three crates contain, as plain data. Each decision about Rust is taken in
//! [`fill`], once; writers, comparisons and the reference read it here.

pub mod fill;
mod lease;
mod model;
mod name;
mod operation;
mod package;
mod schema;
mod service;
mod ty;

pub use lease::*;
pub use model::*;
pub use name::*;
pub use operation::*;
pub use package::*;
pub use schema::*;
pub use service::*;
pub use ty::*;

/// Words of the language that mean the same in Rust.
pub use specwright_language::ir::{BodyEncoding, Credential, Location, Media, Method};
pub use specwright_language::raw::{DurationFormat, ErrorClass, PagingStyle, ParameterStyle, StreamTransport};
pub use specwright_language::variants::{Form, Kinds, Member};

/// Lines of Markdown that stand before an item.
pub type Docs = Vec<String>;

/// The body limit that the runtime's base has.
pub const DEFAULT_BODY_LIMIT: u32 = specwright_language::ir::Operation::DEFAULT_BODY_LIMIT;

/// Everything that the crates are made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Names of the crates.
    pub crates: Crates,
    /// Name of the service.
    pub title: String,
    /// Version of the crates.
    pub version: String,
    /// Their packages.
    pub package: Package,
    /// The operation on their front pages; none if all take arguments.
    pub first_call: Option<FirstCall>,
    /// Documentation of the crates.
    pub docs: Docs,
    /// The families, in the order of the specification.
    pub families: Vec<Family>,
    /// Types that belong to no family.
    pub shared: TypeModule,
    /// The hosts.
    pub hosts: Vec<Host>,
    /// The authentication schemes.
    pub auth: Vec<Auth>,
    /// Whether tokens are those of the platform's identity service, which takes signatures in their place.
    pub platform_tokens: bool,
    /// Formats of error responses.
    pub error_styles: Vec<ErrorStyle>,
    /// Parameters that the client has defaults for.
    pub client_parameters: Vec<ClientParameter>,
    /// The errata.
    pub errata: Vec<Erratum>,
    /// The error codes.
    pub error_catalogs: ErrorCatalogs,
    /// The known regions.
    pub regions: Vec<Region>,
    /// Path of the OpenAPI document that the mock serves.
    pub openapi: &'static str,
    /// Strings that keep patterns of responses, for the mock.
    pub strings: Vec<String>,
}

/// A call of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Lines of an asynchronous function that has a `client`.
    pub lines: String,
    /// The line that collects the items of all pages.
    pub all: Option<String>,
    /// Whether the lines name `serde_json`.
    pub names_json: bool,
}

/// A decision about a place where documents are wrong, silent or of two minds.
#[derive(Clone, Debug, PartialEq)]
pub struct Erratum {
    /// Id in the specification.
    pub id: String,
    /// One line that names the problem.
    pub title: String,
    /// Sources, each with what it says.
    pub says: Vec<String>,
    /// What the specification says instead.
    pub decision: String,
    /// Why that is right.
    pub evidence: String,
    /// What users have to do differently.
    pub consequence: String,
}

/// Names of the generated crates.
#[derive(Clone, Debug, PartialEq)]
pub struct Crates {
    /// The prefix: `weather`.
    pub prefix: String,
    /// `weather_model` in a path.
    pub model: Name,
    /// `weather_client` in a path.
    pub client: Name,
    /// `weather_server` in a path.
    pub server: Name,
}

/// A family of groups: a feature, and a module in each crate.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// Name in the specification, and of the cargo feature.
    pub name: String,
    /// Module in each crate.
    pub module: Name,
    /// The struct that leads to the groups.
    pub resource: Name,
    /// Documentation of the module.
    pub docs: Docs,
    /// The groups.
    pub groups: Vec<Group>,
    /// Modules of types, in the order of the files.
    pub types: Vec<TypeModule>,
    /// Types of the shared vocabulary that the family reaches.
    pub shared: Vec<Name>,
    /// Path of the examples that the mock responds from.
    pub examples: String,
    /// Path of the resources that a stateful mock keeps, if there are any.
    pub resources: Option<String>,
}

/// The types of one file.
#[derive(Clone, Debug, PartialEq)]
pub struct TypeModule {
    /// The module.
    pub module: Name,
    /// Documentation of the module.
    pub docs: Docs,
    /// The types, in the order of the file.
    pub types: Vec<Type>,
}

impl Plan {
    /// All operations, family by family.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.families.iter().flat_map(|family| &family.groups).flat_map(|group| &group.operations)
    }

    /// Whether the model names `serde_json`.
    pub fn model_names_json(&self) -> bool {
        let modules = self.families.iter().flat_map(|family| &family.types).chain([&self.shared]);
        modules.flat_map(|module| &module.types).any(|ty| match &ty.kind {
            TypeKind::Struct(structure) => {
                let extra = structure.extra.iter().map(|extra| &extra.ty);
                structure.fields.iter().map(|field| &field.ty).chain(extra).any(RustType::names_json)
            }
            TypeKind::Shaped(union) => union.open || union.variants.iter().any(|variant| variant.ty.names_json()),
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Id(_) => false,
        })
    }

    /// Whether the server names `serde_json`, whatever its features: bodies or parameters are free JSON.
    pub fn server_names_json(&self) -> bool {
        let mut sent = self.operations().flat_map(|one| {
            let messages = one.stream.iter().flat_map(|stream| stream.receives.iter().chain(&stream.sends));
            let parameters = one.parameters.iter().map(|parameter| &parameter.ty);
            one.body.iter().map(|body| &body.ty).chain(&one.output).chain(messages).chain(parameters)
        });
        sent.any(RustType::names_json)
    }

    /// Whether an operation opens a stream.
    pub fn has_streams(&self) -> bool {
        self.operations().any(|operation| operation.stream.is_some())
    }

    /// Whether the response of an operation is a stream of events.
    pub fn has_events(&self) -> bool {
        self.operations().any(|operation| operation.event().is_some())
    }

    /// The same for the client, which names the items of pages besides.
    pub fn client_names_json(&self) -> bool {
        let mut streams = self.operations().filter_map(|one| one.paging.as_ref()?.stream.as_ref());
        self.server_names_json() || streams.any(|stream| stream.item.names_json())
    }
}
