//! Requests and responses between old clients and new servers, which show whether the verdict on the wire is true:
//! the server has to accept the request, and the client has to read the response.
//!
//! The check of examples decides what is valid. It knows nothing of comparisons.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use serde_yaml::Mapping;
use specwright_tools::analyze;

use super::{Files, sources};
use crate::edits::POST;

/// A request with its response, of an operation of any name.
pub(crate) struct Exchange {
    method: &'static str,
    path: &'static str,
    value: Value,
}

/// Which exchanges a side has to do with, by their numbers.
pub(crate) struct Side {
    /// What clients may send, and servers take.
    requests: BTreeSet<usize>,
    /// What servers may answer.
    answers: BTreeSet<usize>,
    /// What clients understand, which is more: they leave aside what they do not know.
    readable: BTreeSet<usize>,
}

/// Returns exchanges with everything that a specification has, and those that differ from them in one value.
pub(crate) fn exchanges(of: &str) -> Vec<Exchange> {
    if of == POST { letters().into_iter().chain(parcels()).collect() } else { things() }
}

/// Thirty letters, which is longer than any limit of a string.
const LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Strings of the letters, as edits have them.
const FEW: &[&str] = &["", "7", "urgent", LONG];

/// Strings of the things, as edits have them.
const MANY: &[&str] =
    &["", "a", "7", "ASC", "desc", "gone", "away", "elsewhere", "bag", "crate", "random", "größer €", LONG];

fn varied(method: &'static str, path: &'static str, value: &Value, words: &[&str]) -> Vec<Exchange> {
    variations(value, words).into_iter().map(|value| Exchange { method, path, value }).collect()
}

fn letters() -> Vec<Exchange> {
    let create = json!({
        "text": "hello", "to": { "street": "Main 1" }, "urgency": "normal", "copies": 3, "seal": "abc", "color": "blue",
        "note": "thanks", "extras": { "stickers": 2 }, "routes": { "north": 5 }, "weight": 7,
    });
    let letter = json!({
        "code": "abc", "state": "sent", "before": "sent", "from": { "street": "Main 2" }, "hint": "ring twice",
    });
    let post = json!({ "request": { "body": create }, "response": { "status": 200, "body": letter } });
    let find = json!({
        "request": {
            "query": { "zip": 12, "near": [12, 13], "word": "hello", "weight": 7, "since": 9 },
            "headers": { "X-Mode": "fast", "X-Depth": 3 },
            "cookies": { "branch": "main" },
        },
        "response": { "status": 200, "headers": { "X-Trace": "7" }, "body": { "letters": [] } },
    });
    let weigh = json!({ "request": { "body": [7, 8] }, "response": { "status": 200, "body": [7, 8] } });
    let sort = json!({ "request": { "body": ["a", "b"] }, "response": { "status": 200, "body": ["a", "b"] } });
    // With names and values as edits have them.
    let mut moved = post.clone();
    moved["request"]["body"]["to"]["floor"] = 3.into();
    moved["response"]["body"]["from"]["floor"] = 3.into();
    let renamed = |part: &str, old: &str, new: &str| {
        let mut exchange = post.clone();
        let body = exchange[part]["body"].as_object_mut().unwrap();
        let value = body.remove(old).unwrap();
        body.insert(new.to_owned(), value);
        exchange
    };
    let renamed = [
        renamed("request", "text", "content"),
        renamed("request", "color", "paper"),
        renamed("response", "code", "tracking"),
    ];
    let mut two_words = find.clone();
    two_words["request"]["query"]["word"] = json!(["hello", "there"]);
    let drop = json!({ "request": { "path": { "number": "7" } }, "response": { "status": 204 } });
    let mut exchanges = varied("POST", "/v1/letters", &post, FEW);
    exchanges.extend(varied("GET", "/v1/letters", &find, FEW));
    exchanges.extend(varied("POST", "/v1/scales", &weigh, FEW));
    exchanges.extend(varied("POST", "/v1/sorters", &sort, FEW));
    exchanges.extend(varied("DELETE", "/v1/letters/{number}", &drop, FEW));
    let follow = json!({ "response": { "status": 101, "body": [letter] } });
    exchanges.extend(varied("GET", "/v1/followed-letters", &follow, FEW));
    let others = json!({ "response": { "status": 101, "body": [{ "stickers": 2 }] } });
    exchanges.push(Exchange { method: "GET", path: "/v1/followed-letters", value: others });
    exchanges.push(Exchange { method: "GET", path: "/v1/letters", value: two_words });
    exchanges.extend(renamed.into_iter().chain([moved]).map(|value| Exchange {
        method: "POST",
        path: "/v1/letters",
        value,
    }));
    exchanges
}

fn parcels() -> Vec<Exchange> {
    let (parcel, queue) = (json!({ "place": "here" }), json!({ "before": 3 }));
    let answer = |status: u16, body: &Value| json!({ "status": status, "body": body });
    let compare =
        json!({ "request": { "path": { "one": "abc", "other": "xyz" } }, "response": answer(200, &json!(["place"])) });
    let digits =
        json!({ "request": { "path": { "one": "abc", "other": "7" } }, "response": answer(200, &json!(["place"])) });
    let watch = json!({ "response": answer(200, &json!([parcel])) });
    let queues = json!({ "response": answer(200, &json!([queue])) });
    let find = json!({
        "request": {
            "query": { "size": { "width": 3, "height": 4 }, "filter": { "weight": 5 }, "place": "here" },
            "cookies": { "desk": 3 },
        },
        "response": answer(200, &json!([parcel])),
    });
    let count = json!({ "request": { "query": { "kind": "all" } }, "response": answer(200, &queue) });
    let mut exchanges = Vec::new();
    for (method, path, value) in [
        ("GET", "/v1/parcel-counts", count),
        ("GET", "/v1/comparisons/{one}...{other}", compare.clone()),
        // As edits have it.
        ("GET", "/v1/comparisons/{one}..{other}", compare.clone()),
        ("GET", "/v1/comparisons/{one}/{other}", compare),
        ("GET", "/v1/comparisons/{one}...{other}", digits),
        ("GET", "/v1/parcels/watch", watch),
        ("GET", "/v1/parcels/watch", queues),
        ("GET", "/v1/parcels", find),
    ] {
        exchanges.extend(varied(method, path, &value, FEW));
    }
    // Every body with the statuses that edits give it.
    let size = json!({ "width": 3 });
    for (method, status, body) in [
        ("POST", 201, &parcel),
        ("POST", 202, &queue),
        ("POST", 202, &size),
        ("POST", 203, &queue),
        ("PUT", 200, &parcel),
        ("PUT", 201, &parcel),
        ("PUT", 202, &queue),
    ] {
        let value = json!({ "request": { "body": { "to": "there" } }, "response": answer(status, body) });
        exchanges.extend(varied(method, "/v1/parcels", &value, FEW));
    }
    let empty = json!({ "request": { "body": { "to": "there" } }, "response": { "status": 202 } });
    exchanges.push(Exchange { method: "POST", path: "/v1/parcels", value: empty });
    exchanges
}

fn things() -> Vec<Exchange> {
    let thing = json!({
        "id": "t1", "name": "hammer", "state": "here", "weight": 800, "labels": [{ "key": "k", "value": "v" }],
        "wrapping": { "kind": "box", "height": 120 },
    });
    let bag = json!({
        "id": "t2", "name": "nails", "state": "gone", "weight": null,
        "wrapping": { "kind": "bag", "color": "brown" },
    });
    let create = json!({
        "request": { "body": { "name": "hammer", "manual": "aGl0", "encoding": "base64" } },
        "response": { "status": 200, "body": thing },
    });
    let list = json!({
        "request": { "query": { "limit": 10, "offset": 0, "order": "asc" } },
        "response": { "status": 200, "body": { "things": [bag], "count": 1 } },
    });
    // As the service would write it if the field had another name.
    let mut renamed = list.clone();
    let fields = renamed["response"]["body"]["things"][0].as_object_mut().unwrap();
    let weight = fields.remove("weight").unwrap();
    fields.insert("mass".to_owned(), weight);
    let get = json!({ "request": {}, "response": { "status": 200, "body": bag } });
    let delete = json!({ "request": {}, "response": { "status": 204 } });
    let mut exchanges = varied("POST", "/v1/{project_id}/things", &create, MANY);
    exchanges.extend(varied("GET", "/v1/{project_id}/things", &list, MANY));
    exchanges.extend(varied("DELETE", "/v1/{project_id}/things/{thing_id}", &delete, MANY));
    // As edits have them.
    exchanges.push(Exchange { method: "DELETE", path: "/v1/{project_id}/thing/{thing_id}", value: delete });
    exchanges.push(Exchange { method: "GET", path: "/v1/{project_id}/things/{thing_id}", value: get });
    exchanges.push(Exchange { method: "GET", path: "/v1/{project_id}/things", value: renamed });
    exchanges
}

/// A value, and all that differ from it in one place.
fn variations(value: &Value, words: &[&str]) -> Vec<Value> {
    let mut all = vec![value.clone()];
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let mut without = map.clone();
                without.remove(key);
                all.push(Value::Object(without));
                all.extend(variations(inner, words).into_iter().skip(1).map(|other| {
                    let mut map = map.clone();
                    map.insert(key.clone(), other);
                    Value::Object(map)
                }));
            }
        }
        Value::Array(items) => {
            all.push(json!([]));
            all.push(Value::Array([items.as_slice(); 11].concat()));
            all.extend(
                items.iter().flat_map(|item| variations(item, words).into_iter().skip(1)).map(|item| json!([item])),
            );
        }
        Value::String(_) => all.extend(words.iter().copied().map(Value::from)),
        Value::Number(_) => all.extend([0_i64, 1, 15, 60, 100, 101, 5_000_000_000].map(Value::from)),
        _ => {}
    }
    all.extend([Value::Null, json!("text"), json!(3), json!([value])]);
    all
}

/// What a side makes of the exchanges.
pub(crate) fn judge(files: &Files, exchanges: &[Exchange]) -> Side {
    let (files, shown) = with_examples(files, exchanges);
    let mut side = Side { requests: shown.clone(), answers: shown.clone(), readable: shown };
    let sources = sources(&files);
    for problem in analyze(&sources).err().unwrap_or_default() {
        let place = problem.primary.span;
        let (_, file) = sources.iter().find(|(id, _)| *id == place.file).unwrap();
        let number = file.path.strip_prefix("examples/exchange_").and_then(|rest| rest.strip_suffix(".json"));
        let number = number.unwrap_or_else(|| panic!("{}: {}", file.path, problem.message)).parse().unwrap();
        if (place.start as usize) < file.text.find("\"response\"").unwrap() {
            side.requests.remove(&number);
        } else {
            side.answers.remove(&number);
            let left_aside = problem.message.contains("has no field") && problem.fix.is_none();
            if !left_aside {
                side.readable.remove(&number);
            }
        }
    }
    side
}

/// A specification that shows the exchanges of its operations, and which ones those are.
fn with_examples(files: &Files, exchanges: &[Exchange]) -> (Files, BTreeSet<usize>) {
    let (mut all, mut shown) = (files.clone(), BTreeSet::new());
    for (path, text) in files.iter().filter(|(path, _)| path.ends_with(".yaml")) {
        let mut document: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
        let types = document.get("types").cloned().unwrap_or_default();
        let operations = document.get_mut("operations").and_then(serde_yaml::Value::as_mapping_mut);
        for (_, operation) in operations.into_iter().flatten() {
            let route = operation["http"].as_str().unwrap().to_owned();
            let declared = Declared::of(operation, &types);
            let examples = operation.as_mapping_mut().unwrap().entry("examples".into());
            let examples = examples.or_insert_with(|| Mapping::new().into()).as_mapping_mut().unwrap();
            for (number, exchange) in exchanges.iter().enumerate().filter(|(_, exchange)| exchange.is_of(&route)) {
                let name = format!("exchange_{number}");
                all.insert(format!("examples/{name}.json"), exchange.text(&route, &declared));
                examples.insert(name.into(), serde_yaml::from_str("doc: One of many.").unwrap());
                shown.insert(number);
            }
        }
        all.insert(path.clone(), serde_yaml::to_string(&document).unwrap());
    }
    (all, shown)
}

impl Exchange {
    /// Whether a route is that of the exchange; names of path parameters do not travel.
    fn is_of(&self, route: &str) -> bool {
        let Some((method, path)) = route.split_once(' ') else { return false };
        method == self.method && parts(path).0 == parts(self.path).0
    }

    /// Returns the exchange as an example, with names and types of parameters as the operation declares them.
    fn text(&self, route: &str, declared: &Declared) -> String {
        let mut request = self.value["request"].as_object().cloned().unwrap_or_default();
        // Names of path parameters do not travel.
        let given: Vec<Value> =
            request.get("path").and_then(Value::as_object).into_iter().flat_map(Map::values).cloned().collect();
        let value = |index: usize| given.get(index).cloned().unwrap_or_else(|| json!("7"));
        let names = parts(route).1.into_iter().enumerate();
        let path: Map<String, Value> = names.map(|(index, name)| (name.to_owned(), value(index))).collect();
        request.insert("path".to_owned(), path.into());
        for location in ["path", "query", "headers", "cookies"] {
            if let Some(Value::Object(values)) = request.get_mut(location) {
                *values = values.iter().map(|(name, value)| declared.parameter(location, name, value)).collect();
            }
        }
        let mut response = self.value["response"].clone();
        if let Some(Value::Object(fields)) = response.get_mut("headers") {
            *fields = fields.iter().map(|(name, value)| declared.parameter(RESPONSE, name, value)).collect();
        }
        json!({ "request": request, "response": response }).to_string()
    }
}

/// Returns the texts of a path, and the names of the parameters between them.
fn parts(path: &str) -> (Vec<&str>, Vec<&str>) {
    let all: Vec<&str> = path.split(['{', '}']).collect();
    (all.iter().step_by(2).copied().collect(), all.iter().skip(1).step_by(2).copied().collect())
}

/// Types of what is sent as text, by location and name: parameters of an operation, and fields in headers.
struct Declared(Vec<(&'static str, String, String)>);

/// The style of values that are not sent as text.
const JSON: &str = "json";

/// Location of fields in headers.
const RESPONSE: &str = "response";

impl Declared {
    fn of(operation: &serde_yaml::Value, types: &serde_yaml::Value) -> Declared {
        let mapping = |value: &serde_yaml::Value| value.as_mapping().cloned().unwrap_or_default();
        let ty = |value: &serde_yaml::Value| match value["style"].as_str() {
            Some(JSON) => JSON.to_owned(),
            _ => value["type"].as_str().unwrap_or_default().to_owned(),
        };
        let fields = mapping(types).into_iter().flat_map(|(_, ty)| mapping(&ty["fields"]));
        let header = |field: &serde_yaml::Value| Some((RESPONSE, field["header"].as_str()?.to_owned(), ty(field)));
        let mut found: Vec<_> = fields.filter_map(|(_, field)| header(&field)).collect();
        for location in ["path", "query", "headers", "cookies"] {
            for (name, parameter) in
                operation.get(location).and_then(serde_yaml::Value::as_mapping).into_iter().flatten()
            {
                found.push((location, name.as_str().unwrap().to_owned(), ty(parameter)));
            }
        }
        Declared(found)
    }

    /// Returns a parameter as an operation reads it: what is sent is text, and a name that is repeated is a list.
    /// Names of headers ignore letter case.
    fn parameter(&self, location: &str, name: &str, value: &Value) -> (String, Value) {
        let same = |declared: &str| match location {
            "headers" | RESPONSE => declared.eq_ignore_ascii_case(name),
            _ => declared == name,
        };
        let known = self.0.iter().find(|(place, declared, _)| *place == location && same(declared));
        let Some((_, name, ty)) = known else { return (name.to_owned(), value.clone()) };
        let typed = |ty: &str, value: &Value| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match ty {
                "int32" | "int64" | "double" | "boolean" | "epoch_millis" => {
                    serde_json::from_str(&text).unwrap_or(Value::String(text))
                }
                _ => Value::String(text),
            }
        };
        let item = |of: &str| ty.strip_prefix(of)?.strip_suffix('>');
        let value = match (item("list<"), value) {
            (_, value) if ty == JSON => value.clone(),
            (_, Value::Object(entries)) if let Some(item) = item("map<") => {
                entries.iter().map(|(key, value)| (key.clone(), typed(item, value))).collect()
            }
            // Nothing of this can be written into a URL.
            (_, Value::Null | Value::Object(_)) => value.clone(),
            (Some(item), Value::Array(values)) => values.iter().map(|value| typed(item, value)).collect(),
            (Some(item), value) => json!([typed(item, value)]),
            (None, Value::Array(values)) => match values.as_slice() {
                [one] => typed(ty, one),
                _ => value.clone(),
            },
            (None, value) => typed(ty, value),
        };
        (name.clone(), value)
    }
}

/// An exchange that worked as long as both were old, and does not with a new server.
pub(crate) fn broken(old: &Side, new: &Side, exchanges: &[Exchange]) -> Option<String> {
    let refused = old.requests.difference(&new.requests).map(|number| ("request", number));
    let misread = new.answers.difference(&old.readable).filter(|number| old.requests.contains(number));
    let (part, number) = refused.chain(misread.map(|number| ("response", number))).next()?;
    let Exchange { method, path, value } = &exchanges[*number];
    Some(format!("{part} of {method} {path}: {}", value[part]))
}
