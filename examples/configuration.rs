//! Follows the settings of a service in the configuration center of a microservice engine. The center holds its
//! response until there is a change, so every change arrives at once.
//!
//! `cargo run --example configuration` runs it against a fake in this process. With `SERVICE_CENTER` and
//! `CONFIGURATION_CENTER`, addresses such as `https://192.0.2.10:30100` and `https://192.0.2.10:30110`, it runs against
//! an engine, where it creates, changes and deletes one setting. `ENGINE_ACCOUNT` and `ENGINE_PASSWORD` are required if the engine
//! authenticates its clients, and `ENGINE_FINGERPRINT`, the SHA-256 of its certificate, if no authority vouches for it.

use std::collections::BTreeMap;
use std::error::Error;

use servicestage_client::model::servicecomb::{ConfigurationCreate, ConfigurationStatus, ConfigurationUpdate};
use servicestage_client::servicecomb::Configurations;
use tokio::sync::mpsc;

#[path = "doubles/configuration.rs"]
mod double;
mod engine;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = match engine::client()? {
        Some(client) => client,
        None => double::client()?,
    };
    let configurations = client.servicecomb().configurations();
    let (go_on, turns) = mpsc::unbounded_channel();
    let editor = tokio::spawn(edit(configurations.clone(), turns));
    watch(&configurations, go_on).await?;
    editor.await??;
    Ok(())
}

/// Prints changes of the settings with a label until there are none.
async fn watch(configurations: &Configurations, shown: mpsc::UnboundedSender<()>) -> Result<(), Box<dyn Error>> {
    let mut known = BTreeMap::new();
    let mut changes = configurations.list().labels([("service", "guide")]).status(ConfigurationStatus::Enabled).watch();
    while let Some(list) = changes.next().await {
        let list = list?.configurations.into_iter();
        let current: BTreeMap<_, _> = list.map(|setting| (setting.key, setting.value.unwrap_or_default())).collect();
        for (key, value) in current.iter().filter(|(key, value)| known.get(*key) != Some(*value)) {
            println!("{key} is {value}");
        }
        for key in known.keys().filter(|key| !current.contains_key(*key)) {
            println!("{key} is gone");
        }
        if current.is_empty() && !known.is_empty() {
            break;
        }
        known = current;
        // The editor may have ended; then the channel is closed.
        let _ = shown.send(());
    }
    Ok(())
}

/// Creates, changes and deletes a setting. Each step waits until the previous state was printed.
async fn edit(
    configurations: Configurations,
    mut turns: mpsc::UnboundedReceiver<()>,
) -> Result<(), servicestage_client::Error> {
    turns.recv().await;
    let wanted = ConfigurationCreate::new("shop.color").value("red").labels([("service", "guide")]);
    let setting = configurations.create(&wanted.status(ConfigurationStatus::Enabled)).send().await?;
    turns.recv().await;
    configurations.update(&setting.id, &ConfigurationUpdate::new().value("blue")).send().await?;
    turns.recv().await;
    configurations.delete(&setting.id).send().await
}
