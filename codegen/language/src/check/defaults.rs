//! Defaults and only values fit the types of their fields and parameters.

use serde_json::Value;

use super::Check;
use super::values::Fit;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::raw::Presence;
use crate::source::{Span, Spanned};

impl Check<'_> {
    pub(super) fn defaults(&mut self) {
        let api = self.api;
        for parameter in api.given_parameters() {
            if let Some(value) = &parameter.value {
                self.only_value(parameter, value);
            } else if let Some(default) = &parameter.default {
                // In a path, it is the usual value.
                let optional = !parameter.required || parameter.location == Location::Path;
                self.default(parameter.name.span, default, &parameter.ty, &parameter.constraints, optional);
            }
        }
        for (name, value) in api.hosts.iter().flat_map(|host| &host.parameters) {
            self.value_at_host(name, value);
        }
        for (_, field) in api.struct_fields() {
            if let Some(default) = &field.default {
                let optional = field.presence == Presence::Optional;
                self.default(field.name.span, default, &field.ty, &field.constraints, optional);
            }
        }
    }

    /// The only value of a parameter, which is sent as it is.
    fn only_value(&mut self, parameter: &Parameter, value: &Value) {
        let mut fit = Fit::new(self.api, Vec::new());
        fit.value(value, &parameter.ty, &parameter.constraints);
        let mismatch = fit.mismatches.into_iter().next().map(|mismatch| mismatch.message);
        let is_header = parameter.location == Location::Header;
        let is_unsendable = is_header && value.as_str().is_some_and(|text| !Parameter::is_header_value(text));
        let message = mismatch.or_else(|| is_unsendable.then(|| "a header cannot have it".to_owned()));
        if let Some(message) = message {
            let place = self.places.value(parameter.name.span, &["value"]);
            self.sink.push(
                Diagnostic::new(Rule::BAD_DEFAULT, place, format!("the value does not fit: {message}"))
                    .label("this value")
                    .also(parameter.ty.span, "the type"),
            );
        }
    }

    /// The value of a client parameter at a host.
    fn value_at_host(&mut self, name: &Spanned<String>, value: &str) {
        let Some(known) = self.api.client_parameters.iter().find(|known| known.name.value == name.value) else {
            return;
        };
        let mut fit = Fit::new(self.api, Vec::new());
        fit.value(&Value::from(value), &known.ty, &known.constraints);
        if let Some(mismatch) = fit.mismatches.first() {
            let place = self.places.value(name.span, &[]);
            self.sink.push(
                Diagnostic::new(Rule::BAD_DEFAULT, place, mismatch.message.clone())
                    .label("outside of the limits of the parameter")
                    .also(known.name.span, "the parameter"),
            );
        }
    }

    fn default(
        &mut self,
        entry: Span,
        default: &Value,
        ty: &Spanned<Shape>,
        constraints: &Constraints,
        optional: bool,
    ) {
        let before = self.sink.len();
        self.fits(entry, default, ty, constraints);
        // What is always there has no default.
        if self.sink.len() == before && !optional {
            let place = self.places.key(entry, &["default"]);
            self.sink.push(
                Diagnostic::new(Rule::BAD_DEFAULT, place, "only what may be left out has a default")
                    .label("this default")
                    .also(entry, "always there")
                    .help("remove the default, or write `presence: optional`"),
            );
        }
    }

    fn fits(&mut self, entry: Span, default: &Value, ty: &Spanned<Shape>, constraints: &Constraints) {
        if let (Shape::Named(id), Value::String(text)) = (&ty.value, default)
            && let TypeKind::Enum(enumeration) = &self.api.ty(*id).kind
        {
            let before = self.sink.len();
            self.enum_default(entry, text, ty, enumeration, &self.api.ty(*id).name);
            if self.sink.len() > before || constraints.values.is_empty() {
                return;
            }
        }
        let mut fit = Fit::new(self.api, Vec::new());
        fit.value(default, ty, constraints);
        if let Some(mismatch) = fit.mismatches.into_iter().next() {
            let place = self.places.value(entry, &["default"]);
            self.sink.push(
                Diagnostic::new(Rule::BAD_DEFAULT, place, format!("the default does not fit: {}", mismatch.message))
                    .label("this default")
                    .also(ty.span, "the type"),
            );
        }
    }

    /// A default is one of the values, even if there may be others.
    fn enum_default(&mut self, entry: Span, text: &str, ty: &Spanned<Shape>, enumeration: &Enum, name: &str) {
        if enumeration.values.iter().any(|value| value.name.value == *text) {
            return;
        }
        let values: Vec<&str> = enumeration.values.iter().map(|value| value.name.as_str()).collect();
        let place = self.places.value(entry, &["default"]);
        let message = format!("the default `{text}` is not a value of `{name}`");
        let diagnostic = Diagnostic::new(Rule::BAD_DEFAULT, place, message)
            .label("this default")
            .also(ty.span, "the type")
            .did_you_mean(text, values.iter().copied());
        self.sink.push(diagnostic.or_help(format!("the values are {}", list(values))));
    }
}
