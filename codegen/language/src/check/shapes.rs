//! Unions by shape: what their variants are, and which of them a value is.

use serde_json::Value;

use super::Check;
use super::values::{Fit, kind};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::variants::{Form, Kinds};

impl Check<'_> {
    pub(super) fn shapes(&mut self, union: &Shaped) {
        for variant in union.variants.iter().filter(|variant| variant.status.is_none()) {
            if let (Some(_), Some(inner)) = (self.api.as_shaped(&variant.ty), variant.ty.named()) {
                let message = format!("the variant `{}` is a union by shape", variant.name);
                self.sink.push(
                    Diagnostic::new(Rule::BAD_UNION, variant.ty.span, message)
                        .label("has no shape of its own")
                        .also(self.api.ty(inner).name.span, "declared here")
                        .help("list its variants here instead"),
                );
            }
        }
    }
}

impl Shaped {
    /// The variant that a value is: the first that reads it.
    pub fn chosen<'u>(&'u self, api: &Api, value: &Value) -> Option<&'u ShapedVariant> {
        self.candidates(api, value).into_iter().find(|variant| {
            let mut fit = Fit::new(api, Vec::new());
            fit.value(value, &variant.ty, &variant.constraints);
            fit.mismatches.is_empty()
        })
    }
}

impl Fit<'_> {
    /// A value of a union is a value of one of its variants. An open union also has values of other JSON types.
    pub(super) fn shaped(&mut self, union: &Shaped, value: &Value, name: &str) {
        let api = self.api;
        let of_kind = |variant: &&ShapedVariant| Form::of(api, &variant.ty).kinds().meets(Kinds::of(value));
        let mut candidates = union.candidates(api, value);
        if candidates.is_empty() {
            candidates.extend(union.variants.iter().find(of_kind));
        }
        let before = self.mismatches.len();
        let mut first = None;
        for (index, variant) in candidates.into_iter().enumerate() {
            if index > 0 && self.attempts == 0 {
                break;
            }
            self.attempts = self.attempts.saturating_sub(u32::from(index > 0));
            self.value(value, &variant.ty, &variant.constraints);
            let found = self.mismatches.split_off(before);
            if found.is_empty() {
                return;
            }
            first.get_or_insert(found);
        }
        match first {
            Some(found) => self.mismatches.extend(found),
            None if union.open => {}
            None => self.mismatch(format!("expected a variant of `{name}`, found {}", kind(value))),
        }
    }
}
