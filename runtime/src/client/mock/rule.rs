//! Rules of a mock: which calls match, and their responses.

use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};

use super::TransportErrorKind;
use super::recorded::RecordedCall;
use super::response::MockResponse;
use crate::client::call::operation::Operation;
use crate::error_path;
use crate::finite;
use crate::meta::OperationMeta;

/// Starts a rule for an operation: `on::<ListThings>()`.
pub fn on<O: Operation>() -> Rule<O> {
    Rule::new(O::META)
}

/// Starts a rule for an operation known only by its metadata.
pub fn on_operation(operation: &'static OperationMeta) -> Rule<Untyped> {
    Rule::new(operation)
}

/// Placeholder for the type of an operation known only by its metadata.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untyped;

/// Error response of a mock, in the error style of the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MockError<'a> {
    /// HTTP status.
    pub status: u16,
    /// Error code.
    pub code: &'a str,
    /// Message.
    pub message: &'a str,
}

/// Rule for the responses to an operation.
///
/// Conditions restrict it. Responses are returned in order, each once unless [`times`](Self::times) follows
/// it; the last one repeats.
#[must_use = "a rule has no effect until it is added to a `MockTransport`"]
pub struct Rule<O> {
    data: RuleData,
    operation: PhantomData<fn() -> O>,
}

impl<O: Operation> Rule<O> {
    /// Responds with this output and the operation's default status.
    ///
    /// Serializing generated types requires the feature `server` of their crate. Add fields that travel in
    /// headers with [`header`](Self::header).
    pub fn returning(self, output: impl std::borrow::Borrow<O::Output>) -> Self
    where
        O::Output: Serialize,
    {
        match finite::to_value(output.borrow()) {
            // Output of an operation without a response body.
            Ok(Value::Null) => self.usual(None),
            Ok(value) => self.usual(Some(value)),
            Err(error) => self.unusable(format!("the response cannot be serialized as JSON: {error}")),
        }
    }
}

impl<O> Rule<O> {
    fn new(meta: &'static OperationMeta) -> Self {
        Self {
            data: RuleData { meta, conditions: Vec::new(), steps: Vec::new(), problem: None },
            operation: PhantomData,
        }
    }

    pub(super) fn into_data(self) -> RuleData {
        self.data
    }

    // Conditions

    /// Restricts the rule to calls that satisfy a predicate. `what` describes it in messages.
    pub fn when(
        mut self,
        what: impl Into<String>,
        is_true: impl Fn(&RecordedCall) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.data.conditions.push(Condition { what: what.into(), is_true: Box::new(is_true) });
        self
    }

    /// Restricts the rule to calls with this path parameter.
    pub fn path(self, name: &'static str, value: impl Display) -> Self {
        let value = value.to_string();
        self.when(format!("{name} is {value:?}"), move |call| call.path(name) == Some(&value))
    }

    /// Restricts the rule to calls with this query parameter, possibly among other values of the same name.
    pub fn query(self, name: &'static str, value: impl Display) -> Self {
        let value = value.to_string();
        self.when(format!("{name} is {value:?}"), move |call| call.query_all(name).contains(&value.as_str()))
    }

    // Responses

    /// Responds with this JSON and the operation's default status. A string is the text of an operation that responds
    /// with text.
    pub fn returning_json(self, body: Value) -> Self {
        self.usual(Some(body))
    }

    /// Responds with a status and no body.
    pub fn status(self, status: u16) -> Self {
        self.then(MockResponse::status(status))
    }

    /// Responds with a documented error code: its status and message, in the error style of the operation.
    pub fn error(self, code: impl AsRef<str>) -> Self {
        let code = code.as_ref();
        match self.data.meta.error_style.code_info(code) {
            Some(info) => self.error_with(MockError { status: info.status, code: info.code, message: info.message }),
            None => self.unusable(format!(
                "the code {code:?} is not documented for this operation: use `error_with(MockError {{ … }})`"
            )),
        }
    }

    /// Responds with a status, a code and a message, in the error style of the operation.
    pub fn error_with(self, error: MockError<'_>) -> Self {
        let style = self.data.meta.error_style;
        let mut body = Map::new();
        for (path, text) in [(style.code, error.code), (style.message, error.message)] {
            error_path::set(&mut body, path, text.into());
        }
        self.then(MockResponse::json(error.status, &body))
    }

    /// Fails with a transport error.
    pub fn transport_error(self, kind: TransportErrorKind) -> Self {
        self.then(MockResponse::transport_error(kind))
    }

    /// Never responds, so that the call times out.
    pub fn hang(self) -> Self {
        self.then(MockResponse::hang())
    }

    /// Responds with the result of a function of the call.
    pub fn respond_with(self, response: impl Fn(&RecordedCall) -> MockResponse + Send + Sync + 'static) -> Self {
        self.then(MockResponse::from_fn(response))
    }

    /// Responds with the given response.
    pub fn then(mut self, response: MockResponse) -> Self {
        self.data.steps.push(Step { response, times: None, given: 0 });
        self
    }

    fn usual(self, body: Option<Value>) -> Self {
        let meta = self.data.meta;
        let status = meta.success.first().copied().unwrap_or(200);
        self.then(match body {
            Some(body) => MockResponse::output(meta, status, body),
            None => MockResponse::status(status),
        })
    }

    // Modifiers of the previous response

    /// Repeats the previous response this many times. If it is the last one, the rule then no longer matches.
    pub fn times(self, times: u32) -> Self {
        self.last("times", |step| step.times = Some(times))
    }

    /// Adds a header to the previous response.
    pub fn header(self, name: &str, value: impl Display) -> Self {
        self.last("header", |step| step.response = step.response.clone().header(name, value))
    }

    /// Delays the previous response.
    pub fn delayed(self, delay: Duration) -> Self {
        self.last("delayed", |step| step.response = step.response.clone().delayed(delay))
    }

    fn last(mut self, method: &str, change: impl FnOnce(&mut Step)) -> Self {
        match self.data.steps.last_mut() {
            Some(step) => {
                change(step);
                self
            }
            None => self.unusable(format!("`{method}` must follow a response")),
        }
    }

    fn unusable(mut self, problem: String) -> Self {
        self.data.problem.get_or_insert(problem);
        self
    }
}

impl<O> fmt::Debug for Rule<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rule({})", self.data)
    }
}

/// Rule without the type of its operation.
pub(super) struct RuleData {
    meta: &'static OperationMeta,
    conditions: Vec<Condition>,
    steps: Vec<Step>,
    /// Reason why the rule is invalid.
    problem: Option<String>,
}

struct Condition {
    what: String,
    is_true: Box<dyn Fn(&RecordedCall) -> bool + Send + Sync>,
}

struct Step {
    response: MockResponse,
    times: Option<u32>,
    given: u32,
}

/// Result of applying a matching rule.
pub(super) enum NextResponse {
    Ready(MockResponse),
    UsedUp,
    Unusable(String),
}

impl RuleData {
    pub(super) fn is_of(&self, meta: &'static OperationMeta) -> bool {
        self.meta.id == meta.id
    }

    pub(super) fn fits(&self, call: &RecordedCall) -> bool {
        self.is_of(call.operation()) && self.conditions.iter().all(|condition| (condition.is_true)(call))
    }

    pub(super) fn next(&mut self) -> NextResponse {
        let problems = self.problem.iter().chain(self.steps.iter().filter_map(|step| step.response.problem.as_ref()));
        if let Some(problem) = problems.into_iter().next() {
            return NextResponse::Unusable(problem.clone());
        }
        if self.steps.is_empty() {
            return NextResponse::Unusable("it has no response; add `returning(…)`, for example".to_owned());
        }
        let last = self.steps.len() - 1;
        let limit = |(index, step): (usize, &Step)| step.times.or((index < last).then_some(1));
        let open = (0..=last).find(|index| {
            let step = &self.steps[*index];
            limit((*index, step)).is_none_or(|times| step.given < times)
        });
        match open.and_then(|index| self.steps.get_mut(index)) {
            Some(step) => {
                step.given = step.given.saturating_add(1);
                NextResponse::Ready(step.response.clone())
            }
            None => NextResponse::UsedUp,
        }
    }

    /// Returns true if an expected response was not used.
    pub(super) fn is_unused(&self) -> bool {
        self.steps.is_empty() || self.steps.iter().any(|step| step.given < step.times.unwrap_or(1))
    }
}

impl Display for RuleData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.meta.id)?;
        for (index, condition) in self.conditions.iter().enumerate() {
            write!(f, "{} {}", if index == 0 { " if" } else { " and" }, condition.what)?;
        }
        let given: u32 = self.steps.iter().fold(0, |sum, step| sum.saturating_add(step.given));
        let all = self.steps.iter().map(|step| step.times.unwrap_or(1)).fold(0u32, u32::saturating_add);
        let endless = self.steps.last().is_some_and(|step| step.times.is_none());
        match (given, endless) {
            (0, _) => f.write_str(" (unused)"),
            (given, true) => write!(f, " (used {given})"),
            (given, false) => write!(f, " (used {given} of {all})"),
        }
    }
}
