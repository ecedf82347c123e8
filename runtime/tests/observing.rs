//! What can be seen of calls from outside, and what not.

#![cfg(all(feature = "client", feature = "server"))]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::common::client::{CreateThing, ListThings};
use crate::common::{self, Collector, DELETE_BRANCH, LIST_THINGS, Thing, client_builder};
use http::HeaderMap;
use serde_json::json;
use specwright_runtime::client::mock::{MockError, MockTransport, on};
use specwright_runtime::client::observe::{Attempt, Interceptor, Outcome};
use specwright_runtime::client::{Call, RetryPolicy, TransportErrorKind};
use specwright_runtime::value::Secret;

fn longest() -> RetryPolicy {
    RetryPolicy::new().jitter(|| 1.0)
}

#[tokio::test(start_paused = true)]
async fn calls_and_attempts_are_spans() {
    let mock = MockTransport::new().with(
        on::<ListThings>()
            .error_with(MockError { status: 503, code: "T.1", message: "busy" })
            .header("X-Request-Id", "r1")
            .transport_error(TransportErrorKind::Connect)
            .returning_json(json!({ "things": [], "asked": "" }))
            .header("X-Request-Id", "r3"),
    );
    let client = client_builder().retry(longest()).transport(mock).build().unwrap();
    let (collector, _guard) = Collector::start();
    client.list().send().await.unwrap();

    let calls = collector.spans("call");
    assert_eq!(calls.len(), 1);
    let call = &calls[0];
    assert_eq!(call.target, "specwright_runtime::client");
    let fields: Vec<_> = call.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(
        fields,
        [
            ("attempts", "3"),
            ("http.request.method", "GET"),
            ("http.response.status_code", "200"),
            ("operation", "v1.list_things"),
            ("request_id", "r3"),
            ("server.address", "things.eu-1.example.com"),
            ("url.template", "/v1/{project_id}/things"),
        ]
    );
    let attempts = collector.spans("attempt");
    assert!(attempts.iter().all(|attempt| attempt.parent == 1 && attempt.target == call.target));
    let shown: Vec<Vec<_>> = attempts
        .iter()
        .map(|attempt| attempt.fields.iter().map(|(name, value)| format!("{name}={value}")).collect())
        .collect();
    assert_eq!(
        shown,
        [
            vec![
                "attempt=1",
                "error.code=T.1",
                "error.kind=service",
                "http.response.status_code=503",
                "request_id=r1",
                "retry_in_ms=100"
            ],
            vec!["attempt=2", "error.kind=connect", "retry_in_ms=200"],
            vec!["attempt=3", "http.response.status_code=200", "request_id=r3"],
        ]
    );
    let events: Vec<_> = collector.events().iter().map(|event| event.field("message").to_owned()).collect();
    assert_eq!(events, ["failed", "failed", "answered"]);
    assert!(collector.events().iter().all(|event| event.fields.contains_key("elapsed_ms")));
}

#[tokio::test(start_paused = true)]
async fn calls_that_fail_say_why() {
    let mock = MockTransport::new().with(on::<ListThings>().hang()).with(on::<CreateThing>().error_with(MockError {
        status: 400,
        code: "T.2",
        message: "no",
    }));
    let client = client_builder().transport(mock).build().unwrap();
    let (collector, _guard) = Collector::start();
    client.list().send().await.unwrap_err();
    client.create(&Thing::default()).send().await.unwrap_err();
    client.list().project_id("..").send().await.unwrap_err();

    let calls = collector.spans("call");
    let shown: Vec<_> =
        calls.iter().map(|call| ["error.kind", "error.code", "attempts"].map(|name| call.field(name))).collect();
    assert_eq!(shown, [["timeout", "", "1"], ["service", "T.2", "1"], ["invalid_request", "", ""]]);
}

/// Writes down what it sees, and adds a header.
#[derive(Default)]
struct Notebook(Mutex<Vec<String>>);

impl Interceptor for Notebook {
    fn before_send(&self, attempt: &Attempt, headers: &mut HeaderMap) {
        assert!(!headers.contains_key("x-auth-token"), "credentials come last");
        headers.insert("traceparent", attempt.number().into());
        self.0.lock().unwrap().push(format!("before {} of {}", attempt.number(), attempt.operation().id));
    }

    fn after_attempt(&self, attempt: &Attempt, outcome: &Outcome<'_>) {
        let error = outcome.error().map(|error| error.kind().as_str());
        self.0.lock().unwrap().push(format!(
            "after {}: {:?} {:?} {error:?} {:?} {:?}",
            attempt.number(),
            outcome.status(),
            outcome.request_id(),
            outcome.elapsed(),
            outcome.retry_in()
        ));
        assert!(format!("{attempt:?}").contains("v1.list_things"));
    }
}

#[tokio::test(start_paused = true)]
async fn hooks_see_every_attempt() {
    let mock = MockTransport::new().with(
        on::<ListThings>()
            .transport_error(TransportErrorKind::Interrupted)
            .delayed(Duration::from_secs(2))
            .error_with(MockError { status: 429, code: "T.1", message: "slow down" })
            .header("Retry-After", 5)
            .status(304)
            .header("X-IAM-Trace-Id", "r3"),
    );
    let notebook = Arc::new(Notebook::default());
    let client =
        client_builder().retry(longest()).interceptor(Arc::clone(&notebook)).transport(mock.clone()).build().unwrap();
    assert_eq!(client.list().send_raw().await.unwrap().status(), 304);
    assert_eq!(
        *notebook.0.lock().unwrap(),
        [
            "before 1 of v1.list_things",
            "after 1: None None Some(\"transport\") 2s Some(100ms)",
            "before 2 of v1.list_things",
            "after 2: Some(429) None Some(\"service\") 0ns Some(5.2s)",
            "before 3 of v1.list_things",
            "after 3: Some(304) Some(\"r3\") None 0ns None",
        ]
    );
    let sent: Vec<_> = mock.calls().iter().map(|call| call.header("traceparent").unwrap().to_owned()).collect();
    assert_eq!(sent, ["1", "2", "3"]);
}

/// Prints all it is shown.
#[derive(Clone, Default)]
struct Gossip(Arc<Mutex<String>>);

impl Interceptor for Gossip {
    fn after_attempt(&self, attempt: &Attempt, outcome: &Outcome<'_>) {
        let mut told = self.0.lock().unwrap();
        told.push_str(&format!("{attempt:?} {outcome:#?} {:?}", outcome.response()));
        if let Some(error) = outcome.error() {
            told.push_str(&error.to_string());
        }
    }
}

/// Everything that a call can carry, sent and answered in every way, with one secret in all places.
#[tokio::test(start_paused = true)]
async fn nothing_that_is_logged_or_printed_holds_a_secret() {
    const SECRET: &str = "hunter2";
    let secret = Secret::new(SECRET);
    let rule = || {
        on::<ListThings>()
            .status(401)
            .header("X-Subject-Token", SECRET)
            .transport_error(TransportErrorKind::Connect)
            .error_with(MockError { status: 503, code: "T.1", message: "busy" })
            .then(
                specwright_runtime::client::mock::MockResponse::bytes(302, "")
                    .header("Location", format!("https://me:{SECRET}@example.com/?token={SECRET}")),
            )
            .returning_json(json!({ "things": [{ "name": [7], "password": SECRET }], "asked": SECRET }))
            .returning_json(json!({ "things": [{ "name": "a", "password": SECRET }], "asked": "" }))
    };
    let mock = MockTransport::new().with(rule()).with(rule());
    let gossip = Gossip::default();
    let builder = client_builder().token(SECRET).interceptor(gossip.clone()).transport(mock.clone());
    let mut printed = format!("{builder:#?}");
    let client = builder.build().unwrap();
    let (collector, guard) = Collector::start();
    for _ in 0..5 {
        let mut call = Call::new(&client.core, &LIST_THINGS);
        call.secret_path("project_id", &secret);
        call.secret_query("limit", &secret);
        call.secret_header("X-Key", &secret);
        call.json(&Thing { name: "a".to_owned(), password: Some(secret.clone()) });
        printed.push_str(&format!("{call:#?}"));
        match call.send().await {
            Ok(answer) => {
                printed.push_str(&format!("{answer:?}"));
                // One of them cannot be read. Its error shows what was answered, and the answer
                // is not known to be secret, so it does not count here.
                if let Ok(list) = specwright_runtime::__private::decode_json::<common::ThingList>(answer) {
                    printed.push_str(&format!("{list:#?} {:#?}", list.get()));
                }
            }
            Err(error) => printed.push_str(&format!("{error} {error:#?} {:?}", std::error::Error::source(&error))),
        }
    }
    let refused = client.delete_branch("..", SECRET).send().await.unwrap_err();
    let mut unsendable = Call::new(&client.core, &DELETE_BRANCH);
    unsendable.secret_header("X-Key", &Secret::new("hunter2\n"));
    let unsendable = unsendable.send().await.unwrap_err();
    drop(guard);
    printed.push_str(&format!("{refused:?} {refused} {unsendable:?} {unsendable}"));
    printed.push_str(&format!("{client:#?} {mock:#?} {:#?}", mock.calls()));
    printed.push_str(&gossip.0.lock().unwrap());
    printed.push_str(&collector.text());

    assert!(printed.len() > 5000 && mock.calls().len() > 5, "not much was said: {printed}");
    let found = printed.find(SECRET).map(|place| printed[..place + SECRET.len()].chars().rev().take(200).collect());
    let around: Option<String> = found.map(|text: String| text.chars().rev().collect());
    assert_eq!(around, None);
}
