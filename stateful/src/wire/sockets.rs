//! Web sockets of the service center: changes of providers, and heartbeats.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRequestParts as _;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use http::{Request, Response, StatusCode};

use super::plain;
use crate::registry::{Lease, Registry, Watcher};

/// Time between two pings of the server.
const PING: Duration = Duration::from_secs(30);
/// How often a heartbeat by connection looks for its instance.
const LOOK: Duration = Duration::from_secs(1);
/// Code with which a connection of an instance that is gone is closed.
const GONE: u16 = 4001;

/// Returns the response to a request for a web socket.
pub(super) async fn upgrade(registry: Arc<Registry>, request: Request<Body>) -> Response<Body> {
    let (mut parts, _) = request.into_parts();
    let Ok(upgrade) = WebSocketUpgrade::from_request_parts(&mut parts, &()).await else {
        return plain(StatusCode::BAD_REQUEST, "Bad Request\n");
    };
    let segments: Vec<&str> = parts.uri.path().split('/').collect();
    match segments.as_slice() {
        // /v4/{project}/registry/microservices/{id}/watcher
        [_, _, project, _, _, consumer, "watcher"] => {
            let watcher = Watcher::new(registry, &parts.headers, project, consumer);
            upgrade.on_upgrade(async |socket| watch(socket, watcher).await)
        }
        // /v4/{project}/registry/microservices/{id}/instances/{id}/heartbeat
        [_, _, project, _, _, service, _, instance, _] => {
            let lease = Lease::new(registry, &parts.headers, project, (service, instance));
            upgrade.on_upgrade(async |socket| beat(socket, lease).await)
        }
        _ => plain(StatusCode::NOT_FOUND, "404 page not found\n"),
    }
}

/// Sends changes until the client leaves.
async fn watch(mut socket: WebSocket, watcher: Result<Watcher, String>) {
    let mut watcher = match watcher {
        Ok(watcher) => watcher,
        Err(problem) => {
            let _ = socket.send(Message::text(problem)).await;
            let _ = socket.send(Message::Close(None)).await;
            return;
        }
    };
    let clock = watcher.clock().clone();
    let mut ping = clock.now() + PING;
    loop {
        let sent = tokio::select! {
            event = watcher.next() => match event {
                Some(event) => socket.send(Message::text(event.to_string())).await,
                None => return,
            },
            // The library responds to pings.
            received = socket.recv() => match received {
                Some(Ok(_)) => Ok(()),
                _ => return,
            },
            () = clock.sleep_until(ping) => {
                ping += PING;
                socket.send(Message::Ping(Default::default())).await
            }
        };
        if sent.is_err() {
            return;
        }
    }
}

/// Counts each response to a ping as a heartbeat, until the instance is gone.
async fn beat(mut socket: WebSocket, lease: Lease) {
    let clock = lease.clock().clone();
    let (mut ping, mut look) = (clock.now() + PING, clock.now());
    loop {
        tokio::select! {
            received = socket.recv() => match received {
                Some(Ok(Message::Pong(_))) => {
                    lease.renew();
                }
                Some(Ok(_)) => {}
                _ => return,
            },
            () = clock.sleep_until(look) => {
                look = clock.now() + LOOK;
                if !lease.is_alive() {
                    let reason = "the instance does not exist".into();
                    let _ = socket.send(Message::Close(Some(CloseFrame { code: GONE, reason }))).await;
                    return;
                }
            }
            () = clock.sleep_until(ping) => {
                ping += PING;
                if socket.send(Message::Ping(Default::default())).await.is_err() {
                    return;
                }
            }
        }
    }
}
