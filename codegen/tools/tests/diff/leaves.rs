//! Specifications in which one leaf is another one.

use std::collections::BTreeMap;

use serde_yaml::{Mapping, Value};

/// A specification with a change, and what was changed.
pub(crate) struct Mutation {
    pub(crate) what: String,
    pub(crate) files: BTreeMap<String, String>,
}

/// Marsaglia's xorshift: the same numbers on every run.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// Changes one leaf; none if the chosen one cannot be changed.
pub(crate) fn mutate(files: &BTreeMap<String, String>, random: &mut Random) -> Option<Mutation> {
    let names: Vec<&String> =
        files.keys().filter(|path| path.ends_with(".yaml") && !path.starts_with("ledger/")).collect();
    let name = names[random.below(names.len())];
    let mut document: Value = serde_yaml::from_str(&files[name]).unwrap();
    let mut paths = Vec::new();
    leaves(&document, &mut Vec::new(), &mut paths);
    let path = paths[random.below(paths.len())].clone();
    let how = match random.below(8) {
        0 => remove(&mut document, &path)?,
        1 => rename(&mut document, &path)?,
        _ => replace(&mut document, &path, random)?,
    };
    let mut files = files.clone();
    files.insert(name.clone(), serde_yaml::to_string(&document).unwrap());
    Some(Mutation { what: format!("{name} {}: {how}", path.join(".")), files })
}

/// The paths of everything that is no map and no list.
fn leaves(value: &Value, path: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Mapping(map) => {
            for (key, value) in map {
                path.push(text(key));
                leaves(value, path, found);
                path.pop();
            }
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(index.to_string());
                leaves(item, path, found);
                path.pop();
            }
        }
        _ => found.push(path.clone()),
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => serde_yaml::to_string(other).unwrap().trim().to_owned(),
    }
}

fn at<'a>(value: &'a mut Value, path: &[String]) -> Option<&'a mut Value> {
    let Some((key, rest)) = path.split_first() else { return Some(value) };
    let inner = match value {
        Value::Mapping(map) => map.iter_mut().find(|(known, _)| text(known) == *key)?.1,
        Value::Sequence(items) => items.get_mut(key.parse::<usize>().ok()?)?,
        _ => return None,
    };
    at(inner, rest)
}

/// Leaves a setting out; a definition as a whole has several.
fn remove(document: &mut Value, path: &[String]) -> Option<String> {
    const OPTIONAL: &[&str] = &[
        "range",
        "length",
        "items",
        "pattern",
        "default",
        "rust_name",
        "rust_method",
        "lenient",
        "encoded_by",
        "header",
        "deprecated",
        "remedy",
        "kind",
        "case",
        "confidence",
        "slash",
        "boxed",
        "detail",
        "request_id",
        "body_limit",
        "idempotent",
        "date",
        "total",
        "wait",
        "message",
        "interval",
        "media",
    ];
    let (key, outer) = path.split_last()?;
    match at(document, outer)? {
        Value::Mapping(map) if OPTIONAL.contains(&key.as_str()) => {
            map.remove(key.as_str())?;
        }
        Value::Sequence(items) if items.len() > 1 => {
            items.remove(key.parse::<usize>().ok()?);
        }
        _ => return None,
    }
    Some("removed".to_owned())
}

/// Gives a definition another name: the one that the leaf is a setting of, or the leaf itself.
fn rename(document: &mut Value, path: &[String]) -> Option<String> {
    const LISTS: &[&str] = &[
        "fields",
        "values",
        "variants",
        "types",
        "operations",
        "query",
        "headers",
        "cookies",
        "errata",
        "codes",
        "permissions",
        "families",
        "hosts",
        "auth",
        "error_styles",
        "client_parameters",
        "documents",
        "error_codes",
    ];
    let index = path.iter().rposition(|key| LISTS.contains(&key.as_str()))?;
    let name = path.get(index + 1)?.clone();
    let Value::Mapping(map) = at(document, &path[..=index])? else { return None };
    let renamed = format!("{name}{}", if name.chars().any(char::is_uppercase) { "X" } else { "_x" });
    let entries: Mapping = map
        .iter()
        .map(|(key, value)| {
            (if text(key) == name { Value::from(renamed.as_str()) } else { key.clone() }, value.clone())
        })
        .collect();
    *map = entries;
    Some(format!("renamed {name} to {renamed}"))
}

/// Puts another value in the place of a leaf.
fn replace(document: &mut Value, path: &[String], random: &mut Random) -> Option<String> {
    let key = path.iter().rev().find(|key| key.parse::<usize>().is_err())?.clone();
    let leaf = at(document, path)?;
    let new = match leaf {
        Value::Bool(value) => Value::from(!*value),
        Value::Number(number) => Value::from(number.as_i64()? + 1),
        Value::String(text) => Value::from(other(&key, text, random)?),
        _ => return None,
    };
    if *leaf == new {
        return None;
    }
    let what = format!("{} became {}", text(leaf), text(&new));
    *leaf = new;
    Some(what)
}

fn other(key: &str, text: &str, random: &mut Random) -> Option<String> {
    let list = match key {
        "presence" => &["required", "optional", "nullable"][..],
        "type" if text.starts_with("list<") => return Some(format!("list<{text}>")),
        "type" | "body" => {
            &["string", "int32", "int64", "double", "boolean", "any", "secret", "epoch_millis", "list<string>"]
        }
        "enum" | "union" => &["open", "closed"],
        "scheme" => &["none", "header", "bearer"],
        "confidence" => &["stated", "inferred", "guessed"],
        "consequence" => &["wire_name", "alias", "presence", "type", "values", "constraint", "example"],
        "kind" => &["reference", "overview", "pages", "server", "invalid", "not_found", "conflict"],
        "slash" => &["percent", "colon"],
        "pattern" => &["^[a-z]*$", "^[0-9]+$", "^.*$"],
        "range" | "length" | "items" => &["0..7", "..9", "1..1000", "3.."],
        "http" => return Some(format!("{text}/more")),
        "version" => &["9.9.9"],
        _ => return Some(format!("{text}x")),
    };
    Some(random.pick(list).to_owned())
}
