//! The rules that need the whole API. One file per family of rules.

mod catalogue;
mod defaults;
mod errata;
mod examples;
mod names;
mod operations;
mod places;
mod routes;
mod types;
mod values;

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::ir::Api;
use crate::source::{FileId, SourceMap, Span};
use crate::yaml::Node;

/// Checks everything. `complete` says that every entry was resolved: only then it is known that
/// something is not used.
pub(crate) fn check(api: &Api, sources: &SourceMap, complete: bool, sink: &mut Sink) {
    let mut check = Check { api, sources, sink, trees: BTreeMap::new() };
    check.routes();
    check.operations();
    check.types();
    check.error_codes();
    // Where types are not what they should be, values cannot be compared with them.
    if !check.sink.has(&[Rule::DuplicateType, Rule::BadType, Rule::BadUnion, Rule::DuplicateField]) {
        check.defaults();
        check.examples();
    }
    // Last, because two entries that are one and the same have the same name as well.
    check.names();
    if complete {
        check.unused_types();
        check.unused_errata();
        check.unused_error_catalogues();
    }
}

struct Check<'a> {
    api: &'a Api,
    sources: &'a SourceMap,
    sink: &'a mut Sink,
    /// Files that were read once more to find places in them.
    trees: BTreeMap<FileId, Option<Node>>,
}

impl Check<'_> {
    fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, label: &str) {
        self.sink.push(Diagnostic::new(rule, span, message).label(label));
    }
}
