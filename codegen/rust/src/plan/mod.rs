//! The API in Rust terms: every identifier, type path, document line, derive and feature is decided
//! here, once, for all crates. [`crate::write`] only arranges it.

mod catalogue;
mod docs;
mod keep_alive;
mod operations;
mod prelude;
mod shapes;
mod types;

use proc_macro2::{Ident, Span, TokenStream};

use crate::snippets::Code;
use crate::{mock, names};
use specwright_language::ir::{Api, FamilyId, Location, Usage};
use specwright_language::raw::{AuthScheme, Rejections};

pub use catalogue::{ErrorCatalogue, ErrorCatalogues, Region};
pub use keep_alive::{Begin, KeepAlive, Step};
pub use prelude::Prelude;

/// The body limit that the runtime's base already has.
pub const DEFAULT_BODY_LIMIT: u32 = specwright_language::ir::Operation::DEFAULT_BODY_LIMIT;

/// Lines of Markdown that stand before an item.
pub type Docs = Vec<String>;

/// Everything that the crates are made of.
pub struct RustApi {
    pub crates: Crates,
    pub title: String,
    pub version: String,
    pub docs: Docs,
    pub families: Vec<Family>,
    /// Types that belong to no family.
    pub shared: TypeModule,
    pub hosts: Vec<Host>,
    pub auth: Vec<Auth>,
    pub error_styles: Vec<ErrorStyle>,
    pub client_parameters: Vec<ClientParameter>,
    pub errata: Vec<Erratum>,
    pub error_catalogues: ErrorCatalogues,
    pub regions: Vec<Region>,
    /// Path of the OpenAPI document that the mock serves.
    pub openapi: &'static str,
}

/// A decision about a place where documents are wrong, silent or of two minds.
pub struct Erratum {
    pub id: String,
    pub title: String,
    pub says: Vec<String>,
    pub decision: String,
    pub evidence: String,
    pub consequence: String,
}

/// Names of the generated crates.
pub struct Crates {
    /// The prefix: `weather`.
    pub prefix: String,
    /// `weather_model` in a path.
    pub model: Ident,
    /// `weather_client` in a path.
    pub client: Ident,
}

pub struct Family {
    /// Name in the specification, and of the cargo feature.
    pub name: String,
    pub module: Ident,
    /// The struct that leads to the groups.
    pub resource: Ident,
    pub docs: Docs,
    pub groups: Vec<Group>,
    /// Modules of types, in the order of the files.
    pub types: Vec<TypeModule>,
    /// Types of the shared vocabulary that the family reaches.
    pub shared: Vec<Ident>,
    /// Path of the examples that the mock answers from.
    pub examples: String,
}

/// The types of one file.
pub struct TypeModule {
    pub module: Ident,
    pub docs: Docs,
    pub types: Vec<Type>,
}

pub struct Group {
    pub name: String,
    pub module: Ident,
    /// The struct in the client, and the trait in the server.
    pub resource: Ident,
    pub docs: Docs,
    pub operations: Vec<Operation>,
    pub prelude: Prelude,
}

pub struct Operation {
    /// `v1.create_thing`.
    pub id: String,
    pub name: String,
    pub docs: Docs,
    /// First paragraph of the docs.
    pub summary: String,
    pub deprecated: Option<String>,
    /// The struct in the client.
    pub ident: Ident,
    /// The input struct in the server.
    pub input: Ident,
    /// The method of the client's group.
    pub method: Ident,
    /// The method of the server's trait.
    pub trait_method: Ident,
    /// The constant with the metadata.
    pub constant: Ident,
    pub http_method: Ident,
    pub path: String,
    pub segments: Vec<Segment>,
    pub host: Ident,
    pub auth: Ident,
    pub error_style: Ident,
    pub success: u16,
    pub errors: Vec<u16>,
    pub permissions: Vec<String>,
    pub idempotent: bool,
    pub body_limit: u32,
    pub paging: Option<Paging>,
    pub conditions: Option<Conditions>,
    pub waiter: Option<Waiter>,
    pub keep_alive: Option<KeepAlive>,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    /// Type of the answer's body; empty: no body.
    pub output: Option<TokenStream>,
    /// Schema of the answer's body.
    pub answer_schema: Option<TokenStream>,
    /// Whether the answer holds a secret, so that no part of it may be shown.
    pub secret_answer: bool,
    /// Whether some fields of the answer travel in headers.
    pub answer_headers: bool,
    /// The call of the first example.
    pub example: Option<Code>,
}

/// Steps of a path into an answer, each with the names that it is read under.
pub type Path = Vec<Vec<String>>;

pub struct Waiter {
    pub status: Path,
    pub done: Vec<String>,
    pub failed: Vec<String>,
    pub message: Path,
    /// Names of a field beside the message, and values.
    pub message_when: Vec<(Vec<String>, Vec<String>)>,
    pub interval: u32,
}

pub struct Conditions {
    pub parameter: String,
    pub header: Option<String>,
    pub wait: Option<WaitParameter>,
}

pub struct WaitParameter {
    pub name: String,
    /// The variant of the runtime's enum.
    pub format: Ident,
    /// Whether the parameter is a number.
    pub number: bool,
}

pub enum Segment {
    Literal(String),
    Parameter { name: String, colon: bool },
}

pub struct Paging {
    pub style: Ident,
    pub limit: String,
    pub offset: String,
    pub items: String,
    pub total: Option<String>,
    /// How the client goes through the pages.
    pub stream: Option<PageStream>,
}

/// How a page gives out its items.
pub struct PageStream {
    pub item: TokenStream,
    pub items: Ident,
    /// The field with the number of all items.
    pub total: Option<Ident>,
}

pub struct Parameter {
    /// Name on the wire.
    pub wire: String,
    pub ident: Ident,
    /// The setter of the client's operation.
    pub setter: Ident,
    pub location: Location,
    pub required: bool,
    pub from_client: bool,
    /// Set by asking only for what has changed, and by no setter.
    pub condition: bool,
    pub docs: Docs,
    /// The value's type in the server's input.
    pub ty: TokenStream,
    /// How the client takes and writes it.
    pub argument: Argument,
    /// Whether it is a list.
    pub repeated: bool,
    /// Whether it may not be shown.
    pub secret: bool,
    pub schema: TokenStream,
}

/// How a value is passed to a function.
pub struct Argument {
    /// The argument's type.
    pub ty: TokenStream,
    /// Statements that turn the argument into what `value` needs.
    pub before: TokenStream,
    /// The value, as an expression over the argument's name.
    pub value: TokenStream,
}

impl Argument {
    /// An argument whose value needs no statements.
    pub fn new(ty: TokenStream, value: TokenStream) -> Argument {
        Argument { ty, before: TokenStream::new(), value }
    }
}

pub struct Body {
    pub ty: TokenStream,
    pub required: bool,
    /// Sent as a form with parts instead of JSON.
    pub form: bool,
    pub schema: TokenStream,
}

pub struct Type {
    pub ident: Ident,
    pub docs: Docs,
    pub usage: Usage,
    pub kind: TypeKind,
    pub prelude: Prelude,
    /// The constant that holds the schema, for types that are received in requests.
    pub schema: Ident,
    /// Name in the specification.
    pub name: String,
    /// Features with which the type is received in requests; empty for types of a family, which are
    /// behind its feature anyway.
    pub received_with: Vec<String>,
    /// The same for types that are sent in answers.
    pub answered_with: Vec<String>,
    /// Whether operations send the type in answers.
    pub answered: bool,
}

pub enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
}

pub struct Struct {
    pub fields: Vec<Field>,
    /// Whether unknown fields are kept.
    pub keeps_unknown: bool,
    pub default: bool,
    /// Whether the struct is sent as a form.
    pub form: bool,
}

pub struct Field {
    pub wire: String,
    pub ident: Ident,
    pub setter: Ident,
    pub docs: Docs,
    pub deprecated: Option<String>,
    /// The field's type.
    pub ty: TokenStream,
    /// Contents of the `serde` attribute.
    pub serde: Vec<TokenStream>,
    /// Whether `new` takes it.
    pub required: bool,
    /// How `new` and the setter take it.
    pub argument: Argument,
    /// Whether the setter wraps the value in `Some`.
    pub optional: bool,
    /// The sibling that says how the text is encoded, and the name of the method that decodes it.
    pub encoded_by: Option<Encoding>,
    /// The header that carries the field instead of the body.
    pub header: Option<String>,
    /// How the field becomes a part of a form.
    pub part: Part,
    /// The entry in the struct's schema.
    pub schema: FieldSchema,
}

/// How a field becomes a part of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Text,
    Secret,
    File,
}

pub struct Encoding {
    pub method: Ident,
    /// Expression for the encoding as text.
    pub encoding: TokenStream,
    /// Expression for the text.
    pub text: TokenStream,
}

pub struct FieldSchema {
    pub aliases: Vec<String>,
    pub required: bool,
    pub nullable: bool,
    pub schema: TokenStream,
    pub conditions: Vec<(String, Vec<String>)>,
}

pub struct Enum {
    pub open: bool,
    pub ignore_case: bool,
    /// The values are whole numbers, not texts.
    pub of_integers: bool,
    pub values: Vec<EnumValue>,
}

pub struct EnumValue {
    pub wire: String,
    pub aliases: Vec<String>,
    pub ident: Ident,
    pub docs: Docs,
}

pub struct Union {
    pub open: bool,
    pub tag: String,
    pub content: Option<String>,
    pub variants: Vec<Variant>,
}

pub struct Variant {
    pub tag: String,
    pub ident: Ident,
    pub ty: TokenStream,
    pub schema: TokenStream,
    pub docs: Docs,
}

pub struct Host {
    pub name: String,
    pub constant: Ident,
    pub setter: Ident,
    pub docs: Docs,
    /// Template with `{region}`, or an example.
    pub address: String,
    pub regional: bool,
    /// Client parameters that have a value of their own here, by their names on the wire.
    pub parameters: Vec<(String, String)>,
}

pub struct Auth {
    pub name: String,
    pub constant: Ident,
    /// The builder's methods for a fixed token and for a provider of credentials; none when there
    /// is no credential.
    pub setters: Option<(Ident, Ident)>,
    pub docs: Docs,
    pub header: Option<String>,
    pub bearer: bool,
    pub login: Option<Login>,
}

/// How a service issues tokens for accounts.
pub struct Login {
    /// The builder's method for an account.
    pub setter: Ident,
    /// The operation with its family.
    pub operation: String,
    pub constant: Ident,
    /// The family of the operation: feature and module.
    pub family: String,
    pub module: Ident,
    pub name: String,
    pub password: String,
    /// A JSON pointer.
    pub token: String,
    pub final_codes: Vec<String>,
}

pub struct ErrorStyle {
    pub name: String,
    pub constant: Ident,
    pub docs: Docs,
    pub code: String,
    pub message: String,
    pub detail: Option<String>,
    pub request_id: Option<String>,
    pub rejections: Vec<(Ident, String)>,
    /// Enums of the codes.
    pub codes: Vec<Ident>,
}

pub struct ClientParameter {
    pub wire: String,
    pub setter: Ident,
    pub docs: Docs,
}

/// Makes an identifier, raw where the name is a keyword.
pub fn ident(name: &str) -> Ident {
    match names::identifier(name).strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Tokens without the spaces between them.
pub fn tidy(tokens: &TokenStream) -> String {
    let mut text = tokens.to_string();
    for (from, to) in [(" :: ", "::"), (":: ", "::"), (" <", "<"), ("< ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")] {
        text = text.replace(from, to);
    }
    text
}

/// Decides everything about the Rust side of the API.
pub fn build(api: &Api) -> RustApi {
    let prefix = api.name.replace('_', "-");
    let crates =
        Crates { model: ident(&format!("{}_model", api.name)), client: ident(&format!("{}_client", api.name)), prefix };
    let families = (0u32..).zip(&api.families).map(|(index, family)| Family {
        name: family.name.value.clone(),
        module: ident(&names::module(&family.name)),
        resource: ident(&names::resource(&family.name)),
        docs: docs::text(&family.doc),
        groups: operations::groups(api, FamilyId(index)),
        types: types::modules(api, FamilyId(index)),
        shared: types::reached(api, FamilyId(index)),
        examples: mock::examples_path(&family.name),
    });
    RustApi {
        families: families.collect(),
        crates,
        title: api.title.clone(),
        version: api.version.clone(),
        docs: docs::text(&api.doc),
        shared: types::shared(api),
        hosts: api.hosts.iter().map(host).collect(),
        auth: api.auth.iter().map(|auth| self::auth(api, auth)).collect(),
        errata: api.errata.iter().map(erratum).collect(),
        error_catalogues: catalogue::error_catalogues(api),
        regions: catalogue::regions(api),
        openapi: mock::OPENAPI,
        error_styles: api.error_styles.iter().map(|style| error_style(api, style)).collect(),
        client_parameters: api
            .client_parameters
            .iter()
            .map(|parameter| ClientParameter {
                wire: parameter.name.value.clone(),
                setter: ident(&names::module(&parameter.name)),
                docs: docs::text(&parameter.doc),
            })
            .collect(),
    }
}

fn erratum(erratum: &specwright_language::ir::Erratum) -> Erratum {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Erratum {
        id: erratum.id.value.clone(),
        title: line(&erratum.title),
        says: erratum.says.iter().map(|says| line(says)).collect(),
        decision: line(&erratum.decision),
        evidence: line(&erratum.evidence),
        consequence: specwright_language::case::words(&format!("{:?}", erratum.consequence)),
    }
}

fn host(host: &specwright_language::ir::Host) -> Host {
    let (address, regional) = match &host.address {
        specwright_language::ir::HostAddress::Regional { template, .. } => (template.clone(), true),
        specwright_language::ir::HostAddress::Explicit(example) => (example.clone(), false),
    };
    let mut docs = vec![format!("Sets the base URL of the host `{}`, or several in a list.", host.name), String::new()];
    docs.extend(docs::text(&host.doc));
    docs.push(String::new());
    docs.push(if regional {
        format!("Left out, it is `{address}`.")
    } else {
        format!("It has to be set before an operation of this host is called: `{address}`, for example.")
    });
    docs.extend(host.parameters.iter().map(|(name, value)| {
        format!(
            "Its operations have the {} {}, unless a call is given another.",
            docs::verbatim(name),
            docs::verbatim(value)
        )
    }));
    Host {
        name: host.name.value.clone(),
        constant: ident(&names::constant(&host.name)),
        setter: ident(&format!("{}_endpoint", names::module(&host.name))),
        docs,
        address,
        regional,
        parameters: host.parameters.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect(),
    }
}

fn auth(api: &Api, auth: &specwright_language::ir::Auth) -> Auth {
    let name = names::module(&auth.name);
    Auth {
        name: auth.name.value.clone(),
        constant: ident(&names::constant(&auth.name)),
        setters: (auth.scheme != AuthScheme::None).then(|| (ident(&name), ident(&format!("{name}_credentials")))),
        docs: docs::text(&auth.doc),
        header: auth.header.clone(),
        bearer: auth.scheme == AuthScheme::Bearer,
        login: auth.login.as_ref().map(|login| self::login(api, auth, login)),
    }
}

fn login(api: &Api, auth: &specwright_language::ir::Auth, login: &specwright_language::ir::Login) -> Login {
    let operation = api.operation(login.operation);
    let family = &api.family(operation.family).name;
    Login {
        setter: ident(&names::account(&auth.name)),
        operation: api.operation_id(operation),
        constant: ident(&names::constant(&operation.name)),
        family: family.value.clone(),
        module: ident(&names::module(family)),
        name: login.name.clone(),
        password: login.password.clone(),
        token: login.token.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect(),
        final_codes: login.final_codes.clone(),
    }
}

fn error_style(api: &Api, style: &specwright_language::ir::ErrorStyle) -> ErrorStyle {
    let mut docs = docs::text(&style.doc);
    docs::errata(&mut docs, api, &style.errata);
    ErrorStyle {
        name: style.name.value.clone(),
        constant: ident(&names::constant(&style.name)),
        docs,
        code: style.code.clone(),
        message: style.message.clone(),
        detail: style.detail.clone(),
        request_id: style.request_id.clone(),
        rejections: rejections(&style.rejections),
        codes: catalogue::codes(api, style),
    }
}

/// The codes by variant of the runtime's enum.
fn rejections(codes: &Rejections) -> Vec<(Ident, String)> {
    let required = [
        ("InvalidRequest", &codes.invalid_request),
        ("Unauthorized", &codes.unauthorized),
        ("Forbidden", &codes.forbidden),
        ("RouteNotFound", &codes.route_not_found),
        ("MethodNotAllowed", &codes.method_not_allowed),
        ("Timeout", &codes.timeout),
        ("BodyTooLarge", &codes.body_too_large),
        ("UnsupportedMediaType", &codes.unsupported_media_type),
        ("Internal", &codes.internal),
        ("NotImplemented", &codes.not_implemented),
    ];
    let throttled = codes.too_many_requests.iter().map(|code| ("TooManyRequests", code));
    required.into_iter().chain(throttled).map(|(kind, code)| (ident(kind), code.clone())).collect()
}
