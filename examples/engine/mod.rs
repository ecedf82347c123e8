//! A client of a real microservice engine.

use std::env::var;
use std::error::Error;

use servicestage_client::Client;
use servicestage_client::credentials::Anonymous;

/// Returns a client of the engine that the environment names, or `None`.
pub(crate) fn client() -> Result<Option<Client>, Box<dyn Error>> {
    let Ok(center) = var("SERVICE_CENTER") else { return Ok(None) };
    let mut builder = Client::builder().service_center_endpoint(center);
    if let Ok(center) = var("CONFIGURATION_CENTER") {
        builder = builder.configuration_center_endpoint(center);
    }
    if let Ok(sha256) = var("ENGINE_FINGERPRINT") {
        builder = builder.pinned_fingerprint(sha256);
    }
    builder = match var("ENGINE_ACCOUNT") {
        Ok(name) => builder.engine_token_account(name, var("ENGINE_PASSWORD")?),
        Err(_) => builder.engine_token_credentials(Anonymous),
    };
    Ok(Some(builder.build()?))
}
