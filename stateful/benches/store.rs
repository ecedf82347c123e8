//! Compares servers in memory with servers that keep their state in a file: the same requests, in turn, five rounds.
//!
//! ```sh
//! cargo bench -p servicestage-stateful --bench store
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use servicestage_server::mock::StoreFile;
use servicestage_stateful::{Servers, Settings, stored};
use tempfile::TempDir;
use tower::ServiceExt as _;

const CONFIGURATIONS: &str = "/v1/default/kie/kv";
const SERVICES: &str = "/v4/default/registry/microservices";
const CALLERS: usize = 8;
const ROUNDS: usize = 5;
const TIME: Duration = Duration::from_secs(1);

/// Requests of one kind. The number distinguishes them.
type Workload = (&'static str, fn(usize, &Ids) -> (String, Value));

const WORKLOADS: [Workload; 6] = [
    ("create a configuration", |number, _| {
        (format!("POST {CONFIGURATIONS}"), json!({ "key": format!("new.{number}") }))
    }),
    ("update a configuration", |number, ids| {
        (format!("PUT {CONFIGURATIONS}/{}", ids.configuration), json!({ "value": number.to_string() }))
    }),
    ("register an instance", |number, ids| {
        let body = json!({ "instance": { "hostName": "node", "endpoints": [format!("rest://node:{number}")] } });
        (format!("POST {SERVICES}/{}/instances", ids.service), body)
    }),
    ("change the status of an instance", |number, ids| {
        let status = if number.is_multiple_of(2) { "UP" } else { "DOWN" };
        let place = format!("{SERVICES}/{}/instances/{}", ids.service, ids.instance);
        (format!("PUT {place}/status?value={status}"), Value::Null)
    }),
    ("heartbeat", |_, ids| {
        (format!("PUT {SERVICES}/{}/instances/{}/heartbeat", ids.service, ids.instance), Value::Null)
    }),
    ("read a configuration", |_, ids| (format!("GET {CONFIGURATIONS}/{}", ids.configuration), Value::Null)),
];

/// What is there before the measurement.
#[derive(Clone)]
struct Ids {
    configuration: String,
    service: String,
    instance: String,
}

async fn send(router: Router, line: &str, body: &Value) -> Value {
    let (method, path) = line.split_once(' ').unwrap();
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let request = Request::builder().method(method).uri(path).header("Content-Type", "application/json");
    let request = request.header("Content-Length", body.len()).body(Body::from(body)).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    assert!(parts.status.is_success(), "{line}: {} {bytes:?}", parts.status);
    serde_json::from_slice(&bytes).unwrap_or_default()
}

async fn prepared(router: &Router) -> Ids {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let created = send(router.clone(), &format!("POST {CONFIGURATIONS}"), &json!({ "key": "one" })).await;
    let service = json!({ "service": { "serviceName": "pens" } });
    let service = text(&send(router.clone(), &format!("POST {SERVICES}"), &service).await["serviceId"]);
    let instance = json!({ "instance": { "hostName": "node" } });
    let instance = send(router.clone(), &format!("POST {SERVICES}/{service}/instances"), &instance).await;
    Ids { configuration: text(&created["id"]), service, instance: text(&instance["instanceId"]) }
}

/// Returns the number of requests per second.
async fn measured(router: &Router, (_, request): Workload) -> f64 {
    let ids = prepared(router).await;
    let next = Arc::new(AtomicUsize::new(0));
    let start = Instant::now();
    let callers = (0..CALLERS).map(|_| {
        let (router, ids, next) = (router.clone(), ids.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            let mut done = 0_u32;
            while start.elapsed() < TIME {
                let (line, body) = request(next.fetch_add(1, Ordering::Relaxed), &ids);
                send(router.clone(), &line, &body).await;
                done += 1;
            }
            done
        })
    });
    let mut all = 0;
    for caller in callers.collect::<Vec<_>>() {
        all += caller.await.unwrap();
    }
    f64::from(all) / start.elapsed().as_secs_f64()
}

fn in_memory() -> Router {
    Servers::new(&Settings::default()).router()
}

fn in_file(directory: &TempDir) -> Router {
    let servers = Arc::new(Servers::new(&Settings::default()));
    let router = servers.router();
    stored(&servers, StoreFile::open(directory.path().join("state")).unwrap(), router).unwrap()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[tokio::main]
async fn main() {
    println!("| request | in memory | with a file | ratio |\n|---|--:|--:|--:|");
    for workload in WORKLOADS {
        let (mut memory, mut file, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let directory = TempDir::new().unwrap();
            let (first, second) =
                (measured(&in_memory(), workload).await, measured(&in_file(&directory), workload).await);
            memory.push(first);
            file.push(second);
            ratios.push(second / first);
        }
        let (memory, file, ratio) = (median(memory), median(file), median(ratios));
        println!("| {} | {memory:.0}/s | {file:.0}/s | {ratio:.2} |", workload.0);
    }
}
