//! Echo of request values in the response.
//!
//! Only values that differ from the example's request are echoed: the request of an example receives its
//! exact response.

use serde_json::{Map, Value};

use super::matching::same;
use crate::server::{ObjectSchema, Schema, Validation};

/// Equal strings of at least this length are equal on purpose: ids, not words.
const DISTINCT: usize = 8;

/// Replaces values of the example by those of the request, under the same names, where they are valid.
///
/// `besides` lists query parameters that state what the caller knows, not what it requests.
pub(super) fn echo(response: &mut Value, schema: &Schema, example: &Value, request: &Value, besides: &[&str]) {
    for change in changes(example, request, besides) {
        attempt(response, schema, |response| substitute(response, &change));
        if let (Value::Object(fields), Some(old), true) = (&*response, &change.old, change.path) {
            let ids = fields.iter().filter(|(name, value)| is_id_of(name, &change.name) && same(value, old));
            for name in ids.map(|(name, _)| name.clone()).collect::<Vec<_>>() {
                attempt(response, schema, |response| replace(response, &name, &change.new));
            }
        }
        if let Value::Object(fields) = response
            && fields.contains_key(&change.name)
            && change.outermost
        {
            attempt(response, schema, |response| replace(response, &change.name, &change.new));
        }
        if change.query {
            attempt(response, schema, |response| replace_in_items(response, &change));
        }
    }
    if let (Some(Value::Object(sent)), Value::Object(_)) = (request.get("body"), &*response) {
        merge(response, schema, example.get("body"), sent, &mut Vec::new());
    }
}

/// Scalar value that differs from the example's.
struct Change {
    name: String,
    old: Option<Value>,
    new: Value,
    /// Whether it is a path parameter.
    path: bool,
    /// Whether it is a query parameter.
    query: bool,
    /// Whether it is a path or query parameter.
    outermost: bool,
}

fn changes(example: &Value, request: &Value, besides: &[&str]) -> Vec<Change> {
    let mut changes = Vec::new();
    for place in ["path", "query", "body"] {
        let Some(Value::Object(sent)) = request.get(place) else { continue };
        for (name, new) in sent {
            if place == "query" && besides.contains(&name.as_str()) {
                continue;
            }
            let old = example.get(place).and_then(|values| values.get(name));
            if !is_plain(new) || old.is_some_and(|old| same(old, new)) {
                continue;
            }
            changes.push(Change {
                name: name.clone(),
                old: old.cloned(),
                new: new.clone(),
                path: place == "path",
                query: place == "query",
                outermost: place != "body",
            });
        }
    }
    changes
}

/// Returns true if a response field is what a path parameter names, such as `id` for `order_id`, however
/// short the value is.
fn is_id_of(field: &str, parameter: &str) -> bool {
    field == "id" || parameter.strip_suffix(field).is_some_and(|before| before.ends_with('_'))
}

fn is_plain(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Array(_) | Value::Object(_))
}

/// Replaces every occurrence of the example's value.
fn substitute(value: &mut Value, change: &Change) {
    let Some(old) = &change.old else { return };
    let id = change.path && old.as_str().is_some_and(|text| text.len() >= DISTINCT);
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if (id || *name == change.name) && same(value, old) {
                    *value = change.new.clone();
                } else {
                    substitute(value, change);
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                if id && same(item, old) {
                    *item = change.new.clone();
                } else {
                    substitute(item, change);
                }
            }
        }
        _ => {}
    }
}

fn replace(response: &mut Value, name: &str, new: &Value) {
    if let Some(value) = response.get_mut(name) {
        *value = new.clone();
    }
}

/// Replaces the field of a query parameter in the items of the response's lists: they are what was asked for.
fn replace_in_items(response: &mut Value, change: &Change) {
    let lists: Vec<&mut Value> = match response {
        Value::Array(_) => vec![response],
        Value::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    for item in lists.into_iter().filter_map(Value::as_array_mut).flatten() {
        if item.get(&change.name).is_some_and(is_plain) {
            replace(item, &change.name, &change.new);
        }
    }
}

/// Merges the request body into the response, object by object.
fn merge(
    response: &mut Value,
    schema: &Schema,
    example: Option<&Value>,
    sent: &Map<String, Value>,
    place: &mut Vec<String>,
) {
    for (name, new) in sent {
        let old = example.and_then(|example| example.get(name));
        let known = within(schema, place).and_then(|object| object.fields.iter().find(|field| field.name == name));
        let there = at(response, place).is_some_and(|value| value.get(name).is_some());
        if old.is_some_and(|old| same(old, new)) || !(there || known.is_some()) {
            continue;
        }
        place.push(name.clone());
        // A union variant is replaced as a whole.
        let both = at(response, place).is_some_and(|value| value.is_object()) && within(schema, place).is_some();
        match new {
            Value::Object(inner) if both => merge(response, schema, old, inner, place),
            _ => attempt(response, schema, |response| {
                let parent = at(response, &place[..place.len() - 1]);
                if let Some(Value::Object(fields)) = parent {
                    fields.insert(name.clone(), new.clone());
                }
            }),
        }
        place.pop();
    }
}

/// Returns the schema of the object at a path, if its fields are known.
fn within(schema: &Schema, place: &[String]) -> Option<&'static ObjectSchema> {
    let mut schema = schema;
    for name in place {
        let Schema::Object(object) = schema else { return None };
        schema = &object.fields.iter().find(|field| field.name == name)?.schema;
    }
    match schema {
        Schema::Object(object) => Some(object),
        _ => None,
    }
}

fn at<'a>(value: &'a mut Value, place: &[String]) -> Option<&'a mut Value> {
    place.iter().try_fold(value, |value, name| value.get_mut(name))
}

/// Applies a change, and reverts it if it adds violations, including unlisted enum values: a field of the
/// same name may have another meaning.
pub(super) fn attempt(response: &mut Value, schema: &Schema, change: impl FnOnce(&mut Value)) {
    let broken = |response: &Value| schema.check(response, Validation::Strict).len();
    let before = response.clone();
    change(response);
    if broken(response) > broken(&before) {
        *response = before;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::server::{FieldSchema, IntegerRules, ListRules, StringRules};

    static THING: ObjectSchema = ObjectSchema {
        name: "Thing",
        rules: &[],
        extra: None,
        fields: &[
            FieldSchema { name: "id", schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY },
            FieldSchema { name: "name", schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY },
            FieldSchema { name: "size", schema: Schema::Integer(IntegerRules::ANY), ..FieldSchema::ANY },
            FieldSchema { name: "note", schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY },
        ],
    };

    fn echoed(request: Value) -> Value {
        let mut response = json!({ "id": "0123456789", "name": "pen", "size": 3 });
        let example = json!({ "path": { "thing_id": "0123456789" }, "body": { "name": "pencil", "size": "big" } });
        echo(&mut response, &Schema::Object(&THING), &example, &request, &[]);
        response
    }

    #[test]
    fn the_request_of_the_example_changes_nothing() {
        let request = json!({ "path": { "thing_id": "0123456789" }, "body": { "name": "pencil", "size": "big" } });
        assert_eq!(echoed(request), json!({ "id": "0123456789", "name": "pen", "size": 3 }));
    }

    #[test]
    fn short_ids_show_up_where_their_name_says_so() {
        static ORDER: ObjectSchema = ObjectSchema {
            name: "Order",
            rules: &[],
            extra: None,
            fields: &[
                FieldSchema::optional("id", Schema::INT64),
                FieldSchema::optional("count", Schema::INT64),
                FieldSchema::optional("number", Schema::STRING),
            ],
        };
        let echoed = |parameter: &str, old: Value, new: Value| {
            let mut response = json!({ "id": 17, "count": 17, "number": "17" });
            let (example, request) = (json!({ "path": { parameter: old } }), json!({ "path": { parameter: new } }));
            echo(&mut response, &Schema::Object(&ORDER), &example, &request, &[]);
            response
        };
        let expected = json!({ "id": 5, "count": 17, "number": "17" });
        assert_eq!(echoed("order_id", json!(17), json!(5)), expected);
        assert_eq!(echoed("order", json!(17), json!(5)), expected);
        assert_eq!(echoed("order_number", json!("17"), json!("5"))["number"], "5");
        let other = json!({ "id": 17, "count": 17, "number": "17" });
        assert_eq!(echoed("shop_id", json!(3), json!(5)), other, "it is the id of something else");
    }

    #[test]
    fn items_of_lists_have_what_the_query_asked_for() {
        static LIST: ObjectSchema = ObjectSchema {
            name: "List",
            rules: &[],
            extra: None,
            fields: &[FieldSchema::optional("things", Schema::List(&ListRules::of(Schema::Object(&THING))))],
        };
        let echoed = |query: Value| {
            let mut response = json!({ "things": [{ "id": "a", "name": "pen" }, { "id": "b" }] });
            echo(&mut response, &Schema::Object(&LIST), &json!({}), &json!({ "query": query }), &[]);
            response["things"].clone()
        };
        assert_eq!(echoed(json!({ "name": "ink" })), json!([{ "id": "a", "name": "ink" }, { "id": "b" }]));
        assert_eq!(echoed(json!({ "name": 5, "size": 1 })), json!([{ "id": "a", "name": "pen" }, { "id": "b" }]));
    }

    #[test]
    fn other_values_show_up_where_they_fit() {
        let request = json!({
            "path": { "thing_id": "9876543210" },
            "body": { "name": "ink", "size": "huge", "note": "blue", "price": 7 },
        });
        assert_eq!(echoed(request), json!({ "id": "9876543210", "name": "ink", "size": 3, "note": "blue" }));
    }
}
