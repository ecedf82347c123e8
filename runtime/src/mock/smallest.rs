//! Minimum sizes of values. Types may contain themselves; generators use the sizes to choose finite values.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Value, json};

use super::strings::Strings;
use crate::server::{Condition, FieldSchema, Need, ObjectSchema, PresenceRule, Schema};

/// Size of an infinite value.
const ENDLESS: u64 = u64::MAX;

/// Number of values in the smallest value of each type.
#[derive(Default)]
pub(super) struct Smallest {
    sizes: BTreeMap<usize, u64>,
    strings: Strings,
}

impl Smallest {
    /// Computes the sizes of types and of all that they contain.
    pub(super) fn of<'a>(schemas: impl Iterator<Item = &'a Schema>, strings: Strings) -> Self {
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
        let mut this = Self { sizes: BTreeMap::new(), strings };
        let mut pending: Vec<usize> = found.keys().copied().collect();
        while let Some((here, schema)) = pending.pop().and_then(|here| Some((here, found.get(&here)?))) {
            let size = this.measure(schema);
            if size < this.sizes.get(&here).copied().unwrap_or(ENDLESS) {
                this.sizes.insert(here, size);
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
            Schema::Shaped(union) => union.variants.iter().map(|schema| self.size(schema)).min().unwrap_or(0),
            _ => 0,
        };
        inner.saturating_add(1)
    }

    /// Returns the number of values in the smallest value.
    pub(super) fn size(&self, schema: &Schema) -> u64 {
        place(schema).map_or(1, |place| self.sizes.get(&place).copied().unwrap_or(ENDLESS))
    }

    /// Returns the size of a field, which may be null.
    fn field(&self, field: &FieldSchema) -> u64 {
        if field.nullable { 1 } else { self.size(&field.schema) }
    }

    /// Returns the fields of the smallest object: the required ones, and what they require. A field that
    /// others depend on comes with the value that requires least.
    pub(super) fn fields(&self, object: &'static ObjectSchema) -> Vec<(&'static FieldSchema, Option<Value>)> {
        let all = object.fields;
        let mut wanted: Vec<bool> = all.iter().map(|field| field.required).collect();
        let mut pending: VecDeque<usize> = (0..all.len()).filter(|index| wanted[*index]).collect();
        let mut fields = Vec::new();
        loop {
            let Some(field) = pending.pop_front().map(|index| &all[index]) else {
                match self.missing(object, &wanted).or_else(|| unless(object, &wanted)) {
                    Some(index) => {
                        wanted[index] = true;
                        pending.push_back(index);
                        continue;
                    }
                    None => return fields,
                }
            };
            let demanded = |value: &Value| {
                let demands = |other: &FieldSchema| other.required_when.iter().any(|when| holds(when, field, value));
                (0..all.len()).filter(|index| !wanted[*index] && demands(&all[*index])).collect::<Vec<_>>()
            };
            let matters = all.iter().any(|other| other.required_when.iter().any(|when| when.field == field.name));
            let choices = if matters { self.choices(&field.schema) } else { Vec::new() };
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
    }

    /// Returns the values of a field that conditions can distinguish.
    fn choices(&self, schema: &Schema) -> Vec<Value> {
        match schema {
            Schema::Boolean => vec![json!(true), json!(false)],
            Schema::Enum(rules) => {
                let unlisted = rules.open.then_some("mock");
                rules.values.iter().copied().chain(unlisted).map(Value::from).collect()
            }
            Schema::IntegerEnum(rules) => rules.values.iter().copied().map(Value::from).collect(),
            Schema::String(rules) => vec![self.strings.text(rules).into()],
            // Only its presence matters.
            _ => vec![Value::Null],
        }
    }

    /// Returns the smallest field that a rule asks for, besides those that are wanted already.
    fn missing(&self, object: &ObjectSchema, wanted: &[bool]) -> Option<usize> {
        let of = |rule: &PresenceRule| -> Vec<usize> {
            (0..object.fields.len()).filter(|index| rule.of.contains(&object.fields[*index].name)).collect()
        };
        let present = |of: &[usize]| of.iter().filter(|index| wanted[**index]).count();
        let (of, _) = object.rules.iter().map(|rule| (of(rule), rule)).find(|(of, rule)| {
            // With too many of them, further ones would only make it worse.
            let can_help = present(of) == 0 || rule.need == Need::AllOrNone;
            can_help && !rule.allows(present(of)) && present(of) < of.len()
        })?;
        of.into_iter().filter(|index| !wanted[*index]).min_by_key(|index| self.field(&object.fields[*index]))
    }
}

/// Returns the identity of a compound type: the address of its static.
fn place(schema: &Schema) -> Option<usize> {
    match *schema {
        Schema::List(rules) => Some(std::ptr::from_ref(rules).addr()),
        Schema::Map(rules) => Some(std::ptr::from_ref(rules).addr()),
        Schema::Object(object) => Some(std::ptr::from_ref(object).addr()),
        Schema::Union(union) => Some(std::ptr::from_ref(union).addr()),
        Schema::Shaped(union) => Some(std::ptr::from_ref(union).addr()),
        Schema::Nullable(schema) => Some(std::ptr::from_ref(schema).addr()),
        _ => None,
    }
}

/// Returns the types that a type contains.
fn parts(schema: &Schema) -> Vec<Schema> {
    match schema {
        Schema::List(rules) => vec![rules.items],
        Schema::Map(rules) => vec![rules.values],
        Schema::Object(object) => object.fields.iter().map(|field| field.schema).chain(object.extra.copied()).collect(),
        Schema::Union(union) => union.variants.iter().map(|(_, schema)| *schema).collect(),
        Schema::Shaped(union) => union.variants.to_vec(),
        Schema::Nullable(schema) => vec![**schema],
        _ => Vec::new(),
    }
}

/// Returns true if a condition holds for a value of a field.
fn holds(condition: &Condition, field: &FieldSchema, value: &Value) -> bool {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    condition.field == field.name && condition.holds(Some(&text), true)
}

/// Returns a field that is required because others are absent.
fn unless(object: &ObjectSchema, wanted: &[bool]) -> Option<usize> {
    let is_absent = |name: &str| object.fields.iter().zip(wanted).all(|(field, wanted)| !wanted || field.name != name);
    let is_demanded = |when: &Condition| when.negated && is_absent(when.field);
    let fields = object.fields.iter().zip(wanted);
    fields.into_iter().position(|(field, wanted)| !wanted && field.required_when.iter().any(is_demanded))
}
