//! What refers to operations, and can be resolved when all of them are known.

use super::{Lower, entries, path, spanned, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw;
use crate::source::Spanned;
use crate::yaml::Node;

impl Lower<'_> {
    /// The logins of `api.yaml`.
    pub(super) fn logins(&mut self) {
        let file = &self.files.api;
        for (name, auth, entry) in entries(&file.raw.auth, &file.node, "auth") {
            let (Some(issued_by), Some(node)) = (&auth.issued_by, entry.value.get("issued_by")) else { continue };
            let written = Spanned::new(issued_by.operation.clone(), value_span(node, "operation"));
            let Some(operation) = self.operation_named(&written) else { continue };
            let login = Login {
                operation,
                name: issued_by.name.clone(),
                password: issued_by.password.clone(),
                token: path(&issued_by.token),
                final_codes: issued_by.final_codes.clone(),
            };
            if let Some(auth) = self.api.auth.iter_mut().find(|auth| auth.name.span == name.span) {
                auth.login = Some(login);
            }
        }
    }

    /// The operation on the front pages of the crates.
    pub(super) fn first_call(&mut self) {
        let file = &self.files.api;
        let node = file.node.get("crates").unwrap_or(&file.node);
        let Some(written) = spanned(&file.raw.crates.first_call, node, "first_call") else { return };
        let operation = self.operation_named(&written);
        self.api.crates.first_call = operation.map(|operation| Spanned::new(operation, written.span));
    }

    /// Leases that operations declare.
    pub(super) fn leases(&mut self) {
        for file in &self.files.groups {
            for (name, operation, entry) in entries(&file.raw.operations, &file.node, "operations") {
                let (Some(lease), Some(node)) = (&operation.lease, entry.value.get("lease")) else { continue };
                let Some(lease) = self.lease(lease, node) else { continue };
                if let Some(found) = self.api.operations.iter_mut().find(|found| found.name.span == name.span) {
                    found.lease = Some(lease);
                }
            }
        }
    }

    fn lease(&mut self, raw: &raw::Lease, node: &Node) -> Option<Lease> {
        let within = raw.within.as_ref().zip(node.get("within")).map(|(within, node)| {
            let written = Spanned::new(within.operation.clone(), value_span(node, "operation"));
            Some(Within { operation: self.operation_named(&written)?, id: path(&within.id) })
        });
        let chosen_id = raw.chosen_id.as_ref().zip(node.get("chosen_id")).map(|(chosen, node)| {
            let written = Spanned::new(chosen.get.clone(), value_span(node, "get"));
            Some(ChosenId { field: path(&chosen.field), get: self.operation_named(&written)? })
        });
        let renew = self.operation_named(&Spanned::new(raw.renew.clone(), value_span(node, "renew")));
        let release = self.operation_named(&Spanned::new(raw.release.clone(), value_span(node, "release")));
        Some(Lease {
            rust_method: spanned(&raw.rust_method, node, "rust_method"),
            rust_name: spanned(&raw.rust_name, node, "rust_name"),
            within: match within {
                Some(within) => Some(within?),
                None => None,
            },
            id: path(&raw.id),
            chosen_id: match chosen_id {
                Some(chosen_id) => Some(chosen_id?),
                None => None,
            },
            renew: renew?,
            release: release?,
            interval: raw.interval.field.as_deref().map(path),
            default_interval: raw.interval.default,
            lost: raw.lost.clone(),
        })
    }

    /// Looks up an operation by its family and id: `v1.create_thing`.
    pub(super) fn operation_named(&mut self, written: &Spanned<String>) -> Option<OperationId> {
        let (family, name) = written.split_once('.').unwrap_or_default();
        let is_meant = |operation: &Operation| {
            operation.name.value == name && self.api.family(operation.family).name.value == family
        };
        if let Some(index) = self.api.operations.iter().position(is_meant) {
            let found = &self.api.operations[index];
            if found.stream.is_some() {
                let message = format!("`{written}` opens a stream, and has no response that could be used here");
                let diagnostic = Diagnostic::new(Rule::BAD_STREAM, written.span, message).label("opens a stream");
                let diagnostic = diagnostic.also(found.name.span, "the operation");
                self.sink.push(diagnostic.help("name an operation with a request and a response"));
                return None;
            }
            return Some(OperationId(index as u32));
        }
        // An operation that could not be read is not missing as well.
        let unread = self.files.groups.iter().any(|file| {
            let family = file.raw.family.as_deref().unwrap_or_default();
            file.raw.operations.keys().any(|name| format!("{family}.{name}") == written.value)
        });
        if unread {
            return None;
        }
        let ids: Vec<String> = self.api.operations.iter().map(|operation| self.api.operation_id(operation)).collect();
        let diagnostic =
            Diagnostic::new(Rule::UNKNOWN_OPERATION, written.span, format!("there is no operation `{written}`"))
                .label("unknown operation");
        let bare = self.api.operations.iter().position(|operation| operation.name.value == written.value);
        let diagnostic = match bare.and_then(|index| ids.get(index)) {
            Some(id) => diagnostic.fix("name its family", written.span, id.clone()),
            None => diagnostic.did_you_mean(written, ids.iter().map(String::as_str)),
        };
        self.sink.push(diagnostic.or_help("operations are named with their family: `family.operation`"));
        None
    }
}
