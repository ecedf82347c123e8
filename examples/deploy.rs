//! Deploys an application: creates an environment with a cluster, an application, and a component, and waits until the
//! component is running. Then it deletes all of them.
//!
//! `cargo run --example deploy` runs it against a mock in this process. With `SERVICESTAGE_REGION` it runs against the
//! service, with an access key from the environment, the profile file or the machine. `VPC_ID`, `CLUSTER_ID` and `IMAGE`
//! name your own resources.

use std::error::Error;
use std::time::Duration;

use servicestage_client::Client;
use servicestage_client::credentials::SigningCredentials;
use servicestage_client::credentials::keys::KeyProviderChain;
use servicestage_client::model::v3::{
    ApplicationCreate, ComponentCreate, ComponentCreateRequired, DeployMode, EnvironmentCreate, EnvironmentId,
    EnvironmentResource, EnvironmentResourcesUpdate, ImageSource, ReferencedResource, ReferencedResourceParameters,
    ResourceType, RuntimeSelection, RuntimeSelectionRequired, RuntimeStackType, SourceStorage,
};

#[path = "doubles/deploy.rs"]
mod double;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    match std::env::var("SERVICESTAGE_REGION") {
        Ok(region) => {
            let credentials = SigningCredentials::new(KeyProviderChain::standard());
            let client = Client::builder().region(region).iam_token_credentials(credentials).build()?;
            deploy(&client, Duration::from_secs(5)).await
        }
        Err(_) => deploy(&double::client()?, Duration::from_millis(1100)).await,
    }
}

/// Creates all resources in order, and deletes them.
async fn deploy(client: &Client, interval: Duration) -> Result<(), Box<dyn Error>> {
    let v3 = client.v3();
    let cluster = variable("CLUSTER_ID", "fd92bfab-73b3-11ee-90f0-0255ac1001b3");

    let vpc = variable("VPC_ID", "0c72428b-cd6c-4283-a560-210d3edb49f7");
    let wanted = EnvironmentCreate::new("shop-test", vpc).deploy_mode(DeployMode::Container);
    let environment = v3.environments().create(&wanted).send().await?;
    println!("environment {} has the id {}", environment.name, environment.id);

    let resources = EnvironmentResourcesUpdate::new([EnvironmentResource::new(&cluster, ResourceType::Cce)]);
    let resources = v3.environments().update_resources(&environment.id, &resources).send().await?;
    println!("it manages {} resource", resources.resources.len());

    let application = v3.applications().create(&ApplicationCreate::new("shop")).send().await?;
    println!("application {} has the id {}", application.name, application.id);

    let created = v3.components().create(&application.id, &component(&cluster, &environment.id)).send().await?;
    println!("component catalog is being deployed by {}", created.job_id);

    let job = v3.jobs().get(&created.job_id).wait().interval(interval);
    job.on_progress(|job, progress| println!("  {}, {} tasks", progress.status(), job.tasks.len())).await?;
    println!("{} is done", created.job_id);

    let component = v3.components().get(&application.id, &created.component_id).wait().interval(interval).await?;
    if let Some(status) = component.status
        && let Some(state) = status.state
    {
        let (available, replicas) = (status.available_replica.unwrap_or(0), status.replica.unwrap_or(0));
        println!("component {} is {}: {available} of {replicas} replicas", component.name, state);
    }

    v3.components().delete(&application.id, &created.component_id).send().await?;
    // The application is in use until the component is gone.
    loop {
        match v3.components().get(&application.id, &created.component_id).send().await {
            Err(error) if error.is_not_found() => break,
            Err(error) => return Err(error.into()),
            Ok(component) => println!("component {} is still there", component.name),
        }
        tokio::time::sleep(interval).await;
    }
    v3.applications().delete(&application.id).send().await?;
    v3.environments().delete(&environment.id).send().await?;
    println!("everything is deleted");
    Ok(())
}

/// Returns a component that runs one container of an image in the namespace `default` of the cluster.
fn component(cluster: &str, environment: &EnvironmentId) -> ComponentCreate {
    let runtime = RuntimeSelection::new(RuntimeSelectionRequired {
        name: "Docker".into(),
        r#type: RuntimeStackType::Docker,
        version: "1.0".into(),
        deploy_mode: DeployMode::Container,
    });
    let image = variable("IMAGE", "swr.ap-southeast-3.myhuaweicloud.com/shop/catalog:1.0.0");
    let source = ImageSource::new(image).storage(SourceStorage::Swr);
    let namespace = ReferencedResourceParameters::new().namespace("default");
    let cluster = ReferencedResource::new(cluster, ResourceType::Cce).parameters(namespace);
    let required = ComponentCreateRequired {
        name: "catalog".into(),
        runtime_stack: runtime,
        source: source.into(),
        version: "1.0.0".into(),
        refer_resources: vec![cluster],
    };
    ComponentCreate::new(required).replica(1).environment_id(environment).limit_cpu(0.5).limit_memory(1.0)
}

fn variable(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}
