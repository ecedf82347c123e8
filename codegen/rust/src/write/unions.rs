//! Unions of the model: enums that a tag or the shape of the value tells apart.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::{docs, tokens};
use crate::plan::{Form, Item, Kinds, Member, RustType, Shaped, Type, Union, Variant};

/// An enum whose variant is chosen by a tag.
pub(super) fn tagged(ty: &Type, union: &Union) -> TokenStream {
    let (ident, lines) = (&ty.ident, docs(&ty.docs));
    let variants = union.variants.iter().map(|variant| {
        let (ident, ty, lines) = (&variant.ident, &variant.ty, docs(&variant.docs));
        quote!(#lines #ident(#ty),)
    });
    let contents = contents(ty, union);
    let unknown = union.open.then(|| {
        quote! {
            /// Variant that the specification does not list, exactly as received.
            Unknown(runtime::value::UnknownVariant),
        }
    });
    let tag = &union.tag;
    let content = union.content.as_ref().map(|content| quote!(in #content));
    let kind = if union.open { quote!(open) } else { quote!(closed) };
    let arms: Vec<TokenStream> = union
        .variants
        .iter()
        .map(|variant| {
            let (ident, tag) = (&variant.ident, &variant.tag);
            quote!(#ident => #tag)
        })
        .collect();
    let tables = |direction: TokenStream| {
        quote!(runtime::tagged_union! { #direction #kind #ident by #tag #content { #(#arms),* } })
    };
    let (serialize, deserialize) = (tables(quote!(serialize)), tables(quote!(deserialize)));
    let (before_serialize, before_deserialize) = conditions(ty);
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            #unknown
        }

        #contents

        #before_serialize
        #serialize
        #before_deserialize
        #deserialize
    }
}

/// The contents that become the union.
fn contents(ty: &Type, union: &Union) -> TokenStream {
    let (ident, from) = (&ty.ident, ty.prelude.name(Item::From));
    let converts = union.variants.iter().filter(|variant| union.converts(variant));
    let contents = converts.map(|Variant { ident: variant, ty: content, .. }| {
        quote! {
            impl #from<#content> for #ident {
                fn from(content: #content) -> Self {
                    Self::#variant(content)
                }
            }
        }
    });
    quote!(#(#contents)*)
}

/// The features with which a type is written and read.
fn conditions(ty: &Type) -> (TokenStream, TokenStream) {
    let server = quote!(#[cfg(feature = "server")]);
    match (ty.usage.request, ty.usage.response) {
        (true, false) => (quote!(), server),
        (false, true) => (server, quote!()),
        _ => (quote!(), quote!()),
    }
}

/// An enum whose variant is chosen by the shape of the value.
pub(super) fn shaped(ty: &Type, union: &Shaped) -> TokenStream {
    let (ident, lines) = (&ty.ident, docs(&ty.docs));
    let variants = union.variants.iter().map(|variant| {
        let (ident, ty, lines) = (&variant.ident, &variant.ty, docs(&variant.docs));
        quote!(#lines #ident(#ty),)
    });
    let what = match union.variants.iter().any(|variant| variant.status.is_some()) {
        true => " Body of a status that is not documented.",
        false => " Value that fits no variant, exactly as received.",
    };
    let unknown = union.open.then(|| quote!(#[doc = #what] Unknown(::serde_json::Value),));
    let kind = if union.open { quote!(open) } else { quote!(closed) };
    let idents = union.variants.iter().map(|variant| &variant.ident);
    let reading = reading(ty, union, &kind);
    let (before_serialize, before_deserialize) = conditions(ty);
    let contents = values(ty, union);
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum #ident {
            #(#variants)*
            #unknown
        }

        #contents

        #before_serialize
        runtime::shaped_union! { serialize #kind #ident { #(#idents),* } }
        #before_deserialize
        #reading
    }
}

/// What chooses the variant of a value that is read: its shape, or the status of the response.
fn reading(ty: &Type, union: &Shaped, kind: &TokenStream) -> TokenStream {
    let ident = &ty.ident;
    let statuses: Vec<TokenStream> = union
        .variants
        .iter()
        .filter_map(|variant| {
            let (ident, status) = (&variant.ident, Literal::u16_unsuffixed(variant.status?));
            Some(quote!(#ident = #status))
        })
        .collect();
    if !statuses.is_empty() {
        return quote!(runtime::outcome! { #ident { #(#statuses),* } });
    }
    let forms = union.variants.iter().map(|variant| {
        let (ident, form) = (&variant.ident, form(&variant.form));
        quote!(#ident => #form)
    });
    quote!(runtime::shaped_union! { deserialize #kind #ident { #(#forms),* } })
}

/// The values that become the union.
fn values(ty: &Type, union: &Shaped) -> TokenStream {
    let (ident, from) = (&ty.ident, ty.prelude.name(Item::From));
    let conversions = union.variants.iter().filter(|variant| union.converts(variant)).map(|variant| {
        let (content, variant) = (&variant.ty, &variant.ident);
        let text = matches!(content, RustType::String(_)).then(|| {
            quote! {
                impl #from<&str> for #ident {
                    fn from(content: &str) -> Self {
                        Self::#variant(content.into())
                    }
                }
            }
        });
        quote! {
            impl #from<#content> for #ident {
                fn from(content: #content) -> Self {
                    Self::#variant(content)
                }
            }

            #text
        }
    });
    quote!(#(#conversions)*)
}

/// What tells the values of a variant, as the runtime writes it.
fn form(form: &Form) -> TokenStream {
    match form {
        Form::Text => quote!(Form::Text),
        Form::Words(words, open) => quote!(Form::Words(&[#(#words),*], #open)),
        Form::Integer => quote!(Form::Integer),
        Form::Integers(numbers, open) => {
            let numbers = numbers.iter().map(|number| super::integer(&number.to_string()));
            quote!(Form::Integers(&[#(#numbers),*], #open))
        }
        Form::Number => quote!(Form::Number),
        Form::Boolean => quote!(Form::Boolean),
        Form::List(of) => {
            let of = kinds(*of);
            quote!(Form::List(#of))
        }
        Form::Map(of) => {
            let of = kinds(*of);
            quote!(Form::Map(#of))
        }
        Form::Object(members) => {
            let members = members.iter().map(member);
            quote!(Form::Object(&[#(#members),*]))
        }
    }
}

fn member(member: &Member) -> TokenStream {
    let (first, aliases) = member.names.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
    let presence = if member.required { quote!(required) } else { quote!(optional) };
    let of = kinds(member.kinds);
    let only = member.constant.as_ref().map(|constant| quote!(.only(#constant)));
    let aliases = (!aliases.is_empty()).then(|| quote!(.aliases(&[#(#aliases),*])));
    quote!(Member::#presence(#first, #of) #only #aliases)
}

fn kinds(kinds: Kinds) -> TokenStream {
    if kinds == Kinds::ANY {
        return quote!(Kinds::ANY);
    }
    let mut names = Kinds::NAMES.into_iter().filter(|(kind, _)| kinds.meets(*kind)).map(|(_, name)| tokens::word(name));
    let first = names.next().map_or_else(|| quote!(Kinds::ANY), |first| quote!(Kinds::#first));
    names.fold(first, |before, name| quote!(#before.or(Kinds::#name)))
}
