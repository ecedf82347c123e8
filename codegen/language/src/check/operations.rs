//! What operations say about themselves: paging, conditional reads, waiters.

use std::collections::BTreeMap;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::raw::{DurationFormat, NotFound, Presence};
use crate::source::{Span, Spanned};

impl<'a> Check<'a> {
    /// Ids are unique in a family.
    pub(super) fn operation_ids(&mut self) {
        let mut ids: BTreeMap<(FamilyId, &str), Span> = BTreeMap::new();
        for operation in &self.api.operations {
            let id = (operation.family, operation.name.as_str());
            let first = *ids.entry(id).or_insert(operation.name.span);
            if first == operation.name.span {
                continue;
            }
            let message = format!("the operation `{}` exists already in this family", operation.name);
            let diagnostic = Diagnostic::again(Rule::DUPLICATE_OPERATION, operation.name.span, message, first);
            self.sink.push(diagnostic.help("rename one of them; `rust_method` settles what the method is called"));
        }
    }

    /// What says whether the message of a waiter counts.
    fn message_when(&mut self, operation: &Operation, waiter: &Waiter) {
        let at = operation.name.span;
        let fields = operation.beside_message(self.api, waiter);
        if let (None, false) = (&waiter.message, waiter.message_when.is_empty()) {
            let place = self.places.key(at, &["waiter", "message_when"]);
            self.report(
                Rule::BAD_WAITER,
                place,
                "there is no `message` that could count",
                "says something about nothing",
            );
            return;
        }
        for when in &waiter.message_when {
            let place = self.places.key(at, &["waiter", "message_when", &when.field]);
            let Some(field) = fields.iter().find(|field| field.name.value == when.field) else {
                let message = format!("there is no field `{}` beside the message", when.field);
                self.unknown_field(place, message, &when.field, fields.iter().map(|field| &field.name));
                continue;
            };
            if self.api.is_text(&field.ty) {
                continue;
            }
            let Some(values) = self.api.as_enum(&field.ty).filter(|enumeration| !enumeration.of_integers) else {
                let message = format!("the field `{}` has to be text", field.name);
                self.bad_type(Rule::BAD_WAITER, &field.ty, message, place);
                continue;
            };
            let known: Vec<&str> = values.values.iter().map(|value| value.name.as_str()).collect();
            for value in when.values.iter().filter(|value| !known.contains(&value.as_str())) {
                let place = self.places.item(at, &["waiter", "message_when", &when.field], value);
                let message = format!("`{value}` is not a value of `{}`", field.name);
                let diagnostic = Diagnostic::new(Rule::BAD_WAITER, place, message).label("does not exist");
                let diagnostic = diagnostic.did_you_mean(value, known.iter().copied());
                self.sink.push(diagnostic.or_help(format!("the values are {}", list(known.iter().copied()))));
            }
        }
    }

    /// Returns the fields on a path into the response, which a setting names at `place`.
    pub(super) fn response_path(
        &mut self,
        operation: &Operation,
        path: &[String],
        place: Span,
    ) -> Option<Vec<&'a Field>> {
        if operation.response.status == Response::UNKNOWN {
            return None;
        }
        let root = operation.response.body.as_ref().map(|body| &body.value);
        self.path(root, path, place, format!("the response of `{}`", operation.name))
    }

    /// Like [`response_path`](Self::response_path), for a value that occurs once and in the body.
    pub(super) fn once_in_response(
        &mut self,
        operation: &Operation,
        path: &[String],
        place: Span,
        (rule, what): (Rule, &str),
    ) -> Option<Vec<&'a Field>> {
        let found = self.response_path(operation, path, place)?;
        let last = found.last()?;
        let mut shapes = operation.response.body.iter().chain(found.iter().map(|field| &field.ty));
        if last.header.is_some() || shapes.any(|shape| shape.is_collection()) {
            let message = format!("the {what} `{}` must be in the body of the response, outside of lists", last.name);
            self.report(rule, place, message, "leads through a list or a header");
            return None;
        }
        Some(found)
    }

    /// The fields on a path into a value, which a setting names at `place`.
    pub(super) fn path(
        &mut self,
        root: Option<&Shape>,
        path: &[String],
        place: Span,
        what: String,
    ) -> Option<Vec<&'a Field>> {
        let found = self.api.path(root, path);
        let Some(missing) = path.get(found.len()) else { return Some(found) };
        let inside = found.last().map(|field| &field.ty.value).or(root);
        let fields = inside.map_or(&[][..], |shape| self.api.fields(shape));
        let known: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let message = format!("{what} has no field `{missing}` here");
        self.sink.push(Diagnostic::new(Rule::UNKNOWN_FIELD, place, message).label("does not exist").help(
            match known.as_slice() {
                [] => "there are no fields".to_owned(),
                known => format!("there are {}", list(known.iter().copied())),
            },
        ));
        None
    }
}

impl Check<'_> {
    pub(super) fn operations(&mut self) {
        for operation in &self.api.operations {
            // Bodies of several types are one error, whatever they hold.
            if operation.outcome(self.api).is_none() {
                self.readers(operation);
            }
            self.idempotence(operation);
            self.bodies(operation);
            self.optional_response(operation);
        }
    }

    /// What reads the response.
    fn readers(&mut self, operation: &Operation) {
        if let Some(paging) = &operation.paging {
            self.paging(operation, paging);
        }
        if let Some(conditional) = &operation.conditional {
            self.conditional(operation, conditional);
        }
        if let Some(waiter) = &operation.waiter {
            self.waiter(operation, waiter);
        }
        if let Some(lease) = &operation.lease {
            self.lease(operation, lease);
        }
    }

    /// What reads the response needs its body, and one type of it.
    fn optional_response(&mut self, operation: &Operation) {
        let empty = operation.other_successes.iter().find(|other| !other.has_body);
        let several = operation.outcome(self.api).is_some();
        let how = match empty {
            Some(other) => format!("may respond without a body, with {}", other.status),
            None if several => "responds with bodies of several types".to_owned(),
            None => return,
        };
        let settings = [
            ("paging", operation.paging.is_some()),
            ("conditional", operation.conditional.is_some()),
            ("waiter", operation.waiter.is_some()),
            ("lease", operation.lease.is_some()),
        ];
        for (key, _) in settings.into_iter().filter(|(_, is_set)| *is_set && operation.response.body.is_some()) {
            let place = self.places.key(operation.name.span, &[key]);
            let message = format!("`{}` {how}", operation.name);
            let needs = if empty.is_some() { "needs a body in every response" } else { "needs one type of body" };
            self.report(Rule::BAD_STATUS, place, message, needs);
        }
    }

    /// What asking only for changes goes by.
    fn conditional(&mut self, operation: &Operation, conditional: &Conditional) {
        let at = operation.name.span;
        let known = (&["conditional", "parameter"][..], &conditional.parameter, None);
        let wait = conditional
            .wait
            .as_ref()
            .map(|wait| (&["conditional", "wait", "parameter"][..], &wait.parameter, Some(wait.format)));
        for (keys, name, format) in [known].into_iter().chain(wait) {
            let place = self.places.value(at, keys);
            let reason = (Rule::BAD_CONDITIONAL, "parameter", "so that the first request needs no revision");
            let Some(parameter) = self.optional_query(operation, name, place, reason) else { continue };
            let (fits, expected) = match format {
                None => (matches!(parameter.ty.value, Shape::String | Shape::Int64), "text or `int64`"),
                Some(DurationFormat::WithUnit) => (parameter.ty.value == Shape::String, "text"),
                Some(DurationFormat::Seconds | DurationFormat::Milliseconds) => {
                    (parameter.ty.is_integer(), "an integer")
                }
            };
            if !fits {
                let message = format!("the parameter `{name}` has to be {expected}");
                self.bad_type(Rule::BAD_CONDITIONAL, &parameter.ty, message, place);
            }
        }
        if let Some(wait) = &conditional.wait {
            self.wait(operation, conditional, wait);
        }
        if let Some(name) = conditional.header.as_ref().filter(|name| !Parameter::is_token(name)) {
            let place = self.places.value(at, &["conditional", "header"]);
            self.sink.push(super::headers::no_name(Rule::BAD_CONDITIONAL, place, name, "header"));
        }
        if operation.response.body.is_none() {
            let place = self.places.key(at, &["conditional"]);
            let message = format!("the response of `{}` has no body that could change", operation.name);
            self.report(Rule::BAD_CONDITIONAL, place, message, "needs a body in the response");
        }
        if let (Some(NotFound::Empty), Some(body)) = (conditional.not_found, &operation.response.body)
            && body.empty(self.api).is_none()
            && !self.unresolved(body)
        {
            let place = self.places.value(at, &["conditional", "not_found"]);
            let message = format!("the response of `{}` cannot be empty", operation.name);
            self.sink.push(
                Diagnostic::new(Rule::BAD_CONDITIONAL, place, message)
                    .label("has nothing to give out")
                    .also(body.span, "neither a list, a map nor a struct without required fields"),
            );
        }
    }

    /// How long a service waits, and for what.
    fn wait(&mut self, operation: &Operation, conditional: &Conditional, wait: &ConditionalWait) {
        if wait.longest == Some(0) {
            let place = self.places.value(operation.name.span, &["conditional", "wait", "longest"]);
            self.report(Rule::BAD_CONDITIONAL, place, "the longest wait is at least a second", "no wait at all");
        }
        for name in wait.ignores.iter().chain(&wait.excludes) {
            if name.value == conditional.parameter || name.value == wait.parameter {
                let message = format!("`{name}` is part of the condition");
                self.report(Rule::BAD_CONDITIONAL, name.span, message, "always sent with a wait");
            } else {
                let reason = (Rule::BAD_CONDITIONAL, "parameter", "because a wait without it has to be possible");
                self.optional_query(operation, &name.value, name.span, reason);
            }
        }
        if let Some(both) = wait.ignores.iter().find(|name| wait.excludes.iter().any(|other| other.value == name.value))
        {
            let message = format!("`{both}` is in both lists");
            self.report(Rule::BAD_CONDITIONAL, both.span, message, "rejected, so never ignored");
        }
    }

    /// Fields with which an operation is not idempotent.
    fn idempotence(&mut self, operation: &Operation) {
        let body = operation.body.as_ref().filter(|body| body.media.is_json()).map(|body| &body.ty.value);
        for name in &operation.idempotent_without {
            if !operation.idempotent {
                let message = format!("`{}` is never idempotent", operation.name);
                let diagnostic = Diagnostic::new(Rule::BAD_IDEMPOTENCE, name.span, message).label("changes nothing");
                self.sink.push(diagnostic.help("write `idempotent: true`, if it is without this field"));
                return;
            }
            let what = format!("the JSON body of `{}`", operation.name);
            let Some(found) = self.path(body, std::slice::from_ref(&name.value), name.span, what) else { continue };
            if found.iter().any(|field| field.presence == Presence::Required && !field.ty.is_collection()) {
                let message = format!("every request has `{name}`, so `{}` is never idempotent", operation.name);
                self.report(Rule::BAD_IDEMPOTENCE, name.span, message, "is required");
            }
        }
    }

    /// What waiting goes by.
    fn waiter(&mut self, operation: &Operation, waiter: &Waiter) {
        let at = operation.name.span;
        let paths = [("status", Some(&waiter.status)), ("message", waiter.message.as_ref())];
        for (key, path) in paths.into_iter().filter_map(|(key, path)| Some((key, path?))) {
            let place = self.places.value(at, &["waiter", key]);
            let found = self.response_path(operation, path, place);
            let Some(field) = found.as_deref().and_then(<[_]>::last) else { continue };
            let values = self.api.as_enum(&field.ty);
            if values.is_none() && !self.api.is_text(&field.ty) && !self.unresolved(&field.ty) {
                self.sink.push(
                    Diagnostic::new(
                        Rule::BAD_WAITER,
                        field.ty.span,
                        format!("the field `{}` has to be text", field.name),
                    )
                    .label("neither text nor an enum")
                    .also(place, "named here"),
                );
            }
            let Some(values) = values.filter(|_| key == "status") else { continue };
            let known: Vec<&str> = values.values.iter().map(|value| value.name.as_str()).collect();
            for (key, listed) in [("done", &waiter.done), ("failed", &waiter.failed)] {
                for value in listed.iter().filter(|value| !known.contains(&value.as_str())) {
                    let place = self.places.key(at, &["waiter", key]);
                    let message = format!("`{value}` is not a value of `{}`", field.name);
                    self.sink.push(
                        Diagnostic::new(Rule::BAD_WAITER, place, message)
                            .label("lists a status that does not exist")
                            .help(format!("the values are {}", list(known.iter().copied()))),
                    );
                }
            }
        }
        self.message_when(operation, waiter);
        if waiter.done.is_empty() || waiter.done.iter().any(|value| waiter.failed.contains(value)) {
            let place = self.places.key(at, &["waiter", "done"]);
            let message = "waiting needs statuses of a good end that are none of a bad end";
            self.report(Rule::BAD_WAITER, place, message, "cannot tell the two apart");
        }
    }

    /// The query parameter that a setting names, which has to be optional.
    pub(super) fn optional_query<'o>(
        &mut self,
        operation: &'o Operation,
        name: &str,
        place: Span,
        (rule, what, reason): (Rule, &str, &str),
    ) -> Option<&'o Parameter> {
        let query = || operation.parameters_in(Location::Query);
        let Some(parameter) = query().find(|parameter| parameter.name.value == *name) else {
            let message = format!("`{}` has no query parameter `{name}`", operation.name);
            self.unknown_field(place, message, name, query().map(|parameter| &parameter.name));
            return None;
        };
        if let Some(value) = self.places.entry(parameter.name.span, &["value"]) {
            self.sink.push(
                Diagnostic::new(rule, value.key_span, format!("the {what} `{name}` cannot have a `value`"))
                    .label("clients send nothing else")
                    .also(place, "named here")
                    .help("write `presence: optional` in its place, or do not name the parameter"),
            );
            return None;
        }
        if !parameter.required {
            return Some(parameter);
        }
        let presence = self.places.value(parameter.name.span, &["presence"]);
        self.sink.push(
            Diagnostic::new(rule, presence, format!("the {what} `{name}` has to be optional"))
                .label(reason)
                .also(place, "named here")
                .fix("write", presence, "optional"),
        );
        None
    }

    /// Something that a setting names has a type that it cannot have there.
    pub(super) fn bad_type(&mut self, rule: Rule, ty: &Spanned<Shape>, message: String, place: Span) {
        if !self.unresolved(ty) {
            self.sink.push(Diagnostic::new(rule, ty.span, message).label("its type").also(place, "named here"));
        }
    }

    /// A setting that names a field or parameter which does not exist.
    pub(super) fn unknown_field<'n>(
        &mut self,
        place: Span,
        message: String,
        written: &str,
        known: impl IntoIterator<Item = &'n Spanned<String>>,
    ) {
        let known: Vec<&str> = known.into_iter().map(|name| name.as_str()).collect();
        let diagnostic = Diagnostic::new(Rule::UNKNOWN_FIELD, place, message).label("does not exist");
        self.sink.push(match known.as_slice() {
            [] => diagnostic,
            _ => {
                let help = format!("there are {}", list(known.iter().copied()));
                diagnostic.did_you_mean(written, known).or_help(help)
            }
        });
    }
}
