//! What is sent again, when, and how often.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::common::client::{CreateThing, ListThings};
use crate::common::{Client, LIST_THINGS, TOKEN, Thing, client_builder};
use http::Request;
use serde_json::json;
use specwright_runtime::client::mock::{MockError, MockResponse, MockTransport, Rule, on};
use specwright_runtime::client::{
    AuthAction, AuthFailure, Body, BoxFuture, Call, CallContext, Credentials, CredentialsError, Error, ErrorKind,
    RetryBudget, RetryPolicy, Transport, TransportError, TransportErrorKind,
};
use tokio::time::Instant;

/// As the default, with the longest pauses.
fn longest() -> RetryPolicy {
    RetryPolicy::new().jitter(|| 1.0)
}

fn client(mock: &MockTransport) -> Client {
    client_builder().retry(longest()).transport(mock.clone()).build().unwrap()
}

fn listing() -> Rule<ListThings> {
    on::<ListThings>()
}

fn things() -> serde_json::Value {
    json!({ "things": [], "asked": "" })
}

/// What became of listing, how often it was sent, and how many milliseconds it took.
async fn list(rule: Rule<ListThings>) -> (Result<(), Error>, usize, u128) {
    let mock = MockTransport::new().with(rule);
    let began = Instant::now();
    let outcome = client(&mock).list().send().await.map(drop);
    (outcome, mock.calls().len(), began.elapsed().as_millis())
}

/// The same of creating.
async fn create(rule: Rule<CreateThing>) -> (Result<(), Error>, usize) {
    let mock = MockTransport::new().with(rule.returning_json(json!({ "name": "pen" })));
    let outcome = client(&mock).create(&Thing::default()).send().await.map(drop);
    (outcome, mock.calls().len())
}

#[tokio::test(start_paused = true)]
async fn what_passes_is_tried_again_after_growing_pauses() {
    for status in [429, 502, 503, 504] {
        let (outcome, sent, millis) = list(listing().status(status).times(2).returning_json(things())).await;
        outcome.unwrap();
        assert_eq!((sent, millis), (3, 300), "{status}: 100 ms, then 200 ms");
    }
    for kind in [TransportErrorKind::Connect, TransportErrorKind::Interrupted, TransportErrorKind::Timeout] {
        let (outcome, sent, _) = list(listing().transport_error(kind).returning_json(things())).await;
        outcome.unwrap();
        assert_eq!(sent, 2, "{kind:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_pass_is_sent_once() {
    for status in [400, 401, 404, 409, 500, 501, 302, 304] {
        let (outcome, sent, millis) = list(listing().status(status)).await;
        assert_eq!((outcome.unwrap_err().status(), sent, millis), (Some(status), 1, 0));
    }
    let (outcome, sent, _) = list(listing().transport_error(TransportErrorKind::Other)).await;
    assert_eq!((outcome.unwrap_err().kind(), sent), (ErrorKind::Transport, 1));
    let (outcome, sent, _) = list(listing().returning_json(json!({ "things": 7 }))).await;
    assert_eq!((outcome.unwrap_err().kind(), sent), (ErrorKind::Decode, 1));
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_carried_out_is_not_created_again() {
    for safe in [on::<CreateThing>().transport_error(TransportErrorKind::Connect), on::<CreateThing>().status(429)] {
        let (outcome, sent) = create(safe).await;
        outcome.unwrap();
        assert_eq!(sent, 2);
    }
    for unsafe_ in [
        on::<CreateThing>().transport_error(TransportErrorKind::Interrupted),
        on::<CreateThing>().transport_error(TransportErrorKind::Timeout),
        on::<CreateThing>().status(502),
        on::<CreateThing>().status(503).header("Retry-After", 0),
    ] {
        let (outcome, sent) = create(unsafe_).await;
        let error = outcome.unwrap_err();
        assert_eq!((sent, error.is_retryable(), error.attempts()), (1, false, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn codes_decide_where_statuses_do_not() {
    let (outcome, sent, _) = list(
        listing().error_with(MockError { status: 400, code: "309", message: "slow down" }).returning_json(things()),
    )
    .await;
    outcome.unwrap();
    assert_eq!(sent, 2, "400 with the code for throttling");
}

#[tokio::test(start_paused = true)]
async fn the_last_failure_says_how_often_it_was_tried() {
    let (outcome, sent, _) = list(listing().error_with(MockError { status: 503, code: "T.1", message: "busy" })).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.to_string(), "v1.list_things: 503 Service Unavailable: T.1: busy (3 attempts)");
    assert_eq!((error.attempts(), sent), (3, 3));
    let (outcome, ..) = list(listing().transport_error(TransportErrorKind::Connect)).await;
    assert_eq!(
        outcome.unwrap_err().to_string(),
        "v1.list_things: no connection to https://things.eu-1.example.com: failure of the mock (3 attempts)"
    );
    // Whoever wants the answer as it is gets the last one.
    let mock = MockTransport::new().with(listing().status(503).status(503).status(429));
    let answer = client(&mock).list().send_raw().await.unwrap();
    assert_eq!((answer.status(), answer.attempts()), (429, 3));
}

#[tokio::test(start_paused = true)]
async fn the_service_says_when_to_come_back() {
    let slow = || listing().status(429).header("Retry-After", "7");
    let (outcome, sent, millis) = list(slow().returning_json(things())).await;
    outcome.unwrap();
    assert_eq!((sent, millis), (2, 7100), "with jitter on top");

    let date = slow().header("Date", "Wed, 21 Oct 2015 12:00:00 GMT");
    let (outcome, _, millis) = list(date.returning_json(things())).await;
    outcome.unwrap();
    assert_eq!(millis, 7100);
    let date = listing()
        .status(503)
        .header("Date", "Wed, 21 Oct 2015 12:00:00 GMT")
        .header("Retry-After", "Wed, 21 Oct 2015 12:00:20 GMT");
    let (outcome, _, millis) = list(date.returning_json(things())).await;
    outcome.unwrap();
    assert_eq!(millis, 20_100);

    // Longer than the call may take: no use waiting.
    let (outcome, sent, millis) = list(listing().status(429).header("Retry-After", "60")).await;
    let error = outcome.unwrap_err();
    assert_eq!((sent, millis, error.retry_after()), (1, 0, Some(Duration::from_secs(60))));
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_own_policy() {
    let mock = MockTransport::new().with(listing().status(503));
    let client = client(&mock);
    client.list().no_retry().send().await.unwrap_err();
    assert_eq!(mock.calls().len(), 1);
    let began = Instant::now();
    let policy = longest().max_attempts(5).base_delay(Duration::from_secs(1)).max_delay(Duration::from_secs(3));
    let error = client.list().retry(policy).send().await.unwrap_err();
    assert_eq!((error.attempts(), began.elapsed().as_secs()), (5, 1 + 2 + 3 + 3));
}

#[tokio::test(start_paused = true)]
async fn a_storm_is_not_made_worse() {
    let mock = MockTransport::new().with(listing().status(503).times(20).returning_json(things()));
    let budget = RetryBudget::new(5);
    let client = client_builder().retry(longest().budget(budget.clone())).transport(mock.clone()).build().unwrap();
    for _ in 0..15 {
        client.list().send().await.unwrap_err();
    }
    assert_eq!((mock.calls().len(), budget.remaining()), (20, Some(0)), "15 calls and 5 repetitions");
    // Success brings the budget back, slowly.
    for _ in 0..10 {
        client.list().send().await.unwrap();
    }
    assert_eq!(budget.remaining(), Some(1));
    // A policy of a call draws on the client's budget, unless it has one of its own.
    mock.add(on::<CreateThing>().status(429));
    let create = || client.create(&Thing::default()).retry(longest().max_attempts(10));
    assert_eq!(create().send().await.unwrap_err().attempts(), 2);
    let own = create().retry(longest().max_attempts(10).budget(RetryBudget::unlimited()));
    assert_eq!(own.send().await.unwrap_err().attempts(), 10);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_hangs_is_given_up() {
    let rule = || listing().hang().returning_json(things());
    let mock = MockTransport::new().with(rule());
    let began = Instant::now();
    client(&mock).list().attempt_timeout(Duration::from_secs(5)).send().await.unwrap();
    assert_eq!(began.elapsed().as_millis(), 5100);

    let mock = MockTransport::new().with(rule()).with(on::<CreateThing>().hang());
    let client = client_builder()
        .retry(longest())
        .attempt_timeout(Duration::from_secs(2))
        .transport(mock.clone())
        .build()
        .unwrap();
    client.list().send().await.unwrap();
    let error = client.create(&Thing::default()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.create_thing: no response within 2s");
    assert_eq!((error.attempts(), mock.calls_of::<CreateThing>().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn all_attempts_together_have_a_limit() {
    let mock =
        MockTransport::new().with(listing().error_with(MockError { status: 503, code: "T.1", message: "busy" }).hang());
    let began = Instant::now();
    let error = client(&mock).list().timeout(Duration::from_secs(3)).send().await.unwrap_err();
    assert_eq!(began.elapsed().as_secs(), 3);
    assert_eq!(error.to_string(), "v1.list_things: no response within 3s (2 attempts)");
    let earlier = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!(earlier, "v1.list_things: 503 Service Unavailable: T.1: busy");
    // A pause that would outlast the limit is not begun.
    let mock = MockTransport::new().with(listing().status(503));
    let began = Instant::now();
    let error = client(&mock).list().timeout(Duration::from_millis(250)).send().await.unwrap_err();
    assert_eq!((error.status(), error.attempts(), began.elapsed().as_millis()), (Some(503), 2, 100));
}

/// Counts, and signs with the count.
#[derive(Debug, Default)]
struct Counting(AtomicU32);

impl Credentials for Counting {
    fn authorize<'a>(
        &'a self,
        _context: &'a CallContext<'a>,
        request: &'a mut Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        assert!(request.headers_mut().insert("x-signature", count.into()).is_none(), "the request is a new one");
        Box::pin(std::future::ready(Ok(())))
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_signed_anew() {
    let mock = MockTransport::new().with(on::<CreateThing>().status(429));
    let mut builder = client_builder().transport(mock.clone());
    builder.core = builder.core.credentials(&TOKEN, Counting::default());
    let thing = Thing { name: "pen".to_owned(), password: None };
    builder.build().unwrap().create(&thing).send().await.unwrap_err();
    let calls = mock.calls();
    let signatures: Vec<_> = calls.iter().map(|call| call.header("x-signature").unwrap()).collect();
    assert_eq!(signatures, ["0", "1", "2"]);
    assert!(calls.iter().all(|call| call.json() == Some(json!({ "name": "pen" }))), "with the same body");
}

/// Cannot renew anything, and says so.
struct Final;

impl Credentials for Final {
    fn authorize<'a>(
        &'a self,
        _context: &'a CallContext<'a>,
        _request: &'a mut Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn authentication_failed<'a>(
        &'a self,
        _context: &'a CallContext<'a>,
        _failure: AuthFailure<'a>,
    ) -> BoxFuture<'a, AuthAction> {
        Box::pin(std::future::ready(AuthAction::Retry))
    }

    fn may_renew(&self) -> bool {
        false
    }
}

#[tokio::test(start_paused = true)]
async fn credentials_that_cannot_be_renewed_are_not_asked_to() {
    let mock = MockTransport::new().with(listing().status(401));
    let mut builder = client_builder().transport(mock.clone());
    builder.core = builder.core.credentials(&TOKEN, Arc::new(Final));
    let error = builder.build().unwrap().list().send().await.unwrap_err();
    assert_eq!((error.status(), error.attempts(), mock.calls().len()), (Some(401), 1, 1));
}

/// Never answers, and tells when it is let go.
struct Held(Arc<AtomicU32>);

struct Guard(Arc<AtomicU32>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

impl Transport for Held {
    fn send(&self, _request: Request<Body>) -> BoxFuture<'_, Result<http::Response<bytes::Bytes>, TransportError>> {
        let guard = Guard(Arc::clone(&self.0));
        Box::pin(async move {
            let _guard = guard;
            std::future::pending().await
        })
    }
}

#[tokio::test(start_paused = true)]
async fn dropping_a_call_gives_it_up() {
    let dropped = Arc::new(AtomicU32::new(0));
    let client = client_builder().transport(Held(Arc::clone(&dropped))).build().unwrap();
    let call = tokio::spawn(client.list().send());
    tokio::task::yield_now().await;
    assert_eq!(dropped.load(Ordering::Relaxed), 0);
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    assert_eq!(dropped.load(Ordering::Relaxed), 1, "the transport let go of the request");
    // A call in the pause between two attempts sends nothing more.
    let mock = MockTransport::new().with(listing().then(MockResponse::status(503)));
    let call = tokio::spawn(self::client(&mock).list().send());
    tokio::time::sleep(Duration::from_millis(50)).await;
    call.abort();
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert_eq!(mock.calls().len(), 1);
}

#[test]
fn calls_stay_small_enough_to_be_spawned() {
    let client = client_builder().transport(MockTransport::new()).build().unwrap();
    let future = Call::new(&client.core, &LIST_THINGS).send();
    assert!(size_of_val(&future) < 3 * 1024, "{}", size_of_val(&future));
}
