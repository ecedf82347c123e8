//! Resources: operations of a group that they do not mention.

use std::collections::BTreeSet;

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;

impl Lint<'_> {
    /// Operations that change something, of which the resources of their group say nothing.
    pub(super) fn resources(&mut self) {
        let effects = self.api.resources.iter().flat_map(|resource| &resource.effects);
        let claimed: BTreeSet<OperationId> = effects.map(|effect| effect.operation).collect();
        for (id, operation) in (0u32..).map(OperationId).zip(&self.api.operations) {
            let reads = matches!(operation.route.method, Method::Get | Method::Head);
            let Some(resource) = self.api.resources.iter().find(|resource| resource.group == operation.group) else {
                continue;
            };
            if !reads && !claimed.contains(&id) {
                let message = format!("no resource says what `{}` does", operation.name);
                self.sink.push(
                    Diagnostic::new(Rule::UNCLAIMED_OPERATION, operation.name.span, message)
                        .label("changes something")
                        .also(resource.name.span, "a resource of this group")
                        .help("add it to the `operations` of a resource"),
                );
            }
        }
    }
}
