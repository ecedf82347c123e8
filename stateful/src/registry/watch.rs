//! Web sockets: watching the providers of a microservice, and heartbeats by connection.

use std::sync::Arc;
use std::time::Duration;

use servicestage_server::model::servicecomb::{InstanceChange, InstanceEvent, WatchedMicroserviceKey};
use servicestage_server::{NoMessage, Received, ServerSocket, ServiceError, SocketHandler};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::state::Event;
use super::{Registry, Scope};

/// Time between two pings of the server.
const PING: Duration = Duration::from_secs(30);
/// How often a heartbeat by connection looks for its instance.
const LOOK: Duration = Duration::from_secs(1);
/// Code with which a connection of an instance that is gone is closed.
const GONE: u16 = 4001;
/// Code with which every other connection is closed.
const NORMAL: u16 = 1000;

/// Watcher of the instances that a microservice depends on.
struct Watcher {
    registry: Arc<Registry>,
    tenant: String,
    project: String,
    consumer: String,
    events: broadcast::Receiver<Event>,
}

/// Instance that lives as long as its connection.
struct Lease {
    registry: Arc<Registry>,
    tenant: String,
    project: String,
    service: String,
    instance: String,
}

impl Registry {
    /// Returns what a connection does that watches the providers of a microservice.
    pub(super) fn watch(
        &self,
        scope: &Scope<'_>,
        consumer: &str,
    ) -> Result<SocketHandler<InstanceEvent>, ServiceError> {
        let (tenant, project) = scope.pair();
        let watcher = Watcher {
            registry: self.shared()?,
            tenant: tenant.to_owned(),
            project: project.to_owned(),
            consumer: consumer.to_owned(),
            events: self.events.subscribe(),
        };
        let unknown = scope.service(&self.read(), consumer).err().map(|error| error.to_string());
        Ok(SocketHandler::new(|mut socket: ServerSocket<InstanceEvent>| async move {
            let Some(problem) = unknown else { return watcher.run(socket.without_pings()).await };
            if socket.send_text(problem).await.is_ok() {
                socket.close(NORMAL, "").await;
            }
        }))
    }

    /// Returns what a connection does that keeps an instance alive.
    pub(super) fn hold(
        &self,
        scope: &Scope<'_>,
        (service, instance): (&str, &str),
    ) -> Result<SocketHandler<NoMessage>, ServiceError> {
        let (tenant, project) = scope.pair();
        let lease = Lease {
            registry: self.shared()?,
            tenant: tenant.to_owned(),
            project: project.to_owned(),
            service: service.to_owned(),
            instance: instance.to_owned(),
        };
        Ok(SocketHandler::new(|socket: ServerSocket<NoMessage>| lease.run(socket.without_pings())))
    }
}

impl Watcher {
    /// Sends changes until the client leaves. Pings go by the clock of the registry.
    async fn run(mut self, mut socket: ServerSocket<InstanceEvent>) {
        let clock = self.registry.clock.clone();
        let mut ping = clock.now() + PING;
        loop {
            let sent = tokio::select! {
                event = self.next() => match event {
                    Some(event) => socket.send(&event).await,
                    None => return,
                },
                received = socket.next() => match received {
                    Some(_) => Ok(()),
                    None => return,
                },
                () = clock.sleep_until(ping) => {
                    ping += PING;
                    socket.ping().await
                }
            };
            if sent.is_err() {
                return;
            }
        }
    }

    /// Waits for the next change, as a message.
    async fn next(&mut self) -> Option<InstanceEvent> {
        loop {
            let due = Duration::from_millis(self.registry.read().due());
            let event = tokio::select! {
                event = self.events.recv() => event,
                // Nobody else may look at what has expired.
                () = self.registry.clock.sleep_until(due) => continue,
            };
            match event {
                Ok(event) if self.concerns(&event) => return Some(message(&event)),
                Ok(_) | Err(RecvError::Lagged(_)) => {}
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn concerns(&self, event: &Event) -> bool {
        *event.tenant == *self.tenant && *event.project == *self.project && event.consumers.contains(&self.consumer)
    }
}

fn message(event: &Event) -> InstanceEvent {
    let service = &event.service;
    let mut key = WatchedMicroserviceKey::new();
    key.tenant = Some(format!("{}/{}", event.tenant, event.project));
    key.app_id = service.app_id.clone();
    key.service_name = Some(service.service_name.clone());
    key.version = service.version.clone();
    key.environment = service.environment.clone();
    key.alias = service.alias.clone();
    let mut message = InstanceEvent::new(InstanceChange::from(event.action), key);
    message.instance = Some((*event.instance).clone());
    message
}

impl Lease {
    /// Counts each response to a ping as a heartbeat, until the instance is gone.
    async fn run(self, mut socket: ServerSocket<NoMessage>) {
        let clock = self.registry.clock.clone();
        let (mut ping, mut look) = (clock.now() + PING, clock.now());
        loop {
            tokio::select! {
                received = socket.next() => match received {
                    Some(Received::Pong) => self.renew(),
                    Some(_) => {}
                    None => return,
                },
                () = clock.sleep_until(look) => {
                    look = clock.now() + LOOK;
                    if !self.is_alive() {
                        return socket.close(GONE, "the instance does not exist").await;
                    }
                }
                () = clock.sleep_until(ping) => {
                    ping += PING;
                    if socket.ping().await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    /// Prolongs the lease, unless the instance is gone.
    fn renew(&self) {
        let scope = Scope { tenant: &self.tenant, project: &self.project };
        let state = self.registry.read();
        let service = scope.service(&state, &self.service).ok();
        let now = self.registry.millis();
        if let Some(slot) = service.and_then(|service| service.alive(&self.instance)) {
            slot.renew(now);
        }
    }

    /// Returns whether the instance is there.
    fn is_alive(&self) -> bool {
        let scope = Scope { tenant: &self.tenant, project: &self.project };
        let state = self.registry.read();
        scope.service(&state, &self.service).is_ok_and(|service| service.alive(&self.instance).is_some())
    }
}

#[cfg(test)]
mod tests {
    use servicestage_server::model::servicecomb::{Microservice, MicroserviceInstance};

    use super::super::EVENTS;
    use super::*;

    #[tokio::test]
    async fn a_watcher_that_lags_too_far_behind_misses_the_oldest_changes() {
        let registry = Registry::new(&crate::Settings::default());
        let mut watcher = Watcher {
            registry: Arc::clone(&registry),
            tenant: "t".to_owned(),
            project: "p".to_owned(),
            consumer: "c".to_owned(),
            events: registry.events.subscribe(),
        };
        for number in 0..=EVENTS {
            let event = Event {
                action: "UPDATE",
                tenant: "t".into(),
                project: "p".into(),
                consumers: Arc::from(["c".to_owned()]),
                service: Arc::new(Microservice::new("s")),
                instance: Arc::new(MicroserviceInstance::new(number.to_string())),
            };
            assert!(registry.events.send(event).is_ok());
        }
        for expected in ["1", "2"] {
            let told = watcher.next().await.and_then(|event| event.instance).unwrap();
            assert_eq!(told.host_name, expected);
        }
    }
}
