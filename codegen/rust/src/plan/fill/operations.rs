//! Groups and operations: methods, setters, inputs, metadata.

use std::collections::BTreeSet;

use serde_json::Value;
use specwright_language::ir::{self, Api, Constraints, FamilyId, GroupId, Location, Shape, TypeId};
use specwright_language::raw::{DurationFormat, NotFound, ParameterStyle, Separator, Slash};
use specwright_language::source::Spanned;

use super::shapes::{Place, Schemas, Shapes};
use super::{catalog, docs, lease, types};
use crate::names;
use crate::plan::{
    Argument, Body, Condition, Conditions, Fixed, Group, Item, Module, Name, Operation, PageStream, Paging, Parameter,
    Path, Prelude, RouteCondition, Segment, SegmentValue, Stream, WaitParameter, Waiter,
};

/// The groups of a family.
pub(super) fn groups(api: &Api, family: FamilyId) -> Vec<Group> {
    let groups = (0u32..).zip(&api.groups).filter(|(_, group)| group.family == family);
    groups.map(|(index, group)| self::group(api, GroupId(index), group)).collect()
}

fn group(api: &Api, id: GroupId, group: &ir::Group) -> Group {
    let operations: Vec<&ir::Operation> = api.operations.iter().filter(|operation| operation.group == id).collect();
    // Client and server modules define the group itself and one or two structs per operation.
    let defined = operations
        .iter()
        .flat_map(|operation| [names::operation(operation), names::operation_input(operation)])
        .chain(operations.iter().filter_map(|operation| Some(names::lease_ids(operation, operation.lease.as_ref()?))))
        .chain([names::resource(&group.name)]);
    let defined: Vec<String> = defined.collect();
    let service = Name::new(names::local("S", &defined));
    let prelude = Prelude::new(defined);
    let shapes = Shapes { api, prelude: &prelude, local: &|_: TypeId| false, outside: Module::Model };
    Group {
        name: group.name.value.clone(),
        module: Name::new(names::accessor(group)),
        resource: Name::new(names::resource(&group.name)),
        docs: docs::text(&group.doc),
        operations: operations.into_iter().map(|operation| self::operation(api, operation, &shapes)).collect(),
        prelude: prelude.clone(),
        service,
    }
}

fn has_headers(api: &Api, body: Option<&Spanned<Shape>>) -> bool {
    body.is_some_and(|body| header_names(api, body).next().is_some())
}

/// The headers that hold fields of a struct.
fn header_names<'a>(api: &'a Api, shape: &Shape) -> impl Iterator<Item = String> + 'a {
    api.as_struct(shape).into_iter().flatten().filter_map(|field| field.header.clone())
}

/// The statuses without a body of an operation that usually has one.
fn empty_success(operation: &ir::Operation) -> Vec<u16> {
    let others = operation.other_successes.iter().filter(|other| operation.response.body.is_some() && !other.has_body);
    others.map(|other| other.status).collect()
}

fn operation(api: &Api, operation: &ir::Operation, shapes: &Shapes<'_>) -> Operation {
    let docs = docs::operation(api, operation);
    let summary = docs.iter().take_while(|line| !line.is_empty()).cloned().collect::<Vec<_>>().join(" ");
    Operation {
        id: api.operation_id(operation),
        name: operation.name.value.clone(),
        summary,
        docs,
        server_docs: docs::implementation(api, operation),
        deprecated: operation.deprecated.clone(),
        ident: Name::new(names::operation(operation)),
        input: Name::new(names::operation_input(operation)),
        method: Name::new(names::method(operation)),
        variable: Name::new(names::local("operation", &operation.needed().map(names::parameter).collect::<Vec<_>>())),
        trait_method: Name::new(names::trait_method(operation)),
        constant: Name::new(names::constant(&operation.name)),
        http_method: operation.route.method,
        path: operation.route.path.clone(),
        segments: operation.route.segments.iter().map(|segment| self::segment(segment, operation)).collect(),
        route_conditions: operation.tells(api).into_iter().map(route_condition).collect(),
        host: Name::new(names::constant(&api.host(operation.host).name)),
        auth: Name::new(names::constant(&api.auth(operation.auth).name)),
        other_auth: operation.other_auth.iter().map(|id| Name::new(names::constant(&api.auth(*id).name))).collect(),
        error_style: Name::new(names::constant(&api.error_style(operation.error_style).name)),
        other_error_styles: other_error_styles(api, operation),
        success: operation.successes().collect(),
        empty_success: empty_success(operation),
        errors: operation.errors.clone(),
        permissions: catalog::permissions(api, operation),
        idempotent: operation.idempotent,
        idempotent_without: texts(&operation.idempotent_without),
        body_limit: operation.body_limit,
        paging: operation.paging.as_ref().map(|paging| self::paging(api, operation, paging, shapes)),
        waiter: operation.waiter.as_ref().map(|waiter| self::waiter(api, operation, waiter)),
        conditions: operation.conditional.as_ref().map(conditions),
        not_found: operation.conditional.as_ref().and_then(|conditional| match conditional.not_found? {
            NotFound::Empty => operation.response.body.as_ref()?.empty(api),
        }),
        lease: lease::lease(api, operation, shapes),
        parameters: parameters(api, operation, shapes),
        fixed: operation.parameters.iter().filter_map(fixed).collect(),
        rules: types::presence_rules(&operation.rules),
        required: names::required_parameters(operation).map(Name::new),
        body: operation.body.as_ref().map(|body| Body {
            ty: shapes.ty(&body.ty),
            required: body.required,
            media: body.media.clone(),
            schema: Schemas { api, place: Place::Group }.part(&body.ty),
        }),
        stream: operation.stream.as_ref().map(|stream| self::stream(api, operation, stream, shapes)),
        output: operation.response.body.as_ref().filter(|_| operation.stream.is_none()).map(|body| shapes.ty(body)),
        output_media: operation.response.media.clone(),
        output_end: operation.response.end.clone(),
        response_schema: operation.response.body.as_ref().map(|body| Schemas { api, place: Place::Group }.part(body)),
        secret_response: operation.response.body.as_ref().is_some_and(|body| holds_secret(api, body)),
        outcomes: operation.outcome(api).is_some(),
        body_headers: has_headers(api, operation.response.body.as_ref()),
        response_headers: operation.response.headers.iter().flat_map(|headers| header_names(api, headers)).collect(),
    }
}

fn route_condition(tell: ir::Tell<'_>) -> RouteCondition {
    let name = |parameter: &ir::Parameter| parameter.name.value.clone();
    let is_query = |parameter: &ir::Parameter| parameter.location == Location::Query;
    match tell {
        ir::Tell::Usual(name, value) => RouteCondition::PathIs(name.to_owned(), sent(value)),
        ir::Tell::Form(name, pattern) => RouteCondition::PathMatches(name.to_owned(), pattern),
        ir::Tell::Value(parameter, value) if is_query(parameter) => {
            RouteCondition::QueryIs(name(parameter), sent(value))
        }
        ir::Tell::Value(parameter, value) => RouteCondition::HeaderIs(name(parameter), sent(value)),
        ir::Tell::Present(parameter) if is_query(parameter) => RouteCondition::HasQuery(name(parameter)),
        ir::Tell::Present(parameter) => RouteCondition::HasHeader(name(parameter)),
    }
}

/// A plain value as it is sent.
fn sent(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn fixed(parameter: &ir::Parameter) -> Option<Fixed> {
    let json = parameter.value.clone()?;
    Some(Fixed { wire: parameter.name.value.clone(), location: parameter.location, sent: sent(&json), json })
}

fn stream(api: &Api, operation: &ir::Operation, stream: &ir::Stream, shapes: &Shapes<'_>) -> Stream {
    Stream {
        transport: stream.transport,
        receives: operation.message().map(|message| shapes.ty(message)),
        sends: stream.sends.as_ref().map(|message| shapes.ty(message)),
        sent_schema: stream.sends.as_ref().map(|message| Schemas { api, place: Place::Group }.part(message)),
        ping: stream.ping,
        close: stream.close.iter().map(|close| (close.code, docs::line(&close.doc))).collect(),
    }
}

fn other_error_styles(api: &Api, operation: &ir::Operation) -> Vec<Name> {
    let styles = operation.other_error_styles.iter().map(|id| &api.error_style(*id).name);
    styles.map(|name| Name::new(names::constant(name))).collect()
}

fn parameters(api: &Api, operation: &ir::Operation, shapes: &Shapes<'_>) -> Vec<Parameter> {
    let parameter = |parameter: &ir::Parameter| Parameter {
        condition: is_condition(operation, parameter),
        conditions: demands(api, operation, parameter),
        besides: besides(operation, parameter),
        ..self::parameter(api, parameter, shapes)
    };
    operation.given().map(parameter).collect()
}

/// The other parameters of the query, none of which is an entry of the map that a parameter is.
fn besides(operation: &ir::Operation, parameter: &ir::Parameter) -> Vec<String> {
    if !matches!(parameter.style, Some(ParameterStyle::Form | ParameterStyle::DeepObject)) {
        return Vec::new();
    }
    let others = operation.parameters_in(Location::Query).filter(|other| other.name.value != parameter.name.value);
    others.map(|other| other.name.value.clone()).collect()
}

/// The names that each step of a path is read under.
fn path(api: &Api, operation: &ir::Operation, path: &[String]) -> Path {
    operation.response_path(api, path).into_iter().map(read_names).collect()
}

fn read_names(field: &ir::Field) -> Vec<String> {
    std::iter::once(&field.name.value).chain(&field.aliases).cloned().collect()
}

fn waiter(api: &Api, operation: &ir::Operation, waiter: &ir::Waiter) -> Waiter {
    Waiter {
        status: path(api, operation, &waiter.status),
        done: waiter.done.clone(),
        failed: waiter.failed.clone(),
        message: waiter.message.as_ref().map(|message| path(api, operation, message)).unwrap_or_default(),
        message_when: message_when(api, operation, waiter),
        interval: waiter.interval,
    }
}

fn conditions(conditional: &ir::Conditional) -> Conditions {
    Conditions {
        parameter: conditional.parameter.clone(),
        header: conditional.header.clone(),
        wait: conditional.wait.as_ref().map(|wait| WaitParameter {
            name: wait.parameter.clone(),
            format: wait.format,
            number: wait.format != DurationFormat::WithUnit,
            longest: wait.longest,
            ignores: texts(&wait.ignores),
            excludes: texts(&wait.excludes),
        }),
    }
}

fn texts(list: &[Spanned<String>]) -> Vec<String> {
    list.iter().map(|text| text.value.clone()).collect()
}

/// The fields beside a waiter's message that say whether it counts.
fn message_when(api: &Api, operation: &ir::Operation, waiter: &ir::Waiter) -> Vec<(Vec<String>, Vec<String>)> {
    let beside = operation.beside_message(api, waiter);
    let names = |name: &String| beside.iter().find(|field| field.name.value == *name).map(read_names);
    waiter.message_when.iter().filter_map(|when| Some((names(&when.field)?, when.values.clone()))).collect()
}

fn paging(api: &Api, operation: &ir::Operation, paging: &ir::Paging, shapes: &Shapes<'_>) -> Paging {
    Paging {
        style: paging.style,
        first: paging.first_page(operation),
        next: (!paging.next.is_empty()).then(|| names::pointer(&paging.next)),
        limit: paging.limit.clone().unwrap_or_default(),
        offset: paging.position.clone().unwrap_or_default(),
        items: paging.items.clone().unwrap_or_default(),
        total: paging.total.clone(),
        stream: page_stream(api, operation, paging, shapes),
    }
}

/// How the client goes through the pages.
fn page_stream(api: &Api, operation: &ir::Operation, paging: &ir::Paging, shapes: &Shapes<'_>) -> Option<PageStream> {
    let body = operation.response.body.as_ref()?;
    let fields = api.fields(&body.value);
    let field = |name: &String| fields.iter().find(|field| field.name.value == *name);
    let items = match &paging.items {
        Some(items) => Some(field(items)?),
        None => None,
    };
    let Shape::List(item) = items.map_or(&body.value, |items| &items.ty.value) else { return None };
    let total = paging.total.as_ref().and_then(field).map(|total| Name::new(names::field(total)));
    Some(PageStream { item: shapes.ty(item), items: items.map(|items| Name::new(names::field(items))), total })
}

/// Whether a parameter belongs to asking only for what has changed.
fn is_condition(operation: &ir::Operation, parameter: &ir::Parameter) -> bool {
    operation.conditional.as_ref().is_some_and(|conditional| {
        parameter.location == Location::Query
            && (parameter.name.value == conditional.parameter
                || conditional.wait.as_ref().is_some_and(|wait| parameter.name.value == wait.parameter))
    })
}

/// The conditions on other parameters that make a parameter required.
fn demands(api: &Api, operation: &ir::Operation, parameter: &ir::Parameter) -> Vec<Condition> {
    let other = |name: &str| operation.parameters.iter().find(|other| other.name.value == name);
    let demand = |condition: &ir::Condition| {
        let shape = other(&condition.field).map(|other| &*other.ty);
        types::condition(api, condition, shape)
    };
    parameter.required_when.iter().map(demand).collect()
}

fn segment(segment: &ir::Segment, operation: &ir::Operation) -> Segment {
    let colon = |name: &str| {
        let parameter = operation.parameters_in(Location::Path).find(|parameter| parameter.name.value == name);
        parameter.is_some_and(|parameter| parameter.slash == Slash::Colon)
    };
    let (name, around) = match segment {
        ir::Segment::Literal(text) => return Segment::Literal(text.clone()),
        ir::Segment::Parameter(name) => (name, Default::default()),
        ir::Segment::Within { before, values } => match values.as_slice() {
            [(name, after)] => (name, [before.clone(), after.clone()]),
            several => {
                let value = |(name, after): &(Spanned<String>, String)| SegmentValue {
                    name: name.value.clone(),
                    colon: colon(name),
                    after: after.clone(),
                };
                return Segment::Several { before: before.clone(), values: several.iter().map(value).collect() };
            }
        },
    };
    Segment::Parameter { name: name.value.clone(), colon: colon(name), around }
}

fn parameter(api: &Api, parameter: &ir::Parameter, shapes: &Shapes<'_>) -> Parameter {
    let name = names::parameter(parameter);
    Parameter {
        wire: parameter.name.value.clone(),
        setter: Name::new(names::parameter_setter(&name)),
        location: parameter.location,
        required: parameter.required,
        from_client: parameter.from_client,
        condition: false,
        conditions: Vec::new(),
        empty_is_absent: parameter.empty_is_absent,
        docs: docs::parameter(api, parameter),
        ty: shapes.ty(&parameter.ty),
        argument: match parameter.style {
            Some(_) => Argument::Reference(shapes.ty(&parameter.ty)),
            None => argument(&parameter.ty, shapes),
        },
        repeated: parameter.style.is_none() && matches!(parameter.ty.value, Shape::List(_)),
        separator: parameter.separator.map(Separator::character),
        style: parameter.style,
        besides: Vec::new(),
        secret: parameter.ty.value == Shape::Secret || parameter.style.is_some() && holds_secret(api, &parameter.ty),
        // The client checks the limits of what it fills in wherever it comes from.
        id: parameter.style.is_none()
            && (parameter.from_client || parameter.constraints == Constraints::default())
            && api
                .as_id(match &parameter.ty.value {
                    Shape::List(item) => item,
                    shape => shape,
                })
                .is_some(),
        schema: Schemas { api, place: Place::Group }.schema(&parameter.ty, &parameter.constraints, false),
        ident: Name::new(name),
    }
}

/// How the client takes a parameter.
fn argument(shape: &Shape, shapes: &Shapes<'_>) -> Argument {
    let name = |item| shapes.prelude.name(item);
    let ty = shapes.ty(shape);
    match shape {
        Shape::String => Argument::Text(name(Item::AsRef)),
        Shape::Secret => Argument::Reference(ty),
        Shape::EpochMillis | Shape::EpochSeconds | Shape::EpochSecondsText => Argument::Into(name(Item::Into), ty),
        Shape::Named(id) => match &shapes.api.ty(*id).kind {
            ir::TypeKind::Id(_) => Argument::Into(name(Item::Into), ty),
            _ => Argument::Plain(ty),
        },
        Shape::List(item) => match **item {
            // Texts and enums alike show themselves as they are written.
            Shape::String => Argument::EachDisplayed(name(Item::IntoIterator)),
            ref id if shapes.api.as_id(id).is_some() => {
                Argument::Each(name(Item::IntoIterator), Some(name(Item::Into)), shapes.ty(id))
            }
            ref other => Argument::Each(name(Item::IntoIterator), None, shapes.ty(other)),
        },
        _ => Argument::Plain(ty),
    }
}

/// Whether a value can hold a secret somewhere inside.
fn holds_secret(api: &Api, shape: &Shape) -> bool {
    let (mut pending, mut seen) = (Vec::new(), BTreeSet::new());
    let mut visit = |shape: &Shape, pending: &mut Vec<TypeId>| {
        let mut inner = shape;
        while let Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) = inner {
            inner = item;
        }
        pending.extend(inner.named().filter(|id| seen.insert(*id)));
        *inner == Shape::Secret
    };
    if visit(shape, &mut pending) {
        return true;
    }
    while let Some(id) = pending.pop() {
        let secret = match &api.ty(id).kind {
            ir::TypeKind::Struct(fields) => fields.iter().any(|field| visit(&field.ty, &mut pending)),
            ir::TypeKind::Enum(_) | ir::TypeKind::Id(_) => false,
            ir::TypeKind::Union(union) => {
                union.variants.iter().any(|variant| visit(&Shape::Named(variant.ty), &mut pending))
            }
            ir::TypeKind::Shaped(union) => union.variants.iter().any(|variant| visit(&variant.ty, &mut pending)),
        };
        if secret {
            return true;
        }
    }
    false
}
