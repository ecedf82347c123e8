//! A fake configuration center in memory, which holds its responses until there is a change.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use servicestage_client::Client;
use servicestage_client::Conditional;
use servicestage_client::runtime::client::InProcessTransport;
use servicestage_server::model::error_codes::ConfigurationCenterErrorCode;
use servicestage_server::model::servicecomb::{Configuration, ConfigurationList};
use servicestage_server::servicecomb::{
    self, Configurations, CreateConfigurationInput, DeleteConfigurationInput, ListConfigurationsInput,
    UpdateConfigurationInput,
};
use servicestage_server::{Api, Context, ServiceError};
use tokio::sync::watch;

/// Returns a client of the fake.
pub(crate) fn client() -> Result<Client, Box<dyn Error>> {
    let double = Arc::new(Double { settings: watch::Sender::default() });
    let client = Client::builder()
        .configuration_center_endpoint("https://192.0.2.10:30110")
        .engine_token("any token")
        .transport(InProcessTransport::new(Api::new().routes(servicecomb::configurations(double)).into_router()));
    Ok(client.build()?)
}

struct Double {
    settings: watch::Sender<Settings>,
}

#[derive(Default)]
struct Settings {
    revision: i64,
    list: Vec<Configuration>,
}

impl Double {
    fn change(&self, change: impl FnOnce(&mut Vec<Configuration>)) {
        self.settings.send_modify(|settings| {
            settings.revision += 1;
            change(&mut settings.list);
        });
    }
}

impl Configurations for Double {
    async fn create_configuration(
        &self,
        input: CreateConfigurationInput,
        _: Context,
    ) -> Result<Configuration, ServiceError> {
        let mut setting = Configuration::new("8a9e6a5d-8d65-48fb-a40c-5150c8479da8", input.body.key);
        setting.value = input.body.value;
        setting.labels = input.body.labels.unwrap_or_default();
        self.change(|list| list.push(setting.clone()));
        Ok(setting)
    }

    async fn update_configuration(
        &self,
        input: UpdateConfigurationInput,
        _: Context,
    ) -> Result<Configuration, ServiceError> {
        let is_it = |setting: &Configuration| setting.id == input.configuration_id;
        self.change(|list| {
            for setting in list.iter_mut().filter(|setting| is_it(setting)) {
                let new = input.body.value.clone().filter(|value| !value.is_empty());
                setting.value = new.or(setting.value.take());
                setting.status = input.body.status.clone().or(setting.status.take());
            }
        });
        let found = self.settings.borrow().list.iter().find(|setting| is_it(setting)).cloned();
        found.ok_or_else(|| ConfigurationCenterErrorCode::NotFound.into())
    }

    async fn delete_configuration(&self, input: DeleteConfigurationInput, _: Context) -> Result<(), ServiceError> {
        self.change(|list| list.retain(|setting| setting.id != input.configuration_id));
        Ok(())
    }

    async fn list_configurations(
        &self,
        input: ListConfigurationsInput,
        _: Context,
    ) -> Result<Conditional<ConfigurationList>, ServiceError> {
        let mut settings = self.settings.subscribe();
        let known = input.revision.unwrap_or(-1);
        let seconds = input.wait_for.as_deref().and_then(|time| time.strip_suffix('s')?.parse().ok()).unwrap_or(0);
        let changed = settings.wait_for(|settings| settings.revision > known);
        let Ok(Ok(settings)) = tokio::time::timeout(Duration::from_secs(seconds), changed).await else {
            return Ok(Conditional::NotModified);
        };
        Ok(Conditional::modified(ConfigurationList::new().configurations(settings.list.clone()), settings.revision))
    }
}
