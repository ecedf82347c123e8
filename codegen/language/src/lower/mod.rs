//! Raw structs to the resolved API: allocates ids, looks up names, parses expressions, completes
//! sources. Reports what cannot be resolved and goes on with the rest.

mod api;
mod catalogue;
mod expression;
mod operations;
mod parameters;
mod references;
mod types;

use std::collections::BTreeMap;

use crate::case;
use crate::diagnostics::{Diagnostic, Rule, Sink};
use crate::ir::*;
use crate::load::{Files, Loaded};
use crate::raw::{self, GroupFile};
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::yaml::{self, Entry, Node};

/// Lowers all files.
pub(crate) fn lower(sources: &SourceMap, files: Files, sink: &mut Sink) -> Api {
    let mut lower = Lower {
        sources,
        sink,
        api: shell(&files),
        types: BTreeMap::new(),
        errata: BTreeMap::new(),
        used_examples: Vec::new(),
        missing_examples: Vec::new(),
        files: &files,
    };
    lower.allocate_errata();
    lower.api_file();
    lower.allocate_types();
    lower.catalogues();
    for group in &files.groups {
        lower.types_of(group);
        lower.operations_of(group);
    }
    lower.logins();
    lower.kept_alive();
    lower.examples_and_files();
    lower.api
}

/// What `api.yaml` says of the API itself.
fn shell(files: &Files) -> Api {
    let raw = &files.api.raw;
    Api {
        name: raw.name.clone(),
        title: raw.title.clone(),
        version: raw.version.clone(),
        doc: raw.doc.clone(),
        families: Vec::new(),
        hosts: Vec::new(),
        auth: Vec::new(),
        error_styles: Vec::new(),
        client_parameters: Vec::new(),
        cited: Vec::new(),
        documents: Vec::new(),
        groups: Vec::new(),
        operations: Vec::new(),
        types: Vec::new(),
        errata: Vec::new(),
        error_catalogues: Vec::new(),
        permissions: Vec::new(),
    }
}

struct Lower<'a> {
    sources: &'a SourceMap,
    files: &'a Files,
    sink: &'a mut Sink,
    api: Api,
    /// Ids of types by family (empty: shared) and name.
    types: BTreeMap<(Option<FamilyId>, String), TypeId>,
    errata: BTreeMap<String, ErratumId>,
    used_examples: Vec<FileId>,
    /// Examples without a file: where they are named, and the path that the file should have.
    missing_examples: Vec<(Span, String)>,
}

impl<'a> Lower<'a> {
    fn api_file(&mut self) {
        let Loaded { raw, node, .. } = &self.files.api;
        self.snake_case(&Spanned::new(raw.name.clone(), value_span(node, "name")), "the name of the API");
        let numbers: Vec<&str> = raw.version.split('.').collect();
        if numbers.len() != 3 || !numbers.iter().all(|number| number.parse::<u32>().is_ok()) {
            let message = format!("`{}` is not a version", raw.version);
            self.report(Rule::BAD_VERSION, value_span(node, "version"), message, "expected three numbers: `0.1.0`");
        }
        for (name, family, _) in entries(&raw.families, node, "families") {
            self.snake_case(&name, "a family");
            self.api.families.push(Family { name, doc: family.doc.clone() });
        }
        for (name, document, _) in entries(&self.files.sources.raw.documents, &self.files.sources.node, "documents") {
            self.snake_case(&name, "a document");
            self.api.documents.push(Document {
                name,
                title: document.title.clone(),
                kind: document.kind,
                date: document.date.clone(),
                doc: document.doc.clone(),
            });
        }
        for (name, parameter, entry) in entries(&raw.client_parameters, node, "client_parameters") {
            self.snake_case(&name, "a client parameter");
            self.own_source(parameter.source.as_ref(), entry);
            self.api.client_parameters.push(ClientParameter { name, doc: parameter.doc.clone() });
        }
        for (name, host, entry) in entries(&raw.hosts, node, "hosts") {
            self.snake_case(&name, "a host");
            self.own_source(host.source.as_ref(), entry);
            let address = self.address(host, &name, &entry.value);
            let parameters = self.host_parameters(host, &entry.value);
            self.api.hosts.push(Host { name, doc: host.doc.clone(), address, parameters });
        }
        for (name, auth, entry) in entries(&raw.auth, node, "auth") {
            self.snake_case(&name, "a way to authenticate");
            self.own_source(auth.source.as_ref(), entry);
            self.auth_header(auth, &name, &entry.value);
            let (doc, scheme, header) = (auth.doc.clone(), auth.scheme, auth.header.clone());
            self.api.auth.push(Auth { name, doc, scheme, header, login: None });
        }
        for (name, style, entry) in entries(&raw.error_styles, node, "error_styles") {
            self.snake_case(&name, "an error style");
            self.own_source(style.source.as_ref(), entry);
            let errata = self.errata_of(&entry.value);
            self.api.error_styles.push(ErrorStyle {
                name,
                doc: style.doc.clone(),
                code: style.code.clone(),
                message: style.message.clone(),
                detail: style.detail.clone(),
                request_id: style.request_id.clone(),
                rejections: style.rejections.clone(),
                codes: Vec::new(),
                errata,
            });
        }
    }

    fn allocate_errata(&mut self) {
        for file in &self.files.groups {
            for (id, erratum, _) in entries(&file.raw.errata, &file.node, "errata") {
                if let Some(first) = self.errata.get(&id.value) {
                    let first = self.api.erratum(*first).id.span;
                    self.sink.push(
                        Diagnostic::new(Rule::DUPLICATE_ERRATUM, id.span, format!("the erratum `{id}` exists already"))
                            .label("again here")
                            .also(first, "first here")
                            .help("give one of them another id"),
                    );
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
    fn errata_of(&mut self, node: &Node) -> Vec<ErratumId> {
        let mut found = Vec::new();
        for item in node.get("errata").map_or(&[][..], Node::items) {
            let yaml::Content::Text(id) = &item.content else { continue };
            match self.errata.get(id) {
                Some(erratum) => found.push(*erratum),
                None => {
                    let mut diagnostic =
                        Diagnostic::new(Rule::UNKNOWN_ERRATUM, item.span, format!("there is no erratum `{id}`"))
                            .label("unknown erratum")
                            .did_you_mean(id, self.errata.keys().map(String::as_str));
                    if diagnostic.fix.is_none() {
                        diagnostic = diagnostic.help("declare it under `errata` at the end of a group file");
                    }
                    self.sink.push(diagnostic);
                }
            }
        }
        found
    }

    /// The family that a file names; empty for shared vocabulary and for unknown names.
    fn family_of(&self, file: &Loaded<GroupFile>) -> Option<FamilyId> {
        let name = file.raw.family.as_ref()?;
        let position = |wanted: &str| self.api.families.iter().position(|family| family.name.value == wanted);
        // What a misspelt family contains is not missing as well.
        let id = position(name).or_else(|| {
            let known = self.api.families.iter().map(|family| family.name.as_str());
            crate::diagnostics::closest(name, known).and_then(position)
        });
        id.map(|index| FamilyId(index as u32))
    }

    /// Looks up a name in one of the lists of `api.yaml`.
    fn reference<T>(
        &mut self,
        rule: Rule,
        what: &str,
        written: &Spanned<String>,
        list: impl Fn(&Api) -> &[T],
        name: impl Fn(&T) -> &str,
    ) -> Option<u32> {
        let list = list(&self.api);
        if let Some(index) = list.iter().position(|entry| name(entry) == written.value) {
            return Some(index as u32);
        }
        let mut diagnostic = Diagnostic::new(rule, written.span, format!("there is no {what} `{written}`"))
            .label(format!("unknown {what}"))
            .did_you_mean(written, list.iter().map(&name));
        if diagnostic.fix.is_none() {
            diagnostic = diagnostic.help(match list {
                [] => "none is declared".to_owned(),
                _ => format!("declared are {}", crate::diagnostics::list(list.iter().map(&name))),
            });
        }
        self.sink.push(diagnostic);
        None
    }

    /// Completes the source of an entry from that of the enclosing one and checks that it says
    /// enough. `at` is where to point when it does not.
    fn source(&mut self, own: Option<&raw::Source>, outer: Option<&Source>, node: &Node, at: Span) -> Source {
        let own_node = node.get("source");
        let document = match own.and_then(|own| own.document.as_ref()) {
            Some(id) => {
                let span = own_node.map_or(at, |node| value_span(node, "document"));
                let written = Spanned::new(id.clone(), span);
                let found = self.reference(
                    Rule::UNKNOWN_DOCUMENT,
                    "document",
                    &written,
                    |api| &api.documents,
                    |entry| &entry.name.value,
                );
                found.map(|index| index as usize)
            }
            None => outer.map(|outer| outer.document),
        };
        let own_document = own.is_some_and(|own| own.document.is_some());
        let inherited = outer.filter(|_| !own_document);
        let section =
            own.and_then(|own| own.section.clone()).or_else(|| inherited.and_then(|outer| outer.section.clone()));
        let own_tables = own.map(|own| own.tables.clone()).unwrap_or_default();
        let tables = if own_tables.is_empty() && own.is_none_or(|own| own.section.is_none()) {
            inherited.map(|outer| outer.tables.clone()).unwrap_or_default()
        } else {
            own_tables
        };
        let complete = section.is_some() || !tables.is_empty();
        let unknown_document = own_document && document.is_none();
        if !unknown_document && (document.is_none() || !complete) {
            let lines = match document {
                None => "document: ...\nsection: \"...\"",
                Some(_) => "section: \"...\"",
            };
            let text = self.sources.file(at.file).text.as_str();
            let nested = format!("source:\n  {}", lines.replace('\n', "\n  "));
            let (edit, lines) = match node.entry("source") {
                Some(entry) => (yaml::add_keys(text, entry.key_span, &entry.value, lines), lines),
                None => (yaml::add_keys(text, at, node, &nested), nested.as_str()),
            };
            let name = self.sources.text(at);
            let what = if document.is_none() { "a document" } else { "a section or a table" };
            let place = node.entry("source").map_or(at, |entry| entry.key_span);
            let label = match inherited {
                None => format!("{what} is missing"),
                Some(_) => format!("{what} is missing, here and further out"),
            };
            self.sink.push(
                Diagnostic::new(Rule::MISSING_SOURCE, place, format!("`{name}` does not say where it comes from"))
                    .label(label)
                    .add_lines("say where it is documented", edit, lines),
            );
        }
        // What is wrong here is not wrong in every inner entry as well.
        let section = if complete { section } else { Some(String::new()) };
        let confidence = own
            .and_then(|own| own.confidence)
            .or_else(|| inherited.map(|outer| outer.confidence))
            .unwrap_or(raw::Confidence::Stated);
        Source { document: document.unwrap_or(0), section, tables, confidence }
    }

    /// Checks the source of an entry of `api.yaml`, when it has one.
    fn own_source(&mut self, own: Option<&raw::Source>, entry: &Entry) {
        if own.is_some() {
            let source = self.source(own, None, &entry.value, entry.key_span);
            self.api.cited.push(source);
        }
    }

    fn snake_case(&mut self, name: &Spanned<String>, what: &str) {
        if !case::is_snake_case(name) {
            let better = heck::ToSnakeCase::to_snake_case(name.as_str());
            let diagnostic = Diagnostic::new(Rule::BAD_NAME, name.span, format!("{what} is written in snake_case"))
                .label("not snake_case");
            self.sink.push(if case::is_snake_case(&better) {
                diagnostic.fix("write it like this", name.span, better)
            } else {
                diagnostic.help("begin with a letter from a to z; then letters, digits and single underscores")
            });
        }
    }

    fn pascal_case(&mut self, name: &Spanned<String>, what: &str) {
        if case::is_pascal_case(name) {
            return;
        }
        let better = heck::ToPascalCase::to_pascal_case(name.as_str());
        let diagnostic = Diagnostic::new(Rule::BAD_NAME, name.span, format!("{what} is written in PascalCase"))
            .label("not PascalCase");
        self.sink.push(if case::is_pascal_case(&better) {
            diagnostic.fix("write it like this", name.span, better)
        } else {
            diagnostic.help("begin with a letter from A to Z; then letters and digits")
        });
    }

    fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, label: &str) {
        self.sink.push(Diagnostic::new(rule, span, message).label(label));
    }

    /// Examples without a file, and files that are no example.
    fn examples_and_files(&mut self) {
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
                    .help("write the exchange into that file, or remove the entry")
                    .did_you_mean(name.strip_suffix(".json").unwrap_or(name), candidates.iter().map(|(_, name)| *name));
            if let Some(fix) = &diagnostic.fix {
                meant.extend(candidates.iter().filter(|(_, name)| *name == fix.replacement).map(|(file, _)| *file));
            }
            self.sink.push(diagnostic);
        }
        for file in unused {
            if meant.contains(&file) {
                continue; // Its name was misspelt.
            }
            let name = self.sources.file(file).path.rsplit('/').next().unwrap_or_default();
            let name = name.strip_suffix(".json").unwrap_or(name);
            self.sink.push(
                Diagnostic::new(Rule::UNUSED_FILE, Span { file, start: 0, end: 1 }, "no operation names this example")
                    .label("unused file")
                    .help(format!(
                        "name it under `examples` of an operation whose file stands beside the directory `examples`:\n\
                         examples:\n  {name}:\n    doc: ..."
                    )),
            );
        }
    }
}

/// The entries of an ordered map, each with its name's place and its node.
fn entries<'r, T>(map: &'r raw::Ordered<T>, node: &'r Node, key: &str) -> Vec<(Spanned<String>, &'r T, &'r Entry)> {
    let nodes = node.get(key).map_or(&[][..], Node::entries);
    nodes
        .iter()
        .filter_map(|entry| {
            let value = map.get(&entry.key)?;
            Some((Spanned::new(entry.key.clone(), entry.key_span), value, entry))
        })
        .collect()
}

/// The place of a value, or of the whole node when it is not there.
fn value_span(node: &Node, key: &str) -> Span {
    node.get(key).map_or(node.span, |value| value.span)
}

/// A text with its place.
fn spanned(text: &Option<String>, node: &Node, key: &str) -> Option<Spanned<String>> {
    text.as_ref().map(|text| Spanned::new(text.clone(), value_span(node, key)))
}
