//! The transport for tests of those who use a client.

#![cfg(all(feature = "client", feature = "server"))]

use std::time::Duration;

use crate::common::client::{CreateThing, DeleteBranch, ListThings};
use crate::common::{Client, DELETE_BRANCH, Thing, ThingCode, ThingList, client_builder};
use serde_json::json;
use specwright_runtime::client::mock::{MockError, MockResponse, MockTransport, Rule, on, on_operation};
use specwright_runtime::client::{Call, ErrorKind, TransportErrorKind};
use specwright_runtime::value::Secret;

fn client(mock: &MockTransport) -> Client {
    client_builder().transport(mock.clone()).build().unwrap()
}

fn pen() -> Thing {
    Thing { name: "pen".to_owned(), password: None }
}

/// What a call fails with when it reaches this rule.
async fn complaint(rule: Rule<ListThings>) -> String {
    let mock = MockTransport::new().with(rule);
    let error = client(&mock).list().send().await.unwrap_err();
    assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Transport, false));
    error.message().unwrap().to_owned()
}

#[tokio::test]
async fn answers_are_typed() {
    let list = ThingList { things: vec![pen()], asked: "yes".to_owned() };
    let mock = MockTransport::new()
        .with(on::<ListThings>().returning(&list).header("X-Total", 1).header("X-Request-Id", "r1"))
        .with(on::<CreateThing>().returning(pen()))
        .with(on::<DeleteBranch>().returning(()));
    let client = client(&mock);
    let answer = client.list().send_response().await.unwrap();
    assert_eq!((answer.get(), answer.request_id()), (&list, Some("r1")));
    assert_eq!(answer.headers()["x-total"], "1");
    let created = client.create(&pen()).send_response().await.unwrap();
    assert_eq!((created.status(), created.get()), (201, &pen()), "the documented status");
    assert_eq!(client.delete_branch("7", "main").send_response().await.unwrap().status(), 204);
}

#[tokio::test]
async fn refusals_have_the_shape_of_the_operation() {
    let mock = MockTransport::new().with(on::<CreateThing>().error(ThingCode::Gone).error_with(MockError {
        status: 409,
        code: "T.9",
        message: "taken",
    }));
    let client = client(&mock);
    let error = client.create(&pen()).send().await.unwrap_err();
    assert_eq!(error.to_string(), "v1.create_thing: 410 Gone: T.0410: gone; remedy: Look for another one.");
    assert!(client.create(&pen()).send().await.unwrap_err().is_conflict());
}

#[tokio::test(start_paused = true)]
async fn answers_come_in_their_order_and_the_last_one_stays() {
    let mock = MockTransport::new().with(
        on::<ListThings>()
            .status(404)
            .status(409)
            .times(2)
            .then(MockResponse::bytes(200, "nonsense"))
            .transport_error(TransportErrorKind::Other)
            .returning_json(json!({ "things": [], "asked": "a" })),
    );
    let client = client(&mock);
    let mut outcomes = Vec::new();
    for _ in 0..7 {
        let outcome = client.list().send().await;
        outcomes.push(outcome.map_or_else(|error| error.status().unwrap_or(0), |_| 1));
    }
    assert_eq!(outcomes, [404, 409, 409, 200, 0, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn answers_take_their_time() {
    let mock = MockTransport::new()
        .with(on::<ListThings>().status(204).delayed(Duration::from_secs(9)))
        .with(on::<CreateThing>().hang());
    let began = tokio::time::Instant::now();
    assert_eq!(client(&mock).list().send_raw().await.unwrap().status(), 204);
    assert_eq!(began.elapsed().as_secs(), 9);
    assert!(client(&mock).create(&pen()).send().await.unwrap_err().is_timeout());
}

#[tokio::test]
async fn conditions_choose_among_rules() {
    let mock = MockTransport::new()
        .with(on::<DeleteBranch>().path("branch", "a/b").error_with(MockError {
            status: 404,
            code: "T.9",
            message: "none",
        }))
        .with(on::<ListThings>().query("limit", 1).status(403).times(1))
        .with(on::<ListThings>().when("labeled", |call| !call.query_all("label").is_empty()).status(409))
        .with(on::<CreateThing>().respond_with(|call| {
            MockResponse::json(
                201,
                &json!({ "name": format!("{} again", call.json().unwrap()["name"].as_str().unwrap()) }),
            )
        }))
        .with(on_operation(&DELETE_BRANCH).status(204));
    let client = client(&mock);
    assert!(client.delete_branch("7", "a/b").send().await.unwrap_err().is_not_found());
    client.delete_branch("7", "c").send().await.unwrap();
    assert_eq!(client.create(&pen()).send().await.unwrap().name, "pen again");
    assert!(client.list().limit(1).send().await.unwrap_err().is_forbidden());
    assert!(client.list().limit(1).labels(&["x"]).send().await.unwrap_err().is_conflict(), "the first is used up");

    let error = client.list().limit(1).send().await.unwrap_err();
    assert_eq!(
        error.message().unwrap(),
        "the request could not be carried out: no rule of the mock matches v1.list_things (GET \
         /v1/{project_id}/things, project_id=p1, limit=1); rules: v1.list_things if limit is \"1\" (used 1 of \
         1); v1.list_things if labeled (used 1); v1.delete_branch if branch is \"a/b\" (used 1); \
         v1.create_thing (used 1); v1.delete_branch (used 1)"
    );
}

#[tokio::test]
async fn unusable_rules_say_so() {
    for (rule, expected) in [
        (on::<ListThings>(), "it has no response; add `returning(…)`, for example"),
        (on::<ListThings>().times(2), "`times` must follow a response"),
        (on::<ListThings>().status(99), "99 is not an HTTP status"),
        (on::<ListThings>().status(200).header("a b", 1), "the header \"a b\" or its value is invalid"),
        (
            on::<ListThings>().error("T.1"),
            "the code \"T.1\" is not documented for this operation: use `error_with(MockError { … })`",
        ),
    ] {
        let complaint = complaint(rule).await;
        let expected = format!("the rule v1.list_things (unused) is invalid: {expected}");
        assert!(complaint.ends_with(&expected), "{complaint}");
    }
    let none = client(&MockTransport::new()).list().send().await.unwrap_err();
    assert!(none.message().unwrap().ends_with("; rules: there are none"), "{none}");
}

#[tokio::test]
async fn what_was_sent_can_be_looked_at() {
    let mock = MockTransport::new()
        .with(on::<ListThings>().status(200))
        .with(on::<CreateThing>().status(201))
        .with(on::<DeleteBranch>().status(204));
    let client =
        client_builder().endpoint("https://api.example.com/some/prefix").transport(mock.clone()).build().unwrap();
    client.list().labels(&["b=1", "ä b"]).limit(7).trace("t1").send_raw().await.unwrap();
    client.create(&pen()).send_raw().await.unwrap();
    client.delete_branch("a/b", "c/d").send_raw().await.unwrap();

    let calls = mock.calls();
    let ids: Vec<_> = calls.iter().map(|call| call.operation().id).collect();
    assert_eq!(ids, ["v1.list_things", "v1.create_thing", "v1.delete_branch"]);
    let list = &calls[0];
    assert_eq!((list.path("project_id"), list.path("thing_id")), (Some("p1"), None));
    assert_eq!(list.query_all("label"), ["b=1", "ä b"]);
    assert_eq!((list.query("limit"), list.header("X-Trace"), list.body()), (Some("7"), Some("t1"), None));
    assert_eq!(
        list.url().to_string(),
        "https://api.example.com/some/prefix/v1/p1/things?label=b%3D1&label=%C3%A4%20b&limit=7"
    );
    assert_eq!((calls[1].json(), calls[1].query("limit")), (Some(json!({ "name": "pen" })), None));
    assert_eq!((calls[2].path("thing_id"), calls[2].path("branch")), (Some("a/b"), Some("c/d")));
    assert_eq!(mock.calls_of::<CreateThing>().len(), 1);
}

#[tokio::test]
async fn recorded_calls_print_no_secret() {
    let secret = Secret::new("hunter2");
    let mock = MockTransport::new().with(on::<DeleteBranch>().status(204));
    let client = client_builder().token("hunter2").transport(mock.clone()).build().unwrap();
    let mut call = Call::new(&client.core, &DELETE_BRANCH);
    call.path("thing_id", 7);
    call.secret_path("branch", &secret);
    call.secret_query("key", &secret);
    call.secret_header("X-Key", &secret);
    call.header("X-Trace", "t1");
    call.json(&json!({ "password": "hunter2" }));
    call.send().await.unwrap();

    let recorded = &mock.calls()[0];
    let printed = format!("{recorded:?} {recorded} {mock:?}");
    assert!(!printed.contains("hunter2"), "{printed}");
    assert!(printed.contains(r#"("thing_id", "7"), ("branch", "***")"#), "{printed}");
    assert!(printed.contains(r#"("x-trace", "t1")"#) && printed.contains("body: 22 bytes"), "{printed}");
    // Whoever asks by name gets it.
    assert_eq!((recorded.query("key"), recorded.header("x-auth-token")), (Some("hunter2"), Some("hunter2")));
}

#[tokio::test]
async fn rules_that_were_not_needed_are_listed() {
    let mock = MockTransport::new()
        .with(on::<ListThings>().status(404).status(200))
        .with(on::<CreateThing>().status(201).times(3));
    assert_eq!(mock.unused(), ["v1.list_things (unused)", "v1.create_thing (unused)"]);
    let client = client(&mock);
    for _ in 0..2 {
        client.list().send_raw().await.unwrap();
        client.create(&pen()).send_raw().await.unwrap();
    }
    assert_eq!(mock.unused(), ["v1.create_thing (used 2 of 3)"]);
    client.create(&pen()).send_raw().await.unwrap();
    assert!(mock.unused().is_empty());
}
