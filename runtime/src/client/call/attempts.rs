//! Sending one request, with retries.

use std::pin::{Pin, pin};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request};
use tokio::time::{Instant, sleep};
use tracing::Span;

use super::timer::timeout;
use super::{Parts, SecretNames, renewal};
use crate::client::body::Body;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::client_core::{Authorized, Settings};
use crate::client::endpoint::addresses::{AddressRotation, Route};
use crate::client::error::Error;
use crate::client::observe;
use crate::client::observe::{Attempt, Outcome};
use crate::client::response::RawResponse;
use crate::client::retry::RetryPolicy;
use crate::client::transport::TransportError;
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
    pub(crate) async fn limit<T, F: Future<Output = Result<T, Error>>>(
        &self,
        meta: &'static OperationMeta,
        work: Pin<&mut F>,
    ) -> Result<T, Error> {
        match timeout(|| self.left(), work).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Error::timeout(meta, self.allowed)),
        }
    }
}

/// Attempts of one call.
pub(crate) struct Attempts<'a> {
    call: &'a Parts,
    route: &'a Route,
    context: CallContext<'a>,
    credentials: Option<&'a dyn Credentials>,
    policy: &'a RetryPolicy,
    deadline: Deadline,
    span: &'a Span,
    made: u32,
    /// Whether the credentials were refreshed for this call. Happens once per call.
    renewed: bool,
    /// Error of the previous attempt.
    earlier: Option<Error>,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(
        call: &'a Parts,
        route: &'a Route,
        authorized: Option<&'a Authorized>,
        deadline: Deadline,
        span: &'a Span,
    ) -> Self {
        let auth = authorized.map_or(call.meta.auth, |(auth, _)| *auth);
        let context = CallContext::new(&call.core, call.meta).with_auth(auth).with_path(&call.path);
        let credentials = authorized.map(|(_, credentials)| &**credentials);
        let policy = call.retry.as_ref().unwrap_or(&call.core.settings().retry);
        let (made, renewed, earlier) = (0, false, None);
        Self { call, route, context, credentials, policy, deadline, span, made, renewed, earlier }
    }

    fn meta(&self) -> &'static OperationMeta {
        self.call.meta
    }

    fn settings(&self) -> &'a Settings {
        self.call.core.settings()
    }

    /// Sends until an attempt succeeds, fails for good, or the deadline passes.
    pub(crate) async fn make(mut self) -> Result<RawResponse, Error> {
        let (deadline, meta) = (self.deadline, self.meta());
        let outcome = deadline.limit(meta, pin!(self.repeat())).await;
        self.span.record("attempts", self.made);
        outcome.map_err(|mut error| {
            error.mark_once_only(self.call.once);
            error.after(self.made, self.earlier)
        })
    }

    async fn repeat(&mut self) -> Result<RawResponse, Error> {
        loop {
            self.made += 1;
            let attempt = Attempt { operation: self.meta(), number: self.made };
            let span = observe::attempt(self.span, self.made);
            let hooks = &self.settings().interceptors;
            // Reading the clock costs more than it seems, so it is read only for somebody.
            let started = (!hooks.is_empty() || !span.is_disabled()).then(Instant::now);
            let mut sent = HeaderMap::new();
            let mut result = observe::within(&span, pin!(self.once(&attempt, &mut sent))).await;
            match &mut result {
                Ok(response) => response.once_only = self.call.once,
                Err(error) => error.mark_once_only(self.call.once),
            }
            let elapsed = started.map(|started| started.elapsed()).unwrap_or_default();
            let replayable = self.call.body.is_replayable();
            let renewed = match &mut result {
                Ok(response) if replayable && response.status() == 401 => {
                    observe::within(&span, Box::pin(self.renew(&sent, response)).as_mut()).await
                }
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
            for hook in hooks {
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

    /// Returns true if a request with status 401 should be sent again at once, because its token was rejected and
    /// the credentials have a newer one.
    async fn renew(&mut self, sent: &HeaderMap, response: &mut RawResponse) -> bool {
        if self.renewed {
            response.remark = Some("rejected again with new credentials".into());
            return false;
        }
        self.renewed = renewal::is_worth_repeating(&self.context, self.credentials, sent, response).await;
        self.renewed
    }

    /// Makes one attempt with a request of its own, since credentials may differ between attempts.
    async fn once(&self, attempt: &Attempt, headers: &mut HeaderMap) -> Result<RawResponse, Error> {
        let meta = self.meta();
        let mut unsent = self.call.request_headers();
        for hook in &self.settings().interceptors {
            hook.before_send(attempt, &mut unsent);
        }
        // FAILOVER: the only place where a request goes to another address of its host, and only if there was
        // no connection, so that nothing can have been sent.
        let mut rotation = AddressRotation::new(self.route);
        let mut others = Vec::new();
        loop {
            let uri = rotation.uri().map_err(|error| Error::unsendable(meta, error))?;
            let mut sent = Request::new(self.call.body.clone());
            *sent.method_mut() = self.call.method();
            *sent.uri_mut() = uri;
            *sent.headers_mut() = if rotation.is_last() { std::mem::take(&mut unsent) } else { unsent.clone() };
            sent.extensions_mut().insert(meta);
            if let Some(secrets) = SecretNames::of(&self.call.path, &self.call.query) {
                sent.extensions_mut().insert(secrets);
            }
            if let Some(incoming) = &self.call.incoming {
                sent.extensions_mut().insert(incoming.clone());
            }
            #[cfg(feature = "sockets")]
            if let Some(opening) = &self.call.opening {
                sent.extensions_mut().insert(opening.clone());
            }
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
                if credentials.may_renew() {
                    headers.clone_from(sent.headers());
                }
            }
            let result = self.transmit(&mut rotation, sent).await?;
            let error = match result {
                Ok(response) => return Ok(RawResponse::new(meta, response, attempt.number)),
                Err(error) => error,
            };
            let uri = rotation.uri().map_err(|error| Error::unsendable(meta, error))?;
            let elsewhere = error.is_connect() && self.call.body.is_replayable() && rotation.next();
            let error = Error::transport(meta, &uri, error);
            if !elsewhere {
                return Err(error.after_addresses(&others));
            }
            others.extend(error.message().map(str::to_owned));
        }
    }

    /// Sends a request to one address, within the timeout of an attempt.
    async fn transmit(
        &self,
        rotation: &mut AddressRotation<'_>,
        request: Request<Body>,
    ) -> Result<Result<http::Response<Bytes>, TransportError>, Error> {
        let settings = self.settings();
        let sending = rotation.watch(settings.transport.send(request));
        match self.call.attempt_timeout.or(settings.attempt_timeout) {
            None => Ok(sending.await),
            Some(limit) => timeout(|| limit, pin!(sending)).await.map_err(|_| Error::timeout(self.meta(), limit)),
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
