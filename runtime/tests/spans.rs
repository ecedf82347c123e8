//! What a server lets a subscriber of `tracing` know, and what not.

#![cfg(feature = "server")]
// The service is written for both sides.
#![cfg(feature = "client")]

use crate::common::{Collector, api};
use axum::body::Body;
use http::Request;
use specwright_runtime::server::StaticTokens;
use tower::ServiceExt as _;

const SECRET: &str = "hunter2-hunter2-hunter2";

async fn ask(method: &str, uri: &str, body: &str) -> u16 {
    let router = api().authenticator(StaticTokens::new([SECRET]).unwrap()).into_router();
    let request = Request::builder()
        .method(method)
        .uri(uri)
        .header("x-auth-token", SECRET)
        .header("x-request-id", "r1")
        .header("x-trace", SECRET)
        .header("content-type", "application/json");
    router.oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_request_is_a_span() {
    let (collector, _guard) = Collector::start();
    assert_eq!(ask("POST", "/v1/p1/things", r#"{"name":"X"}"#).await, 400);
    assert_eq!(ask("PATCH", "/v1/p1/things", "").await, 405);
    assert_eq!(ask("GET", "/nowhere", "").await, 404);
    let spans = collector.spans("request");
    let shown: Vec<Vec<&str>> = spans
        .iter()
        .map(|span| {
            let names = ["operation", "http.request.method", "http.route", "http.response.status_code", "error.code"];
            names.map(|name| span.field(name)).to_vec()
        })
        .collect();
    assert_eq!(
        shown,
        [
            ["v1.create_thing", "POST", "/v1/{project_id}/things", "400", "T.0400"],
            ["", "PATCH", "", "405", "T.0405"],
            ["", "GET", "", "404", "T.0404"],
        ]
    );
    assert_eq!((spans[0].field("violations"), spans[0].field("request_id")), ("2", "r1"));
    assert!(spans.iter().all(|span| span.target == "specwright_runtime::server"));
    let answered = collector.events().into_iter().filter(|event| event.field("message") == "answered");
    assert_eq!(answered.filter(|event| event.field("elapsed_ms").parse::<f64>().unwrap() >= 0.0).count(), 3);
}

#[tokio::test]
async fn values_stay_out() {
    let (collector, _guard) = Collector::start();
    let body = format!(r#"{{"name":"X","password":"{SECRET}","{SECRET}":1}}"#);
    assert_eq!(ask("POST", &format!("/v1/{SECRET}/things?limit={SECRET}"), &body).await, 400);
    assert_eq!(ask("GET", &format!("/v1/p1/things?label={SECRET}"), "").await, 200);
    assert_eq!(ask("POST", "/v1/p1/things", r#"{"name":"panic"}"#).await, 500);
    let text = collector.text();
    assert!(text.contains("a handler panicked"), "{text}");
    assert!(!text.contains(SECRET), "{text}");
    assert!(!text.contains("the secret reason"), "{text}");
}
