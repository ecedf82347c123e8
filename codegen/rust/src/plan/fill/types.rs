//! Types: structs with their setters and codecs, enums, unions.

use std::collections::{BTreeMap, BTreeSet};

use specwright_language::ir::{self, Api, FamilyId, Shape, TypeId};
use specwright_language::raw::Presence;
use specwright_language::source::FileId;

use super::docs;
use super::shapes::{Place, Schemas, Shapes, schema_constant, text_rules};
use super::unions;
use crate::names;
use crate::plan::{
    Codec, Condition, Encoding, Enum, EnumValue, Extra, Field, FieldSchema, Id, Item, Module, Name, Part, Prelude,
    PresenceRule, Requirement, RustType, Sibling, Struct, Type, TypeKind, TypeModule, Union, Variant,
};

/// Name of the module with a family's types that belong to no group.
const VOCABULARY: &str = "types";

/// The modules of a family's types.
pub(super) fn modules(api: &Api, family: FamilyId) -> Vec<TypeModule> {
    // Files are in the order of their numbers, and so are the types in them.
    let mut files: BTreeMap<FileId, Vec<TypeId>> = BTreeMap::new();
    for id in api.type_ids().filter(|id| api.ty(*id).family == Some(family)) {
        files.entry(api.ty(id).file).or_default().push(id);
    }
    let mut modules: Vec<TypeModule> = Vec::new();
    let mut vocabulary: Vec<TypeId> = Vec::new();
    for (file, types) in files {
        match api.groups.iter().find(|group| group.family == family && group.name.span.file == file) {
            Some(group) => modules.push(module(api, &group.name, docs::text(&group.doc), types)),
            None => vocabulary.extend(types),
        }
    }
    if !vocabulary.is_empty() {
        let name = &api.family(family).name;
        modules.push(module(
            api,
            VOCABULARY,
            vec![format!("Types that several groups of `{name}` share.")],
            vocabulary,
        ));
    }
    modules
}

/// The types of the shared vocabulary.
pub(super) fn shared(api: &Api) -> TypeModule {
    let types = api.type_ids().filter(|id| api.ty(*id).family.is_none()).collect();
    module(api, "shared", vec!["Types that several families share.".to_owned()], types)
}

/// The types of the shared vocabulary that a family reaches.
pub(super) fn reached(api: &Api, family: FamilyId) -> Vec<Name> {
    let types = api.types.iter().filter(|ty| ty.family.is_none() && ty.families.contains_key(&family));
    types.flat_map(defined).collect()
}

/// The names that a type adds to its module.
fn defined(ty: &ir::Type) -> impl Iterator<Item = Name> {
    let required = match &ty.kind {
        ir::TypeKind::Struct(fields) => names::required_fields(ty, fields),
        _ => None,
    };
    std::iter::once(names::type_name(ty)).chain(required).map(Name::new)
}

fn module(api: &Api, name: &str, docs: Vec<String>, ids: Vec<TypeId>) -> TypeModule {
    let prelude = Prelude::new(ids.iter().map(|id| names::type_name(api.ty(*id))));
    let local = |id: TypeId| ids.contains(&id);
    let shapes = Shapes { api, prelude: &prelude, local: &local, outside: Module::Super };
    let bodies = api.operations.iter().filter_map(|operation| operation.body.as_ref());
    let forms: BTreeSet<TypeId> =
        bodies.filter(|body| body.media.is_multipart()).filter_map(|body| body.ty.named()).collect();
    let types = ids.iter().map(|id| ty(api, *id, &shapes, forms.contains(id))).collect();
    TypeModule { module: Name::new(names::module(name)), docs, types }
}

fn ty(api: &Api, id: TypeId, shapes: &Shapes<'_>, form: bool) -> Type {
    let ty = api.ty(id);
    let kind = match &ty.kind {
        ir::TypeKind::Struct(fields) => TypeKind::Struct(Struct { form, ..structure(api, ty, fields, shapes) }),
        ir::TypeKind::Enum(enumeration) => TypeKind::Enum(Enum {
            open: enumeration.open,
            ignore_case: enumeration.ignore_case,
            of_integers: enumeration.of_integers,
            values: enumeration.values.iter().map(|value| enum_value(api, value)).collect(),
        }),
        ir::TypeKind::Union(union) => TypeKind::Union(Union {
            open: union.open,
            tag: union.tag.clone(),
            content: union.content.clone(),
            variants: union.variants.iter().map(|variant| union_variant(api, ty, variant, shapes)).collect(),
        }),
        ir::TypeKind::Shaped(union) => TypeKind::Shaped(unions::shaped(api, ty, union, shapes)),
        ir::TypeKind::Id(limits) => TypeKind::Id(Id { limits: text_rules(limits, false), pair: ty.pair.clone() }),
    };
    Type {
        origin: id,
        ident: Name::new(names::type_name(ty)),
        docs: docs::ty(api, ty),
        usage: ty.usage,
        kind,
        prelude: shapes.prelude.clone(),
        schema: schema_constant(ty),
        name: ty.name.value.clone(),
        received_with: families(api, ty, |usage| usage.request),
        responded_with: families(api, ty, |usage| usage.response),
        in_response: ty.reached.response && is_in_body(api, id),
    }
}

/// Whether a type is a body, or in one: not if it has nothing but headers of responses, or is the value of one.
fn is_in_body(api: &Api, id: TypeId) -> bool {
    let mut bodies = api.operations.iter().filter_map(|operation| operation.response.body.as_ref());
    let contains = |ty: &ir::Type| match &ty.kind {
        ir::TypeKind::Struct(fields) => {
            let fields = fields.iter().filter(|field| field.header.is_none()).map(|field| &field.ty);
            fields.chain(ty.extra.as_ref().map(|extra| &extra.ty)).any(|shape| shape.named() == Some(id))
        }
        _ => ty.parts().contains(&id),
    };
    bodies.any(|body| body.named() == Some(id)) || api.types.iter().any(contains)
}

/// Names of the families in which a type of the shared vocabulary travels in some direction.
fn families(api: &Api, ty: &ir::Type, direction: impl Fn(&ir::Usage) -> bool) -> Vec<String> {
    if ty.family.is_some() {
        return Vec::new();
    }
    let traveling = ty.families.iter().filter(|(_, usage)| direction(usage));
    traveling.map(|(family, _)| api.family(*family).name.value.clone()).collect()
}

fn enum_value(api: &Api, value: &ir::EnumValue) -> EnumValue {
    let mut lines = docs::text(&value.doc);
    docs::paragraph(&mut lines, &format!("`{}`", value.name));
    value.source.iter().for_each(|source| docs::add_releases(&mut lines, api, source));
    EnumValue {
        wire: value.name.value.clone(),
        aliases: value.aliases.clone(),
        ident: Name::new(names::variant(value)),
        docs: lines,
    }
}

fn union_variant(api: &Api, ty: &ir::Type, variant: &ir::Variant, shapes: &Shapes<'_>) -> Variant {
    let shape = Shape::Named(variant.ty);
    Variant {
        tag: variant.tag.value.clone(),
        ident: Name::new(names::union_variant(variant)),
        ty: shapes.ty(&shape),
        schema: Schemas { api, place: Place::Schemas(ty.family) }.part(&shape),
        docs: vec![format!("`{}`", variant.tag)],
    }
}

fn structure(api: &Api, ty: &ir::Type, fields: &[ir::Field], shapes: &Shapes<'_>) -> Struct {
    Struct {
        keeps_unknown: ty.usage.request && ty.usage.response && ty.extra.is_none(),
        extra: ty.extra.as_ref().map(|extra| {
            let map = Shape::Map(Box::new(extra.ty.value.clone()));
            Extra {
                ty: shapes.ty(&map),
                argument: shapes.argument(&map),
                schema: Schemas { api, place: Place::Schemas(ty.family) }.schema(&extra.ty, &extra.constraints, false),
            }
        }),
        rules: presence_rules(&ty.rules),
        default: fields.iter().all(|field| field.presence.may_be_absent()),
        required: names::required_fields(ty, fields).map(Name::new),
        form: false,
        fields: fields.iter().map(|field| structure_field(api, ty, field, fields, shapes)).collect(),
    }
}

fn structure_field(api: &Api, ty: &ir::Type, field: &ir::Field, siblings: &[ir::Field], shapes: &Shapes<'_>) -> Field {
    let name = names::field(field);
    let wrapping = Wrapping::of(ty, field);
    let mut rust_type = shapes.ty(&field.ty);
    if field.boxed {
        rust_type = RustType::Box(shapes.prelude.name(Item::Box), Box::new(rust_type));
    }
    rust_type = match wrapping {
        Wrapping::Plain | Wrapping::Collection => rust_type,
        Wrapping::Option | Wrapping::Nullable => {
            RustType::Option(shapes.prelude.name(Item::Option), Box::new(rust_type))
        }
        Wrapping::Patch => RustType::Patch(Box::new(rust_type)),
    };
    Field {
        wire: field.name.value.clone(),
        setter: Name::new(names::field_setter(&name)),
        docs: docs::field(api, ty, field),
        deprecated: field.deprecated.clone(),
        ty: rust_type,
        codec: codec(field, wrapping, ty.usage.response, shapes.api),
        required: names::is_required(ty, field),
        argument: shapes.argument(&field.ty),
        boxed: field.boxed.then(|| shapes.prelude.name(Item::Box)),
        optional: matches!(wrapping, Wrapping::Option | Wrapping::Nullable),
        clear: (wrapping == Wrapping::Patch).then(|| Name::new(names::clear(field))),
        encoded_by: field.encoded_by.as_ref().and_then(|by| {
            let sibling = siblings.iter().find(|sibling| sibling.name.value == *by)?;
            Some(encoding(ty, field, sibling))
        }),
        header: field.header.clone(),
        empty_is_absent: field.empty_is_absent,
        part: match field.ty.value {
            Shape::File => Part::File,
            Shape::Secret => Part::Secret,
            _ => Part::Text,
        },
        schema: FieldSchema {
            aliases: field.aliases.clone(),
            required: !field.presence.may_be_absent(),
            nullable: field.presence.may_be_null(),
            schema: Schemas { api, place: Place::Schemas(ty.family) }.schema(
                &field.ty,
                &field.constraints,
                field.lenient,
            ),
            conditions: conditions(api, &field.required_when, siblings),
            requires: field
                .requires
                .iter()
                .map(|requirement| Requirement {
                    field: requirement.field.clone(),
                    when: conditions(api, &requirement.when, siblings),
                })
                .collect(),
        },
        ident: Name::new(name),
    }
}

/// Conditions on siblings.
fn conditions(api: &Api, conditions: &[ir::Condition], siblings: &[ir::Field]) -> Vec<Condition> {
    let planned = |condition: &ir::Condition| {
        let sibling = siblings.iter().find(|sibling| sibling.name.value == condition.field);
        self::condition(api, condition, sibling.map(|sibling| &*sibling.ty))
    };
    conditions.iter().map(planned).collect()
}

/// Rules about which fields or parameters are present.
pub(super) fn presence_rules(rules: &[ir::PresenceRule]) -> Vec<PresenceRule> {
    let rule =
        |rule: &ir::PresenceRule| PresenceRule { need: rule.need, of: rule.names().map(str::to_owned).collect() };
    rules.iter().map(rule).collect()
}

/// A condition, with all spellings that are read as one of its values. `other` is the shape of what it is about.
pub(super) fn condition(api: &Api, condition: &ir::Condition, other: Option<&Shape>) -> Condition {
    let known = match other.and_then(Shape::named).map(|id| &api.ty(id).kind) {
        Some(ir::TypeKind::Enum(enumeration)) => enumeration.values.as_slice(),
        _ => &[],
    };
    let aliases = |value: &String| {
        known
            .iter()
            .filter(|known| known.name.value == *value)
            .flat_map(|known| known.aliases.clone())
            .collect::<Vec<_>>()
    };
    let spellings = condition.values.iter().flat_map(|value| std::iter::once(value.clone()).chain(aliases(value)));
    Condition {
        field: condition.field.clone(),
        values: spellings.collect(),
        negated: condition.holds_for == ir::HoldsFor::Others,
    }
}

/// How a field's type is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wrapping {
    /// Always there.
    Plain,
    /// A list or map of a response: missing and null read as empty.
    Collection,
    /// Left out when there is no value.
    Option,
    /// Null when there is no value.
    Nullable,
    /// Left out, null or a value: three states.
    Patch,
}

impl Wrapping {
    fn of(ty: &ir::Type, field: &ir::Field) -> Wrapping {
        match field.presence {
            Presence::Required => Wrapping::Plain,
            Presence::Nullable => Wrapping::Nullable,
            Presence::Clearable => Wrapping::Patch,
            // In a request, leaving a list out and sending an empty one are two things.
            Presence::Optional if field.ty.is_collection() && !ty.usage.request => Wrapping::Collection,
            Presence::Optional => Wrapping::Option,
        }
    }
}

fn codec(field: &ir::Field, wrapping: Wrapping, received: bool, api: &Api) -> Codec {
    let presence = match wrapping {
        Wrapping::Plain => "required",
        Wrapping::Option => "optional",
        Wrapping::Nullable => "nullable",
        Wrapping::Patch => "patch",
        // An empty one would violate its limit; absent, it is allowed.
        Wrapping::Collection if field.constraints.items.min.is_some_and(|min| min > 0) => "filled",
        Wrapping::Collection => "collection",
    };
    let form = match wrapping {
        _ if field.lenient => Some(if api.is_text(&field.ty) { "text" } else { "integer" }),
        // A list or map that is always sent is read even when a server sends null for "none".
        Wrapping::Plain if field.ty.is_collection() && received => Some("list"),
        _ => None,
    };
    Codec { presence, form }
}

/// The method that decodes a string as its sibling says.
fn encoding(ty: &ir::Type, field: &ir::Field, sibling: &ir::Field) -> Encoding {
    let optional = |field: &ir::Field| Wrapping::of(ty, field) != Wrapping::Plain;
    Encoding {
        method: Name::new(names::decoder(field)),
        sibling: Name::new(names::field(sibling)),
        sibling_is: match (optional(sibling), &sibling.ty.value) {
            (false, _) => Sibling::Required,
            (true, Shape::String) => Sibling::OptionalText,
            (true, _) => Sibling::OptionalEnum,
        },
        optional: optional(field),
    }
}
