//! Operations as definitions.

use super::{BOTH, Definition, RECEIVED, Reach, SENT, Site, Tree};
use crate::diff::facts::{self, Facts, SEPARATOR};
use crate::words::word;
use specwright_language::ir::*;
use specwright_language::source::Spanned;

impl Tree<'_> {
    pub(super) fn operation(&self, operation: &Operation) -> Definition {
        let Operation {
            name,
            group,
            family,
            rust_method,
            doc,
            source,
            route,
            host,
            auth: _,
            other_auth: _,
            error_style: _,
            other_error_styles: _,
            idempotent,
            idempotent_without,
            deprecated,
            body_limit,
            parameters,
            rules,
            body,
            response,
            other_successes,
            stream: _,
            errors,
            statuses_source,
            permissions: _,
            paging: _,
            conditional: _,
            waiter: _,
            lease: _,
            examples,
            errata,
        } = operation;
        let (api, path) = (self.api, self.api.operation_id(operation));
        let mut node = Definition::new(Site::Operation, name, path.clone(), name.span);
        self.set_key(&mut node, *family);
        node.group = format!("{}.{}", api.family(*family).name, api.group(*group).name);
        node.reach = vec![Reach::new(&path, BOTH)];
        let facts = &mut node.facts;
        facts.set("group", self.renamed_in(Site::Group, *family, &api.group(*group).name));
        facts.some("rust_method", rust_method.as_ref()).set("doc", doc).set("body_limit", body_limit);
        facts.set("idempotent", repeats(*idempotent, idempotent_without)).some("deprecated", deprecated.as_ref());
        let Route { method, path: _, segments, span: _ } = route;
        facts.set("http.method", method.as_str()).set("http.path", template(segments));
        facts.set("host", self.renamed(Site::Host, &api.host(*host).name));
        self.named(facts, operation);
        facts.list("errors", errors.iter().map(u16::to_string)).list("rules", facts::presence_rules(rules));
        facts.some("statuses_source", statuses_source.as_ref().map(|part| facts::source_within(api, part, source)));
        self.behaves(facts, operation);
        self.source(&mut node, source, None);
        self.errata(&mut node, errata);
        let parameters = parameters.iter().map(|parameter| self.parameter(&node, parameter, source));
        let body = body.as_ref().map(|body| self.body(&node, body));
        let examples = examples.iter().map(|example| self.example(&node, example, source));
        node.children =
            parameters.chain(body).chain([self.response(&node, response, other_successes)]).chain(examples).collect();
        node
    }

    /// What more than one request and response belongs to.
    fn behaves(&self, facts: &mut Facts, operation: &Operation) {
        let Operation { paging, waiter, conditional, lease, stream, .. } = operation;
        paging.iter().for_each(|paging| pages(facts, paging));
        waiter.iter().for_each(|waiter| waits(facts, waiter));
        conditional.iter().for_each(|conditional| asks(facts, conditional));
        lease.iter().for_each(|lease| self.lease(facts, lease));
        stream.iter().for_each(|stream| self.stream(facts, stream));
    }

    /// What a connection carries, apart from the messages of the service, which are the response.
    fn stream(&self, facts: &mut Facts, stream: &Stream) {
        let Stream { transport, sends, ping, close } = stream;
        facts.set("stream", word(transport));
        facts.some("stream.sends", sends.as_ref().map(|sends| self.shape(&sends.value, None)));
        facts.some("stream.ping", ping.as_ref());
        let codes = close.iter().map(|CloseCode { code, doc }| format!("{code} ({})", doc.trim()));
        facts.list("stream.close", codes);
    }

    /// The schemes, styles and permissions that an operation names.
    fn named(&self, facts: &mut Facts, operation: &Operation) {
        let api = self.api;
        facts.list("auth", operation.schemes().map(|id| self.renamed(Site::Auth, &api.auth(id).name)));
        let styles = operation.error_styles().map(|id| &api.error_style(id).name);
        facts.list("error_style", styles.map(|name| self.renamed(Site::ErrorStyle, name)));
        let permissions = operation.permissions.iter().map(|id| &api.permission(*id).name);
        facts.list("permissions", permissions.map(|name| self.renamed(Site::Permission, name)));
    }

    /// What is acquired, renewed and released.
    fn lease(&self, facts: &mut Facts, lease: &Lease) {
        let Lease { rust_method, rust_name, within, id, chosen_id, renew, release, interval, default_interval, lost } =
            lease;
        let within = within.as_ref().map(|Within { operation, id }| {
            format!("within {} at {}, ", self.operation_name(*operation), id.join("."))
        });
        let interval = interval.as_ref().map(|path| format!("{} or ", path.join("."))).unwrap_or_default();
        let chosen = chosen_id.as_ref().map(|ChosenId { field, get }| {
            format!(", chosen with {} and read by {}", field.join("."), self.operation_name(*get))
        });
        let how = format!(
            "{}{}{}: renewed by {} every {interval}{default_interval} seconds, released by {}, lost with {}",
            within.unwrap_or_default(),
            id.join("."),
            chosen.unwrap_or_default(),
            self.operation_name(*renew),
            self.operation_name(*release),
            lost.join(SEPARATOR)
        );
        facts.set("lease", how).some("lease.rust_method", rust_method.as_ref());
        facts.some("lease.rust_name", rust_name.as_ref());
    }

    fn parameter(&self, parent: &Definition, parameter: &Parameter, outer: &Source) -> Definition {
        let Parameter {
            location,
            name,
            rust_name,
            ty,
            required,
            from_client,
            value,
            doc,
            default,
            constraints,
            required_when,
            empty_is_absent,
            slash,
            separator,
            style,
            source,
            errata,
        } = parameter;
        let mut node = parent.inner(Site::Parameter, &format!("{}.{name}", location.key()), name.span);
        if *location == Location::Header {
            // Names of headers ignore letter case.
            node.key = node.key.to_lowercase();
        }
        node.reach = vec![Reach::new(&parent.path, SENT)];
        let written = (!from_client).then(|| self.shape(&ty.value, None));
        node.facts.some("rust_name", rust_name.as_ref()).some("type", written.as_ref());
        let presence = value.is_none().then(|| facts::presence(*required));
        node.facts.some("presence", presence).flag("from_client", *from_client);
        node.facts.some("value", value.as_ref().and_then(|_| parameter.sent_value()));
        // What the client fills in is described where the client is, and its values where the hosts are.
        let default = default.as_ref().filter(|_| !from_client);
        node.facts.some("doc", (!from_client).then_some(doc)).some("default", facts::default(default));
        if !from_client {
            facts::constraints(&mut node.facts, &self.api.limits(ty, constraints));
        }
        node.facts.list("required_when", facts::conditions(required_when));
        // In headers, it follows from the type.
        let separator = separator.as_ref().filter(|_| *location != Location::Header);
        node.facts.some("separator", separator.map(word)).some("style", style.as_ref().map(word));
        node.facts.set("slash", word(slash)).flag("empty", *empty_is_absent);
        self.source(&mut node, source.as_ref().unwrap_or(outer), Some(outer));
        self.errata(&mut node, errata);
        node
    }

    fn body(&self, parent: &Definition, body: &Body) -> Definition {
        let Body { ty, required, media } = body;
        let mut node = parent.inner(Site::Body, "body", parent.span);
        node.keys.push("body".to_owned());
        node.reach = vec![Reach::new(&parent.path, SENT)];
        node.facts.set("type", self.shape(&ty.value, None)).set("media", &media.name);
        node.facts.set("presence", facts::presence(*required));
        node
    }

    fn response(&self, parent: &Definition, response: &Response, others: &[Success]) -> Definition {
        let Response { status, body, media, end, headers, doc } = response;
        let mut node = parent.inner(Site::Response, "response", parent.span);
        node.keys.extend(["responses".to_owned(), status.to_string()]);
        node.reach = vec![Reach::new(&parent.path, RECEIVED)];
        node.facts.set("status", status).some("body", body.as_ref().map(|body| self.shape(&body.value, None)));
        node.facts.some("body.media", body.as_ref().map(|_| &media.name)).some("doc", doc.as_ref());
        node.facts.some("end", end.as_ref());
        node.facts.some("headers", headers.as_ref().map(|headers| self.shape(&headers.value, None)));
        let has_body = body.is_some();
        node.facts.list(
            "statuses",
            others.iter().map(
                |Success { status, has_body: same, doc: _ }| {
                    if has_body && !same { format!("{status} without a body") } else { status.to_string() }
                },
            ),
        );
        let docs = others.iter().filter_map(|other| Some(format!("{}: {}", other.status, other.doc.as_ref()?)));
        node.facts.list("statuses.doc", docs);
        node
    }

    fn example(&self, parent: &Definition, example: &Example, outer: &Source) -> Definition {
        let Example { name, doc, file: _, value, source, errata } = example;
        let mut node = parent.inner(Site::Example, name, name.span);
        node.path = format!("{}.examples.{name}", parent.path);
        node.reach = Vec::new();
        node.facts.set("doc", doc).set("value", value);
        self.source(&mut node, source.as_ref().unwrap_or(outer), Some(outer));
        self.errata(&mut node, errata);
        node
    }
}

/// Whether an operation may be repeated, and with which fields it may not.
fn repeats(idempotent: bool, without: &[Spanned<String>]) -> String {
    let fields: Vec<&str> = without.iter().map(|field| field.as_str()).collect();
    if fields.is_empty() { idempotent.to_string() } else { format!("{idempotent} without {}", fields.join(SEPARATOR)) }
}

/// How an operation is read page by page.
fn pages(facts: &mut Facts, paging: &Paging) {
    let Paging { style, limit, position, next, items, total } = paging;
    let total = total.as_ref().map(|total| format!(" of {total}")).unwrap_or_default();
    let by: Vec<&str> = limit.iter().chain(position).map(String::as_str).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(" and ")) };
    let next = if next.is_empty() { String::new() } else { format!(", next in {}", next.join(".")) };
    let items = items.as_deref().unwrap_or("the response");
    facts.set("paging", format!("{}{by}: {items}{total}{next}", word(style)));
}

/// How an operation is waited for.
fn waits(facts: &mut Facts, waiter: &Waiter) {
    let Waiter { status, done, failed, message, message_when, interval } = waiter;
    let states = format!("{} or {}", done.join(SEPARATOR), failed.join(SEPARATOR));
    facts.set("waiter", format!("{}: {states}", status.join("."))).set("waiter.interval", interval);
    facts.some("waiter.message", message.as_ref().map(|path| path.join(".")));
    facts.list("waiter.message_when", facts::conditions(message_when));
}

/// How an operation is asked for changes only.
fn asks(facts: &mut Facts, conditional: &Conditional) {
    let Conditional { parameter, header, wait, not_found, doc } = conditional;
    let waits = wait.as_ref().map(|wait| format!(", wait {} ({})", wait.parameter, word(&wait.format)));
    facts.set("conditional", format!("parameter {parameter}{}", waits.unwrap_or_default()));
    if let Some(ConditionalWait { parameter: _, format: _, longest, ignores, excludes }) = wait {
        let list = |what: &str, names: &[Spanned<String>]| {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            (!names.is_empty()).then(|| format!("{what} {}", names.join(SEPARATOR)))
        };
        let limits = longest.map(|longest| format!("at most {longest} seconds")).into_iter();
        let limits: Vec<String> = limits.chain(list("ignoring", ignores)).chain(list("not with", excludes)).collect();
        facts.some("conditional.wait", (!limits.is_empty()).then(|| limits.join(SEPARATOR)));
    }
    facts.some("conditional.header", header.as_ref());
    facts.some("conditional.not_found", not_found.as_ref().map(word)).some("conditional.doc", doc.as_ref());
}

/// The path without the names of its parameters, which no caller sends.
fn template(segments: &[Segment]) -> String {
    segments.iter().map(|segment| format!("/{}", segment.template())).collect()
}
