//! Fields of a new resource that neither requests nor the service set, as the examples show them.

use serde_json::Value;

use super::description::{Does, Effect, Resource, Resources, SetTo};
use super::fields::{self, Fields};
use super::render::object_at;
use crate::mock::catalog::Catalog;

/// Returns the fields of new resources, and gives ids the form that the examples show.
pub(super) fn all(resources: &mut Resources, catalog: &Catalog) -> Vec<Fields> {
    let mut sketches: Vec<Fields> = resources.iter().map(|(_, resource)| shown(resource, catalog)).collect();
    let prefix = |(number, resource): (usize, &Resource)| {
        let prefixes = resource.set.iter().filter_map(|(field, setting)| {
            let shown = fields::get(&sketches[number], field)?.as_str()?;
            let length = match setting.to {
                SetTo::Uuid => 36,
                SetTo::Hex => 32,
                _ => return None,
            };
            let (prefix, id) = shown.split_at_checked(shown.len().checked_sub(length)?)?;
            let is_id = id.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
            is_id.then(|| (number, field.clone(), prefix.to_owned()))
        });
        prefixes.collect::<Vec<_>>()
    };
    for (number, field, prefix) in resources.iter().flat_map(prefix).collect::<Vec<_>>() {
        resources.set_prefix(number, &field, prefix);
    }
    for (number, resource) in resources.iter() {
        let sketch = &mut sketches[number];
        let set = resource.set.keys().chain(&resource.scope).chain([&resource.id, &resource.key]);
        for name in resource.sendable().chain(set.map(String::as_str)) {
            fields::remove(sketch, name);
        }
    }
    sketches
}

/// Returns what the example of an operation shows: one that gets a resource, else one that lists them, else another.
fn shown(resource: &Resource, catalog: &Catalog) -> Fields {
    let order = [Does::Get, Does::List, Does::Create, Does::Put];
    // A group of a list is no resource.
    let whole: Vec<&Effect> = resource.effects.iter().filter(|effect| effect.groups.is_none()).collect();
    for effect in order.iter().flat_map(|does| whole.iter().filter(move |effect| effect.does == *does)) {
        let Some(described) = catalog.by_id(&effect.operation) else { continue };
        let Some(schema) = described.operation.usual_response() else { continue };
        let example = described.examples.iter().find_map(|example| example.response.body.clone());
        let mut body = example.unwrap_or_else(|| catalog.samples.value(schema));
        let Some((_, value)) = object_at(schema, &mut body, &effect.response) else { continue };
        let value = match value {
            Value::Array(items) => items.first_mut(),
            value => Some(value),
        };
        if let Some(Value::Object(shown)) = value
            && !shown.is_empty()
        {
            let mut found = Fields::new();
            for (name, value) in std::mem::take(shown) {
                fields::set(&mut found, resource.stored(&name), value);
            }
            return found;
        }
    }
    Fields::new()
}
