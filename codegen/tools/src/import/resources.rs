//! What documents do not say, and routes suggest: what the service keeps. Guesses are marked.

use std::borrow::Cow;
use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::guesses::{is_integer, plain};
use super::operations::Draft;
use super::waits::is_pending;
use super::{COMMENT, Importer, READ_ONLY, docs, names};

/// Fields that identify what a response shows, without case and punctuation. Parameters end with them.
const IDS: [&str; 10] = ["id", "name", "uuid", "key", "slug", "code", "number", "sid", "uid", "guid"];

/// Fields with the time of the creation.
const CREATED: [&str; 7] =
    ["created", "createdat", "createdon", "createdate", "createtime", "creationtime", "datecreated"];

/// Fields with the time of the last change.
const UPDATED: [&str; 8] =
    ["updated", "updatedat", "updatedon", "updatetime", "modified", "modifiedat", "lastmodified", "dateupdated"];

/// What the service keeps, with the path of one.
struct Resource {
    name: String,
    /// `/shops/{shop}/pets/{pet}`.
    item: String,
    /// The file that describes it.
    group: String,
    scope: Vec<String>,
    entry: Map<String, Value>,
}

/// Where a message has a resource: the path of fields to it, and its fields.
struct Shown<'t> {
    path: Option<String>,
    fields: Cow<'t, Map<String, Value>>,
}

/// A resource and the routes that its operations may have.
struct Place<'r, 'd> {
    drafts: &'r [Draft<'d>],
    item: &'r str,
    collection: &'r str,
}

impl<'r, 'd> Place<'r, 'd> {
    fn of(drafts: &'r [Draft<'d>], get: &'r Draft<'d>) -> Option<Place<'r, 'd>> {
        let item = route(get)?;
        let (collection, key) = item.rsplit_once('/')?;
        let is_key = parameter(key).is_some() && collection.rsplit('/').next().is_some_and(is_text_segment);
        is_key.then_some(Place { drafts, item, collection })
    }

    fn key(&self) -> &'r str {
        self.item.rsplit('/').next().and_then(parameter).unwrap_or_default()
    }

    fn one(&self, method: &str) -> Option<&'r Draft<'d>> {
        self.find(method, self.item)
    }

    fn all(&self, method: &str) -> Option<&'r Draft<'d>> {
        self.find(method, self.collection)
    }

    fn find(&self, method: &str, path: &str) -> Option<&'r Draft<'d>> {
        let same = |known: &str| known.trim_end_matches('/') == path;
        self.drafts.iter().find(|draft| draft.method == method && !draft.is_out && route(draft).is_some_and(same))
    }
}

impl Importer<'_> {
    /// The resources by group: what can be created, read by an id, listed, changed and deleted.
    pub(super) fn resources(&self, drafts: &[Draft<'_>]) -> IndexMap<String, Map<String, Value>> {
        let mut places: Vec<(&Draft<'_>, Place<'_, '_>)> = drafts
            .iter()
            .filter(|draft| draft.method == "get" && !draft.is_out)
            .filter_map(|draft| Some((draft, Place::of(drafts, draft)?)))
            .collect();
        // What others are within comes first.
        places.sort_by_key(|(_, place)| place.item.matches('/').count());
        let mut found: Vec<Resource> = Vec::new();
        for (get, place) in places {
            found.extend(self.resource(get, &place, &found));
        }
        let mut by_group: IndexMap<String, Map<String, Value>> = IndexMap::new();
        for Resource { name, group, entry, .. } in found {
            by_group.entry(group).or_default().insert(name, Value::Object(entry));
        }
        by_group
    }

    fn resource(&self, get: &Draft<'_>, place: &Place<'_, '_>, known: &[Resource]) -> Option<Resource> {
        let key = place.key();
        let shown = self.received(get, key)?;
        let id = id_of(key, &shown.fields).filter(|id| self.is_scalar(&shown.fields[*id]["type"]))?;
        let (outer, scope) = surroundings(place.collection, known)?;
        let mut operations = Map::new();
        operations.insert(get.id.clone(), effect("get", [("response", shown.path.clone())]));
        let mut entry = Map::new();
        let create = place.all("post").and_then(|draft| self.created(draft, key, &shown));
        match create {
            Some((draft, effect, takes_id)) => {
                operations.insert(draft.id.clone(), effect);
                entry.extend(identity(key, id, &shown, takes_id));
            }
            None => {
                let put = place.one("put").and_then(|draft| self.changed(draft, "put", key, &shown))?;
                operations.insert(put.0.id.clone(), put.1);
                entry.extend(identity(key, id, &shown, true));
            }
        }
        for (method, does) in [("put", "replace"), ("patch", "update")] {
            let changed = place.one(method).and_then(|draft| self.changed(draft, does, key, &shown));
            if let Some((draft, effect)) = changed.filter(|(draft, _)| !operations.contains_key(&draft.id)) {
                operations.insert(draft.id.clone(), effect);
            }
        }
        if let Some(delete) = place.one("delete") {
            operations.insert(delete.id.clone(), effect("delete", []));
        }
        if let Some((draft, effect)) = place.all("get").and_then(|draft| self.listed_by(draft, key, &shown)) {
            operations.insert(draft.id.clone(), effect);
        }
        entry.extend(self.states(get, &shown).map(|states| ("states".to_owned(), states)));
        let name = name_of(place, outer, known);
        let mut source = docs::source(&get.node, None);
        source["confidence"] = json!("guessed");
        entry.insert(COMMENT.to_owned(), json!("Guessed from routes and fields."));
        entry.insert("doc".to_owned(), json!(docs::later("resource")));
        entry.insert("source".to_owned(), source);
        entry.insert("key".to_owned(), json!(key));
        entry.extend(outer.map(|outer| ("within".to_owned(), json!(outer.name))));
        if !scope.is_empty() {
            entry.insert("scope".to_owned(), json!(scope));
        }
        entry.insert("operations".to_owned(), Value::Object(operations));
        Some(Resource { name, item: place.item.to_owned(), group: get.group.clone(), scope, entry })
    }

    /// The states of a new one: those of work under way, and then a good end.
    fn states(&self, get: &Draft<'_>, shown: &Shown<'_>) -> Option<Value> {
        let waiter = get.entry.get("waiter").filter(|_| shown.path.is_none())?;
        let field = waiter["status"].as_str()?;
        let values = self.types.get(shown.fields.get(field)?["type"].as_str()?)?.entry.get("values")?.as_object()?;
        let through: Vec<&String> = values.keys().filter(|value| is_pending(value)).collect();
        let (to, failed) = (waiter["done"].get(0)?, waiter["failed"].get(0)?);
        Some(json!({ "field": field, "through": through, "to": to, "failed": failed }))
    }

    /// The operation that creates one, and whether the caller chooses the id.
    fn created<'r, 'd>(
        &self,
        draft: &'r Draft<'d>,
        key: &str,
        shown: &Shown<'_>,
    ) -> Option<(&'r Draft<'d>, Value, bool)> {
        let sent = self.sent(draft, shown)?;
        let takes_id = id_of(key, &sent.fields).is_some_and(|id| {
            let field = &sent.fields[id];
            field["presence"] == "required" && field.get(READ_ONLY).is_none()
        });
        let received = self.received(draft, key);
        if received.is_none() && !takes_id {
            return None;
        }
        let response = received.and_then(|received| received.path);
        Some((draft, effect("create", [("request", sent.path), ("response", response)]), takes_id))
    }

    fn changed<'r, 'd>(
        &self,
        draft: &'r Draft<'d>,
        does: &str,
        key: &str,
        shown: &Shown<'_>,
    ) -> Option<(&'r Draft<'d>, Value)> {
        let sent = self.sent(draft, shown)?;
        let response = self.received(draft, key).and_then(|received| received.path);
        Some((draft, effect(does, [("request", sent.path), ("response", response)])))
    }

    fn listed_by<'r, 'd>(&self, draft: &'r Draft<'d>, key: &str, shown: &Shown<'_>) -> Option<(&'r Draft<'d>, Value)> {
        let body = response(draft)?;
        let lists = |ty: &str| self.fields_of(ty.strip_prefix("list<")?.strip_suffix('>')?);
        let shows_one = |ty: &str| lists(ty).is_some_and(|fields| id_of(key, &fields).is_some());
        let path = if shows_one(body) {
            None
        } else {
            let fields = self.fields_of(body)?;
            let mut found = fields.iter().filter(|(_, field)| field["type"].as_str().is_some_and(shows_one));
            let (Some((name, _)), None) = (found.next(), found.next()) else { return None };
            Some(name.clone())
        };
        let mut effect = effect("list", [("response", path)]);
        let query = draft.entry.get("query").and_then(Value::as_object).into_iter().flatten();
        let selects = |name: &String| shown.fields.get(name).is_some_and(|field| self.is_scalar(&field["type"]));
        let filter = query.filter(|(name, entry)| selects(name) && self.is_scalar(&entry["type"]));
        let filter: Map<String, Value> = filter.map(|(name, _)| (name.clone(), json!(name))).collect();
        if !filter.is_empty() {
            effect["filter"] = Value::Object(filter);
        }
        Some((draft, effect))
    }

    /// Where the response shows a resource: as a whole, or in the only object that has its id.
    fn received(&self, draft: &Draft<'_>, key: &str) -> Option<Shown<'_>> {
        self.inside_of(response(draft)?, &|fields| id_of(key, fields).is_some())
    }

    /// Where the request body has a resource.
    fn sent(&self, draft: &Draft<'_>, shown: &Shown<'_>) -> Option<Shown<'_>> {
        let body = draft.entry.get("body")?;
        if body.get("media").is_some() {
            return None;
        }
        self.inside_of(body["type"].as_str()?, &|fields| fields.keys().any(|name| shown.fields.contains_key(name)))
    }

    fn inside_of(&self, body: &str, fits: &dyn Fn(&Map<String, Value>) -> bool) -> Option<Shown<'_>> {
        let fields = self.fields_of(body)?;
        if fits(&fields) {
            return Some(Shown { path: None, fields });
        }
        let inner = |(name, field): (&String, &Value)| Some((name.clone(), self.fields_of(field["type"].as_str()?)?));
        let mut found = fields.iter().filter_map(inner).filter(|(name, fields)| !name.contains('.') && fits(fields));
        match (found.next(), found.next()) {
            (Some((name, fields)), None) => Some(Shown { path: Some(name), fields }),
            _ => None,
        }
    }

    /// The fields of a struct, or those that all variants of a union have.
    fn fields_of(&self, ty: &str) -> Option<Cow<'_, Map<String, Value>>> {
        let entry = &self.types.get(ty)?.entry;
        if let Some(fields) = entry.get("fields") {
            return fields.as_object().map(Cow::Borrowed);
        }
        entry.get("tag").filter(|_| !entry.contains_key("content"))?;
        let mut variants = entry.get("variants")?.as_object()?.values();
        let mut common = self.fields_of(variants.next()?.as_str()?)?.into_owned();
        for variant in variants {
            let fields = self.types.get(variant.as_str()?)?.entry.get("fields")?.as_object()?;
            common.retain(|name, field| fields.get(name).is_some_and(|other| other["type"] == field["type"]));
        }
        Some(Cow::Owned(common))
    }

    fn is_scalar(&self, ty: &Value) -> bool {
        let Some(ty) = ty.as_str() else { return false };
        let named = self.types.get(ty).map(|draft| &draft.entry);
        ["string", "boolean", "uint64"].contains(&ty)
            || is_integer(&json!(ty))
            || named.is_some_and(|entry| entry.contains_key("enum") || entry.contains_key("id"))
    }
}

/// How a resource gets its id: from the caller, or from the service; and its times.
fn identity(key: &str, id: &str, shown: &Shown<'_>, takes_id: bool) -> Map<String, Value> {
    let mut entry = Map::new();
    let mut set = Map::new();
    if takes_id {
        if id != key {
            entry.insert("names".to_owned(), json!({ id: key }));
        }
    } else {
        let ty = &shown.fields[id]["type"];
        set.insert(id.to_owned(), json!(if is_integer(ty) || ty == "uint64" { "number" } else { "uuid" }));
        if id != key {
            entry.insert("id".to_owned(), json!(id));
        }
    }
    for (names, to) in [(&CREATED[..], "created"), (&UPDATED[..], "updated")] {
        let is_time = |(name, field): &(&String, &Value)| {
            names.contains(&plain(name).as_str()) && field.get("format").is_some_and(|format| format == "date_time")
        };
        let time = shown.fields.iter().find(is_time).map(|(name, _)| name.clone());
        set.extend(time.map(|name| (name, json!(to))));
    }
    if !set.is_empty() {
        entry.insert("set".to_owned(), Value::Object(set));
    }
    entry
}

fn effect<const N: usize>(does: &str, paths: [(&str, Option<String>); N]) -> Value {
    let paths = paths.into_iter().filter_map(|(key, path)| Some((key.to_owned(), json!(path?))));
    Value::Object([("does".to_owned(), json!(does))].into_iter().chain(paths).collect())
}

/// The path of an operation, as the specification has it. `None` if something else than the path tells what it is about.
fn route<'r>(draft: &'r Draft<'_>) -> Option<&'r str> {
    if draft.key.contains(['?', '#']) {
        return None;
    }
    Some(draft.entry.get("http")?.as_str()?.split_once(' ')?.1)
}

/// The body of the successful response.
fn response<'r>(draft: &'r Draft<'_>) -> Option<&'r str> {
    let responses = draft.entry.get("responses")?.as_object()?;
    responses.values().find_map(|response| response.get("body")?.as_str())
}

/// The parameter that is a whole segment.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}').filter(|name| !name.contains(['{', '}']))
}

fn is_text_segment(segment: &str) -> bool {
    !segment.is_empty() && !segment.contains('{')
}

/// The field with the value of a parameter: of the same name, or of the end of it.
fn id_of<'f>(key: &str, fields: &'f Map<String, Value>) -> Option<&'f str> {
    let key = plain(key);
    let is_one = |field: &Value| field["type"].as_str().is_some_and(|ty| !ty.contains('<') && ty != "any");
    let fits = |name: &str| {
        let name = plain(name);
        name == key || IDS.contains(&name.as_str()) && key.ends_with(name.as_str())
    };
    let found = fields.iter().filter(|(name, field)| fits(name) && is_one(field) && !name.contains('.'));
    found.map(|(name, _)| name.as_str()).max_by_key(|name| name.len())
}

/// The resource around a collection, and the parameters that are no keys. `None` if what is within would have others.
fn surroundings<'r>(collection: &str, known: &'r [Resource]) -> Option<(Option<&'r Resource>, Vec<String>)> {
    let inside =
        |outer: &&Resource| collection.strip_prefix(outer.item.as_str()).is_some_and(|rest| rest.starts_with('/'));
    let outer = known.iter().filter(inside).max_by_key(|outer| outer.item.len());
    let parameters = |path: &str| path.split('/').filter_map(parameter).map(str::to_owned).collect::<Vec<_>>();
    match outer {
        None => Some((None, parameters(collection))),
        Some(outer) if parameters(&collection[outer.item.len()..]).is_empty() => {
            Some((Some(outer), outer.scope.clone()))
        }
        Some(_) => None,
    }
}

fn name_of(place: &Place<'_, '_>, outer: Option<&Resource>, known: &[Resource]) -> String {
    let last = place.collection.rsplit('/').next().unwrap_or_default();
    let many = names::snake(last, "thing");
    let one = names::singular(&many).unwrap_or(many);
    let taken: BTreeSet<String> = known.iter().map(|other| other.name.clone()).collect();
    let longer = outer.map(|outer| format!("{}_{one}", outer.name)).filter(|_| taken.contains(&one));
    names::free(&longer.unwrap_or(one), "_", &taken)
}
