//! Operations with their examples.

use serde::Deserialize;
use serde_json::Value;

use super::operation::Operation;
use crate::meta::OperationMeta;

/// Operation with its examples, in the order of the specification.
pub(super) struct Described {
    pub(super) operation: Operation,
    pub(super) examples: Vec<Example>,
}

impl Described {
    pub(super) fn meta(&self) -> &'static OperationMeta {
        self.operation.meta
    }

    /// Returns the example with a name.
    pub(super) fn example(&self, name: &str) -> Option<&Example> {
        self.examples.iter().find(|example| example.name == name)
    }

    /// Returns the current revision of the operation's response, if it has one.
    pub(super) fn revision(&self) -> Option<String> {
        let header = self.meta().conditions?.header?;
        let shown = self.examples.iter().find_map(|example| example.response.header(header));
        Some(shown.unwrap_or_else(|| "1".to_owned()))
    }
}

/// Example request and response of an operation.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Example {
    pub(super) operation: String,
    pub(super) name: String,
    #[serde(default)]
    pub(super) doc: String,
    pub(super) request: Value,
    pub(super) response: Response,
}

/// Example response.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Response {
    pub(super) status: u16,
    #[serde(default)]
    headers: Value,
    pub(super) body: Option<Value>,
}

impl Response {
    /// Returns the headers as strings.
    pub(super) fn headers(&self) -> impl Iterator<Item = (&str, String)> {
        let headers = self.headers.as_object().into_iter().flatten();
        headers.map(|(name, value)| (name.as_str(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
    }

    fn header(&self, name: &str) -> Option<String> {
        self.headers().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}
