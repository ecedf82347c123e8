//! From a specification to crates: what the checks let through can be generated, and is Rust.

use std::collections::BTreeSet;

use specwright_tools::diagnostics::{Style, render};
use specwright_tools::{
    OpenApiFlavor, OpenApiPortable, OpenApiUnions, OpenApiVersion, analyze, generate, openapi, openapi_as, reference,
    snippets,
};
use syn::{FnArg, ImplItem, Item, Pat, TraitItem};

use crate::bytes::Bytes;
use crate::specs::{assert_in_place, base, edited};

/// Edits a specification and generates its crates.
///
/// - Without errors, the crates, the reference and the export exist.
/// - Generated Rust parses, and declares no name twice.
/// - Generated JSON parses.
/// - A second run gives the same files.
/// - Their size is within a multiple of the specification's.
pub fn pipeline(bytes: &[u8]) {
    let mut bytes = Bytes::new(bytes);
    let base = base(&mut bytes);
    let sources = edited(base, &mut bytes, 12);
    let specification = match analyze(&sources) {
        Ok(specification) => specification,
        Err(found) => {
            found.iter().for_each(|found| assert_in_place(found, &sources));
            assert!(!render(&found, &sources, Style::Plain).is_empty());
            return;
        }
    };
    specification.warnings.iter().for_each(|found| assert_in_place(found, &sources));
    let files = generate(&specification).unwrap_or_else(|bug| panic!("{bug}"));
    for (path, text) in &files {
        if path.ends_with(".rs") {
            let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
            assert_distinct(path, &file.items);
        } else if path.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
    }
    let size: usize = sources.iter().map(|(_, file)| file.text.len()).sum();
    let generated: usize = files.values().map(String::len).sum();
    assert!(generated < 200 * size + 1_000_000, "{generated} bytes from {size}");
    assert!(files == generate(&specification).unwrap_or_else(|bug| panic!("{bug}")), "two runs differ");
    reference(&specification, None).unwrap_or_else(|bug| panic!("{bug}"));
    snippets(&specification);
    for version in [OpenApiVersion::V30, OpenApiVersion::V31] {
        assert!(openapi(&specification, version).is_object());
        assert!(openapi_as(&specification, &OpenApiFlavor::Strict(version)).is_object());
    }
    for unions in [OpenApiUnions::Flat, OpenApiUnions::OneOf] {
        let portable = OpenApiPortable { unions, ..OpenApiPortable::default() };
        assert!(openapi_as(&specification, &OpenApiFlavor::Portable(portable)).is_object());
    }
}

/// Asserts that the compiler would not report a name as declared twice.
fn assert_distinct(path: &str, items: &[Item]) {
    let mut names = BTreeSet::new();
    for item in items {
        let (space, name) = match item {
            Item::Struct(item) => {
                distinct(path, item.fields.iter().filter_map(|field| field.ident.as_ref()));
                ("type", &item.ident)
            }
            Item::Enum(item) => {
                distinct(path, item.variants.iter().map(|variant| &variant.ident));
                ("type", &item.ident)
            }
            Item::Trait(item) => {
                let functions = item.items.iter().filter_map(|item| match item {
                    TraitItem::Fn(function) => Some(&function.sig),
                    _ => None,
                });
                functions.clone().for_each(|signature| arguments(path, signature));
                distinct(path, functions.map(|signature| &signature.ident));
                ("type", &item.ident)
            }
            Item::Type(item) => ("type", &item.ident),
            Item::Mod(item) => {
                assert_distinct(path, item.content.as_ref().map_or(&[], |(_, items)| items));
                ("type", &item.ident)
            }
            Item::Fn(item) => {
                arguments(path, &item.sig);
                ("value", &item.sig.ident)
            }
            Item::Static(item) => ("value", &item.ident),
            Item::Const(item) if item.ident != "_" => ("value", &item.ident),
            Item::Impl(item) => {
                let functions = item.items.iter().filter_map(|item| match item {
                    ImplItem::Fn(function) => Some(&function.sig),
                    _ => None,
                });
                functions.clone().for_each(|signature| arguments(path, signature));
                distinct(path, functions.map(|signature| &signature.ident));
                continue;
            }
            _ => continue,
        };
        assert!(names.insert((space, name.to_string())), "{path} declares the {space} {name} twice");
    }
}

fn distinct<'a>(path: &str, names: impl Iterator<Item = &'a syn::Ident>) {
    let mut seen = BTreeSet::new();
    names.for_each(|name| assert!(seen.insert(name.to_string()), "{path} declares {name} twice"));
}

fn arguments(path: &str, signature: &syn::Signature) {
    let names = signature.inputs.iter().filter_map(|argument| match argument {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some(&name.ident),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    });
    distinct(path, names);
}
