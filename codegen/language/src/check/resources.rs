//! Resources: what operations do to them, and the fields that this concerns.

use std::collections::BTreeMap;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::{Span, Spanned};

impl<'a> Check<'a> {
    pub(super) fn resources(&mut self) {
        let mut claimed: BTreeMap<OperationId, Span> = BTreeMap::new();
        for resource in &self.api.resources {
            for effect in &resource.effects {
                let first = *claimed.entry(effect.operation).or_insert(effect.name.span);
                if first != effect.name.span {
                    let message = format!("`{}` belongs to two resources", effect.name);
                    self.sink.push(Diagnostic::again(Rule::BAD_RESOURCE, effect.name.span, message, first));
                }
            }
            if self.is_within_itself(resource) {
                continue;
            }
            self.fields_of(resource);
            self.scope(resource);
            self.states(resource);
            self.expiry(resource);
            for effect in &resource.effects {
                self.keys(resource, effect);
                self.effect(resource, effect);
            }
            self.codes(resource);
        }
    }

    fn is_within_itself(&mut self, resource: &Resource) -> bool {
        let is_this = |other: &Resource| other.name.span == resource.name.span;
        let circle = resource.ancestors(self.api).skip(1).any(is_this);
        // Of those on a circle, the first one shows it.
        let first = resource.ancestors(self.api).all(|other| resource.name.span <= other.name.span);
        if circle && first {
            let place = self.places.value(resource.name.span, &["within"]);
            let names: Vec<&str> = resource.ancestors(self.api).map(|outer| outer.name.as_str()).collect();
            let message = format!("the resource `{}` is within itself: {}", resource.name, names.join(" → "));
            self.report(Rule::BAD_RESOURCE, place, message, "leads back here");
        }
        circle
    }

    /// The fields that settings name.
    fn fields_of(&mut self, resource: &Resource) {
        let at = resource.name.span;
        for name in &resource.unique {
            self.known_field(resource, name, name.span);
        }
        for (name, _) in &resource.initial {
            self.known_field(resource, name, self.places.key(at, &["initial", name]));
        }
        for (name, here) in &resource.names {
            self.known_field(resource, here, self.places.value(at, &["names", name]));
        }
        for (name, _) in &resource.counts {
            let place = self.places.key(at, &["counts", name]);
            let integer = |shape: &Shape| shape.is_integer();
            self.typed_field(resource, name, place, integer, "an integer");
        }
        for (name, Copied { resource: other, field }) in &resource.copies {
            let (place, other) = (self.places.key(at, &["copies", name]), self.api.resource(*other));
            self.known_field(resource, name, place);
            self.known_field(other, field, self.places.value(at, &["copies", name]));
            let key = self.places.value(at, &["copies", name]);
            let outer = resource.ancestors(self.api).any(|outer| outer.key == other.key);
            if !outer && !resource.has(self.api, &other.key) {
                let message = format!("`{}` has no `{}`, the key of `{}`", resource.name, other.key, other.name);
                self.report(Rule::BAD_RESOURCE, key, message, "cannot tell which one is meant");
            }
        }
        for (name, other) in &resource.needs {
            let (place, other) = (self.places.key(at, &["needs", name]), self.api.resource(*other));
            let is_sent = resource.effects.iter().any(|effect| {
                let operation = self.api.operation(effect.operation);
                effect.sent(self.api, operation).iter().any(|field| resource.field_name(&field.name) == name)
            });
            if self.known_field(resource, name, place) && !is_sent {
                let message = format!("no request of `{}` has a field `{name}`", resource.name);
                self.report(Rule::BAD_RESOURCE, place, message, &format!("names no `{}`", other.name));
            }
        }
        for (name, to) in &resource.set {
            let place = self.places.key(at, &["set", name]);
            let (fits, expected): (fn(&Shape, &Api) -> bool, _) = match to {
                SetTo::Uuid | SetTo::Hex | SetTo::Stamp => (|shape, api| api.is_text(shape), "a string"),
                SetTo::Number | SetTo::Revision => {
                    (|shape, api| shape.is_integer() || api.is_text(shape), "an integer or a string")
                }
                SetTo::Created | SetTo::Updated | SetTo::Expires => (
                    |shape, api| shape.is_integer() || shape.is_time() || api.is_text(shape),
                    "a time, an integer or a string",
                ),
            };
            let api = self.api;
            self.typed_field(resource, name, place, |shape| fits(shape, api), expected);
        }
    }

    fn typed_field(
        &mut self,
        resource: &Resource,
        name: &str,
        place: Span,
        fits: impl Fn(&Shape) -> bool,
        expected: &str,
    ) {
        if !self.known_field(resource, name, place) {
            return;
        }
        if let Some(field) = resource.field(self.api, name).filter(|field| !fits(&field.ty.value)) {
            let message = format!("the field `{name}` has to be {expected}");
            self.bad_type(Rule::BAD_RESOURCE, &field.ty, message, place);
        }
    }

    fn known_field(&mut self, resource: &Resource, name: &str, place: Span) -> bool {
        let known = name == resource.key || resource.has(self.api, name);
        if !known {
            let message = format!("no request and no response of `{}` has a field `{name}`", resource.name);
            let fields: Vec<&Spanned<String>> = resource.fields(self.api).map(|field| &field.name).collect();
            self.unknown_field(place, message, name, fields);
        }
        known
    }

    /// What separates a resource separates those within it, too.
    fn scope(&mut self, resource: &Resource) {
        let Some(outer) = resource.within.map(|outer| self.api.resource(outer)) else { return };
        let names = |list: &[Spanned<String>]| list.iter().map(|name| name.value.clone()).collect::<Vec<_>>();
        if names(&resource.scope) != names(&outer.scope) {
            let place = resource.scope.first().map_or(resource.name.span, |name| name.span);
            let message =
                format!("`{}` has not the same `scope` as `{}`, which it is within", resource.name, outer.name);
            self.report(Rule::BAD_RESOURCE, place, message, "differs");
        }
    }

    /// The states of a new resource, and those that operations lead to.
    fn states(&mut self, resource: &Resource) {
        let at = resource.name.span;
        let Some(states) = &resource.states else {
            let key = |effect: &Effect| match (&effect.only_in, effect.becomes.is_empty()) {
                (Some(_), _) => Some("only_in"),
                (None, false) => Some("becomes"),
                (None, true) => None,
            };
            if let Some((effect, key)) = resource.effects.iter().find_map(|effect| Some((effect, key(effect)?))) {
                let place = self.places.key(effect.name.span, &[key]);
                let message = format!("`{}` has no `states`", resource.name);
                self.report(Rule::BAD_RESOURCE, place, message, "no field has the state");
            }
            return;
        };
        let place = self.places.value(at, &["states", "field"]);
        if !self.known_field(resource, &states.field, place) {
            return;
        }
        let Some(field) = resource.field(self.api, &states.field) else { return };
        let values = self.api.as_enum(&field.ty);
        if values.is_none() && !self.api.is_text(&field.ty) {
            let message = format!("the field `{}` has to be a string or an enum", field.name);
            self.bad_type(Rule::BAD_RESOURCE, &field.ty, message, place);
        }
        let Some(values) = values else { return };
        let known: Vec<&str> = values.values.iter().map(|value| value.name.as_str()).collect();
        let keys: &[&str] = &["states"];
        let mut named: Vec<(&str, Span)> = self.named_states(at, keys, &states.through, states.to.as_ref());
        let failed = states.failed.as_ref();
        named.extend(failed.map(|state| (state.as_str(), self.places.value(at, &["states", "failed"]))));
        for effect in &resource.effects {
            for state in effect.only_in.iter().flat_map(|only_in| &only_in.states) {
                named.push((state, self.places.item(effect.name.span, &["only_in", "states"], state)));
            }
            for transition in &effect.becomes {
                let place = self.places.key(effect.name.span, &["becomes"]);
                let states = transition.through.iter().chain(&transition.to);
                named.extend(states.map(|state| (state.as_str(), place)));
            }
        }
        for (state, place) in named {
            if !known.contains(&state) {
                let message = format!("`{state}` is not a value of `{}`", field.name);
                let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, place, message).label("does not exist");
                self.sink.push(diagnostic.did_you_mean(state, known.iter().copied()));
            }
        }
    }

    /// When it is gone by itself, and what prevents that.
    fn expiry(&mut self, resource: &Resource) {
        let at = resource.name.span;
        let Some(Expires { interval, missed }) = &resource.expires else {
            let renewing = resource.effects.iter().find(|effect| effect.renews);
            let place = renewing.map(|effect| self.places.key(effect.name.span, &["renews"]));
            let shown = resource.set.iter().find(|(_, to)| *to == SetTo::Expires);
            let place = place.or_else(|| Some(self.places.value(at, &["set", &shown?.0])));
            if let Some(place) = place {
                let message = format!("`{}` never expires", resource.name);
                let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, place, message).label("needs `expires`");
                self.sink.push(diagnostic.help("say when it is gone: `expires: { interval: { default: 60 } }`"));
            }
            return;
        };
        for (key, amount) in [("interval", Some(interval)), ("missed", missed.as_ref())] {
            let Some(name) = amount.and_then(|amount| amount.field.as_ref()) else { continue };
            let place = self.places.value(at, &["expires", key, "field"]);
            self.typed_field(resource, name, place, Shape::is_integer, "an integer");
        }
        if interval.default == 0 {
            let message = format!("`{}` would be gone at once", resource.name);
            let place = self.places.value(at, &["expires", "interval", "default"]);
            self.report(Rule::BAD_RESOURCE, place, message, "has to be positive");
        }
    }

    fn named_states<'s>(
        &self,
        at: Span,
        keys: &[&str],
        through: &'s [String],
        to: Option<&'s String>,
    ) -> Vec<(&'s str, Span)> {
        let inner = |key| keys.iter().copied().chain([key]).collect::<Vec<_>>();
        let through = through.iter().map(|state| (state.as_str(), self.places.item(at, &inner("through"), state)));
        through.chain(to.map(|state| (state.as_str(), self.places.value(at, &inner("to"))))).collect()
    }

    /// An operation on one resource takes its key and those of what it is within.
    fn keys(&mut self, resource: &Resource, effect: &Effect) {
        let operation = self.api.operation(effect.operation);
        let takes = |key: &Resource| {
            let named = |name: &str| key.field_name(name) == key.key;
            operation.parameters.iter().any(|parameter| named(&parameter.name))
                || effect.sent(self.api, operation).iter().any(|field| named(&field.name))
                || operation.body_fields(self.api).into_iter().flatten().any(|field| named(&field.name))
        };
        let own = !matches!(effect.does, Does::Create | Does::List) && effect.each.is_empty();
        if own && !takes(resource) {
            let message = format!("`{}` does not take `{}`, the key of `{}`", effect.name, resource.key, resource.name);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, effect.name.span, message);
            self.sink.push(
                diagnostic.label("cannot tell which one is meant").help(
                    "name the parameter or the field of the body in `key`, or give it another name under `names`",
                ),
            );
        }
        if let Some(name) =
            resource.scope.iter().find(|name| !operation.parameters.iter().any(|it| it.name.value == name.value))
        {
            let message = format!("`{}` has no parameter `{name}`", effect.name);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, name.span, message).label("separates resources");
            self.sink.push(diagnostic.also(effect.name.span, "this operation"));
        }
        let missing = resource.ancestors(self.api).skip(1).find(|outer| !takes(outer));
        if let Some(outer) = missing.filter(|_| matches!(effect.does, Does::Create | Does::Put)) {
            let message = format!("`{}` does not take `{}`, the key of `{}`", effect.name, outer.key, outer.name);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, effect.name.span, message);
            self.sink.push(diagnostic.label("cannot tell what it is created in"));
        }
        let created = matches!(effect.does, Does::Create) && !takes(resource);
        if created && !resource.set.iter().any(|(field, _)| *field == resource.id) {
            let message = format!("nothing says what `{}` of a new `{}` is", resource.id, resource.name);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, effect.name.span, message);
            self.sink.push(diagnostic.label("creates one").help(format!("add `{}` to `set`", resource.id)));
        }
    }

    /// What an effect says of requests and responses.
    fn effect(&mut self, resource: &Resource, effect: &Effect) {
        let (at, operation) = (effect.name.span, self.api.operation(effect.operation));
        if !effect.request.is_empty() {
            let place = self.places.value(at, &["request"]);
            let body = operation.body.as_ref().map(|body| &body.ty.value);
            self.path(body, &effect.request, place, format!("the body of `{}`", operation.name));
        }
        let body = operation.body.as_ref().map(|body| &body.ty.value);
        let mut named = vec![(vec!["each"], effect.each.clone())];
        for (field, change) in &effect.lists {
            self.known_field(resource, field, self.places.key(at, &["lists", field]));
            let parts = [("add", &change.add), ("remove", &change.remove)];
            let parts = parts.into_iter().filter_map(|(key, path)| Some((key, path.as_ref()?)));
            named.extend(parts.map(|(key, path)| (vec!["lists", field, key], vec![path.clone()])));
        }
        for (keys, path) in named {
            self.path(body, &path, self.places.value(at, &keys), format!("the body of `{}`", operation.name));
        }
        for (field, _) in &effect.with {
            self.known_field(resource, field, self.places.key(at, &["with", field]));
        }
        self.response_path(operation, &effect.total, self.places.value(at, &["total"]));
        let place = self.places.value(at, &["response"]);
        let found = self.response_path(operation, &effect.response, place);
        let last = found.as_ref().and_then(|found| found.last()).map(|field| &field.ty);
        let shape = last.or(operation.response.body.as_ref());
        if effect.does != Does::List && shape.is_some_and(|shape| shape.is_collection()) {
            let message = format!("`{}` of `{}` is no resource", effect.response.join("."), operation.name);
            self.report(Rule::BAD_RESOURCE, place, message, "a list or a map");
        }
        let lists = shape.is_some_and(|shape| matches!(shape.value, Shape::List(_)));
        let is_grouped = effect.outer_list(self.api, operation).is_some();
        if effect.does == Does::List && !lists && found.is_some() && !is_grouped {
            let message = format!("the response of `{}` is not a list", operation.name);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, place, message).label("lists nothing");
            self.sink.push(diagnostic.help("name the field with the list: `response: things`"));
        }
        self.selection(resource, effect);
        self.groups(resource, effect, operation);
        self.force(effect, operation);
        self.misuse(effect);
        for condition in effect.becomes.iter().flat_map(|transition| &transition.when) {
            let body = operation.body.as_ref().map(|body| &body.ty.value);
            let path: Vec<String> = condition.field.split('.').map(str::to_owned).collect();
            let place = self.places.key(at, &["becomes"]);
            self.path(body, &path, place, format!("the body of `{}`", operation.name));
        }
    }

    /// What only some effects may say.
    fn misuse(&mut self, effect: &Effect) {
        let at = effect.name.span;
        if effect.may_be_missing && effect.does != Does::Delete {
            let message = format!("`{}` deletes nothing", effect.name);
            let place = self.places.key(at, &["may_be_missing"]);
            self.report(Rule::BAD_RESOURCE, place, message, "only what is deleted may be missing");
        }
        if effect.may_exist && effect.does != Does::Create {
            let message = format!("`{}` creates nothing", effect.name);
            let place = self.places.key(at, &["may_exist"]);
            self.report(Rule::BAD_RESOURCE, place, message, "only what is created may exist already");
        }
        if effect.renews && matches!(effect.does, Does::Delete | Does::List) {
            let message = format!("`{}` renews nothing", effect.name);
            let place = self.places.key(at, &["renews"]);
            self.report(Rule::BAD_RESOURCE, place, message, "it deletes or lists");
        }
    }

    /// How a list of groups is made.
    fn groups(&mut self, resource: &Resource, effect: &Effect, operation: &Operation) {
        let at = effect.name.span;
        let Some(Groups { by, name }) = &effect.groups else {
            if effect.outer_list(self.api, operation).is_some() {
                let message = format!("`{}` of `{}` leads through a list", effect.response.join("."), operation.name);
                let place = self.places.value(at, &["response"]);
                let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, place, message).label("which item is meant?");
                self.sink.push(diagnostic.help("if the items of the list are groups, say how they are made: `groups`"));
            }
            return;
        };
        self.known_field(resource, by, self.places.value(at, &["groups", "by"]));
        let Some(outer) = effect.outer_list(self.api, operation).filter(|_| effect.does == Does::List) else {
            let message = format!("the response of `{}` is no list of groups", operation.name);
            let place = self.places.key(at, &["groups"]);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, place, message).label("there are none");
            self.sink.push(diagnostic.help("name the list in the groups: `response: groups.things`"));
            return;
        };
        let path: Vec<String> = name.split('.').map(str::to_owned).collect();
        let body = operation.response.body.as_ref().map(|body| &body.value);
        let outer = self.api.path(body, &effect.response[..outer]).last().map(|field| &field.ty.value).or(body);
        let place = self.places.value(at, &["groups", "name"]);
        self.path(outer, &path, place, format!("a group in the response of `{}`", operation.name));
    }

    /// What lets an operation delete a resource that is in use.
    fn force(&mut self, effect: &Effect, operation: &Operation) {
        let Some(force) = &effect.force else { return };
        let parameter = operation.parameters.iter().find(|known| known.name.value == force.value);
        let fields = || operation.body_fields(self.api).into_iter().flatten();
        let field = fields().find(|known| known.name.value == force.value);
        let ty = parameter.map(|known| &known.ty).or(field.map(|known| &known.ty));
        if effect.does != Does::Delete {
            let message = format!("`{}` deletes nothing", effect.name);
            self.report(Rule::BAD_RESOURCE, force.span, message, "only deletions can be forced");
        } else if let Some(ty) = ty.filter(|ty| !matches!(ty.value, Shape::Boolean)) {
            let message = format!("`{force}` has to be a boolean");
            self.bad_type(Rule::BAD_RESOURCE, ty, message, force.span);
        } else if ty.is_none() {
            let names: Vec<&Spanned<String>> =
                operation.parameters.iter().map(|it| &it.name).chain(fields().map(|it| &it.name)).collect();
            let message = format!("`{}` has no parameter or field `{force}`", operation.name);
            self.unknown_field(force.span, message, force, names);
        }
    }

    /// How a list is filtered and ordered.
    fn selection(&mut self, resource: &Resource, effect: &Effect) {
        let (at, operation) = (effect.name.span, self.api.operation(effect.operation));
        let query = |name: &str| operation.parameters_in(Location::Query).find(|known| known.name.value == name);
        for (parameter, field) in &effect.filter {
            let place = self.places.key(at, &["filter", parameter]);
            if !operation.parameters.iter().any(|known| known.name.value == *parameter) {
                let message = format!("`{}` has no parameter `{parameter}`", operation.name);
                self.unknown_field(place, message, parameter, operation.parameters.iter().map(|it| &it.name));
            }
            let outer = resource.ancestors(self.api).any(|outer| outer.key == *field || outer.has(self.api, field));
            if !outer {
                self.known_field(resource, field, self.places.value(at, &["filter", parameter]));
            }
        }
        for (parameter, _) in &effect.all {
            if !effect.filter.iter().any(|(known, _)| known == parameter) {
                let place = self.places.key(at, &["all", parameter]);
                let message = format!("`filter` of `{}` has no parameter `{parameter}`", effect.name);
                self.report(Rule::BAD_RESOURCE, place, message, "selects nothing");
            }
        }
        for (key, name) in effect.sort.iter().flat_map(|sort| [("by", &sort.by), ("direction", &sort.direction)]) {
            let Some(name) = name.as_ref().filter(|name| query(name).is_none()) else { continue };
            let message = format!("`{}` has no query parameter `{name}`", operation.name);
            let place = self.places.value(at, &["sort", key]);
            self.unknown_field(place, message, name, operation.parameters_in(Location::Query).map(|it| &it.name));
        }
        if let Some(field) = effect.sort.as_ref().and_then(|sort| sort.default.as_ref()) {
            self.known_field(resource, field, self.places.value(at, &["sort", "default"]));
        }
    }

    /// The codes that operations respond with are documented, with a status that they list.
    fn codes(&mut self, resource: &Resource) {
        let in_use = resource.in_use.as_ref().and_then(|in_use| in_use.code.as_ref());
        self.code(resource, &["missing"], resource.missing.as_ref(), |effect| {
            !matches!(effect.does, Does::Create | Does::Put | Does::List) && !effect.may_be_missing
        });
        self.code(resource, &["taken"], resource.taken.as_ref(), |effect| effect.does == Does::Create);
        self.code(resource, &["in_use", "code"], in_use, |effect| effect.does == Does::Delete);
        for effect in &resource.effects {
            let Some(code) = effect.only_in.as_ref().and_then(|only_in| only_in.code.as_ref()) else { continue };
            let place = self.places.value(effect.name.span, &["only_in", "code"]);
            self.is_documented(code, place, self.api.operation(effect.operation));
        }
    }

    /// A code of some operations. The first one shows what is wrong.
    fn code(&mut self, resource: &Resource, keys: &[&str], code: Option<&String>, applies: fn(&Effect) -> bool) {
        let Some(code) = code else { return };
        let place = self.places.value(resource.name.span, keys);
        let effects = resource.effects.iter().filter(|effect| applies(effect));
        for operation in effects.map(|effect| self.api.operation(effect.operation)) {
            if !self.is_documented(code, place, operation) {
                break;
            }
        }
    }

    /// Whether a code is documented for an operation.
    fn is_documented(&mut self, code: &str, place: Span, operation: &Operation) -> bool {
        let style = self.api.error_style(operation.error_style);
        let styles = operation.error_styles().map(|id| self.api.error_style(id));
        let catalogs = styles.flat_map(|style| &style.codes);
        let known: Vec<&ErrorCode> = catalogs.flat_map(|id| &self.api.error_catalog(*id).codes).collect();
        if known.is_empty() {
            return true;
        }
        let Some(found) = known.iter().find(|known| known.name.value == *code) else {
            self.documented(Rule::BAD_RESOURCE, code, place, style, known.iter().map(|known| known.name.as_str()));
            return false;
        };
        let listed = operation.errors.contains(&found.status);
        if !listed {
            let message = format!("`{}` does not list the status {} of `{code}`", operation.name, found.status);
            let diagnostic = Diagnostic::new(Rule::BAD_RESOURCE, place, message).label("this code");
            self.sink.push(diagnostic.also(operation.name.span, "the operation"));
        }
        listed
    }
}
