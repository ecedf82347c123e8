//! Leases of the client: a method and a struct with ids.

use specwright_language::ir::{self, Api, Field, Shape};
use specwright_language::raw::Presence;

use super::docs;
use super::shapes::Shapes;
use crate::names;
use crate::plan::{Acquire, ChosenId, Interval, Item, Lease, Name, Step};

/// Decides how the client holds a lease on what an operation registers.
pub(super) fn lease(api: &Api, operation: &ir::Operation, shapes: &Shapes<'_>) -> Option<Lease> {
    let lease = operation.lease.as_ref()?;
    let (renew, release) = (api.operation(lease.renew), api.operation(lease.release));
    let within = lease.within.as_ref().map(|within| (api.operation(within.operation), within.id.as_slice()));
    // The outer id is the one that the operation itself takes.
    let is_outer = |parameter: &ir::Parameter| operation.needed().any(|outer| outer.name.value == parameter.name.value);
    let (outer, own): (Vec<&ir::Parameter>, Vec<&ir::Parameter>) = renew.needed().partition(|id| is_outer(id));
    let ids: Vec<&ir::Parameter> = outer.into_iter().chain(own).collect();
    let variables = if within.is_some() { &[("outer", "outer_id"), ("body", "id")][..] } else { &[("body", "id")] };
    let step = |other: &ir::Operation| step(api, operation, other, &ids);
    let steps = within.into_iter().chain([(operation, lease.id.as_slice())]);
    let acquire = steps.zip(variables).map(|((operation, path), (argument, id))| {
        let body = operation.body.as_ref().filter(|body| body.required);
        Acquire {
            step: step(operation),
            body: body.map(|body| (Name::new(*argument), shapes.ty(&body.ty))),
            response: operation
                .response_path(api, path)
                .into_iter()
                .map(|field| Name::new(names::field(field)))
                .collect(),
            id: Name::new(*id),
        }
    });
    Some(Lease {
        method: Name::new(names::lease_method(operation, lease)),
        ident: Name::new(names::lease_ids(operation, lease)),
        docs: docs::lease(api, operation, lease),
        ids: ids
            .iter()
            .map(|id| (Name::new(names::parameter(id)), shapes.ty(&id.ty), docs::parameter(api, id)))
            .collect(),
        acquire: acquire.collect(),
        chosen_id: lease.chosen_id.as_ref().and_then(|chosen| chosen_id(api, operation, chosen, &ids, shapes)),
        renew: step(renew),
        release: step(release),
        interval: interval(api, operation, lease, shapes),
        default_interval: lease.default_interval,
        lost: lease.lost.clone(),
    })
}

/// An operation that is called in the group of another one.
fn step(api: &Api, home: &ir::Operation, operation: &ir::Operation, ids: &[&ir::Parameter]) -> Step {
    let resource = Name::new(names::resource(&api.group(operation.group).name));
    let id = |needed: &ir::Parameter| ids.iter().find(|id| id.name.value == needed.name.value);
    Step {
        operation: api.operation_id(operation),
        resource,
        elsewhere: operation.group != home.group,
        method: Name::new(names::method(operation)),
        ids: operation.needed().filter_map(id).map(|id| Name::new(names::parameter(id))).collect(),
        required: names::required_parameters(operation).map(Name::new),
        deprecated: operation.deprecated.is_some(),
        responds: operation.response.body.is_some(),
    }
}

/// The field with the id that the caller may choose.
fn chosen_id(
    api: &Api,
    operation: &ir::Operation,
    chosen: &ir::ChosenId,
    ids: &[&ir::Parameter],
    shapes: &Shapes<'_>,
) -> Option<ChosenId> {
    let fields = api.path(operation.body.as_ref().map(|body| &body.ty.value), &chosen.field);
    Some(ChosenId {
        path: fields.into_iter().map(|field| Name::new(names::field(field))).collect(),
        id: Name::new(names::parameter(ids.last()?)),
        some: shapes.prelude.name(Item::Some),
        get: step(api, operation, api.operation(chosen.get), ids),
    })
}

/// The field with the interval, as far as there is one.
fn interval(api: &Api, operation: &ir::Operation, lease: &ir::Lease, shapes: &Shapes<'_>) -> Interval {
    let body = operation.body.as_ref().map(|body| &body.ty.value);
    let fields = lease.interval.as_ref().map(|path| api.path(body, path)).unwrap_or_default();
    let step = |field: &&Field| (Name::new(names::field(field)), field.presence != Presence::Required);
    Interval {
        known: shapes.prelude.name(if fields.is_empty() { Item::None } else { Item::Some }),
        path: fields.iter().map(step).collect(),
        wide: fields.last().is_some_and(|field| field.ty.value == Shape::Int64),
    }
}
