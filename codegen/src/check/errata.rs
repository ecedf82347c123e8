//! Entries that nothing refers to.

use std::collections::BTreeSet;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::raw::Consequence;
use crate::resolve::parts;

impl Check<'_> {
    /// Types that no operation reaches. What only such a type contains is not reported as well.
    pub(super) fn unused_types(&mut self) {
        let api = self.api;
        let unused: BTreeSet<TypeId> = api.type_ids().filter(|id| api.ty(*id).families.is_empty()).collect();
        let contained: BTreeSet<TypeId> =
            unused.iter().flat_map(|id| parts(&api.ty(*id).kind).into_iter().filter(move |part| part != id)).collect();
        // Types that contain each other in a circle are all contained: then the first one stands for them.
        let outermost = unused.iter().filter(|id| !contained.contains(id));
        let circles = unused.iter().filter(|id| contained.contains(id));
        let mut covered: BTreeSet<TypeId> = BTreeSet::new();
        for id in outermost.chain(circles) {
            if !covered.insert(*id) {
                continue;
            }
            let mut with = Vec::new();
            let mut pending = parts(&api.ty(*id).kind);
            while let Some(part) = pending.pop() {
                if unused.contains(&part) && covered.insert(part) {
                    with.push(part);
                    pending.extend(parts(&api.ty(part).kind));
                }
            }
            with.sort();
            let ty = api.ty(*id);
            let mut diagnostic =
                Diagnostic::new(Rule::UnusedType, ty.name.span, format!("no operation reaches the type `{}`", ty.name))
                    .label("unused type");
            if !with.is_empty() {
                let names = list(with.iter().map(|part| api.ty(*part).name.as_str()));
                diagnostic = diagnostic.help(format!("only this type leads to {names}"));
            }
            self.sink.push(diagnostic);
        }
    }

    pub(super) fn unused_errata(&mut self) {
        let mut used: BTreeSet<ErratumId> = BTreeSet::new();
        for operation in &self.api.operations {
            used.extend(&operation.errata);
            used.extend(operation.parameters.iter().flat_map(|parameter| &parameter.errata));
            used.extend(operation.examples.iter().flat_map(|example| &example.errata));
        }
        for style in &self.api.error_styles {
            used.extend(&style.errata);
        }
        used.extend(self.errata_of_catalogues());
        for ty in &self.api.types {
            used.extend(&ty.errata);
            match &ty.kind {
                TypeKind::Struct(fields) => used.extend(fields.iter().flat_map(|field| &field.errata)),
                TypeKind::Enum(enumeration) => used.extend(enumeration.values.iter().flat_map(|value| &value.errata)),
                TypeKind::Union(_) => {}
            }
        }
        for (index, erratum) in self.api.errata.iter().enumerate() {
            if erratum.consequence != Consequence::None && !used.contains(&ErratumId(index as u32)) {
                let message = format!("no entry refers to the erratum `{}`", erratum.id);
                self.sink.push(
                    Diagnostic::new(Rule::UnusedErratum, erratum.id.span, message)
                        .label("unused erratum")
                        .help(format!("add `errata: [{}]` to the entry that it is about", erratum.id)),
                );
            }
        }
    }
}
