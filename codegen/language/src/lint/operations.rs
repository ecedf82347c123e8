//! Operations: pages, conflicts, jobs, and the codes of errors.

use std::collections::BTreeMap;

use super::Lint;
use crate::case;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use heck::ToSnakeCase as _;

/// Query parameters with the size of a page.
const SIZES: &[&str] = &["limit", "size", "page_size", "per_page"];

/// Query parameters with the place where a page begins.
const STARTS: &[&str] = &["offset", "start", "page", "page_num", "page_no", "page_number", "page_index"];

const CONFLICT: u16 = 409;

/// Words of names of ids of what goes on by itself.
const JOBS: &[&str] = &["job", "task"];

/// The fewest codes that show how a catalog writes them.
const FEWEST_CODES: usize = 5;

impl Lint<'_> {
    pub(super) fn operations(&mut self) {
        for operation in &self.api.operations {
            self.paging(operation);
            self.conflict(operation);
            self.unwaited(operation);
        }
        self.odd_codes();
    }

    /// A job that cannot be waited for, where others can.
    fn unwaited(&mut self, operation: &Operation) {
        let job = |operation: &Operation| match operation.route.segments.last() {
            Some(Segment::Parameter(name)) if operation.route.method == Method::Get => {
                case::words(name).split(' ').any(|word| JOBS.contains(&word))
            }
            _ => false,
        };
        if operation.waiter.is_some() || operation.response.body.is_none() || !job(operation) {
            return;
        }
        let other = self.api.operations.iter().find(|other| other.waiter.is_some() && job(other));
        if let Some(other) = other {
            let message = format!("`{}` does not say when the job has ended", operation.name);
            self.sink.push(
                Diagnostic::new(Rule::UNWAITED_JOB, operation.name.span, message)
                    .label("cannot be waited for")
                    .also(other.name.span, "has a `waiter`")
                    .help("describe it under `waiter`"),
            );
        }
    }

    /// Codes that are written in another way than almost all others of their catalog.
    fn odd_codes(&mut self) {
        for catalog in &self.api.error_catalogs {
            let mut forms: BTreeMap<String, Vec<&ErrorCode>> = BTreeMap::new();
            for code in &catalog.codes {
                forms.entry(form(&code.name)).or_default().push(code);
            }
            let Some((_, usual)) = forms.iter().max_by_key(|(_, codes)| codes.len()) else { continue };
            let (count, all) = (usual.len(), catalog.codes.len());
            // One in ten may be a slip; more are a habit.
            if count < FEWEST_CODES || count == all || 10 * (all - count) > all {
                continue;
            }
            let odd = forms.values().filter(|codes| codes.len() < count).flatten();
            for code in odd {
                let message = format!("`{}` is written in another way than the codes beside it", code.name);
                self.sink.push(
                    Diagnostic::new(Rule::ODD_ERROR_CODE, code.name.span, message)
                        .label("a slip?")
                        .also(usual[0].name.span, format!("written like {} of {all} codes", count)),
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
                let name = parameter.name.to_snake_case();
                names.contains(&name.as_str()) && parameter.ty.is_integer()
            })
        };
        let (Some(size), Some(start)) = (number(SIZES), number(STARTS)) else { return };
        self.sink.push(
            Diagnostic::new(
                Rule::UNPAGED_LIST,
                operation.name.span,
                format!("`{}` responds page by page", operation.name),
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
                Diagnostic::new(Rule::MISSING_CONFLICT, operation.name.span, message)
                    .label("creates something that may exist already")
                    .also(other.name.span, format!("lists {CONFLICT}, as most operations that create")),
            );
        }
    }
}

/// Returns the form of a code: letters and digits by kind, and the characters between them.
fn form(code: &str) -> String {
    let kind = |c: char| match c {
        _ if c.is_ascii_digit() => '0',
        _ if c.is_uppercase() => 'A',
        _ if c.is_lowercase() => 'a',
        _ => c,
    };
    code.chars().map(kind).collect()
}

fn creates(operation: &Operation) -> bool {
    operation.route.method == Method::Post && operation.name.starts_with("create_")
}
