//! Registration at an engine, and its configurations.

use std::time::Duration;

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::servicecomb::{
    CreateMicroservice, CreateToken, DeregisterInstance, ListMicroservices, RegisterInstance, SendHeartbeat,
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
        .project_id("default")
        .engine_token_account("root", "the password")
        .transport(mock.clone()) // hidden
        .build()?;

    // An engine whose security authentication is switched off.
    let open = Client::builder()
        .service_center_endpoint("https://192.0.2.11:30100")
        .project_id("default")
        .engine_token_credentials(Anonymous)
        .transport(mock.clone()) // hidden
        .build()?;
    // ANCHOR_END: account
    for client in [with_account, open] {
        client.servicecomb().microservices().list().send().await?;
    }
    let calls = mock.calls_of::<ListMicroservices>();
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
    use servicestage_client::KeepAlive;
    use servicestage_client::model::servicecomb::{
        InstanceRegistration, Microservice, MicroserviceCreate, MicroserviceInstance,
    };

    let registry = client.servicecomb();
    let service = Microservice::new("catalogue").app_id("shop").version("1.0.0");
    let service_id = registry.microservices().create(&MicroserviceCreate::new(service)).send().await?.service_id;

    let instance = MicroserviceInstance::new("node-1").endpoints(["rest://10.0.0.1:8080"]);
    let instance = InstanceRegistration::new(instance);
    let (instances, id) = (registry.instances(), service_id.clone());
    let begin = move || {
        let call = instances.register(&id, &instance);
        async move { Ok(call.send().await?.instance_id) }
    };
    let (instances, id) = (registry.instances(), service_id.clone());
    let renew = move |instance_id: String| instances.send_heartbeat(&id, instance_id).send();
    let (instances, id) = (registry.instances(), service_id.clone());
    let end = move |instance_id: String| instances.deregister(&id, instance_id).send();

    let alive = KeepAlive::new(begin).renew(renew).end(end).interval(Duration::from_secs(30)).start().await?;
    println!("registered as {}", alive.get());
    // ANCHOR_END: register
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert_eq!(alive.get(), "i2", "the registry had forgotten the first one");
    // ANCHOR: deregister
    alive.stop().await?;
    // ANCHOR_END: deregister
    assert_eq!(mock.calls_of::<DeregisterInstance>()[0].path("instance_id"), Some("i2"));
    Ok(())
}
