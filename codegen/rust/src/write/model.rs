//! The model crate: one module per family, one file per group.

use proc_macro2::TokenStream;
use quote::quote;

use super::imports::names_module;
use super::{FileSet, Input, RUNTIME, deprecated, docs, tokens, unions, variants};
use crate::bug::Bug;
use crate::format;
use crate::plan::{
    Argument, Enum, Extra, Family, Field, Id, Item, Name, Part, Plan, Sibling, Struct, Type, TypeKind, TypeModule,
};

pub(super) fn add(Input { plan: api, .. }: Input<'_>, files: &mut FileSet) -> Result<(), Bug> {
    files.insert("model/src/lib.rs".to_owned(), root(api)?);
    if !api.shared.types.is_empty() {
        files.insert("model/src/shared.rs".to_owned(), module(&api.shared)?);
    }
    for family in &api.families {
        let stem = family.module.as_str();
        files.insert(format!("model/src/{stem}.rs"), self::family(family)?);
        for types in &family.types {
            files.insert(format!("model/src/{stem}/{}.rs", types.module.as_str()), module(types)?);
        }
    }
    Ok(())
}

fn root(api: &Plan) -> Result<String, Bug> {
    let mut lines = vec![format!("Request and response types of {}.", api.title), String::new()];
    lines.extend(api.docs.iter().cloned());
    if let Some(call) = &api.first_call {
        let constant = format!("{}::meta::{}::{}", api.crates.model, call.family, call.constant);
        let lines_of_code = [
            "",
            "Types are plain data. [`meta`] describes the operations that send and receive them:",
            "",
            "```",
            &format!("let operation = &{constant};"),
            "println!(\"{}: {} {}\", operation.id, operation.method, operation.path);",
            "```",
        ];
        lines.extend(lines_of_code.map(str::to_owned));
    }
    lines.extend(["".to_owned(), "# Conventions".to_owned(), "".to_owned()]);
    lines.extend(
        [
            "- `new` takes the required fields: up to three by position, else as a struct `…Required`. Every field",
            "  is public and has a setter of its name.",
            "- A field of an update that can be cleared is a `Patch`: unchanged, cleared or set.",
            "- Open enums keep unlisted values in `Unknown`, exactly as received.",
            "- Lists and maps of responses are empty if the service sends null or nothing.",
            "- Types of requests and responses keep unlisted fields in `extra`.",
            "- Secrets print as `***` and are erased from memory when dropped.",
            "",
            "# Features",
            "",
            "Each family is a feature; all are on by default. Types implement `Serialize` or `Deserialize` as a",
            "client needs it. The feature `server` adds the other direction.",
        ]
        .map(str::to_owned),
    );
    let modules = api.families.iter().map(|family| {
        let (name, module, docs) = (&family.name, &family.module, docs(&family.docs));
        quote!(#[cfg(feature = #name)] #docs pub mod #module;)
    });
    let shared = (!api.shared.types.is_empty()).then(|| {
        quote!(
            pub mod shared;
        )
    });
    let error_codes = super::catalog::error_codes_module(api);
    format::rust(&lines, vec![super::crate_attributes(), quote!(#error_codes pub mod meta; #shared #(#modules)*)])
}

fn family(family: &Family) -> Result<String, Bug> {
    let modules = family.types.iter().map(|types| {
        let (module, idents) = (&types.module, types.types.iter().flat_map(idents));
        (quote!(mod #module;), quote!(pub use self::#module::{#(#idents),*};))
    });
    let (declarations, exports): (Vec<_>, Vec<_>) = modules.unzip();
    let shared = &family.shared;
    let shared = (!shared.is_empty()).then(|| quote!(pub use crate::shared::{#(#shared),*};));
    format::rust(&family.docs, vec![quote!(#(#declarations)*), quote!(#(#exports)* #shared)])
}

/// The names that a type adds to its module.
fn idents(ty: &Type) -> impl Iterator<Item = &Name> {
    let required = match &ty.kind {
        TypeKind::Struct(structure) => structure.required.as_ref(),
        _ => None,
    };
    std::iter::once(&ty.ident).chain(required)
}

fn module(module: &TypeModule) -> Result<String, Bug> {
    let mut items: Vec<TokenStream> = module.types.iter().map(ty).collect();
    if items.iter().any(|item| names_module(item, "runtime")) {
        let import = quote!(
            use #RUNTIME as runtime;
        );
        items.insert(0, import);
    }
    format::rust(&module.docs, items)
}

fn ty(ty: &Type) -> TokenStream {
    match &ty.kind {
        TypeKind::Struct(structure) => self::structure(ty, structure),
        TypeKind::Enum(enumeration) => self::enumeration(ty, enumeration),
        TypeKind::Union(union) => unions::tagged(ty, union),
        TypeKind::Shaped(union) => unions::shaped(ty, union),
        TypeKind::Id(of) => id(ty, of),
    }
}

fn structure(ty: &Type, structure: &Struct) -> TokenStream {
    let (ident, lines) = (&ty.ident, docs(&ty.docs));
    let default = structure.default.then(|| quote!(Default,));
    let fields = structure.fields.iter().map(|field| {
        let (ident, ty, lines) = (&field.ident, &field.ty, docs(&field.docs));
        let deprecated = deprecated(field.deprecated.as_ref());
        quote!(#lines #deprecated pub #ident: #ty,)
    });
    let extra = structure.keeps_unknown.then(|| {
        quote! {
            /// Fields that the specification does not list, exactly as received.
            pub extra: runtime::value::Extra,
        }
    });
    let further = structure.extra.as_ref().map(|extra| {
        let ty = &extra.ty;
        quote! {
            /// Further fields, by their names.
            pub extra: #ty,
        }
    });
    let (required, new) = (required(ty, structure), constructor(ty, structure));
    let setters = structure.fields.iter().map(|field| setter(ty, field));
    let further_setter = structure.extra.as_ref().map(self::further);
    let (object, headers) = (object(ty, structure), header_fields(ty, structure));
    let form = structure.form.then(|| form(ty, structure));
    let decoders = structure.fields.iter().filter_map(|field| decoder(ty, field));
    quote! {
        #lines
        #[derive(Clone, Debug, #default PartialEq)]
        #[non_exhaustive]
        pub struct #ident {
            #(#fields)*
            #extra
            #further
        }

        impl #ident {
            #new
            #(#setters)*
            #further_setter
            #(#decoders)*
        }

        #object
        #required
        #headers
        #form
    }
}

/// The setter of further fields.
fn further(extra: &Extra) -> TokenStream {
    let (argument, name) = (&extra.argument, Name::new("extra"));
    let value = tokens::kept(argument, &name);
    quote! {
        /// Sets [`extra`](Self::extra).
        #[must_use]
        pub fn extra(mut self, extra: #argument) -> Self {
            self.extra = #value;
            self
        }
    }
}

/// How a struct is read and written.
fn object(ty: &Type, structure: &Struct) -> TokenStream {
    let ident = &ty.ident;
    let direction = match (ty.usage.request, ty.usage.response) {
        (true, false) => quote!(request),
        (false, true) => quote!(response),
        _ => quote!(both),
    };
    let extra = (structure.keeps_unknown || structure.extra.is_some()).then(|| quote!(with extra));
    let (headers, fields): (Vec<&Field>, Vec<&Field>) =
        structure.fields.iter().partition(|field| field.header.is_some());
    let headers = (!headers.is_empty()).then(|| {
        let names = headers.iter().map(|field| &field.ident);
        quote!(without #(#names),*)
    });
    let fields = fields.into_iter().map(|field| {
        let (ident, wire, aliases) = (&field.ident, &field.wire, &field.schema.aliases);
        let presence = tokens::word(field.codec.presence);
        let form = field.codec.form.map(tokens::word);
        quote!(#ident => #presence #form #wire #(| #aliases)*)
    });
    quote!(runtime::object! { #direction #ident #extra #headers { #(#fields),* } })
}

/// Which fields travel in headers.
fn header_fields(ty: &Type, structure: &Struct) -> Option<TokenStream> {
    let ident = &ty.ident;
    let fields: Vec<TokenStream> = structure
        .fields
        .iter()
        .filter_map(|field| {
            let (ident, header) = (&field.ident, field.header.as_ref()?);
            let empty = field.empty_is_absent.then(|| quote!(unless is_empty));
            Some(quote!(#ident => #header #empty))
        })
        .collect();
    (!fields.is_empty()).then(|| quote!(runtime::header_fields! { #ident { #(#fields),* } }))
}

/// The parts of a struct that is sent as a form.
fn form(ty: &Type, structure: &Struct) -> TokenStream {
    let (ident, some) = (&ty.ident, ty.prelude.name(Item::Some));
    let parts = structure.fields.iter().map(|field| {
        let (ident, wire) = (&field.ident, &field.wire);
        let value = if field.optional { quote!(self.#ident.as_ref()) } else { quote!(#some(&self.#ident)) };
        match field.part {
            Part::Text => quote!(.text(#wire, #value)),
            Part::Secret => quote!(.text(#wire, #value.map(runtime::value::Secret::expose).as_ref())),
            Part::File => quote!(.file(#wire, #value)),
        }
    });
    quote! {
        impl runtime::value::Form for #ident {
            fn parts(&self) -> runtime::value::Parts<'_> {
                runtime::value::Parts::new() #(#parts)*
            }
        }
    }
}

fn constructor(ty: &Type, structure: &Struct) -> TokenStream {
    let ident = &ty.ident;
    let required = structure.fields.iter().filter(|field| field.required);
    let names: Vec<&Name> = required.clone().map(|field| &field.ident).collect();
    let arguments: Vec<TokenStream> = match &structure.required {
        Some(required) => vec![quote!(#required { #(#names),* }: #required)],
        None => required.clone().map(positional).collect(),
    };
    let values = structure.fields.iter().map(|field| {
        let (ident, value) = (&field.ident, given(structure, field));
        if field.required {
            // `name: name` would be linted as redundant.
            let is_plain = matches!(field.argument, Argument::Plain(_)) || structure.required.is_some();
            if is_plain && (field.boxed.is_none() || field.optional) { quote!(#ident) } else { quote!(#ident: #value) }
        } else if field.optional {
            let none = ty.prelude.name(Item::None);
            quote!(#ident: #none)
        } else {
            let default = ty.prelude.name(Item::Default);
            quote!(#ident: #default::default())
        }
    });
    let extra = (structure.keeps_unknown || structure.extra.is_some()).then(|| {
        let default = ty.prelude.name(Item::Default);
        quote!(extra: #default::default())
    });
    let old = structure.fields.iter().any(|field| field.deprecated.is_some());
    let old = old.then(|| quote!(#[allow(deprecated, reason = "all fields get a value, the old ones too")]));
    let name = ident.as_str();
    let article = if name.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    let from = if required.count() == 0 { "without any fields" } else { "from its required fields" };
    let line = format!(" Creates {article} `{name}` {from}.");
    quote! {
        #[doc = #line]
        #[must_use]
        #old
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #extra }
        }
    }
}

fn positional(field: &Field) -> TokenStream {
    let (ident, ty) = (&field.ident, &field.argument);
    quote!(#ident: #ty)
}

/// What `new` took, as the field keeps it.
fn given(structure: &Struct, field: &Field) -> TokenStream {
    let ident = &field.ident;
    match (&structure.required, field.boxed) {
        (None, _) => value(field),
        (Some(_), Some(boxed)) if !field.optional => quote!(#boxed::new(#ident)),
        (Some(_), _) => quote!(#ident),
    }
}

/// The struct with the required fields.
fn required(ty: &Type, structure: &Struct) -> Option<TokenStream> {
    let (ident, name) = (&ty.ident, structure.required.as_ref()?);
    let fields = structure.fields.iter().filter(|field| field.required).map(|field| {
        let field_name = field.ident.as_str();
        let line = format!(" See [`{ident}::{field_name}`].");
        let (ident, ty) = (&field.ident, field.ty.unboxed());
        quote!(#[doc = #line] pub #ident: #ty)
    });
    let line = format!(" Required fields of [`{ident}`].");
    let from = ty.prelude.name(Item::From);
    Some(quote! {
        #[doc = #line]
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name { #(#fields),* }

        impl #from<#name> for #ident {
            fn from(required: #name) -> Self {
                Self::new(required)
            }
        }
    })
}

/// What a constructor or setter took, as the field keeps it.
fn value(field: &Field) -> TokenStream {
    let kept = tokens::kept(&field.argument, &field.ident);
    field.boxed.map_or_else(|| kept.clone(), |boxed| quote!(#boxed::new(#kept)))
}

fn setter(ty: &Type, field: &Field) -> TokenStream {
    let (ident, setter, argument, value) = (&field.ident, &field.setter, &field.argument, value(field));
    let value = if field.optional {
        let some = ty.prelude.name(Item::Some);
        quote!(#some(#value))
    } else if field.clear.is_some() {
        quote!(runtime::value::Patch::Set(#value))
    } else {
        quote!(#value)
    };
    let deprecated = deprecated(field.deprecated.as_ref());
    let allow = field.deprecated.is_some().then(|| quote!(#[allow(deprecated)]));
    let clear = field.clear.as_ref().map(|clear| {
        let line = format!(" Clears [`{0}`](Self::{0}): sends null.", ident.as_str());
        quote! {
            #[doc = #line]
            #[must_use]
            #deprecated
            #allow
            pub fn #clear(mut self) -> Self {
                self.#ident = runtime::value::Patch::Clear;
                self
            }
        }
    });
    let line = format!(" Sets [`{0}`](Self::{0}).", ident.as_str());
    quote! {
        #[doc = #line]
        #[must_use]
        #deprecated
        #allow
        pub fn #setter(mut self, #ident: #argument) -> Self {
            self.#ident = #value;
            self
        }

        #clear
    }
}

/// The method that decodes a string whose encoding another field names.
fn decoder(ty: &Type, field: &Field) -> Option<TokenStream> {
    let encoding = field.encoded_by.as_ref()?;
    let (method, by, text) = (&encoding.method, &encoding.sibling, &field.ident);
    let by = match encoding.sibling_is {
        Sibling::Required => quote!(self.#by.as_str()),
        Sibling::OptionalText => quote!(self.#by.as_deref().unwrap_or("text/plain")),
        Sibling::OptionalEnum => quote!(self.#by.as_ref().map_or("text/plain", |encoding| encoding.as_str())),
    };
    let text = if encoding.optional { quote!(self.#text.as_deref().unwrap_or_default()) } else { quote!(&self.#text) };
    let (result, vec) = (ty.prelude.name(Item::Result), ty.prelude.name(Item::Vec));
    let name = field.ident.as_str();
    let first = format!(" Decodes [`{name}`](Self::{name}). Returns no bytes if it is absent.");
    Some(quote! {
        #[doc = #first]
        ///
        /// # Errors
        ///
        /// Returns an error if the encoding is unknown, or the string is not valid in it.
        pub fn #method(&self) -> #result<#vec<u8>, runtime::decode::ContentError> {
            runtime::decode::content(#by, #text)
        }
    })
}

fn enumeration(ty: &Type, enumeration: &Enum) -> TokenStream {
    let (ident, lines) = (&ty.ident, docs(&ty.docs));
    let (variants, texts) = variants(&enumeration.values);
    let unknown = if enumeration.of_integers { quote!(UnknownNumber) } else { quote!(UnknownValue) };
    let unknown = enumeration.open.then(|| {
        quote! {
            /// Value that the specification does not list, exactly as received.
            Unknown(runtime::value::#unknown),
        }
    });
    let numbers = enumeration.values.iter().map(|value| {
        let (ident, number) = (&value.ident, super::integer(&value.wire));
        quote!(#ident => #number)
    });
    let kind = if enumeration.open { quote!(open) } else { quote!(closed) };
    let case = enumeration.ignore_case.then(|| quote!(ignore_case));
    let non_exhaustive = enumeration.open.then(|| quote!(#[non_exhaustive]));
    let copy = (!enumeration.open || enumeration.of_integers).then(|| quote!(Copy,));
    let tables = if enumeration.of_integers {
        quote!(runtime::integer_enum! { #kind #ident { #(#numbers),* } })
    } else {
        quote!(runtime::string_enum! { #kind #case #ident { #(#texts),* } })
    };
    quote! {
        #lines
        #[derive(Clone, #copy Debug, PartialEq, Eq, Hash)]
        #non_exhaustive
        pub enum #ident {
            #(#variants)*
            #unknown
        }

        #tables
    }
}

fn id(ty: &Type, of: &Id) -> TokenStream {
    let (ident, lines) = (&ty.ident, docs(&ty.docs));
    let limits = tokens::id_limits(&of.limits);
    let pair = of.pair.as_ref().map(|separator| quote!(, pair = #separator));
    quote! {
        #lines
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct #ident(::std::string::String);

        runtime::string_id!(#ident #limits #pair);
    }
}
