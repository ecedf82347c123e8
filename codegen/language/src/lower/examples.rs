//! Examples: files that operations name, and unused files.

use super::{Lower, entries};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::{Example, Source};
use crate::load::Loaded;
use crate::raw::{self, GroupFile};
use crate::source::FileId;
use crate::yaml::Node;

impl Lower<'_> {
    /// The examples of an operation.
    pub(super) fn examples(&mut self, raw: &raw::Operation, node: &Node, file: FileId, outer: &Source) -> Vec<Example> {
        let sources = self.sources;
        let mut examples = Vec::new();
        for (name, example, entry) in entries(&raw.examples, node, "examples") {
            let path = self.example_path(file, &name);
            let found = sources.find(&path).map(|(id, _)| id);
            // Both are in the order of their paths.
            let index = found.and_then(|id| self.files.examples.binary_search_by_key(&id, |example| example.file).ok());
            let Some(loaded) = index.map(|index| &self.files.examples[index]) else {
                self.missing_examples.push((name.span, path));
                continue;
            };
            self.used_examples.insert(loaded.file);
            let own = example.source.as_ref();
            let source = own.map(|own| self.source(Some(own), Some(outer), &entry.value, name.span));
            source.iter().for_each(|source| self.no_releases(source));
            examples.push(Example {
                source,
                doc: example.doc.clone(),
                file: loaded.file,
                value: loaded.value.clone(),
                errata: self.errata_of(&entry.value),
                name,
            });
        }
        examples
    }

    /// Returns the path of an example that a group file names.
    fn example_path(&self, group: FileId, name: &str) -> String {
        let group = self.sources.file(group).path.as_str();
        let directory = group.rsplit_once('/').map_or(String::new(), |(directory, _)| format!("{directory}/"));
        format!("{directory}examples/{name}.json")
    }

    /// The examples of a file whose operations cannot be read are not unused.
    pub(super) fn examples_without_operation(&mut self, file: &Loaded<GroupFile>) {
        for name in file.raw.operations.values().flat_map(|operation| operation.examples.keys()) {
            let path = self.example_path(file.file, name);
            self.used_examples.extend(self.sources.find(&path).map(|(file, _)| file));
        }
    }

    /// Examples without a file, and files that are no example.
    pub(super) fn examples_and_files(&mut self) {
        let mut meant = Vec::new();
        let unused: Vec<FileId> = self
            .files
            .examples
            .iter()
            .map(|example| example.file)
            .filter(|file| !self.used_examples.contains(file))
            .collect();
        for (span, path) in std::mem::take(&mut self.missing_examples) {
            let prefix = &self.sources.prefix;
            let (directory, name) = path.rsplit_once('/').unwrap_or(("", &path));
            let candidates: Vec<(FileId, &str)> = unused
                .iter()
                .filter_map(|file| {
                    let (beside, name) = self.sources.file(*file).path.rsplit_once('/')?;
                    (beside == directory).then_some((*file, name.strip_suffix(".json")?))
                })
                .collect();
            let diagnostic =
                Diagnostic::new(Rule::MISSING_FILE, span, format!("there is no example file `{prefix}{path}`"))
                    .label("named here")
                    .help("write the request and response to that file, or remove the entry")
                    .did_you_mean(name.strip_suffix(".json").unwrap_or(name), candidates.iter().map(|(_, name)| *name));
            if let Some(fix) = &diagnostic.fix {
                meant.extend(candidates.iter().filter(|(_, name)| *name == fix.replacement).map(|(file, _)| *file));
            }
            self.sink.push(diagnostic);
        }
        for file in unused {
            if meant.contains(&file) {
                continue; // Its name was misspelled.
            }
            let name = self.sources.file(file).path.rsplit('/').next().unwrap_or_default();
            let name = name.strip_suffix(".json").unwrap_or(name);
            self.sink.push(
                Diagnostic::new(
                    Rule::UNUSED_FILE,
                    self.sources.first_character(file),
                    "no operation names this example",
                )
                .label("unused file")
                .help(format!(
                    "name it under `examples` of an operation whose file is beside the directory `examples`:\n\
                         examples:\n  {name}:\n    doc: ..."
                )),
            );
        }
    }
}
