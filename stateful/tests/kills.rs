//! A mock that is killed at random moments: what it acknowledged is in its store, and nothing is there by halves.
//! `KILLS` is the number of kills.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use http::Method;
use serde_json::{Value, json};

const PROJECT: &str = "063a3158b1a34710b36ad208b9497d00";
const SERVICES: &str = "/v4/default/registry/microservices";
const CONFIGURATIONS: &str = "/v1/default/kie/kv";
/// Kills without `KILLS`.
const USUAL: u32 = 30;

/// Running mock. It is killed when it is dropped.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(store: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_servicestage-stateful-mock"));
        command.args(["--auth", "none", "--port", "0", "--format", "json", "--step", "20ms", "--store"]).arg(store);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let started: Value = line.parse().expect("it does not start again");
        Self { child, url: started["url"].as_str().unwrap().to_owned() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Values of what was stored, by kind and name; `None` if it does not exist.
type Values = BTreeMap<(&'static str, String), Option<String>>;

/// What is known of the store.
#[derive(Default)]
struct Known {
    acknowledged: Values,
    /// Outcomes of requests without a response.
    possible: Values,
}

/// Callers of a mock until it is killed.
struct Caller<'a> {
    client: &'a reqwest::Client,
    url: &'a str,
    known: &'a Mutex<Known>,
}

impl Caller<'_> {
    async fn send(&self, line: &str, body: &Value) -> Option<Value> {
        let (method, path) = line.split_once(' ').unwrap();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let request =
            self.client.request(method, format!("{}{path}", self.url)).header("Content-Type", "application/json");
        let response = request.body(body.to_string()).send().await.ok()?;
        let status = response.status();
        let body = response.bytes().await.ok()?;
        assert!(status.is_success(), "{line}: {status} {}", String::from_utf8_lossy(&body));
        Some(serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Sends a request after which something has a value.
    async fn set(&self, kind: &'static str, name: &str, value: Option<&str>, line: &str, body: Value) -> Option<Value> {
        let (place, value) = ((kind, name.to_owned()), value.map(str::to_owned));
        self.known.lock().unwrap().possible.insert(place.clone(), value.clone());
        let response = self.send(line, &body).await?;
        let mut known = self.known.lock().unwrap();
        known.possible.remove(&place);
        known.acknowledged.insert(place, value);
        Some(response)
    }

    async fn applications(&self, round: u32) -> Option<()> {
        let path = format!("/v3/{PROJECT}/cas/applications");
        for number in 0.. {
            let name = format!("a-{round}-{number}");
            let new = json!({ "name": name, "description": "0" });
            let created = self.set("application", &name, Some("0"), &format!("POST {path}"), new).await?;
            let one = format!("{path}/{}", created["id"].as_str()?);
            let changed = json!({ "description": "1" });
            self.set("application", &name, Some("1"), &format!("PUT {one}"), changed).await?;
            if number % 2 == 0 {
                self.set("application", &name, None, &format!("DELETE {one}"), Value::Null).await?;
                continue;
            }
            let component = json!({
                "name": name, "version": "1.0.0", "refer_resources": [], "source": { "kind": "image", "url": "swr/a:1" },
                "runtime_stack": { "name": "Docker", "version": "1", "type": "Docker", "deploy_mode": "container" },
            });
            self.set("component", &name, Some("1.0.0"), &format!("POST {one}/components"), component).await?;
        }
        None
    }

    async fn microservices(&self, round: u32) -> Option<()> {
        for number in 0.. {
            let name = format!("m-{round}-{number}");
            let instance = json!({ "hostName": "node" });
            let service = json!({ "serviceName": name, "properties": { "v": "0" } });
            let new = json!({ "service": service, "tags": { "v": "a" }, "instances": [instance] });
            let created = self.set("microservice", &name, Some("0"), &format!("POST {SERVICES}"), new).await?;
            let one = format!("{SERVICES}/{}", created["serviceId"].as_str()?);
            let changed = json!({ "properties": { "v": "1" } });
            self.set("microservice", &name, Some("1"), &format!("PUT {one}/properties"), changed).await?;
            if number % 2 == 0 {
                let line = format!("DELETE {one}?force=true");
                self.set("microservice", &name, None, &line, Value::Null).await?;
            }
        }
        None
    }

    async fn configurations(&self, round: u32) -> Option<()> {
        for number in 0.. {
            let name = format!("c-{round}-{number}");
            let new = json!({ "key": name, "value": "0", "labels": { "v": "a" } });
            let created = self.set("configuration", &name, Some("0"), &format!("POST {CONFIGURATIONS}"), new).await?;
            let one = format!("{CONFIGURATIONS}/{}", created["id"].as_str()?);
            let changed = json!({ "value": "1" });
            self.set("configuration", &name, Some("1"), &format!("PUT {one}"), changed).await?;
            if number % 2 == 0 {
                self.set("configuration", &name, None, &format!("DELETE {one}"), Value::Null).await?;
            }
        }
        None
    }
}

/// Returns the values of what is stored, and checks that nothing is there by halves.
fn stored(resources: &Value) -> Values {
    let mut found = Values::new();
    let list = |kind: &str| resources[kind].as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("no string: {value}")).to_owned();
    for application in list("v3.application") {
        found.insert(("application", text(&application["name"])), Some(text(&application["description"])));
    }
    for component in list("v3.component") {
        let has = |kind: &str, key: &str| list(kind).iter().any(|other| other[key] == component[key]);
        assert!(has("v3.job", "job_id") && has("v3.component_record", "component_id"), "by halves: {component}");
        found.insert(("component", text(&component["name"])), Some(text(&component["version"])));
    }
    let entries = |kind: &str| resources[kind].as_object().cloned().unwrap_or_default();
    let instances = entries("servicecomb.instance");
    for (key, kept) in entries("servicecomb.microservice") {
        let count = instances.keys().filter(|instance| instance.starts_with(&format!("{key}/"))).count();
        assert_eq!((count, &kept["tags"]["v"]), (1, &json!("a")), "by halves: {kept}");
        let name = text(&kept["service"]["serviceName"]);
        found.insert(("microservice", name), Some(text(&kept["service"]["properties"]["v"])));
    }
    let services = entries("servicecomb.microservice").len();
    assert_eq!(instances.len(), services, "instances without a microservice");
    let mut states: Vec<Value> = entries("servicecomb.configuration").into_values().collect();
    states.sort_by_key(|state| state["update_revision"].as_i64());
    let revision = resources["servicecomb.counter"]["configurations"].as_i64().unwrap_or(0);
    for state in states {
        assert!(state["update_revision"].as_i64().unwrap() <= revision, "the revision went back: {state}");
        found.insert(("configuration", text(&state["key"])), Some(text(&state["value"])));
    }
    found
}

/// Compares what is stored with what was acknowledged. What was possible is known then.
fn compare(found: &Values, known: &mut Known) {
    let value = |values: &Values, place: &(&'static str, String)| values.get(place).cloned().flatten();
    for (place, possible) in std::mem::take(&mut known.possible) {
        let (before, now) = (value(&known.acknowledged, &place), value(found, &place));
        assert!(now == before || now == possible, "{place:?} is {now:?}, not {before:?} or {possible:?}");
        known.acknowledged.insert(place, now);
    }
    for (place, expected) in &known.acknowledged {
        assert_eq!(value(found, place), *expected, "{place:?} was acknowledged");
    }
    for place in found.keys() {
        assert!(known.acknowledged.contains_key(place), "nobody asked for {place:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_lose_nothing() {
    let kills = std::env::var("KILLS").map_or(USUAL, |kills| kills.parse().unwrap());
    let directory = tempfile::tempdir().unwrap();
    let store = directory.path().join("store");
    let known = Mutex::new(Known::default());
    for round in 0..=kills {
        let mut program = Program::start(&store);
        let client = reqwest::Client::new();
        let resources = client.get(format!("{}/__mock/resources", program.url)).send().await.unwrap();
        let resources: Value = serde_json::from_slice(&resources.bytes().await.unwrap()).unwrap();
        compare(&stored(&resources), &mut known.lock().unwrap());
        if round == kills {
            break;
        }
        let url = program.url.clone();
        let caller = Caller { client: &client, url: &url, known: &known };
        let kill = async {
            tokio::time::sleep(Duration::from_micros(fastrand::u64(0..60_000))).await;
            program.child.kill().unwrap();
        };
        tokio::join!(caller.applications(round), caller.microservices(round), caller.configurations(round), kill);
        if round % 10 == 9 {
            clean(&store, &known).await;
        }
    }
    let known = known.into_inner().unwrap();
    println!("{kills} kills, {} acknowledged values", known.acknowledged.len());
    assert!(known.acknowledged.len() > kills as usize, "the mock hardly ran");
}

/// Deletes everything, so that the store stays small, and kills the mock.
async fn clean(store: &Path, known: &Mutex<Known>) {
    let program = Program::start(store);
    let reset = reqwest::Client::new().post(format!("{}/__mock/reset", program.url)).send().await.unwrap();
    assert!(reset.status().is_success());
    let mut known = known.lock().unwrap();
    known.possible.clear();
    known.acknowledged.values_mut().for_each(|value| *value = None);
}
