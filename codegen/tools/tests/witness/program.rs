//! Programs that use every public item of generated crates, written from the crates' text: what they
//! need is what users of the crates may need.

use std::collections::BTreeMap;
use std::fmt::Write;

use quote::ToTokens;
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ItemEnum, ItemImpl, ItemMacro, ItemStruct, ItemTrait, Signature};
use syn::{ReturnType, TraitItem, Type, Visibility};

/// The program for one crate: what its `lib.rs` says. `name` is the name of the API in the paths.
pub(crate) fn program(part: &str, name: &str, files: &BTreeMap<String, String>) -> String {
    let mut program = "#![allow(warnings)]\nfn any<T>() -> T { unimplemented!() }\n".to_owned();
    let source = format!("{part}/src/");
    for (path, text) in files {
        let Some(path) = path.strip_prefix(&source).and_then(|path| path.strip_suffix(".rs")) else { continue };
        let Some(imports) = imports(part, name, path) else { continue };
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        let _ = writeln!(program, "mod {} {{\nuse super::any;\n{imports}", path.replace('/', "_"));
        for (index, item) in file.items.iter().enumerate() {
            program.push_str(&use_item(part, item, index, path));
        }
        program.push_str("}\n");
    }
    program
}

/// What the names in a file mean; none for files without public items.
fn imports(part: &str, name: &str, path: &str) -> Option<String> {
    let krate = format!("{name}_{part}");
    let family = path.split('/').next()?;
    let runtime = "use specwright_runtime as runtime;";
    let at = |module: &str| format!("{runtime} use {krate}::{module}::*; use {krate} as root;");
    Some(match (part, path) {
        (_, "unimplemented" | "schema") => return None,
        // Modules that are private: what they do is reached through the builder or the router.
        (_, _) if family == "dynamic" => return None,
        ("server", _) if family == "mock" => return None,
        ("model", "lib") | ("server", "lib") => return None,
        (_, _) if path.ends_with("/schema") => return None,
        ("client", "lib" | "builder") => format!("{runtime} use {krate}::*;"),
        ("model", _) if family == "meta" => return (path != "meta").then(|| at(&path.replace('/', "::"))),
        ("model", _) => at(family),
        ("client", "regions") => at("regions"),
        ("client", _) => format!("{} use {name}_model::{family} as model;", at(family)),
        (_, _) => format!(
            "{} use {name}_model::{family} as model; use runtime::server::{{Context, ServiceError}};",
            at(family)
        ),
    })
}

fn use_item(part: &str, item: &Item, index: usize, path: &str) -> String {
    match item {
        Item::Struct(item) if is_public(&item.vis) => structure(item),
        Item::Enum(item) if is_public(&item.vis) => enumeration(item),
        Item::Impl(item) if item.trait_.is_none() => methods(item, index),
        Item::Trait(item) => interface(item),
        Item::Static(item) if is_public(&item.vis) && path != "meta" => {
            format!("fn use_{0}() {{ let _ = &{0}; }}\n", item.ident)
        }
        Item::Const(item) if is_public(&item.vis) => format!("fn use_{0}() {{ let _ = &{0}; }}\n", item.ident),
        Item::Macro(item) if part == "client" => operation(item, index),
        _ => String::new(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string().replace("super :: ", "").replace("crate :: ", "root :: ")
}

/// Traits that a type derives for everybody.
fn derived(ident: &syn::Ident, attributes: &[Attribute]) -> String {
    let mut code = String::new();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        let list = attribute.meta.to_token_stream().to_string();
        let inside = list.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')).map_or("", |(inside, _)| inside);
        for name in inside.split(',').map(|name| name.replace(' ', "")).filter(|name| !name.is_empty()) {
            let bound = match name.as_str() {
                "Debug" => "::core::fmt::Debug".to_owned(),
                "Hash" => "::core::hash::Hash".to_owned(),
                "::serde::Deserialize" => "::serde::de::DeserializeOwned".to_owned(),
                other => other.to_owned(),
            };
            let _ = writeln!(code, "{{ fn check<T: {bound}>() {{}} check::<{ident}>(); }}");
        }
    }
    code
}

fn structure(item: &ItemStruct) -> String {
    let ident = &item.ident;
    let mut code = format!("fn use_struct_{ident}() {{\n{}", derived(ident, &item.attrs));
    if let Fields::Named(fields) = &item.fields {
        for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
            let (name, ty) = (field.ident.as_ref().unwrap(), text(&field.ty));
            let _ = writeln!(code, "{{ let value: {ident} = any(); let _: {ty} = value.{name}; }}");
        }
    }
    code + "}\n"
}

fn enumeration(item: &ItemEnum) -> String {
    let ident = &item.ident;
    let exhaustive = !item.attrs.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    let mut arms = String::new();
    for variant in &item.variants {
        let name = &variant.ident;
        match variant.fields.iter().next() {
            Some(field) => {
                let _ = writeln!(arms, "{ident}::{name}(value) => {{ let _: {} = value; }}", text(&field.ty));
            }
            None => {
                let _ = writeln!(arms, "{ident}::{name} => {{}}");
            }
        }
    }
    if !exhaustive {
        arms.push_str("_ => {}\n");
    }
    let derived = derived(ident, &item.attrs);
    format!("fn use_enum_{ident}() {{\n{derived}let value: {ident} = any();\nmatch value {{\n{arms}}}\n}}\n")
}

/// The value that stands for an argument.
fn argument(ty: &str) -> String {
    let short = ty.replace(' ', "");
    let inside = |prefix: &str, suffix: &str| short.strip_prefix(prefix)?.strip_suffix(suffix).map(spaced);
    if let Some(item) = inside("implIntoIterator<Item=implInto<", ">>") {
        format!("any::<Vec<{item}>>()")
    } else if let Some(item) = inside("implIntoIterator<Item=(implInto<String>,", ")>") {
        format!("any::<Vec<(String, {item})>>()")
    } else if short == "implIntoIterator<Item=impl::core::fmt::Display>" {
        "any::<Vec<String>>()".to_owned()
    } else if let Some(item) = inside("implIntoIterator<Item=", ">") {
        format!("any::<Vec<{item}>>()")
    } else if let Some(ty) = inside("implInto<", ">") {
        format!("any::<{ty}>()")
    } else if short == "implAsRef<str>" {
        // Whatever shows itself as text, and is nothing else.
        "any::<Box<str>>()".to_owned()
    } else if short.starts_with("implFn(") {
        "|_, _| ()".to_owned()
    } else if short.starts_with("implruntime::client::Credentials") {
        "any::<runtime::client::StaticToken>()".to_owned()
    } else {
        format!("any::<{ty}>()")
    }
}

/// Types need no spaces but the one behind a reference.
fn spaced(ty: &str) -> String {
    ty.replace("&'static", "&'static ")
}

fn call(of: &str, signature: &Signature) -> String {
    let arguments: Vec<String> = signature
        .inputs
        .iter()
        .map(|input| match input {
            FnArg::Receiver(receiver) => match text(receiver).starts_with('&') {
                true => format!("any::<&{of}>()"),
                false => format!("any::<{of}>()"),
            },
            FnArg::Typed(typed) => argument(&text(&*typed.ty)),
        })
        .collect();
    let output = match &signature.output {
        ReturnType::Default => "()".to_owned(),
        ReturnType::Type(_, ty) => text(&**ty).replace("Self", of),
    };
    format!("{{ let _: {output} = {of}::{}({}); }}\n", signature.ident, arguments.join(", "))
}

fn methods(item: &ItemImpl, index: usize) -> String {
    let Type::Path(of) = &*item.self_ty else { return String::new() };
    let of = text(of);
    let mut code = format!("fn use_methods_{index}() {{\n");
    for item in &item.items {
        if let ImplItem::Fn(method) = item
            && is_public(&method.vis)
        {
            code.push_str(&call(&of, &method.sig));
        }
    }
    code + "}\n"
}

/// An implementation with all methods, and one with none.
fn interface(item: &ItemTrait) -> String {
    let ident = &item.ident;
    let mut methods = String::new();
    for item in &item.items {
        if let TraitItem::Fn(method) = item {
            let _ = writeln!(methods, "{} {{ async {{ ::core::unimplemented!() }} }}", text(&method.sig));
        }
    }
    format!(
        "struct All{ident}; impl {ident} for All{ident} {{\n{methods}}}\nstruct No{ident}; impl {ident} for No{ident} {{}}\n"
    )
}

/// What the runtime's macros make of an operation.
fn operation(item: &ItemMacro, index: usize) -> String {
    let name = item.mac.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
    let tokens = item.mac.tokens.to_string();
    match name.as_str() {
        "operation" => {
            let (ident, rest) = tokens.split_once("->").unwrap();
            let (answer, _) = rest.split_once('=').unwrap();
            let (kind, output) = answer.trim().split_once(' ').unwrap_or((answer.trim(), "()"));
            let output = if kind == "empty" { "()" } else { output };
            format!(
                "fn use_operation_{index}() {{ fn check<O: runtime::client::Operation<Output = {output}>>() {{}} check::<{ident}>(); }}\n"
            )
        }
        "paged" => {
            let (ident, rest) = tokens.split_once(':').unwrap();
            let (item, _) = rest.split_once("=>").unwrap();
            format!(
                "fn use_pages_{index}() {{ fn check<O: runtime::client::Paged<Item = {item}>>() {{}} check::<{ident}>(); }}\n"
            )
        }
        _ => String::new(),
    }
}
