//! Masking of secrets in the journal.

use serde_json::{Map, Value, json};

use super::members::{find, variant};
use crate::server::{InputSchema, Location, Media, ObjectSchema, Schema};

const MASKED: &str = "***";

/// Masks a request with its parameters and body.
pub(super) fn request(input: &InputSchema, mut request: Value) -> Value {
    for parameter in input.parameters {
        let place = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "headers",
            Location::Cookie => "cookies",
        };
        if let Some(value) = request.get_mut(place).and_then(|values| values.get_mut(parameter.name)) {
            match (&parameter.schema, value) {
                (Schema::List(rules), Value::Array(values)) => values.iter_mut().for_each(|v| mask(&rules.items, v)),
                (schema, value) => mask(schema, value),
            }
        }
    }
    if let (Some(schema), Some(body)) = (&input.body, request.get_mut("body")) {
        // A file may contain anything.
        if schema.media == Media::Form {
            files(body);
        }
        mask(&schema.schema, body);
    }
    request
}

fn files(body: &mut Value) {
    for value in body.as_object_mut().into_iter().flat_map(|fields| fields.values_mut()) {
        if let Value::Object(file) = value {
            file.retain(|name, _| name == "name" || name == "content_type");
        }
    }
}

/// Masks secrets, and any value in place of an object with secrets.
pub(super) fn mask(schema: &Schema, value: &mut Value) {
    match (schema, value) {
        (_, Value::Null) => {}
        (Schema::Secret(_), value) => *value = json!(MASKED),
        (Schema::Nullable(schema), value) => mask(schema, value),
        (Schema::Shaped(union), value) => {
            let may_be_secret =
                value.is_string() && union.variants.iter().any(|schema| matches!(schema, Schema::Secret(_)));
            match union.chosen(value).filter(|_| !may_be_secret) {
                Some(schema) => mask(schema, value),
                // What is no variant may be secret.
                None => *value = json!(MASKED),
            }
        }
        (Schema::List(rules), Value::Array(items)) => items.iter_mut().for_each(|item| mask(&rules.items, item)),
        (Schema::Map(rules), Value::Object(map)) => map.values_mut().for_each(|value| mask(&rules.values, value)),
        (Schema::Object(object), Value::Object(map)) => self::object(object, map),
        (Schema::Union(union), Value::Object(map)) => match variant(union, map) {
            Some((_, schema, Some(content))) => {
                if let Some(value) = map.get_mut(content) {
                    mask(schema, value);
                }
            }
            Some((_, Schema::Object(object), None)) => {
                let tag = map.remove(union.tag);
                self::object(object, map);
                map.extend(tag.map(|tag| (union.tag.to_owned(), tag)));
            }
            Some((_, _, None)) => {}
            // The content of an unknown variant may be secret.
            None => map.iter_mut().filter(|(key, _)| *key != union.tag).for_each(|(_, value)| *value = json!(MASKED)),
        },
        (Schema::List(_) | Schema::Map(_) | Schema::Object(_) | Schema::Union(_), value) => *value = json!(MASKED),
        _ => {}
    }
}

fn object(object: &ObjectSchema, map: &mut Map<String, Value>) {
    let mut known = Vec::new();
    for field in object.fields {
        if let Some(key) = find(field, map) {
            known.push(key);
            if let Some(value) = map.get_mut(key) {
                mask(&field.schema, value);
            }
        }
    }
    if let Some(schema) = object.extra {
        map.iter_mut().filter(|(key, _)| !known.contains(&key.as_str())).for_each(|(_, value)| mask(schema, value));
    }
    // An unknown field may be a misspelled secret.
    if object.fields.iter().any(|field| matches!(field.schema, Schema::Secret(_))) {
        map.iter_mut().filter(|(key, _)| !known.contains(&key.as_str())).for_each(|(_, value)| *value = json!(MASKED));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{FieldSchema, ListRules, StringRules};

    static LOGIN: ObjectSchema = ObjectSchema {
        name: "Login",
        rules: &[],
        extra: None,
        fields: &[
            FieldSchema { name: "user", schema: Schema::String(StringRules::ANY), ..FieldSchema::ANY },
            FieldSchema {
                name: "password",
                aliases: &["pwd"],
                schema: Schema::Secret(StringRules::ANY),
                ..FieldSchema::ANY
            },
        ],
    };
    static LOGINS: ListRules = ListRules { items: Schema::Object(&LOGIN), ..ListRules::ANY };

    #[test]
    fn secrets_become_stars_whatever_their_name_or_shape() {
        let mut value = json!([
            { "user": "ali", "password": "hunter2" },
            { "user": "eve", "pwd": ["hunter2"], "pasword": "hunter2" },
            "hunter2",
        ]);
        mask(&Schema::List(&LOGINS), &mut value);
        let stars = json!([
            { "user": "ali", "password": "***" },
            { "user": "eve", "pwd": "***", "pasword": "***" },
            "***",
        ]);
        assert_eq!(value, stars);
    }
}
