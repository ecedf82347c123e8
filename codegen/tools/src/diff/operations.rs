//! Operations as definitions.

use super::definitions::{Definition, Site, Tree};
use super::facts;
use specwright_language::ir::*;

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
            auth,
            error_style,
            idempotent,
            deprecated,
            body_limit,
            parameters,
            body,
            response,
            errors,
            permissions,
            paging,
            conditional,
            waiter,
            keep_alive,
            examples,
            errata,
        } = operation;
        let api = self.api;
        let path = facts::operation_name(api, operation);
        let mut node = self.definition(Site::Operation, name.value.clone(), path.clone(), name.span);
        self.set_key(&mut node, *family);
        let group = api.group(*group);
        node.group = format!("{}.{}", api.family(*family).name, group.name);
        node.reach = self.reach_of(&path, true, true);
        node.facts
            .set("group", self.renamed_in(Site::Group, *family, &group.name))
            .some("rust_method", rust_method.as_ref());
        node.facts.set("doc", doc).set("idempotent", idempotent).some("deprecated", deprecated.as_ref());
        let Route { method, path: _, segments, span: _ } = route;
        node.facts.set("http.method", method.as_str()).set("http.path", template(segments));
        node.facts.set("host", self.renamed(Site::Host, api.host(*host).name.value.clone()));
        node.facts.set("auth", self.renamed(Site::Auth, api.auth(*auth).name.value.clone()));
        let style = api.error_style(*error_style).name.value.clone();
        node.facts.set("error_style", self.renamed(Site::ErrorStyle, style)).set("body_limit", body_limit);
        node.facts.list("errors", errors.iter().map(u16::to_string));
        let permissions = permissions.iter().map(|id| api.permission(*id).name.value.clone());
        node.facts.list("permissions", permissions.map(|name| self.renamed(Site::Permission, name)));
        behaviour(&mut node, paging.as_ref(), waiter.as_ref(), conditional.as_ref());
        self.keep_alive(&mut node, keep_alive.as_ref());
        self.source(&mut node, source, None);
        self.errata(&mut node, errata);
        let mut children: Vec<Definition> =
            parameters.iter().map(|parameter| self.parameter(&node, parameter, source)).collect();
        children.extend(body.as_ref().map(|body| self.body(&node, body)));
        children.push(self.answer(&node, response));
        children.extend(examples.iter().map(|example| self.example(&node, example, source)));
        node.children = children;
        node
    }

    /// What is begun, renewed and ended again.
    fn keep_alive(&self, node: &mut Definition, kept: Option<&KeepAlive>) {
        let Some(kept) = kept else { return };
        let KeepAlive { rust_method, rust_name, within, id, renew, end, interval, default_interval, forgotten } = kept;
        let within = within.as_ref().map(|Within { operation, id }| {
            format!("within {} at {}, ", self.operation_name(*operation), id.join("."))
        });
        let interval = interval.as_ref().map(|path| format!("{} or ", path.join("."))).unwrap_or_default();
        let how = format!(
            "{}{}: renewed by {} every {interval}{default_interval} seconds, ended by {}, forgotten with {}",
            within.unwrap_or_default(),
            id.join("."),
            self.operation_name(*renew),
            self.operation_name(*end),
            forgotten.join(facts::SEPARATOR)
        );
        node.facts.set("keep_alive", how);
        node.facts.some("keep_alive.rust_method", rust_method.as_ref());
        node.facts.some("keep_alive.rust_name", rust_name.as_ref());
    }

    /// How tokens are issued for an account.
    pub(super) fn login(&self, login: &Login) -> String {
        let Login { operation, name, password, token, final_codes } = login;
        let (operation, token) = (self.operation_name(*operation), token.join("."));
        let codes = final_codes.join(facts::SEPARATOR);
        format!("{operation} with {name} and {password} for {token}, final are {codes}")
    }

    /// The name of another operation, as the other side writes it.
    fn operation_name(&self, id: OperationId) -> String {
        let operation = self.api.operation(id);
        self.renamed_in(Site::Operation, operation.family, &operation.name)
    }

    fn parameter(&self, parent: &Definition, parameter: &Parameter, outer: &Source) -> Definition {
        let Parameter {
            location,
            name,
            rust_name,
            ty,
            required,
            from_client,
            doc,
            default,
            constraints,
            slash,
            source,
            errata,
        } = parameter;
        let location = match location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Header => "headers",
        };
        let mut node = self.inner(parent, Site::Parameter, format!("{location}.{name}"), name.span);
        node.shape = Some(facts::class(self.api, &ty.value));
        node.reach = self.reach_of(&parent.path, true, false);
        let written = (!from_client).then(|| self.shape(&ty.value, None));
        node.facts.some("rust_name", rust_name.as_ref()).some("type", written.as_ref());
        node.facts.set("presence", if *required { "required" } else { "optional" }).flag("from_client", *from_client);
        // What the client fills in is described where the client is, and its values where the hosts are.
        let default = default.as_ref().filter(|_| !from_client);
        node.facts.some("doc", (!from_client).then_some(doc)).some("default", default);
        facts::constraints(&mut node.facts, &self.api.limits(ty, constraints));
        node.facts.set("slash", facts::word(slash));
        self.source(&mut node, source.as_ref().unwrap_or(outer), Some(outer));
        self.errata(&mut node, errata);
        node
    }

    fn body(&self, parent: &Definition, body: &Body) -> Definition {
        let Body { ty, required, multipart } = body;
        let mut node = self.inner(parent, Site::Body, "body".to_owned(), parent.span);
        node.keys.push("body".to_owned());
        node.shape = Some(facts::class(self.api, &ty.value));
        node.reach = self.reach_of(&parent.path, true, false);
        node.facts.set("type", self.shape(&ty.value, None)).flag("media", *multipart);
        node.facts.set("presence", if *required { "required" } else { "optional" });
        node
    }

    fn answer(&self, parent: &Definition, response: &Response) -> Definition {
        let Response { status, body, doc } = response;
        let mut node = self.inner(parent, Site::Answer, "answer".to_owned(), parent.span);
        node.keys.extend(["responses".to_owned(), status.to_string()]);
        node.shape = body.as_ref().map(|body| facts::class(self.api, &body.value));
        node.reach = self.reach_of(&parent.path, false, true);
        node.facts.set("status", status).some("body", body.as_ref().map(|body| self.shape(&body.value, None)));
        node.facts.some("doc", doc.as_ref());
        node
    }

    fn example(&self, parent: &Definition, example: &Example, outer: &Source) -> Definition {
        let Example { name, doc, file: _, value, source, errata } = example;
        let mut node = self.inner(parent, Site::Example, name.value.clone(), name.span);
        node.path = format!("{}.examples.{name}", parent.path);
        node.reach = Vec::new();
        node.facts.set("doc", doc).set("value", value);
        self.source(&mut node, source.as_ref().unwrap_or(outer), Some(outer));
        self.errata(&mut node, errata);
        node
    }
}

/// What an operation can do beyond one call.
fn behaviour(
    node: &mut Definition,
    paging: Option<&Paging>,
    waiter: Option<&Waiter>,
    conditional: Option<&Conditional>,
) {
    node.facts.some(
        "paging",
        paging.map(|paging| {
            let Paging { style, limit, offset, items, total } = paging;
            let total = total.as_ref().map(|total| format!(" of {total}")).unwrap_or_default();
            format!("{} by {limit} and {offset}: {items}{total}", facts::word(style))
        }),
    );
    node.facts.some(
        "waiter",
        waiter.map(|waiter| {
            let Waiter { status, done, failed, message: _, message_when: _, interval: _ } = waiter;
            format!("{}: {} or {}", status.join("."), done.join(facts::SEPARATOR), failed.join(facts::SEPARATOR))
        }),
    );
    let message = waiter.and_then(|waiter| waiter.message.as_ref());
    node.facts.some("waiter.message", message.map(|path| path.join(".")));
    let when = waiter.map(|waiter| waiter.message_when.as_slice()).unwrap_or_default();
    node.facts.list(
        "waiter.message_when",
        when.iter().map(|Condition { field, values }| format!("{field} is {}", values.join(" or "))),
    );
    node.facts.some("waiter.interval", waiter.map(|waiter| waiter.interval));
    node.facts.some(
        "conditional",
        conditional.map(|conditional| {
            let Conditional { parameter, header, wait, not_found: _, doc: _ } = conditional;
            let part = |word: &str, name: &Option<String>| name.as_ref().map(|name| format!(", {word} {name}"));
            let wait = wait.as_ref().map(|(name, format)| format!("{name} ({})", facts::word(format)));
            let parts = [part("header", header), part("wait", &wait)].into_iter().flatten();
            format!("parameter {parameter}{}", parts.collect::<String>())
        }),
    );
    let not_found = conditional.and_then(|conditional| conditional.not_found);
    node.facts.some("conditional.not_found", not_found.map(|meaning| facts::word(&meaning)));
    node.facts.some("conditional.doc", conditional.and_then(|conditional| conditional.doc.as_ref()));
}

/// The path without the names of its parameters, which nobody sends.
fn template(segments: &[Segment]) -> String {
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Parameter(_) => "/{}".to_owned(),
    };
    segments.iter().map(segment).collect()
}
