//! The error codes in the model crate, and the regions in the client crate.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::variant;
use super::{FileSet, Input, RUNTIME, docs, variants};
use crate::bug::Bug;
use crate::format;
use crate::plan::{ErrorCatalog, ErrorCode, Item, Plan, Prelude};

/// The declaration of the module with the error codes, if there are any.
pub(super) fn error_codes_module(api: &Plan) -> TokenStream {
    if api.error_catalogs.catalogs.is_empty() {
        return quote!();
    }
    quote!(
        pub mod error_codes;
    )
}

pub(super) fn add_error_codes(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    let (catalogs, prelude) = (&api.error_catalogs.catalogs, &api.error_catalogs.prelude);
    if catalogs.is_empty() {
        return Ok(());
    }
    let lines = [
        "Error codes: what they mean, and what a caller can do about them.",
        "",
        "Each enum is the catalog of one part of the service. A client reads the code of an error with",
        "`code_as`, a server responds with the documented status and message when it returns one.",
    ]
    .map(str::to_owned);
    let mut items = vec![quote!(
        use #RUNTIME as runtime;
    )];
    items.extend(catalogs.iter().map(|catalog| error_catalog(catalog, prelude)));
    files.insert("model/src/error_codes.rs".to_owned(), format::rust(&lines, items)?);
    Ok(())
}

fn error_catalog(catalog: &ErrorCatalog, prelude: &Prelude) -> TokenStream {
    let (ident, lines, option) = (&catalog.ident, docs(&catalog.docs), prelude.name(Item::Option));
    let (variants, texts) = variants(catalog.codes.iter().map(|code| &code.value));
    let entries = catalog.codes.iter().map(|code| entry(code, prelude));
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            /// Code that the specification does not list, exactly as received.
            Unknown(runtime::value::UnknownValue),
        }

        runtime::string_enum! {
            open #ident { #(#texts),* }
        }

        impl #ident {
            /// Returns the documentation of the code, or `None` for an unlisted one.
            #[must_use]
            pub fn info(&self) -> #option<&'static runtime::ErrorCodeInfo> {
                runtime::ErrorCode::info(self)
            }
        }

        impl runtime::ErrorCode for #ident {
            const CATALOG: &'static [runtime::ErrorCodeInfo] = &[#(#entries),*];
        }
    }
}

/// What is documented of a code.
fn entry(code: &ErrorCode, prelude: &Prelude) -> TokenStream {
    let (wire, message, meaning) = (&code.value.wire, &code.message, &code.meaning);
    let status = Literal::u16_unsuffixed(code.status);
    let remedy = prelude.option(code.remedy.as_ref());
    let class = prelude.option(code.class.map(variant).map(|class| quote!(runtime::ErrorClass::#class)));
    let also = code.also.iter().map(|(status, class)| {
        let (status, class) = (Literal::u16_unsuffixed(*status), variant(class));
        quote!((#status, runtime::ErrorClass::#class))
    });
    quote! {
        runtime::ErrorCodeInfo {
            code: #wire,
            status: #status,
            message: #message,
            meaning: #meaning,
            remedy: #remedy,
            class: #class,
            also: &[#(#also),*],
        }
    }
}

pub(super) fn add_regions(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    if api.regions.is_empty() {
        return Ok(());
    }
    let lines = [
        "Regions that are known to have hosts of the service.",
        "",
        "Others may exist: the client takes any name, and `Region::new` makes a region of it.",
    ]
    .map(str::to_owned);
    let constants = api.regions.iter().map(|region| {
        let (constant, name, lines) = (&region.constant, &region.name, docs(&region.docs));
        quote!(#lines pub const #constant: Region = Region::from_static(#name);)
    });
    let names = api.regions.iter().map(|region| &region.constant);
    let items = vec![
        quote!(
            use #RUNTIME::client::Region;
        ),
        quote!(#(#constants)*),
        quote! {
            /// All listed regions, in the order of the specification.
            pub const ALL: &[Region] = &[#(#names),*];
        },
    ];
    files.insert("client/src/regions.rs".to_owned(), format::rust(&lines, items)?);
    Ok(())
}
