//! A service on a socket.

use std::net::SocketAddr;

use servicestage_client::{Client, Error};
use tokio::sync::oneshot;

use crate::support::Done;

#[tokio::test]
async fn a_double_is_served_until_it_is_stopped() -> Done {
    let (done, stop) = oneshot::channel::<()>();
    let stop = async { stop.await.unwrap_or_default() };
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    // ANCHOR: server
    use servicestage_server::v3::{self, Environments, ListEnvironmentsInput};
    use servicestage_server::{Api, Context, ServiceError, model};
    use std::sync::Arc;
    use std::time::Duration;

    struct Double;

    impl Environments for Double {
        async fn list_environments(
            &self,
            _input: ListEnvironmentsInput,
            _context: Context,
        ) -> Result<model::v3::EnvironmentList, ServiceError> {
            Ok(model::v3::EnvironmentList::new().count(0))
        }
    }

    let listener = tokio::net::TcpListener::bind(address).await?;
    let asked = tokio::spawn(ask(listener.local_addr()?, done)); // hidden
    let api = Api::new().routes(v3::environments(Arc::new(Double))).timeout(Duration::from_secs(30));
    api.serve(listener).run_until(stop).await;
    // ANCHOR_END: server
    assert_eq!(asked.await??, Some(0));
    Ok(())
}

async fn ask(address: SocketAddr, done: oneshot::Sender<()>) -> Result<Option<i32>, Error> {
    let client = Client::builder()
        .servicestage_endpoint(format!("http://{address}"))
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("any token")
        .build()?;
    let list = client.v3().environments().list().send().await;
    // Nobody waits for it if the server has come to its end already.
    let _ = done.send(());
    Ok(list?.count)
}
