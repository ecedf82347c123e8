//! Operations that open a stream: what the method returns, and how it is run.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::RUNTIME;
use crate::plan::{Group, Item, Operation, RustType, Stream};

/// What the server re-exports for streams.
pub(super) fn exports() -> TokenStream {
    quote!(
        #[cfg(feature = "sockets")]
        pub use #RUNTIME::server::{ClientLeft, Received, ServerSocket, SocketHandler};
        #[cfg(feature = "sockets")]
        pub use #RUNTIME::value::NoMessage;
    )
}

/// What limits a method to the feature of streams.
pub(in crate::write) fn gate(operation: &Operation) -> Option<TokenStream> {
    operation.stream.as_ref().map(|_| quote!(#[cfg(feature = "sockets")]))
}

/// What allows imports that only methods with the feature of streams need.
pub(in crate::write) fn allow_unused(group: &Group) -> Option<TokenStream> {
    group.imports_for_streams().then(allow_unused_imports)
}

pub(in crate::write) fn allow_unused_imports() -> TokenStream {
    quote!(#[cfg_attr(not(feature = "sockets"), allow(unused_imports))])
}

/// What a method returns.
pub(super) fn output(stream: &Stream) -> TokenStream {
    let message = |ty: &Option<RustType>| match ty {
        Some(ty) => quote!(#ty),
        None => quote!(runtime::value::NoMessage),
    };
    let (sends, receives) = (message(&stream.receives), message(&stream.sends));
    quote!(runtime::server::SocketHandler<#sends, #receives>)
}

/// Opens a stream and runs what the method returns. Without the feature, the service does not implement it.
pub(super) fn open(operation: &Operation, group: &Group) -> TokenStream {
    let Group { resource, prelude, service, .. } = group;
    let [result, ok, err, error] =
        [Item::Result, Item::Ok, Item::Err, Item::ServiceError].map(|item| prelude.name(item));
    let method = &operation.trait_method;
    let deprecated = operation.deprecated.as_ref().map(|_| quote!(#[allow(deprecated)]));
    quote! {
        #deprecated
        async fn handle<#service: #resource>(
            service: ::std::sync::Arc<#service>,
            request: runtime::server::Request,
        ) -> #result<runtime::server::Reply, #error> {
            let (input, context) = (Self::decode(&request)?, request.context());
            #[cfg(feature = "sockets")]
            {
                let socket = runtime::server::SocketRequest::of(&context).await?;
                #ok(socket.open(#service::#method(&service, input, context).await?))
            }
            #[cfg(not(feature = "sockets"))]
            {
                let _ = (service, input, context);
                #err(#error::not_implemented())
            }
        }
    }
}

/// What writes the events of a response.
pub(super) fn events(operation: &Operation) -> TokenStream {
    if operation.has_text_events() { quote!(text_events) } else { quote!(events) }
}
