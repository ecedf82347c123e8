//! Releases that say nothing.

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::source::Spanned;

impl Lint<'_> {
    /// What every listed release has needs no release, neither the first nor the last one.
    pub(super) fn releases(&mut self) {
        let api = self.api;
        let mut needless: Vec<(&Spanned<String>, &str)> = Vec::new();
        for releases in api.sources_with_releases().flat_map(|source| &source.releases) {
            let Some(document) = api.documents.get(releases.document) else { continue };
            let ends = [
                (&releases.since, document.releases.first(), "oldest"),
                (&releases.until, document.releases.last(), "newest"),
            ];
            for (named, end, which) in ends {
                let Some(named) = named.as_ref().filter(|named| end.is_some_and(|end| end.value == named.value)) else {
                    continue;
                };
                // Operations share the parameters of their group.
                if needless.iter().all(|(known, _)| known.span != named.span) {
                    needless.push((named, which));
                }
            }
        }
        for (release, which) in needless {
            let message = format!("`{release}` is the {which} release of the document, so it excludes none");
            self.sink.push(
                Diagnostic::new(Rule::NEEDLESS_RELEASE, release.span, message)
                    .label("says nothing")
                    .help("remove it, or complete `releases` of the document in sources.yaml"),
            );
        }
    }
}
