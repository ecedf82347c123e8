//! A newer document, merged into the specification that was made of an older one.
//!
//! | step | module |
//! |---|---|
//! | files to entries, by route and place in the document | `side` |
//! | what the document said when it was last imported | `base` |
//! | entries without prose | `facts` |
//! | renamed types and settings are found | `names` |
//! | three sides of each fact are compared | `three_way`, `plan` |
//! | the changes are written, and what breaks a rule is taken back | `edit`, `settle` |
//!
//! A fact that the document did not change stays. One that the document alone changed is taken over. Where both changed
//! it, the specification keeps its value, and the difference is reported.

mod base;
mod edit;
mod facts;
mod names;
mod plan;
mod settle;
mod side;
mod three_way;

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;
use specwright_language::diagnostics::{Diagnostic, Rule, Sink};
use specwright_language::source::{FileId, SourceFile, SourceMap};
use specwright_language::yaml;

use super::{COMMENT, Imported};
use crate::{Specification, analyze};
use base::Base;
pub use base::SURFACE;
use plan::Plan;
use side::Side;

/// A specification after a merge.
#[derive(Debug)]
pub struct Merged {
    /// The files before.
    pub sources_before: SourceMap,
    /// The specification before.
    pub before: Specification,
    /// All files.
    pub sources: SourceMap,
    /// The specification.
    pub specification: Specification,
    /// Files that differ: the old text, if there is a file, and the new one.
    pub files: BTreeMap<String, (Option<String>, String)>,
    /// Examples of operations that are gone.
    pub removed: Vec<String>,
    /// The surface of the document, for the next merge.
    pub surface: String,
    /// Facts that the specification keeps although the document says something else.
    pub conflicts: Vec<Conflict>,
    /// What else is to be known.
    pub notes: Vec<String>,
}

/// A fact that the specification keeps although the document changed it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// Entry and keys: `` `Pet`: fields.age.type ``.
    pub what: String,
    /// Place in the specification: `spec/pets.yaml:12:15`.
    pub place: String,
    /// Value there.
    pub here: Option<String>,
    /// Place in the document, as a JSON pointer.
    pub pointer: String,
    /// Value there.
    pub there: Option<String>,
    /// Value in the last import.
    pub before: Option<String>,
    /// Why it was not taken over, if not because the specification was changed.
    pub reason: Option<String>,
}

/// Why there is no merge: errors, and the files that have them.
#[derive(Debug)]
pub struct Unmerged {
    /// The errors.
    pub errors: Vec<Diagnostic>,
    /// The files.
    pub sources: SourceMap,
    /// Whose errors they are.
    pub of: &'static str,
}

/// Returns what the document says, without prose, as the file [`SURFACE`].
pub fn surface(imported: &Imported) -> String {
    let sources = sources(imported);
    let root = root(&sources).unwrap_or_default();
    base::text(&Side::new(&sources, &root), &root)
}

/// Merges a document into a specification. Without the surface of the last import, only two sides are compared: what the
/// specification lacks is added, and what differs is a conflict.
///
/// # Errors
/// If the specification or the surface cannot be read, or the merge would break a rule.
pub fn merge(imported: &Imported, curated: &SourceMap, surface_before: Option<&str>) -> Result<Merged, Unmerged> {
    let document = sources(imported);
    let root_there = root(&document).unwrap_or_default();
    let base = match surface_before.map(|text| Base::read(text, &format!("{}{SURFACE}", curated.prefix))) {
        Some(Err((errors, sources))) => return Err(Unmerged { errors, sources, of: "last import" }),
        Some(Ok(base)) => base,
        None => Base { root: root_there.clone(), ..Base::default() },
    };
    let root_here = documents(curated).into_iter().find(|id| *id == base.root).or_else(|| root(curated));
    let (sources_before, before, leftovers) = read(curated, &base, &document)?;
    let root_here = root_here.unwrap_or_else(|| root_there.clone());
    let new = Side::new(&document, &root_there);
    let extended = plan::with_new_groups(&base, &new, &sources_before, &root_here);
    let here = Side::new(&extended, &root_here);
    let plan = Plan::new(&base, &new, &here, &root_here);
    let mut merged = settle::settle(plan, &here, &new, (sources_before, before))?;
    merged.removed.extend(leftovers);
    merged.surface = base::text(&new, &root_there);
    if surface_before.is_none() {
        let note = format!("{SURFACE} is missing, so only two sides were compared: nothing was removed");
        merged.notes.insert(0, note);
    }
    Ok(merged)
}

/// The files of the specification without examples that a killed run did not remove, and these.
fn read(
    curated: &SourceMap,
    base: &Base,
    document: &SourceMap,
) -> Result<(SourceMap, Specification, Vec<String>), Unmerged> {
    let errors = match analyze(curated) {
        Ok(specification) => return Ok((curated.clone(), specification, Vec::new())),
        Err(errors) => errors,
    };
    let stem = |path: &str| path.strip_suffix(".json").and_then(|path| path.rsplit('/').next()).map(str::to_owned);
    let is_gone = |path: &str| {
        let known = stem(path).is_some_and(|stem| base.operations.values().any(|known| known.name == stem));
        known && document.iter().all(|(_, file)| stem(&file.path) != stem(path))
    };
    let left: Vec<String> = errors
        .iter()
        .filter(|error| error.rule == Rule::UNUSED_FILE)
        .map(|error| curated.file(error.primary.span.file).path.clone())
        .filter(|path| is_gone(path))
        .collect();
    let others = curated.iter().map(|(_, file)| file.clone()).filter(|file| !left.contains(&file.path));
    let sources = SourceMap::new(curated.prefix.clone(), others.collect());
    match analyze(&sources) {
        Ok(specification) if !left.is_empty() => Ok((sources, specification, left)),
        _ => Err(Unmerged { errors, sources: curated.clone(), of: "specification" }),
    }
}

fn sources(imported: &Imported) -> SourceMap {
    let files = imported.files.iter().map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() });
    SourceMap::new("", files.collect())
}

/// Ids of the documents that a specification cites.
fn documents(sources: &SourceMap) -> Vec<String> {
    let Some((id, file)) = sources.find("sources.yaml") else { return Vec::new() };
    let tree = yaml::parse(id, &file.text, &mut Sink::default());
    let documents = tree.as_ref().and_then(|tree| tree.get("documents"));
    documents.map(|documents| documents.entries().iter().map(|entry| entry.key.clone()).collect()).unwrap_or_default()
}

/// Returns the id of the first document that a specification cites.
pub fn root(sources: &SourceMap) -> Option<String> {
    documents(sources).into_iter().next()
}

/// Returns line and column of a place in a document of one file, or of the closest place around it. `None` if it is not
/// YAML or JSON that the parser of specifications reads.
pub fn locate(text: &str, pointer: &str) -> Option<(usize, usize)> {
    let sources = SourceMap::new("", vec![SourceFile { path: String::new(), text: text.to_owned() }]);
    let tree = yaml::parse(FileId(0), text, &mut Sink::default())?;
    let (mut node, mut place) = (&tree, tree.span);
    for part in pointer.trim_start_matches('#').split('/').skip(1) {
        let key = part.replace("~1", "/").replace("~0", "~");
        let item = || key.parse::<usize>().ok().and_then(|index| node.items().get(index));
        if let Some(entry) = node.entry(&key) {
            (node, place) = (&entry.value, entry.key_span);
        } else if let Some(item) = item() {
            (node, place) = (item, item.span);
        } else {
            break;
        }
    }
    Some(sources.line_column(place))
}

/// A value in one line.
fn shown(value: Option<&Value>) -> Option<String> {
    const LONGEST: usize = 60;
    let text = match value? {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let cut: String = text.chars().take(LONGEST).collect();
    Some(if cut.len() < text.len() { format!("{cut}…") } else { text })
}
