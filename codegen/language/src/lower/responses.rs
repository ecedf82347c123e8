//! Responses of success.

use super::operations::media;
use super::{Lower, entries, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw;
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node};

/// A response with the place of its status.
struct Found {
    response: Response,
    status: Spanned<String>,
}

impl Lower<'_> {
    /// The usual response of success, and the others.
    pub(super) fn responses(
        &mut self,
        name: &Spanned<String>,
        raw: &raw::Operation,
        node: &Node,
        (source, family): (&Source, FamilyId),
    ) -> (Response, Vec<Success>) {
        let nothing = Response {
            status: Response::UNKNOWN,
            body: None,
            media: Media::default(),
            end: None,
            headers: None,
            doc: None,
        };
        let statuses = entries(&raw.responses, node, "responses");
        if statuses.is_empty() {
            let span = node.entry("responses").map_or(name.span, |entry| entry.key_span);
            self.sink.push(
                Diagnostic::new(Rule::BAD_STATUS, span, format!("`{name}` has no success"))
                    .label("no status from 200 to 399")
                    .help("write a response without a body as `204: {}`"),
            );
            return (nothing, Vec::new());
        }
        let mut found: Vec<Found> = Vec::new();
        for (status, response, entry) in &statuses {
            let Some(code) = self.status(status, raw.conditional.is_some()) else { continue };
            let response = self.response(code, status, response, entry, (raw, family));
            found.push(Found { response, status: status.clone() });
        }
        // What is implied was reported, and is not missing.
        let implied = |status: &Spanned<String>| raw.conditional.is_some() && status.value == "304";
        if found.is_empty() || found.len() < statuses.iter().filter(|(status, ..)| !implied(status)).count() {
            return (nothing, Vec::new());
        }
        let outcome = self.several_bodies(name, &found).then(|| self.outcome(name, &found, (source, family)));
        let usual = found.iter().position(|found| found.response.body.is_some()).unwrap_or(0);
        let mut usual = found.remove(usual).response;
        if let (Some(Some(id)), Some(body)) = (outcome, &mut usual.body) {
            body.value = Shape::Named(id);
        }
        for other in &mut found {
            self.same_headers(&mut usual, other);
        }
        let other = |found: Found| {
            let Response { status, body, doc, .. } = found.response;
            Success { status, has_body: body.is_some(), doc }
        };
        (usual, found.into_iter().map(other).collect())
    }

    fn status(&mut self, status: &Spanned<String>, conditional: bool) -> Option<u16> {
        if status.value == "304" && conditional {
            self.sink.push(
                Diagnostic::new(Rule::BAD_STATUS, status.span, "304 is not listed beside `conditional`")
                    .label("implied by `conditional`")
                    .help("remove it; `doc` of `conditional` says what it means"),
            );
            return None;
        }
        let code = status.parse::<u16>().ok().filter(|code| (200..400).contains(code));
        if code.is_none() {
            let message = format!("`{status}` is not the status of a success");
            self.report(Rule::BAD_STATUS, status.span, message, "expected 200 to 399");
        }
        code
    }

    fn response(
        &mut self,
        code: u16,
        status: &Spanned<String>,
        response: &raw::Response,
        entry: &Entry,
        (raw, family): (&raw::Operation, FamilyId),
    ) -> Response {
        let body = response.body.as_ref().map(|body| self.shape(body, value_span(&entry.value, "body"), Some(family)));
        if let Some(body) = body.as_ref().filter(|_| matches!(code, 204 | 205 | 300..)) {
            let message = match code {
                300.. => format!("a redirect has no body, and {code} is one"),
                _ => format!("a response with the status {code} has no body"),
            };
            self.sink.push(
                Diagnostic::new(Rule::BAD_STATUS, body.span, message)
                    .label("this body")
                    .also(status.span, "the status")
                    .help(format!("write `{code}: {{}}`, or the status 200")),
            );
        }
        if let Some(body) = body.as_ref().filter(|_| raw.http.starts_with("HEAD ")) {
            self.report(Rule::BAD_STATUS, body.span, "a response to HEAD has no body", "remove this");
        }
        let media = body.as_ref().map(|body| media(response.media.as_deref(), body)).unwrap_or_default();
        if let (None, Some(_)) = (&body, &response.media) {
            let span = value_span(&entry.value, "media");
            self.report(Rule::BAD_BODY, span, "a response without a body has no media type", "remove this");
        }
        let headers = response.headers.as_ref();
        let headers = headers.map(|headers| self.shape(headers, value_span(&entry.value, "headers"), Some(family)));
        let end = response.end.clone();
        if end.is_some() && !media.is_events() {
            let span = node_key(&entry.value, "end");
            self.report(Rule::BAD_BODY, span, "`end` belongs to streams of events", "does not apply here");
        }
        Response { status: code, body, media, end, headers, doc: response.doc.clone() }
    }

    /// Takes the headers of another response for the usual one, if it has none. All that have headers have the same.
    fn same_headers(&mut self, usual: &mut Response, other: &mut Found) {
        match (&usual.headers, other.response.headers.take()) {
            (Some(first), Some(headers)) if first.value != headers.value => {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_STATUS, headers.span, "the responses have different headers")
                        .label(format!("the headers of {}", other.status))
                        .also(first.span, format!("the headers of {}", usual.status))
                        .help("put all headers into one struct; they are optional"),
                );
            }
            (None, headers) => usual.headers = headers,
            _ => {}
        }
    }

    /// Whether the responses have bodies of several types. All of them are JSON then.
    fn several_bodies(&mut self, name: &Spanned<String>, found: &[Found]) -> bool {
        let mut bodies = found.iter().filter_map(|found| Some((found, found.response.body.as_ref()?)));
        let Some((first, usual)) = bodies.next() else { return false };
        let is_json = |found: &Found| found.response.media.is_json();
        let mut several = false;
        for (other, body) in bodies {
            let same_media = other.response.media == first.response.media;
            if same_media && (body.value == usual.value || is_json(other)) {
                several |= body.value != usual.value;
                continue;
            }
            let message = format!("the responses of `{name}` have different media types");
            self.sink.push(
                Diagnostic::new(Rule::BAD_STATUS, body.span, message)
                    .label(format!("the body of {}", other.status))
                    .also(usual.span, format!("the body of {}", first.status))
                    .help("several bodies are JSON of one media type; keep the usual one, and record an erratum"),
            );
            return false;
        }
        several
    }

    /// Makes the type of responses with several bodies: a union whose variants have a status.
    fn outcome(
        &mut self,
        name: &Spanned<String>,
        found: &[Found],
        (source, family): (&Source, FamilyId),
    ) -> Option<TypeId> {
        let ty = Spanned::new(format!("{}Outcome", heck::ToPascalCase::to_pascal_case(name.as_str())), name.span);
        let namesake = [Some(family), None].iter().find_map(|family| self.types.get(&(*family, ty.value.clone())));
        if let Some(first) = namesake {
            let first = self.api.ty(*first).name.span;
            let message = format!("the type `{ty}` exists already");
            let help = "the responses of the operation are a type of this name; rename the other one";
            self.sink.push(Diagnostic::again(Rule::DUPLICATE_TYPE, name.span, message, first).help(help));
            return None;
        }
        let variant = |found: &Found| {
            let Response { status, body, .. } = &found.response;
            Some(ShapedVariant {
                name: Spanned::new(variant_name(*status), found.status.span),
                ty: body.clone()?,
                constraints: Constraints::default(),
                status: Some(*status),
            })
        };
        let variants = found.iter().filter_map(variant).collect();
        let id = TypeId(self.api.types.len() as u32);
        self.api.types.push(Type {
            name: ty,
            rust_name: None,
            family: Some(family),
            file: name.span.file,
            doc: format!("Responses of `{name}`, by their status."),
            source: Source { tables: Vec::new(), ..source.clone() },
            kind: TypeKind::Shaped(Shaped { open: true, variants }),
            pair: None,
            extra: None,
            rules: Vec::new(),
            errata: Vec::new(),
            reached: Usage::default(),
            usage: Usage::default(),
            families: Default::default(),
        });
        Some(id)
    }
}

/// The place of a key.
fn node_key(node: &Node, key: &str) -> Span {
    node.entry(key).map_or(node.span, |entry| entry.key_span)
}

/// The name of a status, as a variant of an outcome.
fn variant_name(status: u16) -> String {
    let known = match status {
        200 => "Ok",
        201 => "Created",
        202 => "Accepted",
        203 => "NonAuthoritative",
        206 => "PartialContent",
        207 => "MultiStatus",
        208 => "AlreadyReported",
        226 => "ImUsed",
        _ => return format!("Status{status}"),
    };
    known.to_owned()
}
