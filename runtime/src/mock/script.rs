//! Outcomes that a test enqueues for the next calls.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::described::Described;
use super::fault::Fault;
use crate::text::closest;

/// Outcome of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Injected fault.
    Fault(Fault),
    /// Documented error code.
    Code(String),
    /// Example with this name.
    Example(String),
    /// Response of your own, which is not validated.
    Response {
        /// Status, from 200 to 599.
        status: u16,
        /// JSON of the body. Null for none.
        body: Value,
    },
}

impl Outcome {
    /// Creates a response of your own: a status from 200 to 599, and JSON as its body. Null is no body. It is not
    /// validated, and a stateful mock changes nothing.
    #[must_use]
    pub fn response(status: u16, body: impl Into<Value>) -> Self {
        Self::Response { status, body: body.into() }
    }

    /// Returns what prevents the outcome for an operation.
    pub(super) fn problem(&self, described: &Described) -> Option<String> {
        let meta = described.meta();
        match self {
            Self::Code(code) if meta.error_style.code_info(code).is_none() => {
                let known = meta.error_style.codes.iter().copied().flatten().map(|info| info.code);
                let problem = format!("{code:?} is not among the codes that {} documents", meta.error_style.id);
                Some(match closest(code, known) {
                    Some(meant) => format!("{problem}; did you mean {meant:?}?"),
                    None => problem,
                })
            }
            Self::Example(name) if described.example(name).is_none() => {
                let known: Vec<&str> = described.examples.iter().map(|example| example.name.as_str()).collect();
                Some(format!("{} has no example {name:?}; there are {}", meta.id, known.join(", ")))
            }
            Self::Response { status, .. } | Self::Fault(Fault::Status { status, .. }) => {
                let lowest = if matches!(self, Self::Fault(_)) { 400 } else { 200 };
                let problem = || format!("the status {status} is not from {lowest} to 599");
                (!(lowest..600).contains(status)).then(problem)
            }
            _ => None,
        }
    }
}

/// Error of an outcome that cannot be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidOutcome(pub(super) String);

impl fmt::Display for InvalidOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for InvalidOutcome {}

/// Outcome as JSON: `code`, `example`, `fault`, or `status` with `body`; or `resource` for one that fails.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Enqueued {
    #[serde(default)]
    pub(super) operation: String,
    pub(super) resource: Option<String>,
    #[serde(default = "once")]
    pub(super) times: usize,
    code: Option<String>,
    example: Option<String>,
    fault: Option<String>,
    status: Option<u16>,
    #[serde(default)]
    body: Value,
}

fn once() -> usize {
    1
}

impl Enqueued {
    pub(super) fn outcome(&self) -> Result<Outcome, InvalidOutcome> {
        let parsed = |fault: &String| fault.parse().map_err(|error| InvalidOutcome(format!("fault: {error}")));
        match (&self.code, &self.example, &self.fault, self.status) {
            (Some(code), None, None, None) => Ok(Outcome::Code(code.clone())),
            (None, Some(name), None, None) => Ok(Outcome::Example(name.clone())),
            (None, None, Some(fault), None) => Ok(Outcome::Fault(parsed(fault)?)),
            (None, None, None, Some(status)) => Ok(Outcome::response(status, self.body.clone())),
            _ => Err(InvalidOutcome("expected one of code, example, fault and status".to_owned())),
        }
    }
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Queued outcomes by operation, each for a number of calls.
#[derive(Debug, Default)]
pub(super) struct Script {
    next: BTreeMap<String, Vec<(Outcome, usize)>>,
}

impl Script {
    pub(super) fn add(&mut self, operation: &str, outcome: Outcome, times: usize) {
        if times > 0 {
            self.next.entry(operation.to_owned()).or_default().push((outcome, times));
        }
    }

    /// Takes the outcome of this call, if one is queued.
    pub(super) fn take(&mut self, operation: &str) -> Option<Outcome> {
        let outcomes = self.next.get_mut(operation)?;
        let (outcome, left) = outcomes.first_mut()?;
        let outcome = outcome.clone();
        *left -= 1;
        if *left == 0 {
            outcomes.remove(0);
        }
        Some(outcome)
    }

    pub(super) fn clear(&mut self) {
        self.next.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_follow_each_other() {
        let mut script = Script::default();
        script.add("v1.a", Outcome::Fault(Fault::Reset), 2);
        script.add("v1.a", Outcome::Code("X.1".to_owned()), 1);
        let taken: Vec<_> = (0..4).map(|_| script.take("v1.a")).collect();
        let reset = Some(Outcome::Fault(Fault::Reset));
        assert_eq!(taken, [reset.clone(), reset, Some(Outcome::Code("X.1".to_owned())), None]);
        assert_eq!(script.take("v1.b"), None);
    }
}
