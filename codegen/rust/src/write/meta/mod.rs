//! The metadata in the model crate: hosts, authentication, error styles and operations as
//! constants that client and server share.

mod operation;
mod service;

use quote::quote;

use super::{FileSet, Input, RUNTIME};
use crate::bug::Bug;
use crate::format;
use crate::plan::{Family, Operation, Plan};

pub(super) fn add(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    files.insert("model/src/meta.rs".to_owned(), root(api)?);
    for family in &api.families {
        files.insert(format!("model/src/meta/{}.rs", family.module.as_str()), self::family(family)?);
    }
    Ok(())
}

fn root(api: &Plan) -> Result<String, Bug> {
    let lines = [
        "What client and server both know of the operations: routes, hosts, authentication, error styles.",
        "",
        "The constants are data for the runtime; most programs never need them.",
    ]
    .map(str::to_owned);
    let families = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        let line = format!(" Operations of the family `{name}`.");
        quote!(#[cfg(feature = #name)] #[doc = #line] pub mod #module;)
    });
    let operations = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] #module::OPERATIONS,)
    });
    let (hosts, auth, logins, styles) =
        (service::hosts(api), service::auth(api), service::logins(api), service::error_styles(api));
    let items = vec![
        quote!(
            use #RUNTIME::meta::OperationMeta;
        ),
        quote!(#(#families)*),
        quote! {
            /// All operations, by family.
            pub static OPERATIONS: &[&[&OperationMeta]] = &[#(#operations)*];
        },
        hosts,
        auth,
        quote!(#logins),
        styles,
    ];
    format::rust(&lines, items)
}

fn family(family: &Family) -> Result<String, Bug> {
    let lines = [format!("Operations of the family `{}`.", family.name)];
    let operations: Vec<&Operation> = family.groups.iter().flat_map(|group| &group.operations).collect();
    let constants = operations.iter().map(|operation| &operation.constant);
    let mut items = vec![
        quote!(
            use #RUNTIME::meta::*;
        ),
        quote!(
            use super::{auth, error_style, host};
        ),
        quote! {
            /// Operations, in the order of the specification.
            pub static OPERATIONS: &[&OperationMeta] = &[#(&#constants),*];
        },
    ];
    for group in &family.groups {
        items.extend(
            group.operations.iter().map(|operation| operation::operation(operation, &family.name, &group.name)),
        );
    }
    format::rust(&lines, items)
}
