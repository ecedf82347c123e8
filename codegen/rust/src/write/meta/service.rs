//! What all operations share: hosts, authentication, error styles.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::{RUNTIME, docs};
use crate::plan::{Credential, ErrorStyle, Host, Plan};

/// The module of the hosts.
pub(super) fn hosts(api: &Plan) -> TokenStream {
    let hosts = api.hosts.iter().map(host);
    quote! {
        /// Hosts of the operations.
        pub mod host {
            use #RUNTIME::meta::{HostAddress, HostMeta};
            #(#hosts)*
        }
    }
}

fn host(host: &Host) -> TokenStream {
    let (constant, name, address, lines) = (&host.constant, &host.name, &host.address, docs(&host.docs));
    let address = if host.regional {
        quote!(HostAddress::Regional { template: #address })
    } else {
        quote!(HostAddress::Explicit { example: #address })
    };
    let parameters = host.parameters.iter().map(|(name, value)| quote!((#name, #value)));
    let parameters = quote!(&[#(#parameters),*]);
    let nulls_are_absent = host.nulls_are_absent;
    quote! {
        #lines
        pub static #constant: HostMeta = HostMeta {
            id: #name,
            address: #address,
            parameters: #parameters,
            nulls_are_absent: #nulls_are_absent,
        };
    }
}

/// The module of the ways to authenticate.
pub(super) fn auth(api: &Plan) -> TokenStream {
    let auth = api.auth.iter().map(|auth| {
        let (constant, name, lines) = (&auth.constant, &auth.name, docs(&auth.docs));
        let scheme = match &auth.credential {
            Credential::Header(name) => quote!(Header { name: #name }),
            Credential::Query(name) => quote!(Query { name: #name }),
            Credential::Cookie(name) => quote!(Cookie { name: #name }),
            Credential::Bearer => quote!(Bearer),
            Credential::Basic => quote!(Basic),
            Credential::None => quote!(None),
        };
        quote!(#lines pub static #constant: AuthMeta = AuthMeta { id: #name, scheme: AuthScheme::#scheme };)
    });
    quote! {
        /// Authentication schemes.
        pub mod auth {
            use #RUNTIME::meta::{AuthMeta, AuthScheme};
            #(#auth)*
        }
    }
}

/// The module of the ways in which the service issues tokens, if there are any.
pub(super) fn logins(api: &Plan) -> Option<TokenStream> {
    let logins = api.auth.iter().filter_map(|auth| Some((auth, auth.login.as_ref()?))).map(|(auth, login)| {
        let (constant, family, module, operation) = (&auth.constant, &login.family, &login.module, &login.constant);
        let line = format!(" `{}`: tokens that `{}` issues.", auth.name, login.operation);
        let (name, password, token, codes) = (&login.name, &login.password, &login.token, &login.final_codes);
        quote! {
            #[doc = #line]
            #[cfg(feature = #family)]
            pub static #constant: #RUNTIME::meta::LoginMeta = #RUNTIME::meta::LoginMeta {
                operation: &super::#module::#operation,
                name: #name,
                password: #password,
                token: #token,
                final_codes: &[#(#codes),*],
            };
        }
    });
    let logins: Vec<TokenStream> = logins.collect();
    (!logins.is_empty()).then(|| {
        quote! {
            /// Operations that issue tokens for accounts.
            pub mod login {
                #(#logins)*
            }
        }
    })
}

/// The module of the error styles.
pub(super) fn error_styles(api: &Plan) -> TokenStream {
    let styles = api.error_styles.iter().map(error_style);
    let error_code = api.error_styles.iter().any(|style| !style.codes.is_empty());
    let error_code = error_code.then(|| {
        quote!(
            use #RUNTIME::ErrorCode;
        )
    });
    quote! {
        /// Error styles: formats of error bodies.
        pub mod error_style {
            #error_code
            use #RUNTIME::meta::{ErrorStyle, Rejection};
            #(#styles)*
        }
    }
}

fn error_style(style: &ErrorStyle) -> TokenStream {
    let (constant, name, lines) = (&style.constant, &style.name, docs(&style.docs));
    let (code, message) = (&style.code, &style.message);
    let detail = style.detail.as_ref().map(|field| quote!(detail: Some(#field),));
    let request_id = style.request_id.as_ref().map(|field| quote!(request_id: Some(#field),));
    let rejections = style.rejections.iter().map(|(variant, code)| quote!((Rejection::#variant, #code)));
    let plain = (!style.plain.is_empty()).then(|| {
        let plain = style.plain.iter().map(|(variant, text)| quote!((Rejection::#variant, #text)));
        quote!(plain: &[#(#plain),*],)
    });
    let codes = (!style.codes.is_empty()).then(|| {
        let codes = &style.codes;
        quote!(codes: &[#(<crate::error_codes::#codes as ErrorCode>::CATALOG),*],)
    });
    quote! {
        #lines
        pub static #constant: ErrorStyle = ErrorStyle {
            id: #name,
            code: #code,
            message: #message,
            #detail
            #request_id
            rejections: &[#(#rejections),*],
            #plain
            #codes
            ..ErrorStyle::BASE
        };
    }
}
