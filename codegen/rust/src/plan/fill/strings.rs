//! Strings that a mock may respond with, where types demand more than a length.

use std::collections::BTreeSet;

use specwright_language::ir::*;
use specwright_language::raw::Format;
use specwright_language::strings::sample;

/// Returns a string for each set of limits on strings in responses, each string once.
pub(super) fn samples(api: &Api) -> Vec<String> {
    let mut samples = Samples { api, found: BTreeSet::new() };
    for ty in api.types.iter().filter(|ty| ty.usage.response) {
        match &ty.kind {
            TypeKind::Struct(fields) => fields.iter().for_each(|field| samples.value(&field.ty, &field.constraints)),
            TypeKind::Shaped(union) => union.variants.iter().for_each(|one| samples.value(&one.ty, &one.constraints)),
            TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::Id(_) => {}
        }
        ty.extra.iter().for_each(|extra| samples.value(&extra.ty, &extra.constraints));
    }
    samples.found.into_iter().collect()
}

struct Samples<'a> {
    api: &'a Api,
    found: BTreeSet<String>,
}

impl Samples<'_> {
    fn value(&mut self, shape: &Shape, constraints: &Constraints) {
        match shape {
            Shape::String | Shape::Secret => self.text(constraints),
            Shape::Named(_) if self.api.as_id(shape).is_some() => self.text(&self.api.limits(shape, constraints)),
            Shape::List(item) => self.value(item, constraints.each()),
            Shape::Map(item) => {
                self.text(constraints.keys());
                self.value(item, constraints.each());
            }
            Shape::Nullable(inner) => self.value(inner, constraints),
            _ => {}
        }
    }

    fn text(&mut self, constraints: &Constraints) {
        // A mock knows the standard forms.
        let is_known = |format: Format| format != Format::GoDuration || constraints.range == Range::default();
        if constraints.pattern.is_some() && !constraints.format.is_some_and(is_known) {
            self.found.extend(sample(constraints));
        }
    }
}
