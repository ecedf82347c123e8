//! Mocks that keep what operations create, change and delete.

mod bookshop;
mod obstacle;
mod servicestage;
mod walk;

use servicestage_client::Client;
use servicestage_server::mock::MockServer;
use specwright_runtime::client::RetryPolicy;

/// The project of most tests.
const PROJECT: &str = "063a3158b1a34710b36ad208b9497d00";

/// A client of a mock.
fn client(mock: &MockServer) -> Client {
    let url = |host| mock.url_of(host).unwrap();
    Client::builder()
        .servicestage_endpoint(url("servicestage"))
        .cse_endpoint(url("cse"))
        .service_center_endpoint(url("service_center"))
        .configuration_center_endpoint(url("configuration_center"))
        .project_id(PROJECT)
        .iam_token("any")
        .engine_token("any")
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}
