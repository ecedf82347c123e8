//! The registry and the configuration center of an engine accept what their clients send, and reject what they reject.

use reqwest::Method;
use serde_json::{Value, json};
use servicestage_client::model;
use servicestage_server::Validation;
use servicestage_server::mock::MockServer;

use super::clients::{ask, send};
use super::examples::client;

const SERVICES: &str = "/v4/default/registry/microservices";
const INSTANCES: &str = "/v4/default/registry/microservices/s1/instances";
const SETTINGS: &str = "/v1/default/kie/kv";

/// Status of the response to a request without a body, the same in both kinds of validation.
async fn get(path: &str) -> u16 {
    let mut statuses = Vec::new();
    for validation in [Validation::Lenient, Validation::Strict] {
        let mock = MockServer::builder().validation(validation).start().await.unwrap();
        statuses.push(ask(&mock, Method::GET, path, None).await.0);
    }
    assert_eq!(statuses[0], statuses[1], "{path}");
    statuses[0]
}

/// Status of the response to a microservice with one field.
async fn register(field: &str, value: Value) -> u16 {
    let mut service = json!({ "serviceName": "orders" });
    service[field] = value;
    send(Method::POST, SERVICES, &json!({ "service": service })).await
}

#[tokio::test]
async fn searches_of_all_clients_are_known() {
    let search = "/v4/default/registry/instances?appId=shop&serviceName=orders";
    for more in ["", "&version=0.0.0%2B", "&version=latest&noCache=true", "&noCache=false"] {
        assert_eq!(get(&format!("{search}{more}")).await, 200, "{more}");
    }
    assert_eq!(get(&format!("{INSTANCES}?noCache=true")).await, 200);
    assert_eq!(get(&format!("{INSTANCES}/i1?noCache=true")).await, 200);
    assert_eq!(get(&format!("{SERVICES}?withShared=true&noCache=true")).await, 200);
    for path in [
        SERVICES,
        INSTANCES,
        &format!("{SERVICES}/s1"),
        &format!("{SERVICES}/s1/tags"),
        &format!("{SERVICES}/s1/schemas"),
    ] {
        assert_eq!(get(&format!("{path}?noCache=false&cacheOnly=true&global=true")).await, 200, "{path}");
    }
}

#[tokio::test]
async fn fields_without_effect_are_known() {
    let schema = json!({ "serviceId": "s1", "schemaId": "orders", "schema": "text", "summary": "abc" });
    assert_eq!(send(Method::PUT, &format!("{SERVICES}/s1/schemas/orders"), &schema).await, 200);
    let whole = json!({
        "instanceId": "i1", "serviceId": "s1", "hostName": "node-1", "endpoints": ["rest://10.0.0.1:8080"],
        "status": "UP", "properties": { "zone": "" },
    });
    assert_eq!(send(Method::PUT, &format!("{INSTANCES}/i1/properties"), &whole).await, 200);
    let framework = json!({ "properties": { "zone": "" }, "framework": { "name": "chassis", "version": "" } });
    assert_eq!(send(Method::PUT, &format!("{SERVICES}/s1/properties"), &framework).await, 200);
    let instance = json!({ "instance": { "hostName": "node-1", "environment": "production" } });
    assert_eq!(send(Method::POST, INSTANCES, &instance).await, 200);
    assert_eq!(register("instances", json!([])).await, 200);
    assert_eq!(register("LBStrategy", json!({ "name": "random" })).await, 200);
    let setting = json!({ "id": "", "key": "limits", "value": "1", "labels": { "app": "shop" } });
    assert_eq!(send(Method::POST, SETTINGS, &setting).await, 200);
    let change = json!({ "id": "k1", "key": "limits", "labels": {}, "value_type": "text", "value": "2" });
    assert_eq!(send(Method::PUT, &format!("{SETTINGS}/k1"), &change).await, 200);
}

#[tokio::test]
async fn microservices_have_the_limits_of_the_registry() {
    for good in ["", "0", "1.2.3.4", "32767.0", "0032767"] {
        assert_eq!(register("version", json!(good)).await, 200, "{good}");
    }
    for bad in ["1.2.3.4.5", "32768", "1.32768", "1.", "v1", "1.0+"] {
        assert_eq!(register("version", json!(bad)).await, 400, "{bad}");
    }
    assert_eq!(register("alias", json!("")).await, 200);
    assert_eq!(register("schemas", json!(["orders.v1"])).await, 200);
    assert_eq!(register("schemas", json!(["orders v1"])).await, 400);
    assert_eq!(register("framework", json!({ "name": "go-chassis" })).await, 200);
    assert_eq!(register("framework", json!({ "name": "go chassis" })).await, 400);
    assert_eq!(register("paths", json!([{ "path": "" }, { "path": "/".repeat(200) }])).await, 200);
    for (host, status) in [(" ", 400), ("node 1", 200)] {
        let instance = json!({ "instance": { "hostName": host } });
        assert_eq!(send(Method::POST, INSTANCES, &instance).await, status, "{host:?}");
    }
    for (ids, status) in [(json!([]), 400), (json!(["a b"]), 400), (json!(["s1"]), 200)] {
        assert_eq!(send(Method::DELETE, SERVICES, &json!({ "serviceIds": ids, "force": true })).await, status);
    }
    let existence = "/v4/default/registry/existence?type=microservice&appId=shop&serviceName=orders&version=";
    for (version, status) in [("1.0", 200), ("latest", 400), ("1.0%2B", 400)] {
        assert_eq!(get(&format!("{existence}{version}")).await, status, "{version}");
    }
}

#[tokio::test]
async fn consumers_are_exact_and_providers_are_not() {
    let key = |name: &str, version: &str| json!({ "appId": "shop", "serviceName": name, "version": version });
    let record = async |consumer: Value, provider: Value| {
        let body = json!({ "dependencies": [{ "consumer": consumer, "providers": [provider] }] });
        let path = "/v4/default/registry/dependencies";
        let statuses = [send(Method::PUT, path, &body).await, send(Method::POST, path, &body).await];
        assert_eq!(statuses[0], statuses[1], "{body}");
        statuses[0]
    };
    let consumer = || key("web", "1.0.0");
    for version in ["1.0.0", "1.0.0+", "1.0-2.0", "latest", ""] {
        assert_eq!(record(consumer(), key("orders", version)).await, 200, "{version}");
    }
    assert_eq!(record(consumer(), key("*", "")).await, 200);
    assert_eq!(record(consumer(), key("orders", "1.0.0.0+")).await, 400);
    for bad in [key("web", "1.0.0+"), key("*", "1.0.0"), key("shop:web", "1.0.0")] {
        assert_eq!(record(bad, key("orders", "1.0.0")).await, 400);
    }
    let search = |app: &str| json!({ "services": [{ "service": { "appId": app, "serviceName": "shop:web" } }] });
    let path = "/v4/default/registry/instances/action?type=query";
    assert_eq!(send(Method::POST, path, &search("shop")).await, 200);
    assert_eq!(send(Method::POST, path, &search("")).await, 400);
}

#[tokio::test]
async fn lists_of_configurations_have_the_limits_of_the_center() {
    for good in ["limit=1", "limit=100&offset=0", "key=Orders.limit", "key=beginWith(a)", "key=wildcard(a*b)"] {
        assert_eq!(get(&format!("{SETTINGS}?{good}")).await, 200, "{good}");
    }
    for bad in ["limit=0", "limit=101", "offset=-1", "key=a*", "key=a%5B0%5D", "key=beginWith()", "wait=5"] {
        assert_eq!(get(&format!("{SETTINGS}?{bad}")).await, 400, "{bad}");
    }
    assert_eq!(get(&format!("{SETTINGS}?value={}", "v".repeat(129))).await, 400);
    assert_eq!(get(&format!("{SETTINGS}/{}", "k".repeat(65))).await, 400);
    assert_eq!(send(Method::POST, SETTINGS, &json!({ "key": "a[0]" })).await, 400);
    assert_eq!(send(Method::DELETE, SETTINGS, &json!({})).await, 204);
    assert_eq!(send(Method::DELETE, SETTINGS, &json!(["k1"])).await, 400);
}

#[tokio::test]
async fn operations_beyond_the_documents() {
    let beats = json!({ "instances": [{ "serviceId": "s1", "instanceId": "i1" }] });
    assert_eq!(send(Method::PUT, "/v4/default/registry/heartbeats", &beats).await, 200);
    assert_eq!(send(Method::PUT, "/v4/default/registry/heartbeats", &json!({ "instances": [] })).await, 400);
    let schemas = json!({ "schemas": [{ "schemaId": "a", "schema": "text", "summary": "abc" }] });
    assert_eq!(send(Method::POST, &format!("{SERVICES}/s1/schemas"), &schemas).await, 200);
    let bare = json!({ "schemas": [{ "schemaId": "a", "schema": "text" }] });
    assert_eq!(send(Method::POST, &format!("{SERVICES}/s1/schemas"), &bare).await, 400);
    assert_eq!(send(Method::POST, &format!("{SERVICES}/s1/tags"), &json!({ "tags": { "zone": "a" } })).await, 200);
    for path in ["registry/health", "registry/version", "govern/apps", "govern/relations", "govern/statistics"] {
        assert_eq!(get(&format!("/v4/default/{path}")).await, 200, "{path}");
    }
    assert_eq!(get("/v4/default/govern/microservices?options=all&property=zone:a&countOnly=1").await, 200);
    assert_eq!(get("/v1/default/kie/revision/k1?limit=1").await, 200);
    assert_eq!(get("/v1/default/kie/track?sessionId=s1&sessionGroup=g&ip=192.0.2.1&userAgent=x").await, 200);
    for path in ["/v1/health", "/v1/health?mode=liveness", "/v4/accounts", "/v4/accounts/root", "/v4/account-locks"] {
        assert_eq!(get(path).await, 200, "{path}");
    }
    for path in ["/v4/self-perms", "/v4/roles", "/v4/roles/admin"] {
        assert_eq!(get(path).await, 200, "{path}");
    }
    let account = |roles: Value| json!({ "name": "dev-1", "password": "Secret-1", "roles": roles });
    assert_eq!(send(Method::POST, "/v4/accounts", &account(json!(["developer"]))).await, 200);
    assert_eq!(send(Method::POST, "/v4/accounts", &account(json!([]))).await, 400);
    assert_eq!(send(Method::PUT, "/v4/accounts/dev-1", &json!({})).await, 400);
}

#[tokio::test]
async fn errors_have_the_codes_and_messages_of_the_servers() {
    let mock = MockServer::start().await.unwrap();
    let forced = async |path: &str, code: &str| {
        let request = reqwest::Client::new().get(format!("{}{path}", mock.url()));
        let response = request.bearer_auth("any").header("x-mock-code", code).send().await.unwrap();
        let status = response.status().as_u16();
        let body: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        (status, body["errorCode"].clone(), body["errorMessage"].clone())
    };
    let registry = forced("/v4/default/registry/microservices/s1", "400012").await;
    assert_eq!(registry, (400, json!("400012"), json!("Micro-service does not exist")));
    let center = forced("/v1/default/kie/kv/k1", "404001").await;
    assert_eq!(center, (404, json!("404001"), json!("record does not exist")));
    assert_eq!(forced("/v1/default/kie/kv", "500001").await.2, "internal server error");
}

#[tokio::test]
async fn what_is_forced_is_in_the_body() {
    let mock = MockServer::start().await.unwrap();
    let body = model::servicecomb::MicroservicesDelete::new(["s1"]).force(true);
    assert_eq!(serde_json::to_value(&body).unwrap(), json!({ "serviceIds": ["s1"], "force": true }));
    client(&mock).servicecomb().microservices().delete_many(&body).send().await.unwrap();
    let calls = mock.calls("servicecomb.delete_microservices");
    let request = calls[0].request.as_ref().unwrap();
    assert_eq!((&request["body"]["force"], &request["query"]["force"]), (&json!(true), &Value::Null));
}

#[test]
fn the_second_names_of_languages_are_read() {
    use model::servicecomb::Configuration;
    for (name, known) in [("yml", "yaml"), ("string", "text")] {
        let setting = json!({ "id": "k1", "key": "limits", "value_type": name });
        let setting: Configuration = serde_json::from_value(setting).unwrap();
        assert_eq!(setting.value_type.unwrap().as_str(), known);
    }
}
