//! The server of the README.
//!
//! `cargo run -p servicestage-tests --example readme_server`

// ANCHOR: program
use servicestage_server::v3::{self, Environments, ListEnvironmentsInput};
use servicestage_server::{Api, Context, ServiceError, StaticTokens, model, unimplemented_routes};
use std::sync::Arc;

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

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    let api = Api::new()
        .routes(unimplemented_routes())
        .routes(v3::environments(Arc::new(Double)))
        .authenticator(StaticTokens::new(["a token"])?);
    // Pass a future that completes when the server must stop. This one never does.
    api.serve(listener).run_until(std::future::pending::<()>()).await;
    Ok(())
}
// ANCHOR_END: program
