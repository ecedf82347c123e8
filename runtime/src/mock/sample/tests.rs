//! Generated values, type by type.

use super::*;
use crate::mock::profile::{self, Profile};
use crate::server::{Condition, EnumRules, ListRules, MapRules, Need, PresenceRule, StringRules};

const TEXT: FieldSchema =
    FieldSchema { name: "name", required: true, schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY };

static LEAF: ObjectSchema = ObjectSchema { name: "Leaf", rules: &[], extra: None, fields: &[TEXT] };

fn samples(schema: &Schema) -> Samples {
    Samples { smallest: Smallest::of(std::iter::once(schema), Strings::default()), ..Samples::default() }
}

/// Generates a value with required fields, and one with all fields. Both satisfy the rules.
pub(super) fn checked(schema: &Schema, strings: Strings, validation: Validation) -> [Value; 2] {
    let smallest = Smallest::of(std::iter::once(schema), strings);
    let samples = Samples { smallest, strings, ..Samples::default() };
    let value = samples.value(schema);
    let mut all = value.clone();
    profile::apply(Profile::Maximal, &samples, schema, &mut all);
    for value in [&value, &all] {
        assert_eq!(schema.check(value, validation), [], "{value}");
    }
    [value, all]
}

pub(super) fn leak<T, const N: usize>(values: [T; N]) -> &'static [T] {
    Box::leak(Box::new(values))
}

/// Generates a value that satisfies the rules.
fn made(schema: Schema) -> Value {
    let [value, _] = checked(&schema, Strings::default(), Validation::Lenient);
    value
}

/// Generates a value as [`made`] does, with all optional fields.
fn maximal(schema: Schema) -> Value {
    let [_, value] = checked(&schema, Strings::default(), Validation::Lenient);
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
    for (need, count) in [(Need::AtLeastOne, 1), (Need::ExactlyOne, 1), (Need::AtMostOne, 0), (Need::AllOrNone, 0)] {
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
            FieldSchema { schema: Schema::Object(&OPEN), required_when: &[Condition::new("kind", &["not"])], ..INNER },
        ],
    };
    assert_eq!(made(Schema::Object(&OPEN))["inner"], json!({ "kind": "mock" }));
    static FLAG: ObjectSchema = ObjectSchema {
        name: "Flag",
        rules: &[],
        extra: None,
        fields: &[
            FieldSchema { schema: Schema::Boolean, ..KIND },
            FieldSchema { schema: Schema::Object(&FLAG), required_when: &[Condition::new("kind", &["true"])], ..INNER },
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
