//! Lists, page by page.

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::ListEnvironments;
use servicestage_model::v3::{Environment, EnvironmentList};

use crate::support::{self, Done};

/// Three environments, two to a page.
fn mock() -> MockTransport {
    let page = |ids: &[&str]| {
        let environments = ids.iter().map(|id| Environment::new(*id, format!("shop-{id}")));
        EnvironmentList::new().count(3).environments(environments)
    };
    MockTransport::new()
        .with(on::<ListEnvironments>().query("offset", 2).returning(page(&["3"])))
        .with(on::<ListEnvironments>().returning(page(&["1", "2"])))
}

#[tokio::test]
async fn items() -> Done {
    let mock = mock();
    let client = support::client(mock.clone());
    // ANCHOR: items
    let mut environments = client.v3().environments().list().limit(2).items();
    while let Some(environment) = environments.next().await {
        let environment = environment?;
        println!("{} {}", environment.id, environment.name);
    }
    // ANCHOR_END: items
    assert_eq!(mock.calls().len(), 2);
    Ok(())
}

#[tokio::test]
async fn pages_and_everything() -> Done {
    let client = support::client(mock());
    // ANCHOR: pages
    let mut pages = client.v3().environments().list().limit(2).pages();
    while let Some(page) = pages.next().await {
        let page = page?;
        println!("{} of {:?}", page.environments.len(), page.count);
    }

    let all = client.v3().environments().list().limit(2).items().collect().await?;
    println!("{} in all", all.len());
    // ANCHOR_END: pages
    assert_eq!(all.len(), 3);
    Ok(())
}
