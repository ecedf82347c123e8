//! Operations: routes, bodies, statuses, behavior.

use super::{Common, List, Lower, conditions, listed, path, presence_rules, spanned, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::{self, PagingStyle, Presence};
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node};

/// The preferred entry of a list, and others that do as well.
type Choice<Id> = Option<(Id, Vec<Id>)>;

impl Lower<'_> {
    pub(super) fn operation(
        &mut self,
        name: Spanned<String>,
        raw: &raw::Operation,
        entry: &Entry,
        common: &mut Common<'_>,
    ) {
        let node = &entry.value;
        self.snake_case(&name, "an operation");
        let source = self.source(Some(&raw.source), Some(&common.source), node, name.span);
        let errata = self.errata_of(node);
        let route = self.route(&raw.http, value_span(node, "http"));
        let (host, auth, error_style) = self.settings(node, &common.file.node);
        let parameters = self.parameters(route.as_ref(), raw, entry, &source, host, common);
        let body = self.body(raw, node, route.as_ref(), common.family);
        let stream = self.stream(raw, node, route.as_ref(), common.family);
        let (response, other_successes) = self.successes(&name, raw, node, (&source, common.family));
        self.error_statuses(raw, node);
        let statuses_source = self.statuses_source(raw, node, &source, name.span);
        let examples = self.examples(raw, node, common.file.file, &source);
        let permissions = self.permissions_of(node);
        let (Some(route), Some(host), Some((auth, other_auth)), Some((error_style, other_error_styles))) =
            (route, host, auth, error_style)
        else {
            return;
        };
        self.api.operations.push(Operation {
            name,
            group: common.group,
            family: common.family,
            rust_method: spanned(&raw.rust_method, node, "rust_method"),
            doc: raw.doc.clone(),
            source,
            host,
            auth,
            other_auth,
            error_style,
            other_error_styles,
            idempotent: raw.idempotent.unwrap_or(!matches!(route.method, Method::Post | Method::Patch)),
            idempotent_without: listed(&raw.idempotent_without, node, "idempotent_without"),
            deprecated: raw.deprecated.clone(),
            body_limit: raw.body_limit.unwrap_or(Operation::DEFAULT_BODY_LIMIT),
            route,
            parameters,
            rules: presence_rules(&raw.rules, node),
            body,
            response,
            other_successes,
            stream,
            errors: raw.errors.clone(),
            statuses_source,
            permissions,
            paging: raw.paging.as_ref().map(paging),
            waiter: raw.waiter.as_ref().map(waiter),
            conditional: raw.conditional.as_ref().map(|raw| conditional(raw, node)),
            lease: None,
            examples,
            errata,
        });
    }

    /// The usual response and the other ones, or the messages of a stream.
    fn successes(
        &mut self,
        name: &Spanned<String>,
        raw: &raw::Operation,
        node: &Node,
        (source, family): (&Source, FamilyId),
    ) -> (Response, Vec<Success>) {
        match (&raw.stream, node.get("stream")) {
            (Some(stream), Some(node)) => (self.messages(stream, node, family), Vec::new()),
            _ => self.responses(name, raw, node, (source, family)),
        }
    }

    /// Where the statuses are documented, if elsewhere than the operation.
    fn statuses_source(&mut self, raw: &raw::Operation, node: &Node, outer: &Source, span: Span) -> Option<Source> {
        let own = raw.statuses_source.as_ref()?;
        let source = self.source_under("statuses_source", Some(own), Some(outer), node, span);
        self.no_releases(&source);
        Some(source)
    }

    /// Host, authentication schemes and error styles.
    fn settings(&mut self, node: &Node, root: &Node) -> (Option<HostId>, Choice<AuthId>, Choice<ErrorStyleId>) {
        let host = self.setting(node, root, "host", List::Hosts).map(HostId);
        (host, self.auth_choice(node, root), self.error_style_choice(node, root))
    }

    /// A setting of the operation, or else of its group.
    fn setting(&mut self, node: &Node, root: &Node, key: &str, list: List) -> Option<u32> {
        let value = node.get(key).or_else(|| root.get(key))?;
        self.reference(list, &Spanned::new(value.text()?.to_owned(), value.span))
    }

    fn body(&mut self, raw: &raw::Operation, node: &Node, route: Option<&Route>, family: FamilyId) -> Option<Body> {
        let body = raw.body.as_ref()?;
        let entry = node.entry("body")?;
        if let Some(method) = route.map(|route| route.method).filter(|it| matches!(it, Method::Head | Method::Trace)) {
            let message = format!("a {} request has no body", method.as_str());
            self.report(Rule::BAD_BODY, entry.key_span, message, "remove this body");
        }
        if body.presence.may_be_null() {
            let span = value_span(&entry.value, "presence");
            self.report(Rule::BAD_BODY, span, "a body cannot be null", "write `required` or `optional`");
        }
        let ty = self.shape(&body.ty, value_span(&entry.value, "type"), Some(family));
        let media = media(body.media.as_deref(), &ty);
        Some(Body { ty, required: body.presence == Presence::Required, media })
    }

    fn error_statuses(&mut self, raw: &raw::Operation, node: &Node) {
        let items = node.get("errors").map_or(&[][..], Node::items);
        for (index, (status, item)) in raw.errors.iter().zip(items).enumerate() {
            if !(400..600).contains(status) {
                let message = format!("{status} is not the status of an error");
                self.report(Rule::BAD_STATUS, item.span, message, "expected 400 to 599");
            } else if raw.errors[..index].contains(status) {
                let first = raw.errors.iter().position(|first| first == status).and_then(|first| items.get(first));
                let message = format!("the error {status} is listed twice");
                let first = first.map_or(item.span, |first| first.span);
                self.sink.push(Diagnostic::again(Rule::BAD_STATUS, item.span, message, first));
            }
        }
    }
}

/// How a body is encoded. What does not fit is reported later.
pub(super) fn media(written: Option<&str>, ty: &Spanned<Shape>) -> Media {
    let (encoding, name) = match written {
        None => return Media::default(),
        Some("multipart") => (BodyEncoding::Multipart, "multipart/form-data"),
        Some("form") => (BodyEncoding::Form, "application/x-www-form-urlencoded"),
        Some(name) if Media::is_json_type(name) => (BodyEncoding::Json, name),
        Some(name) if ty.value == Shape::File => (BodyEncoding::Bytes, name),
        Some(name) if Media::EVENTS.contains(&name) && matches!(ty.value, Shape::List(_)) => {
            (BodyEncoding::Events, name)
        }
        Some(name) => (BodyEncoding::Text, name),
    };
    Media { encoding, name: name.to_owned() }
}

fn paging(raw: &raw::Paging) -> Paging {
    let position = match raw.style {
        PagingStyle::Offset => &raw.offset,
        PagingStyle::Page => &raw.page,
        PagingStyle::Cursor => &raw.cursor,
        PagingStyle::Link => &None,
    };
    Paging {
        style: raw.style,
        limit: raw.limit.clone(),
        position: position.clone(),
        next: raw.next.as_deref().map(path).unwrap_or_default(),
        items: raw.items.clone(),
        total: raw.total.clone(),
    }
}

fn waiter(raw: &raw::Waiter) -> Waiter {
    Waiter {
        status: path(&raw.status),
        done: raw.done.clone(),
        failed: raw.failed.clone(),
        message: raw.message.as_deref().map(path),
        message_when: conditions(&raw.message_when),
        interval: raw.interval.unwrap_or(Waiter::DEFAULT_INTERVAL),
    }
}

fn conditional(raw: &raw::Conditional, node: &Node) -> Conditional {
    let wait = raw.wait.as_ref().zip(node.get("conditional").and_then(|node| node.get("wait")));
    Conditional {
        parameter: raw.parameter.clone(),
        header: raw.header.clone(),
        wait: wait.map(|(wait, node)| ConditionalWait {
            parameter: wait.parameter.clone(),
            format: wait.format,
            longest: wait.longest,
            ignores: listed(&wait.ignores, node, "ignores"),
            excludes: listed(&wait.excludes, node, "excludes"),
        }),
        not_found: raw.not_found,
        doc: raw.doc.clone(),
    }
}
