//! Sending one request, with retries.

use std::time::Duration;

use http::{HeaderMap, Request};
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument as _, Span};

use super::renewal;
use crate::client::body::Body;
use crate::client::client_core::Settings;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::endpoint::addresses::AddressRotation;
use crate::client::error::Error;
use crate::client::observe;
use crate::client::observe::{Attempt, Outcome};
use crate::client::response::RawResponse;
use crate::client::retry::RetryPolicy;
use crate::meta::OperationMeta;

/// Deadline of the whole call.
#[derive(Clone, Copy)]
pub(crate) struct Deadline {
    started: Instant,
    allowed: Duration,
}

impl Deadline {
    pub(crate) fn new(allowed: Duration) -> Self {
        Self { started: Instant::now(), allowed }
    }

    fn left(&self) -> Duration {
        self.allowed.saturating_sub(self.started.elapsed())
    }

    /// Awaits the work until the deadline.
    pub(crate) async fn limit<T>(
        &self,
        meta: &'static OperationMeta,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        match timeout(self.left(), work).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::timeout(meta, self.allowed)),
        }
    }
}

/// Attempts of one call.
pub(crate) struct Attempts<'a> {
    context: CallContext<'a>,
    credentials: Option<&'a dyn Credentials>,
    policy: &'a RetryPolicy,
    attempt_timeout: Option<Duration>,
    deadline: Deadline,
    span: &'a Span,
    made: u32,
    /// Whether the request is not idempotent, although the operation is.
    once_only: bool,
    /// Whether the credentials were refreshed for this call. Happens once per call.
    renewed: bool,
    /// Error of the previous attempt.
    earlier: Option<Error>,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(
        context: CallContext<'a>,
        credentials: Option<&'a dyn Credentials>,
        policy: &'a RetryPolicy,
        attempt_timeout: Option<Duration>,
        deadline: Deadline,
        span: &'a Span,
    ) -> Self {
        let (made, once_only, renewed, earlier) = (0, false, false, None);
        Self { context, credentials, policy, attempt_timeout, deadline, span, made, once_only, renewed, earlier }
    }

    pub(crate) fn once_only(self, once_only: bool) -> Self {
        Self { once_only, ..self }
    }

    fn meta(&self) -> &'static OperationMeta {
        self.context.operation()
    }

    fn settings(&self) -> &'a Settings {
        self.context.core().settings()
    }

    /// Sends until an attempt succeeds, fails for good, or the deadline passes.
    pub(crate) async fn make(mut self, request: &Request<Body>) -> Result<RawResponse, Error> {
        let (deadline, meta) = (self.deadline, self.meta());
        let outcome = deadline.limit(meta, self.repeat(request)).await;
        self.span.record("attempts", self.made);
        outcome.map_err(|mut error| {
            error.mark_once_only(self.once_only);
            error.after(self.made, self.earlier)
        })
    }

    async fn repeat(&mut self, request: &Request<Body>) -> Result<RawResponse, Error> {
        loop {
            self.made += 1;
            let attempt = Attempt { operation: self.meta(), number: self.made };
            let started = Instant::now();
            let span = observe::attempt(self.span, self.made);
            let mut sent = HeaderMap::new();
            let mut result = self.once(&attempt, request.clone(), &mut sent).instrument(span.clone()).await;
            match &mut result {
                Ok(response) => response.once_only = self.once_only,
                Err(error) => error.mark_once_only(self.once_only),
            }
            let elapsed = started.elapsed();
            let replayable = request.body().is_replayable();
            let renewed = match &mut result {
                Ok(response) if replayable => self.renew(&sent, response).instrument(span.clone()).await,
                _ => false,
            };
            let rejected = result.as_ref().ok().and_then(error_response);
            let error = rejected.as_ref().or(result.as_ref().err());
            let retry_in = match error {
                Some(_) if renewed => Some(Duration::ZERO),
                Some(error) if replayable => self.pause(error),
                _ => None,
            };

            let outcome = Outcome { response: result.as_ref().ok(), error, elapsed, retry_in };
            observe::attempt_ended(&span, &outcome);
            for hook in &self.settings().interceptors {
                hook.after_attempt(&attempt, &outcome);
            }
            let Some(pause) = retry_in else {
                // A call without a response records its own error.
                if result.is_ok() {
                    observe::ended(self.span, &outcome);
                }
                if error.is_none()
                    && let Some(budget) = self.policy.budget_or(&self.settings().retry)
                {
                    budget.succeeded(self.made > 1);
                }
                return result;
            };
            self.earlier = rejected.or(result.err());
            sleep(pause).await;
        }
    }

    /// Returns true if the request should be sent again at once, because its token was rejected and the
    /// credentials have a newer one.
    async fn renew(&mut self, sent: &HeaderMap, response: &mut RawResponse) -> bool {
        if response.status() != 401 {
            return false;
        }
        if self.renewed {
            response.remark = Some("rejected again with new credentials".into());
            return false;
        }
        self.renewed = Box::pin(renewal::is_worth_repeating(&self.context, self.credentials, sent, response)).await;
        self.renewed
    }

    /// Makes one attempt with a request of its own, since credentials may differ between attempts.
    async fn once(
        &self,
        attempt: &Attempt,
        mut request: Request<Body>,
        headers: &mut HeaderMap,
    ) -> Result<RawResponse, Error> {
        let meta = self.meta();
        for hook in &self.settings().interceptors {
            hook.before_send(attempt, request.headers_mut());
        }
        // FAILOVER: the only place where a request goes to another address of its host, and only if there was
        // no connection, so that nothing can have been sent.
        let mut rotation = AddressRotation::new(&request);
        let mut others = Vec::new();
        loop {
            let mut sent = rotation.request().map_err(|error| Error::unsendable(meta, error))?;
            if let Some(credentials) = self.credentials {
                // The token may have to come from the same address.
                let authorized = rotation.wait(credentials.authorize(&self.context, &mut sent)).await;
                if let Err(error) = authorized {
                    let error = Error::credentials(meta, error);
                    if error.passes() {
                        rotation.failed();
                    }
                    if !(error.is_unreachable() && rotation.next()) {
                        return Err(error.after_addresses(&others));
                    }
                    others.extend(error.message().map(str::to_owned));
                    continue;
                }
                headers.clone_from(sent.headers());
            }
            let uri = sent.uri().clone();
            let sending = rotation.watch(self.settings().transport.send(sent));
            let result = match self.attempt_timeout {
                None => sending.await,
                Some(limit) => match timeout(limit, sending).await {
                    Ok(result) => result,
                    Err(_) => return Err(Error::timeout(meta, limit)),
                },
            };
            let error = match result {
                Ok(response) => return Ok(RawResponse::new(meta, response, attempt.number)),
                Err(error) => error,
            };
            let elsewhere = error.is_connect() && request.body().is_replayable() && rotation.next();
            let error = Error::transport(meta, &uri, error);
            if !elsewhere {
                return Err(error.after_addresses(&others));
            }
            others.extend(error.message().map(str::to_owned));
        }
    }

    /// Returns the pause before the next attempt, or `None` if there is none.
    fn pause(&self, error: &Error) -> Option<Duration> {
        if !error.is_retryable() {
            return None;
        }
        let pause = self.policy.pause(self.made, error.retry_after(), self.deadline.left())?;
        // Last, because it withdraws from the budget.
        let granted = self.policy.budget_or(&self.settings().retry).is_none_or(|budget| budget.take());
        granted.then_some(pause)
    }
}

/// Returns the error that a response reports. 304 means "not modified", which only some callers asked for.
fn error_response(response: &RawResponse) -> Option<Error> {
    let is_error = !response.is_success() && response.status() != 304;
    is_error.then(|| Error::service(response))
}
