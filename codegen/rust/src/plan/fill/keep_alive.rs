//! What the client keeps alive: a method and a struct with ids.

use specwright_language::ir::{self, Api, Field, Shape};
use specwright_language::raw::Presence;

use super::docs;
use super::shapes::Shapes;
use crate::names;
use crate::plan::{Begin, Interval, Item, KeepAlive, Name, Step};

/// How the client keeps alive what an operation begins.
pub(super) fn keep_alive(api: &Api, operation: &ir::Operation, shapes: &Shapes<'_>) -> Option<KeepAlive> {
    let kept = operation.keep_alive.as_ref()?;
    let (renew, end) = (api.operation(kept.renew), api.operation(kept.end));
    let within = kept.within.as_ref().map(|within| (api.operation(within.operation), within.id.as_slice()));
    // The id of the outer thing is the one that the inner one needs to begin.
    let is_outer = |parameter: &ir::Parameter| operation.needed().any(|outer| outer.name.value == parameter.name.value);
    let (outer, own): (Vec<&ir::Parameter>, Vec<&ir::Parameter>) = renew.needed().partition(|id| is_outer(id));
    let ids: Vec<&ir::Parameter> = outer.into_iter().chain(own).collect();
    let variables = if within.is_some() { &[("outer", "outer_id"), ("body", "id")][..] } else { &[("body", "id")] };
    let step = |other: &ir::Operation| step(api, operation, other, &ids);
    let begun = within.into_iter().chain([(operation, kept.id.as_slice())]);
    let begin = begun.zip(variables).map(|((operation, path), (argument, id))| {
        let body = operation.body.as_ref().filter(|body| body.required);
        Begin {
            step: step(operation),
            body: body.map(|body| (Name::new(*argument), shapes.ty(&body.ty))),
            answer: operation.answer_path(api, path).into_iter().map(|field| Name::new(names::field(field))).collect(),
            id: Name::new(*id),
        }
    });
    Some(KeepAlive {
        method: Name::new(names::keep_method(operation, kept)),
        ident: Name::new(names::kept(operation, kept)),
        docs: docs::keep_alive(api, operation, kept),
        ids: ids
            .iter()
            .map(|id| (Name::new(names::parameter(id)), shapes.ty(&id.ty), docs::parameter(api, id)))
            .collect(),
        begin: begin.collect(),
        renew: step(renew),
        end: step(end),
        interval: interval(api, operation, kept, shapes),
        default_interval: kept.default_interval,
        forgotten: kept.forgotten.clone(),
    })
}

/// An operation that is called in the group of another one.
fn step(api: &Api, home: &ir::Operation, operation: &ir::Operation, ids: &[&ir::Parameter]) -> Step {
    let resource = Name::new(names::resource(&api.group(operation.group).name));
    let id = |needed: &ir::Parameter| ids.iter().find(|id| id.name.value == needed.name.value);
    Step {
        resource,
        elsewhere: operation.group != home.group,
        method: Name::new(names::method(operation)),
        ids: operation.needed().filter_map(id).map(|id| Name::new(names::parameter(id))).collect(),
        required: names::required_parameters(operation).map(Name::new),
        deprecated: operation.deprecated.is_some(),
        answers: operation.response.body.is_some(),
    }
}

/// The field with the interval, as far as there is one.
fn interval(api: &Api, operation: &ir::Operation, kept: &ir::KeepAlive, shapes: &Shapes<'_>) -> Interval {
    let body = operation.body.as_ref().map(|body| &body.ty.value);
    let fields = kept.interval.as_ref().map(|path| api.path(body, path)).unwrap_or_default();
    let step = |field: &&Field| (Name::new(names::field(field)), field.presence != Presence::Required);
    Interval {
        known: shapes.prelude.name(if fields.is_empty() { Item::None } else { Item::Some }),
        path: fields.iter().map(step).collect(),
        wide: fields.last().is_some_and(|field| field.ty.value == Shape::Int64),
    }
}
