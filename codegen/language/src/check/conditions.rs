//! Conditions under which fields and parameters are required, and rules about which of them are present.

use std::collections::BTreeSet;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::raw::Presence;
use crate::source::{Span, Spanned};

/// A field or a parameter, as far as conditions are concerned.
struct Subject<'a> {
    name: &'a Spanned<String>,
    ty: &'a Spanned<Shape>,
    /// Whether it may be absent.
    optional: bool,
    /// Whether null removes it.
    clearable: bool,
    conditions: &'a [Condition],
    requires: &'a [Requirement],
}

impl<'a> From<&'a Field> for Subject<'a> {
    fn from(field: &'a Field) -> Self {
        Subject {
            name: &field.name,
            ty: &field.ty,
            optional: field.presence.may_be_absent(),
            clearable: field.presence == Presence::Clearable,
            conditions: &field.required_when,
            requires: &field.requires,
        }
    }
}

impl<'a> From<&'a Parameter> for Subject<'a> {
    fn from(parameter: &'a Parameter) -> Self {
        Subject {
            name: &parameter.name,
            ty: &parameter.ty,
            optional: !parameter.required,
            clearable: false,
            conditions: &parameter.required_when,
            requires: &[],
        }
    }
}

impl Check<'_> {
    pub(super) fn conditions_of_fields(&mut self, fields: &[Field]) {
        self.all_conditions("field", &fields.iter().map(Subject::from).collect::<Vec<_>>());
    }

    pub(super) fn conditions_of_parameters(&mut self) {
        for operation in &self.api.operations {
            let subjects: Vec<Subject<'_>> = operation.parameters.iter().map(Subject::from).collect();
            self.all_conditions("parameter", &subjects);
            for (index, rule) in operation.rules.iter().enumerate() {
                self.presence_rule("parameter", operation.name.span, index, rule, &subjects);
            }
        }
    }

    pub(super) fn presence_rules_of(&mut self, ty: &Type) {
        let subjects: Vec<Subject<'_>> = match &ty.kind {
            TypeKind::Struct(fields) => fields.iter().map(Subject::from).collect(),
            _ if ty.rules.is_empty() => return,
            _ => {
                let place = self.places.key(ty.name.span, &["rules"]);
                return self.report(Rule::BAD_CONDITION, place, "`rules` belongs to structs", "there are no fields");
            }
        };
        for (index, rule) in ty.rules.iter().enumerate() {
            self.presence_rule("field", ty.name.span, index, rule, &subjects);
        }
    }

    fn all_conditions(&mut self, what: &str, subjects: &[Subject<'_>]) {
        for subject in subjects {
            for condition in subject.conditions {
                let place = self.places.key(subject.name.span, &["required_when", &condition.field]);
                if let Some(other) = self.named_by("required_when", what, subject, condition, subjects, place) {
                    self.matters(subject, place);
                    self.condition(condition, other, place);
                }
            }
            for requirement in subject.requires {
                self.requirement(subject, requirement, subjects);
            }
        }
    }

    /// The sibling that a condition is about.
    fn named_by<'s, 'a>(
        &mut self,
        key: &str,
        what: &str,
        subject: &Subject<'_>,
        condition: &Condition,
        subjects: &'s [Subject<'a>],
        place: Span,
    ) -> Option<&'s Subject<'a>> {
        let others = || subjects.iter().filter(|other| other.name.value != subject.name.value);
        let found = others().find(|other| other.name.value == condition.field);
        if found.is_none() {
            let message = format!("`{key}` names the {what} `{}`, which does not exist", condition.field);
            self.unknown_field(place, message, &condition.field, others().map(|other| other.name));
        }
        found
    }

    /// Only what may be absent can be required on a condition.
    fn matters(&mut self, subject: &Subject<'_>, place: Span) {
        if !subject.optional || subject.clearable {
            let label = if subject.clearable { "not optional but clearable" } else { "always present" };
            let message = "only what is optional can be required on a condition";
            self.report(Rule::BAD_CONDITION, place, message, label);
        }
    }

    /// An optional field of an inner struct, and the conditions that make it required.
    fn requirement(&mut self, outer: &Subject<'_>, requirement: &Requirement, subjects: &[Subject<'_>]) {
        let Requirement { field: name, when } = requirement;
        let place = self.places.key(outer.name.span, &["requires", name]);
        let Some((id, fields)) = outer.ty.named().zip(self.api.struct_in(outer.ty)) else {
            if !self.unresolved(outer.ty) {
                let message = "`requires` belongs to fields whose type is a struct";
                let diagnostic = Diagnostic::new(Rule::BAD_CONDITION, place, message).label("there are no fields");
                self.sink.push(diagnostic.also(outer.ty.span, "the type"));
            }
            return;
        };
        let inner: Vec<Subject<'_>> = fields.iter().map(Subject::from).collect();
        let Some(required) = inner.iter().find(|field| field.name.value == *name) else {
            let message =
                format!("`requires` names the field `{name}`, which `{}` does not have", self.api.ty(id).name);
            return self.unknown_field(place, message, name, inner.iter().map(|field| field.name));
        };
        self.matters(required, place);
        if when.is_empty() {
            self.report(Rule::BAD_CONDITION, place, "the condition never holds", "name a sibling field and its values");
        }
        self.has_end(outer, required, place);
        for condition in when {
            let place = self.places.key(outer.name.span, &["requires", name, &condition.field]);
            if let Some(other) = self.named_by("requires", "field", outer, condition, subjects, place) {
                self.condition(condition, other, place);
            }
        }
    }

    /// A value that has to contain another one of the type around it might have no end.
    fn has_end(&mut self, outer: &Subject<'_>, required: &Subject<'_>, place: Span) {
        let declares = |ty: &&Type| {
            let mut fields = self.api.struct_of(ty).iter();
            fields.any(|field| field.name.span == outer.name.span)
        };
        let (Shape::Named(id), Some(around)) = (&required.ty.value, self.api.types.iter().find(declares)) else {
            return;
        };
        let (mut pending, mut seen) = (vec![*id], BTreeSet::new());
        while let Some(id) = pending.pop() {
            if std::ptr::eq(self.api.ty(id), around) {
                let message = format!("`{}` contains `{}`, so a value might have no end", required.name, around.name);
                return self.report(Rule::BAD_CONDITION, place, message, "required inside of it");
            }
            if seen.insert(id) {
                pending.extend(self.api.ty(id).kind.parts());
            }
        }
    }

    /// A condition can come true, and makes a difference when it does.
    fn condition(&mut self, condition: &Condition, other: &Subject<'_>, place: Span) {
        if condition.holds_for == HoldsFor::Any {
            if !other.optional {
                let message = format!("`{}` is always present, so the condition always holds", condition.field);
                self.report(Rule::BAD_CONDITION, place, message, "list the values that matter, or write `required`");
            }
            return;
        }
        match condition.holds_for {
            _ if !condition.values.is_empty() => {}
            HoldsFor::Others => {
                let help = "list values under `not`, or write `required`";
                self.report(Rule::BAD_CONDITION, place, "the condition always holds", help);
            }
            _ => {
                self.report(Rule::BAD_CONDITION, place, "the condition never holds", "list values, or write `present`")
            }
        }
        self.values_of_condition(condition, other, place);
    }

    /// The values of a condition are among those of what it is about.
    fn values_of_condition(&mut self, condition: &Condition, other: &Subject<'_>, place: Span) {
        let enumeration = other.ty.named().zip(self.api.as_enum(other.ty));
        match (&other.ty.value, enumeration) {
            (Shape::Boolean, _) => {}
            (text, _) if self.api.is_text(text) => {}
            (_, Some((id, enumeration))) => {
                let known: Vec<&str> = enumeration.values.iter().map(|value| value.name.as_str()).collect();
                for value in condition.values.iter().filter(|value| !known.contains(&value.as_str())) {
                    let message = format!("`{value}` is not a value of `{}`", self.api.ty(id).name);
                    let label = match condition.holds_for {
                        HoldsFor::Others => "the condition always holds",
                        _ => "the condition never holds",
                    };
                    let diagnostic = Diagnostic::new(Rule::BAD_CONDITION, place, message).label(label);
                    self.sink.push(diagnostic.help(format!("the values are {}", list(known.iter().copied()))));
                }
            }
            _ if self.unresolved(other.ty) => {}
            _ => {
                let message = format!("`{}` has no values that could be listed", condition.field);
                self.sink.push(
                    Diagnostic::new(Rule::BAD_CONDITION, place, message)
                        .label("this condition")
                        .also(other.ty.span, "neither text, boolean nor enum"),
                );
            }
        }
    }

    /// A rule names several things that exist and may be absent.
    fn presence_rule(&mut self, what: &str, entry: Span, index: usize, rule: &PresenceRule, subjects: &[Subject<'_>]) {
        for (position, name) in rule.of.iter().enumerate() {
            if let Some(first) = rule.of.iter().take(position).find(|first| first.value == name.value) {
                let message = format!("the rule names `{name}` twice");
                self.sink.push(Diagnostic::again(Rule::BAD_CONDITION, name.span, message, first.span));
                continue;
            }
            match subjects.iter().find(|subject| subject.name.value == name.value) {
                None => {
                    let message = format!("the rule names the {what} `{name}`, which does not exist");
                    self.unknown_field(name.span, message, name, subjects.iter().map(|subject| subject.name));
                }
                Some(subject) if !subject.optional => {
                    let message = format!("`{name}` is always present");
                    self.sink.push(
                        Diagnostic::new(Rule::BAD_CONDITION, name.span, message)
                            .label("a rule is about what is optional")
                            .also(subject.name.span, "always present"),
                    );
                }
                Some(_) => {}
            }
        }
        if rule.of.len() < 2 {
            let place = self.places.entry(entry, &["rules"]).and_then(|found| found.value.items().get(index));
            let place = place.map_or(entry, |item| item.entry("of").map_or(item.span, |of| of.key_span));
            let message = format!("a rule needs at least two {what}s");
            self.report(Rule::BAD_CONDITION, place, message, "add the others, or remove the rule");
        }
    }
}
