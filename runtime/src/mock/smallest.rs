//! How small a value of a type can be. Types may contain themselves; whoever makes values goes by this to
//! choose what comes to an end.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::strings::text;
use crate::server::{Condition, FieldSchema, ObjectSchema, Schema};

/// The size of what has no end.
const ENDLESS: u64 = u64::MAX;

/// The number of values in the smallest value of each type.
#[derive(Default)]
pub(super) struct Smallest(BTreeMap<usize, u64>);

impl Smallest {
    /// Of these types, and of all that they contain.
    pub(super) fn of<'a>(schemas: impl Iterator<Item = &'a Schema>) -> Self {
        let mut pending: Vec<Schema> = schemas.copied().collect();
        let mut found = BTreeMap::new();
        let mut within: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        while let Some(schema) = pending.pop() {
            let Some(here) = place(&schema).filter(|here| !found.contains_key(here)) else { continue };
            found.insert(here, schema);
            for part in parts(&schema) {
                if let Some(part) = place(&part) {
                    within.entry(part).or_default().push(here);
                }
                pending.push(part);
            }
        }
        let mut this = Self::default();
        let mut pending: Vec<usize> = found.keys().copied().collect();
        while let Some((here, schema)) = pending.pop().and_then(|here| Some((here, found.get(&here)?))) {
            let size = this.measure(schema);
            if size < this.0.get(&here).copied().unwrap_or(ENDLESS) {
                this.0.insert(here, size);
                pending.extend(within.get(&here).into_iter().flatten());
            }
        }
        this
    }

    fn measure(&self, schema: &Schema) -> u64 {
        let several = |fewest: Option<u32>, one: &Schema| match fewest.unwrap_or(0) {
            0 => 0,
            fewest => self.size(one).saturating_mul(fewest.into()),
        };
        let inner = match schema {
            Schema::List(rules) => several(rules.min_items, &rules.items),
            Schema::Map(rules) => several(rules.min_entries, &rules.values),
            Schema::Object(object) => {
                self.fields(object).iter().fold(0, |sum: u64, (field, _)| sum.saturating_add(self.field(field)))
            }
            Schema::Union(union) => union.variants.iter().map(|(_, schema)| self.size(schema)).min().unwrap_or(0),
            _ => 0,
        };
        inner.saturating_add(1)
    }

    /// The number of values in the smallest value.
    pub(super) fn size(&self, schema: &Schema) -> u64 {
        place(schema).map_or(1, |place| self.0.get(&place).copied().unwrap_or(ENDLESS))
    }

    /// That of a field, which may be null.
    fn field(&self, field: &FieldSchema) -> u64 {
        if field.nullable { 1 } else { self.size(&field.schema) }
    }

    /// The fields of the smallest object: those that have to be there, and what they demand. Where others go by the
    /// value of a field, it comes with the value that demands least.
    pub(super) fn fields(&self, object: &'static ObjectSchema) -> Vec<(&'static FieldSchema, Option<Value>)> {
        let all = object.fields;
        let mut wanted: Vec<bool> = all.iter().map(|field| field.required).collect();
        let mut pending: VecDeque<usize> = (0..all.len()).filter(|index| wanted[*index]).collect();
        let mut fields = Vec::new();
        while let Some(field) = pending.pop_front().map(|index| &all[index]) {
            let demanded = |value: &Value| {
                let demands = |other: &FieldSchema| other.required_when.iter().any(|when| holds(when, field, value));
                (0..all.len()).filter(|index| !wanted[*index] && demands(&all[*index])).collect::<Vec<_>>()
            };
            let matters = all.iter().any(|other| other.required_when.iter().any(|when| when.field == field.name));
            let choices = if matters { choices(&field.schema) } else { Vec::new() };
            let demands = choices.into_iter().map(|value| (demanded(&value), value));
            let cost = |(others, _): &(Vec<usize>, Value)| {
                others.iter().fold(0, |sum: u64, index| sum.saturating_add(self.field(&all[*index])))
            };
            let chosen = demands.min_by_key(cost);
            for index in chosen.iter().flat_map(|(others, _)| others) {
                wanted[*index] = true;
                pending.push_back(*index);
            }
            fields.push((field, chosen.map(|(_, value)| value)));
        }
        fields
    }
}

/// What tells a type that contains others apart from all others: statics have an address of their own.
fn place(schema: &Schema) -> Option<usize> {
    match *schema {
        Schema::List(rules) => Some(std::ptr::from_ref(rules).addr()),
        Schema::Map(rules) => Some(std::ptr::from_ref(rules).addr()),
        Schema::Object(object) => Some(std::ptr::from_ref(object).addr()),
        Schema::Union(union) => Some(std::ptr::from_ref(union).addr()),
        _ => None,
    }
}

/// The types that a type contains.
fn parts(schema: &Schema) -> Vec<Schema> {
    match schema {
        Schema::List(rules) => vec![rules.items],
        Schema::Map(rules) => vec![rules.values],
        Schema::Object(object) => object.fields.iter().map(|field| field.schema).collect(),
        Schema::Union(union) => union.variants.iter().map(|(_, schema)| *schema).collect(),
        _ => Vec::new(),
    }
}

/// Values of a field that others may go by.
fn choices(schema: &Schema) -> Vec<Value> {
    match schema {
        Schema::Boolean => vec![json!(true), json!(false)],
        Schema::Enum(rules) => {
            let unlisted = rules.open.then_some("mock");
            rules.values.iter().copied().chain(unlisted).map(Value::from).collect()
        }
        Schema::IntegerEnum(rules) => rules.values.iter().copied().map(Value::from).collect(),
        Schema::String(rules) => vec![text(rules).into()],
        // Whether it is there is all that counts.
        _ => vec![Value::Null],
    }
}

/// Whether a condition may hold for a value of a field.
fn holds(condition: &Condition, field: &FieldSchema, value: &Value) -> bool {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let listed = || condition.equals.iter().any(|listed| listed.eq_ignore_ascii_case(&text));
    condition.field == field.name && (condition.equals.is_empty() || listed())
}
