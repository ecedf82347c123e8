//! Generated values, where no example has one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::described::Described;
use super::members::{find, required_inside, variant};
use super::numbers::number;
use super::smallest::Smallest;
use super::strings::Strings;
use crate::server::{FieldSchema, ObjectSchema, Schema, UnionSchema, Validation};

/// Maximum depth of optional fields.
const DEPTH: usize = 6;
/// Maximum depth of values. JSON readers reject much deeper ones.
const NESTED: usize = 100;
/// Maximum number of values in a response.
const MOST: u64 = 100_000;

/// Values from examples, by field.
#[derive(Default)]
pub(super) struct Samples {
    fields: BTreeMap<(&'static str, &'static str), Vec<Value>>,
    smallest: Smallest,
    strings: Strings,
}

/// Position in a response at which a value is generated.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// Whether to generate optional fields.
    everything: bool,
    depth: usize,
    /// Set if only required values are generated: the value must be smaller than this.
    below: Option<u64>,
}

/// State of generating one response.
pub(super) struct Walk {
    /// Enclosing objects.
    objects: Vec<&'static ObjectSchema>,
    /// Number of values that may still be generated.
    left: u64,
}

impl Walk {
    pub(super) fn new() -> Self {
        Self { objects: Vec::new(), left: MOST }
    }

    /// Enters an object.
    pub(super) fn enter(&mut self, object: &'static ObjectSchema) {
        self.objects.push(object);
    }

    /// Leaves it.
    pub(super) fn leave(&mut self) {
        self.objects.pop();
    }

    /// Returns true if an object of this type encloses the current position.
    pub(super) fn is_inside(&self, object: &'static ObjectSchema) -> bool {
        self.objects.iter().any(|around| std::ptr::eq(*around, object))
    }
}

impl Samples {
    /// Collects the values of all example responses.
    pub(super) fn collect(operations: &[Described], strings: Strings) -> Self {
        let responses = || operations.iter().filter_map(|described| described.operation.response.as_ref());
        let mut this = Self { smallest: Smallest::of(responses(), strings), strings, ..Self::default() };
        for described in operations {
            for example in &described.examples {
                let schema = described.operation.response_with(example.response.status);
                if let (Some(schema), Some(body)) = (schema, &example.response.body) {
                    this.visit(schema, body);
                }
            }
        }
        this
    }

    fn visit(&mut self, schema: &Schema, value: &Value) {
        match (schema, value) {
            (Schema::Nullable(_), Value::Null) => {}
            (Schema::Nullable(schema), value) => self.visit(schema, value),
            (Schema::Shaped(union), value) => {
                union.chosen(value).into_iter().for_each(|schema| self.visit(schema, value));
            }
            (Schema::List(rules), Value::Array(items)) => items.iter().for_each(|item| self.visit(&rules.items, item)),
            (Schema::Map(rules), Value::Object(map)) => map.values().for_each(|value| self.visit(&rules.values, value)),
            (Schema::Object(object), Value::Object(map)) => {
                for field in object.fields {
                    let Some(value) = find(field, map).and_then(|key| map.get(key)).filter(|value| !value.is_null())
                    else {
                        continue;
                    };
                    self.fields.entry((object.name, field.name)).or_default().push(value.clone());
                    self.visit(&field.schema, value);
                }
                let is_field = |key: &str| object.fields.iter().any(|field| find(field, map) == Some(key));
                if let Some(schema) = object.extra {
                    map.iter().filter(|(key, _)| !is_field(key)).for_each(|(_, value)| self.visit(schema, value));
                }
            }
            (Schema::Union(union), Value::Object(map)) => {
                if let Some((_, schema, content)) = variant(union, map) {
                    match content {
                        Some(content) => map.get(content).into_iter().for_each(|value| self.visit(schema, value)),
                        None => self.visit(schema, value),
                    }
                }
            }
            _ => {}
        }
    }

    /// Generates a value with required fields only; null if every value is too large or endless.
    pub(super) fn value(&self, schema: &Schema) -> Value {
        if self.smallest.size(schema) > MOST {
            return Value::Null;
        }
        self.make(schema, Place { everything: false, depth: 0, below: None }, &mut Walk::new())
    }

    fn make(&self, schema: &Schema, place: Place, walk: &mut Walk) -> Value {
        let size = self.smallest.size(schema);
        if place.depth > NESTED || place.below.is_some_and(|below| size >= below) {
            // No value fits: it is too deep, or the rules contradict each other.
            return Value::Null;
        }
        walk.left = walk.left.saturating_sub(1);
        let inner = Place { depth: place.depth + 1, below: place.below.map(|_| size), ..place };
        let optional = |item| u32::from(self.is_optional_wanted(item, place, walk));
        match *schema {
            Schema::Any => json!("mock"),
            Schema::Boolean => json!(true),
            Schema::String(rules) | Schema::Secret(rules) => self.strings.text(&rules).into(),
            Schema::Enum(rules) => rules.values.first().copied().unwrap_or("mock").into(),
            Schema::IntegerEnum(rules) => rules.values.first().copied().unwrap_or(1).into(),
            Schema::Integer(rules) => 1.clamp(rules.min.unwrap_or(i64::MIN), rules.max.unwrap_or(i64::MAX)).into(),
            Schema::Number(rules) => number(&rules),
            Schema::File => json!({ "name": "mock.txt", "content": "mock" }),
            Schema::List(rules) => {
                let fewest = rules.min_items.unwrap_or(0).max(optional(&rules.items));
                (0..fewest).map(|_| self.make(&rules.items, inner, walk)).collect()
            }
            Schema::Map(rules) => {
                let fewest = rules.min_entries.unwrap_or(0).max(optional(&rules.values));
                let entry = |index| (self.strings.key(&rules.keys, index), self.make(&rules.values, inner, walk));
                Value::Object((0..fewest).map(entry).collect())
            }
            Schema::Object(object) => Value::Object(self.object(object, place, size, walk)),
            Schema::Union(union) => self.union(union, inner, walk),
            Schema::Nullable(schema) if place.below.is_some() || self.smallest.size(schema) > walk.left => Value::Null,
            Schema::Nullable(schema) => self.make(schema, place, walk),
            Schema::Shaped(union) => {
                let smallest = union.variants.iter().min_by_key(|schema| self.smallest.size(schema));
                smallest.map_or(Value::Null, |schema| self.make(schema, inner, walk))
            }
        }
    }

    /// Returns true if there is room for an optional value.
    fn is_optional_wanted(&self, schema: &Schema, place: Place, walk: &Walk) -> bool {
        place.everything && place.depth < DEPTH && place.below.is_none() && self.smallest.size(schema) <= walk.left
    }

    fn object(&self, object: &'static ObjectSchema, place: Place, size: u64, walk: &mut Walk) -> Map<String, Value> {
        let is_large = |field: &FieldSchema| self.smallest.size(&field.schema) > walk.left;
        let spare = place.below.is_some()
            || place.depth >= DEPTH
            || walk.is_inside(object)
            || size > walk.left
            || object.fields.iter().any(|field| !field.required_when.is_empty() && is_large(field));
        let place = Place { below: spare.then_some(size), ..place };
        walk.enter(object);
        let mut made = Map::new();
        if spare {
            for (field, chosen) in self.smallest.fields(object) {
                let chosen = chosen.filter(|value| !value.is_null());
                let value = chosen.unwrap_or_else(|| self.field(object, field, place, walk));
                made.insert(field.name.to_owned(), value);
            }
        } else {
            let smallest = if object.rules.is_empty() { Vec::new() } else { self.smallest.fields(object) };
            for field in object.fields {
                let is_ruled = object.rules.iter().any(|rule| rule.of.contains(&field.name));
                let is_chosen = smallest.iter().any(|(chosen, _)| chosen.name == field.name);
                let may_be_demanded = !field.required_when.is_empty();
                let is_wanted = may_be_demanded || self.is_optional_wanted(&field.schema, place, walk);
                if field.required || is_chosen || (is_wanted && !is_ruled) {
                    made.insert(field.name.to_owned(), self.field(object, field, place, walk));
                }
            }
        }
        self.inner(object, &mut made, place, walk);
        walk.leave();
        made
    }

    /// Adds what an object requires of the objects in it.
    fn inner(&self, object: &'static ObjectSchema, made: &mut Map<String, Value>, place: Place, walk: &mut Walk) {
        for (field, required) in required_inside(object, made) {
            let Schema::Object(inner) = field.schema else { continue };
            let place = Place { below: None, depth: place.depth + 1, ..place };
            if let Some(Value::Object(map)) = made.get_mut(field.name)
                && find(required, map).is_none_or(|key| map.get(key).is_none_or(Value::is_null))
            {
                map.insert(required.name.to_owned(), self.field(inner, required, place, walk));
            }
        }
    }

    /// Returns a value of a field: from an example, or generated.
    fn field(&self, object: &ObjectSchema, field: &FieldSchema, place: Place, walk: &mut Walk) -> Value {
        let shown = self.fields.get(&(object.name, field.name)).and_then(|values| values.first());
        match shown.filter(|value| field.schema.check(value, Validation::Lenient).is_empty()) {
            Some(value) => value.clone(),
            None if field.nullable && (place.below.is_some() || self.smallest.size(&field.schema) > walk.left) => {
                Value::Null
            }
            None => self.make(&field.schema, Place { depth: place.depth + 1, ..place }, walk),
        }
    }

    /// Generates a missing field of a response with all optional fields, if there is room.
    pub(super) fn missing(
        &self,
        object: &'static ObjectSchema,
        field: &FieldSchema,
        depth: usize,
        walk: &mut Walk,
    ) -> Option<Value> {
        let fits = !walk.is_inside(object) && depth < DEPTH && self.smallest.size(&field.schema) <= walk.left;
        let place = Place { everything: true, depth, below: None };
        fits.then(|| {
            walk.enter(object);
            let value = self.field(object, field, place, walk);
            walk.leave();
            value
        })
    }

    /// Generates the smallest variant.
    fn union(&self, union: &UnionSchema, place: Place, walk: &mut Walk) -> Value {
        let smallest = union.variants.iter().min_by_key(|(_, schema)| self.smallest.size(schema));
        let Some((tag, schema)) = smallest else { return json!({ union.tag: "mock" }) };
        match (union.content, self.make(schema, place, walk)) {
            (Some(content), rest) => json!({ union.tag: tag, content: rest }),
            (None, Value::Object(mut fields)) => {
                fields.insert(union.tag.to_owned(), json!(tag));
                Value::Object(fields)
            }
            (None, _) => json!({ union.tag: tag }),
        }
    }
}

#[cfg(test)]
mod random;
#[cfg(test)]
mod tests;
