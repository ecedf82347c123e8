//! Five calls through the client that openapi-generator generates.

use peer_client::apis::configuration::Configuration;
use peer_client::apis::{v3_applications_api, v3_environments_api};
use peer_client::models::V3EnvironmentCreate;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("usage: program ADDRESS")?;
    let mut configuration = Configuration::new();
    configuration.base_path = address;
    let list = v3_environments_api::v3_list_environments(
        &configuration, "project", Some(10), None, Some("create_time"), Some("desc"), None, None, None,
    );
    println!("{:?}", list.await?);
    let body = V3EnvironmentCreate::new("env-test".to_owned(), "vpc".to_owned());
    let environment = v3_environments_api::v3_create_environment(&configuration, "project", body).await?;
    println!("{environment:?}");
    println!("{:?}", v3_environments_api::v3_get_environment(&configuration, "project", &environment.id).await?);
    let list = v3_applications_api::v3_list_applications(&configuration, "project", Some(10), None, None, None);
    println!("{:?}", list.await?);
    v3_environments_api::v3_delete_environment(&configuration, "project", &environment.id).await?;
    Ok(())
}
