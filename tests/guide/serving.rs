//! A service on a socket.

use std::net::SocketAddr;

use servicestage_client::{Client, Error};
use tokio::sync::oneshot;

use crate::support::Done;

#[tokio::test]
#[allow(unused_variables)]
async fn a_double_is_served_until_it_is_stopped() -> Done {
    let (done, stopped) = oneshot::channel::<()>();
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

    let address = "127.0.0.1:8080";
    let address = "127.0.0.1:0"; // hidden
    // Completes when the server has to stop; this one never does.
    let stop = std::future::pending::<()>();
    let stop = async { stopped.await.unwrap_or_default() }; // hidden
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

#[tokio::test]
async fn callers() -> Done {
    use servicestage_client::credentials::SigningCredentials;
    use servicestage_client::runtime::client::InProcessTransport;

    // ANCHOR: callers
    use servicestage_server::model::meta::{auth, login};
    use servicestage_server::{
        AccessKey, AccessKeys, Api, SchemeAuthenticators, StaticTokens, TokenIssuer, unimplemented_routes,
    };

    let keys = AccessKeys::new([AccessKey::new("AKEXAMPLE", "the secret half")])?;
    let issuer = TokenIssuer::new("what signs the tokens")?.account("root", "the password")?;
    let callers = SchemeAuthenticators::new()
        .with(&auth::IAM_TOKEN, keys.fallback(StaticTokens::new(["a token"])?))
        .with(&auth::ENGINE_TOKEN, issuer.clone());
    let api =
        Api::new().routes(unimplemented_routes()).routes(issuer.routes(&login::ENGINE_TOKEN)).authenticator(callers);
    // ANCHOR_END: callers

    let router = api.into_router();
    let client = |secret: &str, password: &str| {
        Client::builder()
            .region("eu-west-101")
            .project_id("063a3158b1a34710b36ad208b9497d00")
            .service_center_endpoint("https://192.0.2.10:30100")
            .iam_token_credentials(SigningCredentials::new(AccessKey::new("AKEXAMPLE", secret)))
            .engine_token_account("root", password)
            .transport(InProcessTransport::new(router.clone()))
            .build()
    };
    let known = client("the secret half", "the password")?;
    assert_eq!(known.v3().environments().list().send().await.unwrap_err().status(), Some(501));
    assert_eq!(known.servicecomb().microservices().list().send().await.unwrap_err().status(), Some(501));

    let stranger = client("another half", "another password")?;
    assert_eq!(stranger.v3().environments().list().send().await.unwrap_err().status(), Some(401));
    let refused = stranger.servicecomb().microservices().list().send().await.unwrap_err();
    assert!(refused.to_string().contains("the account does not exist, or the password is wrong"), "{refused}");
    Ok(())
}
