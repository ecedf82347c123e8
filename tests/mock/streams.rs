//! Web sockets of the mock: the messages of the example, and an end that a request asks for.

use std::time::Duration;

use servicestage_client::model::servicecomb::InstanceChange;
use servicestage_server::mock::MockServer;

use super::examples::client;

const SERVICE: &str = "8aed80ea052ac04a64dfc79c24f2170224d074f5";
const INSTANCE: &str = "4994929d6b8044b29462d4f7daa33c4f";

#[tokio::test]
async fn the_messages_of_the_example_arrive_and_the_socket_stays_open() {
    let mock = MockServer::start().await.unwrap();
    let watch = client(&mock).servicecomb().microservices().watch_providers(SERVICE);
    let mut events = watch.connect().await.unwrap();
    let created = events.next().await.unwrap().unwrap();
    assert_eq!((created.action, created.key.service_name.as_deref()), (InstanceChange::Create, Some("catalog")));
    assert_eq!(events.next().await.unwrap().unwrap().action, InstanceChange::Delete);
    assert!(tokio::time::timeout(Duration::from_millis(300), events.next()).await.is_err(), "the socket stays open");
    let calls = mock.journal();
    assert_eq!((calls.len(), calls[0].status, calls[0].operation), (1, 101, Some("servicecomb.watch_providers")));
}

#[tokio::test]
async fn a_request_can_ask_for_the_end() {
    let mock = MockServer::start().await.unwrap();
    let heartbeat = client(&mock).servicecomb().instances().open_heartbeat(SERVICE, INSTANCE);
    let mut socket = heartbeat.clone().header("X-Mock-Close", 4001).connect().await.unwrap();
    let end = socket.next().await.unwrap().unwrap_err();
    assert_eq!(end.close_code(), Some(4001));
    let mut socket = heartbeat.header("X-Mock-Close", 1000).connect().await.unwrap();
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn a_forced_error_opens_nothing() {
    let mock = MockServer::start().await.unwrap();
    let watch = client(&mock).servicecomb().microservices().watch_providers(SERVICE).header("Prefer", "code=400");
    assert_eq!(watch.connect().await.unwrap_err().status(), Some(400));
}
