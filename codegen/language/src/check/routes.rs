//! Routes that a router could not tell apart.

use std::collections::BTreeMap;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;

impl Check<'_> {
    pub(super) fn routes(&mut self) {
        let mut seen: BTreeMap<String, Vec<&Operation>> = BTreeMap::new();
        for operation in &self.api.operations {
            // Hosts of different kinds do not help: one document and one router hold all operations.
            let known = seen.entry(operation.route.shape()).or_default();
            let first = known.iter().copied().find(|other| !operation.is_told_from(other, self.api));
            known.push(operation);
            let Some(first) = first else { continue };
            let (rule, message, help) = if first.route.path == operation.route.path {
                let message = format!("`{}` has the route of `{}`", operation.name, first.name);
                let help = "give it the method and path that the documents show; or, if a parameter of the query or a header tells \
                            them apart, the `value` that it always has";
                (Rule::DUPLICATE_ROUTE, message, help)
            } else {
                let message = format!(
                    "a router cannot tell `{}` from `{}`: only the names of the path parameters differ",
                    operation.name, first.name
                );
                let help = "if both stand for the same, write one operation; otherwise give a path parameter of each the `default` \
                            that it usually has there, or a `format` or type by which its values differ, or a parameter of \
                            the query or a header the `value` that it always has";
                (Rule::AMBIGUOUS_ROUTE, message, help)
            };
            self.sink.push(
                Diagnostic::new(rule, operation.route.span, message)
                    .label("this route")
                    .also(first.route.span, "the other one")
                    .help(help),
            );
        }
    }
}
