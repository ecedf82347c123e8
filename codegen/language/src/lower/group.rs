//! Groups of operations: what a file says of all of them.

use super::{Common, List, Lower, entries, spanned};
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::{Group, GroupId, Location};
use crate::load::Loaded;
use crate::raw::{self, GroupFile};
use crate::source::Span;
use crate::yaml;

impl Lower<'_> {
    /// The group that a file describes, with its operations.
    pub(super) fn group(&mut self, file: &Loaded<GroupFile>) {
        let root = &file.node;
        if let Some(family) = spanned(&file.raw.family, root, "family") {
            self.reference(List::Families, &family);
        }
        self.document_of(file);
        let complete = self.complete(file) && !file.raw.operations.is_empty();
        let Some(family) = self.family_of(file).filter(|_| complete) else {
            self.examples_without_operation(file);
            return;
        };
        let Some(name) = spanned(&file.raw.group, root, "group") else { return };
        self.snake_case(&name, "a group");
        let taken = self.api.groups.iter().find(|group| group.family == family && group.name.value == name.value);
        if let Some(first) = taken.map(|group| group.name.span) {
            let message = format!("the group `{name}` exists already in this family");
            let diagnostic = Diagnostic::again(Rule::DUPLICATE_GROUP, name.span, message, first);
            self.sink.push(diagnostic.help("merge the files, or rename one of the groups"));
        }
        let group = GroupId(self.api.groups.len() as u32);
        self.api.groups.push(Group { name, family, doc: file.raw.doc.clone().unwrap_or_default() });
        let source = self.file_source(file);
        let mut common = Common { file, family, group, source, path: Vec::new(), headers: Vec::new(), routes: true };
        for (name, parameter, entry) in entries(&file.raw.path, root, "path") {
            let parameter = self.parameter(name, parameter, entry, Location::Path, family, &common.source);
            common.path.push((parameter, false));
        }
        for (name, parameter, entry) in entries(&file.raw.headers, root, "headers") {
            let parameter = self.parameter(name, parameter, entry, Location::Header, family, &common.source);
            common.headers.push(parameter);
        }
        for (name, operation, entry) in entries(&file.raw.operations, root, "operations") {
            self.operation(name, operation, entry, &mut common);
        }
        for (parameter, used) in common.path {
            if !used && common.routes {
                self.unused_path_parameter(&parameter.name, "no path of this file");
            }
        }
    }

    /// The document that a file comes from.
    fn document_of(&mut self, file: &Loaded<GroupFile>) {
        let root = &file.node;
        if file.raw.source.document.is_some() {
            let own = raw::Source { section: Some(String::new()), ..file.raw.source.clone() };
            let source = self.source(Some(&own), None, root, root.span);
            self.no_releases(&source);
            self.api.cited.push(source);
        } else if let Some(entry) = root.entry("source") {
            let text = &self.sources.file(file.file).text;
            let edit = yaml::add_keys(text, entry.key_span, &entry.value, "document: ...");
            let message = "the file does not say which document it comes from";
            self.sink.push(
                Diagnostic::new(Rule::MISSING_SOURCE, entry.key_span, message)
                    .label("`document` is missing")
                    .add_lines("name one of those in sources.yaml", edit, "source:\n  document: ..."),
            );
        }
    }

    /// Whether a file says what it has to say about its operations, or nothing if it has none.
    fn complete(&mut self, file: &Loaded<GroupFile>) -> bool {
        let keys = ["family", "group", "doc", "host", "auth", "error_style"];
        if file.raw.operations.is_empty() {
            for key in ["group", "host", "auth", "error_style", "empty_query", "path", "headers", "resources"] {
                if let Some(entry) = file.node.entry(key) {
                    let message = format!("`{key}` is for files with operations, and this file has none");
                    let diagnostic = Diagnostic::new(Rule::INCOMPLETE_GROUP, entry.key_span, message);
                    let diagnostic = diagnostic.label("does not belong here");
                    self.sink.push(self.remove_line(diagnostic, &file.node, entry));
                }
            }
            return true;
        }
        let missing: Vec<&str> = keys.into_iter().filter(|key| file.node.get(key).is_none()).collect();
        if missing.is_empty() {
            return true;
        }
        let span = file.node.entry("operations").map_or(file.node.span, |entry| entry.key_span);
        let lines = missing.iter().map(|key| format!("{key}: ...\n")).collect::<String>();
        let before = Span { end: span.start, ..span };
        self.sink.push(
            Diagnostic::new(Rule::INCOMPLETE_GROUP, span, format!("a file with operations needs {}", list(missing)))
                .label("these operations")
                .fix("add what is missing", before, lines),
        );
        false
    }
}
