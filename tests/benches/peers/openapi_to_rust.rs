//! Five calls through the client that openapi-to-rust generates.

use peer_client::generated::{HttpClient, V3EnvironmentCreate};

const NONE: Option<&str> = None;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("usage: program ADDRESS")?;
    let client = HttpClient::new().with_base_url(address);
    let (column, order) = (Some("create_time"), Some("desc"));
    println!("{:?}", client.v3_list_environments("project", Some(10), None, column, order, NONE, NONE, NONE).await?);
    let body = V3EnvironmentCreate::new("env-test".to_owned(), "vpc".to_owned());
    let environment = client.v3_create_environment("project", body).await?;
    println!("{environment:?}");
    println!("{:?}", client.v3_get_environment("project", &environment.id).await?);
    println!("{:?}", client.v3_list_applications("project", Some(10), None, NONE, NONE).await?);
    client.v3_delete_environment("project", &environment.id).await?;
    Ok(())
}
