//! Arranges what the plan says into files. Decides nothing itself.

mod catalog;
mod client;
mod dynamic;
mod imports;
mod manifest;
mod meta;
mod mock;
mod model;
mod schema;
mod server;
mod tokens;
mod unions;

use std::collections::BTreeMap;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};

use crate::bug::Bug;
use crate::format::NEXT_LINE;
use crate::plan::{Call, EnumValue, Plan};

/// The package that generated crates are written against. Its crate, in a quote.
const RUNTIME: Package = Package("specwright-runtime");

struct Package(&'static str);

impl ToTokens for Package {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        Ident::new(&self.0.replace('-', "_"), Span::call_site()).to_tokens(tokens);
    }
}

/// Contents by path, relative to the output directory.
pub(crate) type FileSet = BTreeMap<String, String>;

/// What is written: the plan, and the lines of the first example of each operation.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) calls: &'a BTreeMap<String, Call>,
}

/// Adds files to a set.
pub(crate) type Writer = fn(Input<'_>, &mut FileSet) -> Result<(), Bug>;

/// Writers of about the same amount of work, which may run side by side.
pub(crate) const PARTS: [&[Writer]; 3] = [
    &[manifest::add, model::add, meta::add, catalog::add_error_codes],
    &[client::add, dynamic::add_client, catalog::add_regions],
    &[server::add, schema::add, dynamic::add_server, mock::add],
];

/// Document lines as an attribute; none if there are no lines.
fn docs(lines: &[String]) -> TokenStream {
    let mut text = String::new();
    for (index, line) in lines.iter().enumerate() {
        text.extend((index > 0).then_some(NEXT_LINE));
        text.push_str(if line.is_empty() { "" } else { " " });
        text.push_str(line);
    }
    if lines.is_empty() { quote!() } else { quote!(#[doc = #text]) }
}

/// The variants of an enum, and what they are on the wire.
fn variants<'v>(values: impl IntoIterator<Item = &'v EnumValue>) -> (Vec<TokenStream>, Vec<TokenStream>) {
    let variants = values.into_iter().map(|EnumValue { ident, docs: lines, wire, aliases }| {
        let lines = docs(lines);
        (quote!(#lines #ident,), quote!(#ident => #wire #(| #aliases)*))
    });
    variants.unzip()
}

/// The attribute of something that should not be used any more.
fn deprecated(note: Option<&String>) -> TokenStream {
    match note {
        Some(note) => quote!(#[deprecated(note = #note)]),
        None => quote!(),
    }
}

/// The value of an enum of numbers.
fn integer(value: &str) -> TokenStream {
    value.parse().unwrap_or_default()
}

/// Attributes of a crate: labels for features on docs.rs, and lints that no crate can satisfy whose names are chosen
/// by an API.
fn crate_attributes() -> TokenStream {
    quote! {
        #![cfg_attr(docsrs, feature(doc_cfg))]
        #![allow(
            clippy::new_ret_no_self,
            clippy::self_named_constructors,
            clippy::should_implement_trait,
            clippy::type_complexity,
            clippy::wrong_self_convention,
            reason = "names and types are those of the API"
        )]
    }
}
