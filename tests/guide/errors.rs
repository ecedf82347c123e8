//! What an error tells.

use serde_json::json;
use servicestage_client::ErrorKind;
use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::{
    CreateEnvironment, DeleteApplication, GetEnvironment, ListApplications, ListEnvironments,
};
use servicestage_model::error_codes::ServiceStageErrorCode;
use servicestage_model::v3::EnvironmentCreate;

use crate::support::{self, Done, assert_output};

#[tokio::test(start_paused = true)]
async fn shown() {
    let mock = MockTransport::new()
        .with(on::<GetEnvironment>().error(ServiceStageErrorCode::EnvironmentNotFound).header("X-Request-Id", "5f0c"))
        .with(on::<DeleteApplication>().hang())
        .with(on::<ListApplications>().returning_json(json!({ "applications": [{ "id": "1", "name": null }] })));
    let client = support::client(mock);
    let environments = client.v3().environments();
    let shown = [
        environments.get("env-1").send().await.unwrap_err(),
        client.v3().applications().delete("app-1").send().await.unwrap_err(),
        client.v3().applications().list().send().await.unwrap_err(),
    ];
    assert_output("errors", &shown);
}

#[tokio::test]
async fn predicates() -> Done {
    let mock = MockTransport::new().with(on::<GetEnvironment>().error(ServiceStageErrorCode::EnvironmentNotFound));
    let client = support::client(mock);
    // ANCHOR: predicates
    let environment = match client.v3().environments().get("env-1").send().await {
        Ok(environment) => Some(environment),
        Err(error) if error.is_not_found() => None,
        Err(error) => return Err(error.into()),
    };
    // ANCHOR_END: predicates
    assert!(environment.is_none());
    Ok(())
}

#[tokio::test]
async fn codes() -> Done {
    let mock = MockTransport::new().with(on::<CreateEnvironment>().error(ServiceStageErrorCode::EnvironmentNameTaken));
    let client = support::client(mock);
    let wanted = EnvironmentCreate::new("shop-test", "0c72428b-cd6c-4283-a560-210d3edb49f7");
    let error = client.v3().environments().create(&wanted).send().await.unwrap_err();
    // ANCHOR: codes
    use servicestage_client::model::error_codes::ServiceStageErrorCode as Code;

    match error.code_as() {
        Some(Code::EnvironmentNameTaken) => println!("the name is taken"),
        Some(Code::Unknown(code)) => println!("a code that is not documented: {code}"),
        _ => println!("{error}"),
    }
    if let Some(documented) = error.code_info() {
        println!("{}; {}", documented.message, documented.remedy.unwrap_or("nothing to be done"));
    }
    // ANCHOR_END: codes
    assert_eq!(error.code_as(), Some(Code::EnvironmentNameTaken));
    assert!(error.code_info().is_some());
    Ok(())
}

#[tokio::test]
async fn unreadable() -> Done {
    let answer = json!({ "environments": [{ "id": "1", "name": "test", "create_time": "yesterday" }] });
    let client = support::client(MockTransport::new().with(on::<ListEnvironments>().returning_json(answer)));
    // ANCHOR: unreadable
    let response = client.v3().environments().list().send_response().await?;
    for part in response.unreadable() {
        println!("{} is missing: {}", part.path, part.error);
        assert_eq!(part.path, "environments[0].create_time"); // hidden
    }
    for environment in response.into_inner().environments {
        println!("{} {:?}", environment.name, environment.create_time);
        assert_eq!(environment.create_time, None); // hidden
    }
    // ANCHOR_END: unreadable
    Ok(())
}

#[tokio::test]
async fn decoding() -> Done {
    let answer = json!({ "environments": [{ "id": "1", "name": null }] });
    let client = support::client(MockTransport::new().with(on::<ListEnvironments>().returning_json(answer)));
    // ANCHOR: decoding
    if let Err(error) = client.v3().environments().list().send().await
        && error.kind() == ErrorKind::Decode
    {
        println!("cannot read {:?}", error.json_path());
        println!("{}", String::from_utf8_lossy(error.body().unwrap_or_default()));
        assert_eq!(error.json_path(), Some("environments[0].name")); // hidden
    }
    // ANCHOR_END: decoding
    Ok(())
}
