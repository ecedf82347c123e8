//! The items of the model crate, and the schemas that the server crate makes of its types.

use super::{Crate, Item, Kind, Surface};
use specwright_rust::plan::{
    Enum, ErrorCatalog, Extra, Family, Field, FieldSchema, Id, Operation, Plan, RustType, Shaped, Struct, Type,
    TypeKind, Union,
};

const MODEL: Crate = Crate::Model;

pub(super) fn add(api: &Plan, surface: &mut Surface) {
    for krate in Crate::ALL {
        let name = format!("{}-{}", api.crates.prefix, krate.as_str());
        let title = format!("{}{}", api.title, api.docs.join("\n"));
        surface.add(krate, "crate", Item::new(Kind::Crate, "api").part("api", name).behaviour(title));
        surface.add(krate, "version", Item::new(Kind::Hidden, "api").behaviour(&api.version));
    }
    metadata(api, surface);
    for family in &api.families {
        let (module, owner) = (family.module.to_string(), format!("families.{}", family.name));
        for krate in Crate::ALL {
            surface.add(krate, format!("feature {}", family.name), Item::new(Kind::Feature, &owner));
            surface.add(krate, module.clone(), Item::new(Kind::Module, &owner).docs(&family.docs));
        }
        for types in &family.types {
            for of in &types.types {
                ty(surface, &module, &format!("{}.{}", family.name, of.name), of);
            }
        }
        for name in &family.shared {
            // A program writes the path of the family, wherever the type is defined.
            if let Some(shared) = api.shared.types.iter().find(|ty| ty.ident == *name) {
                ty(surface, &module, &shared.name, shared);
            }
        }
        operations(surface, family);
    }
    for of in &api.shared.types {
        ty(surface, "shared", &of.name, of);
    }
    for catalog in &api.error_catalogs.catalogs {
        error_catalog(surface, catalog);
    }
}

fn ty(surface: &mut Surface, module: &str, owner: &str, ty: &Type) {
    let path = format!("{module}::{}", ty.ident);
    surface.types.entry(ty.ident.to_string()).or_default().insert(owner.to_owned());
    let direction = |implemented: bool| {
        let item = Item::new(Kind::Impl, owner);
        if implemented { item } else { item.part(owner, "does not travel so") }
    };
    // Enums and ids are written and read by the runtime's macros, which do both.
    let both = matches!(ty.kind, TypeKind::Enum(_) | TypeKind::Id(_));
    surface.add(MODEL, format!("Serialize for {path}"), direction(both || ty.usage.request));
    surface.add(MODEL, format!("Deserialize for {path}"), direction(both || ty.usage.response));
    let docs = |kind| Item::new(kind, owner).docs(&ty.docs);
    match &ty.kind {
        TypeKind::Struct(of) => {
            surface.add(MODEL, path.clone(), docs(Kind::Struct));
            structure(surface, &path, owner, of);
        }
        TypeKind::Enum(of) => {
            surface.add(MODEL, path.clone(), docs(Kind::Enum { exhaustive: !of.open }).behaviour(of.ignore_case));
            enumeration(surface, &path, owner, of);
        }
        TypeKind::Id(Id { limits, pair }) => {
            let limits = format!("{:?} {:?}", limits.length, limits.pattern);
            if let Some(separator) = pair {
                let pair = Item::new(Kind::Impl, owner).behaviour(separator);
                surface.add(MODEL, format!("From<(impl AsRef<str>, impl AsRef<str>)> for {path}"), pair);
                for method in ["name", "value"] {
                    surface.add(MODEL, format!("{path}::{method}"), Item::new(Kind::Function, owner));
                }
            }
            surface.add(MODEL, path.clone(), docs(Kind::Struct).behaviour(limits));
            let new = Item::new(Kind::Function, owner).part(owner, "id: impl Into<String>");
            surface.add(MODEL, format!("{path}::new"), new);
        }
        TypeKind::Union(of) => {
            let tag = format!("{} {:?}", of.tag, of.content);
            surface.add(MODEL, path.clone(), docs(Kind::Enum { exhaustive: false }).behaviour(tag));
            union(surface, &path, owner, of);
        }
        TypeKind::Shaped(of) => {
            surface.add(MODEL, path.clone(), docs(Kind::Enum { exhaustive: false }));
            shaped(surface, &path, owner, of);
        }
    }
}

fn structure(surface: &mut Surface, path: &str, owner: &str, of: &Struct) {
    let of_field = |field: &Field| format!("{owner}.{}", field.wire);
    let mut new = Item::new(Kind::Function, owner);
    let mut literal = Item::new(Kind::Struct, owner);
    let mut default = Item::new(Kind::Impl, owner);
    let mut headers = Item::new(Kind::Hidden, owner);
    for field in &of.fields {
        let (owner, ident) = (of_field(field), &field.ident);
        let read = (&field.wire, &field.schema.aliases, field.codec, &field.header);
        let behaviour = format!("{} {read:?}", field.docs.join("\n"));
        let item = Item::new(Kind::Field, &owner).part(&owner, field.ty.to_string()).behaviour(behaviour);
        surface.add(MODEL, format!("{path}.{ident}"), item.deprecated(field.deprecated.is_some()));
        let takes = format!("{ident}: {}", field.argument);
        let setter = Item::new(Kind::Function, &owner).part(&owner, takes.clone());
        surface.add(MODEL, format!("{path}::{}", field.setter), setter.deprecated(field.deprecated.is_some()));
        match &of.required {
            // Programs write the literal: each field more or less breaks them.
            Some(_) if field.required => literal = literal.part(&owner, format!("{ident}: {}", field.ty.unboxed())),
            None if field.required => new = new.part(&owner, takes),
            _ => {}
        }
        if field.schema.required {
            default = default.part(&owner, format!("{ident} is not optional"));
        }
        if let Some(clear) = &field.clear {
            surface.add(MODEL, format!("{path}::{clear}"), Item::new(Kind::Function, &owner));
        }
        if let Some(encoding) = &field.encoded_by {
            let how = format!("{encoding:?}");
            let method = Item::new(Kind::Function, &owner).behaviour(how);
            surface.add(MODEL, format!("{path}::{}", encoding.method), method);
        }
        if let Some(header) = &field.header {
            headers = headers.part(&owner, header);
        }
        let FieldSchema { aliases, required, nullable, schema, conditions, .. } = &field.schema;
        let how = format!("{:?}", (aliases, required, nullable, schema, conditions));
        let hidden = Item::new(Kind::Hidden, &owner).behaviour(how);
        surface.add(Crate::Server, format!("validation of {path}.{ident}"), hidden);
    }
    if let (Some(required), Some((module, _))) = (&of.required, path.rsplit_once("::")) {
        new = new.part(owner, format!("required: {required}"));
        surface.add(MODEL, format!("{module}::{required}"), literal);
    }
    surface.add(MODEL, format!("{path}::new"), new);
    surface.add(MODEL, format!("Default for {path}"), default);
    if !headers.parts.is_empty() {
        surface.add(MODEL, format!("HeaderFields for {path}"), Item::new(Kind::Impl, owner));
        surface.add(MODEL, format!("headers of {path}"), headers);
    }
    if of.form {
        surface.add(MODEL, format!("Form for {path}"), Item::new(Kind::Impl, owner));
    }
    if let Some(extra) = &of.extra {
        further(surface, path, owner, extra);
    }
    if of.keeps_unknown {
        surface.add(MODEL, format!("{path}.extra"), Item::new(Kind::Field, owner).part(owner, "Extra"));
    }
}

/// Further fields.
fn further(surface: &mut Surface, path: &str, owner: &str, extra: &Extra) {
    surface.add(MODEL, format!("{path}.extra"), Item::new(Kind::Field, owner).part(owner, extra.ty.to_string()));
    let setter = Item::new(Kind::Function, owner).part(owner, format!("extra: {}", extra.argument));
    surface.add(MODEL, format!("{path}::extra"), setter);
    let hidden = Item::new(Kind::Hidden, owner).behaviour(format!("{:?}", extra.schema));
    surface.add(Crate::Server, format!("validation of {path}.extra"), hidden);
}

fn enumeration(surface: &mut Surface, path: &str, owner: &str, of: &Enum) {
    let kind = Kind::Variant { exhaustive: !of.open };
    for value in &of.values {
        let owner = format!("{owner}.{}", value.wire);
        let how = format!("{} {} {:?}", value.docs.join("\n"), value.wire, value.aliases);
        surface.add(MODEL, format!("{path}::{}", value.ident), Item::new(kind, owner).behaviour(how));
    }
    let mut implement = |name: &str| surface.add(MODEL, format!("{name} for {path}"), Item::new(Kind::Impl, owner));
    let base = if of.of_integers { "i32" } else { "&str" };
    match (of.open, of.of_integers) {
        (true, _) => implement(&format!("From<{base}>")),
        (false, true) => implement("TryFrom<i32>"),
        (false, false) => {}
    }
    if of.open {
        surface.add(MODEL, format!("{path}::Unknown"), Item::new(kind, owner).part(owner, base));
    }
    if !of.open || of.of_integers {
        surface.add(MODEL, format!("Copy for {path}"), Item::new(Kind::Impl, owner));
    }
    let read = if of.of_integers { "value" } else { "as_str" };
    surface.add(MODEL, format!("{path}::{read}"), Item::new(Kind::Function, owner));
}

fn union(surface: &mut Surface, path: &str, owner: &str, of: &Union) {
    let kind = Kind::Variant { exhaustive: false };
    for variant in &of.variants {
        let owner = format!("{owner}.{}", variant.tag);
        let item = Item::new(kind, &owner).part(&owner, variant.ty.to_string()).behaviour(&variant.tag);
        surface.add(MODEL, format!("{path}::{}", variant.ident), item);
        if of.converts(variant) {
            surface.add(MODEL, format!("From<{}> for {path}", variant.ty), Item::new(Kind::Impl, &owner));
        }
    }
    if of.open {
        surface.add(MODEL, format!("{path}::Unknown"), Item::new(kind, owner).part(owner, "UnknownVariant"));
    }
}

fn shaped(surface: &mut Surface, path: &str, owner: &str, of: &Shaped) {
    let kind = Kind::Variant { exhaustive: false };
    for variant in &of.variants {
        let owner = format!("{owner}.{}", variant.name);
        let how = format!("{} {:?} {:?}", variant.docs.join("\n"), variant.form, variant.schema);
        let item = Item::new(kind, &owner).part(&owner, variant.ty.to_string()).behaviour(how);
        surface.add(MODEL, format!("{path}::{}", variant.ident), item);
        if of.converts(variant) {
            surface.add(MODEL, format!("From<{}> for {path}", variant.ty), Item::new(Kind::Impl, &owner));
            if matches!(variant.ty, RustType::String(_)) {
                surface.add(MODEL, format!("From<&str> for {path}"), Item::new(Kind::Impl, &owner));
            }
        }
    }
    if of.open {
        surface.add(MODEL, format!("{path}::Unknown"), Item::new(kind, owner).part(owner, "Value"));
    }
}

fn error_catalog(surface: &mut Surface, catalog: &ErrorCatalog) {
    let path = format!("error_codes::{}", catalog.ident);
    let name = catalog.name.clone();
    let owner = format!("error_codes.{name}");
    surface.add(MODEL, path.clone(), Item::new(Kind::Enum { exhaustive: false }, &owner).docs(&catalog.docs));
    for code in &catalog.codes {
        let (value, texts) = (&code.value, (&code.message, &code.meaning, &code.remedy));
        let how = format!("{:?}", (&value.docs, &value.wire, code.status, code.class, &code.also, texts));
        let item = Item::new(Kind::Variant { exhaustive: false }, format!("{owner}.{}", value.wire));
        surface.add(MODEL, format!("{path}::{}", value.ident), item.behaviour(how));
    }
}

/// The metadata that client and server share.
fn metadata(api: &Plan, surface: &mut Surface) {
    for host in &api.hosts {
        let how = format!("{} {:?}", host.address, host.parameters);
        let item = Item::new(Kind::Constant, format!("hosts.{}", host.name)).docs(&host.docs).behaviour(how);
        surface.add(MODEL, format!("meta::host::{}", host.constant), item);
    }
    for auth in &api.auth {
        let how = format!("{:?}", auth.credential);
        let item = Item::new(Kind::Constant, format!("auth.{}", auth.name)).docs(&auth.docs).behaviour(how);
        surface.add(MODEL, format!("meta::auth::{}", auth.constant), item);
        if let Some(login) = &auth.login {
            let how = (&login.operation, &login.name, &login.password, &login.token, &login.final_codes);
            let item = Item::new(Kind::Constant, format!("auth.{}", auth.name)).behaviour(format!("{how:?}"));
            surface.add(MODEL, format!("meta::login::{}", auth.constant), item);
        }
    }
    for style in &api.error_styles {
        let fields = (&style.code, &style.message, &style.detail, &style.request_id);
        let how = format!("{:?}", (fields, &style.rejections, &style.codes));
        let item = Item::new(Kind::Constant, format!("error_styles.{}", style.name)).docs(&style.docs).behaviour(how);
        surface.add(MODEL, format!("meta::error_style::{}", style.constant), item);
    }
}

fn operations(surface: &mut Surface, family: &Family) {
    for operation in family.groups.iter().flat_map(|group| &group.operations) {
        let item = Item::new(Kind::Constant, &operation.id).docs(&operation.docs).behaviour(behaviour(operation));
        surface.add(MODEL, format!("meta::{}::{}", family.module, operation.constant), item);
    }
}

/// What the metadata of an operation says.
fn behaviour(operation: &Operation) -> String {
    let paging = operation.paging.as_ref();
    let paging = paging.map(|paging| {
        let next = (paging.style, paging.first, &paging.next);
        ([&paging.limit, &paging.offset, &paging.items].map(String::as_str).join(" "), next)
    });
    let waiter = operation.waiter.as_ref();
    let waiter = waiter.map(|waiter| {
        let message = (&waiter.message, &waiter.message_when);
        (&waiter.status, &waiter.done, &waiter.failed, message, waiter.interval)
    });
    let conditions = operation.conditions.as_ref();
    let conditions = conditions.map(|conditions| {
        let wait = conditions
            .wait
            .as_ref()
            .map(|wait| (&wait.name, &wait.format, wait.number, wait.longest, &wait.ignores, &wait.excludes));
        (&conditions.parameter, &conditions.header, wait)
    });
    let parameters: Vec<_> =
        operation.parameters.iter().map(|parameter| (&parameter.wire, parameter.location, parameter.secret)).collect();
    let route =
        (operation.http_method.as_str(), &operation.path, &operation.fixed, &operation.host, &operation.success);
    let settings = (
        (&operation.auth, &operation.other_auth),
        (&operation.error_style, &operation.other_error_styles),
        operation.idempotent,
        &operation.idempotent_without,
        operation.body_limit,
    );
    let media = (operation.body.as_ref().map(|body| &body.media.name), &operation.output_media.name);
    let answers = (&operation.errors, &operation.permissions, operation.not_found, operation.secret_response);
    let answers = (answers, &operation.empty_success, operation.outcomes, &operation.response_headers);
    format!("{route:?} {settings:?} {media:?} {answers:?} {paging:?} {waiter:?} {conditions:?} {parameters:?}")
}
