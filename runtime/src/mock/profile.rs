//! Profiles: responses at the limits of the specification, to test the tolerance of clients.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value, json};

use super::UnknownOption;
use super::members::{find, required_inside, variant};
use super::sample::{Samples, Walk};
use super::strings::long;
use crate::server::{FieldSchema, ObjectSchema, Schema, ShapedSchema, StringRules, UnionSchema, Validation};

/// Profile of responses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Profile {
    /// As in the examples.
    #[default]
    Typical,
    /// Required fields only; lists and maps of minimum size.
    Minimal,
    /// All fields, except inside values of the same type, and strings of maximum length.
    Maximal,
    /// Unlisted values of open enums.
    UnknownEnum,
    /// Unknown fields in every object.
    ExtraFields,
    /// `null` for every optional field.
    Nulls,
}

impl Profile {
    /// All profiles.
    pub const ALL: [Self; 6] =
        [Self::Typical, Self::Minimal, Self::Maximal, Self::UnknownEnum, Self::ExtraFields, Self::Nulls];

    /// Returns the name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Typical => "typical",
            Self::Minimal => "minimal",
            Self::Maximal => "maximal",
            Self::UnknownEnum => "unknown-enum",
            Self::ExtraFields => "extra-fields",
            Self::Nulls => "nulls",
        }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Profile {
    type Err = UnknownOption;

    fn from_str(text: &str) -> Result<Self, UnknownOption> {
        let found = Self::ALL.into_iter().find(|profile| profile.as_str() == text);
        found.ok_or_else(|| UnknownOption::new(text, &Self::ALL.map(Self::as_str).join(", ")))
    }
}

/// Applies a profile to a response.
pub(super) fn apply(profile: Profile, samples: &Samples, schema: &Schema, value: &mut Value) {
    if profile != Profile::Typical {
        Edge { profile, samples, walk: Walk::new() }.value(schema, value, 0);
    }
}

struct Edge<'a> {
    profile: Profile,
    samples: &'a Samples,
    walk: Walk,
}

impl Edge<'_> {
    fn value(&mut self, schema: &Schema, value: &mut Value, depth: usize) {
        match (schema, value) {
            (Schema::Enum(rules), Value::String(text)) if self.profile == Profile::UnknownEnum && rules.open => {
                *text = "MOCK_UNKNOWN".to_owned();
            }
            (Schema::IntegerEnum(rules), value @ Value::Number(_))
                if self.profile == Profile::UnknownEnum && rules.open =>
            {
                *value = json!(i32::MAX - 7);
            }
            (Schema::String(rules) | Schema::Secret(rules), Value::String(text))
                if self.profile == Profile::Maximal =>
            {
                lengthen(rules, text);
            }
            (Schema::List(rules), Value::Array(items)) => {
                if self.profile == Profile::Minimal {
                    items.truncate(usize::try_from(rules.min_items.unwrap_or(0)).unwrap_or(0));
                }
                items.iter_mut().for_each(|item| self.value(&rules.items, item, depth + 1));
            }
            (Schema::Map(rules), Value::Object(map)) => {
                if self.profile == Profile::Minimal {
                    let fewest = usize::try_from(rules.min_entries.unwrap_or(0)).unwrap_or(0);
                    let surplus: Vec<String> = map.keys().skip(fewest).cloned().collect();
                    surplus.iter().for_each(|key| drop(map.remove(key)));
                }
                map.values_mut().for_each(|value| self.value(&rules.values, value, depth + 1));
            }
            (Schema::Object(object), Value::Object(map)) => self.object(object, map, depth),
            (Schema::Union(union), Value::Object(map)) => self.union(union, map, depth),
            (Schema::Nullable(_), Value::Null) => {}
            (Schema::Nullable(_), value) if self.profile == Profile::Nulls => *value = Value::Null,
            (Schema::Nullable(schema), value) => self.value(schema, value, depth),
            (Schema::Shaped(union), value) => self.shaped(union, value, depth),
            _ => {}
        }
    }

    fn shaped(&mut self, union: &'static ShapedSchema, value: &mut Value, depth: usize) {
        if self.profile == Profile::UnknownEnum && union.open {
            let others = [json!(true), json!("mock"), json!(7), json!([]), json!({})];
            if let Some(other) = others.into_iter().find(|other| !union.has_kind(other)) {
                *value = other;
                return;
            }
        }
        let before = value.clone();
        if let Some(schema) = union.chosen(value) {
            self.value(schema, value, depth + 1);
        }
        // A value that tells variants apart may have changed.
        if !Schema::Shaped(union).check(value, Validation::Lenient).is_empty() {
            *value = before;
        }
    }

    fn object(&mut self, object: &'static ObjectSchema, map: &mut Map<String, Value>, depth: usize) {
        for field in object.fields {
            self.presence(object, field, map, depth);
        }
        self.walk.enter(object);
        for field in object.fields {
            let kept: Vec<(&str, Value)> = kept(object, field, map);
            if let Some(value) = find(field, map).and_then(|key| map.get_mut(key)) {
                self.value(&field.schema, value, depth + 1);
                if let Value::Object(inner) = value {
                    inner.extend(kept.into_iter().map(|(key, value)| (key.to_owned(), value)));
                }
            }
        }
        self.walk.leave();
        match object.extra {
            Some(schema) => {
                let is_field = |key: &str, map: &Map<String, Value>| {
                    object.fields.iter().any(|field| find(field, map) == Some(key))
                };
                let others: Vec<String> = map.keys().filter(|key| !is_field(key, map)).cloned().collect();
                for key in others {
                    map.get_mut(&key).into_iter().for_each(|value| self.value(schema, value, depth + 1));
                }
            }
            None => self.extra(map),
        }
    }

    /// Adds or removes optional fields.
    fn presence(
        &mut self,
        object: &'static ObjectSchema,
        field: &FieldSchema,
        map: &mut Map<String, Value>,
        depth: usize,
    ) {
        // A field that others may require stays.
        let is_ruled = object.rules.iter().any(|rule| rule.of.contains(&field.name));
        let optional = !field.required && field.required_when.is_empty() && !is_ruled;
        let key = find(field, map).unwrap_or(field.name);
        match self.profile {
            Profile::Minimal if optional => drop(map.remove(key)),
            Profile::Nulls if optional || field.nullable => drop(map.insert(key.to_owned(), Value::Null)),
            Profile::Maximal if !is_ruled && map.get(key).is_none_or(Value::is_null) => {
                let made = self.samples.missing(object, field, depth, &mut self.walk);
                map.extend(made.map(|value| (key.to_owned(), value)));
            }
            _ => {}
        }
    }

    fn union(&mut self, union: &UnionSchema, map: &mut Map<String, Value>, depth: usize) {
        if let Some((_, schema, content)) = variant(union, map) {
            match (content, schema) {
                (Some(content), schema) => {
                    if let Some(value) = map.get_mut(content) {
                        self.value(schema, value, depth + 1);
                    }
                }
                (None, Schema::Object(object)) => self.object(object, map, depth),
                (None, _) => {}
            }
        }
        if self.profile == Profile::UnknownEnum && union.open {
            map.insert(union.tag.to_owned(), json!("MOCK_UNKNOWN"));
        }
        self.extra(map);
    }

    fn extra(&self, map: &mut Map<String, Value>) {
        if self.profile == Profile::ExtraFields {
            map.insert("mock_extra".to_owned(), json!({ "list": [1, "two", null], "text": "mock" }));
        }
    }
}

/// Returns what an object requires of one in it, which no profile takes away.
fn kept(object: &'static ObjectSchema, field: &FieldSchema, map: &Map<String, Value>) -> Vec<(&'static str, Value)> {
    let inner = find(field, map).and_then(|key| map.get(key));
    let required = required_inside(object, map).into_iter().filter(|(outer, _)| outer.name == field.name);
    let present = required.filter_map(|(_, required)| {
        let inner = inner?.as_object()?;
        let key = find(required, inner)?;
        Some((key, inner.get(key)?.clone()))
    });
    present.collect()
}

/// Extends a string to its maximum length, if there is one and the string may be any.
fn lengthen(rules: &StringRules, text: &mut String) {
    if let Some(longest) = rules.max_length.map(long) {
        let fits = Schema::String(*rules).check(&json!(longest), Validation::Lenient).is_empty();
        if fits {
            *text = longest;
        }
    }
}
