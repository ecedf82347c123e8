//! Values of an enum that a place allows.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::source::{Span, Spanned};

impl Check<'_> {
    pub(super) fn subsets(&mut self) {
        for parameter in self.api.given_parameters() {
            self.subset(&parameter.name, &parameter.ty, &parameter.constraints);
        }
        for (_, field) in self.api.struct_fields() {
            self.subset(&field.name, &field.ty, &field.constraints);
        }
        for ty in &self.api.types {
            if let Some(extra) = &ty.extra {
                self.subset(&ty.name, &extra.ty, &extra.constraints);
            }
            let TypeKind::Shaped(union) = &ty.kind else { continue };
            union.variants.iter().for_each(|variant| self.subset(&variant.name, &variant.ty, &variant.constraints));
        }
    }

    fn subset(&mut self, name: &Spanned<String>, ty: &Spanned<Shape>, constraints: &Constraints) {
        if !self.unresolved(ty) {
            self.subset_inside(name.span, ty.span, (&ty.value, constraints), &mut Vec::new());
        }
    }

    /// `keys` lead from the entry to the limits.
    fn subset_inside(
        &mut self,
        entry: Span,
        ty: Span,
        (shape, constraints): (&Shape, &Constraints),
        keys: &mut Vec<&'static str>,
    ) {
        let shape = shape.not_null();
        if !constraints.values.is_empty() {
            keys.push("values");
            match shape.named().zip(self.api.as_enum(shape)) {
                Some((id, enumeration)) => {
                    let name = &self.api.ty(id).name;
                    constraints.values.iter().enumerate().for_each(|(index, value)| {
                        self.listed_value(entry, keys, (index, value), (name, enumeration, &constraints.values));
                    });
                }
                None => {
                    let place = self.places.key(entry, keys);
                    let diagnostic = Diagnostic::new(Rule::BAD_CONSTRAINT, place, "`values` belongs to enums");
                    let diagnostic = diagnostic.label("does not apply here").also(ty, "the type");
                    self.sink.push(match shape.is_collection() {
                        true => diagnostic.help("to limit what is inside, write `values` under `each`"),
                        false => diagnostic,
                    });
                }
            }
            keys.pop();
        }
        if let (Shape::List(item) | Shape::Map(item), Some(each)) = (shape, &constraints.each) {
            keys.push("each");
            self.subset_inside(entry, ty, (item, each), keys);
            keys.pop();
        }
    }

    /// A value that a place allows is one of the enum, and is listed once.
    fn listed_value(
        &mut self,
        entry: Span,
        keys: &[&str],
        (index, value): (usize, &String),
        (name, enumeration, all): (&str, &Enum, &[String]),
    ) {
        let place = self.places.entry(entry, keys).and_then(|found| Some(found.value.items().get(index)?.span));
        let place = place.unwrap_or(entry);
        if all[..index].contains(value) {
            self.report(Rule::BAD_CONSTRAINT, place, format!("`{value}` is listed twice"), "the second time");
        } else if !enumeration.values.iter().any(|known| known.name.value == *value) {
            let known: Vec<&str> = enumeration.values.iter().map(|known| known.name.as_str()).collect();
            let message = format!("`{value}` is not a value of `{name}`");
            let diagnostic = Diagnostic::new(Rule::BAD_CONSTRAINT, place, message).label("does not exist");
            let help = format!("the values are {}", list(known.iter().copied()));
            self.sink.push(diagnostic.did_you_mean(value, known).or_help(help));
        }
    }
}
