//! What is declared for all files, and named by none.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::Spanned;

impl Lint<'_> {
    pub(super) fn references(&mut self) {
        let api = self.api;
        let operations = || api.operations.iter();
        let styles = (0..).zip(&api.error_styles);
        let styles = styles.filter(|(id, _)| {
            operations().all(|operation| operation.error_styles().all(|style| style != ErrorStyleId(*id)))
        });
        let families = (0..).zip(&api.families);
        let families = families.filter(|(id, _)| operations().all(|operation| operation.family != FamilyId(*id)));
        let filled = |name: &str| {
            let mut parameters = operations().flat_map(|operation| &operation.parameters);
            parameters.any(|parameter| parameter.from_client && parameter.name.value == name)
        };
        let parameters = api.client_parameters.iter().filter(|parameter| !filled(&parameter.name));
        let hosts = (0..).zip(&api.hosts);
        let at_hosts =
            hosts.flat_map(|(id, host)| host.parameters.iter().map(move |(name, _)| (HostId(id), host, name)));
        for (id, host, name) in at_hosts {
            let mut parameters = operations().filter(|one| one.host == id).flat_map(|one| &one.parameters);
            if !parameters.any(|parameter| parameter.from_client && parameter.name.value == name.value) {
                let message = format!("no operation of the host `{}` has the client parameter `{name}`", host.name);
                self.report(Rule::UNUSED_ENTRY, name.span, message, "a value that is never sent");
            }
        }
        let unused: Vec<(&str, &Spanned<String>)> = styles
            .map(|(_, style)| ("error style", &style.name))
            .chain(families.map(|(_, family)| ("family", &family.name)))
            .chain(parameters.map(|parameter| ("client parameter", &parameter.name)))
            .collect();
        for (what, name) in unused {
            self.sink.push(
                Diagnostic::new(Rule::UNUSED_ENTRY, name.span, format!("no operation has the {what} `{name}`"))
                    .label("unused")
                    .help("remove it, or name it in the file that it was written for"),
            );
        }
    }
}
