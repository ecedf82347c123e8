//! The configuration of a client for a microservice engine outside of this process.

use std::error::Error;

use servicestage_client::model::meta::servicecomb;
use servicestage_client::runtime::client::{AccountToken, Anonymous};
use servicestage_client::runtime::meta::LoginMeta;
use servicestage_client::{Client, ClientBuilder};

static LOGIN: LoginMeta = LoginMeta { operation: &servicecomb::CREATE_TOKEN, ..LoginMeta::BASE };

/// With the account of the engine, if there is one.
pub(crate) fn client() -> Result<ClientBuilder, Box<dyn Error>> {
    let builder = Client::builder().project_id("default");
    Ok(match std::env::var("ENGINE_ACCOUNT") {
        Ok(name) => {
            let password = std::env::var("ENGINE_PASSWORD")?;
            builder.engine_token_credentials(AccountToken::new(&LOGIN, name, password))
        }
        Err(_) => builder.engine_token_credentials(Anonymous),
    })
}
