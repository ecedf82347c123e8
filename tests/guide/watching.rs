//! Asking only for what has changed.

use std::time::Duration;

use servicestage_client::mock::{MockError, MockResponse, MockTransport, on};
use servicestage_client::servicecomb::{FindInstances, ListConfigurations};
use servicestage_client::{Client, Error};
use servicestage_model::servicecomb::{Configuration, ConfigurationList, InstanceList, MicroserviceInstance};

use crate::support::{self, Done};

fn instances(host: &str) -> InstanceList {
    InstanceList::new().instances([MicroserviceInstance::new(host)])
}

#[tokio::test]
async fn conditional() -> Done {
    let mock = MockTransport::new().with(
        on::<FindInstances>()
            .returning(instances("shop-1"))
            .header("X-Resource-Revision", "7a")
            .then(MockResponse::status(304)),
    );
    let client = support::client(mock.clone());
    // ANCHOR: if_changed
    let find = client.servicecomb().instances().find("default", "catalog");

    let first = find.clone().if_changed(None).send().await?;
    let known = first.revision().cloned();
    let instances = first.into_modified().map(|list| list.instances).unwrap_or_default();

    if find.if_changed(known).await?.is_not_modified() {
        println!("there are still {}", instances.len());
    }
    // ANCHOR_END: if_changed
    assert_eq!(mock.calls()[1].query("rev"), Some("7a"));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn watch() {
    let list = |value: &str| {
        let color = Configuration::new("1", "shop.color").value(value);
        ConfigurationList::new().total(1).configurations([color])
    };
    let mock = MockTransport::new().with(
        on::<ListConfigurations>()
            .returning(list("red"))
            .header("X-Kie-Revision", "5")
            .then(MockResponse::status(304).delayed(Duration::from_secs(30)))
            .status(503)
            .status(503)
            .status(503)
            .returning(list("blue"))
            .header("X-Kie-Revision", "6")
            .status(403),
    );
    let mut seen = Vec::new();
    let end = follow(&support::client(mock.clone()), &mut seen).await.unwrap_err();
    assert!(end.is_forbidden(), "{end}");
    assert_eq!(seen, ["red", "blue"]);
    assert_eq!((mock.calls()[1].query("revision"), mock.calls()[1].query("wait")), (Some("5"), Some("30s")));
}

async fn follow(client: &Client, seen: &mut Vec<String>) -> Result<(), Error> {
    // ANCHOR: watch
    let mut changes = client
        .servicecomb()
        .configurations()
        .list()
        .labels([("service", "shop")])
        .watch()
        .on_retry(|error| eprintln!("asking again: {error}"));

    while let Some(list) = changes.next().await {
        let list = list?;
        println!("{} settings in revision {:?}", list.configurations.len(), changes.revision());
        seen.extend(list.configurations.into_iter().filter_map(|setting| setting.value)); // hidden
    }
    // ANCHOR_END: watch
    Ok(())
}

#[tokio::test]
async fn restart() -> Done {
    let mock = MockTransport::new().with(on::<ListConfigurations>().status(403));
    let client = support::client(mock.clone());
    let saved = "6".to_owned();
    // ANCHOR: since
    let mut changes = client.servicecomb().configurations().list().watch().since(saved);
    // ANCHOR_END: since
    assert!(changes.next().await.unwrap().is_err());
    assert_eq!(mock.calls()[0].query("revision"), Some("6"));
    Ok(())
}

/// A consumer may start before its provider, and the registry may lose its data.
#[tokio::test(start_paused = true)]
async fn providers_come_and_go() -> Done {
    let mock = MockTransport::new().with(
        on::<FindInstances>()
            .error_with(MockError { status: 400, code: "400012", message: "Micro-service does not exist" })
            .times(3)
            .returning(instances("shop-1"))
            .header("X-Resource-Revision", "7a")
            .error_with(MockError { status: 400, code: "400012", message: "Micro-service does not exist" })
            .returning(instances("shop-1"))
            .header("X-Resource-Revision", "7a"),
    );
    let client = support::client(mock.clone());
    let mut changes = client.servicecomb().instances().find("default", "catalog").watch();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let list = changes.next().await.ok_or("a watch does not end by itself")??;
        seen.push(list.instances.len());
    }
    assert_eq!(seen, [0, 1, 0, 1]);
    assert_eq!(mock.calls().len(), 6);
    Ok(())
}
