//! Objects of the document, written key by key.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// An object that grows.
#[derive(Clone, Default)]
pub(super) struct Entry(pub(super) Map<String, Value>);

impl Entry {
    /// Adds a plain value, unless it is null.
    pub(super) fn set(self, key: &str, value: impl Serialize) -> Entry {
        match json!(value) {
            Value::Null => self,
            value => self.put(key, value),
        }
    }

    /// Adds what was written for this place.
    pub(super) fn put(mut self, key: &str, value: impl Into<Value>) -> Entry {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// The same unless there is nothing in it.
    pub(super) fn filled(self, key: &str, value: impl Into<Value>) -> Entry {
        match value.into() {
            Value::Null => self,
            Value::Array(items) if items.is_empty() => self,
            Value::Object(entries) if entries.is_empty() => self,
            value => self.put(key, value),
        }
    }
}

impl From<Value> for Entry {
    /// An object; nothing else has entries.
    fn from(value: Value) -> Entry {
        match value {
            Value::Object(entries) => Entry(entries),
            _ => Entry::default(),
        }
    }
}

impl From<Entry> for Value {
    fn from(entry: Entry) -> Value {
        Value::Object(entry.0)
    }
}
