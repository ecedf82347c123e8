//! The rules that need the whole API. One file per family of rules.

mod bodies;
mod catalog;
mod conditions;
mod defaults;
mod endless;
mod errata;
mod examples;
mod headers;
mod lease;
mod login;
mod operations;
mod paging;
mod resources;
mod routes;
mod shapes;
mod subsets;
mod types;
mod values;

use std::collections::BTreeSet;

use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::ir::{Api, Shape, TypeId};
use crate::places::Places;
use crate::source::{SourceMap, Span, Spanned};

/// Checks everything. `complete` says that every entry was resolved: only then it is known that
/// something is not used.
pub(crate) fn check(api: &Api, places: &Places<'_>, complete: bool, sink: &mut Sink) {
    let mut check = Check::new(api, places, sink);
    check.routes();
    check.operation_ids();
    check.operations();
    check.headers();
    check.logins();
    check.resources();
    check.types();
    check.conditions_of_parameters();
    check.subsets();
    check.endless();
    check.error_codes();
    // Where types are not what they should be, values cannot be compared with them.
    if !check.sink.has(&[Rule::DUPLICATE_TYPE, Rule::BAD_TYPE, Rule::BAD_UNION, Rule::DUPLICATE_FIELD]) {
        check.defaults();
        check.examples();
    }
    if complete {
        check.unused_errata();
        check.unused_error_catalogs();
    }
}

/// Checks what everything else relies on, of a specification of the past: types.
pub(crate) fn check_structure(api: &Api, places: &Places<'_>, sink: &mut Sink) {
    let mut check = Check::new(api, places, sink);
    check.operation_ids();
    check.types();
}

/// How many types of a circle are named.
const SHOWN: usize = 12;

struct Check<'a> {
    api: &'a Api,
    sources: &'a SourceMap,
    sink: &'a mut Sink,
    places: &'a Places<'a>,
    /// Types that contain themselves without anything on the heap in between.
    inline: BTreeSet<TypeId>,
}

impl<'a> Check<'a> {
    fn new(api: &'a Api, places: &'a Places<'a>, sink: &'a mut Sink) -> Self {
        Check { api, sources: places.sources(), sink, places, inline: BTreeSet::new() }
    }
}

impl Check<'_> {
    fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, label: &str) {
        self.sink.push(Diagnostic::new(rule, span, message).label(label));
    }

    /// The names on a circle, beginning and ending with the first; of a long one only the first few.
    fn around(&self, circle: &[TypeId]) -> String {
        let shown = if circle.len() > SHOWN { SHOWN - 1 } else { circle.len() };
        let mut names: Vec<&str> = circle.iter().take(shown).map(|id| self.api.ty(*id).name.as_str()).collect();
        names.extend((shown < circle.len()).then_some("…"));
        names.extend(names.first().copied());
        names.join(" → ")
    }

    /// Whether a type could not be read. This was reported, and the type was replaced by free JSON.
    fn unresolved(&self, shape: &Spanned<Shape>) -> bool {
        shape.is_unresolved(self.sources)
    }
}
