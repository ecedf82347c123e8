//! The code of the README, compiled. The program itself does nothing.

use std::error::Error;

async fn client(token: &str) -> Result<(), Box<dyn Error>> {
    use servicestage_client::Client;
    use servicestage_client::model::v3::{DeployMode, EnvironmentCreate, Label};

    let client = Client::builder()
        .region("ap-southeast-3")
        .project_id("063a3158b1a34710b36ad208b9497d00")
        .iam_token(token)
        .build()?;
    let environments = client.v3().environments();

    let created = environments
        .create(
            &EnvironmentCreate::new("shop-test", "0c72428b-cd6c-4283-a560-210d3edb49f7")
                .deploy_mode(DeployMode::Container)
                .labels([Label::new("team", "shop")]),
        )
        .send()
        .await?;
    println!("created {}", created.id);

    for environment in environments.list().limit(10).send().await?.environments {
        println!("{} {}", environment.id, environment.name);
    }
    Ok(())
}

async fn server<F: Future<Output = ()>>(stop: F) -> Result<(), Box<dyn Error>> {
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

    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    let api = Api::new().routes(v3::environments(Arc::new(Double))).timeout(Duration::from_secs(30));
    api.serve(listener).run_until(stop).await;
    Ok(())
}

fn main() {
    let _ = (client, server::<std::future::Pending<()>>);
}
