//! The client's methods that build a lease.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::docs;
use crate::plan::{Acquire, ChosenId, Interval, Lease, Name, Step};

/// The method of the group.
pub(super) fn method(lease: &Lease) -> TokenStream {
    let Lease { method, ident, acquire, lost, .. } = lease;
    let interval = interval(&lease.interval);
    let lines = docs(&lease.docs);
    let bodies: Vec<_> = acquire.iter().filter_map(|acquire| acquire.body.as_ref()).collect();
    let arguments = bodies.iter().map(|(name, ty)| quote!(#name: &#ty));
    let names = bodies.iter().map(|(name, _)| name);
    let copies: TokenStream = names.map(|name| quote!(let #name = ::core::clone::Clone::clone(#name);)).collect();
    let names = bodies.iter().map(|(name, _)| name);
    let again: TokenStream = names.map(|name| quote!(let #name = ::core::clone::Clone::clone(&#name);)).collect();
    let chosen = lease.chosen_id.as_ref();
    let resume = chosen.map(|chosen| resume(chosen, ident));
    let last = acquire.len().saturating_sub(1);
    let steps = acquire.iter().enumerate().map(|(index, acquire)| {
        let look = chosen.filter(|_| index == last).map(|chosen| look(chosen, lease));
        let acquire = self::acquire(acquire);
        quote!(#look #acquire)
    });
    let ids = lease.ids.iter().zip(acquire).map(|((field, ..), Acquire { id, .. })| quote!(#field: #id));
    let default = Literal::u32_unsuffixed(lease.default_interval);
    let renew = known(&lease.renew, &quote!(renew));
    let release = known(&lease.release, &quote!(release));
    let lost_codes = (!lost.is_empty()).then(|| quote!(.lost_codes(&[#(#lost),*])));
    let (lost_lease, new) = match chosen {
        Some(_) => (quote!(lost), quote!(resuming)),
        None => (quote!(), quote!(new)),
    };
    let mut all = acquire
        .iter()
        .map(|acquire| &acquire.step)
        .chain([&lease.renew, &lease.release])
        .chain(chosen.map(|chosen| &chosen.get));
    let deprecated = all.any(|step| step.deprecated).then(|| quote!(#[allow(deprecated)]));
    quote! {
        #lines
        #deprecated
        #[inline]
        pub fn #method(&self, #(#arguments),*) -> runtime::client::LeaseBuilder<#ident> {
            let interval = #interval;
            let acquire = ::core::clone::Clone::clone(&self.core);
            let renew = ::core::clone::Clone::clone(&self.core);
            let release = ::core::clone::Clone::clone(&self.core);
            #copies
            let acquire = move |#lost_lease| {
                let core = ::core::clone::Clone::clone(&acquire);
                #again
                #resume
                async move {
                    #(#steps)*
                    ::core::result::Result::Ok(#ident { #(#ids),* })
                }
            };
            runtime::client::LeaseBuilder::#new(acquire)
            .renew(move |known: #ident| { #renew })
            .release(move |known: #ident| { #release })
            .interval_seconds(interval, #default)
            #lost_codes
        }
    }
}

/// Puts the id of a lost lease into the last body.
fn resume(chosen: &ChosenId, ident: &Name) -> TokenStream {
    let ChosenId { path, id, some, get: _ } = chosen;
    quote! {
        let mut body = body;
        let is_new = ::core::option::Option::is_none(&lost);
        if let #some(lost) = lost {
            let #ident { #id, .. } = lost;
            body.#(#path).* = #some(#id);
        }
    }
}

/// Releases a chosen id under which something else is registered.
fn look(chosen: &ChosenId, lease: &Lease) -> TokenStream {
    let ChosenId { path, some, get, .. } = chosen;
    let (group, method) = (group(get, &quote!(core)), &get.method);
    let lost = &lease.lost;
    let ids = |step: &Step| {
        let outer = step.ids.len() > 1;
        let values = step.ids.iter().enumerate().map(|(index, _)| match (outer, index) {
            (true, 0) => quote!(&outer_id),
            _ => quote!(id),
        });
        match &step.required {
            Some(required) => {
                let elsewhere = step.elsewhere.then(|| quote!(super::));
                let fields = &step.ids;
                quote!(#elsewhere #required { #(#fields: ::core::clone::Clone::clone(#values)),* })
            }
            None => quote!(#(#values),*),
        }
    };
    let (get_ids, release_ids) = (ids(get), ids(&lease.release));
    let (release_group, release) = (self::group(&lease.release, &quote!(core)), &lease.release.method);
    quote! {
        if let (true, #some(id)) = (is_new, &body.#(#path).*) {
            let group = #group;
            let stored = group.#method(#get_ids).send_raw().await?;
            if runtime::client::is_outdated(&body, stored, &[#(#lost),*])? {
                let group = #release_group;
                group.#release(#release_ids).send().await?;
            }
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

/// Registers something and binds its id.
fn acquire(acquire: &Acquire) -> TokenStream {
    let Acquire { step, body, response, id, .. } = acquire;
    let body = body.as_ref().map(|(name, _)| quote!(&#name));
    let outer = step.ids.first().map(|_| quote!(&outer_id,));
    let (group, method) = (group(step, &quote!(core)), &step.method);
    quote! {
        let group = #group;
        let response = group.#method(#outer #body).send().await?;
        let #id = response.#(#response).*;
    }
}

/// Calls an operation with the ids of the lease.
fn known(step: &Step, core: &TokenStream) -> TokenStream {
    let (group, method, ids) = (group(step, core), &step.method, ids_of(step));
    let send = if step.responds {
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
fn group(step: &Step, core: &TokenStream) -> TokenStream {
    let (resource, outer) = (&step.resource, step.elsewhere.then(|| quote!(super::)));
    quote!(#outer #resource { core: ::core::clone::Clone::clone(&#core) })
}

/// The struct with the ids.
pub(super) fn ids(resource: &Name, lease: &Lease) -> TokenStream {
    let ident = &lease.ident;
    let line = format!(" Ids of a lease built by [`{resource}::{}`].", lease.method);
    let fields = lease.ids.iter().map(|(id, ty, lines)| {
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
