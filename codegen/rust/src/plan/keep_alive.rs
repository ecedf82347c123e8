//! What the client keeps alive: a method and a struct with ids.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::shapes::Shapes;
use super::{Docs, docs, ident};
use crate::names;
use specwright_language::ir::{self, Api, Field, Shape};
use specwright_language::raw::Presence;

pub struct KeepAlive {
    /// The method of the client's group.
    pub method: Ident,
    /// The struct with the ids.
    pub ident: Ident,
    pub docs: Docs,
    /// The ids: fields of the struct.
    pub ids: Vec<(Ident, Docs)>,
    /// What is begun, one within the other.
    pub begin: Vec<Begin>,
    pub renew: Step,
    pub end: Step,
    /// The interval in seconds, as an optional number: an expression over the last body.
    pub interval: TokenStream,
    pub default_interval: u32,
    pub forgotten: Vec<String>,
}

/// An operation that begins something.
pub struct Begin {
    pub step: Step,
    /// The argument with its body, and its type.
    pub body: Option<(Ident, TokenStream)>,
    /// Fields from the answer to the id.
    pub answer: Vec<Ident>,
    /// The variable with the id.
    pub id: Ident,
}

/// An operation that is called with ids.
pub struct Step {
    /// The struct of its group, as a path.
    pub resource: TokenStream,
    pub method: Ident,
    /// The ids that it takes, in its order: fields of the struct.
    pub ids: Vec<Ident>,
    pub deprecated: bool,
    pub answers: bool,
}

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
            body: body.map(|body| (ident(argument), shapes.ty(&body.ty))),
            answer: operation.answer_path(api, path).into_iter().map(|field| ident(&names::field(field))).collect(),
            id: ident(id),
        }
    });
    Some(KeepAlive {
        method: ident(&names::keep_method(operation, kept)),
        ident: ident(&names::kept(operation, kept)),
        docs: docs::keep_alive(api, operation, kept),
        ids: ids.iter().map(|id| (ident(&names::parameter(id)), docs::parameter(api, id))).collect(),
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
    let resource = ident(&names::resource(&api.group(operation.group).name));
    let id = |needed: &ir::Parameter| ids.iter().find(|id| id.name.value == needed.name.value);
    Step {
        resource: if operation.group == home.group { quote!(#resource) } else { quote!(super::#resource) },
        method: ident(&names::method(operation)),
        ids: operation.needed().filter_map(id).map(|id| ident(&names::parameter(id))).collect(),
        deprecated: operation.deprecated.is_some(),
        answers: operation.response.body.is_some(),
    }
}

/// The field with the interval, as far as there is one.
fn interval(api: &Api, operation: &ir::Operation, kept: &ir::KeepAlive, shapes: &Shapes<'_>) -> TokenStream {
    let body = operation.body.as_ref().map(|body| &body.ty.value);
    let fields = kept.interval.as_ref().map(|path| api.path(body, path)).unwrap_or_default();
    let (some, none) = (shapes.prelude.name("Some"), shapes.prelude.name("None"));
    let Some((last, outer)) = fields.split_last() else { return quote!(#none) };
    let inside = |before: TokenStream, field: &&Field| {
        let name = ident(&names::field(field));
        match field.presence {
            Presence::Required => quote!(#before.map(|value| &value.#name)),
            Presence::Optional | Presence::Nullable => quote!(#before.and_then(|value| value.#name.as_ref())),
        }
    };
    let value = inside(outer.iter().fold(quote!(#some(body)), inside), last);
    match last.ty.value {
        Shape::Int64 => quote!(#value.copied()),
        _ => quote!(#value.copied().map(i64::from)),
    }
}
