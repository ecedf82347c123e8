//! Whole numbers that are written with a fraction: to JSON, `3.0` is `3`.

use serde_json::{Map, Number, Value};

use super::schema::{FieldSchema, ObjectSchema, Schema};

/// The end of the whole numbers of 64 bits.
const END: f64 = 9_223_372_036_854_775_808.0;

/// A number that has no fraction, however it is written.
pub(super) fn whole(number: &Number) -> Option<i64> {
    // Exact within these bounds.
    #[allow(clippy::cast_possible_truncation)]
    let float = |number: f64| (number.fract() == 0.0 && number.abs() < END).then_some(number as i64);
    number.as_i64().or_else(|| number.as_f64().filter(|_| number.is_f64()).and_then(float))
}

/// Writes the whole numbers of a body as readers of whole numbers want them.
pub(super) fn rewrite(schema: &Schema, value: &mut Value) {
    match (schema, value) {
        (Schema::Integer(_) | Schema::IntegerEnum(_), value) => {
            if let Some(number) = value.as_number().and_then(whole) {
                *value = number.into();
            }
        }
        (Schema::List(rules), Value::Array(items)) => items.iter_mut().for_each(|item| rewrite(&rules.items, item)),
        (Schema::Map(rules), Value::Object(map)) => map.values_mut().for_each(|value| rewrite(&rules.values, value)),
        (Schema::Object(schema), Value::Object(map)) => object(schema, map),
        (Schema::Union(union), Value::Object(map)) => {
            let tag = map.get(union.tag).and_then(Value::as_str);
            let variant = union.variants.iter().find(|(name, _)| Some(*name) == tag).map(|(_, schema)| schema);
            match (variant, union.content) {
                (Some(schema), Some(content)) => {
                    map.get_mut(content).into_iter().for_each(|value| rewrite(schema, value))
                }
                (Some(Schema::Object(schema)), None) => object(schema, map),
                _ => {}
            }
        }
        _ => {}
    }
}

fn object(schema: &ObjectSchema, map: &mut Map<String, Value>) {
    for FieldSchema { name, aliases, schema, .. } in schema.fields {
        for key in std::iter::once(name).chain(*aliases) {
            map.get_mut(*key).into_iter().for_each(|value| rewrite(schema, value));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::server::{IntegerRules, ListRules, TextRules};

    static THING: ObjectSchema = ObjectSchema {
        name: "Thing",
        fields: &[
            FieldSchema {
                name: "sizes",
                aliases: &["measures"],
                schema: Schema::List(&ListRules { items: Schema::Integer(IntegerRules::ANY), ..ListRules::ANY }),
                ..FieldSchema::ANY
            },
            FieldSchema {
                name: "version",
                schema: Schema::Text(TextRules { also_number: true, ..TextRules::ANY }),
                ..FieldSchema::ANY
            },
        ],
    };

    #[test]
    fn whole_numbers_lose_their_fraction_and_texts_do_not() {
        let mut value = json!({ "measures": [3.0, -1e3, 2.5, 1e300, 7], "version": 1.0, "other": 2.0 });
        rewrite(&Schema::Object(&THING), &mut value);
        let expected = json!({ "measures": [3, -1000, 2.5, 1e300, 7], "version": 1.0, "other": 2.0 });
        assert_eq!(value.to_string(), expected.to_string());
    }

    #[test]
    fn numbers_beyond_64_bits_are_not_whole() {
        let number = |text: &str| whole(&serde_json::from_str(text).unwrap());
        assert_eq!(number("-9223372036854775809"), None);
        assert_eq!(number("9223372036854775807"), Some(i64::MAX));
        assert_eq!(number("4611686018427387904.0"), Some(1 << 62));
    }
}
