//! Catalogs of error codes, and permissions.

use super::{Lower, entries, value_span};
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::load::Loaded;
use crate::raw::{self, GroupFile};
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node};

impl Lower<'_> {
    /// Reads the catalogs and permissions of all files, and finds the catalogs of the error styles.
    pub(super) fn catalogs(&mut self) {
        for file in &self.files.groups {
            self.error_catalogs_of(file);
            self.permissions_in(file);
        }
        self.codes_of_styles();
    }

    fn error_catalogs_of(&mut self, file: &Loaded<GroupFile>) {
        let family = self.family_of(file);
        for (name, catalog, entry) in entries(&file.raw.error_codes, &file.node, "error_codes") {
            let node = &entry.value;
            self.pascal_case(&name, "a catalog of error codes");
            if let Some((what, first)) = self.holder(family, &name) {
                let message = format!("{what} `{name}` exists already");
                let diagnostic = Diagnostic::again(Rule::DUPLICATE_TYPE, name.span, message, first);
                self.sink.push(diagnostic.help("rename one of them"));
                continue;
            }
            if catalog.codes.is_empty() {
                let place = node.entry("codes").map_or(name.span, |codes| codes.key_span);
                let message = format!("the catalog `{name}` has no codes");
                self.report(Rule::EMPTY_VALUE, place, message, "list them here");
            }
            let source = self.source(catalog.source.as_ref(), Some(&self.file_source(file)), node, entry.key_span);
            self.no_releases(&source);
            let codes = entries(&catalog.codes, node, "codes").into_iter();
            let codes = codes.map(|(name, code, entry)| self.error_code(name, code, entry, &source)).collect();
            let errata = self.errata_of(node);
            let doc = catalog.doc.clone();
            self.api.error_catalogs.push(ErrorCatalog { name, doc, source, codes, errata });
        }
    }

    /// What has the name of a catalog already, as a word and a place. All catalogs become one
    /// module; beside that they are named as types are.
    fn holder(&self, family: Option<FamilyId>, name: &Spanned<String>) -> Option<(&'static str, Span)> {
        let catalog = self.api.error_catalogs.iter().find(|known| known.name.value == name.value);
        let meets = |other: Option<FamilyId>| other == family || other.is_none() || family.is_none();
        let ty = || self.api.types.iter().find(|ty| ty.name.value == name.value && meets(ty.family));
        match catalog {
            Some(catalog) => Some(("the catalog", catalog.name.span)),
            None => ty().map(|ty| ("the type", ty.name.span)),
        }
    }

    fn error_code(&mut self, name: Spanned<String>, raw: &raw::ErrorCode, entry: &Entry, outer: &Source) -> ErrorCode {
        let node = &entry.value;
        if !(400..600).contains(&raw.status) {
            let message = format!("{} is not the status of an error", raw.status);
            self.report(Rule::BAD_STATUS, value_span(node, "status"), message, "expected 400 to 599");
        }
        let own = raw.source.as_ref();
        let also = self.further_statuses(raw, node);
        ErrorCode {
            rust_name: Spanned::new(raw.rust_name.clone(), value_span(node, "rust_name")),
            status: raw.status,
            class: raw.class,
            also,
            message: raw.message.clone(),
            doc: raw.doc.clone(),
            remedy: raw.remedy.clone(),
            source: own.map(|own| self.source(Some(own), Some(outer), node, name.span)),
            errata: self.errata_of(node),
            name,
        }
    }

    fn further_statuses(&mut self, raw: &raw::ErrorCode, node: &Node) -> Vec<(u16, raw::ErrorClass)> {
        let mut also = Vec::new();
        for (name, class, _) in entries(&raw.also, node, "also") {
            match name.parse() {
                Ok(status) if status == raw.status => {
                    let message = format!("{status} is the status of the code");
                    self.report(Rule::BAD_STATUS, name.span, message, "not a further one");
                }
                Ok(status @ 400..600) => also.push((status, *class)),
                _ => {
                    let message = format!("`{name}` is not the status of an error");
                    self.report(Rule::BAD_STATUS, name.span, message, "expected 400 to 599");
                }
            }
        }
        also
    }

    /// Finds the catalogs that the error styles name.
    fn codes_of_styles(&mut self) {
        let styles = entries(&self.files.api.raw.error_styles, &self.files.api.node, "error_styles");
        for (index, (_, _, entry)) in styles.into_iter().enumerate() {
            let (mut found, mut complete): (Vec<ErrorCatalogId>, _) = (Vec::new(), true);
            for written in texts(&entry.value, "codes") {
                match self.error_catalog(&written) {
                    Some(id) if found.contains(&id) => {
                        let message = format!("the catalog `{written}` is listed twice");
                        self.report(Rule::DUPLICATE_ERROR_CODE, written.span, message, "again here");
                    }
                    Some(id) => found.push(id),
                    None => complete = false,
                }
            }
            // Of codes that may be in a catalog that was not found, nothing is known.
            if let Some(style) = self.api.error_styles.get_mut(index).filter(|_| complete) {
                style.codes = found;
            }
        }
    }

    fn error_catalog(&mut self, written: &Spanned<String>) -> Option<ErrorCatalogId> {
        let known = || self.api.error_catalogs.iter().map(|catalog| catalog.name.as_str());
        if let Some(index) = known().position(|name| name == written.value) {
            return Some(ErrorCatalogId(index as u32));
        }
        let message = format!("there is no catalog of error codes `{written}`");
        let help = match known().next() {
            Some(_) => format!("declared are {}", list(known())),
            None => "declare it under `error_codes` of a group file or a vocabulary file".to_owned(),
        };
        self.sink.push(
            Diagnostic::new(Rule::UNKNOWN_ERROR_CATALOG, written.span, message)
                .label("unknown catalog")
                .did_you_mean(written, known())
                .or_help(help),
        );
        None
    }

    fn permissions_in(&mut self, file: &Loaded<GroupFile>) {
        for (name, permission, entry) in entries(&file.raw.permissions, &file.node, "permissions") {
            let outer = self.file_source(file);
            let source = self.source(permission.source.as_ref(), Some(&outer), &entry.value, entry.key_span);
            if let Some(first) = self.api.permissions.iter().find(|known| known.name.value == name.value) {
                let message = format!("the permission `{name}` exists already");
                let diagnostic = Diagnostic::again(Rule::DUPLICATE_PERMISSION, name.span, message, first.name.span);
                self.sink.push(diagnostic.help("keep one: permissions belong to all families"));
                continue;
            }
            self.api.permissions.push(Permission { name, doc: permission.doc.clone(), source });
        }
    }

    /// Finds the permissions that an operation names.
    pub(super) fn permissions_of(&mut self, node: &Node) -> Vec<PermissionId> {
        let mut found: Vec<PermissionId> = Vec::new();
        for written in texts(node, "permissions") {
            let known = || self.api.permissions.iter().map(|permission| permission.name.as_str());
            let id = known().position(|name| name == written.value).map(|index| PermissionId(index as u32));
            match id {
                Some(id) if found.contains(&id) => {
                    let message = format!("the permission `{written}` is listed twice");
                    self.report(Rule::DUPLICATE_PERMISSION, written.span, message, "again here");
                }
                Some(id) => found.push(id),
                None => {
                    let message = format!("there is no permission `{written}`");
                    let diagnostic = Diagnostic::new(Rule::UNKNOWN_PERMISSION, written.span, message)
                        .label("unknown permission")
                        .did_you_mean(&written, known())
                        .or_help("declare it under `permissions` of a group file or a vocabulary file");
                    self.sink.push(diagnostic);
                }
            }
        }
        found
    }
}

/// Returns the strings of a list, with their places.
fn texts(node: &Node, key: &str) -> Vec<Spanned<String>> {
    let items = node.get(key).map_or(&[][..], Node::items).iter();
    items.filter_map(|item| Some(Spanned::new(item.text()?.to_owned(), item.span))).collect()
}
