//! State that is kept beyond the end of a program.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use servicestage_server::mock::{MockServer, Storage, StoreFile};
use servicestage_server::runtime::mock::{ChangedEntries, Entries};
use servicestage_stateful::{Clock, Servers, Settings, stored};

const APPLICATIONS: &str = "/v3/063a3158b1a34710b36ad208b9497d00/cas/applications";
const SERVICES: &str = "/v4/default/registry/microservices";
const CONFIGURATIONS: &str = "/v1/default/kie/kv";

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.clock = Clock::manual(Duration::from_secs(1_700_000_000));
    settings
}

/// Opens a file that the last program may still be closing.
async fn open(path: &Path) -> StoreFile {
    for _ in 0..500 {
        match StoreFile::open(path) {
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            opened => return opened.unwrap(),
        }
    }
    panic!("the file stays in use");
}

async fn start(storage: impl Storage) -> MockServer {
    let servers = Servers::new(&settings());
    MockServer::builder().manual_clock().behavior(servers).storage(storage).start().await.unwrap()
}

async fn send(mock: &MockServer, line: &str, body: Value) -> (StatusCode, Value) {
    let (method, path) = line.split_once(' ').unwrap();
    let client = reqwest::Client::new();
    let request = client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", mock.url()));
    let request = request.header("Authorization", "Bearer any").header("X-Auth-Token", "any");
    let request = match body.is_null() {
        true => request,
        false => request.header("Content-Type", "application/json").body(body.to_string()),
    };
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, serde_json::from_slice(&response.bytes().await.unwrap()).unwrap_or_default())
}

async fn done(mock: &MockServer, line: &str, body: Value) -> Value {
    let (status, response) = send(mock, line, body).await;
    assert!(status.is_success(), "{line}: {status} {response}");
    response
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no string: {value}"))
}

/// Creates something of each kind. Returns the address of a component and of the instances of a microservice.
async fn fill(mock: &MockServer) -> (String, String) {
    let shop = done(mock, &format!("POST {APPLICATIONS}"), json!({ "name": "shop" })).await;
    let gone = done(mock, &format!("POST {APPLICATIONS}"), json!({ "name": "gone" })).await;
    done(mock, &format!("DELETE {APPLICATIONS}/{}", text(&gone["id"])), Value::Null).await;
    let component = json!({
        "name": "catalog", "version": "1.0.0", "refer_resources": [], "source": { "kind": "image", "url": "swr/a:1" },
        "runtime_stack": { "name": "Docker", "version": "1", "type": "Docker", "deploy_mode": "container" },
    });
    let components = format!("{APPLICATIONS}/{}/components", text(&shop["id"]));
    let created = done(mock, &format!("POST {components}"), component).await;

    let service = json!({ "service": { "serviceName": "pens", "schemas": ["s"] }, "tags": { "team": "ink" } });
    let pens = done(mock, &format!("POST {SERVICES}"), service).await;
    let instances = format!("{SERVICES}/{}/instances", text(&pens["serviceId"]));
    let check = json!({ "mode": "push", "interval": 30, "times": 3 });
    let instance = |id: &str| json!({ "instance": { "instanceId": id, "hostName": "node", "healthCheck": check } });
    done(mock, &format!("POST {instances}"), instance("a")).await;
    done(mock, &format!("POST {instances}"), instance("b")).await;
    done(mock, &format!("DELETE {instances}/b"), Value::Null).await;
    let schema = json!({ "schema": "openapi: 3.0.0", "summary": "5f0c" });
    done(mock, &format!("PUT {SERVICES}/{}/schemas/s", text(&pens["serviceId"])), schema).await;
    let shop = json!({ "service": { "serviceName": "shop" } });
    let shop = done(mock, &format!("POST {SERVICES}"), shop).await;
    let consumer = json!({ "appId": "default", "serviceName": "shop", "version": "0.0.1" });
    let provider = json!({ "appId": "default", "serviceName": "pens", "version": "0.0.1" });
    let dependencies = json!({ "dependencies": [{ "consumer": consumer, "providers": [provider] }] });
    done(mock, "POST /v4/default/registry/dependencies", dependencies).await;
    done(mock, &format!("GET {SERVICES}/{}/consumers", text(&pens["serviceId"])), Value::Null).await;
    let _ = shop;

    let key = json!({ "key": "color", "value": "blue", "labels": { "app": "shop" } });
    let color = done(mock, &format!("POST {CONFIGURATIONS}"), key).await;
    let line = format!("PUT {CONFIGURATIONS}/{}", text(&color["id"]));
    done(mock, &line, json!({ "value": "green", "status": "enabled" })).await;
    let other = done(mock, &format!("POST {CONFIGURATIONS}"), json!({ "key": "size", "value": "1" })).await;
    done(mock, &format!("DELETE {CONFIGURATIONS}/{}", text(&other["id"])), Value::Null).await;
    (format!("{components}/{}", text(&created["component_id"])), instances)
}

#[tokio::test]
async fn a_mock_goes_on_where_it_ended() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("store");
    let mock = start(open(&path).await).await;
    let (component, instances) = fill(&mock).await;
    let before = mock.resources();
    let revision = |response: reqwest::Response| response.headers()["x-resource-revision"].to_str().unwrap().to_owned();
    let list = async |mock: &MockServer| {
        let search = "v4/default/registry/instances?appId=default&serviceName=pens&version=0.0.1%2B";
        let request = reqwest::Client::new().get(format!("{}/{search}", mock.url()));
        revision(request.header("Authorization", "Bearer any").send().await.unwrap())
    };
    let known = list(&mock).await;
    drop(mock);

    let mock = start(open(&path).await).await;
    assert_eq!(mock.resources(), before);
    assert_eq!(list(&mock).await, known, "what did not change has the same revision");
    assert_eq!(
        done(&mock, &format!("GET {component}"), Value::Null).await["status"]["component_status"],
        "INITIALIZING"
    );
    mock.advance(Duration::from_secs(1));
    assert_eq!(done(&mock, &format!("GET {component}"), Value::Null).await["status"]["component_status"], "RUNNING");
    let listed = done(&mock, &format!("GET {instances}"), Value::Null).await;
    assert_eq!(listed["instances"].as_array().map(Vec::len), Some(1));
    let renewed = json!({ "instance": { "instanceId": "b", "hostName": "other" } });
    done(&mock, &format!("POST {instances}"), renewed).await;
    assert_ne!(list(&mock).await, known);
    let history = done(&mock, &format!("GET {CONFIGURATIONS}?label=app:shop"), Value::Null).await;
    assert_eq!((&history["data"][0]["value"], &history["data"][0]["update_revision"]), (&json!("green"), &json!(2)));
    let next = done(&mock, &format!("POST {CONFIGURATIONS}"), json!({ "key": "size", "value": "2" })).await;
    assert_eq!(next["create_revision"], 5, "revisions of what was deleted do not come back");
    let ids: Vec<String> = {
        let (one, other) = (json!({ "name": "one" }), json!({ "name": "other" }));
        let one = done(&mock, &format!("POST {APPLICATIONS}"), one).await;
        [one, done(&mock, &format!("POST {APPLICATIONS}"), other).await]
            .iter()
            .map(|it| text(&it["id"]).into())
            .collect()
    };
    assert!(ids.iter().all(|id| !before.to_string().contains(id.as_str())), "random ids do not come back");
    let after = mock.resources();
    drop(mock);
    let mock = start(open(&path).await).await;
    assert_eq!(mock.resources(), after);

    mock.reset();
    let empty = mock.resources();
    assert_eq!(empty.get("v3.application"), None);
    assert_eq!(empty["servicecomb.microservice"], json!({}));
    drop(mock);
    assert_eq!(start(open(&path).await).await.resources()["servicecomb.configuration"], json!({}));
}

#[tokio::test]
async fn resources_of_all_servers_are_loaded_and_reset() {
    let mock = start(Memory::default()).await;
    fill(&mock).await;
    let all = mock.resources();
    mock.reset();
    assert_ne!(mock.resources(), all);
    mock.load(&all).unwrap();
    let loaded = mock.resources();
    for kind in ["v3.component", "servicecomb.instance", "servicecomb.microservice", "servicecomb.configuration"] {
        assert_eq!(loaded[kind], all[kind], "{kind}");
    }
    let mut wrong = all.clone();
    let instances = wrong["servicecomb.instance"].as_object_mut().unwrap();
    let (key, instance) = instances.iter().next().map(|(key, instance)| (key.clone(), instance.clone())).unwrap();
    instances.insert(key.replace("default/", "other/"), instance);
    let error = mock.load(&wrong).unwrap_err().to_string();
    assert!(error.starts_with("servicecomb.instance other/"), "{error}");
    assert_eq!(mock.resources(), loaded, "nothing changes then");
    let error = mock.load(&json!({ "servicecomb.instance": [] })).unwrap_err().to_string();
    assert_eq!(error, "`servicecomb.instance` has to be an object with the resources by their keys");
}

/// Storage in memory, which can be full.
#[derive(Clone, Default)]
struct Memory {
    entries: Arc<Mutex<BTreeMap<(String, String), String>>>,
    is_full: Arc<AtomicBool>,
}

impl Storage for Memory {
    fn read(&self) -> io::Result<Entries> {
        let mut all = Entries::new();
        for ((kind, key), value) in &*self.entries.lock().unwrap() {
            all.entry(kind.clone()).or_default().insert(key.clone(), value.parse().unwrap());
        }
        Ok(all)
    }

    fn write(&self, changes: &ChangedEntries) -> io::Result<()> {
        if self.is_full.load(Ordering::Relaxed) {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "no space is left"));
        }
        let mut entries = self.entries.lock().unwrap();
        for (place, value) in changes {
            match value {
                Some(value) => drop(entries.insert(place.clone(), value.clone())),
                None => drop(entries.remove(place)),
            }
        }
        Ok(())
    }
}

impl Memory {
    fn has(&self, word: &str) -> bool {
        self.entries.lock().unwrap().values().any(|value| value.contains(word))
    }
}

#[tokio::test]
async fn what_is_not_written_is_not_acknowledged() {
    let memory = Memory::default();
    let mock = start(memory.clone()).await;
    let create = |name: &str| json!({ "name": name });
    done(&mock, &format!("POST {APPLICATIONS}"), create("first")).await;
    assert!(memory.has("first"));
    memory.is_full.store(true, Ordering::Relaxed);
    let (status, error) = send(&mock, &format!("POST {APPLICATIONS}"), create("second")).await;
    assert_eq!((status.as_u16(), &error["error_code"]), (507, &json!("mock-storage")), "{error}");
    assert!(error["error_msg"].as_str().unwrap().ends_with("no space is left"), "{error}");
    let service = json!({ "service": { "serviceName": "third" } });
    assert_eq!(send(&mock, &format!("POST {SERVICES}"), service).await.0.as_u16(), 507);
    let (status, _) = send(&mock, &format!("GET {APPLICATIONS}"), Value::Null).await;
    assert_eq!(status.as_u16(), 507, "it would show what is not written");
    assert!(!memory.has("second") && !memory.has("third"));
    memory.is_full.store(false, Ordering::Relaxed);
    let listed = done(&mock, &format!("GET {APPLICATIONS}"), Value::Null).await;
    assert_eq!(listed["count"], 2, "what was rejected may have happened");
    assert!(memory.has("second") && memory.has("third"));
    drop(mock);
    let full = Memory::default();
    full.is_full.store(true, Ordering::Relaxed);
    let started = MockServer::builder().storage(full).start().await.map(drop);
    assert_eq!(started.unwrap_err().to_string(), "no space is left");
}

#[tokio::test]
async fn a_storage_of_something_else_is_told() {
    let memory = Memory::default();
    let mock = start(memory.clone()).await;
    fill(&mock).await;
    drop(mock);
    let problem = async |storage: Memory| {
        let before = storage.entries.lock().unwrap().clone();
        let error = MockServer::builder().storage(storage.clone()).start().await.map(drop).unwrap_err();
        assert_eq!(*storage.entries.lock().unwrap(), before);
        error.to_string()
    };
    assert!(problem(memory.clone()).await.contains("`servicecomb.counter`, which this mock does not keep"));
    let servers = Arc::new(Servers::new(&settings()));
    let error = stored(&servers, memory.clone(), servers.router()).map(drop).unwrap_err().to_string();
    assert_eq!(error, "the store has the state of servicestage, not of servicestage-stateful; choose another one");
    let other = Memory::default();
    other.entries.lock().unwrap().insert(("songs".into(), "1".into()), "{}".into());
    assert!(problem(other).await.contains("the store has the state of no mock"));
    let damaged = Memory::default();
    let own = json!({ "service": "servicestage", "starts": 1 });
    damaged.entries.lock().unwrap().insert(("mock".into(), "storage".into()), own.to_string());
    damaged.entries.lock().unwrap().insert(("v3.application".into(), "[\"p\"]".into()), "{}".into());
    let told = problem(damaged).await;
    assert!(told.starts_with("the store is damaged: v3.application [\"p\"]: "), "{told}");
}

#[tokio::test]
async fn the_servers_alone_go_on_too() {
    let memory = Memory::default();
    let send = async |line: &str, body: Value| {
        let servers = Arc::new(Servers::new(&settings()));
        let router = stored(&servers, memory.clone(), servers.router()).unwrap();
        let (method, path) = line.split_once(' ').unwrap();
        let request = http::Request::builder().method(method).uri(path).body(axum::body::Body::from(body.to_string()));
        tower::ServiceExt::oneshot(router, request.unwrap()).await.unwrap().status().as_u16()
    };
    let service = json!({ "service": { "serviceName": "pens", "serviceId": "p" } });
    assert_eq!(send(&format!("POST {SERVICES}"), service).await, 200);
    assert_eq!(send(&format!("GET {SERVICES}/p"), Value::Null).await, 200);
    memory.is_full.store(true, Ordering::Relaxed);
    let servers = Arc::new(Servers::new(&settings()));
    assert!(stored(&servers, memory.clone(), servers.router()).is_err());
}
