//! What JSON objects have of their schemas.

use serde_json::{Map, Value};

use crate::server::{Condition, FieldSchema, ObjectSchema, Schema, UnionSchema};

/// Returns the fields of inner objects that an object requires, each with the field that contains it.
pub(super) fn required_inside(
    object: &'static ObjectSchema,
    map: &Map<String, Value>,
) -> Vec<(&'static FieldSchema, &'static FieldSchema)> {
    let holds = |condition: &Condition| {
        let other = object.fields.iter().find(|field| field.name == condition.field);
        let value = other.and_then(|field| map.get(find(field, map)?)).filter(|value| !value.is_null());
        let text = value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        condition.holds(text.as_deref(), true)
    };
    let mut found = Vec::new();
    for field in object.fields {
        let Schema::Object(inner) = field.schema else { continue };
        for requirement in field.requires.iter().filter(|requirement| requirement.when.iter().any(holds)) {
            let required = inner.fields.iter().find(|inner| inner.name == requirement.field);
            found.extend(required.map(|required| (field, required)));
        }
    }
    found
}

/// Returns the name under which a field is present.
pub(super) fn find(field: &FieldSchema, map: &Map<String, Value>) -> Option<&'static str> {
    std::iter::once(&field.name).chain(field.aliases).copied().find(|key| map.contains_key(*key))
}

/// Returns the variant of a union value: its tag, the schema of the content, and the content's location.
pub(super) fn variant<'a>(
    union: &'a UnionSchema,
    map: &Map<String, Value>,
) -> Option<(&'static str, &'a Schema, Option<&'static str>)> {
    let tag = map.get(union.tag)?.as_str()?;
    let (tag, schema) = union.variants.iter().find(|(name, _)| *name == tag)?;
    Some((tag, schema, union.content))
}
