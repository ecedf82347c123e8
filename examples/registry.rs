//! A service that registers at the registry of a microservice engine, and another one that finds its
//! instances and hears of every change.
//!
//! `cargo run --example registry` runs it against a double in this process. With `SERVICE_CENTER`, the
//! address of a registry such as `https://192.0.2.10:30100`, it runs against that. `ENGINE_ACCOUNT` and
//! `ENGINE_PASSWORD` are needed where the engine asks for them, and `ENGINE_FINGERPRINT`, the SHA-256 of
//! its certificate, where nobody else vouches for it.

use std::error::Error;
use std::time::Duration;

use servicestage_client::model::servicecomb::{
    InstanceList, InstanceRegistration, Microservice, MicroserviceCreate, MicroserviceInstance,
};
use servicestage_client::servicecomb::Servicecomb;
use servicestage_client::{Alive, Beat, KeepAlive};
use tokio::sync::mpsc;

#[path = "doubles/registry.rs"]
mod double;
mod engine;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    match engine::client()? {
        Some(client) => run(&client.servicecomb(), Duration::from_secs(5)).await,
        None => run(&double::client()?.servicecomb(), Duration::from_millis(10)).await,
    }
}

async fn run(registry: &Servicecomb, interval: Duration) -> Result<(), Box<dyn Error>> {
    // The one that is found.
    let catalogue = create(registry, "catalogue").await?;
    let (heard, mut beats) = mpsc::unbounded_channel();
    let first = register(registry, &catalogue, "rest://10.0.0.1:8080", interval, heard).await?;
    println!("the first instance is registered");
    println!("{}", beats.recv().await.unwrap_or_default());

    // The one that finds it.
    let shop = create(registry, "shop").await?;
    let mut changes = registry.instances().find("guide", "catalogue").consumer_id(shop).watch().pause(interval);
    show(changes.next().await)?;

    let (heard, _beats) = mpsc::unbounded_channel();
    let second = register(registry, &catalogue, "rest://10.0.0.2:8080", interval, heard).await?;
    show(changes.next().await)?;

    first.stop().await?;
    show(changes.next().await)?;
    second.stop().await?;
    show(changes.next().await)
}

/// Makes a microservice known and gives back its id. One that is known already keeps the id that it has.
async fn create(registry: &Servicecomb, name: &str) -> Result<String, servicestage_client::Error> {
    let service = Microservice::new(name).app_id("guide").version("1.0.0");
    Ok(registry.microservices().create(&MicroserviceCreate::new(service)).send().await?.service_id)
}

/// Registers an instance, and keeps it registered until it is stopped.
async fn register(
    registry: &Servicecomb,
    service_id: &str,
    endpoint: &str,
    interval: Duration,
    heard: mpsc::UnboundedSender<&'static str>,
) -> Result<Alive<String>, servicestage_client::Error> {
    let instance = MicroserviceInstance::new("node").endpoints([endpoint]);
    let instance = InstanceRegistration::new(instance);
    let (instances, id) = (registry.instances(), service_id.to_owned());
    let begin = {
        let (instances, id) = (instances.clone(), id.clone());
        move || {
            let call = instances.register(&id, &instance);
            async move { Ok(call.send().await?.instance_id) }
        }
    };
    let renew = {
        let (instances, id) = (instances.clone(), id.clone());
        move |instance_id: String| instances.send_heartbeat(&id, instance_id).send()
    };
    let end = move |instance_id: String| instances.deregister(&id, instance_id).send();
    let tell = move |beat: Beat<'_, String>| {
        let _ = heard.send(match beat {
            Beat::Renewed => "the registry has had a heartbeat",
            Beat::BegunAnew(_) => "the registry had forgotten the instance; it is registered anew",
            _ => "the registry cannot be reached",
        });
    };
    KeepAlive::new(begin).renew(renew).end(end).interval(interval).on_beat(tell).start().await
}

fn show(change: Option<Result<InstanceList, servicestage_client::Error>>) -> Result<(), Box<dyn Error>> {
    let Some(list) = change else { return Ok(()) };
    let endpoints: Vec<_> = list?.instances.into_iter().flat_map(|instance| instance.endpoints).flatten().collect();
    println!("catalogue is at {endpoints:?}");
    Ok(())
}
