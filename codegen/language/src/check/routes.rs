//! Routes that a router could not tell apart.

use std::collections::BTreeMap;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;

impl Check<'_> {
    pub(super) fn routes(&mut self) {
        let mut seen: BTreeMap<String, &Operation> = BTreeMap::new();
        for operation in &self.api.operations {
            let shape: Vec<String> = operation.route.segments.iter().map(Segment::template).collect();
            // Hosts of different kinds do not help: one document and one router hold all operations.
            let key = format!("{:?} {}", operation.route.method, shape.join("/"));
            let Some(first) = seen.get(&key) else {
                seen.insert(key, operation);
                continue;
            };
            let (rule, message, help) = if first.route.path == operation.route.path {
                let message = format!("`{}` has the route of `{}`", operation.name, first.name);
                (Rule::DUPLICATE_ROUTE, message, "give it the method and path that the documents show")
            } else {
                let message = format!(
                    "a router cannot tell `{}` from `{}`: only the names of the path parameters differ",
                    operation.name, first.name
                );
                (Rule::AMBIGUOUS_ROUTE, message, "if both stand for the same, write one operation")
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
