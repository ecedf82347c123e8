//! The service for `deploy`: a mock that keeps what the program creates. Jobs and deletions take a second.

use std::error::Error;
use std::time::Duration;

use servicestage_client::Client;
use servicestage_client::runtime::client::InProcessTransport;
use servicestage_server::mock::MockServer;

/// Returns a client of the mock.
pub(crate) fn client() -> Result<Client, Box<dyn Error>> {
    let mock = MockServer::builder().step(Duration::from_secs(1)).router()?;
    let client = Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token("any token")
        .transport(InProcessTransport::new(mock));
    Ok(client.build()?)
}
