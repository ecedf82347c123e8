//! Raw structs to the resolved API: allocates ids, looks up names, parses expressions, completes
//! sources. Reports what cannot be resolved and goes on with the rest.

mod api;
mod auth;
mod catalog;
mod examples;
mod expression;
mod group;
mod limits;
mod operations;
mod parameters;
mod provenance;
mod references;
mod releases;
mod resources;
mod responses;
mod streams;
mod types;
mod unions;

use std::collections::{BTreeMap, BTreeSet};

use crate::case;
use crate::diagnostics::{Diagnostic, Rule, Sink, closest, list};
use crate::ir::*;
use crate::load::{Files, Loaded};
use crate::raw::{self, GroupFile};
use crate::source::{FileId, SourceMap, Span, Spanned};
use crate::yaml::{self, Entry, Node};

/// Lowers all files.
pub(crate) fn lower(sources: &SourceMap, files: &Files, sink: &mut Sink) -> Api {
    let mut lower = Lower {
        sources,
        sink,
        api: api::shell(files),
        types: BTreeMap::new(),
        errata: BTreeMap::new(),
        used_examples: BTreeSet::new(),
        missing_examples: Vec::new(),
        files,
    };
    lower.allocate_errata();
    lower.api_file();
    lower.allocate_types();
    lower.client_parameter_types();
    lower.catalogs();
    for group in &files.groups {
        lower.types_of(group);
        lower.group(group);
    }
    lower.logins();
    lower.first_call();
    lower.leases();
    lower.resources();
    lower.examples_and_files();
    lower.api
}

struct Lower<'a> {
    sources: &'a SourceMap,
    files: &'a Files,
    sink: &'a mut Sink,
    api: Api,
    /// Ids of types by family (empty: shared) and name.
    types: BTreeMap<(Option<FamilyId>, String), TypeId>,
    errata: BTreeMap<String, ErratumId>,
    used_examples: BTreeSet<FileId>,
    /// Examples without a file: where they are named, and the path that the file should have.
    missing_examples: Vec<(Span, String)>,
}

/// What all operations of a file share.
struct Common<'f> {
    file: &'f Loaded<GroupFile>,
    family: FamilyId,
    group: GroupId,
    source: Source,
    /// Parameters declared for the group, and whether some operation used them.
    path: Vec<(Parameter, bool)>,
    /// Headers of all operations.
    headers: Vec<Parameter>,
    /// Whether all routes could be read.
    routes: bool,
}

/// Lists of `api.yaml` and `sources.yaml` whose entries are referred to by name.
#[derive(Clone, Copy)]
enum List {
    Families,
    Documents,
    Hosts,
    Auth,
    ErrorStyles,
    ClientParameters,
}

impl List {
    /// The rule that a reference is held to, and the word for an entry.
    fn rule(self) -> (Rule, &'static str) {
        match self {
            List::Families => (Rule::UNKNOWN_FAMILY, "family"),
            List::Documents => (Rule::UNKNOWN_DOCUMENT, "document"),
            List::Hosts => (Rule::UNKNOWN_HOST, "host"),
            List::Auth => (Rule::UNKNOWN_AUTH, "authentication scheme"),
            List::ErrorStyles => (Rule::UNKNOWN_ERROR_STYLE, "error style"),
            List::ClientParameters => (Rule::UNKNOWN_CLIENT_PARAMETER, "client parameter"),
        }
    }

    fn names(self, api: &Api) -> Vec<&str> {
        fn names<T>(list: &[T], name: impl Fn(&T) -> &Spanned<String>) -> Vec<&str> {
            list.iter().map(|entry| name(entry).as_str()).collect()
        }
        match self {
            List::Families => names(&api.families, |family| &family.name),
            List::Documents => names(&api.documents, |document| &document.name),
            List::Hosts => names(&api.hosts, |host| &host.name),
            List::Auth => names(&api.auth, |auth| &auth.name),
            List::ErrorStyles => names(&api.error_styles, |style| &style.name),
            List::ClientParameters => names(&api.client_parameters, |parameter| &parameter.name),
        }
    }
}

impl Lower<'_> {
    /// The family that a file names; empty for shared vocabulary and for unknown names.
    fn family_of(&self, file: &Loaded<GroupFile>) -> Option<FamilyId> {
        let name = file.raw.family.as_ref()?;
        let known = List::Families.names(&self.api);
        let position = |wanted: &str| known.iter().position(|family| *family == wanted);
        // What a misspelled family contains is not missing as well.
        let id = position(name).or_else(|| closest(name, known.iter().copied()).and_then(position));
        id.map(|index| FamilyId(index as u32))
    }

    /// Looks up a name in a list; returns the index.
    fn reference(&mut self, to: List, written: &Spanned<String>) -> Option<u32> {
        let known = to.names(&self.api);
        if let Some(index) = known.iter().position(|name| *name == written.value) {
            return Some(index as u32);
        }
        let (rule, what) = to.rule();
        let help = match known.as_slice() {
            [] => "none is declared".to_owned(),
            _ => format!("declared are {}", list(known.iter().copied())),
        };
        self.sink.push(
            Diagnostic::new(rule, written.span, format!("there is no {what} `{written}`"))
                .label(format!("unknown {what}"))
                .did_you_mean(written, known)
                .or_help(help),
        );
        None
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

    /// Proposes lines to add to the mapping behind a key.
    fn add_lines(&self, diagnostic: Diagnostic, title: &str, key: Span, node: &Node, lines: &str) -> Diagnostic {
        diagnostic.add_lines(title, yaml::add_keys(&self.sources.file(key.file).text, key, node, lines), lines)
    }

    /// Proposes to remove an entry of a mapping.
    fn remove_line(&self, diagnostic: Diagnostic, node: &Node, entry: &Entry) -> Diagnostic {
        let text = &self.sources.file(entry.key_span.file).text;
        diagnostic.edit("remove the line", yaml::remove_entry(text, node, entry))
    }

    fn report(&mut self, rule: Rule, span: Span, message: impl Into<String>, label: &str) {
        self.sink.push(Diagnostic::new(rule, span, message).label(label));
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

/// Returns a string with its place.
fn spanned(text: &Option<String>, node: &Node, key: &str) -> Option<Spanned<String>> {
    text.as_ref().map(|text| Spanned::new(text.clone(), value_span(node, key)))
}

/// Fields with the values that they have to have.
fn conditions(raw: &raw::Ordered<Vec<String>>) -> Vec<Condition> {
    raw.iter()
        .map(|(field, values)| Condition { field: field.clone(), values: values.clone(), holds_for: HoldsFor::Listed })
        .collect()
}

/// Fields or parameters with the values that make another one required.
fn requirements(raw: &raw::Ordered<raw::When>) -> Vec<Condition> {
    let condition = |(field, when): (&String, &raw::When)| {
        let (values, holds_for) = match when {
            raw::When::Values(values) => (values.clone(), HoldsFor::Listed),
            raw::When::Any(_) => (Vec::new(), HoldsFor::Any),
            raw::When::Except(raw::Exception { not }) => (not.clone(), HoldsFor::Others),
        };
        Condition { field: field.clone(), values, holds_for }
    };
    raw.iter().map(condition).collect()
}

/// Rules about which fields or parameters are present, with the places of the names.
fn presence_rules(raw: &[raw::PresenceRule], node: &Node) -> Vec<PresenceRule> {
    let items = node.get("rules").map_or(&[][..], Node::items);
    raw.iter()
        .zip(items)
        .map(|(rule, item)| PresenceRule { need: rule.need, of: listed(&rule.of, item, "of") })
        .collect()
}

/// The strings of a list, with their places.
fn listed(raw: &[String], node: &Node, key: &str) -> Vec<Spanned<String>> {
    let items = node.get(key).map_or(&[][..], Node::items);
    raw.iter().zip(items).map(|(text, item)| Spanned::new(text.clone(), item.span)).collect()
}

/// `job.status` in pieces.
fn path(text: &str) -> Vec<String> {
    text.split('.').map(str::to_owned).collect()
}
