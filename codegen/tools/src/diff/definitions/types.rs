//! Types as definitions, and the operations that reach them.

use std::collections::BTreeMap;

use super::{Definition, RECEIVED, Reach, SENT, Site, Tree};
use crate::diff::facts;
use crate::words::word;
use specwright_language::ir::*;

impl Tree<'_> {
    pub(super) fn ty(&self, id: TypeId, ty: &Type) -> Definition {
        let Type {
            name,
            rust_name,
            family,
            file: _,
            doc,
            source,
            kind,
            pair: _,
            extra,
            rules,
            errata,
            reached: _,
            usage: _,
            families: _,
        } = ty;
        let mut node = Definition::new(Site::Type, name, facts::type_name(self.api, id), name.span);
        match family {
            Some(family) => self.set_key(&mut node, *family),
            None => node.key = self.renamed(Site::Type, name),
        }
        node.group = self.group_of(*family, ty);
        node.reach = self.reach.get(&id).cloned().unwrap_or_default();
        // An outcome is described with its operation.
        let is_outcome = matches!(kind, TypeKind::Shaped(union) if union.is_outcome());
        if !is_outcome {
            node.facts.some("rust_name", rust_name.as_ref()).set("doc", doc);
            self.source(&mut node, source, None);
        }
        node.facts.some("family", family.map(|family| self.family(family))).set("usage", self.travels(ty));
        node.facts.list("rules", facts::presence_rules(rules));
        node.facts.some(
            "extra",
            extra.as_ref().map(|Extra { ty, constraints }| {
                let limits = facts::all_limits(constraints).map(|limits| format!(" ({limits})")).unwrap_or_default();
                self.shape(&ty.value, Some(id)) + &limits
            }),
        );
        self.errata(&mut node, errata);
        self.contents(&mut node, id, ty);
        node
    }

    /// What a type consists of.
    fn contents(&self, node: &mut Definition, id: TypeId, ty: &Type) {
        let Type { kind, pair, source, .. } = ty;
        match kind {
            TypeKind::Struct(fields) => {
                node.facts.set("kind", "struct");
                node.children = fields.iter().map(|field| self.field(node, id, field, source)).collect();
            }
            TypeKind::Enum(Enum { open, ignore_case, of_integers, values }) => {
                node.facts.set("kind", "enum").set("enum", facts::openness(*open)).flag("case", *ignore_case);
                node.facts.flag("of", *of_integers);
                node.children = values.iter().map(|value| self.value(node, value, source)).collect();
            }
            TypeKind::Id(limits) => {
                node.facts.set("kind", "id").some("pair", pair.as_ref());
                facts::constraints(&mut node.facts, limits);
            }
            TypeKind::Union(Union { open, tag, content, variants }) => {
                node.facts.set("kind", "union").set("union", facts::openness(*open)).set("tag", tag);
                node.facts.some("content", content.as_ref());
                let variant = |Variant { tag, ty }: &Variant| {
                    let mut child = node.inner(Site::Variant, tag, tag.span);
                    child.facts.set("type", self.type_name(*ty));
                    child
                };
                node.children = variants.iter().map(variant).collect();
            }
            TypeKind::Shaped(Shaped { open, variants }) => {
                let is_outcome = variants.iter().any(|variant| variant.status.is_some());
                node.facts.set("kind", if is_outcome { "union by status" } else { "union by shape" });
                node.facts.set("union", facts::openness(*open));
                // The name of a variant says its status.
                let variant = |ShapedVariant { name, ty, constraints, status: _ }: &ShapedVariant| {
                    let mut child = node.inner(Site::Variant, name, name.span);
                    child.facts.set("type", self.shape(&ty.value, Some(id)));
                    facts::constraints(&mut child.facts, &self.api.limits(ty, constraints));
                    child
                };
                node.children = variants.iter().map(variant).collect();
            }
        }
    }

    fn field(&self, parent: &Definition, within: TypeId, field: &Field, outer: &Source) -> Definition {
        let Field {
            name,
            rust_name,
            ty,
            presence,
            doc,
            source,
            default,
            constraints,
            required_when,
            requires,
            aliases,
            lenient,
            encoded_by,
            header,
            empty_is_absent,
            boxed,
            deprecated,
            errata,
        } = field;
        let mut node = parent.inner(Site::Field, name, name.span);
        node.facts.some("rust_name", rust_name.as_ref()).set("type", self.shape(&ty.value, Some(within)));
        node.facts.set("presence", word(presence)).set("doc", doc).some("default", facts::default(default.as_ref()));
        facts::constraints(&mut node.facts, &self.api.limits(ty, constraints));
        node.facts.list("required_when", facts::conditions(required_when));
        node.facts.list("requires", facts::requirements(requires)).list("aliases", aliases.iter().cloned());
        node.facts.flag("lenient", *lenient).some("encoded_by", encoded_by.as_ref()).some("header", header.as_ref());
        node.facts.flag("empty", *empty_is_absent).flag("boxed", *boxed).some("deprecated", deprecated.as_ref());
        self.source(&mut node, source, Some(outer));
        self.errata(&mut node, errata);
        node
    }

    fn value(&self, parent: &Definition, value: &EnumValue, outer: &Source) -> Definition {
        let EnumValue { name, rust_name, doc, aliases, source, errata } = value;
        let mut node = parent.inner(Site::Value, name, name.span);
        node.facts.some("rust_name", rust_name.as_ref()).set("doc", doc).list("aliases", aliases.iter().cloned());
        self.source(&mut node, source.as_ref().unwrap_or(outer), Some(outer));
        self.errata(&mut node, errata);
        node
    }

    /// In which directions a type travels, and for which families where it belongs to none.
    fn travels(&self, ty: &Type) -> String {
        let usage = facts::usage(ty.usage);
        if ty.family.is_some() {
            return usage.to_owned();
        }
        let families: Vec<String> = ty.families.keys().map(|family| self.family(*family)).collect();
        format!("{usage} in {}", families.join(facts::SEPARATOR))
    }

    /// The group whose file a type is in, or else its family.
    fn group_of(&self, family: Option<FamilyId>, ty: &Type) -> String {
        let Some(family) = family else { return "shared".to_owned() };
        let name = &self.api.family(family).name;
        match self.api.groups.iter().find(|group| group.family == family && group.name.span.file == ty.file) {
            Some(group) => format!("{name}.{}", group.name),
            None => name.value.clone(),
        }
    }
}

/// Which operations reach each type, and in which directions.
pub(super) fn reach(api: &Api) -> BTreeMap<TypeId, Vec<Reach>> {
    let mut reach: BTreeMap<TypeId, Vec<Reach>> = BTreeMap::new();
    for operation in &api.operations {
        let mut seen: BTreeMap<TypeId, Usage> = BTreeMap::new();
        let sent = operation.parameters.iter().map(|parameter| &parameter.ty.value);
        let messages = operation.stream.as_ref().and_then(|stream| stream.sends.as_ref()).map(|sends| &sends.value);
        let sent = sent.chain(operation.body.as_ref().map(|body| &body.ty.value)).chain(messages);
        let sent = sent.filter_map(Shape::named);
        let received = operation.response.body.iter().chain(&operation.response.headers);
        let received = received.filter_map(|shape| shape.value.named());
        let mut pending: Vec<(TypeId, Usage)> = sent.map(|id| (id, SENT)).collect();
        pending.extend(received.map(|id| (id, RECEIVED)));
        while let Some((id, usage)) = pending.pop() {
            let known = seen.entry(id).or_default();
            let merged = known.union(usage);
            if merged != *known {
                *known = merged;
                pending.extend(api.ty(id).parts().into_iter().map(|part| (part, usage)));
            }
        }
        let operation = api.operation_id(operation);
        for (id, usage) in seen {
            reach.entry(id).or_default().push(Reach::new(&operation, usage));
        }
    }
    reach
}
