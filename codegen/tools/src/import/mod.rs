//! An OpenAPI document as a specification: the beginning of curation.
//!
//! | step | module |
//! |---|---|
//! | the files of the document, as untyped trees with places | `documents` |
//! | paths to operations, with parameters and bodies | `operations`, `parameters`, `bodies` |
//! | schemas to types | `flat`, `types`, `structs`, `enums`, `unions`, `shaped`, `limits` |
//! | addresses, credentials, error bodies | `service` |
//! | extensions of our own export | `ours` |
//! | guesses, marked as such | `guesses`, `pages`, `waits`, `resources` |
//! | what depends on all types | `finish` |
//! | what the rules of the format reject is repaired; examples are added | `settle` |
//! | what could not be said | `log`, `report` |
//! | a newer document merged into the specification | [`merge`] |
//!
//! Nothing is dropped in silence: each place that is not said in full is a [`Finding`] with file and JSON pointer.
//! The result is in canonical form and free of errors.

mod bodies;
mod docs;
mod documents;
mod enums;
mod finish;
mod flat;
mod forms;
mod guesses;
mod limits;
mod log;
mod long_names;
pub mod merge;
mod names;
mod operations;
mod ours;
mod pages;
mod parameters;
mod report;
mod resources;
mod responses;
mod service;
mod settle;
mod shaped;
mod structs;
mod types;
mod unions;
mod waits;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::{Map, Value, json};
use specwright_language::diagnostics::{self, Diagnostic, Style};
use specwright_language::fmt;
use specwright_language::source::SourceMap;

pub use documents::{Documents, Unreadable};
use documents::{Key, Node};
pub use log::{Finding, Loss};
use log::{Log, Owner};
use operations::Draft;
pub use report::{Counts, OperationOutcome, Reason, Report};
use settle::{Files, Settling};
use types::Places;

/// Key of an entry with the comment above it.
const COMMENT: &str = "#";
/// Marks an optional field that may be null.
const NULLABLE: &str = "#nullable";
/// Marks a field that only responses have.
const READ_ONLY: &str = "#read_only";
/// Marks a field that only requests have.
const WRITE_ONLY: &str = "#write_only";

/// A specification made of a document.
#[derive(Debug)]
pub struct Imported {
    /// The files by path, in canonical form.
    pub files: BTreeMap<String, String>,
    /// What was said and what was not.
    pub report: Report,
}

/// An error of the import: the result would not be a specification.
#[derive(Debug)]
pub struct Broken(pub String);

impl std::fmt::Display for Broken {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "a bug of the import, please report it: {}", self.0)
    }
}

impl std::error::Error for Broken {}

/// An import that is under way.
struct Importer<'d> {
    documents: &'d Documents,
    /// Ids of the files in the specification.
    document_ids: Vec<String>,
    log: Log,
    family: String,
    types: IndexMap<String, types::Draft>,
    by_place: Places,
    by_shape: BTreeMap<String, String>,
    /// Names of types.
    taken: names::Taken,
    /// Names of components, which nothing else gets.
    reserved: BTreeMap<Key, String>,
    operation_names: names::Taken,
    /// The schemas that extend another one.
    children: BTreeMap<Key, Vec<(String, Node<'d>)>>,
    /// What the service keeps, by group.
    resources: IndexMap<String, Map<String, Value>>,
    /// Unions by shape that are being made.
    unions_in_work: BTreeSet<String>,
    /// The schemas around the one that is read.
    active: BTreeSet<(Key, Owner)>,
    /// Documents of our own export that list releases.
    releasing: ours::Releasing,
    /// Authentication schemes that only accompany others, which are parameters.
    further_schemes: BTreeSet<&'d str>,
    depth: usize,
}

/// An operation in its group, with host, authentication and error style.
struct Member<'m, 'd> {
    draft: &'m Draft<'d>,
    settings: [Value; 3],
    permissions: Vec<String>,
}

/// Makes a specification of a document.
///
/// # Errors
/// If what was made is not free of errors, which is a bug.
pub fn import(documents: &Documents) -> Result<Imported, Broken> {
    import_as(documents, None)
}

/// Makes a specification of a document, which gets this id in it. It defaults to the name of its file.
///
/// # Errors
/// If what was made is not free of errors, which is a bug.
pub fn import_as(documents: &Documents, id: Option<&str>) -> Result<Imported, Broken> {
    let mut importer = Importer::new(documents, id);
    importer.reserve();
    let listed = importer.listed();
    let mut drafts = importer.operations(&listed);
    importer.further_credentials(&mut drafts);
    importer.ids(&mut drafts);
    importer.pages(&mut drafts);
    importer.waits(&mut drafts);
    importer.resources = importer.resources(&drafts);
    let reached = importer.reached(&drafts);
    importer.prune(&reached);
    importer.rename(&mut drafts);
    importer.directions(&drafts);
    importer.boxes();
    let reached = importer.reached(&drafts);
    let files = importer.files(&drafts, &reached);
    importer.settle(files, &drafts, reached)
}

impl<'d> Importer<'d> {
    fn new(documents: &'d Documents, id: Option<&str>) -> Importer<'d> {
        let mut taken: BTreeSet<String> = id.map(str::to_owned).into_iter().collect();
        let mut ids: Vec<String> = taken.iter().cloned().collect();
        for path in documents.paths().skip(ids.len()) {
            let stem = path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
            let id = names::free(&names::snake(stem, "document"), "_", &taken);
            taken.insert(id.clone());
            ids.push(id);
        }
        Importer {
            releasing: ours::Releasing::read(&documents.root(), &ids),
            documents,
            document_ids: ids,
            log: Log::new(),
            family: "api".to_owned(),
            types: IndexMap::new(),
            by_place: BTreeMap::new(),
            by_shape: BTreeMap::new(),
            taken: names::Taken::default(),
            reserved: BTreeMap::new(),
            operation_names: names::Taken::default(),
            children: BTreeMap::new(),
            resources: IndexMap::new(),
            unions_in_work: BTreeSet::new(),
            active: BTreeSet::new(),
            further_schemes: BTreeSet::new(),
            depth: 0,
        }
    }

    /// The files of the specification as trees.
    fn files(&mut self, drafts: &[Draft<'d>], reached: &BTreeMap<usize, BTreeSet<String>>) -> Files {
        let (hosts, of_hosts) = self.hosts(drafts);
        let (mut auth, by_name) = self.auth();
        let (styles, of_operations) = self.error_styles(drafts);
        let open = names::free("none", "_", &auth.keys().cloned().collect());
        let mut groups: IndexMap<String, Vec<Member<'_, 'd>>> = IndexMap::new();
        for ((draft, style), host) in drafts.iter().zip(of_operations).zip(of_hosts) {
            if !draft.is_out {
                let (auth, permissions) = self.auth_of(draft, &by_name, &open);
                let settings = [json!(host), auth, style];
                groups.entry(draft.group.clone()).or_default().push(Member { draft, settings, permissions });
            }
        }
        if groups.values().flatten().flat_map(|member| named_by(&member.settings[1])).any(|auth| auth == open) {
            auth.insert(open, json!({ "doc": "No credentials.", "scheme": "none" }));
        }
        let styles_of = groups.values().flatten().map(|member| &member.settings[2]);
        let used: BTreeSet<&str> = styles_of.flat_map(named_by).collect();
        let styles: Map<String, Value> = styles.into_iter().filter(|(name, _)| used.contains(name.as_str())).collect();
        let mut files = Files::default();
        files.yaml.insert("api.yaml".to_owned(), self.api(hosts, auth, styles));
        files.yaml.insert("sources.yaml".to_owned(), self.sources());
        let mut homes = self.homes(drafts, reached);
        let mut permitted = BTreeSet::new();
        for (group, members) in groups {
            let types = homes.remove(&Some(group.clone())).unwrap_or_default();
            let path = if ["api", "sources", "shared"].contains(&group.as_str()) {
                format!("{group}_group")
            } else {
                group.clone()
            };
            let mut file = self.group(&group, &members, types);
            // Permissions are declared where the first operation needs them.
            let needed: BTreeSet<&String> = members.iter().flat_map(|member| &member.permissions).collect();
            let new = needed.into_iter().filter(|name| permitted.insert((*name).clone()));
            let new: Map<String, Value> = new.map(|name| (name.clone(), self.permission(name))).collect();
            if !new.is_empty() {
                file.insert("permissions".to_owned(), Value::Object(new));
            }
            files.yaml.insert(format!("{path}.yaml"), file);
        }
        let shared: Map<String, Value> = homes.into_values().flatten().collect();
        if !shared.is_empty() {
            let file = json!({
                "family": self.family,
                "source": { "document": self.document_ids[0], "section": "#" },
                "types": shared,
            });
            files.yaml.insert("shared.yaml".to_owned(), file.as_object().cloned().unwrap_or_default());
        }
        files
    }

    /// The types by the group that alone reaches them.
    fn homes(
        &self,
        drafts: &[Draft<'d>],
        reached: &BTreeMap<usize, BTreeSet<String>>,
    ) -> BTreeMap<Option<String>, Map<String, Value>> {
        let mut users: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for draft in drafts.iter().filter(|draft| !draft.is_out) {
            for ty in reached.get(&draft.index).into_iter().flatten() {
                users.entry(ty).or_default().insert(&draft.group);
            }
        }
        let mut homes: BTreeMap<Option<String>, Map<String, Value>> = BTreeMap::new();
        for (name, ty) in &self.types {
            let Some(groups) = users.get(name.as_str()) else { continue };
            let home = (groups.len() == 1).then(|| groups.iter().next().map(|group| (*group).to_owned())).flatten();
            homes.entry(home).or_default().insert(name.clone(), Value::Object(ty.entry.clone()));
        }
        homes
    }

    fn group(&self, group: &str, members: &[Member<'_, 'd>], types: Map<String, Value>) -> Map<String, Value> {
        let settings = ["host", "auth", "error_style"].into_iter().enumerate();
        let usual: Vec<(usize, &str, Value)> = settings
            .map(|(index, key)| (index, key, usual(members.iter().map(|member| &member.settings[index]))))
            .collect();
        let mut operations = Map::new();
        for Member { draft, settings, permissions } in members {
            let mut entry = draft.entry.clone();
            if !permissions.is_empty() {
                entry.insert("permissions".to_owned(), json!(permissions));
            }
            for (index, key, _) in usual.iter().filter(|(index, _, usual)| settings[*index] != *usual) {
                entry.insert((*key).to_owned(), settings[*index].clone());
            }
            operations.insert(draft.id.clone(), Value::Object(entry));
        }
        let tags = self.documents.root().get("tags").map(|tags| tags.items()).unwrap_or_default();
        let tag = tags.into_iter().find(|tag| tag.text("name").is_some_and(|name| names::snake(name, "") == group));
        let mut file = Map::from_iter([
            ("family".to_owned(), json!(self.family)),
            ("group".to_owned(), json!(group)),
            ("doc".to_owned(), docs::of(tag.clone(), "group")),
            (
                "source".to_owned(),
                json!({
                    "document": self.document_ids[0],
                    "section": tag.map_or_else(|| "#/paths".to_owned(), |tag| tag.fragment()),
                }),
            ),
            ("operations".to_owned(), Value::Object(operations)),
        ]);
        file.extend(usual.into_iter().map(|(_, key, usual)| (key.to_owned(), usual)));
        file.extend(self.resources.get(group).map(|kept| ("resources".to_owned(), json!(kept))));
        if !types.is_empty() {
            file.insert("types".to_owned(), Value::Object(types));
        }
        file
    }

    fn api(
        &self,
        hosts: Map<String, Value>,
        auth: Map<String, Value>,
        styles: Map<String, Value>,
    ) -> Map<String, Value> {
        let root = self.documents.root();
        let info = root.get("info");
        let title = info.as_ref().and_then(|info| info.text("title")).unwrap_or("API");
        let short = names::snake(title, "api").split('_').take(4).collect::<Vec<_>>().join("_");
        let version = info.as_ref().and_then(|info| info.text("version")).and_then(version);
        let doc = info.as_ref().and_then(|info| docs::quoted(info.text("description")?));
        let mut api = Map::from_iter([
            ("name".to_owned(), json!(short)),
            ("title".to_owned(), json!(title)),
            ("version".to_owned(), json!(version.unwrap_or_else(|| "0.1.0".to_owned()))),
            ("doc".to_owned(), json!(doc.unwrap_or_else(|| docs::later("API")))),
            ("hosts".to_owned(), Value::Object(hosts)),
            ("error_styles".to_owned(), Value::Object(styles)),
        ]);
        api.insert("families".to_owned(), json!({ self.family.as_str(): { "doc": docs::later("family") } }));
        if !auth.is_empty() {
            api.insert("auth".to_owned(), Value::Object(auth));
        }
        api
    }

    fn sources(&self) -> Map<String, Value> {
        let root = self.documents.root();
        let title = root.get("info").and_then(|info| info.text("title")).unwrap_or("API");
        let documents = self.document_ids.iter().zip(self.documents.paths()).enumerate();
        let documents: Map<String, Value> = documents
            .map(|(index, (id, path))| {
                let title = if index == 0 { format!("{title}: {path}") } else { path.to_owned() };
                let doc = "An OpenAPI document. Sections are JSON pointers.";
                (id.clone(), json!({ "title": title, "kind": "reference", "doc": doc }))
            })
            .chain(self.releasing.documents())
            .collect();
        Map::from_iter([("documents".to_owned(), Value::Object(documents))])
    }

    /// Repairs the specification and writes it.
    fn settle(
        mut self,
        files: Files,
        drafts: &[Draft<'d>],
        reached: BTreeMap<usize, BTreeSet<String>>,
    ) -> Result<Imported, Broken> {
        let mut settling = Settling {
            documents: self.documents,
            document_ids: &self.document_ids,
            log: &mut self.log,
            files,
            operations: drafts.iter().map(|draft| (draft.id.clone(), draft.index)).collect(),
            shown: drafts.iter().map(|draft| (draft.id.clone(), draft.examples.clone())).collect(),
        };
        let result = settling.run();
        let sources = settling.files.sources();
        if let Err((problems, sources)) = result {
            return Err(broken(&problems, &sources));
        }
        let files = canonical(&sources)?;
        let (findings, losses) = self.log.finish(&reached);
        let route = |draft: &Draft<'d>| format!("{} {}", draft.method.to_ascii_uppercase(), draft.key);
        let lost = drafts.iter().map(route).zip(losses.into_iter().chain(std::iter::repeat_with(BTreeSet::new)));
        let title = self.documents.root().get("info").and_then(|info| info.text("title")).unwrap_or("API").to_owned();
        let report = Report::of(title, lost.collect(), findings);
        Ok(Imported { files, report })
    }
}

/// The names in a setting: one, or several in a list.
fn named_by(setting: &Value) -> Vec<&str> {
    match setting {
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        other => other.as_str().into_iter().collect(),
    }
}

/// The most frequent of some names, the first of them if several are.
fn usual<'n>(names: impl Iterator<Item = &'n Value>) -> Value {
    let mut counts: Vec<(&Value, usize)> = Vec::new();
    for name in names {
        match counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    counts.into_iter().rev().max_by_key(|(_, count)| *count).map(|(name, _)| name.clone()).unwrap_or_default()
}

/// A version of three numbers.
fn version(text: &str) -> Option<String> {
    let numbers: Vec<u64> =
        text.trim_start_matches('v').split(|c: char| !c.is_ascii_digit()).map_while(|part| part.parse().ok()).collect();
    let part = |index: usize| numbers.get(index).copied().unwrap_or(0);
    (!numbers.is_empty()).then(|| format!("{}.{}.{}", part(0), part(1), part(2)))
}

fn canonical(sources: &SourceMap) -> Result<BTreeMap<String, String>, Broken> {
    let mut files = BTreeMap::new();
    for (id, file) in sources.iter() {
        let text = if file.path.ends_with(".json") {
            file.text.clone()
        } else {
            match fmt::format(sources, id) {
                Ok(text) => text,
                Err(fmt::Problem::Mistakes(problems)) => return Err(broken(&problems, sources)),
                Err(fmt::Problem::Bug(what)) => return Err(Broken(what)),
            }
        };
        files.insert(file.path.clone(), text);
    }
    Ok(files)
}

fn broken(problems: &[Diagnostic], sources: &SourceMap) -> Broken {
    let shown = &problems[..problems.len().min(5)];
    Broken(format!("{} errors\n{}", problems.len(), diagnostics::render(shown, sources, Style::Plain)))
}
