//! Registration at an engine, and its configurations.

use std::time::Duration;

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::servicecomb::{
    CreateMicroservice, CreateToken, DeregisterInstance, ListMicroservices, RegisterInstance, SendHeartbeat,
    UpdateInstanceStatus,
};
use servicestage_model::error_codes::ServiceCombErrorCode;
use servicestage_model::servicecomb::{InstanceRegistered, MicroserviceCreated, MicroserviceList};

use crate::support::{self, Done};

#[tokio::test]
async fn accounts() -> Done {
    let token = || servicestage_model::servicecomb::Token::new("an engine token");
    let mock = MockTransport::new()
        .with(on::<CreateToken>().returning(token()))
        .with(on::<ListMicroservices>().returning(MicroserviceList::new()));
    // ANCHOR: account
    use servicestage_client::Client;
    use servicestage_client::credentials::Anonymous;

    let with_account = Client::builder()
        .service_center_endpoint("https://192.0.2.10:30100")
        .engine_token_account("root", "the password")
        .transport(mock.clone()) // hidden
        .build()?;

    // An engine whose security authentication is switched off.
    let open = Client::builder()
        .service_center_endpoint("https://192.0.2.11:30100")
        .engine_token_credentials(Anonymous)
        .transport(mock.clone()) // hidden
        .build()?;
    // ANCHOR_END: account
    for client in [with_account, open] {
        client.servicecomb().microservices().list().send().await?;
    }
    let calls = mock.calls_of::<ListMicroservices>();
    assert!(calls.iter().all(|call| call.path("project_id") == Some("default")));
    let proofs: Vec<_> = calls.iter().map(|call| call.header("authorization")).collect();
    assert_eq!(proofs, [Some("Bearer an engine token"), None]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn registration() -> Done {
    let mock = MockTransport::new()
        .with(on::<CreateMicroservice>().returning(MicroserviceCreated::new("s1")))
        .with(
            on::<RegisterInstance>().returning(InstanceRegistered::new("i1")).returning(InstanceRegistered::new("i2")),
        )
        .with(on::<SendHeartbeat>().path("instance_id", "i1").status(200).error(ServiceCombErrorCode::InstanceNotFound))
        .with(on::<SendHeartbeat>().status(200))
        .with(on::<DeregisterInstance>().status(200));
    let client = support::client(mock.clone());
    // ANCHOR: register
    use servicestage_client::LeaseEvent;
    use servicestage_client::model::servicecomb::{
        HealthCheck, HealthCheckMode, InstanceRegistration, Microservice, MicroserviceCreate, MicroserviceInstance,
    };

    let service = MicroserviceCreate::new(Microservice::new("catalog").app_id("shop").version("1.0.0"));
    let instance = InstanceRegistration::new(
        MicroserviceInstance::new("node-1")
            .endpoints(["rest://10.0.0.1:8080"])
            .health_check(HealthCheck::new(HealthCheckMode::Push, 30).times(3)),
    );
    let registered = client
        .servicecomb()
        .instances()
        .keep_registered(&service, &instance)
        .on_event(|beat| match beat {
            LeaseEvent::Reacquired(ids) => eprintln!("registered anew as {}", ids.instance_id),
            LeaseEvent::RenewalFailed(error) => eprintln!("no heartbeat: {error}"),
            _ => {}
        })
        .acquire()
        .await?;
    println!("registered as {}", registered.get().instance_id);
    // ANCHOR_END: register
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(registered.get().instance_id, "i2", "the registry had forgotten the first one");
    let again = mock.calls_of::<RegisterInstance>()[1].json().unwrap();
    assert_eq!(again["instance"]["instanceId"], "i1", "it asks for the id that it had");
    // ANCHOR: deregister
    registered.release().await?;
    // ANCHOR_END: deregister
    assert_eq!(mock.calls_of::<DeregisterInstance>()[0].path("instance_id"), Some("i2"));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn restoring() -> Done {
    use servicestage_client::model::servicecomb::{
        InstanceRegistration, InstanceStatus, Microservice, MicroserviceCreate, MicroserviceInstance,
    };
    let mock = MockTransport::new()
        .with(on::<CreateMicroservice>().returning(MicroserviceCreated::new("s1")))
        .with(on::<RegisterInstance>().returning(InstanceRegistered::new("i1")))
        .with(on::<SendHeartbeat>().status(200).error(ServiceCombErrorCode::InstanceNotFound).status(200))
        .with(on::<UpdateInstanceStatus>().status(200));
    let client = support::client(mock.clone());
    let service = MicroserviceCreate::new(Microservice::new("catalog"));
    let instance = InstanceRegistration::new(MicroserviceInstance::new("node-1"));
    let client_of_all = client.clone();
    {
        // ANCHOR: restore
        let instances = client.servicecomb().instances();
        let registered = instances
            .keep_registered(&service, &instance)
            .restore(move |ids| instances.update_status(&ids.service_id, &ids.instance_id, InstanceStatus::Up).send())
            .acquire()
            .await?;
        // ANCHOR_END: restore
        tokio::time::sleep(Duration::from_secs(100)).await;
        drop(registered);
    }
    assert_eq!(mock.calls_of::<UpdateInstanceStatus>().len(), 1);
    let client = client_of_all;
    // ANCHOR: project
    let staging = client.with_project_id("staging");
    let registered = staging.servicecomb().instances().keep_registered(&service, &instance).acquire().await?;
    // ANCHOR_END: project
    tokio::time::sleep(Duration::from_secs(40)).await;
    drop(registered);
    for projects in [
        mock.calls_of::<CreateMicroservice>()
            .iter()
            .map(|call| call.path("project_id").map(str::to_owned))
            .collect::<Vec<_>>(),
        mock.calls_of::<SendHeartbeat>().iter().map(|call| call.path("project_id").map(str::to_owned)).collect(),
    ] {
        assert_eq!(projects.first().unwrap().as_deref(), Some("default"));
        assert_eq!(projects.last().unwrap().as_deref(), Some("staging"));
    }
    Ok(())
}
