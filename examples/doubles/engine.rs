//! The configuration of a client for a microservice engine outside of this process.

use std::error::Error;

use servicestage_client::credentials::Anonymous;
use servicestage_client::{Client, ClientBuilder};

/// With the account of the engine, if there is one.
pub(crate) fn client() -> Result<ClientBuilder, Box<dyn Error>> {
    let builder = Client::builder().project_id("default");
    Ok(match std::env::var("ENGINE_ACCOUNT") {
        Ok(name) => builder.engine_token_account(name, std::env::var("ENGINE_PASSWORD")?),
        Err(_) => builder.engine_token_credentials(Anonymous),
    })
}
