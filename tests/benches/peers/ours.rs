//! Five calls through the generated client.

use servicestage_client::Client;
use servicestage_client::model::v3::{EnvironmentCreate, SortField, SortOrder};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("usage: program ADDRESS")?;
    let client = Client::builder().project_id("project").iam_token("token").servicestage_endpoint(address).build()?;
    let environments = client.v3().environments();
    let list = environments.list().limit(10).order_by(SortField::CreateTime).order(SortOrder::Desc).await?;
    println!("{list:?}");
    let environment = environments.create(&EnvironmentCreate::new("env-test", "vpc")).await?;
    println!("{environment:?}");
    let environment = environments.get(&environment.id).await?;
    println!("{environment:?}");
    println!("{:?}", client.v3().applications().list().limit(10).await?);
    environments.delete(&environment.id).await?;
    Ok(())
}
