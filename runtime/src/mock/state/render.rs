//! Responses with the fields of stored resources.

use serde_json::{Map, Value};

use super::description::{Effect, Groups, Resource};
use super::fields::{self, Fields};
use super::list::Page;
use crate::meta::PagingStyle;
use crate::mock::catalog::Catalog;
use crate::mock::described::{Described, Example};
use crate::mock::{matching, paging};
use crate::server::{DynamicOutput, FieldSchema, ObjectSchema, Schema, UnionSchema, Validation};

/// Returns the response of an operation on one resource.
pub(super) fn one(
    described: &Described,
    (resource, effect): (&Resource, &Effect),
    catalog: &Catalog,
    request: &Value,
    fields: &Fields,
) -> DynamicOutput {
    let Some(schema) = described.operation.usual_response() else { return Value::Null.into() };
    let example = example(described, (resource, effect), request, fields);
    let mut body = template(example, schema, catalog);
    if let Some((schema, value)) = object_at(schema, &mut body, &effect.response) {
        *value = project(&schema, value, fields, resource, catalog);
    }
    if let Some(cut) = &described.meta().paging {
        // A list beside the resource, such as the tasks of a job.
        let shown = example.map_or(&Value::Null, |example| &example.request);
        paging::cut(&mut body, schema, described.operation.input, cut, (shown, request), None);
    }
    body.into()
}

/// Returns the example that fits best: of those of a resource in the same state if there are any, because what is beside the
/// resource belongs to its state, such as the tasks of a job that failed.
fn example<'d>(
    described: &'d Described,
    (resource, effect): (&Resource, &Effect),
    request: &Value,
    fields: &Fields,
) -> Option<&'d Example> {
    let state = resource.states.as_ref().map_or("", |states| &states.field);
    let present = fields::get(fields, state);
    let is_in_state = |example: &&Example| {
        let mut body = example.response.body.as_ref();
        for name in &effect.response {
            body = body.and_then(|body| body.get(name));
        }
        let body = body.and_then(Value::as_object);
        let named = body.and_then(|body| body.iter().find(|(name, _)| resource.stored(name) == state));
        let shown = named.map(|(_, value)| value).or_else(|| fields::get(body?, state));
        present.is_some() && shown == present
    };
    let in_state = matching::best(described.examples.iter().filter(is_in_state), request);
    in_state.or_else(|| matching::best(&described.examples, request))
}

/// Returns the response of an operation that lists resources.
pub(super) fn list(
    described: &Described,
    (resource, effect): (&Resource, &Effect),
    catalog: &Catalog,
    request: &Value,
    page: &Page,
) -> DynamicOutput {
    let Some(schema) = described.operation.usual_response() else { return Value::Null.into() };
    let mut body = template(matching::best(&described.examples, request), schema, catalog);
    if let Some((schema, value)) = object_at(schema, &mut body, &effect.response) {
        let item = items(&schema);
        let shown = value.get(0).cloned().unwrap_or_else(|| catalog.samples.value(item));
        *value = match &effect.groups {
            Some(groups) => grouped(item, &shown, groups, resource, catalog, page),
            None => page.items.iter().map(|fields| project(item, &shown, fields, resource, catalog)).collect(),
        };
    }
    let total = described.meta().paging.and_then(|paging| paging.total).map(|name| vec![name.to_owned()]);
    let total = total.filter(|_| effect.total.is_empty()).unwrap_or_else(|| effect.total.clone());
    if let (Value::Object(body), false) = (&mut body, total.is_empty()) {
        fields::set(body, &total.join("."), page.total.into());
    }
    if let Some(PagingStyle::Cursor { next }) = described.meta().paging.map(|paging| paging.style) {
        paging::point(&mut body, schema, next, page.next);
    }
    body.into()
}

/// Returns groups of resources with an equal field, in the order of their first resources.
fn grouped(
    schema: &Schema,
    shown: &Value,
    groups: &Groups,
    resource: &Resource,
    catalog: &Catalog,
    page: &Page,
) -> Value {
    let mut example = shown.clone();
    let Some((inner, value)) = object_at(schema, &mut example, &groups.items) else { return Value::Array(Vec::new()) };
    let item = items(&inner);
    let shown_item = value.get(0).cloned().unwrap_or_else(|| catalog.samples.value(item));
    let mut made: Vec<(Value, Vec<Value>)> = Vec::new();
    for fields in &page.items {
        let name = fields::get(fields, &groups.by).cloned().unwrap_or_default();
        let one = project(item, &shown_item, fields, resource, catalog);
        match made.iter_mut().find(|(known, _)| *known == name) {
            Some((_, list)) => list.push(one),
            None => made.push((name, vec![one])),
        }
    }
    let group = |(name, list): (Value, Vec<Value>)| {
        let mut group = Fields::new();
        fields::set(&mut group, &groups.name, name);
        fields::set(&mut group, &groups.items.join("."), list.into());
        project(schema, shown, &group, resource, catalog)
    };
    made.into_iter().map(group).collect()
}

/// Returns the body of an example, or a sample.
fn template(example: Option<&Example>, schema: &Schema, catalog: &Catalog) -> Value {
    let shown = example.and_then(|example| example.response.body.clone());
    shown.unwrap_or_else(|| catalog.samples.value(schema))
}

/// Returns the value at a path of fields, with its schema.
pub(super) fn object_at<'v>(schema: &Schema, body: &'v mut Value, path: &[String]) -> Option<(Schema, &'v mut Value)> {
    let mut found = (*schema, body);
    for name in path {
        let (Schema::Object(object), Value::Object(fields)) = found else { return None };
        let field = object.fields.iter().find(|field| field.name == name)?;
        found = (field.schema, fields.entry(name.clone()).or_insert(Value::Null));
    }
    Some(found)
}

/// Returns a value of a type with the fields of a resource. What the resource does not have is as shown if it is
/// required, and absent otherwise.
fn project(schema: &Schema, shown: &Value, fields: &Fields, resource: &Resource, catalog: &Catalog) -> Value {
    if let Schema::Union(union) = schema
        && let Some((tag, variant)) = variant(union, fields, resource)
    {
        let mut made = project(variant, shown, fields, resource, catalog);
        if let Value::Object(made) = &mut made {
            made.insert(union.tag.to_owned(), tag.into());
        }
        return made;
    }
    let Schema::Object(object) = schema else {
        let id = fields.get(&resource.id).cloned().unwrap_or_default();
        return if schema.check(&id, Validation::Lenient).is_empty() { id } else { fields.clone().into() };
    };
    // A response without any field of the resource says something else, such as that all went well.
    if !object.fields.iter().any(|field| fields::get(fields, resource.stored(field.name)).is_some()) {
        return shown.clone();
    }
    let mut made = Map::new();
    for field in object.fields {
        let own = fields::get(fields, resource.stored(field.name));
        let value = own.and_then(|own| fitting(field, own, shown.get(field.name)));
        if let Some(value) = value.or_else(|| needed(object, field, shown, catalog)) {
            made.insert(field.name.to_owned(), value);
        }
    }
    made.into()
}

/// Returns the variant that a resource is, with its tag.
fn variant(
    union: &'static UnionSchema,
    fields: &Fields,
    resource: &Resource,
) -> Option<(&'static str, &'static Schema)> {
    let tag = fields::get(fields, resource.stored(union.tag)).filter(|_| union.content.is_none())?;
    union.variants.iter().find(|(known, _)| tag == known).map(|(known, schema)| (*known, schema))
}

/// Returns a value as the type of a field has it: with what the example shows of an object, if it lacks something.
fn fitting(field: &FieldSchema, own: &Value, shown: Option<&Value>) -> Option<Value> {
    let fits = |value: &Value| field.schema.check(value, Validation::Lenient).is_empty();
    if own.is_null() {
        return field.nullable.then_some(Value::Null);
    }
    if fits(own) {
        return Some(own.clone());
    }
    let (Value::Object(own), Some(Value::Object(shown))) = (own, shown) else { return None };
    let mut both = shown.clone();
    both.extend(own.clone());
    Some(both.into()).filter(fits)
}

/// Returns a value of a required field.
fn needed(object: &'static ObjectSchema, field: &FieldSchema, shown: &Value, catalog: &Catalog) -> Option<Value> {
    if !field.required {
        return None;
    }
    if field.nullable {
        return Some(Value::Null);
    }
    let sample = || catalog.samples.value(&Schema::Object(object)).get(field.name).cloned();
    shown.get(field.name).cloned().or_else(sample)
}

/// Returns the schema of the items of a list, or the schema itself.
fn items(schema: &Schema) -> &Schema {
    match schema {
        Schema::List(rules) => &rules.items,
        other => other,
    }
}
