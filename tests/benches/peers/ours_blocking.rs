//! Five calls through the generated client, without an asynchronous runtime.

use servicestage_client::model::v3::{EnvironmentCreate, SortField, SortOrder};
use servicestage_client::{Client, SendBlocking};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("usage: program ADDRESS")?;
    let client = Client::builder().project_id("project").iam_token("token").servicestage_endpoint(address).build()?;
    let environments = client.v3().environments();
    let list = environments.list().limit(10).order_by(SortField::CreateTime).order(SortOrder::Desc);
    println!("{:?}", list.send_blocking()?);
    let environment = environments.create(&EnvironmentCreate::new("env-test", "vpc")).send_blocking()?;
    println!("{environment:?}");
    println!("{:?}", environments.get(&environment.id).send_blocking()?);
    println!("{:?}", client.v3().applications().list().limit(10).send_blocking()?);
    environments.delete(&environment.id).send_blocking()?;
    Ok(())
}
