//! Rules of quality: what a specification can do without, but is better with. They run when all
//! entries could be read, and give warnings. One file per family of rules.

pub(crate) mod allow;
mod entries;
mod examples;
mod lists;
mod markup;
pub(crate) mod names;
mod operations;
mod references;
mod routes;
mod texts;
mod types;
mod values;

use allow::Allowance;
pub use allow::Allowed;

use crate::BackEnds;
use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::ir::Api;
use crate::places::Places;
use crate::source::{SourceMap, Span};

/// Finds what could be better, and apart from that what is allowed to be as it is.
pub(crate) fn lint(
    api: &Api,
    sources: &SourceMap,
    back_ends: BackEnds<'_>,
    allowances: &[Allowance],
) -> (Vec<Diagnostic>, Vec<Allowed>) {
    let mut lint = Lint { api, sources, places: Places::new(sources), sink: Sink::default() };
    lint.entries();
    lint.references();
    lint.names();
    lint.routes();
    lint.operations();
    lint.types();
    lint.values();
    lint.examples();
    lint.texts();
    lint.lists();
    back_ends.iter().for_each(|back_end| back_end.lint(api, sources, &mut lint.sink));
    allow::silence(lint.sink.finish(), allowances)
}

struct Lint<'a> {
    api: &'a Api,
    sources: &'a SourceMap,
    places: Places<'a>,
    sink: Sink,
}

impl<'a> Lint<'a> {
    fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, label: &str) {
        self.sink.push(Diagnostic::new(rule, span, message).label(label));
    }
}
