//! Typical edits, compared once for all tests.

use std::sync::LazyLock;

use specwright_tools::analyze;
use specwright_tools::diagnostics::{Style, render};
use specwright_tools::diff::Report;

use super::{analyzed, directory, edited, report, sources};
use crate::edits::{self, Edit, POST, WAREHOUSE};

/// A typical edit: what changed, and what changes if it is reversed. Of an edit that is not valid, why.
pub(super) struct Typical {
    pub(super) base: &'static str,
    pub(super) edit: &'static Edit,
    pub(super) reports: Result<[Report; 2], String>,
}

/// Returns all typical edits.
pub(super) fn typical() -> &'static [Typical] {
    static ALL: LazyLock<Vec<Typical>> = LazyLock::new(|| {
        let bases = [WAREHOUSE, POST].map(|base| (base, directory(base)));
        let bases = bases.map(|(base, files)| (base, analyzed(&sources(&files)), sources(&files), files));
        let find = |of: &str| bases.iter().find(|(base, ..)| *base == of).unwrap();
        let all = edits::all().map(|(base, edit)| {
            let (_, before, old, files) = find(base);
            let new = sources(&edited(files, edit.replace));
            let reports = match analyze(&new) {
                Ok(after) => Ok([report(old, before, &new, &after), report(&new, &after, old, before)]),
                Err(problems) => Err(render(&problems, &new, Style::Plain)),
            };
            Typical { base, edit, reports }
        });
        all.collect()
    });
    &ALL
}

impl Typical {
    /// Returns the reports on the edit and on its reversal.
    #[track_caller]
    pub(super) fn reports(&self) -> &[Report; 2] {
        self.reports.as_ref().unwrap_or_else(|problems| panic!("{problems}"))
    }
}
