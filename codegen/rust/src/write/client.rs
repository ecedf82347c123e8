//! The client crate: the client and its builder, a struct per family and group, a struct per
//! operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Bug, FileSet, Input, RUNTIME, deprecated, docs, keep_alive};
use crate::format;
use crate::plan::{Argument, Auth, Body, Docs, Family, Group, Login, Name, Operation, Parameter, Plan};
use specwright_language::ir::Location;

pub(super) fn add(input: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    let api = input.plan;
    files.insert("client/src/lib.rs".to_owned(), root(api)?);
    files.insert("client/src/builder.rs".to_owned(), builder(api)?);
    for family in &api.families {
        let stem = family.module.as_str();
        files.insert(format!("client/src/{stem}.rs"), self::family(family)?);
        for group in &family.groups {
            files.insert(format!("client/src/{stem}/{}.rs", group.module.as_str()), self::group(input, family, group)?);
        }
    }
    Ok(())
}

fn root(api: &Plan) -> Result<String, Bug> {
    let lines = root_docs(api);
    let model = &api.crates.model;
    let modules = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] pub mod #module;)
    });
    let regions = (!api.regions.is_empty()).then(|| {
        quote!(
            pub mod regions;
        )
    });
    let logins = api.auth.iter().any(|auth| auth.login.is_some()).then(|| {
        quote!(
            pub use #model::meta::login;
        )
    });
    let accessors = api.families.iter().map(|family| {
        let (name, module, resource, lines) = (&family.name, &family.module, &family.resource, docs(&family.docs));
        quote! {
            #lines
            #[cfg(feature = #name)]
            #[must_use]
            pub fn #module(&self) -> #module::#resource {
                #module::#resource { engine: self.engine.clone() }
            }
        }
    });
    format::rust(
        &lines,
        vec![
            super::lint_exceptions(),
            quote!(
                mod builder;
                #[cfg(feature = "dynamic")]
                mod dynamic;
                #regions
                #(#modules)*
            ),
            quote!(
                pub use #RUNTIME::client::{
                    Alive, Beat, Body, BoxFuture, Credentials, CredentialsError, Endpoints, Error, ErrorKind, IfChanged, Items,
                    KeepAlive, Operation, Pages, Progress, RawResponse, Region, Response, RetryBudget, RetryPolicy, StaticToken,
                    Total, Transport, TransportError, TransportErrorKind, Wait, WaitError, Watch, mock, observe,
                };
                pub use #RUNTIME::{ErrorClass, ErrorCode, ErrorCodeInfo};
                #[cfg(feature = "dynamic")]
                pub use #RUNTIME::client::Arguments;
                #[cfg(feature = "blocking")]
                pub use #RUNTIME::client::{SendBlocking, block_on};
                pub use #RUNTIME::value::{Conditional, File, Revision, Secret};
                pub use #model as model;
                /// What implementations of [`Transport`] and [`Credentials`] are written with.
                pub use #RUNTIME as runtime;

                pub use self::builder::ClientBuilder;
            ),
            quote! {
                /// Who is calling: ways to prove it, and what more of them are written with.
                pub mod credentials {
                    pub use #RUNTIME::client::{
                        AccountToken, Anonymous, CallContext, Credentials, CredentialsError, Engine, ParameterProvider,
                        Refusal, SigningCredentials, StaticToken, Verdict, iam, keys,
                    };
                    pub use #RUNTIME::http;
                    pub use #RUNTIME::signing::AccessKey;
                    #logins
                }
            },
            quote! {
                /// The client. Cloning it is cheap; all clones share their connections.
                #[derive(Clone, Debug)]
                pub struct Client {
                    engine: #RUNTIME::client::Engine,
                }

                impl Client {
                    /// Begins the configuration of a client.
                    #[must_use]
                    pub fn builder() -> ClientBuilder {
                        ClientBuilder::default()
                    }

                    /// The engine that sends the calls, for operations that are not generated.
                    #[must_use]
                    pub fn engine(&self) -> &#RUNTIME::client::Engine {
                        &self.engine
                    }

                    #(#accessors)*
                }
            },
        ],
    )
}

fn root_docs(api: &Plan) -> Vec<String> {
    let mut lines = vec![format!("Client for {}.", api.title), String::new()];
    lines.extend(api.docs.iter().cloned());
    let Some((family, group, operation)) = api.families.iter().find_map(|family| {
        let groups = family.groups.iter();
        groups.clone().find_map(|group| {
            let callable = |operation: &&Operation| operation.body.is_none() && operation.arguments().next().is_none();
            Some((family, group, group.operations.iter().find(callable)?))
        })
    }) else {
        return lines;
    };
    let setters: Vec<String> = api
        .client_parameters
        .iter()
        .map(|parameter| format!("    .{}(\"…\")", parameter.setter))
        .chain(api.auth.iter().find_map(|auth| {
            let used = operation.auth == auth.constant;
            auth.setters.as_ref().filter(|_| used).map(|(token, _)| format!("    .{token}(\"…\")"))
        }))
        .collect();
    let regional = api.hosts.iter().any(|host| host.constant == operation.host && host.regional);
    let host = api.hosts.iter().find(|host| host.constant == operation.host);
    let address = match host {
        Some(_) if regional => "    .region(\"…\")".to_owned(),
        Some(host) => format!("    .{}(\"{}\")", host.setter, host.address),
        None => String::new(),
    };
    lines.extend([String::new(), "```no_run".to_owned()]);
    lines.push(format!("# async fn example() -> Result<(), {}::Error> {{", api.crates.client));
    lines.push(format!("let client = {}::Client::builder()", api.crates.client));
    lines.push(address);
    lines.extend(setters);
    lines.push("    .build()?;".to_owned());
    lines.push(format!(
        "let answer = client.{}().{}().{}().send().await?;",
        family.module, group.module, operation.method
    ));
    lines.extend(["println!(\"{answer:#?}\");", "# Ok(())", "# }", "```", ""].map(str::to_owned));
    lines.extend(
        [
            "# Features",
            "",
            "Each family is a feature, and all are on by default. `reqwest` (on by default) brings the HTTP",
            "transport; without it, give the builder a transport of your own. `dynamic` calls operations by",
            "their ids, with JSON. `blocking` calls from programs that are not asynchronous.",
        ]
        .map(str::to_owned),
    );
    lines
}

fn builder(api: &Plan) -> Result<String, Bug> {
    let model = &api.crates.model;
    let hosts = api.hosts.iter().map(|host| {
        let (setter, constant, lines) = (&host.setter, &host.constant, docs(&host.setter_docs));
        quote! {
            #lines
            #[must_use]
            pub fn #setter(mut self, endpoints: impl Into<runtime::client::Endpoints>) -> Self {
                self.engine = self.engine.endpoint(&host::#constant, endpoints);
                self
            }
        }
    });
    let auth = api.auth.iter().filter_map(|auth| {
        let (token, credentials) = auth.setters.as_ref()?;
        let constant = &auth.constant;
        let lines = docs(&auth.docs);
        let first = format!(" Sets a fixed token for operations that authenticate with `{}`.", auth.name);
        let other = format!(" Sets where credentials for `{}` come from.", auth.name);
        let account = auth.login.as_ref().map(|login| account(auth, login, credentials, model));
        Some(quote! {
            #[doc = #first]
            ///
            #lines
            #[must_use]
            pub fn #token(self, token: impl Into<runtime::value::Secret>) -> Self {
                self.#credentials(runtime::client::StaticToken::new(token))
            }

            #[doc = #other]
            ///
            /// [`Anonymous`](crate::credentials::Anonymous) is for a service that asks for none.
            #[must_use]
            pub fn #credentials(mut self, credentials: impl runtime::client::Credentials + 'static) -> Self {
                self.engine = self.engine.credentials(&auth::#constant, credentials);
                self
            }

            #account
        })
    });
    let parameters = api.client_parameters.iter().map(|parameter| {
        let (wire, setter) = (&parameter.wire, &parameter.setter);
        let first = format!(" Sets the `{wire}` of all operations that have one and are not given another.");
        let lines = docs(&parameter.docs);
        quote! {
            #[doc = #first]
            ///
            #lines
            #[must_use]
            pub fn #setter(mut self, #setter: impl Into<String>) -> Self {
                self.engine = self.engine.parameter(#wire, #setter);
                self
            }
        }
    });
    let uses_auth = api.auth.iter().any(|auth| auth.setters.is_some()).then(|| quote!(auth,));
    format::rust(
        &["Configuration of a client.".to_owned()],
        vec![
            quote!(
                use #RUNTIME as runtime;
                use #model::meta::{#uses_auth host};

                use crate::Client;
            ),
            quote! {
                /// Configures a [`Client`].
                #[derive(Debug, Default)]
                pub struct ClientBuilder {
                    engine: runtime::client::EngineBuilder,
                }

                impl ClientBuilder {
                    runtime::client_builder_methods!();

                    #(#parameters)*
                    #(#auth)*
                    #(#hosts)*

                    /// Makes the client.
                    ///
                    /// # Errors
                    ///
                    /// When the configuration contradicts itself; the message names all problems.
                    pub fn build(self) -> Result<Client, runtime::client::Error> {
                        Ok(Client { engine: self.engine.build()? })
                    }
                }
            },
        ],
    )
}

/// The method of the builder that takes the name and the password of an account.
fn account(auth: &Auth, login: &Login, credentials: &Name, model: &Name) -> TokenStream {
    let (setter, family, constant) = (&login.setter, &login.family, &auth.constant);
    let first =
        format!(" Authenticates with `{}` by tokens that `{}` issues for an account.", auth.name, login.operation);
    quote! {
        #[doc = #first]
        ///
        /// A token is fetched with the first call that needs one, renewed before it ends, and once if it is
        /// refused. A password that was refused is not tried again, since that could lock the account.
        #[cfg(feature = #family)]
        #[must_use]
        pub fn #setter(self, name: impl Into<String>, password: impl Into<runtime::value::Secret>) -> Self {
            self.#credentials(runtime::client::AccountToken::new(&#model::meta::login::#constant, name, password))
        }
    }
}

fn family(family: &Family) -> Result<String, Bug> {
    let resource = &family.resource;
    let lines = docs(&family.docs);
    let modules = family.groups.iter().map(|group| &group.module);
    let exports = family.groups.iter().map(|group| {
        let (module, resource) = (&group.module, &group.resource);
        let operations = group.operations.iter().map(|operation| &operation.ident);
        let kept = group.operations.iter().filter_map(|operation| Some(&operation.keep_alive.as_ref()?.ident));
        quote!(pub use self::#module::{#resource, #(#operations,)* #(#kept),*};)
    });
    let accessors = family.groups.iter().map(|group| {
        let (module, resource, lines) = (&group.module, &group.resource, docs(&group.docs));
        quote! {
            #lines
            #[must_use]
            pub fn #module(&self) -> #resource {
                #resource { engine: ::core::clone::Clone::clone(&self.engine) }
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
                    pub(super) engine: #RUNTIME::client::Engine,
                }

                impl #resource {
                    #(#accessors)*
                }
            },
        ],
    )
}

fn group(input: Input<'_>, family: &Family, group: &Group) -> Result<String, Bug> {
    let api = input.plan;
    let (model, module, resource, lines) = (&api.crates.model, &family.module, &group.resource, docs(&group.docs));
    let methods = group.operations.iter().map(|operation| {
        let (method, kept) = (method(input, operation), operation.keep_alive.as_ref().map(keep_alive::method));
        quote!(#method #kept)
    });
    let kept = group.operations.iter().filter_map(|operation| operation.keep_alive.as_ref());
    let kept: Vec<TokenStream> = kept.map(|kept| keep_alive::ids(resource, kept)).collect();
    let mut items = vec![
        quote!(),
        quote! {
            #lines
            #[derive(Clone, Debug)]
            pub struct #resource {
                pub(super) engine: runtime::client::Engine,
            }

            impl #resource {
                #(#methods)*
            }
        },
    ];
    items.extend(kept);
    items.extend(group.operations.iter().map(operation));
    let types = group.names_model().then(|| quote!(#module as model,));
    items[0] = quote!(
        use #RUNTIME as runtime;
        use #model::{#types meta::#module as meta};
    );
    format::rust(&group.docs, items)
}

/// The method of a call that takes a body.
fn write_body(body: &Body) -> TokenStream {
    if body.form { quote!(form) } else { quote!(json) }
}

/// The method of the group that begins an operation.
fn method(input: Input<'_>, operation: &Operation) -> TokenStream {
    let (method, ident) = (&operation.method, &operation.ident);
    let lines = docs(&[operation.docs.as_slice(), &example(input, operation)].concat());
    let deprecated = deprecated(operation.deprecated.as_ref());
    let required = operation.body.as_ref().filter(|body| body.required);
    let parameters = operation.arguments().map(|parameter| {
        let (ident, ty) = (&parameter.ident, &parameter.argument);
        quote!(#ident: #ty)
    });
    let body = required.map(|body| {
        let ty = &body.ty;
        quote!(body: &#ty)
    });
    let set = operation.arguments().map(|parameter| write(parameter, &quote!(operation.call)));
    let set_body = required.map(|body| {
        let write = write_body(body);
        quote!(operation.call.#write(body);)
    });
    let body_statements: Vec<TokenStream> = set.chain(set_body).collect();
    let statements = if body_statements.is_empty() {
        quote!(#ident::new(&self.engine))
    } else {
        quote! {
            let mut operation = #ident::new(&self.engine);
            #(#body_statements)*
            operation
        }
    };
    let many = (operation.arguments().count() > 6)
        .then(|| quote!(#[allow(clippy::too_many_arguments, reason = "one argument for each required parameter")]));
    quote! {
        #lines
        #deprecated
        #many
        pub fn #method(&self, #(#parameters,)* #body) -> #ident {
            #statements
        }
    }
}

/// The call of the first example, as a test of the documentation.
fn example(input: Input<'_>, operation: &Operation) -> Docs {
    let Some(call) = input.calls.get(&operation.id) else { return Docs::new() };
    let client = &input.plan.crates.client;
    let mut lines = vec![String::new(), "# Examples".to_owned(), String::new(), "```no_run".to_owned()];
    lines.push(format!("# async fn example(client: {client}::Client) -> Result<(), {client}::Error> {{"));
    lines.extend(call.lines().map(str::to_owned));
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

/// Writes a parameter's value into a call.
fn write(parameter: &Parameter, call: &TokenStream) -> TokenStream {
    let (wire, ident, ty) = (&parameter.wire, &parameter.ident, &parameter.ty);
    let before = matches!(parameter.argument, Argument::Into(..)).then(|| quote!(let #ident: #ty = #ident.into();));
    let value = match &parameter.argument {
        Argument::Text(_) => quote!(#ident.as_ref()),
        _ => quote!(#ident),
    };
    let method = match (parameter.location, parameter.secret) {
        (Location::Path, false) => quote!(path),
        (Location::Path, true) => quote!(secret_path),
        (Location::Query, _) if parameter.repeated => quote!(query_each),
        (Location::Query, false) => quote!(query),
        (Location::Query, true) => quote!(secret_query),
        (Location::Header, false) => quote!(header),
        (Location::Header, true) => quote!(secret_header),
    };
    quote!(#before #call.#method(#wire, #value);)
}

/// The struct of an operation with its setters.
fn operation(operation: &Operation) -> TokenStream {
    let (ident, constant) = (&operation.ident, &operation.constant);
    let lines = docs(std::slice::from_ref(&operation.summary));
    let output = match &operation.output {
        Some(ty) if operation.answer_headers => quote!(json_and_headers #ty),
        Some(ty) => quote!(json #ty),
        None => quote!(empty),
    };
    let setters = operation.options();
    let mut setters: Vec<TokenStream> = setters
        .map(|parameter| {
            let (ident, setter, ty, lines) =
                (&parameter.ident, &parameter.setter, &parameter.argument, docs(&parameter.docs));
            let write = write(parameter, &quote!(self.call));
            quote! {
                #lines
                pub fn #setter(mut self, #ident: #ty) -> Self {
                    #write
                    self
                }
            }
        })
        .collect();
    if let Some(body) = operation.body.as_ref().filter(|body| !body.required) {
        let (ty, write) = (&body.ty, write_body(body));
        setters.push(quote! {
            /// The body.
            pub fn body(mut self, body: &#ty) -> Self {
                self.call.#write(body);
                self
            }
        });
    }
    if operation.body.as_ref().is_some_and(|body| body.form) {
        setters.push(quote! {
            /// Calls back whenever a piece of the form was handed over for sending, with the number of bytes
            /// so far and that of all, if it is known. A repeated attempt begins again at nothing.
            pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
                self.call.progress(progress);
                self
            }
        });
    }
    if operation.conditions.is_some() {
        setters.push(quote! {
            /// Asks for an answer only if something has changed since a known revision. Without one,
            /// the answer is whole and has the revision to begin with.
            pub fn if_changed(
                self,
                known: impl Into<Option<runtime::value::Revision>>,
            ) -> runtime::client::IfChanged<Self> {
                runtime::client::IfChanged::new(self, known.into())
            }

            /// What changes, as a stream that begins with what is there and goes on through trouble.
            pub fn watch(self) -> runtime::client::Watch<Self> {
                runtime::client::Watch::new(self)
            }
        });
    }
    if operation.waiter.is_some() {
        setters.push(quote! {
            /// Asks again and again until it has come to an end.
            pub fn wait(self) -> runtime::client::Wait<Self> {
                runtime::client::Wait::new(self)
            }
        });
    }
    let paged = operation.paging.as_ref().and_then(|paging| paging.stream.as_ref()).map(|stream| {
        let (item, items) = (&stream.item, &stream.items);
        let total = stream.total.iter();
        quote!(runtime::paged!(#ident: #item => #items #(, #total)*);)
    });
    let setters = (!setters.is_empty()).then(|| quote!(impl #ident { #(#setters)* }));
    quote! {
        #lines
        #[derive(Clone)]
        #[must_use = "nothing is sent before `send` is called and awaited"]
        pub struct #ident {
            call: runtime::client::Call,
        }

        runtime::operation!(#ident -> #output = meta::#constant);
        #paged

        #setters
    }
}
