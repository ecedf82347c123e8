//! Error codes: those of one style do not contradict each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::Span;

impl Check<'_> {
    /// The codes of each error style.
    pub(super) fn error_codes(&mut self) {
        let api = self.api;
        for style in &api.error_styles {
            let mut known: BTreeMap<&str, &ErrorCode> = BTreeMap::new();
            for code in style.codes.iter().flat_map(|id| &api.error_catalog(*id).codes) {
                let Some(first) = known.insert(code.name.as_str(), code) else { continue };
                let message = format!("two catalogs of one error style have the code `{}`", code.name);
                let diagnostic =
                    Diagnostic::again(Rule::DUPLICATE_ERROR_CODE, code.name.span, message, first.name.span);
                self.sink.push(diagnostic.also(style.name.span, "the style has both"));
            }
            if !style.codes.is_empty() {
                self.rejections(style, &known);
            }
        }
    }

    /// Checks that codes of rejections are documented.
    fn rejections(&mut self, style: &ErrorStyle, known: &BTreeMap<&str, &ErrorCode>) {
        for (key, code) in style.rejection_codes() {
            let place = self.places.value(style.name.span, &["rejections", key]);
            self.documented(Rule::UNDOCUMENTED_REJECTION, code, place, style, known.keys().copied());
        }
    }

    /// A code is one of those of an error style.
    pub(super) fn documented<'k>(
        &mut self,
        rule: Rule,
        code: &str,
        place: Span,
        style: &ErrorStyle,
        known: impl Iterator<Item = &'k str> + Clone,
    ) {
        if !known.clone().any(|known| known == code) {
            let message = format!("the code `{code}` is in no catalog of the error style `{}`", style.name);
            self.sink.push(
                Diagnostic::new(rule, place, message)
                    .label("not documented")
                    .did_you_mean(code, known)
                    .or_help("use a code that is documented, or add this one to a catalog"),
            );
        }
    }

    /// Catalogs that no error style names.
    pub(super) fn unused_error_catalogs(&mut self) {
        let used: BTreeSet<ErrorCatalogId> =
            self.api.error_styles.iter().flat_map(|style| style.codes.iter().copied()).collect();
        for (index, catalog) in (0..).zip(&self.api.error_catalogs) {
            if !used.contains(&ErrorCatalogId(index)) {
                let message = format!("no error style names the catalog `{}`", catalog.name);
                self.sink.push(
                    Diagnostic::new(Rule::UNUSED_ERROR_CATALOG, catalog.name.span, message)
                        .label("unused catalog")
                        .help(format!("add `codes: [{}]` to an error style in api.yaml", catalog.name)),
                );
            }
        }
    }

    /// Errata that catalogs and codes name.
    pub(super) fn errata_of_catalogs(&self) -> impl Iterator<Item = &ErratumId> {
        self.api
            .error_catalogs
            .iter()
            .flat_map(|catalog| catalog.errata.iter().chain(catalog.codes.iter().flat_map(|code| &code.errata)))
    }
}
