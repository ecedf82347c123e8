//! Names that Rust brings into every module, and what to write where a type of the API hides one.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;

/// The names of one module that hide others.
#[derive(Clone, Debug, Default)]
pub struct Prelude {
    hidden: BTreeSet<String>,
}

impl Prelude {
    /// A module that defines these names.
    pub fn new(defined: impl IntoIterator<Item = String>) -> Prelude {
        Prelude { hidden: defined.into_iter().collect() }
    }

    /// The shortest path that means the standard item: `Option`, or `::std::option::Option` in a
    /// module that defines another `Option`.
    pub fn name(&self, name: &str) -> TokenStream {
        if !self.hidden.contains(name) {
            let name = ident(name);
            return quote!(#name);
        }
        match name {
            "String" => quote!(::std::string::String),
            "Option" => quote!(::std::option::Option),
            "Some" => quote!(::std::option::Option::Some),
            "None" => quote!(::std::option::Option::None),
            "Result" => quote!(::std::result::Result),
            "Ok" => quote!(::std::result::Result::Ok),
            "Err" => quote!(::std::result::Result::Err),
            "Vec" => quote!(::std::vec::Vec),
            "Box" => quote!(::std::boxed::Box),
            "Into" => quote!(::std::convert::Into),
            "AsRef" => quote!(::std::convert::AsRef),
            "IntoIterator" => quote!(::std::iter::IntoIterator),
            "Iterator" => quote!(::std::iter::Iterator),
            "Default" => quote!(::std::default::Default),
            "Send" => quote!(::std::marker::Send),
            "Sync" => quote!(::std::marker::Sync),
            "Future" => quote!(::std::future::Future),
            "Context" => quote!(runtime::server::Context),
            "ServiceError" => quote!(runtime::server::ServiceError),
            other => {
                let other = ident(other);
                quote!(#other)
            }
        }
    }

    /// Those of the names that can be imported into the module.
    pub fn free<'a>(&self, names: &[&'a str]) -> Vec<&'a str> {
        names.iter().copied().filter(|name| !self.hidden.contains(*name)).collect()
    }

    /// The same as text, for attributes that hold a path in a string.
    pub fn text(&self, name: &str, rest: &str) -> String {
        format!("{}{rest}", self.name(name).to_string().replace(' ', ""))
    }
}
