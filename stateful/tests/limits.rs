//! Limits of both servers, as docs/limits.md lists them.

use std::fmt::Write as _;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use servicestage_stateful::{Clock, Settings, router};
use tower::ServiceExt as _;

const SERVICES: &str = "/v4/default/registry/microservices";
const CONFIGURATIONS: &str = "/v1/p/kie/kv";

fn servers() -> (Router, Clock) {
    let mut settings = Settings::default();
    settings.clock = Clock::manual(Duration::from_secs(1_700_000_000));
    (router(&settings), settings.clock)
}

/// Sends a request as a session. Returns the status and the body.
async fn send_as(session: &str, router: &Router, line: &str, body: String) -> (StatusCode, String) {
    let (method, path) = line.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(path).header("Content-Type", "application/json");
    let request = request.header("Content-Length", body.len()).header("X-Session-Id", session);
    let response = router.clone().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
    let status = response.status();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(bytes.into()).unwrap())
}

async fn send(router: &Router, line: &str, body: Value) -> (StatusCode, String) {
    send_as("", router, line, if body.is_null() { String::new() } else { body.to_string() }).await
}

async fn service(router: &Router) -> String {
    let (_, created) = send(router, &format!("POST {SERVICES}"), json!({ "service": { "serviceName": "pens" } })).await;
    let created: Value = created.parse().unwrap();
    format!("{SERVICES}/{}", created["serviceId"].as_str().unwrap())
}

#[tokio::test]
async fn a_microservice_has_a_limit_of_schemas() {
    let (router, _) = servers();
    let service = service(&router).await;
    let schemas = |number: usize| {
        let schemas: Vec<Value> =
            (0..number).map(|id| json!({ "schemaId": format!("s{id}"), "schema": "x", "summary": "y" })).collect();
        json!({ "schemas": schemas })
    };
    let all = format!("POST {service}/schemas");
    assert_eq!(send(&router, &all, schemas(101)).await.0, 400);
    assert_eq!(send(&router, &all, schemas(100)).await.0, 200);
    let (status, error) = send(&router, &format!("PUT {service}/schemas/more"), json!({ "schema": "x" })).await;
    assert_eq!(status, 400);
    assert!(error.contains("400100"), "{error}");
}

#[tokio::test]
async fn a_microservice_has_a_limit_of_tags() {
    let (router, _) = servers();
    let line = format!("POST {}/tags", service(&router).await);
    for (number, expected) in [(100, 200), (101, 400)] {
        let tags: serde_json::Map<String, Value> = (0..number).map(|tag| (format!("t{tag}"), json!("x"))).collect();
        assert_eq!(send(&router, &line, json!({ "tags": tags })).await.0, expected, "{number}");
    }
}

#[tokio::test]
async fn addresses_of_the_service_center_have_a_limit() {
    let (router, _) = servers();
    for (length, expected) in [(2047, 200), (2048, 400)] {
        let mut line = format!("GET {SERVICES}?x=");
        let rest = length + "GET ".len() - line.len();
        line.extend(std::iter::repeat_n('x', rest));
        assert_eq!(send(&router, &line, Value::Null).await.0, expected, "{length}");
    }
}

#[tokio::test]
async fn bodies_have_a_limit() {
    let (router, _) = servers();
    let blanks = |length: usize| " ".repeat(length);
    // Beyond the limit of the operation, and beyond what is read at all.
    for (length, told) in [(4 << 20, "2097152"), ((4 << 20) + 1, "too large")] {
        let body = format!("{{}}{}", blanks(length - 2));
        let (status, error) = send_as("", &router, &format!("POST {SERVICES}"), body).await;
        assert_eq!(status, 400);
        assert!(error.contains("400001") && error.contains(told), "{length}: {error}");
    }
    let (status, error) = send_as("", &router, &format!("POST {CONFIGURATIONS}"), blanks((64 << 20) + 1)).await;
    assert_eq!(status, 400);
    assert!(error.contains("400001"), "{error}");
}

#[tokio::test]
async fn waits_have_a_limit() {
    let (router, clock) = servers();
    let (status, error) = send(&router, &format!("GET {CONFIGURATIONS}?wait=5m1ns"), Value::Null).await;
    assert_eq!(status, 400);
    assert!(error.contains("400003"), "{error}");
    let line = format!("GET {CONFIGURATIONS}?wait=5m");
    let waiting = tokio::spawn(async move { send(&router, &line, Value::Null).await.0 });
    for expected in [false, true] {
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(waiting.is_finished(), expected);
        clock.advance(Duration::from_secs(300));
    }
    assert_eq!(waiting.await.unwrap(), 304);
}

#[tokio::test]
async fn values_and_checks_have_a_limit() {
    let (router, _) = servers();
    let line = format!("POST {CONFIGURATIONS}");
    for (field, characters, limit) in [("value", "ä", 131_072), ("check", "a", 1_048_576)] {
        for (number, expected) in [(limit, 200), (limit + 1, 400)] {
            let mut body = json!({ "key": field });
            body[field] = characters.repeat(number).into();
            let (status, answer) = send(&router, &line, body).await;
            assert_eq!(status, expected, "{field} of {number}: {}", &answer[..answer.len().min(200)]);
        }
    }
}

#[tokio::test]
async fn records_of_polls_have_a_limit() {
    let (router, _) = servers();
    let list = format!("GET {CONFIGURATIONS}");
    let mut session = String::new();
    for number in 0..=10_000 {
        session.clear();
        write!(session, "s{number}").unwrap();
        assert_eq!(send_as(&session, &router, &list, String::new()).await.0, 200);
    }
    for (session, expected) in [("s0", 404), ("s1", 200), ("s10000", 200)] {
        let line = format!("GET /v1/p/kie/track?sessionId={session}");
        assert_eq!(send(&router, &line, Value::Null).await.0, expected, "{session}");
    }
}
