//! A JSON value as an expression of a type of the model.

use std::collections::BTreeSet;

use serde_json::{Map, Value};
use specwright_language::ir::{Api, Enum, EnumValue, Field, Shape, Shaped, TypeId, TypeKind, Union};

use super::expression::Expression;
use super::file_of;
use crate::plan::{self, Name, Plan};

/// How much an expression may leave to its place.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Exactness {
    /// The place takes whatever becomes the type.
    Converted,
    /// The place wants the type itself.
    Exact,
}

use Exactness::{Converted, Exact};

/// Makes expressions, and remembers what they need.
pub(super) struct Values<'a> {
    pub(super) api: &'a Api,
    /// Path of the client crate.
    pub(super) client: String,
    /// The types of the plan, by their ids in the API.
    planned: &'a [&'a plan::Type],
    /// Whether there is free JSON.
    pub(super) has_json: bool,
    /// Whether its type is named.
    pub(super) names_json: bool,
    /// Types of the model that are named.
    pub(super) types: BTreeSet<Name>,
}

impl<'a> Values<'a> {
    pub(super) fn new(api: &'a Api, plan: &Plan, planned: &'a [&'a plan::Type]) -> Values<'a> {
        Values {
            api,
            client: plan.crates.client.to_string(),
            planned,
            has_json: false,
            names_json: false,
            types: BTreeSet::new(),
        }
    }

    /// An expression for a value; none if Rust has no way to make it.
    pub(super) fn value(&mut self, value: &Value, shape: &Shape, exactness: Exactness) -> Option<Expression> {
        Some(match shape {
            Shape::String => text(&words(value)?, exactness),
            Shape::Secret => match exactness {
                Converted => text(&words(value)?, Converted),
                Exact => {
                    Expression::Call(format!("{}::Secret::new", self.client), vec![text(&words(value)?, Converted)])
                }
            },
            Shape::Int32 | Shape::Int64 => Expression::Literal(number(value)?.to_string()),
            Shape::Uint64 => Expression::Literal(value.as_u64()?.to_string()),
            Shape::Double => Expression::Literal(format!("{:?}", value.as_f64()?)),
            Shape::Boolean => Expression::Literal(value.as_bool()?.to_string()),
            Shape::EpochMillis | Shape::EpochSeconds | Shape::EpochSecondsText => {
                let number = Expression::Literal(format!("{}i64", number(value)?));
                if exactness == Exact { number.method("into", Vec::new()) } else { number }
            }
            Shape::Any => match value {
                Value::String(words) if exactness == Converted => text(words, Converted),
                value => {
                    self.has_json = true;
                    Expression::Json(value.clone())
                }
            },
            Shape::File => self.file(value)?,
            Shape::List(item) => self.list(value.as_array()?, item, exactness)?,
            Shape::Map(item) => self.map(value.as_object()?, item, exactness)?,
            Shape::Nullable(_) if value.is_null() => Expression::Path("None".to_owned()),
            Shape::Nullable(inner) => Expression::Call("Some".to_owned(), vec![self.value(value, inner, Exact)?]),
            Shape::Named(id) if self.api.as_id(shape).is_some() => {
                let written = words(value)?;
                let pair = self.api.ty(*id).pair.as_deref().and_then(|separator| written.split_once(separator));
                match pair.filter(|_| exactness == Converted) {
                    Some((name, value)) => Expression::Tuple(vec![text(name, Converted), text(value, Converted)]),
                    None => text(&written, exactness),
                }
            }
            Shape::Named(id) => self.named(value, *id, exactness)?,
        })
    }

    /// A file beside the program.
    fn file(&mut self, value: &Value) -> Option<Expression> {
        let name = text(file_of(value), Converted);
        let file = Expression::Call(format!("{}::File::from_path", self.client), vec![name]);
        Some(match value.get("content_type").and_then(Value::as_str) {
            Some(media) => file.method("with_content_type", vec![text(media, Converted)]),
            None => file,
        })
    }

    fn list(&mut self, items: &[Value], item: &Shape, exactness: Exactness) -> Option<Expression> {
        if items.is_empty() && (exactness == Exact || self.converts(item)) {
            return Some(Expression::Call(format!("Vec::<{}>::new", self.ty(item)), Vec::new()));
        }
        let values = self.alike(items.iter(), item, exactness)?;
        Some(if exactness == Exact { Expression::Vec(values) } else { Expression::Array(values) })
    }

    fn map(&mut self, entries: &Map<String, Value>, item: &Shape, exactness: Exactness) -> Option<Expression> {
        const MAP: &str = "std::collections::BTreeMap";
        if entries.is_empty() {
            return Some(Expression::Call(format!("{MAP}::<String, {}>::new", self.ty(item)), Vec::new()));
        }
        let values = self.alike(entries.values(), item, exactness)?;
        let keys = entries.keys().map(|key| text(key, exactness));
        let pairs = keys.zip(values).map(|(key, value)| Expression::Tuple(vec![key, value]));
        let entries = Expression::Array(pairs.collect());
        Some(if exactness == Exact { Expression::Call(format!("{MAP}::from"), vec![entries]) } else { entries })
    }

    /// Values of one type in Rust, because they stand in one array.
    fn alike<'v>(
        &mut self,
        values: impl Iterator<Item = &'v Value> + Clone,
        item: &Shape,
        exactness: Exactness,
    ) -> Option<Vec<Expression>> {
        let one_type = match item {
            Shape::Any => values.clone().all(Value::is_string),
            // The contents of a union have types of their own.
            Shape::Named(id) => !matches!(&self.api.ty(*id).kind, TypeKind::Union(_) | TypeKind::Shaped(_)),
            _ => true,
        };
        let exactness = if exactness == Converted && one_type && self.converts(item) { Converted } else { Exact };
        values.map(|value| self.value(value, item, exactness)).collect()
    }

    /// Whether functions take whatever becomes the type.
    fn converts(&self, shape: &Shape) -> bool {
        match shape {
            Shape::Named(id) => {
                matches!(&self.api.ty(*id).kind, TypeKind::Id(_) | TypeKind::Union(_) | TypeKind::Shaped(_))
            }
            shape => !matches!(
                shape,
                Shape::Int32
                    | Shape::Int64
                    | Shape::Uint64
                    | Shape::Double
                    | Shape::Boolean
                    | Shape::File
                    | Shape::List(_)
                    | Shape::Map(_)
                    | Shape::Nullable(_)
            ),
        }
    }

    fn named(&mut self, value: &Value, id: TypeId, exactness: Exactness) -> Option<Expression> {
        let api = self.api;
        let planned = *self.planned.get(id.0 as usize)?;
        let name = &planned.ident;
        if !matches!(planned.kind, plan::TypeKind::Union(_) | plan::TypeKind::Shaped(_)) {
            self.types.insert(name.clone());
        }
        match (&api.ty(id).kind, &planned.kind) {
            (TypeKind::Struct(fields), plan::TypeKind::Struct(structure)) => {
                let given = value.as_object()?;
                let pairs = fields.iter().zip(&structure.fields);
                let made = self.structure(name, structure.required.as_ref(), pairs, given)?;
                let is_field =
                    |key: &String| fields.iter().any(|field| field.name.value == *key || field.aliases.contains(key));
                let others = given.iter().filter(|(key, _)| !is_field(key));
                let others: Map<String, Value> = others.map(|(key, value)| (key.clone(), value.clone())).collect();
                match &api.ty(id).extra {
                    Some(extra) if !others.is_empty() => {
                        Some(made.method("extra", vec![self.map(&others, &extra.ty, Converted)?]))
                    }
                    _ => Some(made),
                }
            }
            (TypeKind::Union(union), plan::TypeKind::Union(variants)) => {
                self.union(name, union, variants, value.as_object()?, exactness)
            }
            (TypeKind::Shaped(union), plan::TypeKind::Shaped(variants)) => {
                self.shaped(name, union, variants, value, exactness)
            }
            (TypeKind::Enum(enumeration), plan::TypeKind::Enum(values)) => match known(enumeration, value) {
                Some((index, _)) => Some(Expression::Path(format!("{name}::{}", values.values.get(index)?.ident))),
                None if !enumeration.open => None,
                None => {
                    let written = match enumeration.of_integers {
                        true => Expression::Literal(number(value)?.to_string()),
                        false => text(&words(value)?, Converted),
                    };
                    Some(Expression::Call(format!("{name}::from"), vec![written]))
                }
            },
            _ => None,
        }
    }

    fn structure<'f>(
        &mut self,
        name: &Name,
        required_by_name: Option<&Name>,
        fields: impl Iterator<Item = (&'f Field, &'f plan::Field)> + Clone,
        given: &Map<String, Value>,
    ) -> Option<Expression> {
        let known = |field: &Field| {
            let mut names = std::iter::once(&field.name.value).chain(&field.aliases);
            names.find_map(|name| given.get(name))
        };
        let (required, optional): (Vec<_>, Vec<_>) = fields.partition(|(_, planned)| planned.required);
        let exactness = if required_by_name.is_some() { Exact } else { Converted };
        let arguments = required.into_iter().map(|(field, planned)| {
            let value = match (known(field).unwrap_or(&Value::Null), planned.optional) {
                (Value::Null, true) => Expression::Path("None".to_owned()),
                (value, true) => Expression::Call("Some".to_owned(), vec![self.value(value, &field.ty, exactness)?]),
                (value, false) => self.value(value, &field.ty, exactness)?,
            };
            Some((planned.ident.to_string(), value))
        });
        let arguments = arguments.collect::<Option<_>>()?;
        self.types.extend(required_by_name.cloned());
        let mut expression = Expression::Call(format!("{name}::new"), taken(required_by_name, arguments));
        for (field, planned) in optional {
            if let (Some(Value::Null), Some(clear)) = (known(field), &planned.clear) {
                expression = expression.method(clear.to_string(), Vec::new());
            }
            let Some(value) = known(field).filter(|value| !value.is_null()) else { continue };
            let value = self.value(value, &field.ty, Converted)?;
            expression = expression.method(planned.setter.to_string(), vec![value]);
        }
        Some(expression)
    }

    fn union(
        &mut self,
        name: &Name,
        union: &Union,
        planned_union: &plan::Union,
        given: &Map<String, Value>,
        exactness: Exactness,
    ) -> Option<Expression> {
        let tag = given.get(&union.tag)?.as_str()?;
        let mut variants = union.variants.iter().zip(&planned_union.variants);
        let (variant, planned) = variants.find(|(variant, _)| variant.tag.value == tag)?;
        let content = match &union.content {
            Some(content) => given.get(content)?.clone(),
            None => {
                let beside = given.iter().filter(|(key, _)| **key != union.tag);
                Value::Object(beside.map(|(key, value)| (key.clone(), value.clone())).collect())
            }
        };
        let content = self.named(&content, variant.ty, Exact)?;
        if exactness == Converted && planned_union.converts(planned) {
            return Some(content);
        }
        self.types.insert(name.clone());
        Some(Expression::Call(format!("{name}::{}", planned.ident), vec![content]))
    }

    fn shaped(
        &mut self,
        name: &Name,
        union: &Shaped,
        planned_union: &plan::Shaped,
        given: &Value,
        exactness: Exactness,
    ) -> Option<Expression> {
        let chosen = union.chosen(self.api, given);
        let mut variants = union.variants.iter().zip(&planned_union.variants);
        let Some((variant, planned)) =
            variants.find(|(variant, _)| chosen.is_some_and(|it| std::ptr::eq(it, *variant)))
        else {
            self.has_json = true;
            self.types.insert(name.clone());
            return union
                .open
                .then(|| Expression::Call(format!("{name}::Unknown"), vec![Expression::Json(given.clone())]));
        };
        // Of literals, only strings have one type.
        let is_text = variant.ty.value == Shape::String;
        let is_named = matches!(variant.ty.value, Shape::Named(_));
        let becomes = exactness == Converted && planned_union.converts(planned) && (is_text || is_named);
        if becomes && is_text {
            return self.value(given, &variant.ty, Converted);
        }
        let content = self.value(given, &variant.ty, Exact)?;
        if becomes && self.api.as_id(&variant.ty).is_none() {
            return Some(content);
        }
        self.types.insert(name.clone());
        Some(Expression::Call(format!("{name}::{}", planned.ident), vec![content]))
    }

    /// The name of a type, for places that leave it open.
    fn ty(&mut self, shape: &Shape) -> String {
        let client = &self.client;
        match shape {
            Shape::String => "String".to_owned(),
            Shape::Int32 => "i32".to_owned(),
            Shape::Int64 => "i64".to_owned(),
            Shape::Uint64 => "u64".to_owned(),
            Shape::Double => "f64".to_owned(),
            Shape::Boolean => "bool".to_owned(),
            Shape::Any => {
                self.names_json = true;
                "serde_json::Value".to_owned()
            }
            Shape::Secret => format!("{client}::Secret"),
            Shape::File => format!("{client}::File"),
            Shape::EpochMillis => format!("{client}::runtime::value::UnixMillis"),
            Shape::EpochSeconds => format!("{client}::runtime::value::UnixSeconds"),
            Shape::EpochSecondsText => format!("{client}::runtime::value::UnixSecondsString"),
            Shape::List(item) => format!("Vec<{}>", self.ty(item)),
            Shape::Map(item) => format!("std::collections::BTreeMap<String, {}>", self.ty(item)),
            Shape::Nullable(inner) => format!("Option<{}>", self.ty(inner)),
            Shape::Named(id) => match self.planned.get(id.0 as usize) {
                Some(planned) => {
                    self.types.insert(planned.ident.clone());
                    planned.ident.to_string()
                }
                None => "_".to_owned(),
            },
        }
    }
}

/// The value of an enum that a JSON value is, and its position.
fn known<'e>(enumeration: &'e Enum, value: &Value) -> Option<(usize, &'e EnumValue)> {
    let written = words(value)?;
    let same =
        |name: &String| *name == written || enumeration.ignore_case && name.to_lowercase() == written.to_lowercase();
    let mut values = enumeration.values.iter().enumerate();
    values.find(|(_, value)| same(&value.name.value) || value.aliases.iter().any(same))
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

pub(super) fn text(words: &str, exactness: Exactness) -> Expression {
    let text = Expression::Text(words.to_owned());
    if exactness == Exact { text.method("into", Vec::new()) } else { text }
}

/// What a function requires, as it takes it: by name in a struct, or by position.
pub(super) fn taken(by_name: Option<&Name>, values: Vec<(String, Expression)>) -> Vec<Expression> {
    match by_name {
        Some(name) => vec![Expression::Struct(name.to_string(), values)],
        None => values.into_iter().map(|(_, value)| value).collect(),
    }
}
