//! Random schemas: what is generated satisfies them, whatever they combine.

use proptest::prelude::*;

use super::tests::{checked, leak};
use crate::mock::strings::Strings;
use crate::pattern;
use crate::server::{
    Condition, DurationRules, EnumRules, FieldSchema, IntegerEnumRules, IntegerRules, ListRules, MapRules, Need,
    NumberRules, ObjectSchema, PresenceRule, Schema, StringRules, Validation,
};

/// Strings as a specification brings them for its patterns.
const KNOWN: &[&str] = &["ACabcdef12", "a-b-c", "5h30m", "x=1"];

fn strings() -> impl Strategy<Value = StringRules> {
    const ANY: StringRules = StringRules::ANY;
    static LASTS: DurationRules = DurationRules { min: Some(18_000_000), max: Some(20_000_000) };
    let form = Just(ANY.matches(pattern!("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$")));
    prop_oneof![
        (0..6_u32, 0..9_u32).prop_map(|(min, more)| ANY.at_least(min).at_most((min + more).max(1))),
        Just(ANY.matches(pattern!("^AC[0-9a-f]{8}$")).at_least(10)),
        Just(ANY.matches(pattern!("^[a-z](-[a-z])+$")).at_least(5).at_most(5)),
        Just(ANY.matches(pattern!("^[0-9.]+h[0-9]+m$")).lasts(&LASTS)),
        Just(ANY.matches(pattern!("^[a-z]=[0-9]$"))),
        form,
    ]
}

fn numbers() -> impl Strategy<Value = Schema> {
    let doubles = (-50..50_i32, 1..8_i32, any::<[bool; 2]>()).prop_map(|(min, width, exclusive)| {
        let (min, max) = (f64::from(min) / 4.0, f64::from(min + width) / 4.0);
        let rules = if exclusive[0] { NumberRules::ANY.above(min) } else { NumberRules::ANY.at_least(min) };
        Schema::Number(if exclusive[1] { rules.below(max) } else { rules.at_most(max) })
    });
    let integers = (-50..50_i64, 0..8_i64)
        .prop_map(|(min, width)| Schema::Integer(IntegerRules::ANY.at_least(min).at_most(min + width)));
    let enums = prop::collection::vec(any::<i32>(), 1..4)
        .prop_map(|values| Schema::IntegerEnum(IntegerEnumRules::ANY.only(values.leak())));
    prop_oneof![doubles, integers, enums]
}

/// An object with a kind that requires other fields, and fields of which a rule asks for some.
fn object(schemas: Vec<(Schema, bool)>, kinds: usize, need: Need) -> Schema {
    const NAMES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
    static KINDS: [&str; 3] = ["one", "two", "three"];
    let listed = KINDS.get(..kinds).unwrap_or(&KINDS);
    let mut fields = vec![FieldSchema::required("kind", Schema::Enum(EnumRules::ANY.only(listed)))];
    for (index, ((schema, required), name)) in schemas.into_iter().zip(NAMES).enumerate() {
        fields.push(match index {
            // Those that the rule is about.
            0 | 1 => FieldSchema::optional(name, schema),
            2 => FieldSchema::optional(name, schema).required_when(leak([Condition::new("kind", &["one"])])),
            3 => FieldSchema::optional(name, schema).required_when(leak([Condition::unless("kind", &["one"])])),
            _ if required => FieldSchema::required(name, schema),
            _ => FieldSchema::nullable(name, schema),
        });
    }
    let rules = if fields.len() > 2 { leak([PresenceRule::new(need, &["a", "b"])]) } else { leak([]) };
    Schema::Object(Box::leak(Box::new(ObjectSchema::new("Random", fields.leak()).rules(rules))))
}

fn schemas() -> impl Strategy<Value = Schema> {
    let leaf = prop_oneof![strings().prop_map(Schema::String), numbers(), Just(Schema::Boolean), Just(Schema::Any)];
    leaf.prop_recursive(3, 20, 6, |inner| {
        let needs = [Need::AtLeastOne, Need::ExactlyOne, Need::AtMostOne, Need::AllOrNone];
        let list = (inner.clone(), 0..3_u32).prop_map(|(items, min)| {
            Schema::List(Box::leak(Box::new(ListRules::of(items).at_least(min).at_most(min.max(1)))))
        });
        let map = (inner.clone(), strings(), 0..4_u32).prop_map(|(values, keys, min)| {
            // Of a short key, there are not as many.
            let keys = if keys.max_length.is_some_and(|max| max < 2) { StringRules::ANY } else { keys };
            let min = if keys.duration.is_some() { min.min(1) } else { min };
            let rules = MapRules::of(values).keys(keys).at_least(min).at_most(min.max(1));
            Schema::Map(Box::leak(Box::new(rules)))
        });
        let fields = prop::collection::vec((inner.clone(), any::<bool>()), 0..6);
        let object = (fields, 1..=3_usize, prop::sample::select(needs.to_vec()))
            .prop_map(|(fields, kinds, need)| object(fields, kinds, need));
        let nullable = inner.prop_map(|schema| match schema {
            Schema::Nullable(_) => schema,
            schema => Schema::Nullable(Box::leak(Box::new(schema))),
        });
        prop_oneof![list, map, object, nullable]
    })
}

proptest! {
    #[test]
    fn what_is_generated_satisfies_the_schema(schema in schemas()) {
        checked(&schema, Strings(KNOWN), Validation::Strict);
    }
}
