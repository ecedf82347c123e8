//! Where facts come from: sources, and errata.

use super::{List, Lower, entries, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::{Erratum, ErratumId, Source};
use crate::load::Loaded;
use crate::raw::{self, GroupFile};
use crate::source::{Span, Spanned};
use crate::yaml::{Entry, Node};

impl Lower<'_> {
    /// Gives every erratum its id.
    pub(super) fn allocate_errata(&mut self) {
        for file in &self.files.groups {
            for (id, erratum, _) in entries(&file.raw.errata, &file.node, "errata") {
                if let Some(first) = self.errata.get(&id.value) {
                    let first = self.api.erratum(*first).id.span;
                    let message = format!("the erratum `{id}` exists already");
                    let diagnostic = Diagnostic::again(Rule::DUPLICATE_ERRATUM, id.span, message, first);
                    self.sink.push(diagnostic.help("give one of them another id"));
                    continue;
                }
                self.errata.insert(id.value.clone(), ErratumId(self.api.errata.len() as u32));
                self.api.errata.push(Erratum {
                    id,
                    title: erratum.title.clone(),
                    says: erratum.says.clone(),
                    decision: erratum.decision.clone(),
                    evidence: erratum.evidence.clone(),
                    consequence: erratum.consequence,
                });
            }
        }
    }

    /// Finds the errata that an entry names under `errata`.
    pub(super) fn errata_of(&mut self, node: &Node) -> Vec<ErratumId> {
        let mut found = Vec::new();
        for item in node.get("errata").map_or(&[][..], Node::items) {
            let Some(id) = item.text() else { continue };
            match self.errata.get(id) {
                Some(erratum) => found.push(*erratum),
                None => self.sink.push(
                    Diagnostic::new(Rule::UNKNOWN_ERRATUM, item.span, format!("there is no erratum `{id}`"))
                        .label("unknown erratum")
                        .did_you_mean(id, self.errata.keys().map(String::as_str))
                        .or_help("declare it under `errata` at the end of a group file"),
                ),
            }
        }
        found
    }

    /// Completes the source of an entry from that of the enclosing one and checks that it says
    /// enough. `at` is where to point when it does not.
    pub(super) fn source(
        &mut self,
        own: Option<&raw::Source>,
        outer: Option<&Source>,
        node: &Node,
        at: Span,
    ) -> Source {
        self.source_under("source", own, outer, node, at)
    }

    /// The same, under another key.
    pub(super) fn source_under(
        &mut self,
        key: &str,
        own: Option<&raw::Source>,
        outer: Option<&Source>,
        node: &Node,
        at: Span,
    ) -> Source {
        let own_document = own.and_then(|own| own.document.as_ref());
        let document = match own_document {
            Some(id) => {
                let span = node.get(key).map_or(at, |node| value_span(node, "document"));
                self.reference(List::Documents, &Spanned::new(id.clone(), span)).map(|index| index as usize)
            }
            None => outer.map(|outer| outer.document),
        };
        let inherited = outer.filter(|_| own_document.is_none());
        let own_section = own.and_then(|own| own.section.clone());
        let own_tables = own.map(|own| own.tables.clone()).unwrap_or_default();
        let tables = if own_tables.is_empty() && own_section.is_none() {
            inherited.map(|outer| outer.tables.clone()).unwrap_or_default()
        } else {
            own_tables
        };
        let section = own_section.or_else(|| inherited.and_then(|outer| outer.section.clone()));
        let complete = section.is_some() || !tables.is_empty();
        let unknown = own_document.is_some() && document.is_none();
        if !unknown && (document.is_none() || !complete) {
            self.missing_source(key, document.is_some(), inherited.is_some(), node, at);
        }
        // What is wrong here is not wrong in every inner entry as well.
        let section = if complete { section } else { Some(String::new()) };
        let confidence = own
            .and_then(|own| own.confidence)
            .or_else(|| inherited.map(|outer| outer.confidence))
            .unwrap_or(raw::Confidence::Stated);
        let releases = own.map(|own| self.releases(own, key, node)).unwrap_or_default();
        Source { document: document.unwrap_or(0), section, tables, confidence, releases }
    }

    fn missing_source(&mut self, key: &str, has_document: bool, inherits: bool, node: &Node, at: Span) {
        let (what, lines) = if has_document {
            ("a section or a table", "section: \"...\"")
        } else {
            ("a document", "document: ...\nsection: \"...\"")
        };
        let further = if inherits { ", here and further out" } else { "" };
        let entry = node.entry(key);
        let message = format!("`{}` does not say where it comes from", self.sources.text(at));
        let diagnostic = Diagnostic::new(Rule::MISSING_SOURCE, entry.map_or(at, |entry| entry.key_span), message)
            .label(format!("{what} is missing{further}"));
        let title = "say where it is documented";
        self.sink.push(match entry {
            Some(entry) => self.add_lines(diagnostic, title, entry.key_span, &entry.value, lines),
            None => {
                let nested = format!("{key}:\n  {}", lines.replace('\n', "\n  "));
                self.add_lines(diagnostic, title, at, node, &nested)
            }
        });
    }

    /// Checks the source of an entry of `api.yaml`, when it has one.
    pub(super) fn own_source(&mut self, own: Option<&raw::Source>, entry: &Entry) {
        if own.is_some() {
            let source = self.source(own, None, &entry.value, entry.key_span);
            self.no_releases(&source);
            self.api.cited.push(source);
        }
    }

    /// The source that the entries of a file take over. A wrong one is reported once, with the
    /// operations, and the entries are taken to have it.
    pub(super) fn file_source(&self, file: &Loaded<GroupFile>) -> Source {
        let raw = &file.raw.source;
        let known = |id: &String| self.api.documents.iter().position(|known| known.name.value == *id);
        Source {
            document: raw.document.as_ref().and_then(known).unwrap_or(0),
            section: raw.section.clone(),
            tables: raw.tables.clone(),
            confidence: raw.confidence.unwrap_or(raw::Confidence::Stated),
            releases: Vec::new(),
        }
    }
}
