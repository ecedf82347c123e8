//! How lists are read page by page.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::PagingStyle;
use crate::source::Span;

impl Check<'_> {
    /// What going through the pages goes by.
    pub(super) fn paging(&mut self, operation: &Operation, paging: &Paging) {
        let at = operation.name.span;
        self.paging_keys(operation, paging);
        let position = Paging::position_key(paging.style).zip(paging.position.as_ref());
        for (key, name) in paging.limit.as_ref().map(|limit| ("limit", limit)).into_iter().chain(position) {
            let place = self.places.value(at, &["paging", key]);
            let reason = (Rule::BAD_PAGING, "paging parameter", "so that the first page needs no number");
            let Some(parameter) = self.optional_query(operation, name, place, reason) else { continue };
            let (fits, kind) = match key {
                "cursor" => (
                    matches!(parameter.ty.value, Shape::String | Shape::Int32 | Shape::Int64),
                    "a string or an integer",
                ),
                _ => (parameter.ty.is_integer(), "an integer"),
            };
            if !fits {
                let message = format!("the paging parameter `{name}` has to be {kind}");
                self.bad_type(Rule::BAD_PAGING, &parameter.ty, message, place);
            }
        }
        self.next_page(operation, paging);
        let place = self.places.key(at, &["paging"]);
        let Some(answer) = &operation.response.body else {
            let message = format!("the response of `{}` has no body that could hold a page", operation.name);
            self.report(Rule::BAD_PAGING, place, message, "needs a list in the response");
            return;
        };
        match (self.api.as_struct(answer), &answer.value, &paging.items) {
            (Some(fields), ..) => self.paging_fields(operation, paging, fields, place),
            (None, Shape::List(_), None) if paging.total.is_none() => {}
            (None, Shape::List(_), _) => {
                let message = format!("the response of `{}` is a list, which has no fields", operation.name);
                self.bad_type(Rule::BAD_PAGING, answer, message, place);
            }
            _ => {
                let message = format!("the response of `{}` is not a struct that could hold a page", operation.name);
                self.bad_type(Rule::BAD_PAGING, answer, message, place);
            }
        }
    }

    /// Each key is present exactly for the styles that it belongs to.
    fn paging_keys(&mut self, operation: &Operation, paging: &Paging) {
        let at = operation.name.span;
        let style = paging.style;
        let place = self.places.value(at, &["paging", "style"]);
        let word = match style {
            PagingStyle::Offset => "offset",
            PagingStyle::Page => "page",
            PagingStyle::Cursor => "cursor",
            PagingStyle::Link => "link",
        };
        let position = Paging::position_key(style);
        let next = matches!(style, PagingStyle::Cursor | PagingStyle::Link);
        let foreign = ["offset", "page", "cursor"].into_iter().filter(|key| Some(*key) != position);
        let mut is_mixed_up = false;
        for key in foreign.chain(Some("next").filter(|_| !next)) {
            let Some(entry) = self.places.entry(at, &["paging", key]) else { continue };
            is_mixed_up |= key != "next";
            let message = format!("`{key}` does not belong to paging of the style `{word}`");
            self.sink.push(
                Diagnostic::new(Rule::BAD_PAGING, entry.key_span, message)
                    .label("does not apply here")
                    .also(place, "the style")
                    .help("remove it, or choose its style"),
            );
        }
        let needed = [
            // The key of another style stands in its place.
            (position.filter(|_| !is_mixed_up), paging.position.is_some()),
            (Some("limit").filter(|_| style == PagingStyle::Offset), paging.limit.is_some()),
            (Some("next").filter(|_| style == PagingStyle::Cursor), !paging.next.is_empty()),
        ];
        for (key, _) in needed.into_iter().filter(|(_, is_there)| !is_there) {
            let Some(key) = key else { continue };
            let message = format!("paging of the style `{word}` needs `{key}`");
            self.report(Rule::BAD_PAGING, place, message, &format!("`{key}` is missing"));
        }
    }

    /// The field with the next page holds a string or a number.
    fn next_page(&mut self, operation: &Operation, paging: &Paging) {
        if paging.next.is_empty() {
            return;
        }
        let place = self.places.value(operation.name.span, &["paging", "next"]);
        let found = self.once_in_response(operation, &paging.next, place, (Rule::BAD_PAGING, "next page"));
        let Some(field) = found.as_ref().and_then(|found| found.last()) else { return };
        let is_number = field.ty.is_integer() && paging.style == PagingStyle::Cursor;
        let is_text = self.api.is_text(&field.ty) || field.ty.value == Shape::Any;
        if !is_text && !is_number {
            let message = format!("the paging field `{}` has to be a string", field.name);
            self.bad_type(Rule::BAD_PAGING, &field.ty, message, place);
        }
    }

    fn paging_fields(&mut self, operation: &Operation, paging: &Paging, fields: &[Field], at: Span) {
        if paging.items.is_none() {
            let message = "paging of a response that is not a list needs `items`";
            self.report(Rule::BAD_PAGING, at, message, "`items` is missing");
        }
        let wanted = [("items", paging.items.as_ref()), ("total", paging.total.as_ref())];
        for (key, name) in wanted.into_iter().filter_map(|(key, name)| Some((key, name?))) {
            let place = self.places.value(operation.name.span, &["paging", key]);
            let Some(field) = fields.iter().find(|field| field.name.value == *name) else {
                let message = format!("the response of `{}` has no field `{name}`", operation.name);
                self.unknown_field(place, message, name, fields.iter().map(|field| &field.name));
                continue;
            };
            let (fits, kind) = match key {
                "items" => (matches!(field.ty.value, Shape::List(_)), "a list"),
                _ => (field.ty.is_integer(), "an integer"),
            };
            if !fits {
                let message = format!("the paging field `{name}` has to be {kind}");
                self.bad_type(Rule::BAD_PAGING, &field.ty, message, place);
            }
        }
    }
}
