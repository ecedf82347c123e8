//! The registry as one of its own microservices.

use servicestage_server::model::servicecomb::{
    HealthCheck, HealthCheckMode, InstanceId, InstanceList, InstanceStatus, Microservice, MicroserviceInstance,
    MicroserviceLevel, MicroserviceStatus, RegistryVersion, ServiceId,
};
use servicestage_server::servicecomb::{GetRegistryHealthInput, GetRegistryVersionInput, Registries};
use servicestage_server::{Context, ServiceError};

use super::domain::{Name, Service};
use super::{Registry, Scope};

/// Tenant and project of the registry itself.
const HOME: (&str, &str) = ("default", "default");
const ID: &str = "7062417bf9ebd4c646bb23059003cea42180894a";
const INSTANCE: &str = "5cb1c2b2d9a511efa2c50242ac120002";
const VERSION: &str = "2.3.0";

/// Name and application of the registry itself.
const NAME: &str = "SERVICECENTER";
const APPLICATION: &str = "default";

/// Returns whether a name is that of the registry itself, in whatever environment.
pub(super) fn is_own(scope: &Scope<'_>, name: &Name) -> bool {
    scope.pair() == HOME && name.app == APPLICATION && name.name == NAME
}

/// Returns the version of the registry with that of an interface.
pub(crate) fn version(interface: &str) -> RegistryVersion {
    let mut version = RegistryVersion::new();
    version.version = Some(VERSION.to_owned());
    version.build_tag = Some(env!("CARGO_PKG_VERSION").to_owned());
    version.go_version = Some("none".to_owned());
    version.os = Some(std::env::consts::OS.to_owned());
    version.arch = Some(std::env::consts::ARCH.to_owned());
    version.api_version = Some(interface.to_owned());
    version
}

impl Registry {
    pub(super) fn register_itself(&self) {
        let now = Some(self.seconds());
        let mut data = Microservice::new(NAME);
        data.service_id = Some(ServiceId::from(ID));
        data.app_id = Some(APPLICATION.into());
        data.alias = Some(data.service_name.clone());
        data.properties = Some([("allowCrossApp".to_owned(), "true".to_owned())].into());
        data.version = Some(VERSION.to_owned());
        data.level = Some(MicroserviceLevel::Back);
        data.status = Some(MicroserviceStatus::Up);
        (data.timestamp, data.modified_timestamp) = (now, now);
        let name = Name { environment: String::new(), app: APPLICATION.to_owned(), name: NAME.to_owned() };
        let mut service = Service::new(data, name, VERSION.to_owned());
        service.is_shared = true;

        let mut instance = MicroserviceInstance::new("localhost");
        instance.instance_id = Some(InstanceId::from(INSTANCE));
        instance.service_id = Some(ServiceId::from(ID));
        instance.version = Some(VERSION.to_owned());
        instance.endpoints = Some(vec!["rest://127.0.0.1:30100/".to_owned()]);
        instance.status = Some(InstanceStatus::Up);
        let mut check = HealthCheck::new(HealthCheckMode::Push, 30);
        check.times = Some(3);
        instance.health_check = Some(check);
        (instance.timestamp, instance.modified_timestamp) = (now, now);

        let mut state = self.write();
        state.domain_mut(HOME.0, HOME.1).insert(service);
        // It is no change that anybody made.
        state.restore(HOME, instance, (0, None), 0);
    }

    /// Lists the instances of the registry itself.
    pub(crate) fn health(&self) -> InstanceList {
        let state = self.read();
        let service = state.domain(HOME.0, HOME.1).and_then(|domain| domain.services.get(ID));
        let slots = service.into_iter().flat_map(|service| service.shown(true));
        let mut list = InstanceList::new();
        list.instances = slots.map(|slot| MicroserviceInstance::clone(&slot.instance)).collect();
        list
    }
}

impl Registries for Registry {
    async fn get_registry_health(
        &self,
        _input: GetRegistryHealthInput,
        _context: Context,
    ) -> Result<InstanceList, ServiceError> {
        Ok(self.health())
    }

    async fn get_registry_version(
        &self,
        _input: GetRegistryVersionInput,
        _context: Context,
    ) -> Result<RegistryVersion, ServiceError> {
        Ok(version("4.0.0"))
    }
}
