//! Releases of documents, and those that have an entry.

use super::{List, Lower, entries};
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::{Releases, Source};
use crate::raw;
use crate::source::{Span, Spanned};
use crate::yaml::Node;

impl Lower<'_> {
    /// The releases that a document lists. Each is listed once.
    pub(super) fn releases_of(&mut self, document: &raw::Document, node: &Node) -> Vec<Spanned<String>> {
        let items = node.get("releases").map_or(&[][..], Node::items);
        let mut known: Vec<Spanned<String>> = Vec::new();
        for (release, item) in document.releases.iter().zip(items) {
            let release = Spanned::new(release.clone(), item.span);
            if let Some(first) = known.iter().find(|known| known.value == release.value) {
                let message = format!("the release `{release}` is listed already");
                let diagnostic = Diagnostic::again(Rule::BAD_RELEASE, release.span, message, first.span);
                self.sink.push(diagnostic.help("list each release once, the oldest first"));
                continue;
            }
            known.push(release);
        }
        known
    }

    /// The releases that have an entry. They are about this entry, so nothing is inherited.
    pub(super) fn releases(&mut self, own: &raw::Source, key: &str, node: &Node) -> Vec<Releases> {
        let mut found: Vec<Releases> = Vec::new();
        let Some(node) = node.get(key) else { return found };
        for (key, map) in [("since", &own.since), ("until", &own.until)] {
            for (id, release, entry) in entries(map, node, key) {
                let Some(document) = self.reference(List::Documents, &id).map(|index| index as usize) else { continue };
                let release = Spanned::new(release.clone(), entry.value.span);
                if !self.is_release(document, &release) {
                    continue;
                }
                let index = found.iter().position(|releases| releases.document == document).unwrap_or_else(|| {
                    found.push(Releases { document, since: None, until: None });
                    found.len() - 1
                });
                match key {
                    "since" => found[index].since = Some(release),
                    _ => found[index].until = Some(release),
                }
            }
        }
        found.iter().for_each(|releases| self.in_order(releases));
        found
    }

    /// Checks that a document has a release.
    fn is_release(&mut self, document: usize, release: &Spanned<String>) -> bool {
        let document = &self.api.documents[document];
        let known = || document.releases.iter().map(|known| known.as_str());
        if known().any(|known| known == release.value) {
            return true;
        }
        let message = format!("`{}` has no release `{release}`", document.name);
        let diagnostic = Diagnostic::new(Rule::UNKNOWN_RELEASE, release.span, message).label("unknown release");
        let help = match document.releases.is_empty() {
            true => {
                format!("list the releases of `{}` under `releases` in sources.yaml, the oldest first", document.name)
            }
            false => format!("sources.yaml lists {}", list(known())),
        };
        self.sink.push(diagnostic.did_you_mean(release, known()).or_help(help));
        false
    }

    /// Checks that the first release is not after the last one.
    fn in_order(&mut self, releases: &Releases) {
        let Releases { document, since: Some(since), until: Some(until) } = releases else { return };
        let document = &self.api.documents[*document];
        let position = |release: &str| document.releases.iter().position(|known| known.value == release);
        if position(since) > position(until) {
            let message = format!("`{since}` came after `{until}`, so no release has the entry");
            self.sink.push(
                Diagnostic::new(Rule::BAD_RELEASE, until.span, message)
                    .label("the last release that has it")
                    .also(since.span, "the first one")
                    .help("the order is that of `releases` in sources.yaml, the oldest first"),
            );
        }
    }

    /// Reports releases of an entry that no reader of the generated crates sees.
    pub(super) fn no_releases(&mut self, source: &Source) {
        let spans = source.releases.iter().flat_map(|releases| [&releases.since, &releases.until]).flatten();
        let spans: Vec<Span> = spans.map(|release| release.span).collect();
        for span in spans {
            let message = "this entry cannot have releases";
            self.sink.push(
                Diagnostic::new(Rule::BAD_RELEASE, span, message)
                    .label("not here")
                    .help("name them at operations, parameters, types, fields, values, error codes or permissions"),
            );
        }
    }
}
