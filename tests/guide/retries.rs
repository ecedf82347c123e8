//! What is repeated.

use std::time::Duration;

use servicestage_client::mock::{MockTransport, on};
use servicestage_client::v3::{CreateEnvironment, ListEnvironments};
use servicestage_model::v3::{EnvironmentCreate, EnvironmentList};

use crate::support::{self, Done};

#[tokio::test(start_paused = true)]
async fn by_default() -> Done {
    let list = EnvironmentList::new().count(0);
    let mock = MockTransport::new()
        .with(on::<ListEnvironments>().status(503).status(502).returning(list))
        .with(on::<CreateEnvironment>().status(503));
    let client = support::client(mock.clone());
    let wanted = EnvironmentCreate::new("shop-test", "0c72428b-cd6c-4283-a560-210d3edb49f7");
    // ANCHOR: default
    let response = client.v3().environments().list().send_response().await?;
    println!("{} attempts", response.attempts());

    let error = client.v3().environments().create(&wanted).send().await.unwrap_err();
    println!("{} attempt, since a POST may have been carried out", error.attempts());
    // ANCHOR_END: default
    assert_eq!((response.attempts(), error.attempts()), (3, 1));
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn policies() -> Done {
    let mock = MockTransport::new().with(on::<ListEnvironments>().status(503));
    let builder = support::builder(mock.clone());
    // ANCHOR: policy
    use servicestage_client::{RetryBudget, RetryPolicy};

    let patient = RetryPolicy::new()
        .max_attempts(6)
        .base_delay(Duration::from_millis(250))
        .max_delay(Duration::from_secs(5))
        .budget(RetryBudget::new(20));
    let client = builder.retry(patient).build()?;

    let environments = client.v3().environments();
    let once = environments.list().no_retry().send().await;
    let twice = environments.list().retry(RetryPolicy::new().max_attempts(2)).send().await;
    // ANCHOR_END: policy
    let patient = environments.list().send().await;
    let attempts = [once, twice, patient].map(|outcome| outcome.unwrap_err().attempts());
    assert_eq!(attempts, [1, 2, 6]);
    Ok(())
}
