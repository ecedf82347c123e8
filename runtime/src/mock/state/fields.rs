//! Fields of a resource, by their paths: `status.phase`.

use serde_json::{Map, Value};

/// Fields of a resource.
pub(super) type Fields = Map<String, Value>;

/// Returns a field.
pub(super) fn get<'a>(fields: &'a Fields, path: &str) -> Option<&'a Value> {
    let (name, inner) = path.split_once('.').map_or((path, None), |(name, inner)| (name, Some(inner)));
    let value = fields.get(name)?;
    inner.map_or(Some(value), |inner| get(value.as_object()?, inner))
}

/// Sets a field. What is on the way and no object becomes one.
pub(super) fn set(fields: &mut Fields, path: &str, value: Value) {
    let Some((name, inner)) = path.split_once('.') else {
        fields.insert(path.to_owned(), value);
        return;
    };
    let outer = fields.entry(name).or_insert_with(|| Map::new().into());
    if !outer.is_object() {
        *outer = Map::new().into();
    }
    if let Value::Object(outer) = outer {
        set(outer, inner, value);
    }
}

/// Removes a field.
pub(super) fn remove(fields: &mut Fields, path: &str) -> Option<Value> {
    match path.split_once('.') {
        None => fields.remove(path),
        Some((name, inner)) => remove(fields.get_mut(name)?.as_object_mut()?, inner),
    }
}
