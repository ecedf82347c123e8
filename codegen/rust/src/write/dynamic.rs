//! Operations without their types: the client calls them by id with JSON, and one handler responds to
//! all of them on the server. Generic tools build on it: mocks, recorders, command lines.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use super::{FileSet, Input, RUNTIME};
use crate::bug::Bug;
use crate::format;
use crate::plan::{
    Argument, BodyEncoding, Conditions, Family, Fixed, Group, Name, Operation, Parameter, Plan, RustType, WaitParameter,
};

pub(super) fn add_client(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    files.insert("client/src/dynamic.rs".to_owned(), client(api)?);
    for family in &api.families {
        files.insert(format!("client/src/dynamic/{}.rs", family.module.as_str()), client_family(family)?);
    }
    Ok(())
}

pub(super) fn add_server(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    files.insert("server/src/dynamic.rs".to_owned(), server(api)?);
    Ok(())
}

fn client(api: &Plan) -> Result<String, Bug> {
    let tables = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] #module::OPERATIONS,)
    });
    let modules = api.families.iter().map(|family| {
        let (name, module) = (&family.name, &family.module);
        quote!(#[cfg(feature = #name)] mod #module;)
    });
    let items = vec![
        quote!(#(#modules)*),
        quote!(
            use #RUNTIME::client::{Arguments, DynamicResponse, Error, Response};
            use serde_json::Value;

            use crate::Client;
        ),
        quote! {
            /// Calls by operation id.
            type Table = [(&'static str, fn(&Client, Arguments) -> DynamicResponse<'_>)];

            static TABLES: &[&Table] = &[#(#tables)*];
        },
        quote! {
            impl Client {
                /// Calls an operation by its id, such as `family.operation`, with JSON.
                ///
                /// Returns the body of the response as JSON, or null if it has none. Arguments and response pass
                /// through the typed request and response. Fields that the specification does not list are
                /// dropped unless the type keeps them.
                ///
                /// # Errors
                ///
                /// Returns an error if the operation does not exist, the arguments do not fit it, or the call fails.
                pub async fn call(&self, operation: &str, arguments: Arguments) -> Result<Response<Value>, Error> {
                    match TABLES.iter().copied().flatten().find(|(id, _)| *id == operation) {
                        Some((_, call)) => call(self, arguments.for_operation(operation)).await,
                        None => {
                            let known = TABLES.iter().copied().flatten().map(|(id, _)| *id);
                            Err(Error::unknown_operation(operation, known))
                        }
                    }
                }
            }
        },
    ];
    format::rust(&["Calls operations by their ids, with JSON.".to_owned()], items)
}

fn client_family(family: &Family) -> Result<String, Bug> {
    let module = &family.module;
    // A stream has no response that could be returned as JSON.
    let operations = || {
        let all = family.groups.iter().flat_map(|group| group.operations.iter().map(move |one| (group, one)));
        all.filter(|(_, operation)| operation.stream.is_none())
    };
    let entries = operations().map(|(_, operation)| {
        let (id, function) = (&operation.id, &operation.trait_method);
        quote!((#id, #function))
    });
    let functions = operations().map(|(group, operation)| client_operation(family, group, operation));
    let model = operations()
        .any(|(_, operation)| operation.parameters_name_model())
        .then(|| quote!(use crate::model::#module as model;));
    let set = operations().any(|(_, operation)| operation.options().any(is_set_by_macro)).then(|| {
        quote!(
            use runtime::dynamic_option as set;
        )
    });
    let mut items = vec![
        quote!(
            use #RUNTIME as runtime;
            use runtime::client::{Arguments, DynamicResponse};
            #set

            use super::Table;
            use crate::Client;
            #model
        ),
        quote! {
            pub(super) static OPERATIONS: &Table = &[#(#entries),*];
        },
    ];
    items.extend(functions);
    format::rust(&[format!("The operations of the family `{}`.", family.name)], items)
}

fn client_operation(family: &Family, group: &Group, operation: &Operation) -> TokenStream {
    let (family, group, method, function) = (&family.module, &group.module, &operation.method, &operation.trait_method);
    let required = required_parameters(family, operation);
    let body = operation.body.as_ref().filter(|body| body.required).map(|body| match body.media.encoding {
        // The method takes a `&str`, from which nothing can be inferred.
        BodyEncoding::Text => quote!(&arguments.body::<::std::string::String>()?),
        _ => quote!(&arguments.body()?),
    });
    let optional: Vec<TokenStream> = operation
        .options()
        .map(|parameter| {
            let (setter, location, wire, ty) =
                (&parameter.setter, parameter.location.key(), &parameter.wire, &parameter.ty);
            if is_set_by_macro(parameter) {
                return quote!(set!(call.#setter as #ty = arguments #location #wire););
            }
            let reference = takes_reference(parameter).then(|| quote!(&));
            quote! {
                let value = arguments.optional::<#ty>(#location, #wire)?;
                if let Some(value) = value {
                    call = call.#setter(#reference value);
                }
            }
        })
        .chain(operation.body.as_ref().filter(|body| !body.required).map(|body| {
            let read = match body.media.encoding {
                BodyEncoding::Text => quote!(optional_body::<::std::string::String>),
                _ => quote!(optional_body),
            };
            quote!(if let Some(body) = arguments.#read()? {
                call = call.body(&body);
            })
        }))
        .collect();
    let mutable = (!optional.is_empty()).then(|| quote!(mut));
    let deprecated = operation.deprecated.is_some().then(|| quote!(#[allow(deprecated)]));
    let (take, ask) = operation.conditions.as_ref().map(condition).unwrap_or_default();
    let takes = operation.parameters.is_empty() && operation.body.is_none();
    let arguments = if takes { quote!(arguments: Arguments) } else { quote!(mut arguments: Arguments) };
    quote! {
        fn #function(client: &Client, #arguments) -> DynamicResponse<'_> {
            Box::pin(async move {
                #deprecated
                let #mutable call = client.#family().#group().#method(#required #body);
                #(#optional)*
                #take
                arguments.finish(&call)?;
                #ask
                runtime::client::erase(call.send_response().await?)
            })
        }
    }
}

/// Asking only for what has changed is another kind of call: what takes its arguments, and what makes it.
fn condition(conditions: &Conditions) -> (TokenStream, TokenStream) {
    let parameter = &conditions.parameter;
    let wait = match &conditions.wait {
        Some(WaitParameter { name, number: true, .. }) => {
            quote!(arguments.optional::<i64>("query", #name)?.map(|time| time.to_string()))
        }
        Some(WaitParameter { name, .. }) => quote!(arguments.optional::<String>("query", #name)?),
        None => quote!(None::<String>),
    };
    let take = quote! {
        let known = arguments.optional::<runtime::value::Revision>("query", #parameter)?;
        let wait = #wait;
    };
    let ask = quote! {
        if known.is_some() || wait.is_some() {
            let call = call.if_changed(known).wait_str(wait.as_deref().unwrap_or_default());
            return runtime::client::erase(call.send_response().await?);
        }
    };
    (take, ask)
}

/// The required parameters among the arguments, as the method takes them.
fn required_parameters(family: &Name, operation: &Operation) -> TokenStream {
    let value = |parameter: &Parameter| {
        let (location, wire, ty) = (parameter.location.key(), &parameter.wire, &parameter.ty);
        quote!(arguments.required::<#ty>(#location, #wire)?)
    };
    if let Some(required) = &operation.required {
        let fields = operation.arguments().map(|parameter| {
            let (ident, value) = (&parameter.ident, value(parameter));
            quote!(#ident: #value)
        });
        return quote!(crate::#family::#required { #(#fields),* },);
    }
    let arguments = operation.arguments().map(|parameter| {
        let (reference, value) = (takes_reference(parameter).then(|| quote!(&)), value(parameter));
        quote!(#reference #value,)
    });
    quote!(#(#arguments)*)
}

/// Whether the macro of the runtime sets it, in one line.
fn is_set_by_macro(parameter: &Parameter) -> bool {
    !parameter.repeated && !takes_reference(parameter)
}

fn takes_reference(parameter: &Parameter) -> bool {
    matches!(parameter.argument, Argument::Reference(_))
}

fn server(api: &Plan) -> Result<String, Bug> {
    let mut items = vec![quote!(
        use #RUNTIME as runtime;
        use runtime::server::{DynamicHandler, DynamicService};
    )];
    let routes = api.families.iter().flat_map(|family| {
        let (name, module) = (&family.name, &family.module);
        family.groups.iter().map(move |group| {
            let function = &group.module;
            quote!(#[cfg(feature = #name)] crate::#module::#function(service.clone()))
        })
    });
    items.push(quote! {
        /// Returns routes from all operations to one handler.
        pub fn routes<H: DynamicHandler>(handler: H) -> runtime::server::Routes {
            let service = ::std::sync::Arc::new(DynamicService::new(handler));
            let _ = &service;
            runtime::server::Routes::from_iter([#(#routes),*])
        }
    });
    for family in &api.families {
        for group in &family.groups {
            items.push(server_group(api, family, group));
        }
    }
    format::rust(&["One handler for all operations, with JSON.".to_owned()], items)
}

/// Sets the value of a parameter among the values that the handler gets.
fn set_value(parameter: &Parameter) -> TokenStream {
    let (location, wire, ident) = (parameter.location.key(), &parameter.wire, &parameter.ident);
    if parameter.required || parameter.repeated {
        quote!(values.set(#location, #wire, &input.#ident)?;)
    } else {
        quote!(values.set_some(#location, #wire, input.#ident.as_ref())?;)
    }
}

/// The same for a parameter with one value.
fn set_fixed(Fixed { wire, location, json, .. }: &Fixed) -> TokenStream {
    let location = location.key();
    let value = match json {
        Value::Bool(value) => quote!(#value),
        Value::Number(number) => {
            let signed = number.as_i64().map(Literal::i64_suffixed);
            let value = signed.unwrap_or_else(|| Literal::u64_suffixed(number.as_u64().unwrap_or_default()));
            quote!(#value)
        }
        other => {
            let value = other.as_str().unwrap_or_default();
            quote!(#value)
        }
    };
    quote!(values.set(#location, #wire, &#value)?;)
}

/// How the handler's JSON becomes the output of an operation.
fn answer(operation: &Operation) -> TokenStream {
    let read = match (operation.body_headers, operation.outcomes) {
        (true, _) => quote!(json_and_headers),
        (false, true) => quote!(outcome),
        (false, false) => quote!(json),
    };
    match (&operation.output, &operation.conditions) {
        _ if operation.stream.is_some() => quote!(self.socket(values, context).await),
        (None, _) => quote!(self.empty(values, context).await),
        (Some(_), None) if operation.has_optional_output() => {
            quote!(self.optional(values, context, runtime::server::DynamicOutput::#read).await)
        }
        (Some(_), None) if operation.event().is_some() => {
            quote!(Ok(runtime::server::EventStream::from(self.json::<Vec<_>>(values, context).await?)))
        }
        (Some(_), None) => quote!(self.#read(values, context).await),
        (Some(_), Some(_)) => {
            quote!(self.conditional(values, context, runtime::server::DynamicOutput::#read).await)
        }
    }
}

fn server_group(api: &Plan, family: &Family, group: &Group) -> TokenStream {
    let (feature, module, resource, model) = (&family.name, &family.module, &group.resource, &api.crates.model);
    let methods = group.operations.iter().map(|operation| {
        let (method, input, constant) = (&operation.trait_method, &operation.input, &operation.constant);
        let output = super::server::output(operation, &quote!(Option));
        let answer = answer(operation);
        let values = operation.parameters.iter().map(set_value).chain(operation.fixed.iter().map(set_fixed));
        let body = operation.body.as_ref().map(|body| {
            if body.required {
                quote!(values.set_body(Some(&input.body))?;)
            } else {
                quote!(values.set_body(input.body.as_ref())?;)
            }
        });
        let nothing = (operation.parameters.is_empty() && operation.body.is_none()).then(|| quote!(let _ = input;));
        let mutable = (nothing.is_none() || !operation.fixed.is_empty()).then(|| quote!(mut));
        let gate = super::server::stream::gate(operation);
        quote! {
            #gate
            async fn #method(
                &self,
                input: crate::#module::#input,
                context: runtime::server::Context,
            ) -> Result<#output, runtime::server::ServiceError> {
                let #mutable values = runtime::server::DynamicInput::new(&meta::#constant);
                #nothing
                #(#values)*
                #body
                #answer
            }
        }
    });
    let uses_model =
        group.operations.iter().filter_map(|operation| operation.output.as_ref()).any(RustType::names_model);
    let messages = group.operations.iter().filter_map(|operation| operation.stream.as_ref());
    let mut messages = messages.flat_map(|stream| stream.receives.iter().chain(&stream.sends));
    let for_streams = !uses_model && messages.any(RustType::names_model);
    let types = (uses_model || for_streams).then(|| quote!(#module as model,));
    let allow = for_streams.then(super::server::stream::allow_unused_imports);
    // A name made of those of family and group could be that of another pair.
    quote! {
        #[cfg(feature = #feature)]
        const _: () = {
            #allow
            use #model::{#types meta::#module as meta};

            impl<H: DynamicHandler> crate::#module::#resource for DynamicService<H> {
                #(#methods)*
            }
        };
    }
}
