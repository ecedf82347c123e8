//! Examples fit the operations that they show.

use serde_json::{Map, Value};

use super::Check;
use super::values::{Fault, Fit, Mismatch, Step, broken, fault_of};
use crate::diagnostics::{Diagnostic, Rule, closest, list};
use crate::ir::*;
use crate::json::Tree;
use crate::source::Span;

impl Check<'_> {
    pub(super) fn examples(&mut self) {
        for operation in &self.api.operations {
            for example in &operation.examples {
                let mismatches = Exchange { api: self.api, operation, found: Vec::new() }.check(&example.value);
                self.report_mismatches(operation, example, mismatches);
            }
        }
    }

    fn report_mismatches(&mut self, operation: &Operation, example: &Example, mismatches: Vec<Mismatch>) {
        if mismatches.is_empty() {
            return;
        }
        let tree = Tree::of(example.file, &self.sources.file(example.file).text);
        for mismatch in mismatches {
            let whole = self.sources.first_character(example.file);
            let span = tree.as_ref().map_or(whole, |tree| place(tree, &mismatch));
            let diagnostic = Diagnostic::new(Rule::EXAMPLE_MISMATCH, span, mismatch.message)
                .also(operation.name.span, "the operation that the example shows");
            self.sink.push(match mismatch.fault {
                Fault::Value => diagnostic.label("does not fit"),
                Fault::Lack => diagnostic.label("missing in this object"),
                Fault::Key(None) => diagnostic.label("not expected"),
                Fault::Key(Some(meant)) => diagnostic.label("not expected").fix(
                    format!("did you mean `{meant}`?"),
                    span,
                    format!("\"{meant}\""),
                ),
            });
        }
    }
}

/// The place of a mismatch: the value or the key; for an object or a list the key before it, or else
/// its first character.
fn place(tree: &Tree, mismatch: &Mismatch) -> Span {
    let mut node = tree;
    let mut key = None;
    for step in &mismatch.path {
        let found = match step {
            Step::Key(name) => node.member(name).map(|(span, value)| (Some(span), value)),
            Step::Index(index) => node.items.get(*index).map(|item| (None, item)),
        };
        let Some((span, value)) = found else { break };
        (key, node) = (span, value);
    }
    let first = node.span.part(0, 1);
    match mismatch.fault {
        Fault::Value if node.is_scalar() => node.span,
        _ => key.unwrap_or(first),
    }
}

/// One example: request and response.
struct Exchange<'a> {
    api: &'a Api,
    operation: &'a Operation,
    found: Vec<Mismatch>,
}

impl Exchange<'_> {
    fn check(mut self, value: &Value) -> Vec<Mismatch> {
        let keys = ["request", "response"];
        let Some(exchange) = self.object(value, &[], &keys) else { return self.found };
        let request = &exchange.get("request").cloned().unwrap_or_else(|| Value::Object(Map::new()));
        if let Some(request) = self.object(request, &["request"], &["path", "query", "headers", "cookies", "body"]) {
            for location in Location::ALL {
                self.parameters(request, location);
            }
            self.rules(request);
            self.request_body(request.get("body"));
        }
        match exchange.get("response") {
            // An unknown key was reported, and stands perhaps for the missing one.
            None if exchange.keys().any(|key| !keys.contains(&key.as_str())) => {}
            None => self.lack(&[], "the example has no `response`"),
            Some(response) => self.response(response),
        }
        self.found
    }

    fn response(&mut self, response: &Value) {
        let Some(response) = self.object(response, &["response"], &["status", "headers", "body"]) else { return };
        self.response_headers(response.get("headers"));
        let expected = &self.operation.response;
        if expected.status == Response::UNKNOWN {
            return;
        }
        let unchanged = response.get("status").and_then(Value::as_u64) == Some(304);
        if unchanged && self.operation.conditional.is_some() {
            if response.contains_key("body") {
                self.unexpected(&["response", "body"], "a 304 response has no body", None);
            }
            return;
        }
        let documented: Vec<String> = self.operation.successes().map(|status| status.to_string()).collect();
        let documented = list_of(&documented);
        let status = response.get("status").and_then(Value::as_u64);
        if !response.contains_key("status") {
            self.lack(&["response"], &format!("the example does not say the `status`, which is {documented}"));
        } else if !self.operation.successes().any(|known| status == Some(u64::from(known))) {
            self.fault(&["response", "status"], &format!("the documented status is {documented}"));
        }
        let code = status.and_then(|status| u16::try_from(status).ok()).unwrap_or(expected.status);
        let shape = self.operation.body_of(self.api, code);
        match (shape, response.get("body")) {
            (Some(shape), Some(body)) => self.fit(&["response", "body"], body, shape, &Constraints::default()),
            (Some(_), None) => {
                self.lack(&["response"], "the response of the operation has a body, and the example has none")
            }
            (None, Some(_)) => {
                self.unexpected(&["response", "body"], "the response of the operation has no body", None)
            }
            (None, None) => {}
        }
    }

    /// The response headers that the operation documents.
    fn response_headers(&mut self, headers: Option<&Value>) {
        let given = match headers {
            None => return,
            Some(Value::Object(given)) => given,
            Some(_) => return self.fault(&["response", "headers"], "expected an object with the headers by name"),
        };
        let fields = self.operation.response_headers(self.api);
        let revision = self.operation.conditional.as_ref().and_then(|conditional| conditional.header.as_deref());
        for (name, value) in given {
            let field = fields.iter().find(|field| field.header.as_ref() == Some(name));
            match field {
                Some(field) => self.fit(&["response", "headers", name], value, &field.ty, &field.constraints),
                None if revision == Some(name) => {
                    self.fit(&["response", "headers", name], value, &Shape::String, &Constraints::default());
                }
                None => {
                    let known = fields.iter().filter_map(|field| field.header.as_deref()).chain(revision);
                    let meant = closest(name, known);
                    let message = format!("the response has no header `{name}`");
                    self.unexpected(&["response", "headers", name], &message, meant);
                }
            }
        }
    }

    fn request_body(&mut self, body: Option<&Value>) {
        match (&self.operation.body, body) {
            (Some(expected), Some(body)) => self.fit(&["request", "body"], body, &expected.ty, &Constraints::default()),
            (Some(expected), None) if expected.required => {
                self.lack(&["request"], "the operation takes a body, and the example has none");
            }
            (None, Some(_)) => self.unexpected(&["request", "body"], "the operation takes no body", None),
            _ => {}
        }
    }

    fn parameters(&mut self, request: &Map<String, Value>, location: Location) {
        let (empty, key) = (Map::new(), location.key());
        let given = match request.get(key) {
            None => &empty,
            Some(Value::Object(given)) => given,
            Some(_) => {
                self.fault(&["request", key], "expected an object with the parameters by name");
                return;
            }
        };
        let operation = self.operation;
        let names = || operation.parameters_in(location).map(|parameter| parameter.name.as_str());
        // A misspelled parameter is not also a missing one.
        let mut misspelled = Vec::new();
        for name in given.keys().filter(|name| !names().any(|known| known == *name)) {
            let meant = closest(name, names().filter(|known| !given.contains_key(*known)));
            misspelled.extend(meant);
            self.unexpected(&["request", key, name], &format!("the operation has no parameter `{name}` here"), meant);
        }
        for parameter in operation.parameters_in(location) {
            match given.get(&parameter.name.value) {
                Some(value) => {
                    let place = ["request", key, parameter.name.as_str()];
                    match parameter.sent_value() {
                        Some(only) if parameter.value.as_ref() != Some(value) => {
                            self.fault(&place, &format!("the value is always `{only}`"));
                        }
                        _ => self.fit(&place, value, &parameter.ty, &parameter.constraints),
                    }
                    if location == Location::Path && ["", ".", ".."].iter().any(|text| value == text) {
                        self.fault(&place, "a client cannot send an empty string, `.` or `..` in a path");
                    }
                }
                None if parameter.required && !misspelled.contains(&parameter.name.as_str()) => {
                    self.lack(&["request", key], &format!("the required parameter `{}` is missing", parameter.name));
                }
                None if parameter.required => {}
                None => self.needed(parameter, request),
            }
        }
    }

    /// An absent parameter that others may require.
    fn needed(&mut self, parameter: &Parameter, request: &Map<String, Value>) {
        let given = |name: &str| {
            let keys = Location::ALL.map(Location::key);
            keys.iter().find_map(|key| request.get(*key)?.get(name)).filter(|value| !value.is_null())
        };
        let holds = |condition: &&Condition| condition.is_met_by(given(&condition.field));
        if let Some(condition) = parameter.required_when.iter().find(holds) {
            let (name, reason) = (&parameter.name, condition.reason());
            self.lack(&["request"], &format!("the parameter `{name}` is missing, {reason}"));
        }
    }

    /// Parameters that have to be present together, or instead of each other.
    fn rules(&mut self, request: &Map<String, Value>) {
        for rule in &self.operation.rules {
            let named =
                |parameter: &&Parameter| !parameter.required && rule.names().any(|name| name == parameter.name.value);
            let named: Vec<&Parameter> = self.operation.parameters.iter().filter(named).collect();
            let is_given = |parameter: &&&Parameter| {
                let values = request.get(parameter.location.key());
                values.and_then(|values| values.get(&parameter.name.value)).is_some()
            };
            let present = named.iter().filter(is_given).count();
            // A rule that names something else was reported.
            if named.len() == rule.of.len() && !rule.allows(present) {
                self.push(&["request"], &broken(&self.operation.name, rule, present), fault_of(rule, present));
            }
        }
    }

    fn fit(&mut self, path: &[&str], value: &Value, shape: &Shape, constraints: &Constraints) {
        let mut fit = Fit::new(self.api, steps(path));
        fit.value(value, shape, constraints);
        self.found.append(&mut fit.mismatches);
    }

    /// The value as an object that has no other keys than these.
    fn object<'v>(&mut self, value: &'v Value, path: &[&str], keys: &[&str]) -> Option<&'v Map<String, Value>> {
        let Some(map) = value.as_object() else {
            self.fault(path, &format!("expected an object with {}", list(keys.iter().copied())));
            return None;
        };
        for key in map.keys().filter(|key| !keys.contains(&key.as_str())) {
            let place: Vec<&str> = path.iter().copied().chain([key.as_str()]).collect();
            let meant = closest(key, keys.iter().copied());
            self.unexpected(&place, &format!("`{key}` is not one of {}", list(keys.iter().copied())), meant);
        }
        Some(map)
    }

    /// A value that does not fit.
    fn fault(&mut self, path: &[&str], message: &str) {
        self.push(path, message, Fault::Value);
    }

    /// An object in which something is missing.
    fn lack(&mut self, path: &[&str], message: &str) {
        self.push(path, message, Fault::Lack);
    }

    /// A key that should not be there.
    fn unexpected(&mut self, path: &[&str], message: &str, meant: Option<&str>) {
        self.push(path, message, Fault::Key(meant.map(str::to_owned)));
    }

    fn push(&mut self, path: &[&str], message: &str, fault: Fault) {
        self.found.push(Mismatch { path: steps(path), message: message.to_owned(), fault });
    }
}

fn steps(path: &[&str]) -> Vec<Step> {
    path.iter().map(|key| Step::Key((*key).to_owned())).collect()
}

/// "200 or 201".
fn list_of(statuses: &[String]) -> String {
    match statuses {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => statuses.concat(),
    }
}
