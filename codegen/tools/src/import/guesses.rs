//! What documents do not say, and names suggest: ids and pages. Guesses are marked.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::documents::Node;
use super::log::Loss;
use super::operations::Draft;
use super::types;
use super::{COMMENT, Importer, docs, names};

/// Parameters with the size of a page, without case and punctuation.
const LIMITS: [&str; 9] = ["limit", "pagesize", "perpage", "size", "maxresults", "count", "take", "top", "maxitems"];

/// Parameters with the number of items to skip.
const OFFSETS: [&str; 5] = ["offset", "skip", "startindex", "start", "startat"];

/// Fields with the total number of items.
const TOTALS: [&str; 6] = ["total", "totalcount", "count", "totalitems", "totalresults", "totalsize"];

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

    /// Describes how to request the next page where parameters and fields suggest it.
    pub(super) fn pages(&mut self, drafts: &mut [Draft<'d>]) {
        for draft in drafts.iter_mut().filter(|draft| !draft.entry.contains_key("paging")) {
            let query = draft.entry.get("query").and_then(Value::as_object);
            let named = |wanted: &[&str]| {
                let query = query?;
                wanted.iter().find_map(|wanted| {
                    let fits = |(name, entry): &(&String, &Value)| {
                        plain(name) == *wanted && entry["presence"] == "optional" && is_integer(&entry["type"])
                    };
                    query.iter().find(fits).map(|(name, _)| name.clone())
                })
            };
            let (Some(limit), Some(offset)) = (named(&LIMITS), named(&OFFSETS)) else { continue };
            let Some((items, total)) = self.page_fields(draft) else { continue };
            let mut paging = Map::from_iter([
                (COMMENT.to_owned(), json!("Guessed from the names of the parameters.")),
                ("style".to_owned(), json!("offset")),
                ("limit".to_owned(), json!(limit)),
                ("offset".to_owned(), json!(offset)),
                ("items".to_owned(), json!(items)),
            ]);
            paging.extend(total.map(|total| ("total".to_owned(), json!(total))));
            self.log.add(&draft.node, Loss::Guess, "pages", format!("`{limit}` and `{offset}`"));
            draft.entry.insert("paging".to_owned(), Value::Object(paging));
        }
    }

    /// The only list of a response, and its total.
    fn page_fields(&self, draft: &Draft<'d>) -> Option<(String, Option<String>)> {
        let responses = draft.entry.get("responses")?.as_object()?;
        let body = responses.values().next()?.get("body")?.as_str()?;
        let fields = self.types.get(body)?.entry.get("fields")?.as_object()?;
        let is_list = |(_, field): &(&String, &Value)| field["type"].as_str().is_some_and(|ty| ty.starts_with("list<"));
        let mut lists = fields.iter().filter(is_list);
        let (Some((items, _)), None) = (lists.next(), lists.next()) else { return None };
        let is_total =
            |(name, field): &(&String, &Value)| TOTALS.contains(&plain(name).as_str()) && is_integer(&field["type"]);
        Some((items.clone(), fields.iter().find(is_total).map(|(name, _)| name.clone())))
    }
}

fn parameters<'a>(draft: &'a Draft<'_>) -> impl Iterator<Item = (&'a String, &'a Map<String, Value>)> {
    let path = draft.entry.get("path").and_then(Value::as_object).into_iter().flatten();
    path.filter_map(|(name, entry)| Some((name, entry.as_object()?))).filter(|(_, entry)| is_text(entry))
}

fn is_text(entry: &Map<String, Value>) -> bool {
    entry.get("type").is_some_and(|ty| ty == "string")
}

fn is_integer(ty: &Value) -> bool {
    ty == "int32" || ty == "int64"
}

fn is_limit(key: &str) -> bool {
    ["length", "pattern", "format"].contains(&key)
}

fn plain(name: &str) -> String {
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
