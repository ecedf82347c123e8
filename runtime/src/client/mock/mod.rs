//! Mocked responses for tests, without a network or a server.
//!
//! A [`MockTransport`] replaces the network. Rules define its responses to operations, and it records every
//! call. Everything else runs as usual: URLs, credentials, retries and decoding.
//!
//! ```
//! use specwright_runtime::client::mock::{MockError, MockTransport, on};
//! use specwright_runtime::client::{ClientCore, TransportErrorKind};
//! use serde_json::json;
//! # mod api {
//! #     pub mod meta {
//! #         use specwright_runtime::meta::{HostAddress, HostMeta, OperationMeta, Segment};
//! #         pub static HOST: HostMeta = HostMeta { id: "host", address: HostAddress::Explicit { example: "" }, ..HostMeta::BASE };
//! #         pub static LIST_THINGS: OperationMeta = OperationMeta {
//! #             id: "v1.list_things",
//! #             segments: &[Segment::Literal("things")],
//! #             host: &HOST,
//! #             ..OperationMeta::BASE
//! #         };
//! #     }
//! #     specwright_runtime::operation! { pub struct ListThings -> json Vec<String> = self::meta::LIST_THINGS; }
//! #     impl ListThings {
//! #         pub fn on(core: &specwright_runtime::client::ClientCore) -> Self { Self::new(core) }
//! #     }
//! # }
//! # use api::ListThings;
//!
//! # tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap().block_on(async {
//! let mock = MockTransport::new().with(
//!     on::<ListThings>()
//!         .transport_error(TransportErrorKind::Connect)
//!         .error_with(MockError { status: 503, code: "T.1", message: "busy" })
//!         .returning_json(json!(["pen", "ink"])),
//! );
//! // A generated client's builder has `transport` as well.
//! let core = ClientCore::builder().transport(mock.clone());
//! # let core = core.endpoint(&api::meta::HOST, "https://api.example.com").build().unwrap();
//! # let things = ListThings::on(&core).send().await.unwrap();
//! assert_eq!(things, ["pen", "ink"]);
//! assert_eq!(mock.calls_of::<ListThings>().len(), 3, "it was sent three times");
//! # });
//! ```
//!
//! To test against a stateful service, pass the router of a server to the client with `InProcessTransport`.

mod recorded;
mod response;
mod rule;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{Request, Response};

pub use self::recorded::RecordedCall;
pub use self::response::MockResponse;
pub use self::rule::{MockError, Rule, Untyped, on, on_operation};
use self::rule::{NextResponse, RuleData};
use super::body::Body;
use super::call::operation::Operation;
use super::transport::{Transport, TransportError, TransportErrorKind};
use crate::future::BoxFuture;
use crate::meta::OperationMeta;

/// Transport with mocked responses. Clones share rules and recorded calls, so that a test can keep one and
/// give one to the client.
///
/// Rules are tried in the order in which they were added; the first match with responses left responds. A
/// call without a match fails with an error that lists the rules.
#[derive(Clone, Default)]
pub struct MockTransport {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    rules: Mutex<Vec<RuleData>>,
    calls: Mutex<Vec<RecordedCall>>,
}

impl MockTransport {
    /// Creates a transport without rules.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a rule.
    #[must_use]
    pub fn with<O>(self, rule: Rule<O>) -> Self {
        self.add(rule);
        self
    }

    /// Adds a rule. Also works while the transport is in use.
    pub fn add<O>(&self, rule: Rule<O>) {
        self.rules().push(rule.into_data());
    }

    /// Returns all recorded calls in order. Each attempt counts.
    #[must_use]
    pub fn calls(&self) -> Vec<RecordedCall> {
        self.recorded().clone()
    }

    /// Returns the recorded calls of one operation.
    #[must_use]
    pub fn calls_of<O: Operation>(&self) -> Vec<RecordedCall> {
        self.recorded().iter().filter(|call| call.operation().id == O::META.id).cloned().collect()
    }

    /// Returns the rules with unused responses: those that never matched, and those with a limited number of
    /// responses left. A test that expects every call asserts that this is empty.
    #[must_use]
    pub fn unused(&self) -> Vec<String> {
        self.rules().iter().filter(|rule| rule.is_unused()).map(ToString::to_string).collect()
    }

    fn rules(&self) -> MutexGuard<'_, Vec<RuleData>> {
        self.shared.rules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn recorded(&self) -> MutexGuard<'_, Vec<RecordedCall>> {
        self.shared.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the response of the first matching rule.
    fn respond(&self, call: &RecordedCall) -> Result<MockResponse, String> {
        let mut rules = self.rules();
        for rule in rules.iter_mut().filter(|rule| rule.fits(call)) {
            match rule.next() {
                NextResponse::Ready(response) => return Ok(response),
                NextResponse::Unusable(problem) => return Err(format!("the rule {rule} is invalid: {problem}")),
                NextResponse::UsedUp => {}
            }
        }
        // Rules of this operation come first, since the rest may be truncated.
        let (own, others): (Vec<_>, Vec<_>) = rules.iter().partition(|rule| rule.is_of(call.operation()));
        let list: Vec<_> = own.into_iter().chain(others).map(ToString::to_string).collect();
        let list = if list.is_empty() { "there are none".to_owned() } else { list.join("; ") };
        Err(format!("no rule of the mock matches {call}; rules: {list}"))
    }
}

impl Transport for MockTransport {
    fn send(&self, request: Request<Body>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        Box::pin(async move {
            let Some(meta) = request.extensions().get::<&'static OperationMeta>().copied() else {
                let message = "the request has no operation metadata";
                return Err(TransportError::new(TransportErrorKind::Other, message));
            };
            let call = RecordedCall::new(meta, request)
                .await
                .map_err(|error| TransportError::new(TransportErrorKind::Body, error))?;
            self.recorded().push(call.clone());
            let response =
                self.respond(&call).map_err(|problem| TransportError::new(TransportErrorKind::Other, problem))?;
            response.give(&call).await
        })
    }
}

impl fmt::Debug for MockTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rules: Vec<_> = self.rules().iter().map(ToString::to_string).collect();
        f.debug_struct("MockTransport").field("rules", &rules).field("calls", &self.recorded().len()).finish()
    }
}
