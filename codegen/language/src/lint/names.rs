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
            self.verb(&operation.name, operation);
            operation.rust_method.iter().for_each(|method| self.verb(method, operation));
        }
        let types = api.types.iter().map(|ty| &ty.name);
        types.chain(api.error_catalogues.iter().map(|catalogue| &catalogue.name)).for_each(|name| self.acronym(name));
    }

    fn acronym(&mut self, name: &Spanned<String>) {
        self.sink.extend(acronym(name));
    }

    /// A verb that says another thing than the method.
    fn verb(&mut self, name: &Spanned<String>, operation: &Operation) {
        let verb = name.split('_').next().unwrap_or_default();
        let Some((_, methods)) = VERBS.iter().find(|(verbs, _)| verbs.contains(&verb)) else { return };
        if methods.contains(&operation.route.method) {
            return;
        }
        let method = operation.route.method.as_str();
        self.sink.push(
            Diagnostic::new(Rule::MISLEADING_VERB, name.span, format!("`{name}` is a {method}"))
                .label(format!("`{verb}` says another thing"))
                .also(operation.route.span, "the method"),
        );
    }
}

/// Finds a word in capitals within a name in PascalCase.
pub fn acronym(name: &Spanned<String>) -> Option<Diagnostic> {
    let better = name.to_pascal_case();
    (better != name.value).then(|| {
        Diagnostic::new(Rule::UPPER_CASE_ACRONYM, name.span, format!("`{name}` has a word in capitals"))
            .label("hard to read")
            .help(format!("write `{better}`"))
    })
}
