//! The metadata in the model crate: hosts, authentication, error styles and operations as
//! constants that client and server share.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use specwright_language::ir::{self, Method};
use specwright_language::raw::{DurationFormat, PagingStyle};

use super::tokens::option;
use super::{Bug, FileSet, Input, RUNTIME, docs};
use crate::format;
use crate::plan::{Family, Operation, Path, Plan, Rejection, Segment, WaitParameter};

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
    let hosts = api.hosts.iter().map(|host| {
        let (constant, name, address, lines) = (&host.constant, &host.name, &host.address, docs(&host.docs));
        let address = if host.regional {
            quote!(HostAddress::Regional { template: #address })
        } else {
            quote!(HostAddress::Explicit { example: #address })
        };
        let parameters = host.parameters.iter().map(|(name, value)| quote!((#name, #value)));
        let parameters = quote!(&[#(#parameters),*]);
        quote! {
            #lines
            pub static #constant: HostMeta = HostMeta { id: #name, address: #address, parameters: #parameters };
        }
    });
    let auth = api.auth.iter().map(|auth| {
        let (constant, name, lines) = (&auth.constant, &auth.name, docs(&auth.docs));
        let scheme = match (&auth.header, auth.bearer) {
            (Some(header), _) => quote!(AuthScheme::Header { name: #header }),
            (None, true) => quote!(AuthScheme::Bearer),
            (None, false) => quote!(AuthScheme::None),
        };
        quote!(#lines pub static #constant: AuthMeta = AuthMeta { id: #name, scheme: #scheme };)
    });
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
    let logins = (!logins.is_empty()).then(|| {
        quote! {
            /// How the service itself issues tokens for accounts.
            pub mod login {
                #(#logins)*
            }
        }
    });
    let styles = api.error_styles.iter().map(|style| {
        let (constant, name, lines) = (&style.constant, &style.name, docs(&style.docs));
        let (code, message) = (&style.code, &style.message);
        let detail = style.detail.as_ref().map(|field| quote!(detail: Some(#field),));
        let request_id = style.request_id.as_ref().map(|field| quote!(request_id: Some(#field),));
        let rejections = style.rejections.iter().map(|(kind, code)| {
            let kind = rejection(*kind);
            quote!((Rejection::#kind, #code))
        });
        let codes = (!style.codes.is_empty()).then(|| {
            let codes = &style.codes;
            quote!(codes: &[#(<crate::error_codes::#codes as ErrorCode>::CATALOGUE),*],)
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
                #codes
                ..ErrorStyle::BASE
            };
        }
    });
    let error_code = api.error_styles.iter().any(|style| !style.codes.is_empty());
    let error_code = error_code.then(|| {
        quote!(
            use #RUNTIME::ErrorCode;
        )
    });
    let items = vec![
        quote!(
            use #RUNTIME::meta::OperationMeta;
        ),
        quote!(#(#families)*),
        quote! {
            /// All operations, family by family.
            pub static OPERATIONS: &[&[&OperationMeta]] = &[#(#operations)*];
        },
        quote! {
            /// Kinds of hosts that operations are sent to.
            pub mod host {
                use #RUNTIME::meta::{HostAddress, HostMeta};
                #(#hosts)*
            }
        },
        quote! {
            /// Ways to authenticate.
            pub mod auth {
                use #RUNTIME::meta::{AuthMeta, AuthScheme};
                #(#auth)*
            }
        },
        quote!(#logins),
        quote! {
            /// Shapes of error bodies.
            pub mod error_style {
                #error_code
                use #RUNTIME::meta::{ErrorStyle, Rejection};
                #(#styles)*
            }
        },
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
            /// The operations, in the order of the specification.
            pub static OPERATIONS: &[&OperationMeta] = &[#(&#constants),*];
        },
    ];
    for group in &family.groups {
        items.extend(group.operations.iter().map(|operation| self::operation(operation, &family.name, &group.name)));
    }
    format::rust(&lines, items)
}

fn operation(operation: &Operation, family: &str, group: &str) -> TokenStream {
    let Operation { id, name, constant, path, host, auth, error_style, idempotent, .. } = operation;
    let line = format!(" `{}`: {}", operation.id, operation.summary);
    let method = match operation.http_method {
        Method::Get => quote!(Get),
        Method::Head => quote!(Head),
        Method::Post => quote!(Post),
        Method::Put => quote!(Put),
        Method::Patch => quote!(Patch),
        Method::Delete => quote!(Delete),
    };
    let segments = operation.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => quote!(Segment::Literal(#text)),
        Segment::Parameter { name, colon } => {
            let slash = if *colon { quote!(Colon) } else { quote!(Percent) };
            quote!(Segment::Parameter { name: #name, slash: SlashRule::#slash })
        }
    });
    let success = Literal::u16_unsuffixed(operation.success);
    let errors = operation.errors.iter().map(|status| Literal::u16_unsuffixed(*status));
    let body_limit = Literal::u32_unsuffixed(operation.body_limit);
    let deprecated = operation.deprecated.is_some();
    let paging = match &operation.paging {
        None => quote!(None),
        Some(paging) => {
            let PagingStyle::Offset = paging.style;
            let (limit, offset, items, total) =
                (&paging.limit, &paging.offset, &paging.items, option(paging.total.as_ref()));
            quote! {
                Some(Paging {
                    style: PagingStyle::Offset,
                    limit: #limit,
                    offset: #offset,
                    items: #items,
                    total: #total,
                })
            }
        }
    };
    // Only what differs from the base is written: it is less to read, and the runtime can add more.
    let errors = (!operation.errors.is_empty()).then(|| quote!(errors: &[#(#errors),*],));
    let permissions = &operation.permissions;
    let permissions = (!permissions.is_empty()).then(|| quote!(permissions: &[#(#permissions),*],));
    let idempotent = (!idempotent).then(|| quote!(idempotent: false,));
    let deprecated = deprecated.then(|| quote!(deprecated: true,));
    let secret_answer = operation.secret_answer.then(|| quote!(secret_answer: true,));
    let body_limit =
        (operation.body_limit != ir::Operation::DEFAULT_BODY_LIMIT).then(|| quote!(body_limit: #body_limit,));
    let conditions = operation.conditions.as_ref().map(|conditions| {
        let (parameter, header) = (&conditions.parameter, option(conditions.header.as_ref()));
        let wait = match &conditions.wait {
            Some(WaitParameter { name, format, .. }) => {
                let format = match format {
                    DurationFormat::Seconds => quote!(Seconds),
                    DurationFormat::Milliseconds => quote!(Milliseconds),
                    DurationFormat::WithUnit => quote!(WithUnit),
                };
                quote!(Some(WaitParameter { name: #name, format: DurationFormat::#format }))
            }
            None => quote!(None),
        };
        quote!(conditions: Some(&Conditions { parameter: #parameter, header: #header, wait: #wait }),)
    });
    let waiter = operation.waiter.as_ref().map(|waiter| {
        let path = |path: &Path| {
            let steps = path.iter().map(|names| quote!(&[#(#names),*]));
            quote!(&[#(#steps),*])
        };
        let (status, message) = (path(&waiter.status), path(&waiter.message));
        let (done, failed) = (&waiter.done, &waiter.failed);
        let interval = Literal::u32_unsuffixed(waiter.interval);
        let when = waiter
            .message_when
            .iter()
            .map(|(names, values)| quote!(FieldCondition { field: &[#(#names),*], values: &[#(#values),*] }));
        quote! {
            waiter: Some(&Waiter {
                status: #status,
                done: &[#(#done),*],
                failed: &[#(#failed),*],
                message: #message,
                message_when: &[#(#when),*],
                interval: #interval,
            }),
        }
    });
    let paging = operation.paging.is_some().then(|| quote!(paging: #paging,));
    quote! {
        #[doc = #line]
        pub static #constant: OperationMeta = OperationMeta {
            id: #id,
            family: #family,
            group: #group,
            name: #name,
            method: Method::#method,
            path: #path,
            segments: &[#(#segments),*],
            host: &host::#host,
            auth: &auth::#auth,
            error_style: &error_style::#error_style,
            success: &[#success],
            #errors
            #permissions
            #idempotent
            #deprecated
            #secret_answer
            #body_limit
            #paging
            #conditions
            #waiter
            ..OperationMeta::BASE
        };
    }
}

fn rejection(rejection: Rejection) -> TokenStream {
    match rejection {
        Rejection::InvalidRequest => quote!(InvalidRequest),
        Rejection::Unauthorized => quote!(Unauthorized),
        Rejection::Forbidden => quote!(Forbidden),
        Rejection::RouteNotFound => quote!(RouteNotFound),
        Rejection::MethodNotAllowed => quote!(MethodNotAllowed),
        Rejection::Timeout => quote!(Timeout),
        Rejection::BodyTooLarge => quote!(BodyTooLarge),
        Rejection::UnsupportedMediaType => quote!(UnsupportedMediaType),
        Rejection::Internal => quote!(Internal),
        Rejection::NotImplemented => quote!(NotImplemented),
        Rejection::TooManyRequests => quote!(TooManyRequests),
    }
}
