//! What a call can be told.

use std::time::Duration;

use servicestage_client::ErrorKind;
use servicestage_client::git::ListFiles;
use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::{GetEnvironment, ListApplications, ListEnvironments};
use servicestage_model::git::FileList;
use servicestage_model::v3::{ApplicationList, Environment, EnvironmentList};

use crate::support::{self, Done};

fn mock() -> MockTransport {
    let shop = Environment::new("env-1", "shop-test");
    MockTransport::new()
        .with(on::<GetEnvironment>().path("environment_id", "env-1").returning(shop).header("X-Request-Id", "5f0c"))
        .with(on::<GetEnvironment>().hang())
        .with(on::<ListEnvironments>().returning(EnvironmentList::new().count(0)))
        .with(on::<ListApplications>().returning(ApplicationList::new().count(0)))
}

#[tokio::test]
async fn overrides() -> Done {
    let mock = mock();
    let client = support::client(mock.clone());
    // ANCHOR: overrides
    let environment = client
        .v3()
        .environments()
        .get("env-1")
        .project_id("9ac8f2c1d7a64e41a2a5f9c0b5a1e3d4")
        .header("X-Trace-Id", "7d0c")
        .query("verbose", true)
        .timeout(Duration::from_secs(20))
        .attempt_timeout(Duration::from_secs(5))
        .no_retry()
        .send()
        .await?;
    // ANCHOR_END: overrides
    assert_eq!(environment.name, "shop-test");
    assert_eq!(mock.calls()[0].path("project_id"), Some("9ac8f2c1d7a64e41a2a5f9c0b5a1e3d4"));
    assert_eq!(mock.calls()[0].header("x-trace-id"), Some("7d0c"));
    assert_eq!(mock.calls()[0].query("verbose"), Some("true"));
    let list = client.v3().environments().list();
    let error = list.header("no name", 1).header("X-Two", "hunter2\nlines").send().await.unwrap_err();
    assert_eq!(
        error.message(),
        Some(
            "\"no name\" is not a header name; the value of header `X-Two` contains characters that are not allowed in a header"
        )
    );
    Ok(())
}

#[tokio::test]
async fn default_headers() -> Done {
    let mock = mock();
    let builder = support::builder(mock.clone()).default_header("X-Tenant", "a").default_header("X-Group", 7);
    assert!(!format!("{builder:?}").contains("X-Tenant"), "{builder:?}");
    let client = builder.build()?;
    client.v3().environments().list().header("X-Tenant", "b").send().await?;
    let call = &mock.calls()[0];
    assert_eq!((call.header("x-tenant"), call.header("x-group")), (Some("b"), Some("7")));
    Ok(())
}

#[tokio::test]
async fn names() -> Done {
    let mock = MockTransport::new().with(on::<ListFiles>().returning(FileList::new().paths(["src/main.rs"])));
    let client = support::client(mock.clone());
    // ANCHOR: names
    use servicestage_client::git::ListFilesRequired;

    let at = ListFilesRequired {
        namespace: "shop".into(),
        project: "cart".into(),
        revision: "main".into(),
        repo_auth: "auth-1".into(),
    };
    let files = client.git().files().list(at).send().await?;
    // ANCHOR_END: names
    assert_eq!(files.paths, ["src/main.rs"]);
    assert_eq!(mock.calls()[0].path("project"), Some("cart"));
    Ok(())
}

#[tokio::test]
async fn ids() -> Done {
    let mock = mock();
    let client = support::client(mock.clone());
    // ANCHOR: ids
    let found: Environment = client.v3().environments().get("env-1").send().await?;
    let again = client.v3().environments().get(&found.id).send().await?;
    // ANCHOR_END: ids
    assert_eq!(again.id, "env-1");
    // ANCHOR: limits
    let error = client.servicecomb().microservices().get("two words").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    println!("{error}");
    // ANCHOR_END: limits
    assert_eq!(error.message(), Some("`service_id` does not match `^\\S*$`"));
    assert_eq!(mock.calls().len(), 2);
    Ok(())
}

#[tokio::test]
async fn more_than_the_answer() -> Done {
    let client = support::client(mock());
    // ANCHOR: response
    let response = client.v3().environments().get("env-1").send_response().await?;
    println!("{} in answer to {:?}", response.status(), response.request_id());
    let environment = response.into_inner();

    let raw = client.v3().environments().get("env-1").send_raw().await?;
    println!("{} with {} bytes", raw.status(), raw.get().len());
    // ANCHOR_END: response
    assert_eq!(environment.id, "env-1");
    assert!(raw.get().starts_with(b"{"));
    Ok(())
}

#[tokio::test]
async fn at_the_same_time() -> Done {
    let client = support::client(mock());
    // ANCHOR: together
    let v3 = client.v3();
    let (environments, applications) =
        tokio::try_join!(v3.environments().list().send(), v3.applications().list().send())?;

    let call = v3.environments().list().name("shop-test");
    let later = tokio::spawn(call.clone().send());
    // ANCHOR_END: together
    assert_eq!((environments.count, applications.count), (Some(0), Some(0)));
    assert_eq!(later.await??.count, Some(0));
    drop(call);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn cancelled() -> Done {
    let client = support::client(mock());
    let stop = tokio::time::sleep(Duration::from_secs(1));
    // ANCHOR: cancel
    let call = client.v3().environments().get("env-2").send();
    tokio::select! {
        environment = call => println!("{}", environment?.name),
        () = stop => println!("nobody waits for it any longer"),
    }
    // ANCHOR_END: cancel
    Ok(())
}

#[test]
fn blocking() -> Done {
    let client = support::client(mock());
    // ANCHOR: blocking
    use servicestage_client::{SendBlocking, block_on};

    let environment = client.v3().environments().get("env-1").send_blocking()?;
    let all = block_on(client.v3().environments().list().items().collect())?;
    // ANCHOR_END: blocking
    assert_eq!((environment.name.as_str(), all.len()), ("shop-test", 0));
    Ok(())
}

#[tokio::test]
async fn by_name() -> Done {
    let client = support::client(mock());
    // ANCHOR: dynamic
    use servicestage_client::Arguments;

    let arguments = Arguments::new().with("path", "environment_id", "env-1");
    let answer = client.call("v3.get_environment", arguments).await?;
    println!("{}", answer.get()["name"]);
    // ANCHOR_END: dynamic
    assert_eq!(answer.get()["name"], "shop-test");
    Ok(())
}
