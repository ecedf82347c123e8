//! A new operation: a correct skeleton in the right file, with its example, so that what is left to do is to write
//! down what the document says.
//!
//! Invalid requests are rejected before anything is written. The result is read like any other specification before it is
//! written.

mod base;
pub(crate) mod sample;
mod text;
mod wishes;

use std::collections::BTreeMap;

use crate::{Specification, analyze};
use specwright_language::diagnostics::Diagnostic;
use specwright_language::fmt;
use specwright_language::ir::{Api, Group, Operation};
use specwright_language::smallest::Smallest;
use specwright_language::source::{SourceFile, SourceMap};
use specwright_language::yaml::Node;

pub use base::Base;

/// What a new operation should be like. What is left out follows from the operations around it.
#[derive(Clone, Debug, Default)]
pub struct NewOperation {
    /// The family, which exists.
    pub family: String,
    /// The group; it exists unless [`NewOperation::new_group`] is set.
    pub group: String,
    /// Id of the operation, in snake case: `get_thing`.
    pub name: String,
    /// Method and path: `GET /v1/things/{thing_id}`.
    pub http: String,
    /// Parameters of the query, each with its type, which is `string` if it is left out: `limit:int32`. One with an only
    /// value is `action=start`.
    pub query: Vec<String>,
    /// Status of the response. Defaults to 200, or to 204 without a body.
    pub status: Option<u16>,
    /// Type of the request's body. A name that no type has becomes the name of a new one.
    pub body: Option<String>,
    /// Type of the response body, likewise.
    pub response: Option<String>,
    /// Further responses: statuses, and types of their bodies, likewise.
    pub further: Vec<(u16, String)>,
    /// Type of the messages of a web socket, which the operation then opens.
    pub messages: Option<String>,
    /// The document that describes the operation. Defaults to that of the group.
    pub document: Option<String>,
    /// The section of the document.
    pub section: Option<String>,
    /// First release that has it, as `DOCUMENT=RELEASE`.
    pub since: Option<String>,
    /// What the operation does. Defaults to a placeholder.
    pub doc: Option<String>,
    /// Whether the group is made with the operation.
    pub new_group: bool,
    /// Host. Defaults to that of the group, and for a new group to that of all others of the family.
    pub host: Option<String>,
    /// Authentication, likewise.
    pub auth: Option<String>,
    /// Error style, likewise.
    pub error_style: Option<String>,
}

/// Files to add or replace, and what to know about them.
#[derive(Debug)]
pub struct Plan {
    /// By path in the directory of the specification: the new text, and the old one if there is a file.
    pub files: BTreeMap<String, (Option<String>, String)>,
    /// What was assumed, in sentences.
    pub notes: Vec<String>,
    /// Descriptions that are still to be written, and other new warnings.
    pub warnings: usize,
}

impl Plan {
    /// The files in the order in which to write them. The group file is the last one, so that a run that is killed
    /// before has added nothing.
    pub fn in_order(&self) -> Vec<(&str, Option<&str>, &str)> {
        let files = self.files.iter().map(|(path, (old, new))| (path.as_str(), old.as_deref(), new.as_str()));
        let (examples, groups): (Vec<_>, Vec<_>) = files.partition(|(path, ..)| path.ends_with(".json"));
        examples.into_iter().chain(groups).collect()
    }
}

/// Why there is no new operation.
#[derive(Debug)]
pub enum Rejection {
    /// Invalid parts of the request, each with what to do about it.
    Invalid(Vec<String>),
    /// What would be wrong with the specification, and its files as they would be.
    Errors(Vec<Diagnostic>, SourceMap),
    /// The file has no canonical form, into which the operation could be written.
    Unformatted(String),
}

/// What can be chosen for a new operation, in the order of the specification.
#[derive(Debug)]
pub struct Choices {
    /// The families.
    pub families: Vec<String>,
    /// The groups, each with its family and its document.
    pub groups: Vec<GroupChoice>,
    /// The documents.
    pub documents: Vec<String>,
    /// The releases of documents that list them, as `DOCUMENT=RELEASE`.
    pub releases: Vec<String>,
    /// The hosts.
    pub hosts: Vec<String>,
    /// The ways to authenticate.
    pub auth: Vec<String>,
    /// The error styles.
    pub error_styles: Vec<String>,
}

/// A group that exists.
#[derive(Debug)]
pub struct GroupChoice {
    /// Its family.
    pub family: String,
    /// Its name.
    pub name: String,
    /// The path of its file.
    pub file: String,
    /// What its file says about all of its operations: document, host, auth and error style.
    pub settings: BTreeMap<&'static str, String>,
}

/// The keys of a group file that its operations share.
const SETTINGS: [&str; 3] = ["host", "auth", "error_style"];

/// What can be chosen.
pub fn choices(specification: &Specification, sources: &SourceMap) -> Choices {
    let api = &specification.api;
    let text = |node: &Node, key: &str| {
        let node = node.get(key)?;
        let items: Vec<&str> = node.items().iter().filter_map(Node::text).collect();
        node.text().map(str::to_owned).or((!items.is_empty()).then(|| items.join(", ")))
    };
    let group = |group: &Group| {
        let file = group.name.span.file;
        let mut settings = BTreeMap::new();
        if let Some(node) = text::parse(sources, file) {
            for key in SETTINGS {
                settings.extend(text(&node, key).map(|value| (key, value)));
            }
            let document = node.get("source").and_then(|source| text(source, "document"));
            settings.extend(document.map(|document| ("document", document)));
        }
        let family = api.family(group.family).name.value.clone();
        GroupChoice { family, name: group.name.value.clone(), file: sources.file(file).path.clone(), settings }
    };
    let releases = api.documents.iter().flat_map(|document| {
        let releases = document.releases.iter();
        releases.map(move |release| format!("{}={release}", document.name))
    });
    Choices {
        releases: releases.collect(),
        families: api.families.iter().map(|family| family.name.value.clone()).collect(),
        groups: api.groups.iter().map(group).collect(),
        documents: api.documents.iter().map(|document| document.name.value.clone()).collect(),
        hosts: api.hosts.iter().map(|host| host.name.value.clone()).collect(),
        auth: api.auth.iter().map(|auth| auth.name.value.clone()).collect(),
        error_styles: api.error_styles.iter().map(|style| style.name.value.clone()).collect(),
    }
}

impl Choices {
    /// The group of a family, by its name.
    pub fn group(&self, family: &str, name: &str) -> Option<&GroupChoice> {
        self.groups.iter().find(|group| group.family == family && group.name == name)
    }

    /// What a new group of a family has for a key, as long as there is no doubt: what all its other groups have,
    /// or the only one there is.
    pub fn usual(&self, family: &str, key: &str) -> Option<&str> {
        let all: &[String] = match key {
            "host" => &self.hosts,
            "auth" => &self.auth,
            "error_style" => &self.error_styles,
            _ => &self.documents,
        };
        let mut others = self.groups.iter().filter(|group| group.family == family).map(|group| group.settings.get(key));
        let first = others.next().flatten();
        let agreed = first.filter(|first| others.all(|other| other == Some(first)));
        agreed.map(String::as_str).or(match all {
            [only] => Some(only),
            _ => None,
        })
    }
}

/// Plans a new operation. Nothing is written.
pub fn add_operation(
    specification: &Specification,
    sources: &SourceMap,
    wishes: &NewOperation,
) -> Result<Plan, Rejection> {
    let choices = choices(specification, sources);
    let checked = wishes::check(&specification.api, &choices, wishes).map_err(Rejection::Invalid)?;
    // Once without an example, to see the types; then with the one that fits them.
    let bare = with_operation(sources, &checked, false)?;
    let analyzed = analyze(&bare).map_err(|problems| Rejection::Errors(problems, bare))?;
    let Some(operation) = find(&analyzed.api, wishes) else {
        return Err(Rejection::Invalid(vec![format!("`{}` gets lost in {}", wishes.name, checked.file)]));
    };
    let example = sample::exchange(&analyzed.api, &Smallest::of(&analyzed.api), operation)
        .map_err(|reason| Rejection::Invalid(vec![reason]))?;
    let example = serde_json::to_string_pretty(&example).unwrap_or_default() + "\n";
    let whole = with_operation(sources, &checked, true)?;
    let whole = replaced(&whole, &checked.example, example);
    let complete = analyze(&whole).map_err(|problems| Rejection::Errors(problems, whole.clone()))?;
    let changed = whole.iter().map(|(_, file)| (file.path.clone(), (old(sources, &file.path), file.text.clone())));
    Ok(Plan {
        files: changed.filter(|(_, (old, new))| old.as_ref() != Some(new)).collect(),
        notes: checked.notes,
        warnings: complete.warnings.len().saturating_sub(specification.warnings.len()),
    })
}

fn find<'a>(api: &'a Api, wishes: &NewOperation) -> Option<&'a Operation> {
    api.operations.iter().find(|operation| {
        operation.name.value == wishes.name && api.family(operation.family).name.value == wishes.family
    })
}

/// The files with the operation in its file, in canonical form.
fn with_operation(sources: &SourceMap, checked: &wishes::Checked<'_>, example: bool) -> Result<SourceMap, Rejection> {
    let refused = |reason: String| Rejection::Unformatted(reason);
    let present = old(sources, &checked.file);
    let text = text::with_operation(present, checked, example).map_err(refused)?;
    let files = replaced(sources, &checked.file, text);
    let Some((id, _)) = files.find(&checked.file) else { return Ok(files) };
    match fmt::format(&files, id) {
        Ok(text) => Ok(replaced(sources, &checked.file, text)),
        Err(fmt::Problem::Mistakes(problems)) => Err(Rejection::Errors(problems, files)),
        Err(fmt::Problem::Bug(what)) => Err(refused(what)),
    }
}

fn old(sources: &SourceMap, path: &str) -> Option<String> {
    sources.find(path).map(|(_, file)| file.text.clone())
}

/// The files with one of them replaced or added.
fn replaced(sources: &SourceMap, path: &str, text: String) -> SourceMap {
    let others = sources.iter().map(|(_, file)| file.clone()).filter(|file| file.path != path);
    let file = SourceFile { path: path.to_owned(), text };
    SourceMap::new(sources.prefix.clone(), others.chain([file]).collect())
}
