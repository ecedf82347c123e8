//! The first call.

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::{CreateEnvironment, ListEnvironments};
use servicestage_model::v3::{Environment, EnvironmentList};

use crate::support::Done;

#[tokio::test]
async fn creates_and_lists() -> Done {
    let shop = Environment::new("b489f7b4-2539-45a1-ba71-4728961434ca", "shop-test");
    let mock = MockTransport::new()
        .with(on::<CreateEnvironment>().returning(shop.clone()))
        .with(on::<ListEnvironments>().returning(EnvironmentList::new().count(1).environments([shop])));

    // ANCHOR: client
    use servicestage_client::Client;
    use servicestage_client::model::v3::{DeployMode, EnvironmentCreate, Label, LabelRequired};

    let client = Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("a token")
        .transport(mock.clone()) // hidden
        .build()?;
    let environments = client.v3().environments();
    // ANCHOR_END: client

    // ANCHOR: create
    let created = environments
        .create(
            &EnvironmentCreate::new("shop-test", "0c72428b-cd6c-4283-a560-210d3edb49f7")
                .deploy_mode(DeployMode::Container)
                .labels([Label::new(LabelRequired { key: "team".into(), value: "shop".into() })]),
        )
        .send()
        .await?;
    println!("created {}", created.id);
    // ANCHOR_END: create

    // ANCHOR: list
    for environment in environments.list().limit(10).send().await?.environments {
        println!("{} {}", environment.id, environment.name);
    }
    // ANCHOR_END: list

    let created = &mock.calls_of::<CreateEnvironment>()[0];
    assert_eq!(created.url().host(), Some("servicestage.ap-southeast-3.myhuaweicloud.com"));
    assert_eq!(created.header("x-auth-token"), Some("a token"));
    assert_eq!(created.json().unwrap()["labels"][0]["key"], "team");
    assert_eq!(mock.calls_of::<ListEnvironments>()[0].query("limit"), Some("10"));
    assert!(mock.unused().is_empty());
    Ok(())
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_is_sent() -> Done {
    // ANCHOR: unset
    let client = Client::builder().build()?;
    let error = client.v3().environments().list().send().await.unwrap_err();
    // ANCHOR_END: unset
    crate::support::assert_output("unset", &[error]);
    Ok(())
}

use servicestage_client::Client;
