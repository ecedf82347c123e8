//! Changes to files. What breaks a rule of the format is taken back, and reported.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use specwright_language::diagnostics::{Diagnostic, Sink};
use specwright_language::fmt;
use specwright_language::places::Places;
use specwright_language::source::{FileId, SourceFile, SourceMap};
use specwright_language::yaml;

use super::plan::Plan;
use super::side::{Side, entries};
use super::three_way::{Change, Disagreement};
use super::{Conflict, Merged, Unmerged, edit, facts, shown};
use crate::{Specification, analyze};

/// Most rounds. Each takes back what the one before found.
const ROUNDS: usize = 24;

/// Applies a plan. `before` is the specification without it.
pub(super) fn settle(
    plan: Plan,
    here: &Side<'_>,
    new: &Side<'_>,
    before: (SourceMap, Specification),
) -> Result<Merged, Unmerged> {
    let mut settling = Settling { plan, here, new, replaced: BTreeMap::new(), dropped: BTreeSet::new() };
    let (mut sources, mut specification) = settling.run()?;
    if let Some(removals) = settling.unused(&sources) {
        let without = settling.plan.changes.clone();
        settling.plan.changes.extend(removals);
        match settling.run() {
            Ok(found) => (sources, specification) = found,
            // Something else needs them.
            Err(_) => settling.plan.changes = without,
        }
    }
    Ok(settling.merged(sources, specification, before))
}

struct Settling<'s> {
    plan: Plan,
    here: &'s Side<'s>,
    new: &'s Side<'s>,
    /// Examples that did not fit any more, by path, with what they are now.
    replaced: BTreeMap<String, String>,
    /// Examples that are left out, by path.
    dropped: BTreeSet<String>,
}

impl Settling<'_> {
    fn run(&mut self) -> Result<(SourceMap, Specification), Unmerged> {
        for _ in 0..ROUNDS {
            let sources = self.sources()?;
            let errors = match analyze(&sources) {
                Ok(specification) => return Ok((sources, specification)),
                Err(errors) => errors,
            };
            let places = Places::new(&sources);
            let (mut changed, mut examples) = (false, BTreeSet::new());
            for error in &errors {
                let file = sources.file(error.primary.span.file).path.clone();
                changed |= match file.ends_with(".json") {
                    true => examples.insert(file.clone()) && self.replace_example(&file),
                    false => self.take_back(error, &file, &places.path(error.primary.span)),
                };
            }
            if !changed {
                return Err(Unmerged { errors, sources, of: "specification as it would be" });
            }
        }
        let sources = self.sources()?;
        analyze(&sources).map(|specification| (sources.clone(), specification)).map_err(|errors| Unmerged {
            errors,
            sources,
            of: "specification as it would be",
        })
    }

    /// The files with all changes, in canonical form.
    fn sources(&self) -> Result<SourceMap, Unmerged> {
        let mut files = Vec::new();
        let is_gone = |path: &String| self.plan.removed.contains(path) || self.dropped.contains(path);
        for (id, file) in self.here.sources.iter().filter(|(_, file)| !is_gone(&file.path)) {
            let changes: Vec<&Change> = self.plan.changes.iter().filter(|change| change.file == id).collect();
            let text = match (self.here.places.tree(id), self.replaced.get(&file.path)) {
                (_, Some(example)) => example.clone(),
                (Some(tree), None) if !changes.is_empty() => edit::apply(&file.text, tree, &changes),
                _ => file.text.clone(),
            };
            let had = |content: &Map<String, Value>| entries(content, "operations").next().is_some();
            let text = match self.here.files.get(&id).is_some_and(had) && !changes.is_empty() {
                true => with_operations(id, text),
                false => Some(text),
            };
            files.extend(text.map(|text| SourceFile { path: file.path.clone(), text }));
        }
        let examples = self.plan.examples.iter().filter(|(path, _)| !self.dropped.contains(*path));
        files.extend(examples.map(|(path, text)| SourceFile { path: path.clone(), text: text.clone() }));
        let written = SourceMap::new(self.here.sources.prefix.clone(), files);
        let changed: BTreeSet<&str> = self.plan.changes.iter().map(|change| self.path(change.file)).collect();
        let mut formatted = Vec::new();
        for (id, file) in written.iter() {
            let is_empty = file.text.ends_with("\"operations\": {}\n") && file.text.starts_with("\"family\"");
            if is_empty {
                // A new group of which nothing came.
                continue;
            }
            let text = match changed.contains(file.path.as_str()).then(|| fmt::format(&written, id)) {
                Some(Ok(text)) => text,
                Some(Err(fmt::Problem::Mistakes(errors))) => {
                    return Err(Unmerged { errors, sources: written.clone(), of: "specification as it would be" });
                }
                Some(Err(fmt::Problem::Bug(_))) | None => file.text.clone(),
            };
            formatted.push(SourceFile { path: file.path.clone(), text });
        }
        Ok(SourceMap::new(self.here.sources.prefix.clone(), formatted))
    }

    fn path(&self, file: FileId) -> &str {
        &self.here.sources.file(file).path
    }

    /// Takes back the changes around an error, or inside of it.
    fn take_back(&mut self, error: &Diagnostic, file: &str, path: &[String]) -> bool {
        let Some((id, _)) = self.here.sources.find(file) else { return false };
        let is_around = |change: &Change| {
            change.file == id
                && path.len() > 1
                && (path.starts_with(&change.keys) || change.keys.starts_with(path) && path.len() >= 2)
        };
        let (taken, kept): (Vec<Change>, Vec<Change>) =
            std::mem::take(&mut self.plan.changes).into_iter().partition(|change| is_around(change));
        self.plan.changes = kept;
        for change in &taken {
            if let [list, id] = change.keys.as_slice()
                && list == "operations"
            {
                self.plan.examples.retain(|path, _| !path.ends_with(&format!("examples/{id}.json")));
            }
            self.plan.disagreements.push(Disagreement {
                file: change.file,
                keys: change.keys.clone(),
                at: None,
                before: None,
                here: None,
                there: change.value.clone(),
                reason: Some(error.message.clone()),
            });
        }
        !taken.is_empty()
    }

    /// Replaces an example that does not fit: first by that of the document, then by none.
    fn replace_example(&mut self, path: &str) -> bool {
        let name = path.trim_end_matches(".json").rsplit('/').next().unwrap_or_default().to_owned();
        let directory = path.split("examples/").next().unwrap_or_default();
        let of = self.here.operations.iter().map(|(_, entry)| entry).find(|entry| {
            let shows = entry.value.get("examples").is_some_and(|examples| examples.get(&name).is_some());
            shows && self.path(entry.file).starts_with(directory)
        });
        let operation = of.map(|entry| (entry.file, entry.name.clone()));
        let id = operation.as_ref().map_or(&name, |(_, id)| id);
        let example = self.plan.ids.get(id).and_then(|id| self.new.sources.find(&format!("examples/{id}.json")));
        let example = example.filter(|_| operation.is_some() && !self.replaced.contains_key(path));
        if let Some((_, example)) = example {
            self.replaced.insert(path.to_owned(), example.text.clone());
            return true;
        }
        if !self.dropped.insert(path.to_owned()) {
            return false;
        }
        let keys = |id: &str| ["operations", id, "examples", &name].map(str::to_owned).to_vec();
        if let Some((file, id)) = operation {
            self.plan.changes.push(Change { file, keys: keys(&id), value: None, after: None });
            return true;
        }
        let added = self.plan.changes.iter_mut().find(|change| change.keys == ["operations", name.as_str()]);
        let operation = added.and_then(|change| change.value.as_mut()?.as_object_mut());
        operation.is_some_and(|operation| operation.remove("examples").is_some())
    }

    /// Removals of types that the document does not have any more, and that nothing names.
    fn unused(&self, sources: &SourceMap) -> Option<Vec<Change>> {
        let candidates: BTreeSet<&str> = self.plan.unused.iter().map(|change| change.keys[1].as_str()).collect();
        let side = Side::new(sources, "");
        let mut named: BTreeSet<String> = BTreeSet::new();
        let mut pending: Vec<String> = Vec::new();
        for content in side.files.values() {
            let all = entries(content, "operations").chain(entries(content, "types"));
            let kept = all.filter(|(name, _)| !candidates.contains(name.as_str()));
            kept.for_each(|(_, entry)| pending.extend(facts::types(&Value::Object(entry.clone()))));
        }
        while let Some(name) = pending.pop() {
            let entry = side.ty(&name).filter(|_| candidates.contains(name.as_str()) && named.insert(name.clone()));
            pending.extend(entry.into_iter().flat_map(|entry| facts::types(&Value::Object(entry.value.clone()))));
        }
        let removals = self.plan.unused.iter().filter(|change| !named.contains(&change.keys[1]));
        let removals: Vec<Change> = removals.cloned().collect();
        (!removals.is_empty()).then_some(removals)
    }

    fn merged(
        mut self,
        sources: SourceMap,
        specification: Specification,
        (sources_before, before): (SourceMap, Specification),
    ) -> Merged {
        let conflicts = self.plan.disagreements.iter().map(|found| self.conflict(found)).collect();
        let mut notes = std::mem::take(&mut self.plan.notes);
        let example = |path: &String| format!("{}{path}", sources_before.prefix);
        let fits = |path: &&String| !self.dropped.contains(*path);
        let replaced = self.replaced.keys().filter(fits);
        notes.extend(
            replaced.map(|path| format!("{} did not fit any more; the document's is there now", example(path))),
        );
        notes.extend(self.dropped.iter().map(|path| format!("{} did not fit and is gone", example(path))));
        let old = |path: &str| sources_before.find(path).map(|(_, file)| file.text.clone());
        let files = sources.iter().map(|(_, file)| (file.path.clone(), (old(&file.path), file.text.clone())));
        let files = files.filter(|(_, (old, new))| old.as_ref() != Some(new)).collect();
        let mut removed = self.plan.removed;
        removed.extend(self.dropped.into_iter().filter(|path| sources_before.find(path).is_some()));
        let yaml = sources_before.iter().map(|(_, file)| &file.path).filter(|path| path.ends_with(".yaml"));
        removed.extend(yaml.filter(|path| sources.find(path).is_none()).cloned());
        Merged {
            sources_before,
            before,
            sources,
            specification,
            files,
            removed,
            surface: String::new(),
            conflicts,
            notes,
        }
    }

    fn conflict(&self, found: &Disagreement) -> Conflict {
        let sources = self.here.sources;
        let mut place = sources.display_path(found.file);
        let mut node = self.here.places.tree(found.file);
        let mut span = None;
        for key in &found.keys {
            let Some(entry) = node.and_then(|node| node.entry(key)) else { break };
            let is_plain = entry.value.entries().is_empty() && entry.value.items().is_empty();
            span = Some(if is_plain { entry.value.span } else { entry.key_span });
            node = Some(&entry.value);
        }
        if let Some(span) = span {
            let (line, column) = sources.line_column(span);
            place = format!("{place}:{line}:{column}");
        }
        let (name, rest) = (found.keys.get(1).map_or("", String::as_str), found.keys.get(2..).unwrap_or_default());
        let what = if rest.is_empty() { format!("`{name}`") } else { format!("`{name}`: {}", rest.join(".")) };
        let reason = found.reason.clone();
        let inside = match rest {
            [key, field, ..] if key == "fields" => {
                format!("/properties/{}", field.replace('~', "~0").replace('/', "~1"))
            }
            [key, ..] if ["query", "path", "headers", "cookies"].contains(&key.as_str()) => "/parameters".to_owned(),
            [key, ..] if key == "values" => "/enum".to_owned(),
            _ => String::new(),
        };
        Conflict {
            what,
            place,
            here: shown(found.here.as_ref()),
            pointer: found.at.clone().map_or_else(String::new, |at| at + &inside),
            there: shown(found.there.as_ref()),
            before: shown(found.before.as_ref()),
            reason,
        }
    }
}

/// A group file. Without operations it lists types alone, and without those there is no file.
fn with_operations(file: FileId, text: String) -> Option<String> {
    let Some(tree) = yaml::parse(file, &text, &mut Sink::default()) else { return Some(text) };
    if tree.get("operations").is_some() {
        return Some(text);
    }
    tree.get("types")?;
    let keys = ["group", "doc", "host", "auth", "error_style", "path"];
    let keys = keys.into_iter().filter(|key| tree.get(key).is_some());
    let removals: Vec<Change> =
        keys.map(|key| Change { file, keys: vec![key.to_owned()], value: None, after: None }).collect();
    Some(edit::apply(&text, &tree, &removals.iter().collect::<Vec<_>>()))
}
