//! Types that nothing uses, and types that are the same.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::variants::Form;

impl Lint<'_> {
    pub(super) fn types(&mut self) {
        self.unused_types();
        self.twins();
        self.letter_case();
        self.indistinct();
    }

    /// Variants of unions by shape that are read as others.
    fn indistinct(&mut self) {
        let api = self.api;
        for ty in &api.types {
            let TypeKind::Shaped(union) = &ty.kind else { continue };
            if union.is_outcome() {
                continue;
            }
            let forms: Vec<Form> = union.variants.iter().map(|variant| Form::of(api, &variant.ty)).collect();
            for (index, variant) in union.variants.iter().enumerate() {
                let Some(first) = (0..index).find(|first| forms[*first].is_like(&forms[index])) else { continue };
                let first = &union.variants[first];
                let message = format!("values of `{}` and of `{}` look alike", first.name, variant.name);
                self.sink.push(
                    Diagnostic::new(Rule::INDISTINCT_VARIANT, variant.name.span, message)
                        .label("may be read as the other one")
                        .also(first.name.span, "tried first"),
                );
            }
        }
    }

    /// Types that no operation reaches. What only such a type contains is not reported as well.
    fn unused_types(&mut self) {
        let api = self.api;
        let unused: BTreeSet<TypeId> = api.type_ids().filter(|id| api.ty(*id).reached.is_none()).collect();
        let contained: BTreeSet<TypeId> =
            unused.iter().flat_map(|id| api.ty(*id).parts().into_iter().filter(move |part| part != id)).collect();
        // Types that contain each other in a circle are all contained: then the first one stands for them.
        let outermost = unused.iter().filter(|id| !contained.contains(id));
        let circles = unused.iter().filter(|id| contained.contains(id));
        let mut covered: BTreeSet<TypeId> = BTreeSet::new();
        for id in outermost.chain(circles) {
            if !covered.insert(*id) {
                continue;
            }
            let mut with = Vec::new();
            let mut pending = api.ty(*id).parts();
            while let Some(part) = pending.pop() {
                if unused.contains(&part) && covered.insert(part) {
                    with.push(part);
                    pending.extend(api.ty(part).parts());
                }
            }
            with.sort();
            let ty = api.ty(*id);
            let mut diagnostic = Diagnostic::new(
                Rule::UNUSED_TYPE,
                ty.name.span,
                format!("no operation reaches the type `{}`", ty.name),
            )
            .label("unused type");
            if !with.is_empty() {
                let names = list(with.iter().map(|part| api.ty(*part).name.as_str()));
                diagnostic = diagnostic.help(format!("only this type leads to {names}"));
            }
            self.sink.push(diagnostic);
        }
    }

    /// Types that are used once and equal another type.
    fn twins(&mut self) {
        let api = self.api;
        let uses = self.uses();
        // Most types differ in the names of their members already.
        let mut namesakes: BTreeMap<Vec<&str>, Vec<TypeId>> = BTreeMap::new();
        let is_written = |ty: &Type| !matches!(&ty.kind, TypeKind::Shaped(union) if union.is_outcome());
        for id in api.type_ids().filter(|id| !api.ty(*id).reached.is_none() && is_written(api.ty(*id))) {
            namesakes.entry(member_names(api.ty(id))).or_default().push(id);
        }
        let mut alike: BTreeMap<String, Vec<TypeId>> = BTreeMap::new();
        for id in
            namesakes.into_iter().filter(|(names, same)| names.len() > 1 && same.len() > 1).flat_map(|(_, same)| same)
        {
            alike.entry(members(api.ty(id))).or_default().push(id);
        }
        let group: BTreeMap<TypeId, &Vec<TypeId>> =
            alike.values().flat_map(|same| same.iter().map(move |id| (*id, same))).collect();
        // Which of two types should stay: a shared one, or the one that is used more, or the first one.
        let rank = |id: TypeId| (api.ty(id).family.is_none(), uses.get(&id), Reverse(id));
        for id in api.type_ids().filter(|id| uses.get(id) == Some(&1)) {
            let ty = api.ty(id);
            let same = group.get(&id).into_iter().copied().flatten().copied();
            let near = |other: &TypeId| api.ty(*other).family.is_none_or(|family| ty.family == Some(family));
            let Some(stays) = same.filter(near).max_by_key(|other| rank(*other)).filter(|other| *other != id) else {
                continue;
            };
            let other = api.ty(stays);
            let message = format!("the type `{}` is `{}` under another name", ty.name, other.name);
            self.sink.push(
                Diagnostic::new(Rule::TWIN_TYPE, ty.name.span, message)
                    .label("used once")
                    .also(other.name.span, "has the same members")
                    .help(format!("use `{}` instead, or describe the difference", other.name)),
            );
        }
    }

    /// Values that only their letter case tells apart.
    fn letter_case(&mut self) {
        for ty in &self.api.types {
            let TypeKind::Enum(enumeration) = &ty.kind else { continue };
            let mut seen: BTreeMap<String, &EnumValue> = BTreeMap::new();
            for value in &enumeration.values {
                let Some(first) = seen.insert(value.name.to_lowercase(), value) else { continue };
                let message = format!("`{}` and `{}` differ in letter case only", first.name, value.name);
                self.sink.push(
                    Diagnostic::new(Rule::LETTER_CASE_VALUE, value.name.span, message)
                        .label("the same word")
                        .also(first.name.span, "is here already")
                        .help("make one an alias of the other, or write `case: insensitive`"),
                );
            }
        }
    }

    /// How often each type is named.
    fn uses(&self) -> BTreeMap<TypeId, usize> {
        let api = self.api;
        let inner = api.types.iter().flat_map(|ty| ty.parts());
        let outer = api.operations.iter().flat_map(|operation| {
            let parameters = operation.parameters.iter().filter_map(|parameter| parameter.ty.named());
            let bodies = operation.body.iter().filter_map(|body| body.ty.named());
            let sent = operation.stream.iter().filter_map(|stream| stream.sends.as_ref()?.named());
            let Response { body, headers, .. } = &operation.response;
            let received = body.iter().chain(headers).filter_map(|shape| shape.named());
            parameters.chain(bodies).chain(sent).chain(received)
        });
        let mut uses = BTreeMap::new();
        for id in inner.chain(outer) {
            *uses.entry(id).or_default() += 1;
        }
        uses
    }
}

/// The names of the members of a type on the wire, in no order.
fn member_names(ty: &Type) -> Vec<&str> {
    let mut names: Vec<&str> = match &ty.kind {
        TypeKind::Struct(fields) => fields.iter().map(|field| field.name.as_str()).collect(),
        TypeKind::Enum(enumeration) => enumeration.values.iter().map(|value| value.name.as_str()).collect(),
        TypeKind::Union(union) => union.variants.iter().map(|variant| variant.tag.as_str()).collect(),
        TypeKind::Shaped(union) => union.variants.iter().map(|variant| variant.name.as_str()).collect(),
        TypeKind::Id(_) => Vec::new(),
    };
    names.sort_unstable();
    names
}

/// Returns everything that two types must share to be the same, including descriptions, which distinguish types that only
/// look alike.
fn members(ty: &Type) -> String {
    let mut members: Vec<String> = match &ty.kind {
        TypeKind::Struct(fields) => fields
            .iter()
            .map(|field| {
                let Field { name, ty, presence, doc, constraints, header, .. } = field;
                format!("{:?} {:?} {presence:?} {doc:?} {constraints:?} {header:?}", name.value, ty.value)
            })
            .collect(),
        TypeKind::Enum(enumeration) => {
            enumeration.values.iter().map(|value| format!("{:?} {:?}", value.name.value, value.doc)).collect()
        }
        TypeKind::Union(union) => {
            union.variants.iter().map(|variant| format!("{:?} {:?}", variant.tag.value, variant.ty)).collect()
        }
        TypeKind::Shaped(union) => {
            let members = union.variants.iter().map(|variant| {
                let ShapedVariant { name, ty, constraints, status } = variant;
                format!("{:?} {:?} {constraints:?} {status:?}", name.value, ty.value)
            });
            members.collect()
        }
        TypeKind::Id(_) => Vec::new(),
    };
    members.sort();
    let kind = match &ty.kind {
        TypeKind::Struct(_) => {
            let rules = ty.rules.iter().map(|rule| (rule.need, rule.names().collect::<Vec<_>>()));
            let extra = ty.extra.as_ref().map(|extra| (&extra.ty.value, &extra.constraints));
            format!("struct {:?} {extra:?}", rules.collect::<Vec<_>>())
        }
        TypeKind::Enum(enumeration) => format!("enum {}", enumeration.open),
        TypeKind::Union(union) => format!("union {} {} {:?}", union.open, union.tag, union.content),
        TypeKind::Shaped(union) => format!("union {}", union.open),
        TypeKind::Id(limits) => format!("id {limits:?}"),
    };
    format!("{kind} {:?} {members:?}", ty.usage)
}
