//! The schemas of types in the server crate: what validation of requests goes by, and what a mock makes
//! responds from.

use proc_macro2::TokenStream;
use quote::quote;

use super::{FileSet, Input, RUNTIME};
use crate::bug::Bug;
use crate::format;
use crate::plan::{Condition, Enum, Field, PresenceRule, Shaped, Struct, Type, TypeKind, Union};

pub(super) fn add(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    let line = "What the types of the shared vocabulary look like.";
    files.insert("server/src/schema.rs".to_owned(), module(line, api.shared.types.iter().collect())?);
    for family in &api.families {
        let line = format!("What the types of the family `{}` look like.", family.name);
        let types = family.types.iter().flat_map(|module| &module.types).collect();
        files.insert(format!("server/src/{}/schema.rs", family.module.as_str()), module(&line, types)?);
    }
    Ok(())
}

fn module(line: &str, types: Vec<&Type>) -> Result<String, Bug> {
    let used: Vec<&Type> = types.into_iter().filter(|ty| ty.usage.request || ty.in_response).collect();
    let mut items = Vec::new();
    if !used.is_empty() {
        // Which of the names are needed depends on the features.
        items.push(quote!(
            #[allow(unused_imports)]
            use #RUNTIME::{pattern, server::*};
        ));
    }
    items.extend(used.into_iter().map(schema));
    format::rust(&[line.to_owned()], items)
}

/// Ids are text with limits, wherever they occur.
fn schema(ty: &Type) -> TokenStream {
    let item = match &ty.kind {
        TypeKind::Id(_) => return TokenStream::new(),
        TypeKind::Struct(structure) => object(ty, structure),
        TypeKind::Enum(enumeration) => rules(ty, enumeration),
        TypeKind::Union(union) => self::union(ty, union),
        TypeKind::Shaped(union) => shaped(ty, union),
    };
    // Types of a family are behind its feature anyway; only mocks know what answers look like.
    let received = (ty.usage.request).then(|| any(&ty.received_with));
    let answered = ty.in_response.then(|| any(&ty.responded_with));
    let condition = match (received, answered) {
        (Some(None), _) => quote!(),
        (Some(Some(received)), None) => quote!(#[cfg(#received)]),
        (None, Some(None)) => quote!(#[cfg(feature = "mock")]),
        (None, Some(Some(answered))) => quote!(#[cfg(all(feature = "mock", #answered))]),
        (Some(Some(received)), Some(Some(answered))) => {
            quote!(#[cfg(any(#received, all(feature = "mock", #answered)))])
        }
        (Some(Some(received)), Some(None)) => quote!(#[cfg(any(#received, feature = "mock"))]),
        (None, None) => quote!(),
    };
    quote!(#condition #item)
}

/// A condition that holds with any of some features; none if there are no features to ask for.
fn any(features: &[String]) -> Option<TokenStream> {
    match features {
        [] => None,
        [one] => Some(quote!(feature = #one)),
        many => Some(quote!(any(#(feature = #many),*))),
    }
}

fn object(ty: &Type, structure: &Struct) -> TokenStream {
    let (constant, name) = (&ty.schema, &ty.name);
    // What travels in headers is no part of the body.
    let fields = structure.fields.iter().filter(|field| field.header.is_none()).map(field);
    let rules = presence_rules(&structure.rules);
    let extra = structure.extra.as_ref().map(|extra| {
        let schema = &extra.schema;
        quote!(.extra(&#schema))
    });
    quote! {
        pub(crate) static #constant: ObjectSchema = ObjectSchema::new(#name, &[#(#fields),*]) #rules #extra;
    }
}

fn field(field: &Field) -> TokenStream {
    let (wire, rules, schema) = (&field.wire, &field.schema, &field.schema.schema);
    let presence = match (rules.required, rules.nullable) {
        (true, true) => quote!(nullable),
        (false, true) => quote!(clearable),
        (true, false) => quote!(required),
        (false, false) => quote!(optional),
    };
    let aliases = (!rules.aliases.is_empty()).then(|| {
        let aliases = &rules.aliases;
        quote!(.aliases(&[#(#aliases),*]))
    });
    let conditions = required_when(&rules.conditions);
    let requires = (!rules.requires.is_empty()).then(|| {
        let requires = &rules.requires;
        quote!(.requires(&[#(#requires),*]))
    });
    quote!(FieldSchema::#presence(#wire, #schema) #aliases #conditions #requires)
}

/// Conditions of a field or a parameter, as a call that adds them.
pub(super) fn required_when(conditions: &[Condition]) -> Option<TokenStream> {
    (!conditions.is_empty()).then(|| quote!(.required_when(&[#(#conditions),*])))
}

/// Rules of fields or parameters, as a call that adds them.
pub(super) fn presence_rules(rules: &[PresenceRule]) -> Option<TokenStream> {
    (!rules.is_empty()).then(|| quote!(.rules(&[#(#rules),*])))
}

fn rules(ty: &Type, enumeration: &Enum) -> TokenStream {
    let constant = &ty.schema;
    let values = enumeration.values.iter().flat_map(|value| std::iter::once(&value.wire).chain(&value.aliases));
    let (open, ignore_case) = (enumeration.open, enumeration.ignore_case);
    if enumeration.of_integers {
        let values = values.map(|value| super::integer(value));
        return quote! {
            pub(crate) const #constant: IntegerEnumRules = IntegerEnumRules { values: &[#(#values),*], open: #open };
        };
    }
    quote! {
        pub(crate) const #constant: EnumRules =
            EnumRules { values: &[#(#values),*], open: #open, ignore_case: #ignore_case };
    }
}

fn union(ty: &Type, union: &Union) -> TokenStream {
    let (constant, tag, open) = (&ty.schema, &union.tag, union.open);
    let content = match &union.content {
        Some(content) => quote!(Some(#content)),
        None => quote!(None),
    };
    let variants = union.variants.iter().map(|variant| {
        let (tag, schema) = (&variant.tag, &variant.schema);
        quote!((#tag, #schema))
    });
    quote! {
        pub(crate) static #constant: UnionSchema =
            UnionSchema { tag: #tag, content: #content, variants: &[#(#variants),*], open: #open };
    }
}

fn shaped(ty: &Type, union: &Shaped) -> TokenStream {
    let (constant, name, open) = (&ty.schema, &ty.name, union.open);
    let variants = union.variants.iter().map(|variant| &variant.schema);
    quote! {
        pub(crate) static #constant: ShapedSchema =
            ShapedSchema { name: #name, variants: &[#(#variants),*], open: #open };
    }
}
