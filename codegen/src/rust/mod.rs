//! The API in Rust terms: every identifier, type path, document line, derive and feature is decided
//! here, once, for all crates. [`crate::emit`] only arranges it.

mod catalogue;
mod docs;
mod keep_alive;
mod operations;
mod prelude;
mod shapes;
mod types;

use proc_macro2::{Ident, Span, TokenStream};

use crate::ir::{Api, FamilyId, Location, Usage};
use crate::raw::{AuthScheme, Rejections};
use crate::snippets::Code;
use crate::{mock, names};

pub(crate) use catalogue::{ErrorCatalogue, ErrorCatalogues, Region};
pub(crate) use keep_alive::{Begin, KeepAlive, Step};
pub(crate) use prelude::Prelude;

/// The body limit that the runtime's base already has.
pub(crate) const DEFAULT_BODY_LIMIT: u32 = crate::ir::Operation::DEFAULT_BODY_LIMIT;

/// Lines of Markdown that stand before an item.
pub(crate) type Docs = Vec<String>;

/// Everything that the crates are made of.
pub(crate) struct RustApi {
    pub(crate) crates: Crates,
    pub(crate) title: String,
    pub(crate) version: String,
    pub(crate) docs: Docs,
    pub(crate) families: Vec<Family>,
    /// Types that belong to no family.
    pub(crate) shared: TypeModule,
    pub(crate) hosts: Vec<Host>,
    pub(crate) auth: Vec<Auth>,
    pub(crate) error_styles: Vec<ErrorStyle>,
    pub(crate) client_parameters: Vec<ClientParameter>,
    pub(crate) errata: Vec<Erratum>,
    pub(crate) error_catalogues: ErrorCatalogues,
    pub(crate) regions: Vec<Region>,
    /// Path of the OpenAPI document that the mock serves.
    pub(crate) openapi: &'static str,
}

/// A decision about a place where documents are wrong, silent or of two minds.
pub(crate) struct Erratum {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) says: Vec<String>,
    pub(crate) decision: String,
    pub(crate) evidence: String,
    pub(crate) consequence: String,
}

/// Names of the generated crates.
pub(crate) struct Crates {
    /// The prefix: `weather`.
    pub(crate) prefix: String,
    /// `weather_model` in a path.
    pub(crate) model: Ident,
    /// `weather_client` in a path.
    pub(crate) client: Ident,
}

pub(crate) struct Family {
    /// Name in the specification, and of the cargo feature.
    pub(crate) name: String,
    pub(crate) module: Ident,
    /// The struct that leads to the groups.
    pub(crate) resource: Ident,
    pub(crate) docs: Docs,
    pub(crate) groups: Vec<Group>,
    /// Modules of types, in the order of the files.
    pub(crate) types: Vec<TypeModule>,
    /// Types of the shared vocabulary that the family reaches.
    pub(crate) shared: Vec<Ident>,
    /// Path of the examples that the mock answers from.
    pub(crate) examples: String,
}

/// The types of one file.
pub(crate) struct TypeModule {
    pub(crate) module: Ident,
    pub(crate) docs: Docs,
    pub(crate) types: Vec<Type>,
}

pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) module: Ident,
    /// The struct in the client, and the trait in the server.
    pub(crate) resource: Ident,
    pub(crate) docs: Docs,
    pub(crate) operations: Vec<Operation>,
    pub(crate) prelude: Prelude,
}

pub(crate) struct Operation {
    /// `v1.create_thing`.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) docs: Docs,
    /// First paragraph of the docs.
    pub(crate) summary: String,
    pub(crate) deprecated: Option<String>,
    /// The struct in the client.
    pub(crate) ident: Ident,
    /// The input struct in the server.
    pub(crate) input: Ident,
    /// The method of the client's group.
    pub(crate) method: Ident,
    /// The method of the server's trait.
    pub(crate) trait_method: Ident,
    /// The constant with the metadata.
    pub(crate) constant: Ident,
    pub(crate) http_method: Ident,
    pub(crate) path: String,
    pub(crate) segments: Vec<Segment>,
    pub(crate) host: Ident,
    pub(crate) auth: Ident,
    pub(crate) error_style: Ident,
    pub(crate) success: u16,
    pub(crate) errors: Vec<u16>,
    pub(crate) permissions: Vec<String>,
    pub(crate) idempotent: bool,
    pub(crate) body_limit: u32,
    pub(crate) paging: Option<Paging>,
    pub(crate) conditions: Option<Conditions>,
    pub(crate) waiter: Option<Waiter>,
    pub(crate) keep_alive: Option<KeepAlive>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Option<Body>,
    /// Type of the answer's body; empty: no body.
    pub(crate) output: Option<TokenStream>,
    /// Schema of the answer's body.
    pub(crate) answer_schema: Option<TokenStream>,
    /// Whether the answer holds a secret, so that no part of it may be shown.
    pub(crate) secret_answer: bool,
    /// Whether some fields of the answer travel in headers.
    pub(crate) answer_headers: bool,
    /// The call of the first example.
    pub(crate) example: Option<Code>,
}

/// Steps of a path into an answer, each with the names that it is read under.
pub(crate) type Path = Vec<Vec<String>>;

pub(crate) struct Waiter {
    pub(crate) status: Path,
    pub(crate) done: Vec<String>,
    pub(crate) failed: Vec<String>,
    pub(crate) message: Path,
    /// Names of a field beside the message, and values.
    pub(crate) message_when: Vec<(Vec<String>, Vec<String>)>,
    pub(crate) interval: u32,
}

pub(crate) struct Conditions {
    pub(crate) parameter: String,
    pub(crate) header: Option<String>,
    pub(crate) wait: Option<WaitParameter>,
}

pub(crate) struct WaitParameter {
    pub(crate) name: String,
    /// The variant of the runtime's enum.
    pub(crate) format: Ident,
    /// Whether the parameter is a number.
    pub(crate) number: bool,
}

pub(crate) enum Segment {
    Literal(String),
    Parameter { name: String, colon: bool },
}

pub(crate) struct Paging {
    pub(crate) style: Ident,
    pub(crate) limit: String,
    pub(crate) offset: String,
    pub(crate) items: String,
    pub(crate) total: Option<String>,
    /// How the client goes through the pages.
    pub(crate) stream: Option<PageStream>,
}

/// How a page gives out its items.
pub(crate) struct PageStream {
    pub(crate) item: TokenStream,
    pub(crate) items: Ident,
    /// The field with the number of all items.
    pub(crate) total: Option<Ident>,
}

pub(crate) struct Parameter {
    /// Name on the wire.
    pub(crate) wire: String,
    pub(crate) ident: Ident,
    /// The setter of the client's operation.
    pub(crate) setter: Ident,
    pub(crate) location: Location,
    pub(crate) required: bool,
    pub(crate) from_client: bool,
    /// Set by asking only for what has changed, and by no setter.
    pub(crate) condition: bool,
    pub(crate) docs: Docs,
    /// The value's type in the server's input.
    pub(crate) ty: TokenStream,
    /// How the client takes and writes it.
    pub(crate) argument: Argument,
    /// Whether it is a list.
    pub(crate) repeated: bool,
    /// Whether it may not be shown.
    pub(crate) secret: bool,
    pub(crate) schema: TokenStream,
}

/// How a value is passed to a function.
pub(crate) struct Argument {
    /// The argument's type.
    pub(crate) ty: TokenStream,
    /// Statements that turn the argument into what `value` needs.
    pub(crate) before: TokenStream,
    /// The value, as an expression over the argument's name.
    pub(crate) value: TokenStream,
}

impl Argument {
    /// An argument whose value needs no statements.
    pub(crate) fn new(ty: TokenStream, value: TokenStream) -> Argument {
        Argument { ty, before: TokenStream::new(), value }
    }
}

pub(crate) struct Body {
    pub(crate) ty: TokenStream,
    pub(crate) required: bool,
    /// Sent as a form with parts instead of JSON.
    pub(crate) form: bool,
    pub(crate) schema: TokenStream,
}

pub(crate) struct Type {
    pub(crate) ident: Ident,
    pub(crate) docs: Docs,
    pub(crate) usage: Usage,
    pub(crate) kind: TypeKind,
    pub(crate) prelude: Prelude,
    /// The constant that holds the schema, for types that are received in requests.
    pub(crate) schema: Ident,
    /// Name in the specification.
    pub(crate) name: String,
    /// Features with which the type is received in requests; empty for types of a family, which are
    /// behind its feature anyway.
    pub(crate) received_with: Vec<String>,
    /// The same for types that are sent in answers.
    pub(crate) answered_with: Vec<String>,
    /// Whether operations send the type in answers.
    pub(crate) answered: bool,
}

pub(crate) enum TypeKind {
    Struct(Struct),
    Enum(Enum),
    Union(Union),
}

pub(crate) struct Struct {
    pub(crate) fields: Vec<Field>,
    /// Whether unknown fields are kept.
    pub(crate) keeps_unknown: bool,
    pub(crate) default: bool,
    /// Whether the struct is sent as a form.
    pub(crate) form: bool,
}

pub(crate) struct Field {
    pub(crate) wire: String,
    pub(crate) ident: Ident,
    pub(crate) setter: Ident,
    pub(crate) docs: Docs,
    pub(crate) deprecated: Option<String>,
    /// The field's type.
    pub(crate) ty: TokenStream,
    /// Contents of the `serde` attribute.
    pub(crate) serde: Vec<TokenStream>,
    /// Whether `new` takes it.
    pub(crate) required: bool,
    /// How `new` and the setter take it.
    pub(crate) argument: Argument,
    /// Whether the setter wraps the value in `Some`.
    pub(crate) optional: bool,
    /// The sibling that says how the text is encoded, and the name of the method that decodes it.
    pub(crate) encoded_by: Option<Encoding>,
    /// The header that carries the field instead of the body.
    pub(crate) header: Option<String>,
    /// How the field becomes a part of a form.
    pub(crate) part: Part,
    /// The entry in the struct's schema.
    pub(crate) schema: FieldSchema,
}

/// How a field becomes a part of a form.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Text,
    Secret,
    File,
}

pub(crate) struct Encoding {
    pub(crate) method: Ident,
    /// Expression for the encoding as text.
    pub(crate) encoding: TokenStream,
    /// Expression for the text.
    pub(crate) text: TokenStream,
}

pub(crate) struct FieldSchema {
    pub(crate) aliases: Vec<String>,
    pub(crate) required: bool,
    pub(crate) nullable: bool,
    pub(crate) schema: TokenStream,
    pub(crate) conditions: Vec<(String, Vec<String>)>,
}

pub(crate) struct Enum {
    pub(crate) open: bool,
    pub(crate) ignore_case: bool,
    /// The values are whole numbers, not texts.
    pub(crate) of_integers: bool,
    pub(crate) values: Vec<EnumValue>,
}

pub(crate) struct EnumValue {
    pub(crate) wire: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) ident: Ident,
    pub(crate) docs: Docs,
}

pub(crate) struct Union {
    pub(crate) open: bool,
    pub(crate) tag: String,
    pub(crate) content: Option<String>,
    pub(crate) variants: Vec<Variant>,
}

pub(crate) struct Variant {
    pub(crate) tag: String,
    pub(crate) ident: Ident,
    pub(crate) ty: TokenStream,
    pub(crate) schema: TokenStream,
    pub(crate) docs: Docs,
}

pub(crate) struct Host {
    pub(crate) name: String,
    pub(crate) constant: Ident,
    pub(crate) setter: Ident,
    pub(crate) docs: Docs,
    /// Template with `{region}`, or an example.
    pub(crate) address: String,
    pub(crate) regional: bool,
    /// Client parameters that have a value of their own here, by their names on the wire.
    pub(crate) parameters: Vec<(String, String)>,
}

pub(crate) struct Auth {
    pub(crate) name: String,
    pub(crate) constant: Ident,
    /// The builder's methods for a fixed token and for a provider of credentials; none when there
    /// is no credential.
    pub(crate) setters: Option<(Ident, Ident)>,
    pub(crate) docs: Docs,
    pub(crate) header: Option<String>,
    pub(crate) bearer: bool,
    pub(crate) login: Option<Login>,
}

/// How a service issues tokens for accounts.
pub(crate) struct Login {
    /// The builder's method for an account.
    pub(crate) setter: Ident,
    /// The operation with its family.
    pub(crate) operation: String,
    pub(crate) constant: Ident,
    /// The family of the operation: feature and module.
    pub(crate) family: String,
    pub(crate) module: Ident,
    pub(crate) name: String,
    pub(crate) password: String,
    /// A JSON pointer.
    pub(crate) token: String,
    pub(crate) final_codes: Vec<String>,
}

pub(crate) struct ErrorStyle {
    pub(crate) name: String,
    pub(crate) constant: Ident,
    pub(crate) docs: Docs,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) rejections: Vec<(Ident, String)>,
    /// Enums of the codes.
    pub(crate) codes: Vec<Ident>,
}

pub(crate) struct ClientParameter {
    pub(crate) wire: String,
    pub(crate) setter: Ident,
    pub(crate) docs: Docs,
}

/// Makes an identifier, raw where the name is a keyword.
pub(crate) fn ident(name: &str) -> Ident {
    match names::identifier(name).strip_prefix("r#") {
        Some(raw) => Ident::new_raw(raw, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// Tokens without the spaces between them.
pub(crate) fn tidy(tokens: &TokenStream) -> String {
    let mut text = tokens.to_string();
    for (from, to) in [(" :: ", "::"), (":: ", "::"), (" <", "<"), ("< ", "<"), (" >", ">"), ("& ", "&"), (" ,", ",")] {
        text = text.replace(from, to);
    }
    text
}

/// Decides everything about the Rust side of the API.
pub(crate) fn build(api: &Api) -> RustApi {
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

fn erratum(erratum: &crate::ir::Erratum) -> Erratum {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Erratum {
        id: erratum.id.value.clone(),
        title: line(&erratum.title),
        says: erratum.says.iter().map(|says| line(says)).collect(),
        decision: line(&erratum.decision),
        evidence: line(&erratum.evidence),
        consequence: names::words(&format!("{:?}", erratum.consequence)),
    }
}

fn host(host: &crate::ir::Host) -> Host {
    let (address, regional) = match &host.address {
        crate::ir::HostAddress::Regional { template, .. } => (template.clone(), true),
        crate::ir::HostAddress::Explicit(example) => (example.clone(), false),
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

fn auth(api: &Api, auth: &crate::ir::Auth) -> Auth {
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

fn login(api: &Api, auth: &crate::ir::Auth, login: &crate::ir::Login) -> Login {
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

fn error_style(api: &Api, style: &crate::ir::ErrorStyle) -> ErrorStyle {
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
