//! Sending one request, if need be several times.

use std::time::Duration;

use http::Request;
use tokio::time::{Instant, sleep, timeout};
use tracing::{Instrument as _, Span};

use super::addresses::Turn;
use super::engine::Settings;
use super::error::Error;
use super::observe::{self, Attempt, Outcome};
use super::{Body, Credentials, RawResponse, RetryPolicy};
use crate::meta::OperationMeta;

/// The attempts of one call.
pub(super) struct Attempts<'a> {
    meta: &'static OperationMeta,
    settings: &'a Settings,
    credentials: Option<&'a dyn Credentials>,
    policy: &'a RetryPolicy,
    attempt_timeout: Option<Duration>,
    /// How long all of them may take together.
    allowed: Duration,
    started: Instant,
    span: &'a Span,
    made: u32,
    /// What the last of them came to.
    earlier: Option<Error>,
}

impl<'a> Attempts<'a> {
    pub(super) fn new(
        meta: &'static OperationMeta,
        settings: &'a Settings,
        credentials: Option<&'a dyn Credentials>,
        policy: &'a RetryPolicy,
        attempt_timeout: Option<Duration>,
        allowed: Duration,
        span: &'a Span,
    ) -> Self {
        let (started, made, earlier) = (Instant::now(), 0, None);
        Self { meta, settings, credentials, policy, attempt_timeout, allowed, started, span, made, earlier }
    }

    /// Makes them, until one succeeds, fails for good, or the time is over.
    pub(super) async fn make(mut self, request: &Request<Body>) -> Result<RawResponse, Error> {
        let outcome = match timeout(self.allowed, self.repeat(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::timeout(self.meta, self.allowed)),
        };
        self.span.record("attempts", self.made);
        outcome.map_err(|error| error.after(self.made, self.earlier))
    }

    async fn repeat(&mut self, request: &Request<Body>) -> Result<RawResponse, Error> {
        loop {
            self.made += 1;
            let attempt = Attempt { operation: self.meta, number: self.made };
            let begun = Instant::now();
            let span = observe::attempt(self.span, self.made);
            let answer = self.once(&attempt, request.clone()).instrument(span.clone()).await;
            // CREDENTIALS: where a 401 may only mean that a token has run out, it is renewed here, and the
            // next attempt made at once; `once` asks for the credentials anew.
            let refused = answer.as_ref().ok().and_then(refusal);
            let error = refused.as_ref().or(answer.as_ref().err());
            let retry_in = error.filter(|_| request.body().is_replayable()).and_then(|error| self.pause(error));

            let outcome = Outcome { response: answer.as_ref().ok(), error, elapsed: begun.elapsed(), retry_in };
            observe::attempt_ended(&span, &outcome);
            for hook in &self.settings.hooks {
                hook.after_attempt(&attempt, &outcome);
            }
            let Some(pause) = retry_in else {
                // A call that got no answer notes itself why.
                if answer.is_ok() {
                    observe::ended(self.span, &outcome);
                }
                if error.is_none()
                    && let Some(budget) = self.policy.budget_or(&self.settings.retry)
                {
                    budget.succeeded(self.made > 1);
                }
                return answer;
            };
            self.earlier = refused.or(answer.err());
            sleep(pause).await;
        }
    }

    /// One attempt, with a request of its own: what proves identity may differ from one to the next.
    async fn once(&self, attempt: &Attempt, mut request: Request<Body>) -> Result<RawResponse, Error> {
        let meta = self.meta;
        for hook in &self.settings.hooks {
            hook.before_send(attempt, request.headers_mut());
        }
        // FAILOVER: the one place where a request goes to another address of its host. It does so only if
        // there was no connection, so that nothing can have been sent.
        let mut turn = Turn::new(&request);
        let mut others = Vec::new();
        loop {
            let mut sent = turn.request().map_err(|error| Error::unsendable(meta, error))?;
            if let Some(credentials) = self.credentials {
                credentials.authorize(meta, &mut sent).await.map_err(|error| Error::credentials(meta, error))?;
            }
            let uri = sent.uri().clone();
            let sending = turn.watch(self.settings.transport.send(sent));
            let answer = match self.attempt_timeout {
                None => sending.await,
                Some(limit) => match timeout(limit, sending).await {
                    Ok(answer) => answer,
                    Err(_) => return Err(Error::timeout(meta, limit)),
                },
            };
            let error = match answer {
                Ok(answer) => return Ok(RawResponse::new(meta, answer, attempt.number)),
                Err(error) => error,
            };
            let elsewhere = error.is_connect() && request.body().is_replayable() && turn.next();
            let error = Error::transport(meta, &uri, error);
            if !elsewhere {
                return Err(error.after_addresses(&others));
            }
            others.extend(error.message().map(str::to_owned));
        }
    }

    /// How long to wait before the next attempt; `None` if there is to be none.
    fn pause(&self, error: &Error) -> Option<Duration> {
        if !error.is_retryable() {
            return None;
        }
        let left = self.allowed.saturating_sub(self.started.elapsed());
        let pause = self.policy.pause(self.made, error.retry_after(), left)?;
        // Last, because it takes something.
        let granted = self.policy.budget_or(&self.settings.retry).is_none_or(|budget| budget.take());
        granted.then_some(pause)
    }
}

/// The error that an answer reports. 304 says that nothing is new, and only some callers ask that.
fn refusal(response: &RawResponse) -> Option<Error> {
    let is_error = !response.is_success() && response.status() != 304;
    is_error.then(|| Error::service(response))
}
