//! Values made from a type, where no example has one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::described::Described;
use crate::server::{FieldSchema, ObjectSchema, Schema, TextRules, UnionSchema, Validation};

/// How deep optional fields are filled in.
const DEPTH: usize = 6;
/// Texts that fit most patterns, the plainest first.
const TEXTS: [&str; 9] = [
    "mock",
    "mock-1",
    "1",
    "1.0.0",
    "dae29983-c1e9-437d-a6be-5256076fe605",
    "2024-01-02T03:04:05Z",
    "https://mock.example.com/1",
    "tag_mock",
    "",
];
/// The longest text that is made.
const LONGEST: u32 = 4096;

/// Values that examples have, by field.
#[derive(Default)]
pub(super) struct Samples {
    fields: BTreeMap<(&'static str, &'static str), Vec<Value>>,
}

impl Samples {
    /// Collects the values of all answers.
    pub(super) fn collect(operations: &[Described]) -> Self {
        let mut this = Self::default();
        for described in operations {
            let Some(schema) = &described.operation.answer else { continue };
            for body in described.examples.iter().filter_map(|example| example.response.body.as_ref()) {
                this.visit(schema, body);
            }
        }
        this
    }

    fn visit(&mut self, schema: &Schema, value: &Value) {
        match (schema, value) {
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

    /// A value of a type: with what is required only, or with everything there is.
    pub(super) fn value(&self, schema: &Schema, everything: bool) -> Value {
        self.make(schema, everything, 0)
    }

    fn make(&self, schema: &Schema, everything: bool, depth: usize) -> Value {
        let optional = everything && depth < DEPTH;
        match *schema {
            Schema::Any => json!("mock"),
            Schema::Boolean => json!(true),
            Schema::Text(rules) => text(&rules).into(),
            Schema::Secret(rules) => text(&rules).into(),
            Schema::Enum(rules) => rules.values.first().copied().unwrap_or("mock").into(),
            Schema::IntegerEnum(rules) => rules.values.first().copied().unwrap_or(1).into(),
            Schema::Integer(rules) => 1.clamp(rules.min.unwrap_or(i64::MIN), rules.max.unwrap_or(i64::MAX)).into(),
            Schema::Number(rules) => {
                let number = 1.0_f64.max(rules.min.unwrap_or(f64::MIN)).min(rules.max.unwrap_or(f64::MAX));
                number.into()
            }
            Schema::File => json!({ "name": "mock.txt", "content": "mock" }),
            Schema::List(rules) => {
                let fewest = rules.min_items.unwrap_or(0).max(u32::from(optional));
                (0..fewest).map(|_| self.make(&rules.items, everything, depth + 1)).collect()
            }
            Schema::Map(rules) => {
                let fewest = rules.min_entries.unwrap_or(0).max(u32::from(optional));
                let entry = |index| (format!("key{index}"), self.make(&rules.values, everything, depth + 1));
                Value::Object((0..fewest).map(entry).collect())
            }
            Schema::Object(object) => Value::Object(self.object(object, everything, depth)),
            Schema::Union(union) => self.union(union, everything, depth),
        }
    }

    fn object(&self, object: &ObjectSchema, everything: bool, depth: usize) -> Map<String, Value> {
        let wanted =
            |field: &&FieldSchema| field.required || !field.required_when.is_empty() || (everything && depth < DEPTH);
        let fields = object.fields.iter().filter(wanted);
        fields.map(|field| (field.name.to_owned(), self.field(object, field, everything, depth))).collect()
    }

    /// A value of a field: one that an example has, or else one that is made up.
    pub(super) fn field(&self, object: &ObjectSchema, field: &FieldSchema, everything: bool, depth: usize) -> Value {
        let shown = self.fields.get(&(object.name, field.name)).and_then(|values| values.first());
        match shown.filter(|value| field.schema.check(value, Validation::Lenient).is_empty()) {
            Some(value) => value.clone(),
            None => self.make(&field.schema, everything, depth + 1),
        }
    }

    fn union(&self, union: &UnionSchema, everything: bool, depth: usize) -> Value {
        let Some((tag, schema)) = union.variants.first() else { return json!({ union.tag: "mock" }) };
        let rest = self.make(schema, everything, depth + 1);
        match (union.content, rest) {
            (Some(content), rest) => json!({ union.tag: tag, content: rest }),
            (None, Value::Object(mut fields)) => {
                fields.insert(union.tag.to_owned(), json!(tag));
                Value::Object(fields)
            }
            (None, _) => json!({ union.tag: tag }),
        }
    }
}

/// The name under which a field is there.
pub(super) fn find(field: &FieldSchema, map: &Map<String, Value>) -> Option<&'static str> {
    std::iter::once(&field.name).chain(field.aliases).copied().find(|key| map.contains_key(*key))
}

/// The variant of a union that an object has: its tag, the schema of the rest, and where that is.
pub(super) fn variant<'a>(
    union: &'a UnionSchema,
    map: &Map<String, Value>,
) -> Option<(&'static str, &'a Schema, Option<&'static str>)> {
    let tag = map.get(union.tag)?.as_str()?;
    let (tag, schema) = union.variants.iter().find(|(name, _)| *name == tag)?;
    Some((tag, schema, union.content))
}

/// A text within its rules, if one can be thought of.
fn text(rules: &TextRules) -> String {
    let schema = Schema::Text(*rules);
    let fits = |text: &String| schema.check(&json!(text), Validation::Lenient).is_empty();
    let long = long(rules.min_length.unwrap_or(1).max(1));
    let texts = TEXTS.iter().map(|text| (*text).to_owned()).chain([long.clone()]);
    texts.into_iter().find(fits).unwrap_or(long)
}

/// A text of some length.
pub(super) fn long(length: u32) -> String {
    "m".repeat(usize::try_from(length.min(LONGEST)).unwrap_or(1))
}
