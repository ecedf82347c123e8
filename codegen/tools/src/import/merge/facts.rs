//! What a document says of an entry: names, types, presence and limits, without prose.

use serde_json::{Map, Value};

/// Keys of prose, and of what curators alone decide.
const NO_FACTS: [&str; 9] =
    ["doc", "source", "rust_name", "rust_method", "examples", "errata", "allow", "confidence", super::COMMENT];

/// Keys below which names are free.
const NAMES: [&str; 8] = ["fields", "values", "variants", "path", "query", "headers", "cookies", "responses"];

/// The facts of an entry.
pub(super) fn of(entry: &Map<String, Value>) -> Value {
    facts(entry, false)
}

fn facts(entry: &Map<String, Value>, names: bool) -> Value {
    let mut found = Map::new();
    for (key, value) in entry.iter().filter(|(key, _)| names || !NO_FACTS.contains(&key.as_str())) {
        let fact = match value {
            // The description of an enum value, or a reason.
            Value::String(_) if !names && key == "deprecated" => Value::Bool(true),
            Value::Object(_) if !names && key == "default" => value.clone(),
            Value::Object(inner) if !names && key == "values" => values(inner),
            Value::Object(inner) => facts(inner, !names && NAMES.contains(&key.as_str())),
            other => other.clone(),
        };
        found.insert(key.clone(), fact);
    }
    Value::Object(found)
}

/// The values of an enum. The short form of a value is its description.
fn values(values: &Map<String, Value>) -> Value {
    let facts = values.iter().map(|(name, value)| {
        let fact = value.as_object().map_or_else(|| Value::Object(Map::new()), |value| facts(value, false));
        (name.clone(), fact)
    });
    Value::Object(facts.collect())
}

/// Replaces the names of types in type expressions.
pub(super) fn rename(value: &mut Value, names: &dyn Fn(&str) -> Option<String>) {
    within(value, "", "", names);
}

fn within(value: &mut Value, key: &str, above: &str, names: &dyn Fn(&str) -> Option<String>) {
    match value {
        Value::String(expression)
            if above == "variants"
                || above == "stream" && ["messages", "sends"].contains(&key)
                || above != "values" && ["type", "body", "headers", "extra"].contains(&key) =>
        {
            *expression = renamed(expression, names);
        }
        Value::Object(members) => members.iter_mut().for_each(|(inner, value)| within(value, inner, key, names)),
        _ => {}
    }
}

fn renamed(expression: &str, names: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::new();
    let mut rest = expression;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..length];
        let taken = if word.is_empty() { c.len_utf8() } else { length };
        match names(word).filter(|_| c.is_ascii_uppercase()) {
            Some(name) => out.push_str(&name),
            None => out.push_str(&rest[..taken]),
        }
        rest = &rest[taken..];
    }
    out
}

/// The names of types in the type expressions of an entry.
pub(super) fn types(value: &Value) -> Vec<String> {
    let found = std::cell::RefCell::new(Vec::new());
    rename(&mut value.clone(), &|name| {
        found.borrow_mut().push(name.to_owned());
        None
    });
    found.into_inner().into_iter().filter(|name| name.starts_with(|c: char| c.is_ascii_uppercase())).collect()
}
