//! A fake registry in memory.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use servicestage_client::Client;
use servicestage_client::Conditional;
use servicestage_client::runtime::client::InProcessTransport;
use servicestage_server::model::error_codes::ServiceCombErrorCode;
use servicestage_server::model::servicecomb::{
    InstanceId, InstanceList, InstanceRegistered, MicroserviceCreated, MicroserviceInstance, ServiceId,
};
use servicestage_server::servicecomb::{
    self, CreateMicroserviceInput, DeregisterInstanceInput, FindInstancesInput, Instances, Microservices,
    RegisterInstanceInput, SendHeartbeatInput,
};
use servicestage_server::{Api, Context, ServiceError};

/// Returns a client of the fake.
pub(crate) fn client() -> Result<Client, Box<dyn Error>> {
    let double = Arc::new(Double::default());
    let api = Api::new().routes(servicecomb::microservices(double.clone())).routes(servicecomb::instances(double));
    let client = Client::builder()
        .service_center_endpoint("https://192.0.2.10:30100")
        .engine_token("any token")
        .transport(InProcessTransport::new(api.into_router()));
    Ok(client.build()?)
}

#[derive(Default)]
struct Double {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Names of microservices by id.
    services: BTreeMap<ServiceId, String>,
    /// Instances by id, each with the id of its microservice.
    instances: BTreeMap<InstanceId, (ServiceId, MicroserviceInstance)>,
    /// Number of changes of the instances.
    changes: u32,
}

impl Double {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Microservices for Double {
    async fn create_microservice(
        &self,
        input: CreateMicroserviceInput,
        _: Context,
    ) -> Result<MicroserviceCreated, ServiceError> {
        let mut state = self.state();
        let name = input.body.service.service_name;
        if let Some((id, _)) = state.services.iter().find(|(_, known)| **known == name) {
            return Ok(MicroserviceCreated::new(id));
        }
        let id = ServiceId::new(format!("service-{}", state.services.len() + 1));
        state.services.insert(id.clone(), name);
        Ok(MicroserviceCreated::new(id))
    }
}

impl Instances for Double {
    async fn register_instance(
        &self,
        input: RegisterInstanceInput,
        _: Context,
    ) -> Result<InstanceRegistered, ServiceError> {
        let mut state = self.state();
        state.changes += 1;
        let id = InstanceId::new(format!("instance-{}", state.changes));
        state.instances.insert(id.clone(), (input.service_id, input.body.instance));
        Ok(InstanceRegistered::new(id))
    }

    async fn send_heartbeat(&self, input: SendHeartbeatInput, _: Context) -> Result<(), ServiceError> {
        match self.state().instances.contains_key(&input.instance_id) {
            true => Ok(()),
            false => Err(ServiceCombErrorCode::InstanceNotFound.into()),
        }
    }

    async fn deregister_instance(&self, input: DeregisterInstanceInput, _: Context) -> Result<(), ServiceError> {
        let mut state = self.state();
        state.changes += 1;
        state.instances.remove(&input.instance_id);
        Ok(())
    }

    async fn find_instances(
        &self,
        input: FindInstancesInput,
        _: Context,
    ) -> Result<Conditional<InstanceList>, ServiceError> {
        let state = self.state();
        let revision = state.changes.to_string();
        if input.known_revision.as_ref() == Some(&revision) {
            return Ok(Conditional::NotModified);
        }
        let found =
            state.instances.values().filter(|(service, _)| state.services.get(service) == Some(&input.service_name));
        let list = InstanceList::new().instances(found.map(|(_, instance)| instance.clone()));
        Ok(Conditional::modified(list, revision))
    }
}
