//! Argument lists of the runtime follow the rule of generated crates: at most three arguments, and no two that the same
//! literal fits. More is a struct with named public fields, or a setter.

use std::collections::BTreeSet;

use syn::{FnArg, ImplItem, Item, Pat, Type, Visibility};

use super::{assert_none, sources};

/// Pairs of arguments in which the first names or addresses the second, in the order of every map and header.
const NAME_AND_VALUE: &[(&str, &str)] = &[("name", "value"), ("name", "text"), ("name", "id"), ("location", "name")];

/// Pairs that have one order in all tools: a login, and the two halves of an access key.
const LOGINS: &[(&str, &str)] = &[("name", "password"), ("name", "token"), ("id", "secret")];

/// Functions with pairs of their own, with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("content", "internal: a compiler checks nothing of wire data"),
    ("interval_seconds", "internal: for generated code"),
];

/// What fits an argument: a string, a number, or anything of its type.
fn literal(ty: &Type) -> String {
    let ty = quote::quote!(#ty).to_string().replace(' ', "");
    let text = [
        "implInto<String>",
        "implInto<Secret>",
        "implDisplay",
        "implfmt::Display",
        "&str",
        "&'staticstr",
        "String",
        "&'astr",
    ];
    let number = ["u8", "u16", "u32", "u64", "usize", "i32", "i64", "Option<u64>", "Option<i64>"];
    match () {
        () if text.contains(&ty.as_str()) => "a string".to_owned(),
        () if number.contains(&ty.as_str()) => "a number".to_owned(),
        () => ty,
    }
}

fn complaints(file: &str, text: &str) -> Vec<String> {
    let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut found = Vec::new();
    let functions = parsed.items.iter().flat_map(|item| match item {
        Item::Fn(function) if matches!(function.vis, Visibility::Public(_)) => vec![&function.sig],
        Item::Impl(block) if block.trait_.is_none() => {
            let methods = block.items.iter().filter_map(|item| match item {
                ImplItem::Fn(method) if matches!(method.vis, Visibility::Public(_)) => Some(&method.sig),
                _ => None,
            });
            methods.collect()
        }
        _ => Vec::new(),
    });
    for signature in functions {
        let name = signature.ident.to_string();
        let arguments: Vec<(String, String)> = signature
            .inputs
            .iter()
            .filter_map(|argument| match argument {
                FnArg::Typed(typed) => match &*typed.pat {
                    Pat::Ident(name) => Some((name.ident.to_string(), literal(&typed.ty))),
                    _ => Some((String::new(), literal(&typed.ty))),
                },
                FnArg::Receiver(_) => None,
            })
            .collect();
        if arguments.len() > 3 {
            found.push(format!("{file}: {name} has {} arguments", arguments.len()));
        }
        for (index, (one, fits)) in arguments.iter().enumerate() {
            for (other, also) in &arguments[index + 1..] {
                let known = NAME_AND_VALUE.iter().chain(LOGINS).any(|(first, second)| first == one && second == other);
                let excepted = EXCEPTIONS.iter().any(|(function, _)| *function == name);
                if fits == also && !known && !excepted {
                    found.push(format!("{file}: {fits} fits both `{one}` and `{other}` of {name}"));
                }
            }
        }
    }
    found
}

#[test]
fn arguments_of_the_runtime_cannot_be_swapped() {
    let files = sources("runtime/src");
    let found: BTreeSet<String> = files
        .iter()
        .filter(|(path, _)| path.ends_with(".rs"))
        // Not public, or for generated code alone.
        .filter(|(path, _)| !path.contains("/tests") && !path.ends_with("value/tagged_union.rs"))
        .flat_map(|(path, text)| complaints(path, text))
        .collect();
    assert_none(&found.into_iter().collect::<Vec<_>>(), "name the arguments with a struct or setters");
}

#[test]
fn what_can_be_swapped_is_found() {
    let found = complaints(
        "a.rs",
        "pub fn a(code: &str, message: String) {} pub fn b(a: A, b: B, c: C, d: D) {} pub fn c(name: &str, value: &str) {}",
    );
    assert_eq!(found, ["a.rs: a string fits both `code` and `message` of a", "a.rs: b has 4 arguments"]);
}
