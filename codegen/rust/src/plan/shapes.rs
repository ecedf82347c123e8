//! Type expressions in Rust: the type itself, how a function takes it, and its schema.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Argument, Prelude, ident};
use crate::names;
use specwright_language::ir::*;

/// Writes types for one module.
pub struct Shapes<'a> {
    pub api: &'a Api,
    pub prelude: &'a Prelude,
    /// Whether a named type is defined in the same module.
    pub local: &'a dyn Fn(TypeId) -> bool,
    /// Path before the names of other types: `super`, or `model` in another crate.
    pub outside: TokenStream,
}

impl Shapes<'_> {
    /// The type.
    pub fn ty(&self, shape: &Shape) -> TokenStream {
        match shape {
            Shape::String => self.prelude.name("String"),
            Shape::Int32 => quote!(i32),
            Shape::Int64 => quote!(i64),
            Shape::Double => quote!(f64),
            Shape::Boolean => quote!(bool),
            Shape::Any => quote!(::serde_json::Value),
            Shape::Secret => quote!(runtime::value::Secret),
            Shape::File => quote!(runtime::value::File),
            Shape::EpochMillis => quote!(runtime::value::UnixMillis),
            Shape::EpochSeconds => quote!(runtime::value::UnixSeconds),
            Shape::EpochSecondsText => quote!(runtime::value::UnixSecondsText),
            Shape::List(item) => {
                let (vec, item) = (self.prelude.name("Vec"), self.ty(item));
                quote!(#vec<#item>)
            }
            Shape::Map(item) => {
                let (string, item) = (self.prelude.name("String"), self.ty(item));
                quote!(::std::collections::BTreeMap<#string, #item>)
            }
            Shape::Named(id) => {
                let name = ident(&names::type_name(self.api.ty(*id)));
                let outside = &self.outside;
                if (self.local)(*id) { quote!(#name) } else { quote!(#outside::#name) }
            }
        }
    }

    /// How a function takes a value that it keeps.
    pub fn argument(&self, shape: &Shape, name: &proc_macro2::Ident) -> Argument {
        let (into, into_iterator) = (self.prelude.name("Into"), self.prelude.name("IntoIterator"));
        let ty = self.ty(shape);
        match shape {
            Shape::List(item) if self.converts(item) => {
                let item = self.ty(item);
                Argument::new(
                    quote!(impl #into_iterator<Item = impl #into<#item>>),
                    quote!(#name.into_iter().map(#into::into).collect()),
                )
            }
            Shape::List(item) => {
                let item = self.ty(item);
                Argument::new(quote!(impl #into_iterator<Item = #item>), quote!(#name.into_iter().collect()))
            }
            Shape::Map(item) if self.converts(item) => {
                let (string, item) = (self.prelude.name("String"), self.ty(item));
                Argument::new(
                    quote!(impl #into_iterator<Item = (impl #into<#string>, impl #into<#item>)>),
                    quote!(#name.into_iter().map(|(key, value)| (key.into(), value.into())).collect()),
                )
            }
            Shape::Map(item) => {
                let (string, item) = (self.prelude.name("String"), self.ty(item));
                Argument::new(
                    quote!(impl #into_iterator<Item = (impl #into<#string>, #item)>),
                    quote!(#name.into_iter().map(|(key, value)| (key.into(), value)).collect()),
                )
            }
            shape if self.converts(shape) => Argument::new(quote!(impl #into<#ty>), quote!(#name.into())),
            _ => Argument::new(ty, quote!(#name)),
        }
    }

    /// Whether callers may pass something that becomes the type.
    fn converts(&self, shape: &Shape) -> bool {
        match shape {
            Shape::String
            | Shape::Any
            | Shape::Secret
            | Shape::EpochMillis
            | Shape::EpochSeconds
            | Shape::EpochSecondsText => true,
            Shape::Named(id) => {
                matches!(&self.api.ty(*id).kind, TypeKind::Enum(enumeration) if enumeration.open)
            }
            _ => false,
        }
    }
}

/// Writes the schema that a server validates values against.
pub struct Schemas<'a> {
    pub api: &'a Api,
    pub place: Place,
}

/// The module of the server crate that a schema is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file of a group.
    Group,
    /// The schemas of a family, or of the shared vocabulary.
    Schemas(Option<FamilyId>),
}

impl Schemas<'_> {
    /// An expression of the runtime's type `Schema`.
    pub fn schema(&self, shape: &Shape, constraints: &Constraints, lenient: bool) -> TokenStream {
        match shape {
            Shape::Any => quote!(Schema::Any),
            Shape::Boolean => quote!(Schema::Boolean),
            Shape::File => quote!(Schema::File),
            Shape::Secret => {
                let rules = text_rules(constraints, lenient);
                quote!(Schema::Secret(#rules))
            }
            Shape::EpochSecondsText => {
                let constraints = Constraints { pattern: Some("^-?[0-9]+$".to_owned()), ..Constraints::default() };
                let rules = text_rules(&constraints, true);
                quote!(Schema::Text(#rules))
            }
            Shape::String => {
                let rules = text_rules(constraints, lenient);
                quote!(Schema::Text(#rules))
            }
            Shape::Int32 => integer(constraints, lenient, Some((i32::MIN.into(), i32::MAX.into()))),
            Shape::Int64 | Shape::EpochMillis | Shape::EpochSeconds => integer(constraints, lenient, None),
            Shape::Double => {
                let (min, max) = (float(constraints.range.min), float(constraints.range.max));
                quote!(Schema::Number(NumberRules { min: #min, max: #max }))
            }
            Shape::List(item) => {
                let item = self.schema(item, &Constraints::default(), false);
                let (min, max) = (count(constraints.items.min), count(constraints.items.max));
                quote!(Schema::List(&ListRules { items: #item, min_items: #min, max_items: #max }))
            }
            Shape::Map(item) => {
                let item = self.schema(item, &Constraints::default(), false);
                let (min, max) = (count(constraints.items.min), count(constraints.items.max));
                quote!(Schema::Map(&MapRules { values: #item, min_entries: #min, max_entries: #max }))
            }
            Shape::Named(id) => self.named(*id),
        }
    }

    fn named(&self, id: TypeId) -> TokenStream {
        let ty = self.api.ty(id);
        let constant = schema_constant(ty);
        let path = match ty.family {
            family if self.place == Place::Schemas(family) => quote!(#constant),
            Some(_) => quote!(super::schema::#constant),
            None => quote!(crate::schema::#constant),
        };
        match &ty.kind {
            TypeKind::Struct(_) => quote!(Schema::Object(&#path)),
            TypeKind::Enum(enumeration) if enumeration.of_integers => quote!(Schema::IntegerEnum(#path)),
            TypeKind::Enum(_) => quote!(Schema::Enum(#path)),
            TypeKind::Union(_) => quote!(Schema::Union(&#path)),
        }
    }
}

/// The constant that holds the schema of a named type.
pub fn schema_constant(ty: &Type) -> proc_macro2::Ident {
    ident(&names::constant(&names::type_name(ty)))
}

fn text_rules(constraints: &Constraints, lenient: bool) -> TokenStream {
    let mut set = Vec::new();
    if let Some(min) = constraints.length.min {
        let min = count(Some(min));
        set.push(quote!(min_length: #min));
    }
    if let Some(max) = constraints.length.max {
        let max = count(Some(max));
        set.push(quote!(max_length: #max));
    }
    if let Some(pattern) = &constraints.pattern {
        set.push(quote!(pattern: Some({ static PATTERN: Pattern = Pattern::new(#pattern); &PATTERN })));
    }
    if lenient {
        set.push(quote!(also_number: true));
    }
    if set.is_empty() { quote!(TextRules::ANY) } else { quote!(TextRules { #(#set,)* ..TextRules::ANY }) }
}

fn integer(constraints: &Constraints, lenient: bool, width: Option<(i64, i64)>) -> TokenStream {
    let min = constraints.range.min.or(width.map(|(min, _)| min));
    let max = constraints.range.max.or(width.map(|(_, max)| max));
    if min.is_none() && max.is_none() && !lenient {
        return quote!(Schema::Integer(IntegerRules::ANY));
    }
    let (min, max) = (number(min), number(max));
    quote!(Schema::Integer(IntegerRules { min: #min, max: #max, also_text: #lenient }))
}

fn number(bound: Option<i64>) -> TokenStream {
    let Some(bound) = bound else { return quote!(None) };
    let literal = proc_macro2::Literal::i64_unsuffixed(bound);
    quote!(Some(#literal))
}

fn float(bound: Option<i64>) -> TokenStream {
    let Some(bound) = bound else { return quote!(None) };
    let literal = proc_macro2::Literal::f64_unsuffixed(bound as f64);
    quote!(Some(#literal))
}

fn count(bound: Option<i64>) -> TokenStream {
    let Some(bound) = bound.and_then(|bound| u32::try_from(bound).ok()) else { return quote!(None) };
    let literal = proc_macro2::Literal::u32_unsuffixed(bound);
    quote!(Some(#literal))
}
