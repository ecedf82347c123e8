//! The rule by which names in the specification become names in Rust. Pure functions: the check for
//! collisions and the emitted code call the same ones.

mod check;
mod lint;
mod package;
mod rules;

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};
use specwright_language::BackEnd;
use specwright_language::case::is_snake_case;
use specwright_language::diagnostics::{Rule, Sink};
use specwright_language::ir::{
    Api, EnumValue, ErrorCatalog, Field, Group, Lease, Operation, Parameter, Shape, ShapedVariant, Type, Variant,
};
use specwright_language::places::Places;
use specwright_language::raw::Presence;

pub(crate) use package::licenses;
pub use package::{License, RUNTIME_VERSION};

/// What the names in Rust demand of a specification.
pub struct Names;

impl BackEnd for Names {
    fn rules(&self) -> &'static [Rule] {
        rules::RULES
    }

    fn check(&self, api: &Api, places: &Places<'_>, sink: &mut Sink) {
        check::check(api, places, sink);
        package::check(api, sink);
    }

    fn lint(&self, api: &Api, places: &Places<'_>, sink: &mut Sink) {
        lint::lint(api, places, sink);
    }
}

/// Words that are names only with `r#` before them.
const RAW_KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn", "else", "enum",
    "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move",
    "mut", "override", "priv", "pub", "ref", "return", "static", "struct", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Words that cannot be names at all.
const RESERVED_WORDS: &[&str] = &["self", "Self", "super", "crate", "_"];

/// Methods of generated structs beside the setters; a setter of that name gets an underscore.
const STRUCT_METHODS: &[&str] = &["new", "default", "clone", "into", "from", "eq", "fmt"];

/// Methods of generated operations beside the setters; a setter of that name gets an underscore.
const OPERATION_METHODS: &[&str] = &[
    "new",
    "clone",
    "into",
    "from",
    "fmt",
    "header",
    "query",
    "send",
    "send_raw",
    "send_response",
    "send_blocking",
    "send_response_blocking",
    "timeout",
    "progress",
    "if_changed",
    "watch",
    "into_call",
    "decode",
    "retry",
    "no_retry",
    "attempt_timeout",
    "pages",
    "items",
    "wait",
    "connect",
];

/// Types that the generated modules use without a path, and may therefore not be redefined there.
const RESERVED_TYPES: &[&str] = &["Self"];

/// Whether a word is a name only with `r#` before it.
pub fn is_keyword(name: &str) -> bool {
    RAW_KEYWORDS.contains(&name)
}

/// Makes a converted name an identifier: no leading digit, no reserved word.
fn legal(name: String) -> String {
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        format!("_{name}")
    } else if RESERVED_WORDS.contains(&name.as_str()) {
        format!("{name}_")
    } else {
        name
    }
}

/// Converts a name on the wire to snake_case.
pub fn snake(wire: &str) -> String {
    legal(wire.to_snake_case())
}

/// Converts a name on the wire to PascalCase.
pub fn pascal(wire: &str) -> String {
    legal(wire.to_pascal_case())
}

fn chosen(
    rust_name: &Option<specwright_language::source::Spanned<String>>,
    by_rule: impl FnOnce() -> String,
) -> String {
    rust_name.as_ref().map_or_else(by_rule, |name| name.value.clone())
}

/// Returns the module of a family, group or file.
pub fn module(name: &str) -> String {
    snake(name)
}

/// A JSON pointer.
pub fn pointer(path: &[String]) -> String {
    path.iter().map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1"))).collect()
}

/// The method of the client's builder that takes an account.
pub fn account(auth: &str) -> String {
    format!("{}_account", module(auth))
}

/// A name of ours beside names of the specification. None of those ends in an underscore, apart from words that
/// cannot be names.
pub fn local(name: &str, others: &[String]) -> String {
    let taken = others.iter().any(|other| other == name);
    if taken { format!("{name}_") } else { name.to_owned() }
}

/// Name of the struct of a family or group in the client, and of a group's trait in the server.
pub fn resource(name: &str) -> String {
    pascal(name)
}

/// Returns the constant of an entry of the specification.
pub fn constant(name: &str) -> String {
    legal(name.to_shouty_snake_case())
}

/// Returns the name of a type.
pub fn type_name(ty: &Type) -> String {
    chosen(&ty.rust_name, || unreserved(&ty.name))
}

/// The enum of a catalog of error codes.
pub fn error_catalog(catalog: &ErrorCatalog) -> String {
    unreserved(&catalog.name)
}

fn unreserved(name: &str) -> String {
    if RESERVED_TYPES.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// Returns the name of a field.
pub fn field(field: &Field) -> String {
    chosen(&field.rust_name, || snake(&field.name))
}

/// The setter of a field.
pub fn field_setter(name: &str) -> String {
    if STRUCT_METHODS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// The method that decodes a field whose encoding a sibling says.
pub fn decoder(field: &Field) -> String {
    format!("decoded_{}", self::field(field))
}

/// The method that clears a field.
pub fn clear(field: &Field) -> String {
    format!("clear_{}", self::field(field))
}

/// Returns the variant of an enum's value.
pub fn variant(value: &EnumValue) -> String {
    chosen(&value.rust_name, || pascal(&value.name))
}

/// Returns the variant of a union.
pub fn union_variant(variant: &Variant) -> String {
    pascal(&variant.tag)
}

/// Returns the variant of a union by shape.
pub fn shaped_variant(variant: &ShapedVariant) -> String {
    pascal(&variant.name)
}

/// Returns the name of a parameter.
pub fn parameter(parameter: &Parameter) -> String {
    chosen(&parameter.rust_name, || snake(&parameter.name))
}

/// The setter of an operation's parameter.
pub fn parameter_setter(name: &str) -> String {
    if OPERATION_METHODS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// The struct of an operation in the client.
pub fn operation(operation: &Operation) -> String {
    pascal(&operation.name)
}

/// The struct in which the client's method takes the required parameters of an operation, unless they are positional.
pub fn required_parameters(operation: &Operation) -> Option<String> {
    let shapes: Vec<&Shape> = operation.needed().map(|parameter| &parameter.ty.value).collect();
    let body = operation.body.as_ref().is_some_and(|body| body.required);
    by_name(&shapes, usize::from(body)).then(|| required(&self::operation(operation)))
}

/// The struct in which `new` takes the required fields of a type, unless they are positional.
pub fn required_fields(ty: &Type, fields: &[Field]) -> Option<String> {
    let required = || fields.iter().filter(|field| is_required(ty, field));
    let shapes: Vec<&Shape> = required().map(|field| &field.ty.value).collect();
    // Null is written as a value only by name.
    let nullable = required().any(|field| field.presence == Presence::Nullable);
    (nullable || by_name(&shapes, 0)).then(|| self::required(&type_name(ty)))
}

/// Whether `new` takes a field. A null that is sent is said, and never what a setter left behind.
pub fn is_required(ty: &Type, field: &Field) -> bool {
    match field.presence {
        Presence::Required => true,
        Presence::Nullable => ty.usage.request,
        Presence::Optional | Presence::Clearable => false,
    }
}

fn required(name: &str) -> String {
    format!("{name}Required")
}

/// Whether a call could confuse values that are told apart by their positions: more than three, two that the same
/// literal fits, or a boolean. `others` counts further arguments, of types of their own.
fn by_name(shapes: &[&Shape], others: usize) -> bool {
    let literal = |shape: &Shape| match shape {
        Shape::Int32
        | Shape::Int64
        | Shape::Uint64
        | Shape::EpochMillis
        | Shape::EpochSeconds
        | Shape::EpochSecondsText => Some(0),
        Shape::String | Shape::Secret | Shape::Any => Some(1),
        _ => None,
    };
    let alike = |one: &Shape, other: &Shape| one == other || literal(one).is_some_and(|is| Some(is) == literal(other));
    let confused = |(index, one): (usize, &&Shape)| shapes.iter().take(index).any(|other| alike(one, other));
    shapes.len() + others > 3 || shapes.contains(&&Shape::Boolean) || shapes.iter().enumerate().any(confused)
}

/// The struct of an operation's input in the server.
pub fn operation_input(operation: &Operation) -> String {
    pascal(&format!("{}_input", operation.name))
}

/// The method of the client's group.
pub fn method(operation: &Operation) -> String {
    chosen(&operation.rust_method, || snake(&operation.name))
}

/// The method of the client's group that builds a lease on what an operation registers.
pub fn lease_method(operation: &Operation, lease: &Lease) -> String {
    chosen(&lease.rust_method, || format!("lease_{}", method(operation)))
}

/// The struct with the ids of a lease.
pub fn lease_ids(operation: &Operation, lease: &Lease) -> String {
    chosen(&lease.rust_name, || format!("Leased{}", self::operation(operation)))
}

/// The method of the server's trait.
pub fn trait_method(operation: &Operation) -> String {
    snake(&operation.name)
}

/// The method of the client's family that leads to a group.
pub fn accessor(group: &Group) -> String {
    snake(&group.name)
}

/// Whether a `rust_name` can be used as it is for a field, parameter or method.
pub fn is_rust_value_name(name: &str) -> bool {
    is_snake_case(name) && !is_reserved(name)
}

/// Whether a word cannot be a name at all.
pub fn is_reserved(name: &str) -> bool {
    RESERVED_WORDS.contains(&name)
}
