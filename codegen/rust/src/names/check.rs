//! No two entries may get the same name in one Rust namespace.

use std::collections::BTreeMap;

use specwright_language::case;
use specwright_language::diagnostics::{Diagnostic, Sink};
use specwright_language::ir::*;
use specwright_language::places::Places;
use specwright_language::raw::Presence;
use specwright_language::source::{Span, Spanned};

use super::rules::*;
use crate::names;

/// One Rust namespace: names already taken, by whom, and where.
struct Scope {
    what: &'static str,
    /// How an entry of this kind gets another name.
    remedy: Remedy,
    taken: BTreeMap<String, Holder>,
}

/// Who has a name.
struct Holder {
    entry: Span,
    /// The place of the name, when it was given explicitly.
    chosen: Option<Span>,
    what: String,
}

impl Scope {
    fn new(what: &'static str, remedy: Remedy) -> Scope {
        Scope { what, remedy, taken: BTreeMap::new() }
    }
}

/// How an entry gets another name.
#[derive(Clone, Copy)]
enum Remedy {
    /// By `rust_name`.
    RustName,
    /// By `rust_method`.
    RustMethod,
    /// By being called something else.
    Rename,
    /// Not at all: the name is a value on the wire.
    None,
}

/// Modules, features and local names of the generated crates that a family would clash with.
const FAMILIES: &[&str] = &[
    "arguments",
    "auth",
    "blocking",
    "builder",
    "call",
    "client",
    "credentials",
    "default",
    "dynamic",
    "engine",
    "error_codes",
    "error_style",
    "host",
    "login",
    "meta",
    "mock",
    "model",
    "observe",
    "operation",
    "regions",
    "reqwest",
    "runtime",
    "schema",
    "server",
    "shared",
    "sockets",
    "unimplemented",
];

/// Modules beside those of the groups.
const GROUPS: &[&str] = &["schema", "types"];

/// Constants beside those of the operations.
const OPERATIONS: &[&str] = &["operations"];

/// Methods that every builder of a client has.
const BUILDER: &[&str] = &[
    "allow_plain_http",
    "attempt_timeout",
    "build",
    "connect_timeout",
    "default_header",
    "endpoints_from_environment",
    "root_certificate",
    "interceptor",
    "no_proxy",
    "parameter_provider",
    "pinned_fingerprint",
    "proxy",
    "proxy_from_environment",
    "proxy_loopback",
    "region",
    "response_limit",
    "retry",
    "timeout",
    "transport",
    "user_agent",
];

/// Constants beside those of the regions.
const REGIONS: &[&str] = &["ALL"];

/// The line that gives an entry a name of its own.
const RUST_NAME: &str = "rust_name: ...";

struct Check<'a> {
    api: &'a Api,
    sink: &'a mut Sink,
    places: &'a Places<'a>,
}

/// Reports names that cannot be used, and names that several entries would get.
pub(super) fn check(api: &Api, places: &Places<'_>, sink: &mut Sink) {
    Check { api, sink, places }.names();
}

impl Check<'_> {
    fn names(&mut self) {
        let api = self.api;
        self.reserved(api.families.iter().map(|family| &family.name), FAMILIES, "family");
        self.reserved(api.groups.iter().map(|group| &group.name), GROUPS, "group");
        self.reserved(api.operations.iter().map(|operation| &operation.name), OPERATIONS, "operation");
        self.builder_names();
        self.error_code_names();
        self.region_names();
        for (index, family) in api.families.iter().enumerate() {
            let id = FamilyId(index as u32);
            self.type_names(id);
            self.operation_names(id, family);
        }
        for ty in &api.types {
            self.rust_name(&ty.rust_name, true);
            match &ty.kind {
                TypeKind::Struct(fields) => self.field_names(fields, ty),
                TypeKind::Enum(enumeration) => self.value_names(enumeration, ty),
                TypeKind::Id(_) => {}
                TypeKind::Union(union) => {
                    let variants = union.variants.iter().map(|variant| (names::union_variant(variant), &variant.tag));
                    self.variant_names(ty, union.open, variants.collect());
                }
                TypeKind::Shaped(union) => {
                    let variants = union.variants.iter().map(|variant| (names::shaped_variant(variant), &variant.name));
                    self.variant_names(ty, union.open, variants.collect());
                }
            }
        }
    }

    /// Variants of a union.
    fn variant_names(&mut self, ty: &Type, open: bool, variants: Vec<(String, &Spanned<String>)>) {
        let mut scope = Scope::new("variants", Remedy::None);
        if open {
            self.reserve(&mut scope, "Unknown", ty.name.span, "the variant for what is not listed");
        }
        for (name, written) in variants {
            if self.legal(&name, written, Remedy::None) {
                self.claim(&mut scope, name, written.span, written, &None);
            }
        }
    }

    /// Names that the generated crates have already.
    fn reserved<'n>(&mut self, names: impl Iterator<Item = &'n Spanned<String>>, taken: &[&str], what: &str) {
        for name in names.filter(|name| taken.contains(&name.as_str())) {
            let message = format!("no {what} can be called `{name}`");
            self.sink
                .push(Diagnostic::new(RESERVED_NAME, name.span, message).label("taken").help("choose another name"));
        }
    }

    fn builder_names(&mut self) {
        let api = self.api;
        let parameters = api.client_parameters.iter().map(|parameter| &parameter.name);
        let auth = api.auth.iter().map(|auth| &auth.name);
        self.reserved(parameters.clone().chain(auth.clone()), BUILDER, "entry");
        let mut scope = Scope::new("methods of the client's builder", Remedy::Rename);
        for name in parameters {
            self.claim(&mut scope, names::module(name), name.span, name, &None);
        }
        for name in auth {
            self.claim(&mut scope, names::module(name), name.span, name, &None);
            self.claim(&mut scope, format!("{}_credentials", names::module(name)), name.span, name, &None);
        }
        for name in api.auth.iter().filter(|auth| auth.login.is_some()).map(|auth| &auth.name) {
            self.claim(&mut scope, names::account(name), name.span, name, &None);
        }
        for host in &api.hosts {
            let name = format!("{}_endpoint", names::module(&host.name));
            self.claim(&mut scope, name, host.name.span, &host.name, &None);
        }
    }

    fn error_code_names(&mut self) {
        let api = self.api;
        for catalog in &api.error_catalogs {
            let mut scope = Scope::new("variants", Remedy::RustName);
            self.reserve(&mut scope, "Unknown", catalog.name.span, "the variant for unknown codes");
            for code in &catalog.codes {
                let chosen = Some(code.rust_name.clone());
                self.rust_name(&chosen, true);
                self.claim(&mut scope, code.rust_name.value.clone(), code.name.span, &code.name, &chosen);
            }
        }
    }

    fn region_names(&mut self) {
        let mut taken: BTreeMap<String, &Spanned<String>> = BTreeMap::new();
        for region in self.api.regions() {
            let name = names::constant(region);
            if REGIONS.contains(&name.as_str()) {
                let message = format!("no region can be called `{region}`");
                self.sink.push(Diagnostic::new(RESERVED_NAME, region.span, message).label("taken"));
                continue;
            }
            let first = *taken.entry(name.clone()).or_insert(region);
            if first.value != region.value {
                let message = format!("two regions are called `{name}` in Rust");
                self.sink.push(
                    Diagnostic::new(RUST_NAME_COLLISION, region.span, message)
                        .label(format!("`{region}` becomes `{name}`"))
                        .also(first.span, format!("`{first}` has this name already"))
                        .help("write them as they stand in addresses, and alike where they are the same region"),
                );
            }
        }
    }

    fn value_names(&mut self, enumeration: &Enum, ty: &Type) {
        let mut scope = Scope::new("variants", Remedy::RustName);
        if enumeration.open {
            self.reserve(&mut scope, "Unknown", ty.name.span, "the variant for unknown values");
        }
        for value in &enumeration.values {
            self.rust_name(&value.rust_name, true);
            if enumeration.of_integers && value.rust_name.is_none() {
                self.number(&value.name);
            }
            let name = names::variant(value);
            if self.legal(&name, &value.name, Remedy::RustName) {
                self.claim(&mut scope, name, value.name.span, &value.name, &value.rust_name);
            }
        }
    }

    /// A number that names nothing.
    fn number(&mut self, value: &Spanned<String>) {
        let Ok(number) = value.parse::<i32>() else { return };
        let diagnostic = Diagnostic::new(BAD_RUST_NAME, value.span, format!("`{number}` gives no name in Rust"))
            .label("a number has no letters");
        self.sink.push(self.places.add_lines(diagnostic, value.span, "choose a name", RUST_NAME));
    }

    fn type_names(&mut self, family: FamilyId) {
        let mut scope = Scope::new("types", Remedy::RustName);
        for ty in &self.api.types {
            if ty.family == Some(family) || ty.family.is_none() {
                self.claim(&mut scope, names::type_name(ty), ty.name.span, &ty.name, &ty.rust_name);
                if let TypeKind::Struct(fields) = &ty.kind
                    && let Some(name) = names::required_fields(ty, fields)
                {
                    self.claim(&mut scope, name, ty.name.span, &ty.name, &ty.rust_name);
                }
            }
        }
        let mut schemas = Scope::new("constants of the server", Remedy::RustName);
        // Types of one name were reported above.
        let mut distinct: BTreeMap<String, &Type> = BTreeMap::new();
        for ty in self.api.types.iter().filter(|ty| ty.family == Some(family)) {
            distinct.entry(names::type_name(ty)).or_insert(ty);
        }
        for (name, ty) in distinct {
            self.claim(&mut schemas, names::constant(&name), ty.name.span, &ty.name, &ty.rust_name);
        }
    }

    fn operation_names(&mut self, id: FamilyId, family: &Family) {
        let mut scope = Scope::new("types of the client", Remedy::Rename);
        let mut inputs = Scope::new("types of the server", Remedy::Rename);
        self.reserve(&mut scope, &names::resource(&family.name), family.name.span, "the family");
        let groups: Vec<(GroupId, &Group)> = (0u32..)
            .zip(&self.api.groups)
            .filter(|(_, group)| group.family == id)
            .map(|(index, group)| (GroupId(index), group))
            .collect();
        for (_, group) in &groups {
            self.claim(&mut scope, names::resource(&group.name), group.name.span, &group.name, &None);
            self.claim(&mut inputs, names::resource(&group.name), group.name.span, &group.name, &None);
        }
        for operation in self.api.operations.iter().filter(|operation| operation.family == id) {
            self.claim(&mut scope, names::operation(operation), operation.name.span, &operation.name, &None);
            if let Some(name) = names::required_parameters(operation) {
                self.claim(&mut scope, name, operation.name.span, &operation.name, &None);
            }
            self.claim(&mut inputs, names::operation_input(operation), operation.name.span, &operation.name, &None);
            if let Some(lease) = &operation.lease {
                let name = names::lease_ids(operation, lease);
                self.claim(&mut scope, name, operation.name.span, &operation.name, &lease.rust_name);
                self.rust_name(&lease.rust_name, true);
                self.rust_name(&lease.rust_method, false);
            }
            self.rust_name(&operation.rust_method, false);
            self.parameter_names(operation);
        }
        for (group, _) in groups {
            let mut methods = Scope::new("methods of the group", Remedy::RustMethod);
            for operation in self.api.operations.iter().filter(|operation| operation.group == group) {
                let name = names::method(operation);
                self.claim(&mut methods, name, operation.name.span, &operation.name, &operation.rust_method);
                if let Some(lease) = &operation.lease {
                    let name = names::lease_method(operation, lease);
                    self.claim(&mut methods, name, operation.name.span, &operation.name, &lease.rust_method);
                }
            }
        }
    }

    fn parameter_names(&mut self, operation: &Operation) {
        let mut scope = Scope::new("parameters", Remedy::RustName);
        if let Some(body) = &operation.body {
            self.reserve(&mut scope, "body", body.ty.span, "the body");
        }
        for parameter in operation.given() {
            self.rust_name(&parameter.rust_name, false);
            let name = names::parameter(parameter);
            if self.legal(&name, &parameter.name, Remedy::RustName) {
                let name = names::parameter_setter(&name);
                self.claim(&mut scope, name, parameter.name.span, &parameter.name, &parameter.rust_name);
            }
        }
    }

    fn field_names(&mut self, fields: &[Field], ty: &Type) {
        let mut scope = Scope::new("fields", Remedy::RustName);
        if ty.usage.request && ty.usage.response || ty.extra.is_some() {
            self.reserve(&mut scope, "extra", ty.name.span, "the fields that the specification does not know");
        }
        for field in fields.iter().filter(|field| field.encoded_by.is_some()) {
            let method = names::decoder(field);
            self.reserve(&mut scope, &method, field.name.span, "the method that decodes a field");
        }
        for field in fields.iter().filter(|field| field.presence == Presence::Clearable) {
            self.reserve(&mut scope, &names::clear(field), field.name.span, "the method that clears a field");
        }
        for field in fields {
            self.rust_name(&field.rust_name, false);
            let name = names::field(field);
            if self.legal(&name, &field.name, Remedy::RustName) {
                self.claim(&mut scope, names::field_setter(&name), field.name.span, &field.name, &field.rust_name);
            }
        }
    }

    fn reserve(&mut self, scope: &mut Scope, name: &str, span: Span, what: &str) {
        scope.taken.insert(name.to_owned(), Holder { entry: span, chosen: None, what: what.to_owned() });
    }

    /// Takes a name for the entry whose key is at `entry`. `chosen` is the name that it was
    /// given explicitly.
    fn claim(&mut self, scope: &mut Scope, name: String, entry: Span, written: &str, chosen: &Option<Spanned<String>>) {
        let mine = Holder { entry, chosen: chosen.as_ref().map(|chosen| chosen.span), what: format!("`{written}`") };
        let Some(first) = scope.taken.get(&name) else {
            scope.taken.insert(name, mine);
            return;
        };
        if first.entry == entry || self.sink.relates(entry, first.entry) {
            return; // The same entry, or two that are at odds already.
        }
        // A name that was chosen is at fault before one that follows from the rule.
        let (wrong, right) =
            if first.chosen.is_some() && mine.chosen.is_none() { (first, &mine) } else { (&mine, first) };
        let message = format!("two {} are called `{name}` in Rust", scope.what);
        let diagnostic = Diagnostic::new(RUST_NAME_COLLISION, wrong.chosen.unwrap_or(wrong.entry), message)
            .label(format!("{} becomes `{name}`", wrong.what))
            .also(right.entry, format!("{} has this name already", right.what));
        let (title, other) = ("give one of them a name of its own", right.entry);
        let diagnostic = match (scope.remedy, wrong.chosen) {
            (Remedy::RustName | Remedy::RustMethod, Some(_)) => diagnostic.help("choose another name"),
            (Remedy::RustName, None) => {
                let entry = if self.is_client_parameter(wrong.entry) { other } else { wrong.entry };
                self.places.add_lines(diagnostic, entry, title, RUST_NAME)
            }
            (Remedy::RustMethod, None) => {
                let entry = wrong.entry;
                self.places.add_lines(diagnostic, entry, title, "rust_method: ...")
            }
            (Remedy::Rename, _) => diagnostic.help("rename one of them; this name is not seen on the wire"),
            (Remedy::None, _) => {
                diagnostic.help("variants are named after their tags: leave one of them out and record an erratum")
            }
        };
        self.sink.push(diagnostic);
    }

    fn is_client_parameter(&self, entry: Span) -> bool {
        self.api.client_parameters.iter().any(|parameter| parameter.name.span == entry)
    }

    /// Whether a name is one at all: the rule turns the value `*` into nothing.
    fn legal(&mut self, name: &str, written: &Spanned<String>, remedy: Remedy) -> bool {
        if name.is_ascii() && name.contains(|c: char| c.is_ascii_alphanumeric()) {
            return true;
        }
        let label = if name.is_ascii() { "no letters or digits in it" } else { "names have letters from a to z only" };
        let diagnostic =
            Diagnostic::new(BAD_RUST_NAME, written.span, format!("`{written}` gives no name in Rust")).label(label);
        let diagnostic = match remedy {
            Remedy::RustName => self.places.add_lines(diagnostic, written.span, "choose a name", RUST_NAME),
            _ => diagnostic.help("variants are named after their tags: leave it out and record an erratum"),
        };
        self.sink.push(diagnostic);
        false
    }

    fn rust_name(&mut self, name: &Option<Spanned<String>>, pascal: bool) {
        use heck::{ToPascalCase, ToSnakeCase};
        let Some(name) = name else { return };
        let (fits, case): (fn(&str) -> bool, &str) = if pascal {
            (|name| case::is_pascal_case(name) && !names::is_reserved(name), "PascalCase")
        } else {
            (names::is_rust_value_name, "snake_case")
        };
        if fits(name) {
            return;
        }
        let better = if pascal { name.to_pascal_case() } else { name.to_snake_case() };
        let reserved = names::is_reserved(name);
        let message = if reserved { "is a word of Rust that cannot be a name" } else { "is not written in" };
        let message = if reserved { format!("`{name}` {message}") } else { format!("`{name}` {message} {case}") };
        let diagnostic = Diagnostic::new(BAD_RUST_NAME, name.span, message).label("not usable here");
        self.sink.push(if !reserved && fits(&better) {
            diagnostic.fix("write it like this", name.span, better)
        } else {
            diagnostic.help("choose another name")
        });
    }
}
