//! Old clients that talk to new servers, to see whether the verdict on the wire is true: what the client
//! sends has to fit at the server, and what the server answers has to be understood by the client.
//!
//! What fits is decided by the check of examples, which knows nothing of comparisons.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use serde_yaml::Mapping;
use specwright_tools::analyze;

use crate::{Files, sources};

/// Requests and answers of an operation, whichever name it has.
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

/// Exchanges with everything in them that `diagnostics/base` knows, and what becomes of them when one value
/// is left out or is another one.
pub(crate) fn exchanges() -> Vec<Exchange> {
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
    let delete = json!({ "request": {}, "response": { "status": 204 } });
    let mut exchanges = Vec::new();
    for (method, path, value) in [
        ("POST", "/v1/{project_id}/things", create),
        ("GET", "/v1/{project_id}/things", list),
        ("DELETE", "/v1/{project_id}/things/{thing_id}", delete),
    ] {
        exchanges.extend(variations(&value).into_iter().map(|value| Exchange { method, path, value }));
    }
    exchanges.push(Exchange { method: "GET", path: "/v1/{project_id}/things", value: renamed });
    exchanges
}

/// A value, and all that differ from it in one place.
fn variations(value: &Value) -> Vec<Value> {
    let mut all = vec![value.clone()];
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let mut without = map.clone();
                without.remove(key);
                all.push(Value::Object(without));
                all.extend(variations(inner).into_iter().skip(1).map(|other| {
                    let mut map = map.clone();
                    map.insert(key.clone(), other);
                    Value::Object(map)
                }));
            }
        }
        Value::Array(items) => {
            all.push(json!([]));
            all.push(Value::Array([items.as_slice(); 11].concat()));
            all.extend(items.iter().flat_map(|item| variations(item).into_iter().skip(1)).map(|item| json!([item])));
        }
        Value::String(_) => all.extend(
            ["", "a", "7", "ASC", "desc", "gone", "away", "elsewhere", "bag", "crate", "größer €", &"a".repeat(30)]
                .map(Value::from),
        ),
        Value::Number(_) => all.extend([0_i64, 1, 60, 100, 101, 5_000_000_000].map(Value::from)),
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
        let operations = document.get_mut("operations").and_then(serde_yaml::Value::as_mapping_mut);
        for (_, operation) in operations.into_iter().flatten() {
            let route = operation["http"].as_str().unwrap().to_owned();
            let examples = operation.as_mapping_mut().unwrap().entry("examples".into());
            let examples = examples.or_insert_with(|| Mapping::new().into()).as_mapping_mut().unwrap();
            for (number, exchange) in exchanges.iter().enumerate().filter(|(_, exchange)| exchange.is_of(&route)) {
                let name = format!("exchange_{number}");
                all.insert(format!("examples/{name}.json"), exchange.text(&route));
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
        let same = |(one, other): (&str, &str)| one == other || one.starts_with('{') && other.starts_with('{');
        method == self.method
            && path.split('/').count() == self.path.split('/').count()
            && path.split('/').zip(self.path.split('/')).all(same)
    }

    /// The exchange as an example, with path parameters as the route calls them.
    fn text(&self, route: &str) -> String {
        let names = route.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
        let path: Map<String, Value> = names.map(|name| (name.to_owned(), json!("p1"))).collect();
        let mut request = self.value["request"].as_object().cloned().unwrap_or_default();
        request.insert("path".to_owned(), path.into());
        json!({ "request": request, "response": self.value["response"] }).to_string()
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
