//! Every rule, satisfied and violated.

use serde_json::{Value, json};

use super::*;
use crate::server::{Condition, DurationRules, Pattern, Requirement, ShapedSchema, UnionSchema};

static LOWER: Pattern = Pattern::new("^[a-z]+$");

static NAME: StringRules =
    StringRules { min_length: Some(2), max_length: Some(5), pattern: Some(&LOWER), ..StringRules::ANY };

static LABELS: ListRules =
    ListRules { items: Schema::String(StringRules::ANY), min_items: Some(1), max_items: Some(2) };

static CHILDREN: ListRules = ListRules { items: Schema::Object(&NODE), ..ListRules::ANY };

/// Refers to itself, as recursive types do.
static NODE: ObjectSchema = ObjectSchema {
    name: "Node",
    rules: &[],
    extra: None,
    fields: &[
        FieldSchema {
            name: "name",
            aliases: &["title"],
            required: true,
            schema: Schema::String(NAME),
            ..FieldSchema::ANY
        },
        FieldSchema { name: "children", nullable: true, schema: Schema::List(&CHILDREN), ..FieldSchema::ANY },
        FieldSchema {
            name: "password",
            schema: Schema::Secret(StringRules { max_length: Some(3), ..StringRules::ANY }),
            required_when: &[Condition::new("name", &["root"])],
            ..FieldSchema::ANY
        },
    ],
};

static SOURCE: UnionSchema = UnionSchema {
    tag: "kind",
    content: Some("spec"),
    variants: &[("node", Schema::Object(&NODE)), ("none", Schema::Any)],
    open: false,
};

static BESIDE: UnionSchema =
    UnionSchema { tag: "kind", content: None, variants: &[("node", Schema::Object(&NODE))], open: true };

fn check_as(validation: Validation, schema: Schema, value: &Value) -> Vec<String> {
    let json = value.to_string();
    let tree = Tree::read(json.as_bytes()).unwrap();
    let mut checker = Checker::new(validation);
    checker.value(&schema, &tree);
    let violations = checker.finish();
    violations.iter().map(ToString::to_string).collect()
}

fn check(schema: Schema, value: Value) -> Vec<String> {
    check_as(Validation::Lenient, schema, &value)
}

fn strictly(schema: Schema, value: Value) -> Vec<String> {
    check_as(Validation::Strict, schema, &value)
}

fn parameter(schema: Schema, text: &str) -> Vec<String> {
    let mut checker = Checker::new(Validation::Lenient);
    checker.inside("query", |this| {
        this.inside("p", |this| this.parameter(&schema, text));
    });
    let violations = checker.finish();
    violations.iter().map(ToString::to_string).collect()
}

const NOTHING: [&str; 0] = [];

#[test]
fn scalars_have_types() {
    let text = Schema::String(StringRules::ANY);
    assert_eq!(check(text, json!("x")), NOTHING);
    assert_eq!(check(text, json!(7)), ["the body: expected a string, got 7"]);
    assert_eq!(check(Schema::Boolean, json!("true")), ["the body: expected true or false, got \"true\""]);
    assert_eq!(check(Schema::Boolean, json!(false)), NOTHING);
    let number = Schema::Number(NumberRules::ANY);
    assert_eq!(check(number, json!(1.5)), NOTHING);
    assert_eq!(check(number, json!(null)), ["the body: expected a number, got null"]);
    assert_eq!(check(Schema::Any, json!([{}])), NOTHING);
}

#[test]
fn text_has_a_length_in_characters_and_a_form() {
    assert_eq!(check(Schema::String(NAME), json!("abc")), NOTHING);
    assert_eq!(
        check(Schema::String(NAME), json!("Ä")),
        [
            "the body: expected at least 2 characters, got \"Ä\"",
            "the body: expected a string that matches ^[a-z]+$, got \"Ä\""
        ]
    );
    let five = StringRules { max_length: Some(5), ..StringRules::ANY };
    assert_eq!(check(Schema::String(five), json!("äöüäö")), NOTHING);
    assert_eq!(check(Schema::String(five), json!("äöüäöü")).len(), 1);
}

#[test]
fn numbers_may_stand_for_text_and_text_for_numbers() {
    let text = StringRules { max_length: Some(2), also_number: true, ..StringRules::ANY };
    assert_eq!(check(Schema::String(text), json!(12)), NOTHING);
    assert_eq!(check(Schema::String(text), json!(123)), ["the body: expected at most 2 characters, got 123"]);
    static DIGITS: Pattern = Pattern::new("^[0-9]+$");
    let digits = StringRules { pattern: Some(&DIGITS), also_number: true, ..StringRules::ANY };
    assert_eq!(check(Schema::String(digits), json!(12.0)), NOTHING, "an integer in another notation");
    assert_eq!(check(Schema::String(digits), json!(12.5)).len(), 1);
    let number = IntegerRules { max: Some(9), also_string: true, ..IntegerRules::ANY };
    assert_eq!(check(Schema::Integer(number), json!("7")), NOTHING);
    assert_eq!(check(Schema::Integer(number), json!("17")), ["the body: expected at most 9, got \"17\""]);
    assert_eq!(check(Schema::Integer(IntegerRules::ANY), json!("7")), ["the body: expected an integer, got \"7\""]);
}

#[test]
fn numbers_have_ranges() {
    let rules = IntegerRules { min: Some(0), max: Some(100), ..IntegerRules::ANY };
    assert_eq!(check(Schema::Integer(rules), json!(100)), NOTHING);
    assert_eq!(check(Schema::Integer(rules), json!(-1)), ["the body: expected at least 0, got -1"]);
    assert_eq!(check(Schema::Integer(rules), json!(1.5)).len(), 1);
    assert_eq!(check(Schema::Integer(rules), json!(u64::MAX)).len(), 1);
    let rules = Schema::Number(NumberRules::ANY.at_least(1.0).at_most(9_007_199_254_740_992.0));
    assert_eq!(check(rules, json!(0.25)), ["the body: expected at least 1, got 0.25"]);
    for fits in [json!(1.0), json!(9_007_199_254_740_992.0), json!(9_007_199_254_740_992_u64)] {
        assert_eq!(check(rules, fits), NOTHING);
    }
    for beyond in ["9007199254740993", "18446744073709551615", "1e300"] {
        let expected = |got: &str| format!("expected at most 9007199254740992, got {got}");
        let number: Value = beyond.parse().unwrap();
        assert_eq!(check(rules, number.clone()), [format!("the body: {}", expected(&number.to_string()))]);
        assert_eq!(parameter(rules, beyond).len(), 1, "{beyond}");
    }
}

#[test]
fn ranges_may_be_fractional_and_exclude_their_ends() {
    let weight = Schema::Number(NumberRules::ANY.at_least(0.5).at_most(12.5));
    for fits in [json!(0.5), json!(1), json!(12.5)] {
        assert_eq!(check(weight, fits), NOTHING);
    }
    assert_eq!(check(weight, json!(0)), ["the body: expected at least 0.5, got 0"]);
    assert_eq!(check(weight, json!(12.51)), ["the body: expected at most 12.5, got 12.51"]);
    assert_eq!(check(weight, json!(13)), ["the body: expected at most 12.5, got 13"]);
    let share = Schema::Number(NumberRules::ANY.above(0.0).below(1.0));
    assert_eq!(check(share, json!(0.5)), NOTHING);
    assert_eq!(check(share, json!(0)), ["the body: expected more than 0, got 0"]);
    assert_eq!(check(share, json!(1.0)), ["the body: expected less than 1, got 1.0"]);
    assert_eq!(parameter(share, "0.0").len(), 1);
}

#[test]
fn durations_have_bounds() {
    static FORM: Pattern = Pattern::new("^[0-9.hms]+$").of("a duration such as `1h30m`");
    static BOUNDS: DurationRules = DurationRules { min: Some(900_000), max: Some(86_400_000) };
    let life = Schema::String(StringRules::ANY.matches(&FORM).lasts(&BOUNDS));
    for fits in ["15m", "24h", "1h30m", "900s", "1.5h"] {
        assert_eq!(check(life, json!(fits)), NOTHING, "{fits}");
        assert_eq!(parameter(life, fits), NOTHING, "{fits}");
    }
    assert_eq!(check(life, json!("14m59s")), ["the body: expected at least 15m, got \"14m59s\""]);
    assert_eq!(check(life, json!("24h1ms")), ["the body: expected at most 24h, got \"24h1ms\""]);
    assert_eq!(
        check(life, json!("one day")),
        ["the body: expected a string that is a duration such as `1h30m`, got \"one day\""]
    );
}

#[test]
fn enums_list_their_values_unless_open() {
    let rules = EnumRules { values: &["asc", "desc"], open: false, ignore_case: false };
    assert_eq!(check(Schema::Enum(rules), json!("asc")), NOTHING);
    assert_eq!(check(Schema::Enum(rules), json!("ASC")), ["the body: expected \"asc\" or \"desc\", got \"ASC\""]);
    let any_case = EnumRules { ignore_case: true, ..rules };
    assert_eq!(check(Schema::Enum(any_case), json!("ASC")), NOTHING);
    let open = EnumRules { open: true, ..rules };
    assert_eq!(check(Schema::Enum(open), json!("sideways")), NOTHING);
    let rejected = ["the body: expected \"asc\" or \"desc\", got \"sideways\""];
    assert_eq!(strictly(Schema::Enum(open), json!("sideways")), rejected);
    assert_eq!(check(Schema::Enum(open), json!(1)).len(), 1);
}

#[test]
fn lists_and_maps_are_checked_to_the_bottom() {
    assert_eq!(check(Schema::List(&LABELS), json!(["a"])), NOTHING);
    assert_eq!(check(Schema::List(&LABELS), json!([])), ["the body: expected at least 1 item, got 0"]);
    assert_eq!(
        check(Schema::List(&LABELS), json!(["a", 2, 3])),
        ["the body: expected at most 2 items, got 3", "/1: expected a string, got 2", "/2: expected a string, got 3"]
    );
    static BOOLEANS: MapRules =
        MapRules { values: Schema::Boolean, min_entries: Some(1), max_entries: Some(2), ..MapRules::ANY };
    assert_eq!(check(Schema::Map(&BOOLEANS), json!({})), ["the body: expected at least 1 entry, got 0"]);
    assert_eq!(
        check(Schema::Map(&BOOLEANS), json!({"a": true, "b": true, "c": false})),
        ["the body: expected at most 2 entries, got 3"]
    );
    assert_eq!(
        check(Schema::Map(&BOOLEANS), json!({"a/b~": 1, "c": true})),
        ["/a~1b~0: expected true or false, got 1"]
    );
}

#[test]
fn rules_count_the_fields_that_are_present() {
    static FIELDS: &[FieldSchema] = &[
        FieldSchema::optional("a", Schema::STRING),
        FieldSchema::optional("b", Schema::STRING).aliases(&["bb"]),
        FieldSchema::clearable("c", Schema::STRING),
    ];
    fn rule(need: Need, value: Value) -> Vec<String> {
        let rules: &'static [PresenceRule] = Box::leak(Box::new([PresenceRule::new(need, &["a", "b", "c"])]));
        let object: &'static ObjectSchema = Box::leak(Box::new(ObjectSchema::new("Thing", FIELDS).rules(rules)));
        check(Schema::Object(object), value)
    }
    for (need, words, allowed) in [
        (Need::AtLeastOne, "at least one of", [false, true, true, true]),
        (Need::ExactlyOne, "exactly one of", [false, true, false, false]),
        (Need::AtMostOne, "at most one of", [true, true, false, false]),
        (Need::AllOrNone, "all or none of", [true, false, false, true]),
    ] {
        // Null is a value only of what it clears; an alias counts as its field.
        let values = [
            (json!({ "a": null }), "none"),
            (json!({ "c": null }), "`c`"),
            (json!({ "a": "x", "bb": "y" }), "`a` and `b`"),
            (json!({ "a": "x", "b": "y", "c": "z" }), "`a`, `b` and `c`"),
        ];
        for ((value, got), allowed) in values.into_iter().zip(allowed) {
            let expected = format!("the body: expected {words} `a`, `b` and `c`, got {got}");
            assert_eq!(rule(need, value), if allowed { vec![] } else { vec![expected] });
        }
    }
}

#[test]
fn a_place_can_take_some_values_of_an_enum() {
    const COLORS: EnumRules = EnumRules { values: &["red", "green", "verde"], open: true, ignore_case: true };
    const LEVELS: IntegerEnumRules = IntegerEnumRules { values: &[1, 2], open: true };
    let color = Schema::Enum(COLORS.only(&["green", "verde"]));
    assert_eq!(check(color, json!("Verde")), NOTHING);
    assert_eq!(check(color, json!("red")), ["the body: expected \"green\" or \"verde\", got \"red\""]);
    assert_eq!(check(color, json!("blue")), ["the body: expected \"green\" or \"verde\", got \"blue\""]);
    assert_eq!(check(Schema::IntegerEnum(LEVELS.only(&[2])), json!(1)), ["the body: expected 2, got 1"]);
}

#[test]
fn keys_of_maps_are_checked_at_their_entries() {
    static NAMED: MapRules = MapRules::of(Schema::Boolean).keys(NAME);
    assert_eq!(check(Schema::Map(&NAMED), json!({"abc": true})), NOTHING);
    assert_eq!(
        check(Schema::Map(&NAMED), json!({"A-B": false, "a": true, "abcdef": 1})),
        [
            "/A-B: expected a key that matches ^[a-z]+$, got \"A-B\"",
            "/a: expected a key of at least 2 characters, got \"a\"",
            "/abcdef: expected a key of at most 5 characters, got \"abcdef\"",
            "/abcdef: expected true or false, got 1",
        ]
    );
}

#[test]
fn objects_know_their_fields() {
    let node = Schema::Object(&NODE);
    assert_eq!(check(node, json!({"title": "abc", "children": null, "more": 1})), NOTHING);
    assert_eq!(
        check(node, json!({"children": [{"name": "ab"}, {}]})),
        ["/name: expected a value, got nothing", "/children/1/name: expected a value, got nothing"]
    );
    assert_eq!(check(node, json!({"name": null})), ["/name: expected a value, got null"]);
    assert_eq!(check(node, json!("x")), ["the body: expected an object (Node), got a string"]);
}

#[test]
fn strictness_is_about_what_is_not_known() {
    let node = Schema::Object(&NODE);
    assert_eq!(check(node, json!({"name": "abc", "password": null})), NOTHING);
    assert_eq!(
        strictly(node, json!({"title": "abc", "password": null, "more": {"a": 1}})),
        ["/password: expected a value, got null", "/more: expected only known fields of Node, got an object"]
    );
}

#[test]
fn other_fields_can_make_a_field_required() {
    let node = Schema::Object(&NODE);
    assert_eq!(check(node, json!({"title": "root"})), ["/password: expected a value, got nothing"]);
    static OBJECT: ObjectSchema = ObjectSchema {
        name: "Pair",
        rules: &[],
        extra: None,
        fields: &[FieldSchema {
            name: "b",
            required_when: &[Condition::new("a", &["1"]), Condition::new("c", &[])],
            ..FieldSchema::ANY
        }],
    };
    assert_eq!(check(Schema::Object(&OBJECT), json!({"a": 2})), NOTHING);
    assert_eq!(check(Schema::Object(&OBJECT), json!({"a": 1})).len(), 1);
    assert_eq!(check(Schema::Object(&OBJECT), json!({"c": ""})).len(), 1);
}

#[test]
fn secrets_are_never_shown() {
    let node = Schema::Object(&NODE);
    assert_eq!(
        check(node, json!({"name": "abc", "password": "hunter2"})),
        ["/password: expected at most 3 characters, got ***"]
    );
    assert_eq!(
        check(node, json!({"name": {"password": "hunter2"}, "password": 7})),
        ["/name: expected a string, got an object", "/password: expected a string, got ***"]
    );
}

#[test]
fn unions_follow_their_tag() {
    let source = Schema::Union(&SOURCE);
    assert_eq!(check(source, json!({"kind": "node", "spec": {"name": "ab"}})), NOTHING);
    assert_eq!(check(source, json!({"kind": "none"})), NOTHING);
    assert_eq!(check(source, json!({"kind": "node", "spec": {}})), ["/spec/name: expected a value, got nothing"]);
    assert_eq!(check(source, json!({"kind": "node"})), ["/spec: expected a value, got nothing"]);
    assert_eq!(check(source, json!({"spec": 1})), ["/kind: expected \"node\" or \"none\", got nothing"]);
    assert_eq!(check(source, json!({"kind": "tree"})), ["/kind: expected \"node\" or \"none\", got \"tree\""]);
    assert_eq!(
        strictly(source, json!({"kind": "none", "x": 1})),
        ["/x: expected only `kind` and `spec`, got a number"]
    );
}

#[test]
fn a_tag_beside_the_fields_is_not_unknown() {
    let beside = Schema::Union(&BESIDE);
    assert_eq!(strictly(beside, json!({"kind": "node", "name": "ab"})), NOTHING);
    assert_eq!(check(beside, json!({"kind": "other", "x": 1})), NOTHING);
    assert_eq!(strictly(beside, json!({"kind": "other", "x": 1})), ["/kind: expected \"node\", got \"other\""]);
    assert_eq!(strictly(beside, json!({"kind": "node", "name": "ab", "x": 1})).len(), 1);
}

#[test]
fn parameters_are_spelled_out() {
    assert_eq!(parameter(Schema::Boolean, "true"), NOTHING);
    assert_eq!(parameter(Schema::Boolean, "1"), ["/query/p: expected true or false, got \"1\""]);
    assert_eq!(parameter(Schema::Integer(IntegerRules::ANY), "-7"), NOTHING);
    assert_eq!(parameter(Schema::Integer(IntegerRules::ANY), ""), ["/query/p: expected an integer, got \"\""]);
    assert_eq!(parameter(Schema::Number(NumberRules::ANY), "1e3"), NOTHING);
    assert_eq!(parameter(Schema::Number(NumberRules::ANY), "NaN").len(), 1);
    assert_eq!(parameter(Schema::String(NAME), "abc"), NOTHING);
    assert_eq!(parameter(Schema::Any, ""), NOTHING);
}

#[test]
fn long_values_are_cut() {
    let text = "ä".repeat(1000);
    let shown = quoted(&text);
    assert_eq!(shown.chars().count(), SHOWN);
    assert!(shown.ends_with('…'));
    assert_eq!(quoted("a\"b"), "\"a\\\"b\"");
}

#[test]
fn notes_come_to_an_end() {
    let items: Vec<_> = (0..1000).collect();
    let items = json!(items);
    let json = items.to_string();
    let tree = Tree::read(json.as_bytes()).unwrap();
    let mut checker = Checker::new(Validation::Lenient);
    checker.value(&Schema::List(&ListRules { items: Schema::Boolean, ..ListRules::ANY }), &tree);
    assert_eq!(checker.finish().len(), MOST_VIOLATIONS);
}

static SWITCHES: ObjectSchema = ObjectSchema {
    name: "Switches",
    rules: &[],
    extra: None,
    fields: &[
        FieldSchema {
            name: "mode",
            schema: Schema::Enum(EnumRules { values: &["manual", "by_hand"], ignore_case: true, ..EnumRules::ANY }),
            ..FieldSchema::ANY
        },
        FieldSchema { name: "enabled", schema: Schema::Boolean, ..FieldSchema::ANY },
        FieldSchema {
            name: "reason",
            required_when: &[Condition::new("mode", &["manual", "by_hand"]), Condition::new("enabled", &["true"])],
            ..FieldSchema::ANY
        },
    ],
};

#[test]
fn conditions_compare_as_the_other_field_does() {
    let switches = Schema::Object(&SWITCHES);
    for value in [json!({"mode": "MANUAL"}), json!({"mode": "By_Hand"}), json!({"enabled": true})] {
        assert_eq!(check(switches, value), ["/reason: expected a value, got nothing"]);
    }
    for value in [json!({"mode": "auto"}), json!({"enabled": false}), json!({})] {
        assert_eq!(check(switches, value), NOTHING);
    }
}

#[test]
fn conditions_can_have_exceptions() {
    static PLAN: ObjectSchema = ObjectSchema::new(
        "Plan",
        &[
            FieldSchema::optional("mode", Schema::STRING),
            FieldSchema::optional("count", Schema::INT32).required_when(&[Condition::unless("mode", &["mirror"])]),
        ],
    );
    let plan = Schema::Object(&PLAN);
    for value in [json!({}), json!({"mode": null}), json!({"mode": "extra"})] {
        assert_eq!(check(plan, value), ["/count: expected a value, got nothing"]);
    }
    for value in [json!({"mode": "mirror"}), json!({"mode": "extra", "count": 1}), json!({"count": 1})] {
        assert_eq!(check(plan, value), NOTHING);
    }
}

#[test]
fn objects_can_require_fields_of_objects_in_them() {
    const SIZE: FieldSchema = FieldSchema::optional("size", Schema::INT32).aliases(&["count"]);
    static INNER: ObjectSchema = ObjectSchema::new("Inner", &[SIZE]);
    static OUTER: ObjectSchema = ObjectSchema::new(
        "Outer",
        &[
            FieldSchema::optional("inner", Schema::Object(&INNER))
                .requires(&[Requirement::new("size", &[Condition::new("action", &["scale"])])]),
            FieldSchema::required("action", Schema::STRING),
        ],
    );
    let outer = Schema::Object(&OUTER);
    assert_eq!(check(outer, json!({"inner": {}, "action": "scale"})), ["/inner/size: expected a value, got nothing"]);
    assert_eq!(
        check(outer, json!({"inner": {"size": null}, "action": "scale"})),
        ["/inner/size: expected a value, got null"]
    );
    for value in [
        json!({"action": "scale"}),
        json!({"action": "stop", "inner": {}}),
        json!({"action": "scale", "inner": {"size": 1}}),
        json!({"action": "scale", "inner": {"count": 1}}),
    ] {
        assert_eq!(check(outer, value), NOTHING);
    }
}

#[test]
fn long_keys_are_cut_and_on_one_line() {
    static NUMBERS: MapRules = MapRules { values: Schema::Boolean, ..MapRules::ANY };
    let key = format!("a\n{}", "k".repeat(100));
    let expected = format!("/a {}…: expected true or false, got 1", "k".repeat(62));
    assert_eq!(check(Schema::Map(&NUMBERS), json!({ key: 1 })), [expected]);
}

static PART: ObjectSchema = ObjectSchema::new(
    "Part",
    &[FieldSchema::required("name", Schema::STRING), FieldSchema::required("size", Schema::Integer(IntegerRules::ANY))],
);

static EITHER: ShapedSchema = ShapedSchema {
    name: "Either",
    variants: &[Schema::String(NAME), Schema::Object(&NODE), Schema::Object(&PART), Schema::List(&LABELS)],
    open: true,
};

#[test]
fn the_shape_selects_the_schema() {
    let either = Schema::Shaped(&EITHER);
    for value in [json!("ab"), json!({"name": "ab"}), json!({"name": "AB", "size": 1}), json!(["a"]), json!(true)] {
        assert_eq!(check(either, value.clone()), NOTHING, "{value}");
    }
    assert_eq!(check(either, json!("a")), ["the body: expected at least 2 characters, got \"a\""]);
    assert_eq!(check(either, json!({"name": "AB", "size": "x"})).len(), 1);
    assert_eq!(check(either, json!({})), ["/name: expected a value, got nothing"]);
    assert_eq!(check(either, json!([])), ["the body: expected at least 1 item, got 0"]);
    assert_eq!(strictly(either, json!(true)), ["the body: expected a variant of Either, got true"]);
    static CLOSED: ShapedSchema = ShapedSchema { open: false, ..EITHER };
    assert_eq!(check(Schema::Shaped(&CLOSED), json!(true)), ["the body: expected a variant of Either, got true"]);
}

/// Each level looks like both variants, and violates both.
#[test]
fn unions_in_unions_are_checked_in_little_time() {
    static KNOT: ObjectSchema = ObjectSchema::new(
        "Knot",
        &[FieldSchema::optional("inner", Schema::Shaped(&KNOTS)), FieldSchema::optional("word", Schema::String(NAME))],
    );
    static KNOTS: ShapedSchema =
        ShapedSchema { name: "Knots", variants: &[Schema::Object(&KNOT), Schema::Object(&KNOT)], open: true };
    let deep = (0..60).fold(json!({}), |inner, _| json!({ "inner": inner, "word": "A" }));
    assert!(!check(Schema::Shaped(&KNOTS), deep).is_empty());
}
