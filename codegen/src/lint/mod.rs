//! Rules of quality: what a specification can do without, but is better with. They run when all
//! entries could be read, and give warnings. One file per family of rules.

pub(crate) mod allow;
mod entries;
mod examples;
mod lists;
mod markup;
mod names;
mod operations;
mod references;
mod routes;
mod texts;
mod types;
mod values;

use allow::Allowance;
pub use allow::Allowed;

use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::ir::{Api, Field, Parameter, TypeKind};
use crate::places::Places;
use crate::source::{SourceMap, Span};

/// Finds what could be better, and apart from that what is allowed to be as it is.
pub(crate) fn lint(api: &Api, sources: &SourceMap, allowances: &[Allowance]) -> (Vec<Diagnostic>, Vec<Allowed>) {
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

    /// The fields of all structs, each with the name of its type.
    fn fields(&self) -> impl Iterator<Item = (&'a str, &'a Field)> + use<'a> {
        self.api.types.iter().flat_map(|ty| {
            let fields = match &ty.kind {
                TypeKind::Struct(fields) => fields.as_slice(),
                _ => &[],
            };
            fields.iter().map(|field| (ty.name.as_str(), field))
        })
    }

    /// The parameters of all operations; those of a group once for each of its operations. Those that
    /// the client fills in are not among them.
    fn parameters(&self) -> impl Iterator<Item = &'a Parameter> + use<'a> {
        let parameters = self.api.operations.iter().flat_map(|operation| &operation.parameters);
        parameters.filter(|parameter| !parameter.from_client)
    }
}
