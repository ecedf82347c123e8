//! A server of one group: the other operations respond with 501.

use std::sync::Arc;

use servicestage_server::v3::{self, Environments, ListEnvironmentsInput};
use servicestage_server::{Api, Context, ServiceError, StaticTokens, model, unimplemented_routes};

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

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    let api = Api::new().routes(unimplemented_routes()).routes(v3::environments(Arc::new(Double)));
    api.authenticator(StaticTokens::new(["token"])?).serve(listener).run_until(std::future::pending::<()>()).await;
    Ok(())
}
