//! Testing programs that use the client.

use crate::support::Done;

// ANCHOR: program
use servicestage_client::{Client, Error};

/// The program to test: deletes an application, if it is there.
async fn remove(client: &Client, application_id: &str) -> Result<bool, Error> {
    match client.v3().applications().delete(application_id).send().await {
        Ok(()) => Ok(true),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}
// ANCHOR_END: program

// ANCHOR: mock
use servicestage_client::mock::{MockError, MockTransport, on};
use servicestage_client::model::error_codes::ServiceStageErrorCode;
use servicestage_client::v3::DeleteApplication;

fn client(mock: &MockTransport) -> Result<Client, Error> {
    Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("any token")
        .transport(mock.clone())
        .build()
}

#[tokio::test]
async fn what_is_gone_is_no_mistake() -> Result<(), Error> {
    let mock = MockTransport::new()
        .with(on::<DeleteApplication>().path("application_id", "shop").returning(()))
        .with(on::<DeleteApplication>().error(ServiceStageErrorCode::ApplicationNotFound));
    let client = client(&mock)?;

    assert!(remove(&client, "shop").await?);
    assert!(!remove(&client, "shed").await?);

    let calls = mock.calls_of::<DeleteApplication>();
    assert_eq!(calls[1].path("application_id"), Some("shed"));
    assert!(mock.unused().is_empty());
    Ok(())
}
// ANCHOR_END: mock

#[tokio::test(start_paused = true)]
async fn networks_that_fail() -> Done {
    // ANCHOR: sequence
    use servicestage_client::TransportErrorKind;
    use servicestage_client::mock::MockResponse;
    use std::time::Duration;

    let mock = MockTransport::new().with(
        on::<DeleteApplication>()
            .transport_error(TransportErrorKind::Connect)
            .error_with(MockError { status: 503, code: "SVCSTG.00100500", message: "busy" })
            .header("Retry-After", 2)
            .then(MockResponse::status(204).delayed(Duration::from_secs(1)))
            .times(1)
            .error(ServiceStageErrorCode::ApplicationNotFound),
    );
    // ANCHOR_END: sequence
    let client = client(&mock)?;
    assert!(remove(&client, "shop").await?);
    assert!(!remove(&client, "shop").await?);
    assert_eq!(mock.calls().len(), 4);
    Ok(())
}

#[tokio::test]
async fn a_whole_service() -> Done {
    // ANCHOR: server
    use servicestage_server::model::error_codes::ServiceStageErrorCode;
    use servicestage_server::model::v3::ApplicationId;
    use servicestage_server::v3::{self, Applications, DeleteApplicationInput};
    use servicestage_server::{Api, Context, ServiceError};
    use std::collections::BTreeSet;
    use std::sync::{Arc, Mutex};

    #[derive(Default)]
    struct Fake {
        applications: Mutex<BTreeSet<ApplicationId>>,
    }

    impl Applications for Fake {
        async fn delete_application(
            &self,
            input: DeleteApplicationInput,
            _context: Context,
        ) -> Result<(), ServiceError> {
            match self.applications.lock().unwrap().remove(&input.application_id) {
                true => Ok(()),
                false => Err(ServiceStageErrorCode::ApplicationNotFound.into()),
            }
        }
    }

    let fake = Arc::new(Fake::default());
    fake.applications.lock().unwrap().insert("shop".into());
    let router = Api::new().routes(v3::applications(fake)).into_router();
    // ANCHOR_END: server
    // ANCHOR: in_process
    use servicestage_client::runtime::client::InProcessTransport;

    let client = Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("any token")
        .transport(InProcessTransport::new(router))
        .build()?;
    assert!(remove(&client, "shop").await?);
    assert!(!remove(&client, "shop").await?);
    // ANCHOR_END: in_process
    let refused = client.v3().applications().get("1").send().await.unwrap_err();
    assert_eq!(refused.status(), Some(501));
    Ok(())
}

#[tokio::test]
async fn the_whole_service() -> Done {
    // ANCHOR: mock_server
    use servicestage_server::mock::{Fault, MockServer, Outcome};

    let mock = MockServer::start().await?;
    let client = Client::builder()
        .servicestage_endpoint(mock.url())
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("any token")
        .build()?;

    mock.enqueue("v3.delete_application", Fault::Reset, 1)?;
    assert!(remove(&client, "shop").await?, "the first connection broke, so it was sent again");
    mock.enqueue("v3.delete_application", Outcome::Code("SVCSTG.00100411".to_owned()), 1)?;
    assert!(!remove(&client, "shop").await?);
    mock.assert_called("v3.delete_application", 3);
    // ANCHOR_END: mock_server

    // ANCHOR: profiles
    use servicestage_server::mock::Profile;

    for profile in [Profile::Minimal, Profile::Maximal, Profile::UnknownEnum, Profile::ExtraFields, Profile::Nulls] {
        mock.set_profile(profile);
        assert!(client.v3().environments().list().send().await.is_ok(), "{profile:?}");
    }
    // ANCHOR_END: profiles
    Ok(())
}
