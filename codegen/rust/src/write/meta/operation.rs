//! Operations: what client and server both know of each.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use super::super::RUNTIME;
use super::super::tokens::{option, variant};
use crate::plan::{
    Conditions, DEFAULT_BODY_LIMIT, Fixed, Location, Media, Operation, Paging, PagingStyle, Path, RouteCondition,
    Segment, SegmentValue, Stream, WaitParameter, Waiter,
};

/// The constant of an operation.
pub(super) fn operation(operation: &Operation, family: &str, group: &str) -> TokenStream {
    let Operation { id, name, constant, path, host, auth, error_style, idempotent, idempotent_without, .. } = operation;
    let (line, method) = (format!(" `{}`: {}", operation.id, operation.summary), variant(operation.http_method));
    let (segments, route_conditions) = (operation.segments.iter().map(segment), route_conditions(operation));
    let success = operation.success.iter().map(|status| Literal::u16_unsuffixed(*status));
    let errors = operation.errors.iter().map(|status| Literal::u16_unsuffixed(*status));
    // Only what differs from the base is written: it is less to read, and the runtime can add more.
    let errors = (!operation.errors.is_empty()).then(|| quote!(errors: &[#(#errors),*],));
    let permissions = &operation.permissions;
    let permissions = (!permissions.is_empty()).then(|| quote!(permissions: &[#(#permissions),*],));
    let idempotent = (!idempotent).then(|| quote!(idempotent: false,));
    let without = (!idempotent_without.is_empty()).then(|| quote!(idempotent_without: &[#(#idempotent_without),*],));
    let ([fixed_query, fixed_headers], body_limit) = (fixed(operation), body_limit(operation));
    let [deprecated, secret_response] = flags(operation);
    let [request_media, response_media, events_end] = media(operation);
    let ([other_auth, other_styles], [empty, bodies, headers]) = (alternatives(operation), outcomes(operation));
    let (paging, conditions) = (operation.paging.as_ref().map(paging), operation.conditions.as_ref().map(conditions));
    let not_found = operation.not_found.map(|json| quote!(not_found: Some(#json),));
    let (waiter, stream) = (operation.waiter.as_ref().map(waiter), operation.stream.as_ref().map(stream));
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
            #route_conditions
            #fixed_query
            #fixed_headers
            host: &host::#host,
            auth: &auth::#auth,
            #other_auth
            error_style: &error_style::#error_style,
            #other_styles
            #request_media
            #response_media
            #events_end
            success: &[#(#success),*],
            #empty
            #bodies
            #headers
            #errors
            #permissions
            #idempotent
            #without
            #deprecated
            #secret_response
            #body_limit
            #paging
            #conditions
            #not_found
            #waiter
            #stream
            ..OperationMeta::BASE
        };
    }
}

/// Media types that are not the usual one, of the request and of the response, and the event that ends the response.
fn media(operation: &Operation) -> [Option<TokenStream>; 3] {
    let media = |key: &str, media: &Media| {
        let (key, name) = (Ident::new(key, Span::call_site()), &media.name);
        (name != Media::JSON).then(|| quote!(#key: #name,))
    };
    let request = operation.body.as_ref().and_then(|body| media("request_media", &body.media));
    let end = operation.output_end.as_ref().map(|end| quote!(events_end: Some(#end),));
    [request, media("response_media", &operation.output_media), end]
}

/// Other authentication schemes, and other error styles.
fn alternatives(operation: &Operation) -> [Option<TokenStream>; 2] {
    let (auth, styles) = (&operation.other_auth, &operation.other_error_styles);
    let auth = (!auth.is_empty()).then(|| quote!(other_auth: &[#(&auth::#auth),*],));
    let styles = (!styles.is_empty()).then(|| quote!(other_error_styles: &[#(&error_style::#styles),*],));
    [auth, styles]
}

/// Statuses without a body, whether the others have a body each, and headers of the response.
fn outcomes(operation: &Operation) -> [Option<TokenStream>; 3] {
    let empty = operation.empty_success.iter().map(|status| Literal::u16_unsuffixed(*status));
    let empty = operation.has_optional_output().then(|| quote!(empty_success: &[#(#empty),*],));
    let headers = &operation.response_headers;
    let headers = (!headers.is_empty()).then(|| quote!(response_headers: &[#(#headers),*],));
    [empty, operation.outcomes.then(|| quote!(outcomes: true,)), headers]
}

/// The largest body of a request, if it is not the usual one.
fn body_limit(operation: &Operation) -> Option<TokenStream> {
    let limit = Literal::u32_unsuffixed(operation.body_limit);
    (operation.body_limit != DEFAULT_BODY_LIMIT).then(|| quote!(body_limit: #limit,))
}

/// Whether it is deprecated, and whether the response holds a secret.
fn flags(operation: &Operation) -> [Option<TokenStream>; 2] {
    let deprecated = operation.deprecated.is_some().then(|| quote!(deprecated: true,));
    [deprecated, operation.secret_response.then(|| quote!(secret_response: true,))]
}

/// What tells the operation from others with the same route.
fn route_conditions(operation: &Operation) -> Option<TokenStream> {
    let conditions = operation.route_conditions.iter().map(|condition| match condition {
        RouteCondition::PathIs(name, value) => quote!(RouteCondition::PathIs(#name, #value)),
        RouteCondition::PathMatches(name, pattern) => {
            quote!(RouteCondition::PathMatches(#name, #RUNTIME::pattern!(#pattern)))
        }
        RouteCondition::QueryIs(name, value) => quote!(RouteCondition::QueryIs(#name, #value)),
        RouteCondition::HasQuery(name) => quote!(RouteCondition::HasQuery(#name)),
        RouteCondition::HeaderIs(name, value) => quote!(RouteCondition::HeaderIs(#name, #value)),
        RouteCondition::HasHeader(name) => quote!(RouteCondition::HasHeader(#name)),
    });
    (!operation.route_conditions.is_empty()).then(|| quote!(route_conditions: &[#(#conditions),*],))
}

/// Parameters of the query and headers with one value.
fn fixed(operation: &Operation) -> [Option<TokenStream>; 2] {
    [(Location::Query, quote!(fixed_query)), (Location::Header, quote!(fixed_headers))].map(|(location, key)| {
        let mut fixed =
            Fixed::within(&operation.fixed, location).map(|Fixed { wire, sent, .. }| quote!((#wire, #sent)));
        let first = fixed.next()?;
        Some(quote!(#key: &[#first #(, #fixed)*],))
    })
}

fn segment(segment: &Segment) -> TokenStream {
    let parameter = |name: &str, colon: bool| {
        let slash = if colon { quote!(Colon) } else { quote!(Percent) };
        quote!(name: #name, slash: SlashEncoding::#slash)
    };
    match segment {
        Segment::Literal(text) => quote!(Segment::Literal(#text)),
        Segment::Several { before, values } => {
            let values = values.iter().map(|SegmentValue { name, colon, after }| {
                let parameter = parameter(name, *colon);
                quote!(SegmentValue { #parameter, after: #after })
            });
            quote!(Segment::Several { before: #before, values: &[#(#values),*] })
        }
        Segment::Parameter { name, colon, around: [before, after] } => {
            let parameter = parameter(name, *colon);
            match before.is_empty() && after.is_empty() {
                true => quote!(Segment::Parameter { #parameter }),
                false => quote!(Segment::Within { before: #before, #parameter, after: #after }),
            }
        }
    }
}

fn paging(paging: &Paging) -> TokenStream {
    let (first, next) = (Literal::u64_unsuffixed(paging.first), option(paging.next.as_ref()));
    let style = match paging.style {
        PagingStyle::Offset => quote!(Offset),
        PagingStyle::Page => quote!(Page { first: #first }),
        PagingStyle::Cursor => {
            let next = paging.next.as_deref().unwrap_or_default();
            quote!(Cursor { next: #next })
        }
        PagingStyle::Link => quote!(Link { next: #next }),
    };
    let (limit, offset, items, total) = (&paging.limit, &paging.offset, &paging.items, option(paging.total.as_ref()));
    quote! {
        paging: Some(Paging {
            style: PagingStyle::#style,
            limit: #limit,
            offset: #offset,
            items: #items,
            total: #total,
        }),
    }
}

fn conditions(conditions: &Conditions) -> TokenStream {
    let (parameter, header) = (&conditions.parameter, option(conditions.header.as_ref()));
    let wait = option(conditions.wait.as_ref().map(|wait| {
        let WaitParameter { name, format, number: _, longest, ignores, excludes } = wait;
        let format = variant(format);
        let is_whole = longest.is_some() && !ignores.is_empty() && !excludes.is_empty();
        let rest = (!is_whole).then(|| quote!(..WaitParameter::BASE));
        let longest = longest.map(Literal::u32_unsuffixed).map(|longest| quote!(longest: Some(#longest),));
        let list = |key: TokenStream, names: &[String]| (!names.is_empty()).then(|| quote!(#key: &[#(#names),*],));
        let (ignores, excludes) = (list(quote!(ignores), ignores), list(quote!(excludes), excludes));
        quote! {
            WaitParameter {
                name: #name,
                format: DurationFormat::#format,
                #longest
                #ignores
                #excludes
                #rest
            }
        }
    }));
    quote!(conditions: Some(&Conditions { parameter: #parameter, header: #header, wait: #wait }),)
}

fn stream(stream: &Stream) -> TokenStream {
    let transport = variant(stream.transport);
    let receives = stream.receives.is_some().then(|| quote!(receives: true,));
    let sends = stream.sends.is_some().then(|| quote!(sends: true,));
    let ping = stream.ping.map(Literal::u32_unsuffixed).map(|seconds| quote!(ping: Some(#seconds),));
    let close = stream.close.iter().map(|(code, meaning)| {
        let code = Literal::u16_unsuffixed(*code);
        quote!((#code, #meaning))
    });
    let close = (!stream.close.is_empty()).then(|| quote!(close: &[#(#close),*],));
    quote! {
        stream: Some(&StreamMeta {
            transport: StreamTransport::#transport,
            #receives
            #sends
            #ping
            #close
            ..StreamMeta::BASE
        }),
    }
}

fn waiter(waiter: &Waiter) -> TokenStream {
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
}
