//! Web sockets: changes of providers, and heartbeats by connection.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use futures_util::{SinkExt as _, StreamExt as _};
use http::Request;
use serde_json::{Value, json};
use servicestage_client::Client;
use servicestage_client::model::servicecomb::{InstanceChange, Microservice, MicroserviceCreate};
use servicestage_server::Server;
use servicestage_stateful::{Clock, Settings, service_center};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tower::ServiceExt as _;

const SERVICES: &str = "/v4/default/registry/microservices";

struct Registry {
    router: Router,
    clock: Clock,
    address: String,
}

impl Registry {
    async fn start() -> Self {
        let mut settings = Settings::default();
        settings.clock = Clock::manual(Duration::from_secs(1_700_000_000));
        let router = service_center(&settings);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        tokio::spawn(Server::new(listener, router.clone()).run());
        Self { router, clock: settings.clock, address }
    }

    async fn send(&self, line: &str, consumer: &str, body: Value) -> Value {
        let (method, path) = line.split_once(' ').unwrap();
        let mut request = Request::builder().method(method).uri(path);
        if !consumer.is_empty() {
            request = request.header("X-ConsumerId", consumer);
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = request.header("Content-Length", body.len()).body(Body::from(body)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    async fn service(&self, name: &str) -> String {
        let body = json!({ "service": { "serviceName": name } });
        self.send(&format!("POST {SERVICES}"), "", body).await["serviceId"].as_str().unwrap().to_owned()
    }

    async fn instance(&self, service: &str, id: &str) {
        let body = json!({ "instance": { "hostName": "node", "instanceId": id } });
        self.send(&format!("POST {SERVICES}/{service}/instances"), "", body).await;
    }

    fn client(&self) -> Client {
        let client = Client::builder().service_center_endpoint(format!("http://{}", self.address));
        client.project_id("default").engine_token("any").build().unwrap()
    }

    async fn connect(&self, path: &str) -> WebSocketStream<TcpStream> {
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let address = format!("ws://{}{SERVICES}/{path}", self.address);
        tokio_tungstenite::client_async(address, stream).await.unwrap().0
    }
}

/// Waits until the server has handled everything that was sent before.
async fn settle(socket: &mut WebSocketStream<TcpStream>) {
    socket.send(Message::Ping(Default::default())).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Pong(_)))));
}

/// Returns the next message, without pings.
async fn next(socket: &mut WebSocketStream<TcpStream>) -> Message {
    loop {
        let received = tokio::time::timeout(Duration::from_secs(20), socket.next()).await.unwrap();
        match received.unwrap().unwrap() {
            Message::Ping(_) | Message::Pong(_) => {}
            message => return message,
        }
    }
}

async fn event(socket: &mut WebSocketStream<TcpStream>) -> Value {
    serde_json::from_str(next(socket).await.to_text().unwrap()).unwrap()
}

#[tokio::test]
async fn watchers_hear_of_the_instances_that_they_depend_on() {
    let registry = Registry::start().await;
    let (pens, shop, ink) =
        (registry.service("pens").await, registry.service("shop").await, registry.service("ink").await);
    registry.send("GET /v4/default/registry/instances?appId=default&serviceName=pens", &shop, Value::Null).await;
    let mut socket = registry.connect(&format!("{shop}/watcher")).await;
    settle(&mut socket).await;

    registry.instance(&ink, "other").await;
    registry.instance(&pens, "one").await;
    let created = event(&mut socket).await;
    assert_eq!((&created["action"], &created["instance"]["instanceId"]), (&json!("CREATE"), &json!("one")));
    let key = json!({ "tenant": "default/default", "appId": "default", "serviceName": "pens", "version": "0.0.1" });
    assert_eq!(created["key"], key);

    registry.send(&format!("PUT {SERVICES}/{pens}/instances/one/heartbeat"), "", Value::Null).await;
    registry.send(&format!("PUT {SERVICES}/{pens}/instances/one/status?value=DOWN"), "", Value::Null).await;
    let changed = event(&mut socket).await;
    assert_eq!((&changed["action"], &changed["instance"]["status"]), (&json!("UPDATE"), &json!("DOWN")));

    registry.clock.advance(Duration::from_secs(120));
    let gone = event(&mut socket).await;
    assert_eq!((&gone["action"], &gone["instance"]["instanceId"]), (&json!("DELETE"), &json!("one")));
}

#[tokio::test]
async fn unknown_watchers_get_a_message_and_are_closed() {
    let registry = Registry::start().await;
    let mut socket = registry.connect("nobody/watcher").await;
    assert!(next(&mut socket).await.is_text());
    assert!(next(&mut socket).await.is_close());
}

#[tokio::test]
async fn responses_to_pings_are_heartbeats() {
    let registry = Registry::start().await;
    let pens = registry.service("pens").await;
    registry.instance(&pens, "one").await;
    let mut socket = registry.connect(&format!("{pens}/instances/one/heartbeat")).await;
    settle(&mut socket).await;
    for _ in 0..10 {
        registry.clock.advance(Duration::from_secs(30));
        assert!(matches!(socket.next().await, Some(Ok(Message::Ping(_)))));
        settle(&mut socket).await;
    }
    let path = format!("{SERVICES}/{pens}/instances/one");
    assert_eq!(registry.send(&format!("GET {path}"), "", Value::Null).await["instance"]["instanceId"], "one");

    registry.send(&format!("DELETE {path}"), "", Value::Null).await;
    registry.clock.advance(Duration::from_secs(1));
    let Message::Close(Some(close)) = next(&mut socket).await else { panic!("the connection should be closed") };
    assert_eq!(u16::from(close.code), 4001);
}

#[tokio::test]
async fn an_instance_that_is_not_there_has_no_heartbeats() {
    let registry = Registry::start().await;
    let mut socket = registry.connect("pens/instances/nobody/heartbeat").await;
    let Message::Close(Some(close)) = next(&mut socket).await else { panic!("the connection should be closed") };
    assert_eq!(u16::from(close.code), 4001);
    let path = format!("GET {SERVICES}/pens/instances/nobody/heartbeat");
    let request = Request::builder().uri(path.trim_start_matches("GET ")).body(Body::empty()).unwrap();
    assert_eq!(registry.router.oneshot(request).await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_client_hears_of_registrations_and_departures() {
    let registry = Registry::start().await;
    let (pens, shop) = (registry.service("pens").await, registry.service("shop").await);
    registry.send("GET /v4/default/registry/instances?appId=default&serviceName=pens", &shop, Value::Null).await;
    let client = registry.client().servicecomb();
    let mut events = client.microservices().watch_providers(shop.as_str()).connect().await.unwrap();

    registry.instance(&pens, "one").await;
    let created = events.next().await.unwrap().unwrap();
    assert_eq!((created.action, created.key.service_name.as_deref()), (InstanceChange::Create, Some("pens")));
    assert_eq!(created.instance.unwrap().host_name, "node");
    client.instances().deregister(pens.as_str(), "one").await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().action, InstanceChange::Delete);

    // A message in plain text, and the end.
    let mut nobody = client.microservices().watch_providers("nobody").connect().await.unwrap();
    let error = nobody.next().await.unwrap().unwrap_err();
    assert!(error.to_string().contains("a message cannot be read"), "{error}");
    assert!(nobody.next().await.is_none());
}

#[tokio::test]
async fn a_client_keeps_an_instance_alive_by_its_connection() {
    let registry = Registry::start().await;
    let pens = registry.service("pens").await;
    registry.instance(&pens, "one").await;
    let client = registry.client().servicecomb();
    let mut socket = client.instances().open_heartbeat(pens.as_str(), "one").connect().await.unwrap();
    let end = tokio::spawn(async move { socket.next().await });
    for _ in 0..20 {
        // An instance outlives three pings without a response, so a slow one does not matter.
        registry.clock.advance(Duration::from_secs(30));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(client.instances().get(pens.as_str(), "one").await.unwrap().instance.host_name, "node");
    assert!(!end.is_finished());

    client.instances().deregister(pens.as_str(), "one").await.unwrap();
    registry.clock.advance(Duration::from_secs(1));
    let end = end.await.unwrap().unwrap().unwrap_err();
    assert_eq!(end.close_code(), Some(4001));
    assert!(end.to_string().contains("(The instance is not registered, or not any more.)"), "{end}");
}

#[tokio::test]
async fn a_client_that_leaves_gets_a_confirmation() {
    let registry = Registry::start().await;
    let shop = registry.service("shop").await;
    let mut socket = registry.connect(&format!("{shop}/watcher")).await;
    settle(&mut socket).await;
    socket.close(None).await.unwrap();
    assert!(matches!(socket.next().await, Some(Ok(Message::Close(_)))));
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn a_tenant_sees_what_it_registered() {
    let registry = Registry::start().await;
    let client = registry.client();
    let microservices = client.servicecomb().microservices();
    let pens = MicroserviceCreate::new(Microservice::new("pens"));
    let created = microservices.create(&pens).tenant("school").send().await.unwrap();
    let of_school = microservices.get(created.service_id.clone()).tenant("school").send().await.unwrap();
    assert_eq!(of_school.service.service_name, "pens");
    let of_others = microservices.get(created.service_id.clone()).send().await.unwrap_err();
    assert!(of_others.is_not_found(), "{of_others}");
    assert!(microservices.list().send().await.unwrap().services.is_empty());
}
