//! Five calls through the client that progenitor generates.

use peer_client::{Client, types};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).ok_or("usage: program ADDRESS")?;
    let client = Client::new(&address);
    let project: types::ProjectId = "project".parse()?;
    let (order, order_by): (types::SortOrder, types::SortField) = ("desc".parse()?, "create_time".parse()?);
    let list = client.v3_list_environments(
        &project, None, None, Some(10), None, None, Some(&order), Some(&order_by),
    );
    println!("{:?}", list.await?.into_inner());
    let body = types::V3EnvironmentCreate {
        charge_mode: None,
        deploy_mode: None,
        description: None,
        enterprise_project_id: None,
        labels: Vec::new(),
        name: "env-test".parse()?,
        vpc_id: "vpc".parse()?,
    };
    let environment = client.v3_create_environment(&project, &body).await?.into_inner();
    println!("{environment:?}");
    println!("{:?}", client.v3_get_environment(&project, &environment.id).await?.into_inner());
    println!("{:?}", client.v3_list_applications(&project, Some(10), None, None, None).await?.into_inner());
    client.v3_delete_environment(&project, &environment.id).await?;
    Ok(())
}
