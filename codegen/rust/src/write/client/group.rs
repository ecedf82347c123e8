//! Groups and operations of the client.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::server::stream::{allow_unused, gate};
use super::super::tokens::{whole, written};
use super::super::{Input, RUNTIME, deprecated, docs};
use super::lease;
use crate::bug::Bug;
use crate::format;
use crate::plan::{
    Argument, Body, BodyEncoding, Docs, Family, Group, Location, Name, Operation, Parameter, ParameterStyle, RustType,
    Stream,
};

/// The file of a group.
pub(super) fn group(input: Input<'_>, family: &Family, group: &Group) -> Result<String, Bug> {
    let api = input.plan;
    let (model, module, resource, lines) = (&api.crates.model, &family.module, &group.resource, docs(&group.docs));
    let methods = group.operations.iter().map(|operation| {
        let (method, leases) = (method(input, operation), operation.lease.as_ref().map(lease::method));
        quote!(#method #leases)
    });
    let leases = group.operations.iter().filter_map(|operation| operation.lease.as_ref());
    let leases: Vec<TokenStream> = leases.map(|leases| lease::ids(resource, leases)).collect();
    let mut items = vec![
        quote!(),
        quote! {
            #lines
            #[derive(Clone, Debug)]
            pub struct #resource {
                pub(super) core: runtime::client::ClientCore,
            }

            impl #resource {
                #(#methods)*
            }
        },
    ];
    items.extend(leases);
    items.extend(group.operations.iter().map(|one| operation(group, one)));
    let types = group.names_model().then(|| quote!(#module as model,));
    let allow = allow_unused(group);
    items[0] = quote!(
        #allow
        use #RUNTIME as runtime;
        #allow
        use #model::{#types meta::#module as meta};
    );
    format::rust(&group.docs, items)
}

/// The method of a call that takes a body.
fn write_body(body: &Body) -> TokenStream {
    match body.media.encoding {
        BodyEncoding::Json => quote!(json),
        BodyEncoding::Multipart => quote!(form),
        BodyEncoding::Form => quote!(url_encoded),
        BodyEncoding::Text => quote!(text),
        BodyEncoding::Bytes => quote!(file),
        // No request is a stream of events.
        BodyEncoding::Events => quote!(json),
    }
}

/// The method of the group that begins an operation.
fn method(input: Input<'_>, operation: &Operation) -> TokenStream {
    let (method, ident, variable) = (&operation.method, &operation.ident, &operation.variable);
    let lines = docs(&[operation.docs.as_slice(), &example(input, operation)].concat());
    let deprecated = deprecated(operation.deprecated.as_ref());
    let required = operation.body.as_ref().filter(|body| body.required);
    let names: Vec<_> = operation.arguments().map(|parameter| &parameter.ident).collect();
    let parameters: Vec<TokenStream> = match &operation.required {
        Some(required) => vec![quote!(#required { #(#names),* }: #required)],
        None => operation.arguments().map(positional).collect(),
    };
    let body = required.map(|body| {
        let ty = written(&body.argument());
        quote!(body: #ty)
    });
    let set = operation.arguments().map(|parameter| {
        let owned = operation.required.is_some();
        write(parameter, &quote!(#variable.call), owned)
    });
    let set_body = required.map(|body| {
        let write = write_body(body);
        quote!(#variable.call.#write(body);)
    });
    let body_statements: Vec<TokenStream> = set.chain(set_body).collect();
    let statements = if body_statements.is_empty() {
        quote!(#ident::new(&self.core))
    } else {
        quote! {
            let mut #variable = #ident::new(&self.core);
            #(#body_statements)*
            #variable
        }
    };
    // Bodies are written where they are sent: programs do not compile those that they do not send.
    let inline = operation.body.is_some().then(|| quote!(#[inline]));
    let gate = gate(operation);
    quote! {
        #lines
        #gate
        #deprecated
        #inline
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
    lines.extend(call.lines.lines().map(str::to_owned));
    if let Some(all) = &call.all {
        lines.extend([String::new(), "// The items of all pages:".to_owned()]);
        lines.extend(all.lines().map(str::to_owned));
    }
    lines.extend(["# Ok(())", "# }", "```"].map(str::to_owned));
    lines
}

fn positional(parameter: &Parameter) -> TokenStream {
    let (ident, ty) = (&parameter.ident, &parameter.argument);
    quote!(#ident: #ty)
}

/// Writes a parameter's value into a call. `owned` values are those of a struct.
fn write(parameter: &Parameter, call: &TokenStream, owned: bool) -> TokenStream {
    let (wire, ident, ty) = (&parameter.wire, &parameter.ident, &parameter.ty);
    if let Some(style) = parameter.style {
        let method = styled(parameter, style);
        let value = if owned { quote!(&#ident) } else { quote!(#ident) };
        return quote!(#call.#method(#wire, #value););
    }
    if let Some(separator) = parameter.separator {
        return match parameter.location {
            Location::Header => quote!(#call.header_joined(#wire, #ident);),
            _ => quote!(#call.query_joined(#wire, #separator, #ident);),
        };
    }
    if parameter.id {
        let method = match parameter.location {
            Location::Path => quote!(path_id),
            Location::Query if parameter.repeated => quote!(query_ids),
            Location::Query => quote!(query_id),
            Location::Header => quote!(header_id),
            Location::Cookie => quote!(cookie_id),
        };
        let ty = match ty {
            RustType::Vec(_, item) => item,
            ty => ty,
        };
        return quote!(#call.#method::<#ty>(#wire, #ident););
    }
    let converted = matches!(parameter.argument, Argument::Into(..)) && !owned;
    let before = converted.then(|| quote!(let #ident: #ty = #ident.into();));
    let value = match &parameter.argument {
        Argument::Text(_) if !owned => quote!(#ident.as_ref()),
        Argument::Reference(_) if owned => quote!(&#ident),
        _ => quote!(#ident),
    };
    let text = matches!(parameter.argument, Argument::Text(_));
    let value = if owned && text { quote!(&#ident) } else { value };
    let method = match (parameter.location, parameter.secret) {
        (Location::Path, false) if text => quote!(path_str),
        (Location::Path, false) => quote!(path),
        (Location::Path, true) => quote!(secret_path),
        (Location::Query, _) if parameter.repeated => quote!(query_each),
        (Location::Query, false) if text => quote!(query_str),
        (Location::Query, false) => quote!(query),
        (Location::Query, true) => quote!(secret_query),
        (Location::Header, false) if text => quote!(header_str),
        (Location::Header, false) => quote!(header),
        (Location::Header, true) => quote!(secret_header),
        (Location::Cookie, false) => quote!(cookie),
        (Location::Cookie, true) => quote!(secret_cookie),
    };
    quote!(#before #call.#method(#wire, #value);)
}

/// The method of a call that writes a value with a style.
fn styled(parameter: &Parameter, style: ParameterStyle) -> TokenStream {
    match (style, parameter.location, parameter.secret) {
        (ParameterStyle::Form, ..) => quote!(query_form),
        (ParameterStyle::DeepObject, ..) => quote!(query_deep_object),
        (ParameterStyle::Json, Location::Header, false) => quote!(header_json),
        (ParameterStyle::Json, Location::Header, true) => quote!(secret_header_json),
        (ParameterStyle::Json, _, false) => quote!(query_json),
        (ParameterStyle::Json, _, true) => quote!(secret_query_json),
    }
}

/// The struct of an operation with its setters.
fn operation(group: &Group, operation: &Operation) -> TokenStream {
    let (ident, constant) = (&operation.ident, &operation.constant);
    let lines = docs(std::slice::from_ref(&operation.summary));
    let output = match operation.output.as_ref().map(whole) {
        Some(ty) if operation.body_headers => quote!(json_and_headers #ty),
        Some(ty) if operation.outcomes => quote!(outcome #ty),
        Some(ty) => match operation.output_media.encoding {
            BodyEncoding::Text => quote!(text),
            BodyEncoding::Bytes => quote!(file),
            BodyEncoding::Events if operation.has_text_events() => quote!(text_events),
            BodyEncoding::Events => {
                let event = operation.event().map(whole);
                quote!(events #event)
            }
            _ => quote!(json #ty),
        },
        None => operation.stream.as_ref().map_or_else(|| quote!(empty), socket),
    };
    let output = if operation.has_optional_output() { quote!(optional #output) } else { output };
    let paged = operation.paging.as_ref().and_then(|paging| paging.stream.as_ref()).map(|stream| {
        let item = whole(&stream.item);
        let items = stream.items.as_ref().map_or_else(|| quote!(*), |items| quote!(#items));
        let total = stream.total.iter();
        quote!(runtime::paged!(#ident: #item => #items #(, #total)*);)
    });
    let series = [operation.conditions.as_ref().map(|_| if_changed()), operation.waiter.as_ref().map(|_| wait())];
    let setters = operation.options().map(setter).chain(body_setters(operation));
    let methods: Vec<TokenStream> = setters.chain(series.into_iter().flatten()).collect();
    let gate = gate(operation);
    let methods = (!methods.is_empty()).then(|| quote!(#gate impl #ident { #(#methods)* }));
    let required = operation.required.as_ref().map(|name| required(group, operation, name));
    let unsent = if operation.stream.is_some() { "connect" } else { "send" };
    let unsent = format!("nothing is sent before `{unsent}` is called and awaited");
    quote! {
        #required

        #lines
        #gate
        #[derive(Clone)]
        #[must_use = #unsent]
        pub struct #ident {
            call: runtime::client::Call,
        }

        #gate
        runtime::operation!(#ident -> #output = meta::#constant);
        #paged

        #methods
    }
}

/// The struct with the required parameters.
fn required(group: &Group, operation: &Operation, name: &Name) -> TokenStream {
    let line = format!(" Required parameters of [`{0}::{1}`].", group.resource, operation.method);
    let fields = operation.arguments().map(|parameter| {
        let (ident, ty, lines) = (&parameter.ident, &parameter.ty, docs(&parameter.docs));
        quote!(#lines pub #ident: #ty)
    });
    let gate = gate(operation);
    quote! {
        #[doc = #line]
        #gate
        #[derive(Clone, Debug)]
        pub struct #name { #(#fields),* }
    }
}

/// The kind of an operation that opens a stream, as the macro of the runtime takes it.
fn socket(stream: &Stream) -> TokenStream {
    let message = |ty: &Option<RustType>| match ty {
        Some(ty) => {
            let ty = whole(ty);
            quote!(#ty)
        }
        None => quote!(runtime::value::NoMessage),
    };
    let (receives, sends) = (message(&stream.receives), message(&stream.sends));
    quote!(socket #receives, #sends)
}

fn setter(parameter: &Parameter) -> TokenStream {
    let (ident, setter, ty, lines) = (&parameter.ident, &parameter.setter, &parameter.argument, docs(&parameter.docs));
    let write = write(parameter, &quote!(self.call), false);
    quote! {
        #lines
        pub fn #setter(mut self, #ident: #ty) -> Self {
            #write
            self
        }
    }
}

/// The setter of a body that may be left out, and the one that watches a body being sent.
fn body_setters(operation: &Operation) -> impl Iterator<Item = TokenStream> {
    let body = operation.body.as_ref().filter(|body| !body.required).map(|body| {
        let (ty, write) = (written(&body.argument()), write_body(body));
        quote! {
            /// Sets the body.
            #[inline]
            pub fn body(mut self, body: #ty) -> Self {
                self.call.#write(body);
                self
            }
        }
    });
    let progress = operation.body.as_ref().filter(|body| body.is_streamed()).map(|_| {
        quote! {
            /// Calls `progress` for every piece of the body that is sent, with the bytes sent so far and the total,
            /// if known. A retry starts again at zero.
            pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
                self.call.progress(progress);
                self
            }
        }
    });
    body.into_iter().chain(progress)
}

fn if_changed() -> TokenStream {
    quote! {
        /// Requests only what is newer than `known`. Without a known revision, the response is complete and has
        /// the current one.
        pub fn if_changed(
            self,
            known: impl Into<Option<runtime::value::Revision>>,
        ) -> runtime::client::IfChanged<Self> {
            runtime::client::IfChanged::new(self, known.into())
        }

        /// Returns a stream of changes. It starts with the current state and continues after errors.
        pub fn watch(self) -> runtime::client::Watch<Self> {
            runtime::client::Watch::new(self)
        }
    }
}

fn wait() -> TokenStream {
    quote! {
        /// Polls until the status is final.
        pub fn wait(self) -> runtime::client::Wait<Self> {
            runtime::client::Wait::new(self)
        }
    }
}
