//! Names: ones that read badly, and ones that mislead.

use heck::ToPascalCase;

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::Spanned;

/// Verbs, and the methods that fit them.
const VERBS: &[(&[&str], &[Method])] = &[
    (&["get", "list", "show", "query", "count"], &[Method::Get, Method::Head, Method::Post]),
    (&["create", "add"], &[Method::Post, Method::Put]),
    (&["update", "modify", "change"], &[Method::Put, Method::Patch, Method::Post]),
    (&["delete", "remove"], &[Method::Delete, Method::Post]),
];

impl Lint<'_> {
    pub(super) fn names(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            self.sink.extend(misleading_verb(&operation.name, operation));
        }
        let types = api.types.iter().map(|ty| &ty.name);
        let names = types.chain(api.error_catalogs.iter().map(|catalog| &catalog.name));
        self.sink.extend(names.filter_map(acronym));
    }
}

/// Finds a verb in a name of an operation, in snake case, that does not fit its method.
pub fn misleading_verb(name: &Spanned<String>, operation: &Operation) -> Option<Diagnostic> {
    let verb = name.split('_').next().unwrap_or_default();
    let (_, methods) = VERBS.iter().find(|(verbs, _)| verbs.contains(&verb))?;
    let method = operation.route.method;
    (!methods.contains(&method)).then(|| {
        Diagnostic::new(Rule::MISLEADING_VERB, name.span, format!("`{name}` is a {}", method.as_str()))
            .label(format!("`{verb}` says another thing"))
            .also(operation.route.span, "the method")
    })
}

/// Finds a word in capitals within a name in Pascal case.
pub fn acronym(name: &Spanned<String>) -> Option<Diagnostic> {
    let better = name.to_pascal_case();
    (better != name.value).then(|| {
        Diagnostic::new(Rule::UPPER_CASE_ACRONYM, name.span, format!("`{name}` has a word in capitals"))
            .label("hard to read")
            .help(format!("write `{better}`"))
    })
}
