//! The server crate: a trait per group, the inputs of its methods, and the routes that lead there.

mod parameters;
pub(super) mod stream;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::schema::presence_rules;
use super::{FileSet, Input, RUNTIME, deprecated, docs};
use crate::bug::Bug;
use crate::format;
use crate::plan::{BodyEncoding, Family, Group, Item, Media, Name, Operation, Plan, Prelude};

pub(super) fn add(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    files.insert("server/src/lib.rs".to_owned(), root(api)?);
    files.insert("server/src/unimplemented.rs".to_owned(), unimplemented(api)?);
    for family in &api.families {
        let stem = family.module.as_str();
        files.insert(format!("server/src/{stem}.rs"), self::family(api, family)?);
        for group in &family.groups {
            files.insert(format!("server/src/{stem}/{}.rs", group.module.as_str()), self::group(api, family, group)?);
        }
    }
    Ok(())
}

fn root(api: &Plan) -> Result<String, Bug> {
    let modules = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] pub mod #module;)
    });
    let modules = quote! {
        #[cfg(feature = "dynamic")]
        mod dynamic;
        #[cfg(feature = "mock")]
        pub mod mock;
        mod schema;
        mod unimplemented;
        #(#modules)*
    };
    format::rust(&root_docs(api), vec![super::crate_attributes(), modules, exports(api)])
}

fn root_docs(api: &Plan) -> Vec<String> {
    let mut lines = vec![format!("Server stub for {}.", api.title), String::new()];
    lines.extend(api.docs.iter().cloned());
    lines.extend(
        [
            "",
            "Implement the trait of each group that you serve. Methods that you do not implement respond with",
            "501 in the service's own error format. Requests are validated against the specification before a",
            "method is called. Rejections use the service's error format, too.",
        ]
        .map(str::to_owned),
    );
    if let Some(call) = &api.first_call {
        let krate = &api.crates.server;
        let code = [
            "",
            "```",
            "use std::sync::Arc;",
            &format!("use {krate}::{}::{{self, {}}};", call.family, call.resource),
            "",
            "struct Service;",
            "",
            &format!("impl {} for Service {{}} // every method responds with 501", call.resource),
            "",
            &format!("let api = {krate}::Api::new().routes({}::{}(Arc::new(Service)));", call.family, call.group),
            "let router = api.into_router();",
            "```",
        ];
        lines.extend(code.map(str::to_owned));
    }
    let sockets = api.has_streams().then_some("`sockets` serves the operations that open web sockets.");
    lines.extend(
        [
            "",
            "# Features",
            "",
            "Each family is a feature; all are on by default. `dynamic` routes all operations to one handler, with",
            "JSON. `mock` responds from the examples, and `mock-command` is the program that serves it; `mock-store`",
            "keeps its state in a file. `serve` serves an [`Api`] on a socket, with limits for each connection.",
        ]
        .into_iter()
        .chain(sockets)
        .map(str::to_owned),
    );
    lines
}

/// What the server re-exports.
fn exports(api: &Plan) -> TokenStream {
    let model = &api.crates.model;
    let platform = api.platform_tokens.then(|| {
        quote!(
            pub use #RUNTIME::huaweicloud::AccessKeys;
            pub use #RUNTIME::huaweicloud::signing::AccessKey;
        )
    });
    let sockets = api.has_streams().then(stream::exports);
    let events = api.has_events().then(|| quote!(pub use #RUNTIME::server::EventStream;));
    quote!(
        pub use #RUNTIME::meta::Rejection;
        pub use #RUNTIME::server::{
            AcceptAll, Api, Authenticator, Caller, Context, InvalidCredential, Location, RemoteAddress, Routes,
            SchemeAuthenticators, ServiceError, StaticTokens, TokenIssuer, Validation, Violation, Violations,
        };
        #platform
        #[cfg(feature = "serve")]
        pub use #RUNTIME::server::{Drained, Server};
        #[cfg(feature = "dynamic")]
        pub use #RUNTIME::server::{DynamicHandler, DynamicInput, DynamicOutput, DynamicService};
        #sockets
        #events

        #[cfg(feature = "dynamic")]
        pub use self::dynamic::routes as dynamic_routes;
        pub use self::unimplemented::{Unimplemented, unimplemented_routes};

        /// Data types of the API.
        pub mod model {
            pub use #model::*;
        }

        /// Types for implementations of [`Authenticator`].
        pub mod runtime {
            pub use #RUNTIME::*;
        }
    )
}

/// A service that implements nothing, to put behind one that implements some of it.
fn unimplemented(api: &Plan) -> Result<String, Bug> {
    let groups = || api.families.iter().flat_map(|family| family.groups.iter().map(move |group| (family, group)));
    let families = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] crate::#module::OPERATIONS)
    });
    let implementations = groups().map(|(family, group)| {
        let (name, module, resource) = (&family.name, &family.module, &group.resource);
        quote!(#[cfg(feature = #name)] impl crate::#module::#resource for Unimplemented {})
    });
    format::rust(
        &["A service that responds with 501 to everything.".to_owned()],
        vec![
            quote! {
                use #RUNTIME::meta::OperationMeta;
                use #RUNTIME::server::{Group, InputSchema, Reply, Request, Routes, ServiceError};
            },
            quote! {
                /// Responds with 501 to every operation.
                #[derive(Clone, Copy, Debug)]
                pub struct Unimplemented;
            },
            quote!(#(#implementations)*),
            quote! {
                /// Returns routes of all operations, which respond with 501.
                ///
                /// Routes that you add to an `Api` later replace these. The other groups then respond with
                /// 501 instead of 404.
                #[must_use]
                pub fn unimplemented_routes() -> Routes {
                    let families: &[&[Operation]] = &[#(#families),*];
                    let operations = families.iter().copied().flatten();
                    operations.fold(Group::new(Unimplemented), |group, (meta, input)| group.route(meta, input(), refuse)).finish()
                }
            },
            quote! {
                /// Operation, and the schema of its requests.
                pub(crate) type Operation = (&'static OperationMeta, fn() -> &'static InputSchema);
            },
            // One for all operations: their types are of no use here, and cost the compiler most of its time.
            quote! {
                async fn refuse(_: ::std::sync::Arc<Unimplemented>, _: Request) -> Result<Reply, ServiceError> {
                    Err(ServiceError::not_implemented())
                }
            },
        ],
    )
}

fn family(api: &Plan, family: &Family) -> Result<String, Bug> {
    let modules = family.groups.iter().map(|group| &group.module);
    let exports = family.groups.iter().map(|group| {
        let (module, resource) = (&group.module, &group.resource);
        let inputs = group.operations.iter().map(|operation| &operation.input);
        quote!(pub use self::#module::{#module, #resource, #(#inputs),*};)
    });
    let (model, module) = (&api.crates.model, &family.module);
    let operations = family.groups.iter().flat_map(|group| &group.operations).map(|operation| {
        let (constant, input) = (&operation.constant, &operation.input);
        quote!((&::#model::meta::#module::#constant, #input::schema))
    });
    format::rust(
        &family.docs,
        vec![
            quote!(#(mod #modules;)* mod schema;),
            quote!(#(#exports)*),
            quote!(pub(crate) static OPERATIONS: &[crate::unimplemented::Operation] = &[#(#operations),*];),
        ],
    )
}

fn group(api: &Plan, family: &Family, group: &Group) -> Result<String, Bug> {
    let (crate_name, module) = (&api.crates.model, &family.module);
    let Group { resource, prelude, operations, service, .. } = group;
    let lines = docs(&group.docs);
    let function = &group.module;
    let methods = operations.iter().map(|operation| method(operation, prelude));
    let (send, sync) = (prelude.name(Item::Send), prelude.name(Item::Sync));
    let routes = operations.iter().map(|operation| route(operation, service));
    let first = format!(" Returns the routes of an implementation of [`{resource}`].");
    let mut items = vec![
        quote!(),
        quote! {
            #lines
            ///
            /// Methods that you do not implement respond with 501.
            pub trait #resource: #send + #sync + 'static {
                #(#methods)*
            }
        },
        quote! {
            #[doc = #first]
            pub fn #function<#service: #resource>(service: ::std::sync::Arc<#service>) -> runtime::server::Routes {
                runtime::server::Group::shared(service)
                    #(#routes)*
                    .finish()
            }
        },
    ];
    items.extend(operations.iter().map(|operation| input(operation, group)));
    let model = group.names_model().then(|| quote!(#module as model,));
    let imports =
        [Item::Context, Item::ServiceError].map(|item| prelude.name(item)).into_iter().filter(|it| !it.hidden);
    let allow = stream::allow_unused(group);
    items[0] = quote!(
        use #RUNTIME as runtime;
        #allow
        use #crate_name::{#model meta::#module as meta};
        #allow
        use runtime::server::{#(#imports),*};
    );
    format::rust(&group.docs, items)
}

/// The response's type.
pub(super) fn output(operation: &Operation, option: &TokenStream) -> TokenStream {
    if let Some(stream) = &operation.stream {
        return stream::output(stream);
    }
    let output = operation.output.as_ref().map_or_else(|| quote!(()), |ty| quote!(#ty));
    if let Some(event) = operation.event() {
        return quote!(runtime::server::EventStream<#event>);
    }
    match operation.conditions {
        Some(_) => quote!(runtime::value::Conditional<#output>),
        None if operation.has_optional_output() => quote!(#option<#output>),
        None => output,
    }
}

fn method(operation: &Operation, prelude: &Prelude) -> TokenStream {
    let option = prelude.name(Item::Option);
    let output = output(operation, &quote!(#option));
    let (method, input, lines) = (&operation.trait_method, &operation.input, docs(&operation.server_docs));
    let (future, result, err, send) =
        (prelude.name(Item::Future), prelude.name(Item::Result), prelude.name(Item::Err), prelude.name(Item::Send));
    let (context, error) = (prelude.name(Item::Context), prelude.name(Item::ServiceError));
    let deprecated = deprecated(operation.deprecated.as_ref());
    let gate = stream::gate(operation);
    quote! {
        #lines
        #gate
        #deprecated
        fn #method(
            &self,
            input: #input,
            context: #context,
        ) -> impl #future<Output = #result<#output, #error>> + #send {
            let _ = (input, context);
            async { #err(#error::not_implemented()) }
        }
    }
}

fn route(operation: &Operation, service: &Name) -> TokenStream {
    let (constant, input) = (&operation.constant, &operation.input);
    quote!(.route(&meta::#constant, #input::schema(), #input::handle::<#service>))
}

/// The struct that a method gets, how it is read from a request, and how it responds.
fn input(operation: &Operation, group: &Group) -> TokenStream {
    let (ident, option) = (&operation.input, group.prelude.name(Item::Option));
    let first = format!(" Parameters and body of `{}`.", operation.name);
    let fields = operation.parameters.iter().map(|parameter| {
        let (ident, ty, lines) = (&parameter.ident, &parameter.ty, docs(&parameter.docs));
        if parameter.required || parameter.repeated {
            quote!(#lines pub #ident: #ty,)
        } else {
            quote!(#lines pub #ident: #option<#ty>,)
        }
    });
    let body = operation.body.as_ref().map(|body| {
        let ty = &body.ty;
        let ty = if body.required { quote!(#ty) } else { quote!(#option<#ty>) };
        quote!(
            /// Body of the request.
            pub body: #ty,
        )
    });
    let (mocked, schema) = (mocked(operation, &group.prelude), schema(operation, &group.prelude));
    let (decode, answer) = (decode(operation, &group.prelude), answer(operation, group));
    quote! {
        #[doc = #first]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #ident {
            #(#fields)*
            #body
        }

        impl #ident {
            #mocked
            #schema
            #decode
            #answer
        }
    }
}

/// The operation as the mock knows it.
fn mocked(operation: &Operation, prelude: &Prelude) -> TokenStream {
    let (constant, option) = (&operation.constant, prelude.name(Item::Option));
    let answer = prelude.option(operation.response_schema.as_ref());
    quote! {
        #[cfg(feature = "mock")]
        pub(crate) fn mocked() -> runtime::mock::Operation {
            #[allow(unused_imports)]
            use runtime::{pattern, server::*};
            static RESPONSE: #option<Schema> = #answer;
            runtime::mock::Operation { meta: &meta::#constant, input: Self::schema(), response: RESPONSE }
        }
    }
}

/// What requests have to look like.
fn schema(operation: &Operation, prelude: &Prelude) -> TokenStream {
    let fixed = operation.fixed.iter().map(parameters::fixed);
    let parameters = operation.parameters.iter().map(parameters::schema).chain(fixed);
    let body = prelude.option(operation.body.as_ref().map(|body| {
        let (schema, optional) = (&body.schema, (!body.required).then(|| quote!(.optional())));
        let media = match body.media.encoding {
            BodyEncoding::Json => quote!(json),
            BodyEncoding::Multipart => quote!(form),
            BodyEncoding::Form => quote!(url_encoded),
            BodyEncoding::Text => quote!(text),
            BodyEncoding::Bytes => quote!(file),
            // No request is a stream of events.
            BodyEncoding::Events => quote!(json),
        };
        quote!(BodySchema::#media(#schema) #optional)
    }));
    let rules = presence_rules(&operation.rules);
    let message = operation.stream.as_ref().and_then(|stream| stream.sent_schema.as_ref());
    let message = message.map(|schema| quote!(.message(#schema)));
    quote! {
        pub(crate) fn schema() -> &'static runtime::server::InputSchema {
            #[allow(unused_imports)]
            use runtime::{pattern, server::*};
            static PARAMETERS: &[ParameterSchema] = &[#(#parameters),*];
            static SCHEMA: InputSchema = InputSchema::new(PARAMETERS, #body) #rules #message;
            &SCHEMA
        }
    }
}

fn decode(operation: &Operation, prelude: &Prelude) -> TokenStream {
    let [result, ok, error] = [Item::Result, Item::Ok, Item::ServiceError].map(|item| prelude.name(item));
    let values = operation.parameters.iter().map(parameters::read);
    let body = operation.body.as_ref().map(|body| {
        let read = match (body.media.encoding, body.required) {
            (BodyEncoding::Text, true) => quote!(text),
            (BodyEncoding::Text, false) => quote!(optional_text),
            (BodyEncoding::Bytes, true) => quote!(file),
            (BodyEncoding::Bytes, false) => quote!(optional_file),
            (_, true) => quote!(json),
            (_, false) => quote!(optional_json),
        };
        quote!(body: request.#read()?)
    });
    let unused = (operation.parameters.is_empty() && operation.body.is_none()).then(|| quote!(let _ = request;));
    quote! {
        #[inline]
        fn decode(request: &runtime::server::Request) -> #result<Self, #error> {
            #unused
            #ok(Self { #(#values,)* #body })
        }
    }
}

/// Sets another name for JSON.
fn named_json(operation: &Operation) -> Option<TokenStream> {
    let media = &operation.output_media.name;
    let is_named = operation.output_media.is_json() && media != Media::JSON;
    is_named.then(|| quote!(.map(|reply| reply.header("content-type", #media))))
}

/// Calls the method with what a request holds, and writes what it returns.
fn answer(operation: &Operation, group: &Group) -> TokenStream {
    let Group { resource, prelude, service, .. } = group;
    let [result, ok, error] = [Item::Result, Item::Ok, Item::ServiceError].map(|item| prelude.name(item));
    let (constant, method) = (&operation.constant, &operation.trait_method);
    let status = Literal::u16_unsuffixed(operation.success.first().copied().unwrap_or(200));
    let media = named_json(operation);
    let write = |value: &TokenStream| match operation.output_media.encoding {
        BodyEncoding::Text => quote!(runtime::server::Reply::text(&meta::#constant, #status, #value)),
        BodyEncoding::Bytes => quote!(runtime::server::Reply::file(&meta::#constant, #status, #value)),
        BodyEncoding::Events => {
            let method = stream::events(operation);
            quote!(runtime::server::Reply::#method(&meta::#constant, #status, #value))
        }
        _ if operation.body_headers => quote!(runtime::server::Reply::json_and_headers(#status, #value) #media),
        _ if operation.outcomes => quote!(runtime::server::Reply::outcome(#status, #value) #media),
        _ => quote!(runtime::server::Reply::json(#status, #value) #media),
    };
    if operation.stream.is_some() {
        return stream::open(operation, group);
    }
    let reply = if operation.conditions.is_some() {
        let write = write(&quote!(value));
        quote! {
            let output = call.await?;
            runtime::server::Reply::conditional(&meta::#constant, output, |value| {
                #write
            })
        }
    } else if let Some(empty) = operation.empty_success.first() {
        let (empty, write) = (Literal::u16_unsuffixed(*empty), write(&quote!(value)));
        let (some, none) = (prelude.name(Item::Some), prelude.name(Item::None));
        quote! {
            match &call.await? {
                #some(value) => #write,
                #none => #ok(runtime::server::Reply::empty(#empty)),
            }
        }
    } else if operation.output.is_some() {
        // Events are written when they are there, by what has them.
        let reference = operation.event().is_none().then(|| quote!(&));
        write(&quote!(#reference call.await?))
    } else {
        quote! {
            call.await?;
            #ok(runtime::server::Reply::empty(#status))
        }
    };
    let deprecated = operation.deprecated.as_ref().map(|_| quote!(#[allow(deprecated)]));
    quote! {
        #deprecated
        async fn handle<#service: #resource>(
            service: ::std::sync::Arc<#service>,
            request: runtime::server::Request,
        ) -> #result<runtime::server::Reply, #error> {
            let (input, context) = (Self::decode(&request)?, request.context());
            let call = #service::#method(&service, input, context);
            #reply
        }
    }
}
