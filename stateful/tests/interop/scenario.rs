//! Scenarios as data: requests, what is kept of responses, and what responses have to be.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

/// Requests to one server and the responses to them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scenario {
    pub(crate) about: String,
    pub(crate) steps: Vec<Step>,
}

/// One request, the end of an earlier one, or a pause.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Step {
    /// Method and path.
    pub(crate) send: Option<String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Option<Value>,
    /// Body that is not JSON.
    pub(crate) text: Option<String>,
    /// Continues while the request runs; the name is that of the step that ends it.
    pub(crate) begin: Option<String>,
    /// Awaits the request of this name.
    pub(crate) end: Option<String>,
    /// Seconds to pass.
    pub(crate) pass: Option<f64>,
    /// Parts of the response to keep: JSON pointers, or names of headers.
    pub(crate) keep: BTreeMap<String, String>,
    pub(crate) expect: Option<Expected>,
}

/// Response to a request. `*` stands for any value.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, Value>,
    /// Whole body; lists in any order.
    pub(crate) body: Option<Value>,
    /// Members of the body that matter.
    #[serde(default)]
    pub(crate) has: BTreeMap<String, Value>,
    /// Code of an error.
    pub(crate) code: Option<String>,
}

/// Response that a server gave.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observed {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Value,
}

/// Values that were kept, by name.
pub(crate) type Names = BTreeMap<String, String>;

impl Scenario {
    pub(crate) fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

impl Step {
    pub(crate) fn pause(&self) -> Option<Duration> {
        self.pass.map(Duration::from_secs_f64)
    }

    /// Keeps parts of a response. Returns the problem if one is missing.
    pub(crate) fn keep(&self, observed: &Observed, names: &mut Names) -> Option<String> {
        for (name, place) in &self.keep {
            let value = match place.strip_prefix('/') {
                Some(_) => observed.body.pointer(place).map(text),
                None => observed.headers.get(&place.to_lowercase()).cloned(),
            };
            names.insert(
                name.clone(),
                match value {
                    Some(value) => value,
                    None => return Some(format!("nothing at {place} in {observed:?}")),
                },
            );
        }
        None
    }
}

impl Expected {
    /// Returns how a response differs.
    pub(crate) fn difference(&self, observed: &Observed, names: &Names) -> Option<String> {
        if observed.status != self.status {
            return Some(format!("expected status {}, got {observed:?}", self.status));
        }
        for (name, value) in &self.headers {
            let got = observed.headers.get(&name.to_lowercase()).cloned().map_or(Value::Null, Value::from);
            if !same(&filled(value, names), &got) {
                return Some(format!("header {name}: expected {value}, got {got}"));
            }
        }
        if let Some(code) = &self.code
            && (observed.body["errorCode"] != code.as_str() || !observed.body["detail"].is_string())
        {
            return Some(format!("expected code {code}, got {}", observed.body));
        }
        for (pointer, value) in &self.has {
            let got = observed.body.pointer(pointer).unwrap_or(&Value::Null);
            if !same(&filled(value, names), got) {
                return Some(format!("{pointer}: expected {value}, got {got} in {}", observed.body));
            }
        }
        let body = self.body.as_ref().map(|body| filled(body, names))?;
        (!same(&body, &observed.body)).then(|| format!("expected {body}, got {}", observed.body))
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns a string with the values of its names.
pub(crate) fn fill(text: &str, names: &Names) -> String {
    names.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Returns JSON with the values of its names.
pub(crate) fn filled(value: &Value, names: &Names) -> Value {
    match value {
        Value::String(text) => fill(text, names).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, names)).collect(),
        Value::Object(members) => {
            members.iter().map(|(name, value)| (fill(name, names), filled(value, names))).collect()
        }
        other => other.clone(),
    }
}

/// Compares with a pattern. Lists are compared in any order.
pub(crate) fn same(pattern: &Value, value: &Value) -> bool {
    match (pattern, value) {
        (Value::String(text), value) if text == "*" => !value.is_null(),
        // A number that was kept is text.
        (Value::String(text), Value::Number(number)) => *text == number.to_string(),
        (Value::Array(wanted), Value::Array(got)) => {
            let mut left: Vec<&Value> = got.iter().collect();
            wanted.len() == got.len()
                && wanted.iter().all(|wanted| {
                    let found = left.iter().position(|got| same(wanted, got));
                    found.map(|index| left.remove(index)).is_some()
                })
        }
        (Value::Object(wanted), Value::Object(got)) => {
            wanted.len() == got.len()
                && wanted.iter().all(|(name, wanted)| got.get(name).is_some_and(|got| same(wanted, got)))
        }
        (pattern, value) => pattern == value,
    }
}
