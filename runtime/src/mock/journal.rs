//! What was asked and answered.

use std::collections::VecDeque;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::server::Violation;

/// A request and its answer. Secrets in bodies and parameters are stars; headers that are no parameters
/// are not kept at all.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Exchange {
    /// Counts the exchanges since the start or the last reset, from 1.
    pub number: u64,
    /// The operation; `None` if none has this path and method.
    pub operation: Option<&'static str>,
    /// The method.
    pub method: String,
    /// The path, of an operation as its template.
    pub path: String,
    /// Path, query, headers and body of the request; `None` if it did not get past the checks.
    pub request: Option<Value>,
    /// The status of the answer.
    pub status: u16,
    /// Where the answer comes from.
    pub source: Source,
    /// The body of the answer, if it is JSON.
    pub answer: Option<Value>,
    /// The rules that were broken: by the request, or by the mock itself where `source` is
    /// [`Source::Internal`].
    pub violations: Vec<String>,
}

/// Where an answer comes from; also the header `X-Mock-Source`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Source {
    /// From the example with this name.
    Example(String),
    /// Made from the type of the answer.
    Generated,
    /// Nothing has changed since the revision that the caller knows.
    NotModified,
    /// The caller asked for this outcome.
    Forced,
    /// Something went wrong on purpose.
    Fault,
    /// The request was refused: no such operation, no credentials, broken rules.
    Refused,
    /// The mock made an answer that breaks the rules of the specification.
    Internal,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Example(name) => write!(f, "example:{name}"),
            Self::Generated => f.write_str("generated"),
            Self::NotModified => f.write_str("not-modified"),
            Self::Forced => f.write_str("forced"),
            Self::Fault => f.write_str("fault"),
            Self::Refused => f.write_str("refused"),
            Self::Internal => f.write_str("mock-internal"),
        }
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The last exchanges.
#[derive(Debug)]
pub(super) struct Journal {
    exchanges: VecDeque<Exchange>,
    size: usize,
    count: u64,
}

impl Journal {
    pub(super) fn new(size: usize) -> Self {
        Self { exchanges: VecDeque::new(), size, count: 0 }
    }

    pub(super) fn add(&mut self, mut exchange: Exchange) {
        self.count += 1;
        exchange.number = self.count;
        self.exchanges.push_back(exchange);
        while self.exchanges.len() > self.size {
            self.exchanges.pop_front();
        }
    }

    pub(super) fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.iter().cloned().collect()
    }

    pub(super) fn clear(&mut self) {
        self.exchanges.clear();
        self.count = 0;
    }
}

/// Broken rules, one sentence each.
pub(super) fn sentences(violations: &[Violation]) -> Vec<String> {
    violations.iter().map(ToString::to_string).collect()
}
