//! A fake of the service with one group, and a client that lists, creates and fails against it. Both run in this process
//! and communicate over a real socket.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use servicestage_client::Client;
use servicestage_client::model::v3::{DeployMode, EnvironmentCreate, Label, LabelRequired};
use servicestage_server::v3::{self, CreateEnvironmentInput, Environments, ListEnvironmentsInput};
use servicestage_server::{Api, Context, ServiceError, StaticTokens, model};

/// Keeps environments in memory.
#[derive(Default)]
struct Double {
    environments: Mutex<Vec<model::v3::Environment>>,
}

impl Environments for Double {
    async fn create_environment(
        &self,
        input: CreateEnvironmentInput,
        _context: Context,
    ) -> Result<model::v3::Environment, ServiceError> {
        let mut environments = self.environments.lock().unwrap();
        let id = format!("env-{}", environments.len() + 1);
        let mut environment = model::v3::Environment::new(id, input.body.name);
        environment.project_id = Some(input.project_id);
        environment.labels = input.body.labels.unwrap_or_default();
        environments.push(environment.clone());
        Ok(environment)
    }

    async fn list_environments(
        &self,
        input: ListEnvironmentsInput,
        _context: Context,
    ) -> Result<model::v3::EnvironmentList, ServiceError> {
        let environments = self.environments.lock().unwrap();
        let limit = input.limit.map_or(usize::MAX, |limit| limit as usize);
        let count = i32::try_from(environments.len()).unwrap_or(i32::MAX);
        Ok(model::v3::EnvironmentList::new().count(count).environments(environments.iter().take(limit).cloned()))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let router = Api::new()
        .routes(v3::environments(Arc::new(Double::default())))
        .authenticator(StaticTokens::new(["secret"])?)
        .into_router();
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    let address = listener.local_addr()?;
    tokio::spawn(axum::serve(listener, router).into_future());

    let client = Client::builder()
        .servicestage_endpoint(format!("http://{address}"))
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("secret")
        .build()?;
    let environments = client.v3().environments();

    let created = environments
        .create(
            &EnvironmentCreate::new("shop-test", "0c72428b-cd6c-4283-a560-210d3edb49f7")
                .deploy_mode(DeployMode::Container)
                .labels([Label::new(LabelRequired { key: "team".into(), value: "shop".into() })]),
        )
        .send()
        .await?;
    println!("created {}", created.id);

    for environment in environments.list().limit(10).send().await?.environments {
        println!("{} {}", environment.id, environment.name);
    }

    // An operation that is not implemented responds with 501, and an invalid request is rejected.
    println!("{}", environments.get("env-1").send().await.unwrap_err());
    println!("{}", environments.create(&EnvironmentCreate::new("?", "vpc")).send().await.unwrap_err());
    Ok(())
}
