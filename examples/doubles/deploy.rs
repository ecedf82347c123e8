//! A fake of the service for `deploy`. A component is running after its job was requested three times.

use std::error::Error;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use servicestage_client::Client;
use servicestage_client::runtime::client::InProcessTransport;
use servicestage_server::model::error_codes::ServiceStageErrorCode;
use servicestage_server::model::v3::{
    Application, Component, ComponentCreate, ComponentCreated, ComponentState, ComponentStatus, Environment,
    EnvironmentResourceList, Job, JobDetail, JobStatus, JobTask,
};
use servicestage_server::v3::{
    self, Applications, Components, CreateApplicationInput, CreateComponentInput, CreateEnvironmentInput, Environments,
    GetComponentInput, GetJobInput, Jobs, UpdateEnvironmentResourcesInput,
};
use servicestage_server::{Api, Context, ServiceError};

const ENVIRONMENT: &str = "b489f7b4-2539-45a1-ba71-4728961434ca";
const APPLICATION: &str = "fc092465-a5fb-4a52-bc65-b735f18366d8";
const COMPONENT: &str = "b8702b0f-94d3-4822-98a1-56815632a0a0";
const JOB: &str = "JOB8be53b2a-af9a-4e2b-8505-096688a52237";

/// Returns a client of the fake.
pub(crate) fn client() -> Result<Client, Box<dyn Error>> {
    let double = Arc::new(Double::default());
    let api = Api::new().routes(v3::environments(double.clone())).routes(v3::applications(double.clone()));
    let api = api.routes(v3::components(double.clone())).routes(v3::jobs(double));
    let client = Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("any token")
        .transport(InProcessTransport::new(api.into_router()));
    Ok(client.build()?)
}

#[derive(Default)]
struct Double {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    component: Option<ComponentCreate>,
    /// Number of requests for the job.
    asked: u32,
}

impl Double {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Environments for Double {
    async fn create_environment(&self, input: CreateEnvironmentInput, _: Context) -> Result<Environment, ServiceError> {
        Ok(Environment::new(ENVIRONMENT, input.body.name))
    }

    async fn update_environment_resources(
        &self,
        input: UpdateEnvironmentResourcesInput,
        _: Context,
    ) -> Result<EnvironmentResourceList, ServiceError> {
        Ok(EnvironmentResourceList::new().resources(input.body.resources))
    }
}

impl Applications for Double {
    async fn create_application(&self, input: CreateApplicationInput, _: Context) -> Result<Application, ServiceError> {
        Ok(Application::new(APPLICATION, input.body.name))
    }
}

impl Components for Double {
    async fn create_component(
        &self,
        input: CreateComponentInput,
        _: Context,
    ) -> Result<ComponentCreated, ServiceError> {
        if input.body.environment_id.as_ref().is_none_or(|id| *id != ENVIRONMENT) {
            return Err(ServiceStageErrorCode::EnvironmentNotFound.into());
        }
        self.state().component = Some(input.body);
        Ok(ComponentCreated::new(JOB, COMPONENT))
    }

    async fn get_component(&self, _: GetComponentInput, _: Context) -> Result<Component, ServiceError> {
        let state = self.state();
        let Some(wanted) = &state.component else {
            return Err(ServiceStageErrorCode::ComponentNotFound.into());
        };
        let replicas = wanted.replica.unwrap_or(1);
        let status =
            ComponentStatus::new().state(ComponentState::Running).available_replica(replicas).replica(replicas);
        Ok(Component::new(&wanted.name).id(COMPONENT).status(status))
    }
}

impl Jobs for Double {
    async fn get_job(&self, _: GetJobInput, _: Context) -> Result<JobDetail, ServiceError> {
        let mut state = self.state();
        state.asked += 1;
        let status = if state.asked < 3 { JobStatus::Running } else { JobStatus::Succeeded };
        let tasks = ["PREPARE_RESOURCES", "START_COMPONENT"].into_iter().zip(1..);
        let tasks = tasks.map(|(name, index)| JobTask::new().id(format!("TASK-{index}")).index(index).name(name));
        let known = usize::try_from(state.asked).unwrap_or(usize::MAX);
        Ok(JobDetail::new(Job::new().id(JOB).status(status)).tasks(tasks.take(known)))
    }
}
