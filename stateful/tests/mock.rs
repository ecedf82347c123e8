//! The servers in the mock of all operations.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};
use servicestage_server::mock::{Fault, MockServer};
use servicestage_stateful::{Servers, Settings};

const SERVICES: &str = "/v4/default/registry/microservices";

/// Sends a request with a token, and returns the status and the JSON of the response.
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

/// Running program. It is killed when it is dropped.
struct Program {
    child: Child,
    url: String,
}

impl Program {
    fn start(options: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_servicestage-stateful-mock"));
        command.args(["--stateful", "--port", "0", "--format", "json"]).args(options);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let started: Value = line.parse().unwrap();
        Self { child, url: started["url"].as_str().unwrap().to_owned() }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn start() -> MockServer {
    MockServer::builder().stateful().behavior(Servers::new(&Settings::default())).start().await.unwrap()
}

async fn register(mock: &MockServer, name: &str) -> String {
    let (status, created) =
        send(mock, &format!("POST {SERVICES}"), json!({ "service": { "serviceName": name } })).await;
    assert_eq!(status, 200, "{created}");
    created["serviceId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn around_the_servers_everything_is_the_mocks() {
    let mock = start().await;
    let bare = reqwest::get(format!("{}{SERVICES}", mock.url())).await.unwrap();
    assert_eq!(bare.status(), 401);
    let service = register(&mock, "pens").await;
    mock.enqueue("servicecomb.get_microservice", Fault::Status { status: 503, retry_after: None }, 1).unwrap();
    let get = format!("GET {SERVICES}/{service}");
    assert_eq!(send(&mock, &get, Value::Null).await.0, 503);
    assert_eq!(send(&mock, &get, Value::Null).await.1["service"]["serviceName"], "pens");
    let sources: Vec<String> =
        mock.calls("servicecomb.get_microservice").iter().map(|call| call.source.to_string()).collect();
    assert_eq!(sources, ["fault", "behavior"]);
    mock.reset();
    let (status, error) = send(&mock, &get, Value::Null).await;
    assert_eq!((status.as_u16(), &error["errorCode"]), (400, &json!("400012")));
}

#[tokio::test]
async fn leases_end_when_the_mock_is_advanced() {
    let mock = start().await;
    let service = register(&mock, "pens").await;
    let instances = format!("{SERVICES}/{service}/instances");
    let check = json!({ "mode": "push", "interval": 30, "times": 3 });
    let instance = json!({ "instance": { "hostName": "node", "healthCheck": check } });
    assert_eq!(send(&mock, &format!("POST {instances}"), instance).await.0, 200);
    let listed =
        async || send(&mock, &format!("GET {instances}"), Value::Null).await.1["instances"].as_array().map(Vec::len);
    assert_eq!(listed().await, Some(1));
    mock.advance(Duration::from_secs(60));
    assert_eq!(listed().await, Some(1));
    mock.advance(Duration::from_secs(120));
    assert_eq!(listed().await.unwrap_or_default(), 0);
}

#[tokio::test]
async fn other_operations_stay_those_of_the_mock() {
    let mock = start().await;
    let (status, created) =
        send(&mock, "POST /v3/0123456789abcdef0123456789abcdef/cas/applications", json!({ "name": "shop" })).await;
    assert!(status.is_success(), "{created}");
    let id = created["id"].as_str().unwrap();
    let path = format!("GET /v3/0123456789abcdef0123456789abcdef/cas/applications/{id}");
    assert_eq!(send(&mock, &path, Value::Null).await.1["name"], "shop");
    assert_eq!(send(&mock, "GET /v3/nothing", Value::Null).await.0, 404);
}

#[tokio::test]
async fn the_mock_shows_what_the_servers_store() {
    let mock = start().await;
    let service = register(&mock, "pens").await;
    let instance = json!({ "instance": { "hostName": "node" } });
    assert_eq!(send(&mock, &format!("POST {SERVICES}/{service}/instances"), instance).await.0, 200);
    let configuration = json!({ "key": "color", "value": "blue" });
    assert_eq!(send(&mock, "POST /v1/default/kie/kv", configuration).await.0, 200);
    // Resources of the same names are in the specification, too: these are the servers' own.
    let (status, shown) = send(&mock, "GET /__mock/resources", Value::Null).await;
    assert_eq!(status, 200);
    for (kind, content) in [
        ("servicecomb.microservice", "\"serviceName\":\"pens\""),
        ("servicecomb.instance", "\"hostName\":\"node\""),
        ("servicecomb.configuration", "\"value\":\"blue\""),
    ] {
        let entries = shown[kind].as_object().unwrap_or_else(|| panic!("{kind} in {shown}"));
        assert_eq!(entries.len(), 1, "{kind}");
        assert!(shown[kind].to_string().contains(content), "{shown}");
    }
    mock.load(&shown).unwrap();
    let get = format!("GET {SERVICES}/{service}");
    assert_eq!(send(&mock, &get, Value::Null).await.1["service"]["serviceName"], "pens");
}

#[tokio::test]
async fn an_engine_without_security_has_no_tokens_accounts_and_roles() {
    let mut settings = Settings::default();
    let token = json!({ "name": "root", "password": "Secret-1" });
    for (open, expected) in [(false, 200), (true, 404)] {
        settings.open_engine = open;
        let servers = Servers::new(&settings);
        let mock = MockServer::builder().stateful().behavior(servers).start().await.unwrap();
        let (status, created) = send(&mock, "POST /v4/token", token.clone()).await;
        assert_eq!((status.as_u16(), created.is_null()), (expected, open), "{created}");
        assert_eq!(send(&mock, "GET /v4/accounts", Value::Null).await.0, expected);
        assert_eq!(send(&mock, "GET /v4/default/registry/microservices", Value::Null).await.0, 200);
    }
}

#[tokio::test]
async fn the_program_knows_from_its_options_whether_the_engine_has_security() {
    for (options, expected) in [(&[][..], 200), (&["--auth", "none"], 404), (&["--auth", "engine_token=none"], 404)] {
        let program = Program::start(options);
        let token = json!({ "name": "root", "password": "Secret-1" });
        let request = reqwest::Client::new().post(format!("{}/v4/token", program.url)).body(token.to_string());
        let response = request.header("Content-Type", "application/json").send().await.unwrap();
        assert_eq!(response.status(), expected, "{options:?}");
        let text = response.text().await.unwrap();
        assert_eq!(text == "404 page not found\n", expected == 404, "{text}");
    }
}
