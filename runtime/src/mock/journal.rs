//! Journal of requests and responses.

use std::collections::VecDeque;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::server::Violation;

/// Journal entry: a request and its response. Secrets in bodies and parameters are masked; headers other than
/// parameters are not kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct JournalEntry {
    /// Number of the entry since the start or the last reset, from 1.
    pub number: u64,
    /// Id of the operation; `None` if none has this path and method.
    pub operation: Option<&'static str>,
    /// Method.
    pub method: String,
    /// Path template of the operation, or the path itself if there is none.
    pub path: String,
    /// Path, query, headers and body of the request; `None` if it was rejected before the handler.
    pub request: Option<Value>,
    /// Status of the response.
    pub status: u16,
    /// Source of the response.
    pub source: ResponseSource,
    /// Body of the response, if it is JSON.
    pub response: Option<Value>,
    /// Violations of the request, or of the mock's own response if `source` is [`ResponseSource::Internal`].
    pub violations: Vec<String>,
}

/// Source of a response; also sent in the header `X-Mock-Source`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseSource {
    /// Example with this name.
    Example(String),
    /// Generated from the type of the response.
    Generated,
    /// The revision known to the caller is current.
    NotModified,
    /// Response of a stateful mock, about the resources that it keeps.
    State,
    /// Response of a [`Behavior`](super::Behavior).
    Behavior,
    /// Outcome requested by the caller.
    Forced,
    /// Injected fault.
    Fault,
    /// Rejected request: no such operation, missing credentials, violations.
    Rejected,
    /// Response of the mock that violates the specification.
    Internal,
}

impl fmt::Display for ResponseSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Example(name) => write!(f, "example:{name}"),
            Self::Generated => f.write_str("generated"),
            Self::NotModified => f.write_str("not-modified"),
            Self::State => f.write_str("state"),
            Self::Behavior => f.write_str("behavior"),
            Self::Forced => f.write_str("forced"),
            Self::Fault => f.write_str("fault"),
            Self::Rejected => f.write_str("rejected"),
            Self::Internal => f.write_str("mock-internal"),
        }
    }
}

impl Serialize for ResponseSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Latest entries, up to a number and a size.
#[derive(Debug)]
pub(super) struct Journal {
    entries: VecDeque<Entry>,
    most: usize,
    /// In bytes of JSON.
    room: usize,
    taken: usize,
    count: u64,
}

/// Entry whose values are stored as JSON, which takes a fraction of the memory.
#[derive(Debug)]
struct Entry {
    /// Entry without its values.
    entry: JournalEntry,
    json: String,
}

/// Values read back from the JSON.
#[derive(Deserialize)]
struct Values {
    request: Option<Value>,
    response: Option<Value>,
}

impl Journal {
    /// Creates a journal for this many entries and bytes.
    pub(super) fn new(most: usize, room: usize) -> Self {
        Self { entries: VecDeque::new(), most, room, taken: 0, count: 0 }
    }

    pub(super) fn add(&mut self, mut entry: JournalEntry) {
        self.count += 1;
        entry.number = self.count;
        let json = serde_json::to_string(&entry).unwrap_or_default();
        (entry.request, entry.response) = (None, None);
        self.taken += json.len();
        self.entries.push_back(Entry { entry, json });
        while self.entries.len() > self.most || (self.taken > self.room && self.entries.len() > 1) {
            let oldest = self.entries.pop_front();
            self.taken -= oldest.map_or(0, |entry| entry.json.len());
        }
    }

    /// Returns the entries without their values.
    pub(super) fn heads(&self) -> impl Iterator<Item = &JournalEntry> {
        self.entries.iter().map(|entry| &entry.entry)
    }

    pub(super) fn entries(&self, wanted: impl Fn(&JournalEntry) -> bool) -> Vec<JournalEntry> {
        let whole = |Entry { entry, json }: &Entry| {
            let Values { request, response } =
                serde_json::from_str(json).unwrap_or(Values { request: None, response: None });
            JournalEntry { request, response, ..entry.clone() }
        };
        self.entries.iter().filter(|entry| wanted(&entry.entry)).map(whole).collect()
    }

    /// Returns all entries as a JSON list.
    pub(super) fn to_json(&self) -> String {
        let mut json = String::with_capacity(self.taken + self.entries.len() + 2);
        json.push('[');
        for (index, entry) in self.entries.iter().enumerate() {
            json.push_str(if index == 0 { "" } else { "," });
            json.push_str(&entry.json);
        }
        json.push(']');
        json
    }

    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.taken = 0;
        self.count = 0;
    }
}

/// Formats violations, one sentence each.
pub(super) fn sentences(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn entry(body: Value) -> JournalEntry {
        JournalEntry {
            number: 0,
            operation: Some("v1.add_thing"),
            method: "POST".to_owned(),
            path: "/things".to_owned(),
            request: Some(json!({ "body": body })),
            status: 201,
            source: ResponseSource::Example("pen".to_owned()),
            response: Some(json!({ "id": 7 })),
            violations: vec!["/name: expected a string, got 7".to_owned()],
        }
    }

    fn numbers(journal: &Journal) -> Vec<u64> {
        journal.heads().map(|entry| entry.number).collect()
    }

    #[test]
    fn exchanges_come_back_as_they_were() {
        let mut journal = Journal::new(10, 1000);
        journal.add(entry(json!(["a", null, 1.5])));
        let expected = JournalEntry { number: 1, ..entry(json!(["a", null, 1.5])) };
        assert_eq!(journal.entries(|_| true), [expected]);
        assert_eq!(journal.entries(|entry| entry.status == 200), []);
        let written: Value = journal.to_json().parse().unwrap();
        assert_eq!(written, serde_json::to_value(journal.entries(|_| true)).unwrap());
        journal.clear();
        assert_eq!((journal.to_json().as_str(), journal.taken), ("[]", 0));
    }

    #[test]
    fn the_oldest_make_room_for_the_newest() {
        let mut journal = Journal::new(3, 10_000);
        (0..5).for_each(|number| journal.add(entry(json!(number))));
        assert_eq!(numbers(&journal), [3, 4, 5], "there may be three");
        journal.add(entry(json!("m".repeat(9_700))));
        assert_eq!(numbers(&journal), [6], "the body takes nearly all the room");
        journal.add(entry(json!("m".repeat(20_000))));
        assert_eq!(numbers(&journal), [7], "the last one is kept in any case");
        journal.add(entry(json!("m")));
        assert_eq!(numbers(&journal), [8]);
        assert!(journal.taken < 1000, "{}", journal.taken);
    }
}
