//! The items of the client and of the server crate.

use super::{Crate, Item, Kind, Surface};
use specwright_rust::plan::{Body, Family, Group, Lease, Operation, Parameter, Plan, RustType, Step, Stream};

const CLIENT: Crate = Crate::Client;
const SERVER: Crate = Crate::Server;

pub(super) fn add(api: &Plan, surface: &mut Surface) {
    builder(api, surface);
    for family in &api.families {
        let (module, resource) = (&family.module, &family.resource);
        let owner = format!("families.{}", family.name);
        let path = format!("{module}::{resource}");
        surface.add(CLIENT, format!("Client::{module}"), Item::new(Kind::Function, &owner).part(&owner, path.clone()));
        surface.add(CLIENT, path.clone(), Item::new(Kind::Struct, &owner));
        for group in &family.groups {
            self::group(surface, family, &path, group);
        }
    }
}

fn builder(api: &Plan, surface: &mut Surface) {
    let mut method = |name: &dyn std::fmt::Display, owner: String, docs: &specwright_rust::plan::Docs| {
        surface.add(CLIENT, format!("ClientBuilder::{name}"), Item::new(Kind::Function, owner).docs(docs));
    };
    for host in &api.hosts {
        method(&host.setter, format!("hosts.{}", host.name), &host.docs);
    }
    for auth in &api.auth {
        if let Some((token, credentials)) = &auth.setters {
            method(token, format!("auth.{}", auth.name), &auth.docs);
            method(credentials, format!("auth.{}", auth.name), &auth.docs);
        }
        if let Some(login) = &auth.login {
            method(&login.setter, format!("auth.{}", auth.name), &auth.docs);
        }
    }
    for parameter in &api.client_parameters {
        method(&parameter.setter, format!("client_parameters.{}", parameter.wire), &parameter.docs);
    }
    for region in &api.regions {
        let owners: Vec<String> =
            region.hosts.iter().map(|host| format!("hosts.{host}.regions.{}", region.name)).collect();
        let item = Item::new(Kind::Constant, owners.first().map_or("api", String::as_str)).docs(&region.docs);
        surface.add(CLIENT, format!("regions::{}", region.constant), item);
    }
}

fn group(surface: &mut Surface, family: &Family, resource: &str, group: &Group) {
    let owner = format!("groups.{}.{}", family.name, group.name);
    let path = format!("{}::{}", family.module, group.resource);
    let accessor = Item::new(Kind::Function, &owner).part(&owner, path.clone());
    surface.add(CLIENT, format!("{resource}::{}", group.module), accessor);
    surface.add(CLIENT, path.clone(), Item::new(Kind::Struct, &owner).docs(&group.docs));
    surface.add(SERVER, path.clone(), Item::new(Kind::Trait, &owner).docs(&group.docs));
    surface.add(SERVER, format!("{}::{}", family.module, group.module), Item::new(Kind::Function, &owner));
    for operation in &group.operations {
        call(surface, family, &path, operation);
        if let Some(kept) = &operation.lease {
            self::kept(surface, family, &path, operation, kept);
        }
        handler(surface, family, &path, operation);
    }
}

/// What keeps something alive: a method of the group, and the struct with the ids.
fn kept(surface: &mut Surface, family: &Family, group: &str, operation: &Operation, kept: &Lease) {
    let (id, path) = (&operation.id, format!("{}::{}", family.module, kept.ident));
    let step =
        |step: &Step| ((step.elsewhere, step.resource.to_string()), step.method.to_string(), format!("{:?}", step.ids));
    let begun: Vec<_> = kept.acquire.iter().map(|begin| (step(&begin.step), format!("{:?}", begin.response))).collect();
    let how = (begun, step(&kept.renew), step(&kept.release), &kept.interval, kept.default_interval, &kept.lost);
    let chosen = kept.chosen_id.as_ref().map(|chosen| (format!("{:?}", chosen.path), step(&chosen.get)));
    let mut method = Item::new(Kind::Function, id).docs(&kept.docs).behaviour(format!("{how:?} {chosen:?}"));
    for (begin, (argument, ty)) in kept.acquire.iter().filter_map(|begin| Some((begin, begin.body.as_ref()?))) {
        method = method.part(format!("{}.body", begin.step.operation), format!("{argument}: &{ty}"));
    }
    surface.add(CLIENT, format!("{group}::{}", kept.method), method.part(id, format!("-> {}", kept.ident)));
    surface.add(CLIENT, path.clone(), Item::new(Kind::Struct, id));
    for (field, ty, docs) in &kept.ids {
        // The steps name their ids.
        let item = Item::new(Kind::Field, id).part(id, ty.to_string()).docs(docs);
        let steps = [&kept.renew, &kept.release].into_iter().map(|step| &step.operation);
        let item = steps.fold(item, |item, operation| item.part(operation, ""));
        surface.add(CLIENT, format!("{path}.{field}"), item);
    }
}

fn of_parameter(operation: &Operation, parameter: &Parameter) -> String {
    format!("{}.{}.{}", operation.id, parameter.location.key(), parameter.wire)
}

/// An operation in the client: the method of the group, and the struct that it makes.
fn call(surface: &mut Surface, family: &Family, group: &str, operation: &Operation) {
    let (id, path) = (&operation.id, format!("{}::{}", family.module, operation.ident));
    let (body, answer) = (format!("{id}.body"), format!("{id}.response"));
    let mut method = Item::new(Kind::Function, id).docs(&operation.docs).deprecated(operation.deprecated.is_some());
    let mut literal = Item::new(Kind::Struct, id);
    for parameter in &operation.parameters {
        let owner = of_parameter(operation, parameter);
        let takes = format!("{}: {}", parameter.ident, parameter.argument);
        if parameter.required && !parameter.from_client {
            match &operation.required {
                Some(_) => literal = literal.part(owner, format!("{}: {}", parameter.ident, parameter.ty)),
                None => method = method.part(owner, takes),
            }
        } else if !parameter.condition {
            let Parameter { wire, location, secret, style, .. } = parameter;
            let how = format!("{wire} {location:?} {secret} {style:?}");
            let setter = Item::new(Kind::Function, &owner).part(&owner, takes).docs(&parameter.docs).behaviour(how);
            surface.add(CLIENT, format!("{path}::{}", parameter.setter), setter);
        }
    }
    if let Some(required) = &operation.required {
        method = method.part(id, format!("required: {required}"));
        surface.add(CLIENT, format!("{}::{required}", family.module), literal);
    }
    match &operation.body {
        Some(taken) if taken.required => method = method.part(&body, format!("body: {}", taken.argument())),
        Some(taken) => {
            let item = Item::new(Kind::Function, &body).part(&body, format!("body: {}", taken.argument()));
            surface.add(CLIENT, format!("{path}::body"), item);
        }
        None => {}
    }
    surface.add(CLIENT, format!("{group}::{}", operation.method), method);
    surface.add(CLIENT, path.clone(), Item::new(Kind::Struct, id));
    if let Some(stream) = &operation.stream {
        return connect(surface, operation, &path, stream);
    }
    let output = operation.output.as_ref().map_or("()".to_owned(), ToString::to_string);
    events(surface, operation, &path, &answer);
    surface.add(CLIENT, format!("output of {path}"), Item::new(Kind::Field, &answer).part(&answer, &output));
    let mut add = |name: &str, owner: &str| {
        surface.add(CLIENT, format!("{path}::{name}"), Item::new(Kind::Function, owner));
    };
    if operation.body.as_ref().is_some_and(Body::is_streamed) {
        add("progress", &body);
    }
    if operation.conditions.is_some() {
        add("if_changed", id);
        add("watch", id);
    }
    if operation.waiter.is_some() {
        add("wait", id);
    }
    if let Some(stream) = operation.paging.as_ref().and_then(|paging| paging.stream.as_ref()) {
        // The answer's type decides as well, which its name in the part tells.
        let item = format!("{} of {output}", stream.item);
        add("pages", id);
        surface.add(CLIENT, format!("{path}::items"), Item::new(Kind::Function, id).part(id, item));
    }
}

/// The method that returns events when they arrive.
fn events(surface: &mut Surface, operation: &Operation, path: &str, answer: &str) {
    if let Some(event) = operation.event() {
        let item = Item::new(Kind::Function, answer).part(answer, format!("-> {event}"));
        surface.add(CLIENT, format!("{path}::events"), item);
    }
}

/// The method that opens a stream.
fn connect(surface: &mut Surface, operation: &Operation, path: &str, stream: &Stream) {
    let (id, answer) = (&operation.id, format!("{}.response", operation.id));
    let item = Item::new(Kind::Function, id).part(&answer, format!("-> {}", message(&stream.receives)));
    let item = item.part(id, format!("<- {}", message(&stream.sends)));
    surface.add(CLIENT, format!("{path}::connect"), item);
}

/// A message of a stream, if there are any.
fn message(ty: &Option<RustType>) -> String {
    ty.as_ref().map_or("no message".to_owned(), ToString::to_string)
}

/// An operation in the server: the method of the group's trait, and the struct that it gets.
fn handler(surface: &mut Surface, family: &Family, group: &str, operation: &Operation) {
    let (id, path) = (&operation.id, format!("{}::{}", family.module, operation.input));
    let mut output = operation.output.as_ref().map_or("()".to_owned(), ToString::to_string);
    let mut method = Item::new(Kind::Method, id).docs(&operation.docs).deprecated(operation.deprecated.is_some());
    if operation.conditions.is_some() {
        method = method.part(id, "conditional");
    }
    if let Some(event) = operation.event() {
        output = format!("events {event}");
    }
    if let Some(stream) = &operation.stream {
        output = format!("messages {}", message(&stream.receives));
        method = method.part(id, format!("<- {}", message(&stream.sends)));
    }
    output.insert_str(0, "-> ");
    method = method.part(id, operation.input.to_string()).part(format!("{id}.response"), output);
    surface.add(SERVER, format!("{group}::{}", operation.trait_method), method);
    surface.add(SERVER, path.clone(), Item::new(Kind::Struct, id));
    for parameter in &operation.parameters {
        let owner = of_parameter(operation, parameter);
        let ty = parameter.ty.to_string();
        let ty = if parameter.required || parameter.repeated { ty } else { format!("Option<{ty}>") };
        let Parameter { wire, location, required, docs, schema, style, .. } = parameter;
        let how = format!("{:?}", (wire, location, required, docs, schema, style));
        let item = Item::new(Kind::Field, &owner).part(&owner, ty).behaviour(how);
        surface.add(SERVER, format!("{path}.{}", parameter.ident), item);
    }
    if let Some(Body { ty, required, media, schema }) = &operation.body {
        let owner = format!("{id}.body");
        let ty = if *required { ty.to_string() } else { format!("Option<{ty}>") };
        let item = Item::new(Kind::Field, &owner).part(&owner, ty).behaviour(format!("{media:?} {schema:?}"));
        surface.add(SERVER, format!("{path}.body"), item);
    }
}
