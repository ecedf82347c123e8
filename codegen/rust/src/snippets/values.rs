//! A JSON value as an expression of a type of the model.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::layout::Documents;
use crate::names;
use crate::plan::ident;
use specwright_language::ir::{Api, Enum, EnumValue, Field, Shape, TypeId, TypeKind, Union};
use specwright_language::raw::Presence;

/// How much an expression may leave to its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exactness {
    /// The place takes whatever becomes the type.
    Converted,
    /// The place wants the type itself.
    Exact,
}

/// Writes expressions, and remembers what they need.
pub(super) struct Values<'a> {
    api: &'a Api,
    /// Path of the client crate.
    pub(super) client: &'a Ident,
    pub(super) documents: Documents,
    /// Types of the model that are named.
    pub(super) types: BTreeSet<String>,
}

use Exactness::{Converted, Exact};

impl<'a> Values<'a> {
    pub(super) fn new(api: &'a Api, client: &'a Ident) -> Values<'a> {
        Values { api, client, documents: Documents::default(), types: BTreeSet::new() }
    }

    /// An expression for a value; none if Rust has no way to make it.
    pub(super) fn value(&mut self, value: &Value, shape: &Shape, exactness: Exactness) -> Option<TokenStream> {
        let client = self.client;
        Some(match shape {
            Shape::String => text(&words(value)?, exactness),
            Shape::Secret => match exactness {
                Converted => text(&words(value)?, Converted),
                Exact => {
                    let text = text(&words(value)?, Converted);
                    quote!(#client::Secret::new(#text))
                }
            },
            Shape::Int32 | Shape::Int64 => literal(Literal::i64_unsuffixed(number(value)?)),
            Shape::Double => literal(Literal::f64_unsuffixed(value.as_f64()?)),
            Shape::Boolean => {
                let boolean = value.as_bool()?;
                quote!(#boolean)
            }
            Shape::EpochMillis | Shape::EpochSeconds | Shape::EpochSecondsText => {
                let number = literal(Literal::i64_suffixed(number(value)?));
                if exactness == Exact { quote!(#number.into()) } else { number }
            }
            Shape::Any => match value {
                Value::String(words) if exactness == Converted => text(words, Converted),
                value => self.documents.json(value),
            },
            Shape::File => self.file(value)?,
            Shape::List(item) => self.list(value.as_array()?, item, exactness)?,
            Shape::Map(item) => self.map(value.as_object()?, item, exactness)?,
            Shape::Named(id) => self.named(value, *id, exactness)?,
        })
    }

    /// A file as it lies beside the program.
    fn file(&mut self, value: &Value) -> Option<TokenStream> {
        let client = self.client;
        let name = value.get("name")?.as_str()?;
        let media = value.get("content_type").and_then(Value::as_str);
        let media = media.map(|media| quote!(.with_content_type(#media)));
        Some(quote!(#client::File::from_path(#name)#media))
    }

    fn list(&mut self, items: &[Value], item: &Shape, exactness: Exactness) -> Option<TokenStream> {
        if items.is_empty() && (exactness == Exact || self.converts(item)) {
            let item = self.ty(item);
            return Some(quote!(Vec::<#item>::new()));
        }
        let values = self.alike(items.iter(), item, exactness)?;
        Some(if exactness == Exact { quote!(vec![#(#values),*]) } else { quote!([#(#values),*]) })
    }

    fn map(&mut self, entries: &Map<String, Value>, item: &Shape, exactness: Exactness) -> Option<TokenStream> {
        if entries.is_empty() {
            let item = self.ty(item);
            return Some(quote!(std::collections::BTreeMap::<String, #item>::new()));
        }
        let values = self.alike(entries.values(), item, exactness)?;
        let keys = entries.keys().map(|key| text(key, exactness));
        let entries = quote!([#((#keys, #values)),*]);
        Some(if exactness == Exact { quote!(std::collections::BTreeMap::from(#entries)) } else { entries })
    }

    /// Values of one type in Rust, because they stand in one array.
    fn alike<'v>(
        &mut self,
        values: impl Iterator<Item = &'v Value> + Clone,
        item: &Shape,
        exactness: Exactness,
    ) -> Option<Vec<TokenStream>> {
        let one_type = match item {
            Shape::Any => values.clone().all(Value::is_string),
            Shape::Named(id) => match &self.api.ty(*id).kind {
                TypeKind::Enum(enumeration) => values.clone().all(|value| known(enumeration, value).is_some()),
                _ => true,
            },
            _ => true,
        };
        let exactness = if exactness == Converted && one_type && self.converts(item) { Converted } else { Exact };
        values.map(|value| self.value(value, item, exactness)).collect()
    }

    /// Whether functions take whatever becomes the type.
    fn converts(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Named(id) => matches!(&self.api.ty(*id).kind, TypeKind::Enum(enumeration) if enumeration.open),
            shape => !matches!(
                shape,
                Shape::Int32
                    | Shape::Int64
                    | Shape::Double
                    | Shape::Boolean
                    | Shape::File
                    | Shape::List(_)
                    | Shape::Map(_)
            ),
        }
    }

    fn named(&mut self, value: &Value, id: TypeId, exactness: Exactness) -> Option<TokenStream> {
        let api = self.api;
        let ty = api.ty(id);
        let name = self.name(id);
        match &ty.kind {
            TypeKind::Struct(fields) => self.structure(&name, fields, value.as_object()?),
            TypeKind::Union(union) => self.union(&name, union, value.as_object()?),
            TypeKind::Enum(enumeration) => match known(enumeration, value) {
                Some(variant) => {
                    let variant = ident(&names::variant(variant));
                    Some(quote!(#name::#variant))
                }
                None if !enumeration.open => None,
                None if enumeration.of_integers => {
                    let number = literal(Literal::i64_unsuffixed(number(value)?));
                    Some(quote!(#name::from(#number)))
                }
                None if exactness == Converted => {
                    self.types.remove(&name.to_string());
                    Some(text(&words(value)?, Converted))
                }
                None => {
                    let text = text(&words(value)?, Converted);
                    Some(quote!(#name::from(#text)))
                }
            },
        }
    }

    fn structure(&mut self, name: &Ident, fields: &[Field], given: &Map<String, Value>) -> Option<TokenStream> {
        let known = |field: &Field| {
            let mut names = std::iter::once(&field.name.value).chain(&field.aliases);
            names.find_map(|name| given.get(name))
        };
        let required = fields.iter().filter(|field| field.presence == Presence::Required);
        let arguments: Option<Vec<TokenStream>> =
            required.map(|field| self.value(known(field).unwrap_or(&Value::Null), &field.ty, Converted)).collect();
        let arguments = arguments?;
        let mut expression = quote!(#name::new(#(#arguments),*));
        for field in fields.iter().filter(|field| field.presence != Presence::Required) {
            let Some(value) = known(field).filter(|value| !value.is_null()) else { continue };
            let setter = ident(&names::field_setter(&names::field(field)));
            let value = self.value(value, &field.ty, Converted)?;
            expression = quote!(#expression.#setter(#value));
        }
        Some(expression)
    }

    fn union(&mut self, name: &Ident, union: &Union, given: &Map<String, Value>) -> Option<TokenStream> {
        let tag = given.get(&union.tag)?.as_str()?;
        let variant = union.variants.iter().find(|variant| variant.tag.value == tag)?;
        let content = match &union.content {
            Some(content) => given.get(content)?.clone(),
            None => {
                let beside = given.iter().filter(|(key, _)| **key != union.tag);
                Value::Object(beside.map(|(key, value)| (key.clone(), value.clone())).collect())
            }
        };
        let content = self.named(&content, variant.ty, Exact)?;
        let variant = ident(&names::union_variant(variant));
        Some(quote!(#name::#variant(#content)))
    }

    /// A type of the model.
    fn name(&mut self, id: TypeId) -> Ident {
        let name = ident(&names::type_name(self.api.ty(id)));
        self.types.insert(name.to_string());
        name
    }

    /// The name of a type, for places that leave it open.
    fn ty(&mut self, shape: &Shape) -> TokenStream {
        let client = self.client;
        match shape {
            Shape::String => quote!(String),
            Shape::Int32 => quote!(i32),
            Shape::Int64 => quote!(i64),
            Shape::Double => quote!(f64),
            Shape::Boolean => quote!(bool),
            Shape::Any => quote!(serde_json::Value),
            Shape::Secret => quote!(#client::Secret),
            Shape::File => quote!(#client::File),
            Shape::EpochMillis => quote!(#client::runtime::value::UnixMillis),
            Shape::EpochSeconds => quote!(#client::runtime::value::UnixSeconds),
            Shape::EpochSecondsText => quote!(#client::runtime::value::UnixSecondsText),
            Shape::List(item) => {
                let item = self.ty(item);
                quote!(Vec<#item>)
            }
            Shape::Map(item) => {
                let item = self.ty(item);
                quote!(std::collections::BTreeMap<String, #item>)
            }
            Shape::Named(id) => {
                let name = self.name(*id);
                quote!(#name)
            }
        }
    }
}

/// The value of an enum that a JSON value is.
fn known<'e>(enumeration: &'e Enum, value: &Value) -> Option<&'e EnumValue> {
    let written = words(value)?;
    let same =
        |name: &String| *name == written || enumeration.ignore_case && name.to_lowercase() == written.to_lowercase();
    enumeration.values.iter().find(|value| same(&value.name.value) || value.aliases.iter().any(same))
}

/// Text, also where it is written as a number.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A whole number, also where it is written as text.
fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

fn literal(literal: Literal) -> TokenStream {
    quote!(#literal)
}

/// A text; raw if it has quotes and stands in one line.
fn text(words: &str, exactness: Exactness) -> TokenStream {
    let raw = words.contains('"') && !words.contains("\"#") && !words.chars().any(char::is_control);
    let written = if raw { format!("r#\"{words}\"#").parse().ok() } else { None };
    let text = written.unwrap_or_else(|| literal(Literal::string(words)));
    if exactness == Exact { quote!(#text.into()) } else { text }
}
