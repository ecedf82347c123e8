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
mod releases;
mod resources;
mod routes;
mod texts;
mod types;
mod values;

use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::ir::Api;
use crate::places::Places;
use crate::source::{SourceMap, Span};

/// Reports what could be better.
pub(crate) fn lint(api: &Api, places: &Places<'_>, sink: &mut Sink) {
    let mut lint = Lint { api, sources: places.sources(), places, sink };
    lint.entries();
    lint.references();
    lint.releases();
    lint.names();
    lint.routes();
    lint.operations();
    lint.resources();
    lint.types();
    lint.values();
    lint.examples();
    lint.texts();
    lint.lists();
}

struct Lint<'a> {
    api: &'a Api,
    sources: &'a SourceMap,
    places: &'a Places<'a>,
    sink: &'a mut Sink,
}

impl<'a> Lint<'a> {
    fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, label: &str) {
        self.sink.push(Diagnostic::new(rule, span, message).label(label));
    }
}
