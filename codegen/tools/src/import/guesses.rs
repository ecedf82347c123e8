//! What documents do not say, and names suggest: ids. Guesses are marked.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::log::Loss;
use super::operations::Draft;
use super::types;
use super::{COMMENT, Importer, docs, names};

/// Limits of an id, and the first operation that has it.
type Limited<'d> = (Map<String, Value>, Node<'d>);

impl<'d> Importer<'d> {
    /// Gives path parameters that are named like ids a type of their own.
    pub(super) fn ids(&mut self, drafts: &mut [Draft<'d>]) {
        let mut found: BTreeMap<String, Option<Limited<'d>>> = BTreeMap::new();
        for draft in drafts.iter() {
            for (name, entry) in parameters(draft) {
                let Some(id) = id_name(name, &draft.path) else { continue };
                let limits: Map<String, Value> = entry.clone().into_iter().filter(|(key, _)| is_limit(key)).collect();
                let known = found.entry(id).or_insert_with(|| Some((limits.clone(), draft.node.clone())));
                if known.as_ref().is_some_and(|(known, _)| *known != limits) {
                    *known = None;
                }
            }
        }
        found.retain(|name, known| known.is_some() && !self.types.contains_key(name));
        let mut used: BTreeMap<String, Node<'d>> = BTreeMap::new();
        for draft in drafts.iter_mut() {
            let path = draft.path.clone();
            let Some(entries) = draft.entry.get_mut("path").and_then(Value::as_object_mut) else { continue };
            for (name, entry) in entries.iter_mut() {
                let Some(id) = id_name(name, &path).filter(|id| found.contains_key(id)) else { continue };
                let Some(entry) = entry.as_object_mut().filter(|entry| is_text(entry)) else { continue };
                entry.retain(|key, _| !is_limit(key));
                entry.insert("type".to_owned(), json!(id));
                draft.uses.push((id.clone(), super::operations::Use::Request));
                used.entry(id).or_insert_with(|| draft.node.clone());
            }
        }
        for (id, node) in used {
            let Some(Some((limits, _))) = found.remove(&id) else { continue };
            let mut source = docs::source(&node, None);
            source["confidence"] = json!("guessed");
            let what = names::snake(id.strip_suffix("Id").unwrap_or(&id), "value").replace('_', " ");
            let mut entry = Map::from_iter([
                (COMMENT.to_owned(), json!("Guessed from the names of path parameters.")),
                ("doc".to_owned(), json!(format!("TODO: describe the id, of `{what}` by its name."))),
                ("source".to_owned(), source),
                ("id".to_owned(), json!("string")),
            ]);
            entry.extend(limits);
            self.log.add(&node, Loss::Guess, "ids with types", format!("`{id}`"));
            self.types.insert(id, types::Draft { entry, nullable: false });
        }
    }
}

fn parameters<'a>(draft: &'a Draft<'_>) -> impl Iterator<Item = (&'a String, &'a Map<String, Value>)> {
    let path = draft.entry.get("path").and_then(Value::as_object).into_iter().flatten();
    path.filter_map(|(name, entry)| Some((name, entry.as_object()?))).filter(|(_, entry)| is_text(entry))
}

fn is_text(entry: &Map<String, Value>) -> bool {
    entry.get("type").is_some_and(|ty| ty == "string")
}

pub(super) fn is_integer(ty: &Value) -> bool {
    ty == "int32" || ty == "int64"
}

fn is_limit(key: &str) -> bool {
    ["length", "pattern", "format"].contains(&key)
}

pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
}

/// The name of the type of an id: from `pet_id`, or from `id` behind `pets`.
fn id_name(name: &str, path: &str) -> Option<String> {
    let snake = names::snake(name, "value");
    if snake == "id" {
        let before = path.split('/').zip(path.split('/').skip(1)).find(|(_, part)| *part == format!("{{{name}}}"))?.0;
        let before = names::snake(before, "");
        let one = names::singular(&before).unwrap_or(before);
        return (!one.is_empty()).then(|| format!("{}Id", names::pascal(&one, "")));
    }
    snake.ends_with("_id").then(|| names::pascal(&snake, "Id"))
}
