//! Watching the providers of a microservice, and heartbeats by connection.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use serde_json::{Value, json};
use tokio::sync::broadcast;
use tokio::sync::broadcast::error::RecvError;

use super::state::Event;
use super::{Registry, Scope, tenant};
use crate::clock::Clock;

/// Watcher of the instances that a microservice depends on.
pub(crate) struct Watcher {
    registry: Arc<Registry>,
    tenant: String,
    project: String,
    consumer: String,
    events: broadcast::Receiver<Event>,
}

/// Instance that lives as long as its connection.
pub(crate) struct Lease {
    registry: Arc<Registry>,
    tenant: String,
    project: String,
    service: String,
    instance: String,
}

impl Watcher {
    /// Starts watching. Returns the message for a microservice that does not exist.
    pub(crate) fn new(
        registry: Arc<Registry>,
        headers: &HeaderMap,
        project: &str,
        consumer: &str,
    ) -> Result<Self, String> {
        let (tenant, project, consumer) = (tenant(headers).to_owned(), project.to_owned(), consumer.to_owned());
        let events = registry.events.subscribe();
        let scope = Scope { tenant: &tenant, project: &project };
        scope.service(&registry.read(), &consumer).map_err(|error| error.to_string())?;
        Ok(Self { registry, tenant, project, consumer, events })
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.registry.clock
    }

    /// Waits for the next change, as a message.
    pub(crate) async fn next(&mut self) -> Option<Value> {
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

fn message(event: &Event) -> Value {
    let service = &event.service;
    let mut key = json!({
        "tenant": format!("{}/{}", event.tenant, event.project),
        "appId": service.app_id,
        "serviceName": service.service_name,
        "version": service.version,
    });
    if let Some(environment) = &service.environment {
        key["environment"] = json!(environment);
    }
    if let Some(alias) = &service.alias {
        key["alias"] = json!(alias);
    }
    json!({ "action": event.action, "key": key, "instance": *event.instance })
}

impl Lease {
    pub(crate) fn new(
        registry: Arc<Registry>,
        headers: &HeaderMap,
        project: &str,
        (service, instance): (&str, &str),
    ) -> Self {
        let tenant = tenant(headers).to_owned();
        let (service, instance) = (service.to_owned(), instance.to_owned());
        Self { registry, tenant, project: project.to_owned(), service, instance }
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.registry.clock
    }

    /// Prolongs the lease. Returns false if the instance is gone.
    pub(crate) fn renew(&self) -> bool {
        let scope = Scope { tenant: &self.tenant, project: &self.project };
        let state = self.registry.read();
        let service = scope.service(&state, &self.service).ok();
        let now = self.registry.millis();
        service.and_then(|service| service.alive(&self.instance)).is_some_and(|slot| slot.renew(now))
    }

    /// Returns whether the instance is there.
    pub(crate) fn is_alive(&self) -> bool {
        let scope = Scope { tenant: &self.tenant, project: &self.project };
        let state = self.registry.read();
        scope.service(&state, &self.service).is_ok_and(|service| service.alive(&self.instance).is_some())
    }
}
