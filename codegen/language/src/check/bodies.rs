//! Bodies and their media types.

use std::collections::BTreeSet;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::{Span, Spanned};

impl<'a> Check<'a> {
    /// What the bodies of an operation consist of, and how they are encoded.
    pub(super) fn bodies(&mut self, operation: &Operation) {
        let at = operation.name.span;
        if let Some(body) = &operation.body {
            let place = self.places.value(at, &["body", "media"]);
            self.content(&body.ty, &body.media, place);
            match body.media.encoding {
                BodyEncoding::Multipart => self.parts(body),
                BodyEncoding::Form => self.pairs(body),
                BodyEncoding::Events => {
                    self.report(
                        Rule::BAD_BODY,
                        place,
                        "only a response can be a stream of events",
                        "a request is one value",
                    );
                }
                BodyEncoding::Json | BodyEncoding::Text | BodyEncoding::Bytes => {}
            }
        }
        let response = &operation.response;
        if let Some(headers) = response.headers.as_ref().filter(|headers| !self.unresolved(headers)) {
            self.headers_of_response(headers);
        }
        if let Some(body) = &response.body {
            let place = self.places.value(at, &["responses", &response.status.to_string(), "media"]);
            if response.media.is_form() {
                self.report(Rule::BAD_BODY, place, "only a request can be a form", "a response is no form");
            } else {
                self.content(body, &response.media, place);
            }
            if response.media.is_events() {
                self.events(operation, place);
            }
        }
    }

    /// A stream of events is all that an operation responds with: nothing else is known of what has not arrived.
    fn events(&mut self, operation: &Operation, place: Span) {
        let at = operation.name.span;
        let also = [
            ("paging", operation.paging.is_some()),
            ("waiter", operation.waiter.is_some()),
            ("conditional", operation.conditional.is_some()),
            ("responses", operation.has_optional_response()),
        ];
        for (key, _) in also.into_iter().filter(|(_, is_there)| *is_there) {
            let (what, span) = match key {
                "responses" => ("a response without a body".to_owned(), self.places.key(at, &["responses"])),
                key => (format!("`{key}`"), self.places.key(at, &[key])),
            };
            self.sink.push(
                Diagnostic::new(Rule::BAD_BODY, span, format!("{what} and a stream of events exclude each other"))
                    .label("needs the whole response")
                    .also(place, "a stream of events")
                    .help("keep one of them"),
            );
        }
    }

    /// Whether a struct holds nothing but headers.
    fn headers_of_response(&mut self, headers: &Spanned<Shape>) {
        let report = |diagnostic: Diagnostic| diagnostic.help("name a struct, each field of which has a `header`");
        let Some(fields) = self.api.as_struct(headers) else {
            let diagnostic =
                Diagnostic::new(Rule::BAD_HEADER_FIELD, headers.span, "the headers of a response are a struct");
            self.sink.push(report(diagnostic.label("not a struct")));
            return;
        };
        if let Some(field) = fields.iter().find(|field| field.header.is_none()) {
            let message = format!("the field `{}` is in no header", field.name);
            let diagnostic = Diagnostic::new(Rule::BAD_HEADER_FIELD, headers.span, message);
            let diagnostic = diagnostic.label("its fields are headers").also(field.name.span, "this field");
            self.sink.push(report(diagnostic));
        }
    }

    /// Whether a media type fits the type of a body.
    fn content(&mut self, body: &Spanned<Shape>, media: &Media, place: Span) {
        let name = &media.name;
        let word = match name.as_str() {
            "multipart/form-data" => Some("multipart"),
            "application/x-www-form-urlencoded" => Some("form"),
            _ => None,
        };
        match (media.encoding, word) {
            (BodyEncoding::Multipart | BodyEncoding::Form, _) => {}
            (BodyEncoding::Text | BodyEncoding::Bytes, Some(word)) => {
                let diagnostic = Diagnostic::new(Rule::BAD_BODY, place, format!("`{name}` is written as `{word}`"));
                self.sink.push(diagnostic.label("the media type of a form").fix("write", place, word));
            }
            (BodyEncoding::Text | BodyEncoding::Bytes, None) if !is_media_type(name) => {
                let message = format!("`{name}` is not a media type");
                let diagnostic =
                    Diagnostic::new(Rule::BAD_BODY, place, message).label("not in the form `type/subtype`");
                let diagnostic = diagnostic.did_you_mean(name, ["multipart", "form"]);
                self.sink.push(diagnostic.or_help(
                    "write it in lower case and without parameters: `text/plain`, or `multipart` or `form`".to_owned(),
                ));
            }
            (BodyEncoding::Text, None) if body.value != Shape::String && !self.unresolved(body) => {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_BODY, body.span, format!("a body of `{name}` is a `string` or a `file`"))
                        .label("can only be written as JSON or as a form")
                        .also(place, "the media type"),
                );
            }
            (BodyEncoding::Text, None) if media.is_range() => {
                let message = format!("a string has one media type, and `{name}` is a range");
                self.report(Rule::BAD_BODY, place, message, "write one of them, such as `text/plain`");
            }
            (BodyEncoding::Text | BodyEncoding::Bytes, None) => {}
            (BodyEncoding::Json | BodyEncoding::Events, _) => self.no_file(body),
        }
    }

    /// JSON has no files.
    fn no_file(&mut self, body: &Spanned<Shape>) {
        let mut inner = &body.value;
        while let Shape::List(item) | Shape::Map(item) | Shape::Nullable(item) = inner {
            inner = item;
        }
        if *inner == Shape::File {
            self.sink.push(
                Diagnostic::new(Rule::BAD_BODY, body.span, "a file is a whole body, or a part of a form")
                    .label("JSON has no files")
                    .help("write the media type of the file beside it: `media: application/octet-stream`"),
            );
        }
    }

    /// A form with parts is a struct of plain values and files.
    fn parts(&mut self, body: &Body) {
        for field in self.fields_of_form(body) {
            let plain = match &field.ty.value {
                Shape::Any | Shape::List(_) | Shape::Map(_) => false,
                named @ Shape::Named(_) => self.api.as_enum(named).is_some(),
                _ => true,
            };
            if !plain && !self.unresolved(&field.ty) {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_BODY, field.ty.span, "a part of a form is a plain value or a file")
                        .label("cannot be one part")
                        .also(body.ty.span, "sent as a form here"),
                );
            }
        }
    }

    /// A URL-encoded form is a struct. Its values are strings, at any depth, so none of them is null.
    fn pairs(&mut self, body: &Body) {
        self.fields_of_form(body);
        let (mut pending, mut seen) = (Vec::from_iter(body.ty.named()), BTreeSet::new());
        while let Some(id) = pending.pop().filter(|id| seen.insert(*id)) {
            let kind = &self.api.ty(id).kind;
            pending.extend(self.api.ty(id).parts().into_iter().filter(|part| !seen.contains(part)));
            let TypeKind::Struct(fields) = kind else { continue };
            for field in fields.iter().filter(|field| field.presence.may_be_null()) {
                let presence = self.places.value(field.name.span, &["presence"]);
                self.sink.push(
                    Diagnostic::new(Rule::BAD_PRESENCE, presence, "a field of a form cannot be null")
                        .label("forms have no null")
                        .also(body.ty.span, "sent as a form here")
                        .fix("write", presence, "optional"),
                );
            }
        }
    }

    /// The fields of what is sent as a form.
    fn fields_of_form(&mut self, body: &Body) -> &'a [Field] {
        let api = self.api;
        let fields = api.as_struct(&body.ty);
        if fields.is_none() && !self.unresolved(&body.ty) {
            self.report(Rule::BAD_BODY, body.ty.span, "a form is a struct, with its fields by name", "not a struct");
        }
        fields.unwrap_or_default()
    }
}

/// Whether a string is a media type or a range of them, in lower case and without parameters.
fn is_media_type(name: &str) -> bool {
    let is_token = |part: &str| {
        let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&^_.+-".contains(&byte);
        !part.is_empty() && part.bytes().all(allowed)
    };
    name == "*/*" || name.split_once('/').is_some_and(|(of, sub)| is_token(of) && (sub == "*" || is_token(sub)))
}
