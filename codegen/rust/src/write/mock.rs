//! The mock of the server crate: the operations with what their responses look like, and where the
//! examples are.

use proc_macro2::TokenStream;
use quote::quote;

use super::{FileSet, Input, RUNTIME};
use crate::bug::Bug;
use crate::format;
use crate::plan::{Name, Plan};

const DIRECTORY: &str = "server/src/";

pub(super) fn add(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    files.insert(format!("{DIRECTORY}mock.rs"), module(api)?);
    files.insert(format!("{DIRECTORY}mock/main.rs"), command(api)?);
    Ok(())
}

fn module(api: &Plan) -> Result<String, Bug> {
    let operations = api.families.iter().flat_map(|family| {
        let (feature, module) = (&family.name, &family.module);
        let operations = family.groups.iter().flat_map(|group| &group.operations);
        operations.map(move |operation| {
            let input = &operation.input;
            quote!(#[cfg(feature = #feature)] crate::#module::#input::mocked())
        })
    });
    format::rust(
        &module_docs(api),
        vec![
            quote!(
                use #RUNTIME as runtime;
                use runtime::mock::{ClientNames, Mocked, Service};

                pub use runtime::mock::{
                    Authentication, Behavior, Builder, Fault, InvalidOutcome, InvalidResources, JournalEntry, Latency, Outcome,
                    Profile, ResponseSource, Storage, UnknownOption,
                };
                #[cfg(feature = "mock-store")]
                pub use runtime::mock::StoreFile;
            ),
            quote! {
                /// Running mock of all operations.
                pub type MockServer = runtime::mock::MockServer<Specification>;
            },
            quote! {
                /// Data of the mock.
                #[derive(Debug)]
                pub enum Specification {}

                impl Mocked for Specification {
                    const SERVICE: &'static Service = &SERVICE;
                }
            },
            service(api),
            quote! {
                fn operations() -> Vec<runtime::mock::Operation> {
                    Vec::from([#(#operations),*])
                }
            },
        ],
    )
}

fn module_docs(api: &Plan) -> Vec<String> {
    let first =
        format!("A mock of {}: it responds to every operation as the examples of the specification do.", api.title);
    let import = format!("use {}_server::mock::MockServer;", api.crates.prefix.replace('-', "_"));
    let lines = [
        &first,
        "",
        "```no_run",
        "# async fn run() -> std::io::Result<()> {",
        &import,
        "",
        "let mock = MockServer::start().await?;",
        "// Give the address to a client, and call it.",
        "println!(\"{}\", mock.url());",
        "# Ok(())",
        "# }",
        "```",
    ];
    lines.map(str::to_owned).to_vec()
}

/// What the mock is told of the service.
fn service(api: &Plan) -> TokenStream {
    let (name, title) = (&api.crates.prefix, &api.title);
    let relative = |path: &str| path.strip_prefix(DIRECTORY).unwrap_or(path).to_owned();
    let examples = api.families.iter().map(|family| {
        let (feature, path) = (&family.name, relative(&family.examples));
        quote!(
            #[cfg(feature = #feature)]
            include_str!(#path),
        )
    });
    let resources = api.families.iter().filter_map(|family| {
        let (feature, path) = (&family.name, relative(family.resources.as_ref()?));
        Some(quote!(
            #[cfg(feature = #feature)]
            include_str!(#path),
        ))
    });
    let openapi = format!("../{}", api.openapi.trim_start_matches("server/"));
    let (client, strings) = (client_names(api), &api.strings);
    quote! {
        static SERVICE: Service = Service {
            name: #name,
            title: #title,
            operations,
            routes: crate::dynamic_routes,
            examples: &[#(#examples)*],
            resources: &[#(#resources)*],
            strings: &[#(#strings),*],
            openapi: include_str!(#openapi),
            client: #client,
        };
    }
}

/// What a client of the mock is configured with.
fn client_names(api: &Plan) -> TokenStream {
    let path = api.crates.client.to_string();
    let used: Vec<_> = api.operations().collect();
    let endpoints = api.hosts.iter().filter(|host| used.iter().any(|operation| operation.host == host.constant));
    let endpoints = endpoints.map(|host| {
        let (name, setter) = (&host.name, host.setter.to_string());
        quote!((#name, #setter))
    });
    let parameters = api.client_parameters.iter().map(|parameter| {
        let (wire, setter) = (&parameter.wire, parameter.setter.to_string());
        quote!((#wire, #setter))
    });
    let credentials = api.auth.iter().filter(|auth| used.iter().any(|operation| operation.auth == auth.constant));
    let credentials = credentials.filter_map(|auth| {
        let setter = auth.setters.as_ref()?.0.to_string();
        // The setters of accounts take two strings.
        Some(if auth.is_account() { setter + "(\"any\", \"any\")" } else { setter })
    });
    quote! {
        ClientNames {
            path: #path,
            endpoints: &[#(#endpoints),*],
            parameters: &[#(#parameters),*],
            credentials: &[#(#credentials),*],
        }
    }
}

fn command(api: &Plan) -> Result<String, Bug> {
    let server = Name::new(format!("{}_server", api.crates.prefix.replace('-', "_")));
    format::rust(
        &[format!("Serves the mock of {}; `--help` says how.", api.title)],
        vec![quote! {
            fn main() -> #RUNTIME::mock::command::ExitCode {
                #RUNTIME::mock::command::run::<#server::mock::Specification>()
            }
        }],
    )
}
