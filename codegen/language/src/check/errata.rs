//! Errata that nothing refers to.

use std::collections::BTreeSet;

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::Consequence;

impl Check<'_> {
    /// Errata that no entry names.
    pub(super) fn unused_errata(&mut self) {
        let mut used: BTreeSet<ErratumId> = BTreeSet::new();
        for operation in &self.api.operations {
            used.extend(&operation.errata);
            used.extend(operation.parameters.iter().flat_map(|parameter| &parameter.errata));
            used.extend(operation.examples.iter().flat_map(|example| &example.errata));
        }
        for style in &self.api.error_styles {
            used.extend(&style.errata);
        }
        used.extend(self.errata_of_catalogs());
        used.extend(self.api.resources.iter().flat_map(|resource| &resource.errata));
        for ty in &self.api.types {
            used.extend(&ty.errata);
            match &ty.kind {
                TypeKind::Struct(fields) => used.extend(fields.iter().flat_map(|field| &field.errata)),
                TypeKind::Enum(enumeration) => used.extend(enumeration.values.iter().flat_map(|value| &value.errata)),
                TypeKind::Union(_) | TypeKind::Shaped(_) | TypeKind::Id(_) => {}
            }
        }
        for (index, erratum) in self.api.errata.iter().enumerate() {
            if erratum.consequence != Consequence::None && !used.contains(&ErratumId(index as u32)) {
                let message = format!("no entry refers to the erratum `{}`", erratum.id);
                self.sink.push(
                    Diagnostic::new(Rule::UNUSED_ERRATUM, erratum.id.span, message)
                        .label("unused erratum")
                        .help(format!("add `errata: [{}]` to the entry that it is about", erratum.id)),
                );
            }
        }
    }
}
