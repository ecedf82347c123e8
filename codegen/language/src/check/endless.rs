//! Types of which no value comes to an end, because each contains another one.

use std::collections::BTreeSet;

use super::{Check, SHOWN};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::smallest::Smallest;
use crate::source::Span;

impl Check<'_> {
    pub(super) fn endless(&mut self) {
        let smallest = Smallest::of(self.api);
        let is_endless = |id: TypeId| smallest.ty(id) == Smallest::ENDLESS;
        // What leads to a circle was reported with it, and a circle without a box elsewhere.
        let mut reported = self.inline.clone();
        for root in self.api.type_ids().filter(|id| is_endless(*id)) {
            let mut way: Vec<Step> = Vec::new();
            let mut seen = BTreeSet::new();
            let mut next = Some(root);
            while let Some(id) = next.filter(|id| !reported.contains(id) && seen.insert(*id)) {
                let step = self.step(&smallest, id);
                next = step.as_ref().map(|step| step.into);
                way.extend(step);
            }
            let circle = way.iter().position(|step| Some(step.ty) == next).map(|start| &way[start..]);
            if let Some(circle) = circle.filter(|_| next.is_some_and(|id| !reported.contains(&id))) {
                self.report_endless(circle);
            }
            reported.extend(seen);
        }
    }

    /// Where every value of a type contains another one that does not end.
    fn step(&self, smallest: &Smallest<'_>, ty: TypeId) -> Option<Step> {
        match &self.api.ty(ty).kind {
            TypeKind::Struct(_) => {
                let mut needed = smallest.needed(self.api.ty(ty)).into_iter().map(|(field, _)| field);
                let field = needed.find(|field| smallest.field(field) == Smallest::ENDLESS)?;
                Some(Step { ty, into: field.ty.named()?, place: field.ty.span })
            }
            TypeKind::Union(union) => {
                union.variants.first().map(|variant| Step { ty, into: variant.ty, place: variant.tag.span })
            }
            TypeKind::Shaped(union) => {
                let variant = union.variants.first()?;
                Some(Step { ty, into: variant.ty.named()?, place: variant.name.span })
            }
            TypeKind::Enum(_) | TypeKind::Id(_) => None,
        }
    }

    fn report_endless(&mut self, circle: &[Step]) {
        let ids: Vec<TypeId> = circle.iter().map(|step| step.ty).collect();
        let message = format!("no value of `{}` ends: {}", self.api.ty(ids[0]).name, self.around(&ids));
        let label = if circle.len() == 1 { "requires another one" } else { "requires the next one" };
        let mut diagnostic = Diagnostic::new(Rule::ENDLESS_TYPE, circle[0].place, message).label(label);
        for step in circle.iter().take(SHOWN).skip(1) {
            diagnostic = diagnostic.also(step.place, "and so does this one");
        }
        let help = "make one of them `optional` or `nullable`, let a list be empty, or add a variant that ends";
        self.sink.push(diagnostic.help(help));
    }
}

/// A type, and where it requires another one.
struct Step {
    ty: TypeId,
    into: TypeId,
    place: Span,
}
