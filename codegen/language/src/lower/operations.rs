//! Groups and their operations.

use super::{Lower, entries, spanned, value_span};
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::load::Loaded;
use crate::raw::{self, GroupFile, Presence};
use crate::source::{FileId, Span, Spanned};
use crate::yaml::{self, Entry, Node};

/// What all operations of a file share.
pub(super) struct Common<'f> {
    pub(super) file: &'f Loaded<GroupFile>,
    pub(super) family: FamilyId,
    pub(super) group: GroupId,
    pub(super) source: Source,
    /// Parameters declared for the group, and whether some operation used them.
    pub(super) path: Vec<(Parameter, bool)>,
    /// Whether all routes could be read.
    pub(super) routes: bool,
}

impl Lower<'_> {
    pub(super) fn operations_of(&mut self, file: &Loaded<GroupFile>) {
        let root = &file.node;
        if let Some(family) = spanned(&file.raw.family, root, "family") {
            self.reference(Rule::UNKNOWN_FAMILY, "family", &family, |api| &api.families, |family| &family.name.value);
        }
        if file.raw.source.document.is_none() {
            let (span, edit) = match root.entry("source") {
                Some(entry) => {
                    let text = &self.sources.file(file.file).text;
                    (entry.key_span, yaml::add_keys(text, entry.key_span, &entry.value, "document: ..."))
                }
                None => (root.span.part(0, 1), None),
            };
            self.sink.push(
                Diagnostic::new(Rule::MISSING_SOURCE, span, "the file does not say which document it comes from")
                    .label("`document` is missing")
                    .add_lines("name one of those in sources.yaml", edit, "source:\n  document: ..."),
            );
        } else {
            let own = raw::Source { section: Some(String::new()), ..file.raw.source.clone() };
            let source = self.source(Some(&own), None, root, root.span);
            self.api.cited.push(source);
        }
        let complete = self.complete(file) && !file.raw.operations.is_empty();
        let Some(family) = self.family_of(file).filter(|_| complete) else {
            self.examples_without_operation(file);
            return;
        };
        let Some(name) = spanned(&file.raw.group, root, "group") else { return };
        self.snake_case(&name, "a group");
        let taken = self.api.groups.iter().find(|group| group.family == family && group.name.value == name.value);
        if let Some(first) = taken.map(|group| group.name.span) {
            self.sink.push(
                Diagnostic::new(
                    Rule::DUPLICATE_GROUP,
                    name.span,
                    format!("the group `{name}` exists already in this family"),
                )
                .label("again here")
                .also(first, "first here")
                .help("merge the files, or rename one of the groups"),
            );
        }
        let group = GroupId(self.api.groups.len() as u32);
        self.api.groups.push(Group { name, family, doc: file.raw.doc.clone().unwrap_or_default() });
        let mut common = Common { file, family, group, source: self.file_source(file), path: Vec::new(), routes: true };
        for (name, parameter, entry) in entries(&file.raw.path, root, "path") {
            let outer = common.source.clone();
            let parameter = self.parameter(name, parameter, entry, Location::Path, family, &outer);
            common.path.push((parameter, false));
        }
        for (name, operation, entry) in entries(&file.raw.operations, root, "operations") {
            self.operation(name, operation, entry, &mut common);
        }
        for (parameter, used) in common.path {
            if !used && common.routes {
                self.unused_path_parameter(&parameter.name, "no path of this file");
            }
        }
    }

    /// The examples of a file whose operations cannot be read are not unused.
    fn examples_without_operation(&mut self, file: &Loaded<GroupFile>) {
        for name in file.raw.operations.values().flat_map(|operation| operation.examples.keys()) {
            let path = self.example_path(file.file, name);
            self.used_examples.extend(self.sources.find(&path).map(|(file, _)| file));
        }
    }

    /// Whether a file says what it has to say about its operations, or nothing if it has none.
    fn complete(&mut self, file: &Loaded<GroupFile>) -> bool {
        let keys = ["family", "group", "doc", "host", "auth", "error_style"];
        if file.raw.operations.is_empty() {
            for key in ["group", "host", "auth", "error_style", "path"] {
                if let Some(entry) = file.node.entry(key) {
                    let message = format!("`{key}` is for files with operations, and this file has none");
                    let text = &self.sources.file(file.file).text;
                    self.sink.push(
                        Diagnostic::new(Rule::INCOMPLETE_GROUP, entry.key_span, message)
                            .label("does not belong here")
                            .edit("remove the line", yaml::remove_entry(text, &file.node, entry)),
                    );
                }
            }
            return true;
        }
        let missing: Vec<&str> = keys.into_iter().filter(|key| file.node.get(key).is_none()).collect();
        if missing.is_empty() {
            return true;
        }
        let span = file.node.entry("operations").map_or(file.node.span, |entry| entry.key_span);
        let lines = missing.iter().map(|key| format!("{key}: ...\n")).collect::<String>();
        let before = Span { end: span.start, ..span };
        self.sink.push(
            Diagnostic::new(Rule::INCOMPLETE_GROUP, span, format!("a file with operations needs {}", list(missing)))
                .label("these operations")
                .fix("add what is missing", before, lines),
        );
        false
    }

    fn operation(&mut self, name: Spanned<String>, raw: &raw::Operation, entry: &Entry, common: &mut Common<'_>) {
        let node = &entry.value;
        self.snake_case(&name, "an operation");
        let source = self.source(Some(&raw.source), Some(&common.source), node, name.span);
        let errata = self.errata_of(node);
        let route = self.route(&raw.http, value_span(node, "http"));
        let file = &common.file.raw;
        let root = &common.file.node;
        let host = self.setting(&raw.host, &file.host, node, root, "host");
        let host = host.and_then(|name| {
            self.reference(Rule::UNKNOWN_HOST, "host", &name, |api| &api.hosts, |host| &host.name.value)
        });
        let auth = self.setting(&raw.auth, &file.auth, node, root, "auth");
        let auth = auth.and_then(|name| {
            self.reference(Rule::UNKNOWN_AUTH, "way to authenticate", &name, |api| &api.auth, |auth| &auth.name.value)
        });
        let style = self.setting(&raw.error_style, &file.error_style, node, root, "error_style");
        let style = style.and_then(|name| {
            self.reference(
                Rule::UNKNOWN_ERROR_STYLE,
                "error style",
                &name,
                |api| &api.error_styles,
                |style| &style.name.value,
            )
        });
        let mut parameters = match &route {
            Some(route) => self.path_parameters(route, raw, entry, &source, host.map(HostId), common),
            None => {
                common.routes = false;
                Vec::new()
            }
        };
        for (key, location, map) in
            [("query", Location::Query, &raw.query), ("headers", Location::Header, &raw.headers)]
        {
            for (name, parameter, entry) in entries(map, node, key) {
                parameters.push(self.parameter(name, parameter, entry, location, common.family, &source));
            }
        }
        let body = self.body(raw, node, route.as_ref(), common.family);
        let response = self.response(&name, raw, node, common.family);
        self.error_statuses(raw, node);
        let examples = self.examples(raw, node, common.file.file, &source);
        let permissions = self.permissions_of(node);
        let (Some(route), Some(host), Some(auth), Some(style)) = (route, host, auth, style) else { return };
        let idempotent = raw.idempotent.unwrap_or(!matches!(route.method, Method::Post | Method::Patch));
        self.api.operations.push(Operation {
            name,
            group: common.group,
            family: common.family,
            rust_method: spanned(&raw.rust_method, node, "rust_method"),
            doc: raw.doc.clone(),
            source,
            host: HostId(host),
            auth: AuthId(auth),
            error_style: ErrorStyleId(style),
            idempotent,
            deprecated: raw.deprecated.clone(),
            body_limit: raw.body_limit.unwrap_or(Operation::DEFAULT_BODY_LIMIT),
            route,
            parameters,
            body,
            response,
            errors: raw.errors.clone(),
            permissions,
            paging: raw.paging.as_ref().map(|paging| Paging {
                style: paging.style,
                limit: paging.limit.clone(),
                offset: paging.offset.clone(),
                items: paging.items.clone(),
                total: paging.total.clone(),
            }),
            waiter: raw.waiter.as_ref().map(|waiter| Waiter {
                status: path(&waiter.status),
                done: waiter.done.clone(),
                failed: waiter.failed.clone(),
                message: waiter.message.as_deref().map(path),
                message_when: waiter
                    .message_when
                    .iter()
                    .map(|(field, values)| Condition { field: field.clone(), values: values.clone() })
                    .collect(),
                interval: waiter.interval.unwrap_or(5),
            }),
            conditional: raw.conditional.as_ref().map(|conditional| Conditional {
                parameter: conditional.parameter.clone(),
                header: conditional.header.clone(),
                wait: conditional.wait.as_ref().map(|wait| (wait.parameter.clone(), wait.format)),
                not_found: conditional.not_found,
                doc: conditional.doc.clone(),
            }),
            keep_alive: None,
            examples,
            errata,
        });
    }

    /// A setting of the operation, or else of its group.
    fn setting(
        &self,
        own: &Option<String>,
        group: &Option<String>,
        node: &Node,
        root: &Node,
        key: &str,
    ) -> Option<Spanned<String>> {
        spanned(own, node, key).or_else(|| spanned(group, root, key))
    }

    fn body(&mut self, raw: &raw::Operation, node: &Node, route: Option<&Route>, family: FamilyId) -> Option<Body> {
        let body = raw.body.as_ref()?;
        let entry = node.entry("body")?;
        if route.is_some_and(|route| matches!(route.method, Method::Get | Method::Head)) {
            self.report(Rule::BAD_BODY, entry.key_span, "a GET or HEAD request has no body", "remove this body");
        }
        if body.presence == Presence::Nullable {
            let span = value_span(&entry.value, "presence");
            self.report(Rule::BAD_BODY, span, "a body cannot be null", "write `required` or `optional`");
        }
        let ty = self.shape(&body.ty, value_span(&entry.value, "type"), Some(family));
        Some(Body {
            ty,
            required: body.presence == Presence::Required,
            multipart: body.media == Some(raw::Media::Multipart),
        })
    }

    fn response(&mut self, name: &Spanned<String>, raw: &raw::Operation, node: &Node, family: FamilyId) -> Response {
        let nothing = Response { status: 200, body: None, doc: None };
        let statuses = entries(&raw.responses, node, "responses");
        let [(status, response, entry)] = statuses.as_slice() else {
            let span = node.entry("responses").map_or(name.span, |entry| entry.key_span);
            let diagnostic = match statuses.as_slice() {
                [first, second, ..] => {
                    let message = format!("`{name}` has {} kinds of success, and can have one", statuses.len());
                    Diagnostic::new(Rule::BAD_STATUS, second.0.span, message)
                        .label("another success")
                        .also(first.0.span, "the first one")
                        .help("keep the one that the service documents; record the other as an erratum")
                }
                _ => Diagnostic::new(Rule::BAD_STATUS, span, format!("`{name}` has no success"))
                    .label("no status from 200 to 299")
                    .help("an answer without a body is written `204: {}`"),
            };
            self.sink.push(diagnostic);
            return nothing;
        };
        if status.value == "304" {
            self.sink.push(
                Diagnostic::new(Rule::BAD_STATUS, status.span, "304 is not written as an answer")
                    .label("stands for nothing new")
                    .help("say under `conditional` how to ask only for what has changed; 304 follows from it"),
            );
            return nothing;
        }
        let Some(code) = status.parse::<u16>().ok().filter(|code| (200..300).contains(code)) else {
            let message = format!("`{status}` is not the status of a success");
            self.report(Rule::BAD_STATUS, status.span, message, "expected 200 to 299");
            return nothing;
        };
        let body = response.body.as_ref().map(|body| self.shape(body, value_span(&entry.value, "body"), Some(family)));
        if let Some(body) = body.as_ref().filter(|_| matches!(code, 204 | 205)) {
            self.sink.push(
                Diagnostic::new(Rule::BAD_STATUS, body.span, format!("an answer with the status {code} has no body"))
                    .label("this body")
                    .also(status.span, "the status")
                    .help(format!("write `{code}: {{}}`, or the status 200")),
            );
        }
        if let Some(body) = body.as_ref().filter(|_| raw.http.starts_with("HEAD ")) {
            self.report(Rule::BAD_STATUS, body.span, "an answer to HEAD has no body", "remove this");
        }
        Response { status: code, body, doc: response.doc.clone() }
    }

    fn error_statuses(&mut self, raw: &raw::Operation, node: &Node) {
        let items = node.get("errors").map_or(&[][..], Node::items);
        for (index, (status, item)) in raw.errors.iter().zip(items).enumerate() {
            if !(400..600).contains(status) {
                let message = format!("{status} is not the status of an error");
                self.report(Rule::BAD_STATUS, item.span, message, "expected 400 to 599");
            } else if raw.errors[..index].contains(status) {
                let first = raw.errors.iter().position(|first| first == status).and_then(|first| items.get(first));
                self.sink.push(
                    Diagnostic::new(Rule::BAD_STATUS, item.span, format!("the error {status} stands twice"))
                        .label("again here")
                        .also(first.map_or(item.span, |first| first.span), "first here"),
                );
            }
        }
    }

    fn examples(&mut self, raw: &raw::Operation, node: &Node, file: FileId, outer: &Source) -> Vec<Example> {
        let sources = self.sources;
        let mut examples = Vec::new();
        for (name, example, entry) in entries(&raw.examples, node, "examples") {
            let path = self.example_path(file, &name);
            let found = sources.find(&path).map(|(id, _)| id);
            let loaded = found.and_then(|id| self.files.examples.iter().find(|example| example.file == id));
            let Some(loaded) = loaded else {
                self.missing_examples.push((name.span, path));
                continue;
            };
            self.used_examples.push(loaded.file);
            let own = example.source.as_ref();
            let source = own.map(|own| self.source(Some(own), Some(outer), &entry.value, name.span));
            examples.push(Example {
                source,
                doc: example.doc.clone(),
                file: loaded.file,
                value: loaded.value.clone(),
                errata: self.errata_of(&entry.value),
                name,
            });
        }
        examples
    }

    /// Where an example lies that a group file names.
    fn example_path(&self, group: FileId, name: &str) -> String {
        let group = self.sources.file(group).path.as_str();
        let directory = group.rsplit_once('/').map_or(String::new(), |(directory, _)| format!("{directory}/"));
        format!("{directory}examples/{name}.json")
    }
}

/// `job.status` in pieces.
pub(super) fn path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}
