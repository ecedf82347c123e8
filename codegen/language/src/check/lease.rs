//! Leases: the operations that acquire, renew and release them.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::raw::Presence;
use crate::source::Span;

/// One of the operations that belong together, and where it is named.
struct Step<'a> {
    operation: &'a Operation,
    place: Span,
}

impl Check<'_> {
    pub(super) fn lease(&mut self, operation: &Operation, lease: &Lease) {
        let at = operation.name.span;
        let api = self.api;
        let step = |id: OperationId, keys: &[&str]| {
            let keys: Vec<&str> = ["lease"].into_iter().chain(keys.iter().copied()).collect();
            Step { operation: api.operation(id), place: self.places.value(at, &keys) }
        };
        let within = lease.within.as_ref().map(|within| step(within.operation, &["within", "operation"]));
        let (renew, release) = (step(lease.renew, &["renew"]), step(lease.release, &["release"]));
        let acquire = Step { operation, place: self.places.key(at, &["lease"]) };
        let get = lease.chosen_id.as_ref().map(|chosen| step(chosen.get, &["chosen_id", "get"]));
        for step in within.iter().chain(&get).chain([&renew, &release]) {
            if step.operation.family != operation.family {
                let message = format!("`{}` belongs to another family", api.operation_id(step.operation));
                self.report(Rule::BAD_LEASE, step.place, message, "has to be one of the same family");
                return;
            }
        }
        self.ids(within.as_ref(), &acquire, get.as_ref(), [&renew, &release]);
        let own = |id: &&Parameter| !operation.needed().any(|outer| outer.name.value == id.name.value);
        let own = renew.operation.needed().find(own);
        if let (Some(step), Some(within)) = (&within, &lease.within) {
            self.lease_id(step.operation, &within.id, &["within", "id"], at, operation.needed().next());
        }
        self.lease_id(operation, &lease.id, &["id"], at, own);
        if let (Some(chosen), Some(get)) = (&lease.chosen_id, &get) {
            self.chosen_id(operation, chosen, own, get);
        }
        if let Some(path) = &lease.interval {
            self.interval(operation, path);
        }
        if lease.default_interval == 0 {
            let place = self.places.value(at, &["lease", "interval", "default"]);
            self.report(Rule::BAD_LEASE, place, "the interval is at least a second", "no pause at all");
        }
        self.lost_codes(operation, renew.operation, &lease.lost);
    }

    /// Each of the operations needs nothing but the ids that are known by then.
    fn ids(
        &mut self,
        within: Option<&Step<'_>>,
        acquire: &Step<'_>,
        get: Option<&Step<'_>>,
        [renew, release]: [&Step<'_>; 2],
    ) {
        let own = usize::from(within.is_some());
        let steps = within.into_iter().map(|step| (step, 0)).chain([(acquire, own)]);
        let steps = steps.chain(get.into_iter().chain([renew, release]).map(|step| (step, own + 1)));
        for (step, expected) in steps {
            let needed = || step.operation.needed();
            let Step { operation, place } = step;
            if let Some(odd) =
                needed().find(|needed| needed.location != Location::Path || !self.api.is_text(&needed.ty))
            {
                let message =
                    format!("`{}` needs `{}`, which is not the id of anything here", operation.name, odd.name);
                let diagnostic = Diagnostic::new(Rule::BAD_LEASE, *place, message);
                self.sink.push(diagnostic.label("cannot be called").also(odd.name.span, "this parameter"));
            } else if needed().count() != expected {
                let taken = list(needed().map(|needed| needed.name.as_str()));
                let taken = if taken.is_empty() { "none".to_owned() } else { taken };
                let ids = ["no id", "one id", "two ids"][expected];
                let message = format!("`{}` has to take {ids} in its path", operation.name);
                let diagnostic = Diagnostic::new(Rule::BAD_LEASE, *place, message).label(format!("takes {taken}"));
                self.sink.push(diagnostic.help(
                    "an operation that acquires a lease takes the id of the outer resource, if `within` names one; the \
                     operations that renew and release it take its own id too",
                ));
                return; // The others follow from it.
            } else if step.place != acquire.place
                && expected > 0
                && operation.body.as_ref().is_some_and(|body| body.required)
            {
                let message = format!("`{}` needs a body, and only ids are known", operation.name);
                self.report(Rule::BAD_LEASE, *place, message, "cannot be called");
            }
        }
        self.same_ids(acquire, renew);
        self.same_ids(renew, release);
        get.iter().for_each(|get| self.same_ids(renew, get));
    }

    /// The body may have the id, and something returns what is stored under it.
    fn chosen_id(&mut self, operation: &Operation, chosen: &ChosenId, own: Option<&Parameter>, get: &Step<'_>) {
        let place = self.places.value(operation.name.span, &["lease", "chosen_id", "field"]);
        if get.operation.response.body.is_none() {
            let message = format!("`{}` does not return what is registered", get.operation.name);
            self.report(Rule::BAD_LEASE, get.place, message, "has no body in its response");
        }
        let body = operation.body.as_ref().filter(|body| body.required && body.media.is_json());
        let what = format!("the JSON body of `{}`", operation.name);
        let Some(found) = self.path(body.map(|body| &body.ty.value), &chosen.field, place, what) else { return };
        let Some((id, outer)) = found.split_last() else { return };
        if let Some(field) = outer.iter().find(|field| field.presence != Presence::Required || field.ty.is_collection())
        {
            let message = format!("`{}` may be missing, and the id with it", field.name);
            self.report(Rule::BAD_LEASE, place, message, "leads through something that is not required");
        } else if id.presence != Presence::Optional {
            let message = format!("the chosen id `{}` has to be optional", id.name);
            self.report(Rule::BAD_LEASE, place, message, "has to be set in every request");
        } else if let Some(parameter) = own.filter(|parameter| parameter.ty.value != id.ty.value) {
            let [sent, taken] = [&id.ty, &parameter.ty].map(|ty| self.api.expression(ty));
            let message = format!("the id `{}` is a `{sent}`, but `{}` a `{taken}`", id.name, parameter.name);
            let diagnostic = Diagnostic::new(Rule::BAD_LEASE, id.ty.span, message).label("type in the request");
            self.sink.push(diagnostic.also(parameter.ty.span, "type in the path").help("give both the same type"));
        }
    }

    /// One id has one name, since nothing else tells which is which.
    fn same_ids(&mut self, known: &Step<'_>, step: &Step<'_>) {
        for id in known.operation.needed() {
            let other = step.operation.needed().find(|other| other.name.value == id.name.value);
            if let Some(other) = other.filter(|other| other.ty.value != id.ty.value && self.api.is_text(&other.ty)) {
                let [first, second] = [id, other].map(|id| self.api.expression(&id.ty));
                let message = format!("`{}` is a `{first}` in one path and a `{second}` in another one", id.name);
                let diagnostic = Diagnostic::new(Rule::BAD_LEASE, other.ty.span, message).label("one of them");
                self.sink.push(diagnostic.also(id.ty.span, "the other one").help("give both the same type"));
            }
        }
        let takes = |name: &str| step.operation.needed().any(|id| id.name.value == name);
        if let Some(missing) = known.operation.needed().find(|id| id.location == Location::Path && !takes(&id.name)) {
            let message = format!("`{}` does not take `{}`", step.operation.name, missing.name);
            let diagnostic = Diagnostic::new(Rule::BAD_LEASE, step.place, message);
            self.sink.push(diagnostic.label("calls its ids something else").help("one id has one name in all paths"));
        }
    }

    /// The response always has the id.
    fn lease_id(
        &mut self,
        operation: &Operation,
        path: &[String],
        keys: &[&str],
        at: Span,
        parameter: Option<&Parameter>,
    ) {
        let keys: Vec<&str> = ["lease"].into_iter().chain(keys.iter().copied()).collect();
        let place = self.places.value(at, &keys);
        let Some(found) = self.once_in_response(operation, path, place, (Rule::BAD_LEASE, "id")) else { return };
        let Some(id) = found.last() else { return };
        if !self.api.is_text(&id.ty) && !self.unresolved(&id.ty) {
            self.bad_type(Rule::BAD_LEASE, &id.ty, format!("the id `{}` has to be a string", id.name), place);
        } else if let Some(parameter) = parameter.filter(|parameter| parameter.ty.value != id.ty.value) {
            let [returned, taken] = [&id.ty, &parameter.ty].map(|ty| self.api.expression(ty));
            let message = format!("the id `{}` is a `{returned}`, but `{}` a `{taken}`", id.name, parameter.name);
            self.sink.push(
                Diagnostic::new(Rule::BAD_LEASE, id.ty.span, message)
                    .label("type in the response")
                    .also(parameter.ty.span, "type in the path")
                    .help("give both the same type"),
            );
        } else if let Some(field) = found.iter().find(|field| field.presence != Presence::Required) {
            let presence = self.places.value(field.name.span, &["presence"]);
            let message =
                format!("`{}` has to be required, since a lease cannot be renewed without its id", field.name);
            self.sink.push(
                Diagnostic::new(Rule::BAD_LEASE, presence, message)
                    .label("may be missing")
                    .also(place, "named here")
                    .fix("write", presence, "required"),
            );
        }
    }

    fn interval(&mut self, operation: &Operation, path: &[String]) {
        let place = self.places.value(operation.name.span, &["lease", "interval", "field"]);
        let body = operation.body.as_ref().filter(|body| body.required && body.media.is_json());
        let Some(body) = body else {
            let message = format!("`{}` has no required JSON body that could set the interval", operation.name);
            self.report(Rule::BAD_LEASE, place, message, "there is no such field");
            return;
        };
        let what = format!("the body of `{}`", operation.name);
        let Some(found) = self.path(Some(&body.ty.value), path, place, what) else { return };
        let Some(interval) = found.last() else { return };
        let shapes = [&body.ty].into_iter().chain(found.iter().map(|field| &field.ty));
        if shapes.clone().any(|shape| shape.is_collection()) {
            let message = format!("there is only one interval `{}`", interval.name);
            self.report(Rule::BAD_LEASE, place, message, "leads through a list");
        } else if !interval.ty.is_integer() {
            let message = format!("the interval `{}` has to be an integer", interval.name);
            self.bad_type(Rule::BAD_LEASE, &interval.ty, message, place);
        }
    }

    /// Error codes of the operation that renews the lease.
    fn lost_codes(&mut self, operation: &Operation, renew: &Operation, codes: &[String]) {
        let style = self.api.error_style(renew.error_style);
        let codes_of = renew.error_styles().flat_map(|id| &self.api.error_style(id).codes);
        let known = codes_of.flat_map(|id| &self.api.error_catalog(*id).codes);
        let known: Vec<&str> = known.map(|code| code.name.as_str()).collect();
        for code in codes.iter().filter(|_| !known.is_empty()) {
            let place = self.places.item(operation.name.span, &["lease", "lost"], code);
            self.documented(Rule::BAD_LEASE, code, place, style, known.iter().copied());
        }
    }
}
