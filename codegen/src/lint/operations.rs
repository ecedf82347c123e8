//! Operations: pages, conflicts, examples.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;

/// Query parameters with the size of a page.
const SIZES: &[&str] = &["limit", "size", "page_size", "per_page"];

/// Query parameters with the place where a page begins.
const STARTS: &[&str] = &["offset", "start", "page", "page_num", "page_no", "page_number", "page_index"];

const CONFLICT: u16 = 409;

impl Lint<'_> {
    pub(super) fn operations(&mut self) {
        for operation in &self.api.operations {
            self.paging(operation);
            self.conflict(operation);
            if operation.examples.is_empty() {
                let message = format!("`{}` has no example", operation.name);
                self.sink.push(
                    Diagnostic::new(Rule::MissingExample, operation.name.span, message)
                        .label("never run by a test")
                        .help(format!("add `examples`, and a file `examples/{}.json`", operation.name)),
                );
            }
        }
    }

    /// A list that comes in pages, and does not say how.
    fn paging(&mut self, operation: &Operation) {
        if operation.paging.is_some() || operation.route.method != Method::Get {
            return;
        }
        let number = |names: &[&str]| {
            let mut query = operation.parameters_in(Location::Query);
            query.find(|parameter| {
                let name = crate::names::snake(&parameter.name);
                names.contains(&name.as_str()) && parameter.ty.is_integer()
            })
        };
        let (Some(size), Some(start)) = (number(SIZES), number(STARTS)) else { return };
        self.sink.push(
            Diagnostic::new(
                Rule::UnpagedList,
                operation.name.span,
                format!("`{}` answers page by page", operation.name),
            )
            .label("does not say how to get the next page")
            .also(size.name.span, "the size of a page")
            .also(start.name.span, "where it begins")
            .help("describe it under `paging`"),
        );
    }

    /// A creation without a conflict, where most others of the family have one.
    fn conflict(&mut self, operation: &Operation) {
        if !creates(operation) || operation.errors.contains(&CONFLICT) {
            return;
        }
        let siblings = || self.api.operations.iter().filter(|other| other.family == operation.family && creates(other));
        let with_conflict = || siblings().filter(|other| other.errors.contains(&CONFLICT));
        let most = 2 * with_conflict().count() > siblings().count() - 1;
        if let Some(other) = with_conflict().next().filter(|_| most) {
            let message = format!("`{}` does not list the error {CONFLICT}", operation.name);
            self.sink.push(
                Diagnostic::new(Rule::MissingConflict, operation.name.span, message)
                    .label("creates something that may exist already")
                    .also(other.name.span, format!("lists {CONFLICT}, as most operations that create")),
            );
        }
    }
}

fn creates(operation: &Operation) -> bool {
    operation.route.method == Method::Post && operation.name.starts_with("create_")
}
