//! What a stateful mock is told of the resources of a service. Reads [`specwright_language::ir`] directly: nothing about
//! Rust matters to it.

use serde_json::{Map, Value, json};
use specwright_language::ir::{
    Amount, Api, Condition, Does, Effect, Expires, FamilyId, Field, Groups, ListChange, OnlyIn, Operation, Resource,
    ResourceIndex, SetTo, Shape, Sort, States, Transition,
};
use specwright_language::raw::Presence;

/// The resources of a family, in the order of the specification.
pub(crate) fn of_family(api: &Api, family: FamilyId) -> Vec<Value> {
    api.resources.iter().filter(|resource| resource.family == family).map(|found| resource(api, found)).collect()
}

/// Id of a resource with its family: `v1.thing`.
fn id(api: &Api, resource: ResourceIndex) -> String {
    name(api, api.resource(resource))
}

fn name(api: &Api, resource: &Resource) -> String {
    format!("{}.{}", api.family(resource.family).name, resource.name)
}

fn resource(api: &Api, resource: &Resource) -> Value {
    let ids = |list: &[ResourceIndex]| list.iter().map(|other| id(api, *other)).collect::<Vec<_>>();
    let set = resource.set.iter().map(|(field, to)| (field.clone(), setting(api, resource, field, *to)));
    let counts = resource.counts.iter().map(|(field, other)| (field.clone(), id(api, *other).into()));
    let copies = resource
        .copies
        .iter()
        .map(|(field, copied)| (field.clone(), json!({ "resource": id(api, copied.resource), "field": copied.field })));
    let needs = resource.needs.iter().map(|(field, other)| (field.clone(), id(api, *other).into()));
    let in_use = resource.in_use.as_ref().map(|in_use| json!({ "by": ids(&in_use.by), "code": in_use.code }));
    object([
        ("name", name(api, resource).into()),
        ("scope", scope(api, resource)),
        ("within", json!(resource.within.map(|outer| id(api, outer)))),
        ("key", resource.key.clone().into()),
        ("id", resource.id.clone().into()),
        ("names", map(resource.names.iter().map(|(name, here)| (name.clone(), here.clone().into())))),
        ("unique", resource.unique.iter().map(|field| Value::from(field.as_str())).collect()),
        ("set", map(set)),
        ("initial", map(resource.initial.iter().cloned())),
        ("copies", map(copies)),
        ("counts", map(counts)),
        ("needs", map(needs)),
        ("states", json!(resource.states.as_ref().map(states))),
        ("expires", json!(resource.expires.as_ref().map(expires))),
        ("missing", json!(resource.missing)),
        ("taken", json!(resource.taken)),
        ("in_use", json!(in_use)),
        ("effects", resource.effects.iter().map(|found| effect(api, resource, found)).collect()),
    ])
}

fn effect(api: &Api, resource: &Resource, effect: &Effect) -> Value {
    let operation = api.operation(effect.operation);
    let filter = effect.filter.iter().map(|(parameter, field)| (parameter.clone(), field.clone().into()));
    let lists = effect.lists.iter().map(|(field, change)| {
        let ListChange { by, add, remove } = change;
        (field.clone(), json!({ "by": by, "add": add, "remove": remove }))
    });
    let outer = effect.groups.as_ref().and_then(|_| effect.outer_list(api, operation));
    let groups = effect.groups.as_ref().zip(outer).map(|(groups, outer)| {
        let Groups { by, name } = groups;
        json!({ "by": by, "name": name, "items": &effect.response[outer..] })
    });
    object([
        ("operation", api.operation_id(operation).into()),
        ("does", does(effect.does).into()),
        ("request", json!(effect.request)),
        ("response", json!(&effect.response[..outer.unwrap_or(effect.response.len())])),
        ("each", json!(effect.each)),
        ("with", map(effect.with.iter().cloned())),
        ("lists", map(lists)),
        ("total", json!(effect.total)),
        ("filter", map(filter)),
        ("assumed", assumed(resource, effect, operation)),
        ("all", map(effect.all.iter().map(|(parameter, value)| (parameter.clone(), value.clone().into())))),
        ("groups", json!(groups)),
        ("sort", json!(effect.sort.as_ref().map(|found| sort(found, operation)))),
        ("limit", json!(limit(operation))),
        ("only_in", json!(effect.only_in.as_ref().map(only_in))),
        ("may_be_missing", if effect.may_be_missing { true.into() } else { Value::Null }),
        ("may_exist", if effect.may_exist { true.into() } else { Value::Null }),
        ("renews", if effect.renews { true.into() } else { Value::Null }),
        ("force", json!(effect.force.as_ref().map(|name| &name.value))),
        ("becomes", effect.becomes.iter().map(transition).collect()),
        ("adds", effect.adds.iter().map(|other| Value::from(id(api, *other))).collect()),
        ("sent", sent(api, effect, operation)),
    ])
}

/// Names of the parameters that the client fills in, which separate the resources of different callers.
fn scope(api: &Api, resource: &Resource) -> Value {
    let taken = |name: &str| {
        let mut operations = resource.effects.iter().map(|effect| api.operation(effect.operation));
        operations.any(|operation| operation.parameters.iter().any(|it| it.from_client && it.name.value == name))
    };
    let names = api.client_parameters.iter().map(|parameter| parameter.name.as_str());
    names.filter(|name| taken(name)).chain(resource.scope.iter().map(|name| name.as_str())).collect()
}

fn setting(api: &Api, resource: &Resource, field: &str, to: SetTo) -> Value {
    let shape = resource.field(api, field).map(|field| &field.ty.value);
    let format = match shape {
        Some(Shape::EpochSeconds) => "seconds",
        Some(Shape::EpochSecondsText) => "seconds_text",
        Some(Shape::EpochMillis | Shape::Int32 | Shape::Int64) | None => "integer",
        Some(_) => "text",
    };
    let to = match to {
        SetTo::Uuid => "uuid",
        SetTo::Hex => "hex",
        SetTo::Number => "number",
        SetTo::Created => "created",
        SetTo::Updated => "updated",
        SetTo::Revision => "revision",
        SetTo::Stamp => "stamp",
        SetTo::Expires => "expires",
    };
    json!({ "to": to, "format": format })
}

/// Defaults of the parameters that separate or select resources.
fn assumed(resource: &Resource, effect: &Effect, operation: &Operation) -> Value {
    let matters = |name: &str| {
        resource.scope.iter().any(|known| known.value == name) || effect.filter.iter().any(|(known, _)| known == name)
    };
    let parameters = operation.parameters.iter().filter(|parameter| matters(&parameter.name));
    map(parameters.filter_map(|parameter| Some((parameter.name.value.clone(), parameter.default.clone()?))))
}

/// Size of a page if the request does not say.
fn limit(operation: &Operation) -> Option<&Value> {
    let name = operation.paging.as_ref()?.limit.as_ref()?;
    operation.parameters.iter().find(|parameter| parameter.name.value == *name)?.default.as_ref()
}

/// What requests can contain: the fields of the body, with their defaults.
fn sent(api: &Api, effect: &Effect, operation: &Operation) -> Value {
    if !matches!(effect.does, Does::Create | Does::Put | Does::Update | Does::Replace) {
        return json!([]);
    }
    let tag = effect.tag_sent(api, operation).map(|tag| json!({ "name": tag }));
    tag.into_iter().chain(effect.sent(api, operation).into_iter().map(sent_field)).collect()
}

fn sent_field(field: &Field) -> Value {
    let clearable = (field.presence == Presence::Clearable).then_some(Value::Bool(true));
    object([
        ("name", field.name.as_str().into()),
        ("default", json!(field.default)),
        ("clearable", clearable.unwrap_or_default()),
    ])
}

fn does(does: Does) -> &'static str {
    match does {
        Does::Create => "create",
        Does::Put => "put",
        Does::Get => "get",
        Does::List => "list",
        Does::Update => "update",
        Does::Replace => "replace",
        Does::Act => "act",
        Does::Delete => "delete",
    }
}

/// How a list is ordered. Defaults of the parameters count where the resource says nothing.
fn sort(sort: &Sort, operation: &Operation) -> Value {
    let Sort { by, direction, default, descending } = sort;
    let assumed = |name: &Option<String>| {
        let parameter = operation.parameters.iter().find(|known| Some(&known.name.value) == name.as_ref());
        parameter.and_then(|parameter| parameter.default.as_ref()?.as_str())
    };
    let default = default.as_deref().or_else(|| assumed(by));
    let descending = *descending || assumed(direction) == Some("desc");
    json!({ "by": by, "direction": direction, "default": default, "descending": descending })
}

fn states(states: &States) -> Value {
    let States { field, through, to, failed } = states;
    let mut states = json!({ "field": field, "through": through, "to": to });
    if let Some(failed) = failed {
        states["failed"] = json!(failed);
    }
    states
}

fn expires(expires: &Expires) -> Value {
    let Expires { interval, missed } = expires;
    let amount = |Amount { field, default, at_least }: &Amount| json!({ "field": field, "default": default, "at_least": at_least });
    let missed = missed.as_ref().map(amount);
    json!({ "interval": amount(interval), "missed": missed })
}

fn only_in(only_in: &OnlyIn) -> Value {
    let OnlyIn { states, code } = only_in;
    json!({ "states": states, "code": code })
}

fn transition(transition: &Transition) -> Value {
    let when = transition.when.iter().map(|Condition { field, values, .. }| (field.clone(), json!(values)));
    object([("when", map(when)), ("through", json!(transition.through)), ("to", json!(transition.to))])
}

fn map(entries: impl Iterator<Item = (String, Value)>) -> Value {
    Value::Object(entries.collect())
}

/// An object without empty entries.
fn object<const N: usize>(entries: [(&str, Value); N]) -> Value {
    let is_empty = |value: &Value| match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    };
    // These are read even if they are empty.
    let needed = |name: &str| matches!(name, "scope" | "effects");
    let kept = entries.into_iter().filter(|(name, value)| needed(name) || !is_empty(value));
    Value::Object(kept.map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
}
