//! A microservice that stays registered at an engine while it runs. The engine has to exist.

use std::error::Error;

use servicestage_client::model::servicecomb::{
    HealthCheck, HealthCheckMode, InstanceRegistration, Microservice, MicroserviceCreate, MicroserviceInstance,
};
use servicestage_client::{Beat, Client};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::builder()
        .service_center_endpoint("https://192.0.2.10:30100")
        .project_id("default")
        .engine_token_account("root", "the password")
        .build()?;

    let shop = MicroserviceCreate::new(Microservice::new("shop").version("1.0.0"));
    let instance = InstanceRegistration::new(
        MicroserviceInstance::new("host-1")
            .endpoints(["rest://10.0.0.5:8080"])
            .health_check(HealthCheck::new(HealthCheckMode::Push, 30).times(3)),
    );
    let registered = client
        .servicecomb()
        .instances()
        .keep_registered(&shop, &instance)
        .on_beat(|beat| match beat {
            Beat::BegunAnew(ids) => eprintln!("registered anew as {}", ids.instance_id),
            Beat::Failed(error) => eprintln!("no heartbeat: {error}"),
            _ => {}
        })
        .start()
        .await?;
    println!("registered as {}", registered.get().instance_id);

    // Here the microservice does its work.

    registered.stop().await?;
    Ok(())
}
