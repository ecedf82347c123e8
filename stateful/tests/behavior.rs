//! Leases, waits and switches, with a clock that is advanced by hand.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use http::{Request, StatusCode};
use serde_json::{Value, json};
use servicestage_stateful::{Clock, Settings, router};
use tower::ServiceExt as _;

const SERVICES: &str = "/v4/default/registry/microservices";

struct Servers {
    router: Router,
    clock: Clock,
}

impl Servers {
    fn new(configure: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::default();
        settings.clock = Clock::manual(Duration::from_secs(1_700_000_000));
        configure(&mut settings);
        Self { router: router(&settings), clock: settings.clock }
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    async fn send(&self, line: &str, body: Value) -> (StatusCode, Value) {
        send(self.router.clone(), line, body).await
    }

    async fn listed(&self, path: &str) -> usize {
        let (_, list) = self.send(&format!("GET {path}"), Value::Null).await;
        list["instances"].as_array().map_or(0, Vec::len)
    }

    async fn service(&self, name: &str) -> String {
        let (_, created) = self.send(&format!("POST {SERVICES}"), json!({ "service": { "serviceName": name } })).await;
        created["serviceId"].as_str().unwrap().to_owned()
    }
}

async fn send(router: Router, line: &str, body: Value) -> (StatusCode, Value) {
    let (method, path) = line.split_once(' ').unwrap();
    let request = Request::builder().method(method).uri(path).header("Content-Type", "application/json");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = request.header("Content-Length", body.len()).body(Body::from(body)).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (parts.status, serde_json::from_slice(&bytes).unwrap_or_default())
}

#[tokio::test]
async fn of_many_leases_only_those_with_heartbeats_go_on() {
    let servers = Servers::new(|_| {});
    let service = servers.service("pens").await;
    let instances = format!("{SERVICES}/{service}/instances");
    for number in 0..200 {
        let instance = json!({ "hostName": "node", "instanceId": format!("i{number}"),
            "healthCheck": { "mode": "push", "interval": 5, "times": 3 } });
        servers.send(&format!("POST {instances}"), json!({ "instance": instance })).await;
    }
    for _ in 0..5 {
        servers.pass(15);
        for number in (0..200).step_by(2) {
            let (status, _) = servers.send(&format!("PUT {instances}/i{number}/heartbeat"), Value::Null).await;
            assert_eq!(status, 200);
        }
    }
    assert_eq!(servers.listed(&instances).await, 100);
    servers.pass(20);
    assert_eq!(servers.listed(&instances).await, 0);
}

#[tokio::test]
async fn late_departures_are_a_switch() {
    let servers = Servers::new(|settings| settings.late_departures = true);
    let service = servers.service("pens").await;
    let instances = format!("{SERVICES}/{service}/instances");
    servers.send(&format!("POST {instances}"), json!({ "instance": { "hostName": "n", "instanceId": "one" } })).await;
    // Responses to searches are kept, and the one without the cache has a revision of its own.
    let search = "/v4/default/registry/instances?appId=default&serviceName=pens";
    let fresh = format!("{search}&noCache=1");
    assert_eq!((servers.listed(search).await, servers.listed(&fresh).await), (1, 1));
    assert_eq!(servers.send(&format!("DELETE {instances}/one"), Value::Null).await.0, 200);
    assert_eq!((servers.listed(search).await, servers.listed(&fresh).await), (1, 0));
    assert_eq!(servers.send(&format!("PUT {instances}/one/heartbeat"), Value::Null).await.0, 400);
    assert_eq!(servers.listed(&instances).await, 1);
    assert_eq!(servers.listed(&format!("{instances}?noCache=1")).await, 0);
    servers.pass(2);
    assert_eq!(servers.listed(&instances).await, 0);
}

#[tokio::test]
async fn one_write_wakes_all_who_wait_for_it() {
    let servers = Servers::new(|_| {});
    let wait = "GET /v1/p/kie/kv?label=app:shop&wait=30s";
    let waiting: Vec<_> = (0..500).map(|_| tokio::spawn(send(servers.router.clone(), wait, Value::Null))).collect();
    let other = tokio::spawn(send(servers.router.clone(), "GET /v1/p/kie/kv?label=app:ink&wait=30s", Value::Null));
    // The scheduler polls some of the tasks at each turn.
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    servers.send("POST /v1/p/kie/kv", json!({ "key": "a", "labels": { "app": "shop" } })).await;
    for response in waiting {
        let (status, list) = response.await.unwrap();
        assert_eq!((status.as_u16(), &list["total"]), (200, &json!(1)));
    }
    assert!(!other.is_finished());
    servers.pass(30);
    assert_eq!(other.await.unwrap().0, 304);
}

#[tokio::test]
async fn requests_per_second_have_a_limit_on_demand() {
    let servers = Servers::new(|settings| settings.configuration_requests = Some(2));
    for expected in [200, 200, 429] {
        let (status, body) = servers.send("GET /v1/p/kie/kv", Value::Null).await;
        assert_eq!((status.as_u16(), body.is_null()), (expected, expected == 429));
    }
    servers.pass(1);
    assert_eq!(servers.send("GET /v1/p/kie/kv", Value::Null).await.0, 200);
}

#[tokio::test]
async fn many_statuses_at_once_are_known_ones() {
    let servers = Servers::new(|_| {});
    let body = |status: &str| json!({ "matches": { "properties": {} }, "status": status });
    for (status, expected) in [("UP", 200), ("up", 400), ("", 400)] {
        let (got, _) = servers.send("PUT /v4/default/registry/instances/status", body(status)).await;
        assert_eq!(got, expected, "{status}");
    }
}

#[tokio::test]
async fn configurations_are_spared_the_errors_of_the_real_server() {
    let servers = Servers::new(|_| {});
    for key in ["wildcard()", "beginWith()"] {
        let (status, body) = servers.send(&format!("GET /v1/p/kie/kv?key={key}"), Value::Null).await;
        assert_eq!((status.as_u16(), &body["errorCode"]), (400, &json!("400001")), "{key}");
    }
    let (_, created) = servers.send("POST /v1/p/kie/kv", json!({ "key": "a" })).await;
    let path = format!("/v1/p/kie/kv/{}", created["id"].as_str().unwrap());
    let request = Request::builder().uri(path).header("X-Session-Id", "s").body(Body::empty()).unwrap();
    let response = servers.router.clone().oneshot(request).await.unwrap();
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let shown: Value = serde_json::from_slice(&bytes).expect("a configuration and nothing else");
    assert_eq!(shown["key"], "a");
    assert_eq!(servers.send("GET /v1/p/kie/track?sessionId=s", Value::Null).await.0, 404, "only lists are recorded");
}

#[tokio::test]
async fn other_methods_get_plain_text_and_the_known_ones() {
    let servers = Servers::new(|_| {});
    for (line, text, allowed) in [
        (format!("PATCH {SERVICES}"), "Method Not Allowed\n", &["DELETE", "GET", "POST"][..]),
        (format!("HEAD {SERVICES}"), "Method Not Allowed\n", &["DELETE", "GET", "POST"]),
        ("PATCH /v1/p/kie/kv".to_owned(), "405: Method Not Allowed", &["DELETE", "GET", "POST"]),
    ] {
        let (method, path) = line.split_once(' ').unwrap();
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (parts, body) = servers.router.clone().oneshot(request).await.unwrap().into_parts();
        assert_eq!(parts.status, 405, "{line}");
        assert_eq!(parts.headers["content-type"], "text/plain; charset=utf-8", "{line}");
        let mut methods: Vec<&str> = parts.headers["allow"].to_str().unwrap().split(", ").collect();
        methods.sort_unstable();
        assert_eq!(methods, allowed, "{line}");
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        assert!(body == text || method == "HEAD" && body.is_empty(), "{line}: {body:?}");
    }
}

#[tokio::test]
async fn unknown_paths_get_the_response_of_the_server_addressed_last() {
    let servers = Servers::new(|_| {});
    for (before, expected) in [("/v1/p/kie/kv", "404: Page Not Found"), (SERVICES, "404 page not found\n")] {
        servers.send(&format!("GET {before}"), Value::Null).await;
        let request = Request::builder().uri("/nothing").body(Body::empty()).unwrap();
        let response = servers.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        assert_eq!(body, expected);
    }
}

#[tokio::test]
async fn projects_of_the_registry_have_the_length_of_the_specification() {
    let servers = Servers::new(|_| {});
    for (length, expected, code) in [(64, 200, Value::Null), (65, 400, json!("400001"))] {
        let line = format!("GET /v4/{}/registry/microservices", "p".repeat(length));
        let (status, body) = servers.send(&line, Value::Null).await;
        assert_eq!((status.as_u16(), &body["errorCode"]), (expected, &code), "{length}");
    }
}
