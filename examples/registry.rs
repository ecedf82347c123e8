//! Registers a microservice at the registry of a microservice engine. Another microservice finds its instances and
//! watches them.
//!
//! `cargo run --example registry` runs it against a fake in this process. With `SERVICE_CENTER`, the address of a
//! registry such as `https://192.0.2.10:30100`, it runs against an engine. `ENGINE_ACCOUNT` and `ENGINE_PASSWORD` are required if the engine
//! authenticates its clients, and `ENGINE_FINGERPRINT`, the SHA-256 of its certificate, if no authority vouches for it.

use std::time::Duration;

use servicestage_client::model::servicecomb::{
    InstanceList, InstanceRegistration, Microservice, MicroserviceCreate, MicroserviceInstance,
};
use servicestage_client::servicecomb::{Registration, Servicecomb};
use servicestage_client::{Error, Lease, LeaseEvent};
use tokio::sync::mpsc;

#[path = "doubles/registry.rs"]
mod double;
mod engine;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    match engine::client()? {
        Some(client) => run(&client.servicecomb(), Duration::from_secs(5)).await,
        None => run(&double::client()?.servicecomb(), Duration::from_millis(10)).await,
    }
}

async fn run(registry: &Servicecomb, interval: Duration) -> Result<(), Box<dyn std::error::Error>> {
    // The provider.
    let (heard, mut beats) = mpsc::unbounded_channel();
    let first = register(registry, "rest://10.0.0.1:8080", interval, heard).await?;
    println!("the first instance is registered");
    println!("{}", beats.recv().await.unwrap_or_default());

    // The consumer.
    let shop = registry.microservices().create(&microservice("shop")).send().await?.service_id;
    let mut changes = registry.instances().find("guide", "catalog").consumer_id(shop).watch().interval(interval);
    show(changes.next().await)?;

    let (heard, _beats) = mpsc::unbounded_channel();
    let second = register(registry, "rest://10.0.0.2:8080", interval, heard).await?;
    show(changes.next().await)?;

    first.release().await?;
    show(changes.next().await)?;
    second.release().await?;
    show(changes.next().await)
}

/// An existing microservice keeps its id.
fn microservice(name: &str) -> MicroserviceCreate {
    MicroserviceCreate::new(Microservice::new(name).app_id("guide").version("1.0.0"))
}

/// Registers an instance, and renews the registration until it is stopped.
async fn register(
    registry: &Servicecomb,
    endpoint: &str,
    interval: Duration,
    heard: mpsc::UnboundedSender<&'static str>,
) -> Result<Lease<Registration>, Error> {
    let instance = InstanceRegistration::new(MicroserviceInstance::new("node").endpoints([endpoint]));
    let tell = move |event: LeaseEvent<'_, Registration>| {
        // The receiver may be gone.
        let _ = heard.send(match event {
            LeaseEvent::Renewed => "the registry has had a heartbeat",
            LeaseEvent::Reacquired(_) => "the registry had forgotten the instance; it is re-registered",
            _ => "the registry cannot be reached",
        });
    };
    let kept = registry.instances().keep_registered(&microservice("catalog"), &instance);
    kept.interval(interval).on_event(tell).acquire().await
}

fn show(change: Option<Result<InstanceList, Error>>) -> Result<(), Box<dyn std::error::Error>> {
    let Some(list) = change else { return Ok(()) };
    let endpoints: Vec<_> = list?.instances.into_iter().flat_map(|instance| instance.endpoints).flatten().collect();
    println!("catalog is at {endpoints:?}");
    Ok(())
}
