//! The client's methods that keep something alive.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::docs;
use crate::plan::{Begin, Interval, KeepAlive, Name, Step};

/// The method of the group.
pub(super) fn method(kept: &KeepAlive) -> TokenStream {
    let KeepAlive { method, ident, begin, forgotten, .. } = kept;
    let interval = interval(&kept.interval);
    let lines = docs(&kept.docs);
    let bodies: Vec<_> = begin.iter().filter_map(|begin| begin.body.as_ref()).collect();
    let arguments = bodies.iter().map(|(name, ty)| quote!(#name: &#ty));
    let names = bodies.iter().map(|(name, _)| name);
    let copies: TokenStream = names.map(|name| quote!(let #name = ::core::clone::Clone::clone(#name);)).collect();
    let names = bodies.iter().map(|(name, _)| name);
    let again: TokenStream = names.map(|name| quote!(let #name = ::core::clone::Clone::clone(&#name);)).collect();
    let steps = begin.iter().map(self::begin);
    let ids = kept.ids.iter().zip(begin).map(|((field, ..), Begin { id, .. })| quote!(#field: #id));
    let default = Literal::u32_unsuffixed(kept.default_interval);
    let renew = known(&kept.renew, &quote!(renew));
    let end = known(&kept.end, &quote!(end));
    let gone = (!forgotten.is_empty()).then(|| quote!(.gone_with(&[#(#forgotten),*])));
    let mut all = begin.iter().map(|begin| &begin.step).chain([&kept.renew, &kept.end]);
    let deprecated = all.any(|step| step.deprecated).then(|| quote!(#[allow(deprecated)]));
    quote! {
        #lines
        #deprecated
        #[inline]
        pub fn #method(&self, #(#arguments),*) -> runtime::client::KeepAlive<#ident> {
            let interval = #interval;
            let begin = ::core::clone::Clone::clone(&self.engine);
            let renew = ::core::clone::Clone::clone(&self.engine);
            let end = ::core::clone::Clone::clone(&self.engine);
            #copies
            let begin = move || {
                let engine = ::core::clone::Clone::clone(&begin);
                #again
                async move {
                    #(#steps)*
                    ::core::result::Result::Ok(#ident { #(#ids),* })
                }
            };
            runtime::client::KeepAlive::new(begin)
            .renew(move |known: #ident| { #renew })
            .end(move |known: #ident| { #end })
            .every(interval, #default)
            #gone
        }
    }
}

/// The interval that the last body asks for.
fn interval(interval: &Interval) -> TokenStream {
    let Interval { known, path, wide } = interval;
    let Some(((last, may_miss), outer)) = path.split_last() else { return quote!(#known) };
    let inside = |before: TokenStream, name: &Name, may_miss: bool| {
        if may_miss {
            quote!(#before.and_then(|value| value.#name.as_ref()))
        } else {
            quote!(#before.map(|value| &value.#name))
        }
    };
    let body = outer.iter().fold(quote!(#known(body)), |before, (name, may_miss)| inside(before, name, *may_miss));
    let value = inside(body, last, *may_miss);
    if *wide { quote!(#value.copied()) } else { quote!(#value.copied().map(i64::from)) }
}

/// Begins something, and keeps its id.
fn begin(begin: &Begin) -> TokenStream {
    let Begin { step, body, answer, id } = begin;
    let body = body.as_ref().map(|(name, _)| quote!(&#name));
    let outer = step.ids.first().map(|_| quote!(&outer_id,));
    let (group, method) = (group(step, &quote!(engine)), &step.method);
    quote! {
        let group = #group;
        let answer = group.#method(#outer #body).send().await?;
        let #id = answer.#(#answer).*;
    }
}

/// Does something with what has begun.
fn known(step: &Step, engine: &TokenStream) -> TokenStream {
    let (group, method, ids) = (group(step, engine), &step.method, ids_of(step));
    let send = if step.answers {
        quote! {
            let call = group.#method(#ids);
            async move { call.send().await.map(drop) }
        }
    } else {
        quote!(group.#method(#ids).send())
    };
    quote! {
        let group = #group;
        #send
    }
}

/// The ids of what is known, as an operation takes them.
fn ids_of(step: &Step) -> TokenStream {
    let (ids, outer) = (&step.ids, step.elsewhere.then(|| quote!(super::)));
    match &step.required {
        Some(required) => quote!(#outer #required { #(#ids: known.#ids.clone()),* }),
        None => quote!(#(&known.#ids),*),
    }
}

/// The group that a step's operation is called on.
fn group(step: &Step, engine: &TokenStream) -> TokenStream {
    let (resource, outer) = (&step.resource, step.elsewhere.then(|| quote!(super::)));
    quote!(#outer #resource { engine: ::core::clone::Clone::clone(&#engine) })
}

/// The struct with the ids.
pub(super) fn ids(resource: &Name, kept: &KeepAlive) -> TokenStream {
    let ident = &kept.ident;
    let line = format!(" The ids of what [`{resource}::{}`] keeps alive.", kept.method);
    let fields = kept.ids.iter().map(|(id, ty, lines)| {
        let lines = docs(lines);
        quote!(#lines pub #id: #ty)
    });
    quote! {
        #[doc = #line]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub struct #ident { #(#fields),* }
    }
}
