//! Web sockets: a client, and a server that it runs against.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use servicestage_client::{Client, Error};
use servicestage_server::model::servicecomb::{InstanceChange, InstanceEvent, WatchedMicroserviceKey};
use servicestage_server::{Api, servicecomb};

use crate::support::Done;

/// A stream of some messages, which then stays open.
struct Messages(std::vec::IntoIter<InstanceEvent>);

impl futures_core::Stream for Messages {
    type Item = InstanceEvent;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<InstanceEvent>> {
        self.0.next().map_or(std::task::Poll::Pending, |message| std::task::Poll::Ready(Some(message)))
    }
}

fn changes_of_providers() -> Messages {
    let event = |action: InstanceChange| {
        let mut key = WatchedMicroserviceKey::new();
        key.service_name = Some("catalog".to_owned());
        InstanceEvent::new(action, key)
    };
    Messages(vec![event(InstanceChange::Create), event(InstanceChange::Delete)].into_iter())
}

// ANCHOR: server
use servicestage_server::servicecomb::{Instances, Microservices, OpenHeartbeatInput, WatchProvidersInput};
use servicestage_server::{Context, NoMessage, ServerSocket, ServiceError, SocketHandler};

struct Registry;

impl Microservices for Registry {
    async fn watch_providers(
        &self,
        _input: WatchProvidersInput,
        _context: Context,
    ) -> Result<SocketHandler<InstanceEvent>, ServiceError> {
        Ok(SocketHandler::messages(changes_of_providers()))
    }
}

impl Instances for Registry {
    async fn open_heartbeat(
        &self,
        _input: OpenHeartbeatInput,
        _context: Context,
    ) -> Result<SocketHandler<NoMessage>, ServiceError> {
        Ok(SocketHandler::new(|socket: ServerSocket<NoMessage>| async move {
            socket.close(4001, "there is no such instance").await;
        }))
    }
}
// ANCHOR_END: server

async fn start() -> Result<(SocketAddr, Client), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let registry = Arc::new(Registry);
    let api = Api::new().routes(servicecomb::microservices(Arc::clone(&registry)));
    tokio::spawn(api.routes(servicecomb::instances(registry)).serve(listener).run());
    let client = Client::builder()
        .service_center_endpoint(format!("http://{address}"))
        .project_id("default")
        .engine_token("a token")
        .build()?;
    Ok((address, client))
}

#[tokio::test]
async fn connect() -> Done {
    let (_, client) = start().await?;
    let mut seen = Vec::new();
    // Nothing ends the stream.
    let _ = tokio::time::timeout(Duration::from_secs(2), follow(&client, &mut seen)).await;
    assert_eq!(seen, ["CREATE of catalog", "DELETE of catalog"]);
    Ok(())
}

async fn follow(client: &Client, seen: &mut Vec<String>) -> Result<(), Error> {
    // ANCHOR: connect
    let mut events = client.servicecomb().microservices().watch_providers("8aed80ea").connect().await?;

    while let Some(event) = events.next().await {
        let event = event?;
        println!("{:?} of {:?}", event.action, event.key.service_name);
        seen.push(format!("{} of {}", event.action.as_str(), event.key.service_name.unwrap_or_default())); // hidden
    }
    // ANCHOR_END: connect
    Ok(())
}

#[tokio::test]
async fn reconnecting() -> Done {
    let (_, client) = start().await?;
    let (mut asked, mut seen) = (0, 0);
    let mut read_all_instances = || asked += 1;
    let ended = async {
        // ANCHOR: reconnecting
        use servicestage_client::SocketEvent;

        let watch = client.servicecomb().microservices().watch_providers("8aed80ea");
        let mut events = watch.connect().reconnecting().on_retry(|error| eprintln!("connecting again: {error:?}"));

        while let Some(event) = events.next().await {
            match event? {
                SocketEvent::Opened | SocketEvent::Reopened => read_all_instances(),
                SocketEvent::Message(event) => println!("{:?}", event.action),
                _ => {}
            }
            seen += 1; // hidden
        }
        // ANCHOR_END: reconnecting
        Ok::<_, Error>(())
    };
    let _ = tokio::time::timeout(Duration::from_secs(2), ended).await;
    assert_eq!((asked, seen), (1, 3));
    Ok(())
}

#[tokio::test]
async fn heartbeat() -> Done {
    let (_, client) = start().await?;
    let end = keep_alive(&client).await.unwrap_err();
    assert_eq!(end.close_code(), Some(4001));
    Ok(())
}

async fn keep_alive(client: &Client) -> Result<(), Error> {
    // ANCHOR: heartbeat
    let heartbeat = client.servicecomb().instances().open_heartbeat("8aed80ea", "4994929d");
    let mut alive = heartbeat.connect().reconnecting();
    while let Some(event) = alive.next().await {
        println!("{:?}", event?);
    }
    // ANCHOR_END: heartbeat
    Ok(())
}
