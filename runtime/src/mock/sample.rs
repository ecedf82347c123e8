//! Generated values, where no example has one.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::described::Described;
use super::members::{find, required_inside, variant};
use super::numbers::number;
use super::smallest::Smallest;
use super::strings::{key, text};
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
    pub(super) fn collect(operations: &[Described]) -> Self {
        let responses = || operations.iter().filter_map(|described| described.operation.response.as_ref());
        let mut this = Self { smallest: Smallest::of(responses()), ..Self::default() };
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
            Schema::String(rules) => text(&rules).into(),
            Schema::Secret(rules) => text(&rules).into(),
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
                let entry = |index| (key(&rules.keys, index), self.make(&rules.values, inner, walk));
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
mod tests {
    use super::*;
    use crate::mock::profile::{self, Profile};
    use crate::server::{Condition, EnumRules, ListRules, MapRules, Need, PresenceRule, StringRules};

    const TEXT: FieldSchema =
        FieldSchema { name: "name", required: true, schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY };

    static LEAF: ObjectSchema = ObjectSchema { name: "Leaf", rules: &[], extra: None, fields: &[TEXT] };

    fn samples(schema: &Schema) -> Samples {
        Samples { smallest: Smallest::of(std::iter::once(schema)), ..Samples::default() }
    }

    /// Generates a value that satisfies the rules.
    fn made(schema: Schema) -> Value {
        let value = samples(&schema).value(&schema);
        assert_eq!(schema.check(&value, Validation::Lenient), [], "{value}");
        value
    }

    /// Generates a value as [`made`] does, with all optional fields.
    fn maximal(schema: Schema) -> Value {
        let mut value = made(schema);
        profile::apply(Profile::Maximal, &samples(&schema), &schema, &mut value);
        assert_eq!(schema.check(&value, Validation::Lenient), [], "{value}");
        value
    }

    static RULE: UnionSchema = UnionSchema {
        tag: "kind",
        variants: &[("not", Schema::Object(&NOT)), ("all", Schema::Object(&ALL)), ("leaf", Schema::Object(&LEAF))],
        open: false,
        ..UnionSchema::ANY
    };
    static NOT: ObjectSchema = ObjectSchema {
        name: "Not",
        rules: &[],
        extra: None,
        fields: &[FieldSchema { name: "rule", required: true, schema: Schema::Union(&RULE), ..FieldSchema::ANY }],
    };
    static ALL: ObjectSchema = ObjectSchema {
        name: "All",
        rules: &[],
        extra: None,
        fields: &[FieldSchema { name: "rules", required: true, schema: Schema::List(&RULES), ..FieldSchema::ANY }],
    };
    static RULES: ListRules = ListRules { items: Schema::Union(&RULE), min_items: Some(1), ..ListRules::ANY };

    #[test]
    fn rules_about_several_fields_are_kept() {
        static LIST: ListRules = ListRules::of(Schema::Object(&LEAF));
        const LEAVES: FieldSchema = FieldSchema::optional("leaves", Schema::List(&LIST));
        const FIELDS: &[FieldSchema] = &[LEAVES, FieldSchema::optional("b", Schema::STRING), TEXT];
        static OF: &[&str] = &["leaves", "b"];
        fn object(need: Need) -> Schema {
            let rules: &'static [PresenceRule] = Box::leak(Box::new([PresenceRule::new(need, OF)]));
            Schema::Object(Box::leak(Box::new(ObjectSchema::new("Ruled", FIELDS).rules(rules))))
        }
        for (need, count) in [(Need::AtLeastOne, 1), (Need::ExactlyOne, 1), (Need::AtMostOne, 0), (Need::AllOrNone, 0)]
        {
            let schema = object(need);
            for value in [made(schema), maximal(schema)] {
                assert_eq!(OF.iter().filter(|name| value.get(**name).is_some()).count(), count, "{need:?}: {value}");
            }
        }
    }

    #[test]
    fn keys_of_maps_obey_their_rules() {
        static KEYS: StringRules = StringRules::ANY.at_least(6).at_most(9);
        static MAP: MapRules = MapRules::of(Schema::INT32).at_least(2).keys(KEYS);
        assert_eq!(made(Schema::Map(&MAP)).as_object().map(Map::len), Some(2));
    }

    #[test]
    fn unions_that_contain_themselves_end_with_the_smallest_variant() {
        let leaf = json!({ "kind": "leaf", "name": "mock" });
        assert_eq!(made(Schema::Union(&RULE)), leaf);
        assert_eq!(made(Schema::Object(&NOT)), json!({ "rule": leaf }));
        assert_eq!(made(Schema::List(&RULES)), json!([leaf]));
        static NAMED: MapRules = MapRules { values: Schema::Object(&ALL), min_entries: Some(2), ..MapRules::ANY };
        let all = json!({ "rules": [leaf] });
        assert_eq!(made(Schema::Map(&NAMED)), json!({ "key0": all, "key1": all }));
        static WITHIN: UnionSchema = UnionSchema { content: Some("content"), ..RULE };
        assert_eq!(made(Schema::Union(&WITHIN)), json!({ "kind": "leaf", "content": { "name": "mock" } }));
    }

    #[test]
    fn null_ends_what_may_be_null() {
        static NODE: ObjectSchema = ObjectSchema {
            name: "Node",
            rules: &[],
            extra: None,
            fields: &[
                TEXT,
                FieldSchema { name: "leaf", nullable: true, schema: Schema::Object(&LEAF), ..TEXT },
                FieldSchema { name: "next", nullable: true, schema: Schema::Object(&NODE), ..TEXT },
            ],
        };
        let leaf = json!({ "name": "mock" });
        let last = json!({ "name": "mock", "leaf": null, "next": null });
        assert_eq!(made(Schema::Object(&NODE)), json!({ "name": "mock", "leaf": leaf, "next": last }));
    }

    #[test]
    fn what_other_fields_demand_ends_too() {
        const KIND: FieldSchema = FieldSchema { name: "kind", ..TEXT };
        const INNER: FieldSchema = FieldSchema { name: "inner", required: false, ..TEXT };
        static CLOSED: ObjectSchema = ObjectSchema {
            name: "Closed",
            rules: &[],
            extra: None,
            fields: &[
                FieldSchema {
                    schema: Schema::Enum(EnumRules { values: &["not", "leaf"], open: false, ..EnumRules::ANY }),
                    ..KIND
                },
                FieldSchema {
                    schema: Schema::Object(&CLOSED),
                    required_when: &[Condition::new("kind", &["NOT", "not"])],
                    ..INNER
                },
            ],
        };
        assert_eq!(made(Schema::Object(&CLOSED)), json!({ "kind": "not", "inner": { "kind": "leaf" } }));
        static OPEN: ObjectSchema = ObjectSchema {
            name: "Open",
            rules: &[],
            extra: None,
            fields: &[
                FieldSchema { schema: Schema::Enum(EnumRules { values: &["not"], ..EnumRules::ANY }), ..KIND },
                FieldSchema {
                    schema: Schema::Object(&OPEN),
                    required_when: &[Condition::new("kind", &["not"])],
                    ..INNER
                },
            ],
        };
        assert_eq!(made(Schema::Object(&OPEN))["inner"], json!({ "kind": "mock" }));
        static FLAG: ObjectSchema = ObjectSchema {
            name: "Flag",
            rules: &[],
            extra: None,
            fields: &[
                FieldSchema { schema: Schema::Boolean, ..KIND },
                FieldSchema {
                    schema: Schema::Object(&FLAG),
                    required_when: &[Condition::new("kind", &["true"])],
                    ..INNER
                },
            ],
        };
        assert_eq!(made(Schema::Object(&FLAG)), json!({ "kind": true, "inner": { "kind": false } }));
    }

    #[test]
    fn everything_there_is_has_room() {
        const fn inner(name: &'static str, schema: Schema) -> FieldSchema {
            FieldSchema { name, required: false, schema, ..TEXT }
        }
        static MANY: ListRules = ListRules { items: Schema::Object(&TREE), ..ListRules::ANY };
        static TREE: ObjectSchema = ObjectSchema {
            name: "Tree",
            rules: &[],
            extra: None,
            fields: &[
                inner("up", Schema::Object(&TREE)),
                inner("down", Schema::List(&MANY)),
                inner("a", Schema::Object(&ONE)),
                inner("b", Schema::Object(&TWO)),
                inner("c", Schema::Object(&THREE)),
            ],
        };
        // Three that contain each other, and themselves, in many ways.
        static ALL: [FieldSchema; 6] = [
            inner("a", Schema::Object(&ONE)),
            inner("b", Schema::Object(&TWO)),
            inner("c", Schema::Object(&THREE)),
            inner("d", Schema::Object(&ONE)),
            inner("e", Schema::Object(&TWO)),
            inner("f", Schema::Object(&THREE)),
        ];
        static ONE: ObjectSchema = ObjectSchema { name: "One", rules: &[], extra: None, fields: &ALL };
        static TWO: ObjectSchema = ObjectSchema { name: "Two", rules: &[], extra: None, fields: &ALL };
        static THREE: ObjectSchema = ObjectSchema { name: "Three", rules: &[], extra: None, fields: &ALL };
        let value = maximal(Schema::Object(&TREE));
        assert!(value["down"][0].is_object() && value["a"]["b"]["c"].is_object(), "{value}");
        assert!(value.to_string().len() < 100_000, "{}", value.to_string().len());
    }

    #[test]
    fn what_does_not_end_or_is_too_large_is_not_made() {
        static ENDLESS: ObjectSchema = ObjectSchema {
            name: "Endless",
            rules: &[],
            extra: None,
            fields: &[FieldSchema { schema: Schema::Object(&ENDLESS), ..TEXT }],
        };
        static ITSELF: ListRules = ListRules { items: Schema::List(&ITSELF), min_items: Some(1), ..ListRules::ANY };
        static LARGE: ListRules = ListRules { min_items: Some(u32::MAX), ..ListRules::ANY };
        static LARGER: ListRules = ListRules { items: Schema::List(&LARGE), ..LARGE };
        for schema in [Schema::Object(&ENDLESS), Schema::List(&ITSELF), Schema::List(&LARGE), Schema::List(&LARGER)] {
            assert_eq!(samples(&schema).value(&schema), Value::Null, "{schema:?}");
        }
        // A long chain of types is finite, but too deep to read.
        let mut chain = Schema::Boolean;
        for _ in 0..50_000 {
            let fields = vec![FieldSchema { schema: chain, ..TEXT }];
            let object =
                ObjectSchema { name: "Link", rules: &[], extra: None, fields: Box::leak(fields.into_boxed_slice()) };
            chain = Schema::Object(Box::leak(Box::new(object)));
        }
        let value = samples(&chain).value(&chain);
        assert!(!chain.check(&value, Validation::Lenient).is_empty());
        // An optional one is omitted.
        static HOLDER: ObjectSchema = ObjectSchema {
            name: "Holder",
            rules: &[],
            extra: None,
            fields: &[TEXT, FieldSchema { name: "large", required: false, schema: Schema::List(&LARGER), ..TEXT }],
        };
        assert_eq!(maximal(Schema::Object(&HOLDER)), json!({ "name": "mock" }));
    }
}
