//! Structs, enums and unions: references between siblings, recursion, values that read the same.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, SHOWN};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::{ParameterStyle, Presence};
use crate::source::Span;

impl Check<'_> {
    pub(super) fn types(&mut self) {
        for id in self.api.type_ids() {
            let ty = self.api.ty(id);
            self.presence_rules_of(ty);
            self.extra(ty);
            match &ty.kind {
                TypeKind::Struct(fields) => {
                    self.wire_names(fields);
                    self.conditions_of_fields(fields);
                    for field in fields {
                        self.siblings(field, fields);
                        self.header(ty, id, field);
                        self.file(id, field);
                        self.clearable(ty, id, field);
                    }
                }
                TypeKind::Enum(enumeration) => self.values(ty, enumeration),
                TypeKind::Union(union) => self.variants(ty, union),
                TypeKind::Shaped(union) => self.shapes(union),
                TypeKind::Id(_) => {}
            }
        }
        for operation in &self.api.operations {
            let is_json = |parameter: &&Parameter| parameter.style == Some(ParameterStyle::Json);
            for parameter in operation.parameters.iter().filter(|parameter| !is_json(parameter)) {
                let item = match &parameter.ty.value {
                    Shape::List(item) | Shape::Map(item) => item.as_ref(),
                    other => other,
                };
                if matches!(item, Shape::Named(_)) && self.api.as_enum(item).is_none() && self.api.as_id(item).is_none()
                {
                    let message = "a parameter can be an enum or an id, but not a struct or a union";
                    self.report(Rule::BAD_PARAMETER, parameter.ty.span, message, "not a plain value");
                }
            }
        }
        self.recursion();
    }

    /// What further fields are. Files are parts of forms, which have names.
    fn extra(&mut self, ty: &Type) {
        let Some(extra) = &ty.extra else { return };
        let mut shape = &extra.ty.value;
        while let Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) = shape {
            shape = item;
        }
        if *shape == Shape::File {
            self.report(Rule::BAD_BODY, extra.ty.span, "a file is a whole body, or a part of a form", "has no name");
        }
    }

    /// Only the whole response has headers, not the values inside.
    fn header(&mut self, ty: &Type, id: TypeId, field: &Field) {
        let Some(name) = &field.header else { return };
        self.header_of_field(name, self.places.value(field.name.span, &["header"]));
        let plain = match &field.ty.value {
            Shape::Any | Shape::Secret | Shape::File | Shape::List(_) | Shape::Map(_) => false,
            named @ Shape::Named(_) => self.api.as_enum(named).is_some() || self.api.as_id(named).is_some(),
            _ => true,
        };
        let place = self.places.key(field.name.span, &["header"]);
        if !plain && !self.unresolved(&field.ty) {
            self.sink.push(
                Diagnostic::new(Rule::BAD_HEADER_FIELD, field.ty.span, "a header holds a plain value")
                    .label("does not fit into a header")
                    .also(place, "said to travel in a header"),
            );
        }
        if field.presence != Presence::Optional {
            let presence = self.places.value(field.name.span, &["presence"]);
            let message = "a field that travels in a header has to be optional";
            self.sink.push(
                Diagnostic::new(Rule::BAD_HEADER_FIELD, presence, message)
                    .label("a lost header must not invalidate the response")
                    .also(place, "said to travel in a header")
                    .fix("write", presence, "optional"),
            );
        }
        let inside = self.api.types.iter().any(|other| other.parts().contains(&id));
        let answer = |operation: &Operation| {
            let mut shapes = operation.response.body.iter().chain(&operation.response.headers);
            shapes.any(|shape| shape.value == Shape::Named(id))
        };
        // A type that nothing uses is another matter.
        let is_elsewhere = !ty.reached.is_none() && !self.api.operations.iter().any(answer);
        if ty.reached.request || inside || is_elsewhere {
            self.sink.push(
                Diagnostic::new(
                    Rule::BAD_HEADER_FIELD,
                    place,
                    format!("`{}` is not the response of an operation", ty.name),
                )
                .label("only the whole response has headers")
                .also(ty.name.span, "the type")
                .help("make it the `body` of a response, and use it nowhere else"),
            );
        }
    }

    /// Of fields, only those of forms with parts can be files.
    fn file(&mut self, id: TypeId, field: &Field) {
        let mut shape = &field.ty.value;
        let mut nested = false;
        while let Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) = shape {
            (shape, nested) = (item, true);
        }
        if *shape != Shape::File {
            return;
        }
        let form = |body: &&Body| body.ty.named() == Some(id);
        let mut bodies = self.api.operations.iter().filter_map(|operation| operation.body.as_ref()).filter(form);
        if nested
            || !bodies.clone().any(|body| body.media.is_multipart())
            || bodies.any(|body| !body.media.is_multipart())
        {
            self.sink.push(
                Diagnostic::new(Rule::BAD_BODY, field.ty.span, "a file is a whole body, or a part of a form")
                    .label("in no form here")
                    .help("write `media: multipart` at the body that has this type, and nothing around `file`"),
            );
        }
    }

    /// Only a request can clear something, and only JSON has null.
    fn clearable(&mut self, ty: &Type, id: TypeId, field: &Field) {
        if field.presence != Presence::Clearable {
            return;
        }
        let mut bodies = self.api.operations.iter().filter_map(|operation| operation.body.as_ref());
        let (message, label) = if bodies.any(|body| body.media.is_multipart() && body.ty.named() == Some(id)) {
            ("a part of a form cannot be null", "forms have no null")
        } else if !ty.reached.request {
            ("only a request can clear a field", "no request has this type")
        } else {
            return;
        };
        let presence = self.places.value(field.name.span, &["presence"]);
        let diagnostic = Diagnostic::new(Rule::BAD_PRESENCE, presence, message).label(label);
        self.sink.push(diagnostic.fix("write", presence, "optional"));
    }

    /// Names and aliases on the wire are unique within a struct.
    fn wire_names(&mut self, fields: &[Field]) {
        let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
        for field in fields {
            for name in std::iter::once(&field.name.value).chain(&field.aliases) {
                let Some(first) = seen.insert(name, field.name.span) else { continue };
                let message = if first == field.name.span {
                    format!("the field `{}` has the name `{name}` twice", field.name)
                } else {
                    format!("two fields have the name `{name}`")
                };
                self.twice(Rule::DUPLICATE_FIELD, field.name.span, first, message, name, &field.name);
            }
        }
    }

    /// Two entries that read the same, by name or by alias.
    fn twice(&mut self, rule: Rule, entry: Span, first: Span, message: String, text: &str, name: &str) {
        let is_alias = text != name;
        let place = if is_alias { self.places.item(entry, &["aliases"], text) } else { entry };
        let mut diagnostic = Diagnostic::new(rule, place, message).label("this one");
        if first != entry {
            diagnostic = diagnostic.also(first, "the other one");
        }
        self.sink.push(if is_alias { diagnostic.help("remove the alias") } else { diagnostic });
    }

    /// References of a field to its siblings.
    fn siblings(&mut self, field: &Field, fields: &[Field]) {
        let others = fields.iter().map(|sibling| &sibling.name).filter(|name| name.value != field.name.value);
        let sibling = |name: &str| fields.iter().find(|sibling| sibling.name.value == name);
        self.boxed(field);
        let Some(encoding) = &field.encoded_by else { return };
        let text_or_enum = |shape: &Shape| self.api.is_text(shape) || self.api.as_enum(shape).is_some();
        let place = self.places.value(field.name.span, &["encoded_by"]);
        match sibling(encoding) {
            None => {
                let message = format!("`encoded_by` names the field `{encoding}`, which does not exist");
                self.unknown_field(place, message, encoding, others);
            }
            Some(_) if field.ty.value != Shape::String && !self.unresolved(&field.ty) => {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_ENCODING, field.ty.span, "only text can be encoded")
                        .label("not `string`")
                        .also(place, "said to be encoded"),
                );
            }
            Some(other) if !text_or_enum(&other.ty) && !self.unresolved(&other.ty) => {
                let message = format!("the field `{encoding}` cannot state the encoding of a string");
                self.sink.push(
                    Diagnostic::new(Rule::BAD_ENCODING, other.ty.span, message)
                        .label("neither text nor an enum")
                        .also(place, "named here"),
                );
            }
            Some(_) => {}
        }
    }

    /// Only a named type needs a box.
    fn boxed(&mut self, field: &Field) {
        if field.boxed && !matches!(field.ty.value, Shape::Named(_)) && !self.unresolved(&field.ty) {
            let place = self.places.key(field.name.span, &["boxed"]);
            self.sink.push(
                Diagnostic::new(Rule::NEEDLESS_BOX, place, "this value needs no box")
                    .label("remove this line")
                    .also(field.ty.span, "cannot contain its own struct directly"),
            );
        }
    }

    /// An enum of numbers has numbers, each with a name.
    fn numbers(&mut self, ty: &Type, enumeration: &Enum) {
        if enumeration.ignore_case {
            let place = self.places.key(ty.name.span, &["case"]);
            self.report(Rule::BAD_ENUM_VALUE, place, "numbers have no letter case", "remove this line");
        }
        for value in &enumeration.values {
            let span = value.name.span;
            if value.name.parse::<i32>().is_err() {
                let message = format!("`{}` is not a whole number of 32 bits", value.name);
                self.report(Rule::BAD_ENUM_VALUE, span, message, "an enum of numbers has no other values");
                continue;
            }
            if !value.aliases.is_empty() {
                let place = self.places.key(span, &["aliases"]);
                self.report(Rule::BAD_ENUM_VALUE, place, "a number has one spelling", "remove this line");
            }
        }
    }

    fn values(&mut self, ty: &Type, enumeration: &Enum) {
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        if enumeration.of_integers {
            self.numbers(ty, enumeration);
        }
        for value in &enumeration.values {
            for text in std::iter::once(&value.name.value).chain(&value.aliases) {
                let key = if enumeration.ignore_case { text.to_lowercase() } else { text.clone() };
                let Some(first) = seen.insert(key, value.name.span) else { continue };
                let message = if first == value.name.span {
                    format!("the value `{}` reads as `{text}` twice", value.name)
                } else {
                    format!("two values read as `{text}`")
                };
                self.twice(Rule::DUPLICATE_VALUE, value.name.span, first, message, text, &value.name);
            }
        }
        if !enumeration.open && ty.reached.response {
            let message = format!("the closed enum `{}` is in a response", ty.name);
            let place = self.places.value(ty.name.span, &["enum"]);
            self.sink.push(
                Diagnostic::new(Rule::CLOSED_IN_RESPONSE, place, message)
                    .label("a new value would make the whole response undecodable")
                    .fix("keep values that are not listed", place, "open"),
            );
        }
    }

    fn variants(&mut self, declared: &Type, union: &Union) {
        for variant in &union.variants {
            let ty = self.api.ty(variant.ty);
            let TypeKind::Struct(fields) = &ty.kind else {
                let message = format!("the variant `{}` is not a struct", variant.tag);
                let place = self.places.value(declared.name.span, &["variants", &variant.tag]);
                self.sink.push(
                    Diagnostic::new(Rule::BAD_UNION, place, message)
                        .label("not a struct")
                        .also(ty.name.span, "declared here"),
                );
                continue;
            };
            let beside = union.content.is_none();
            if let Some(field) = fields.iter().find(|field| beside && field.name.value == union.tag) {
                let message = format!("the variant `{}` has a field with the name of the tag", variant.tag);
                let tag = self.places.value(declared.name.span, &["tag"]);
                self.sink.push(
                    Diagnostic::new(Rule::BAD_UNION, field.name.span, message)
                        .label("this field")
                        .also(tag, "the tag, which is beside the fields")
                        .also(variant.tag.span, "this variant")
                        .help("the tag is written with the union: leave it out of the variants"),
                );
            }
        }
    }

    /// Finds circles of types that contain each other without anything on the heap in between.
    fn recursion(&mut self) {
        for root in self.circular() {
            if self.inline.contains(&root) {
                continue;
            }
            if let Some(circle) = self.circle(root) {
                let ids: Vec<TypeId> = circle.iter().map(|step| step.ty).collect();
                let message = format!("the type `{}` contains itself: {}", self.api.ty(root).name, self.around(&ids));
                let mut diagnostic = Diagnostic::new(Rule::RECURSIVE_TYPE, circle[0].place, message)
                    .label(if circle.len() == 1 { "contains the type itself" } else { "this part of the circle" });
                for step in circle.iter().take(SHOWN).skip(1) {
                    diagnostic = diagnostic.also(step.place, "and this one");
                }
                if let Some(field) = circle.iter().find_map(|step| step.field) {
                    diagnostic = self.places.add_lines(diagnostic, field, "put the value on the heap", "boxed: true");
                }
                self.sink.push(diagnostic);
                self.inline.extend(ids);
            }
        }
    }

    /// A circle through `root`.
    fn circle(&self, root: TypeId) -> Option<Vec<Step>> {
        let parts = |ty: TypeId| (ty, inline_parts(&self.api.ty(ty).kind).into_iter());
        let (mut path, mut seen) = (Vec::new(), BTreeSet::from([root]));
        let mut pending = vec![parts(root)];
        while let Some((ty, rest)) = pending.last_mut() {
            let Some((next, place, field)) = rest.next() else {
                pending.pop();
                path.pop();
                continue;
            };
            let step = Step { ty: *ty, place, field };
            if next == root {
                path.push(step);
                return Some(path);
            }
            if seen.insert(next) {
                path.push(step);
                pending.push(parts(next));
            }
        }
        None
    }

    /// The types that are on a circle or lead to one, without anything on the heap in between: what is left when
    /// those are taken away that contain no others, again and again.
    fn circular(&self) -> BTreeSet<TypeId> {
        let parts = |ty: TypeId| inline_parts(&self.api.ty(ty).kind).into_iter().map(|(part, ..)| part);
        let mut within: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        let mut left: BTreeMap<TypeId, usize> = BTreeMap::new();
        for ty in self.api.type_ids() {
            left.insert(ty, parts(ty).count());
            parts(ty).for_each(|part| within.entry(part).or_default().push(ty));
        }
        let mut pending: Vec<TypeId> = left.iter().filter(|(_, count)| **count == 0).map(|(ty, _)| *ty).collect();
        while let Some(ty) = pending.pop() {
            left.remove(&ty);
            for outer in within.get(&ty).into_iter().flatten() {
                if let Some(count) = left.get_mut(outer) {
                    *count -= 1;
                    pending.extend((*count == 0).then_some(*outer));
                }
            }
        }
        left.into_keys().collect()
    }
}

/// A type on a circle and the place where it contains the next one.
struct Step {
    ty: TypeId,
    place: Span,
    /// The field that contains it, which could be boxed.
    field: Option<Span>,
}

/// The types that a type contains without a list, map or box in between: where, and in which field.
fn inline_parts(kind: &TypeKind) -> Vec<(TypeId, Span, Option<Span>)> {
    match kind {
        TypeKind::Struct(fields) => fields
            .iter()
            .filter_map(|field| match field.ty.value {
                Shape::Named(id) if !field.boxed => Some((id, field.ty.span, Some(field.name.span))),
                _ => None,
            })
            .collect(),
        TypeKind::Enum(_) | TypeKind::Id(_) => Vec::new(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| (variant.ty, variant.tag.span, None)).collect(),
        TypeKind::Shaped(union) => {
            let named = union.variants.iter().filter_map(|variant| match variant.ty.value {
                Shape::Named(id) => Some((id, variant.name.span, None)),
                _ => None,
            });
            named.collect()
        }
    }
}
