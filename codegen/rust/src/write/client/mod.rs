//! The client crate: the client and its builder, a struct per family and group, a struct per
//! operation.

mod builder;
mod group;
mod lease;

use proc_macro2::TokenStream;
use quote::quote;

use super::{FileSet, Input, RUNTIME, docs};
use crate::bug::Bug;
use crate::format;
use crate::plan::{Auth, ClientParameter, Family, Name, Plan};

pub(super) fn add(input: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    let api = input.plan;
    files.insert("client/src/lib.rs".to_owned(), root(api)?);
    files.insert("client/src/builder.rs".to_owned(), builder::builder(api)?);
    for family in &api.families {
        let stem = family.module.as_str();
        files.insert(format!("client/src/{stem}.rs"), self::family(family)?);
        for group in &family.groups {
            files
                .insert(format!("client/src/{stem}/{}.rs", group.module.as_str()), group::group(input, family, group)?);
        }
    }
    Ok(())
}

fn root(api: &Plan) -> Result<String, Bug> {
    let modules = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] pub mod #module;)
    });
    let regions = (!api.regions.is_empty()).then(|| {
        quote!(
            pub mod regions;
        )
    });
    let modules = quote!(
        mod builder;
        #[cfg(feature = "dynamic")]
        mod dynamic;
        #regions
        #(#modules)*
    );
    let items = vec![super::crate_attributes(), modules, exports(api), credentials(api), client(api)];
    format::rust(&root_docs(api), items)
}

fn client(api: &Plan) -> TokenStream {
    let accessors = api.families.iter().map(|family| {
        let (name, module, resource, lines) = (&family.name, &family.module, &family.resource, docs(&family.docs));
        quote! {
            #lines
            #[cfg(feature = #name)]
            #[must_use]
            pub fn #module(&self) -> #module::#resource {
                #module::#resource { core: self.core.clone() }
            }
        }
    });
    let scoped = api.client_parameters.iter().map(scoped);
    quote! {
        /// Client. Clones are cheap and share their connections.
        #[derive(Clone, Debug)]
        pub struct Client {
            core: #RUNTIME::client::ClientCore,
        }

        impl Client {
            /// Returns a builder of a client.
            #[must_use]
            pub fn builder() -> ClientBuilder {
                ClientBuilder::default()
            }

            /// Returns the core that sends the calls, for operations that are not generated.
            #[must_use]
            pub fn core(&self) -> &#RUNTIME::client::ClientCore {
                &self.core
            }

            #(#scoped)*
            #(#accessors)*
        }
    }
}

/// A method that returns a client with another client parameter.
fn scoped(parameter: &ClientParameter) -> TokenStream {
    let ClientParameter { wire, setter, docs: _, limits: _ } = parameter;
    let method = Name::new(format!("with_{setter}"));
    let first = format!(" Returns a client whose calls use this `{wire}`, also at hosts with a value of their own.");
    quote! {
        #[doc = #first]
        ///
        /// It shares everything else with this client. Individual calls can override it.
        #[must_use]
        pub fn #method(&self, #setter: impl Into<String>) -> Self {
            Self { core: self.core.with_parameter(#wire, #setter) }
        }
    }
}

/// What the client re-exports.
fn exports(api: &Plan) -> TokenStream {
    let model = &api.crates.model;
    let events = api.has_events().then(|| quote!(pub use #RUNTIME::client::{Events, Listen};));
    let sockets = api.has_streams().then(|| {
        quote!(
            #[cfg(feature = "sockets")]
            pub use #RUNTIME::client::{Connect, Reconnecting, Socket, SocketEvent};
            #[cfg(feature = "sockets")]
            pub use #RUNTIME::value::NoMessage;
        )
    });
    quote!(
        pub use #RUNTIME::client::{
            Body, BoxFuture, Credentials, CredentialsError, Endpoints, Error, ErrorKind, IfChanged, Items,
            Lease, LeaseBuilder, LeaseEvent, Operation, Pages, Progress, RawResponse, Region, Response, RetryBudget, RetryPolicy, StaticToken,
            Total, Transport, TransportError, TransportErrorKind, Unreadable, Wait, WaitError, Watch, mock, observe,
        };
        pub use #RUNTIME::{ErrorClass, ErrorCode, ErrorCodeInfo};
        #[cfg(feature = "dynamic")]
        pub use #RUNTIME::client::Arguments;
        #[cfg(feature = "blocking")]
        pub use #RUNTIME::client::{SendBlocking, block_on};
        #sockets
        #events
        pub use #RUNTIME::value::{Conditional, File, Patch, Revision, Secret};

        pub use self::builder::ClientBuilder;

        // Modules, because the compiler names a renamed crate by a path that does not exist.
        /// Data types of the API.
        pub mod model {
            pub use #model::*;
        }

        /// Types for implementations of [`Transport`] and [`Credentials`].
        pub mod runtime {
            pub use #RUNTIME::*;
        }
    )
}

/// The module with what credentials are made of.
fn credentials(api: &Plan) -> TokenStream {
    let model = &api.crates.model;
    let logins = api.auth.iter().any(|auth| auth.login.is_some()).then(|| {
        quote!(
            pub use #model::meta::login;
        )
    });
    let platform = api.platform_tokens.then(|| {
        quote!(
            pub use #RUNTIME::huaweicloud::signing::AccessKey;
            pub use #RUNTIME::huaweicloud::{SigningCredentials, iam, keys};
        )
    });
    let basic = api.auth.iter().any(Auth::is_account).then(|| {
        quote!(
            pub use #RUNTIME::client::BasicCredentials;
        )
    });
    quote! {
        /// Credential providers, and the traits to implement your own.
        pub mod credentials {
            pub use #RUNTIME::client::{
                AccountToken, Anonymous, AuthAction, AuthFailure, CallContext, ClientCore, Credentials,
                CredentialsError, ParameterProvider, StaticToken,
            };
            pub use #RUNTIME::http;
            #basic
            #platform
            #logins
        }
    }
}

fn root_docs(api: &Plan) -> Vec<String> {
    let mut lines = vec![format!("Client for {}.", api.title), String::new()];
    lines.extend(api.docs.iter().cloned());
    if let Some(call) = &api.first_call {
        lines.extend([String::new(), "```no_run".to_owned()]);
        lines.push(format!("# async fn example() -> Result<(), {}::Error> {{", api.crates.client));
        lines.push(format!("let client = {}::Client::builder()", api.crates.client));
        lines.extend(call.setup.iter().map(|line| format!("    {line}")));
        lines.push("    .build()?;".to_owned());
        lines
            .push(format!("let response = client.{}().{}().{}().send().await?;", call.family, call.group, call.method));
        lines.extend(["println!(\"{response:#?}\");", "# Ok(())", "# }", "```"].map(str::to_owned));
    }
    lines.push(String::new());
    let sockets = api.has_streams().then_some("`sockets` adds the operations that open web sockets.");
    lines.extend(
        [
            "# Features",
            "",
            "Each family is a feature; all are on by default. `reqwest` (on by default) is the HTTP transport;",
            "without it, pass a transport to the builder. `dynamic` calls operations by their ids, with JSON.",
            "`blocking` adds `send_blocking` for programs without an async runtime.",
        ]
        .into_iter()
        .chain(sockets)
        .map(str::to_owned),
    );
    lines
}

fn family(family: &Family) -> Result<String, Bug> {
    let resource = &family.resource;
    let lines = docs(&family.docs);
    let modules = family.groups.iter().map(|group| &group.module);
    let exports = family.groups.iter().map(|group| {
        let (module, resource) = (&group.module, &group.resource);
        let named = |streams: bool| {
            let operations = group.operations.iter().filter(move |one| one.stream.is_some() == streams);
            operations.flat_map(|one| one.required.iter().chain([&one.ident])).collect::<Vec<_>>()
        };
        let (operations, streams) = (named(false), named(true));
        let streams = (!streams.is_empty()).then(|| {
            quote!(
                #[cfg(feature = "sockets")]
                pub use self::#module::{#(#streams),*};
            )
        });
        let leases = group.operations.iter().filter_map(|operation| Some(&operation.lease.as_ref()?.ident));
        quote!(
            pub use self::#module::{#resource, #(#operations,)* #(#leases),*};
            #streams
        )
    });
    let accessors = family.groups.iter().map(|group| {
        let (module, resource, lines) = (&group.module, &group.resource, docs(&group.docs));
        quote! {
            #lines
            #[must_use]
            pub fn #module(&self) -> #resource {
                #resource { core: ::core::clone::Clone::clone(&self.core) }
            }
        }
    });
    format::rust(
        &family.docs,
        vec![
            quote!(#(mod #modules;)*),
            quote!(#(#exports)*),
            quote! {
                #lines
                #[derive(Clone, Debug)]
                pub struct #resource {
                    pub(super) core: ::#RUNTIME::client::ClientCore,
                }

                impl #resource {
                    #(#accessors)*
                }
            },
        ],
    )
}
