//! Temporary access keys from the metadata of the machine.

use std::borrow::Cow;
use std::time::Duration;

use serde::Deserialize;

use super::{KeyLookup, KeyProvider, ProvidedKey};
use crate::client::call::Call;
use crate::client::client_core::ClientCore;
use crate::client::endpoint::base_url::BaseUrl;
use crate::client::error::credentials::CredentialsError;
use crate::client::lifetime;
use crate::client::response::RawResponse;
use crate::client::retry::RetryPolicy;
use crate::future::BoxFuture;
use crate::huaweicloud::date;
use crate::huaweicloud::signing::AccessKey;
use crate::meta::{HostAddress, HostMeta, Method, OperationMeta, Segment};
use crate::value::Secret;

/// Link-local address, which does not leave the machine, hence without encryption.
const ADDRESS: &str = "http://169.254.169.254";
/// Other machines have no server at that address, and some networks do not report it.
const PATIENCE: Duration = Duration::from_secs(3);
/// In seconds.
const TOKEN_LIFETIME: u32 = 21_600;

static HOST: HostMeta =
    HostMeta { id: "ecs_metadata", address: HostAddress::Explicit { example: ADDRESS }, ..HostMeta::BASE };

static SESSION: OperationMeta = OperationMeta {
    id: "ecs_metadata.session",
    family: "ecs_metadata",
    group: "ecs_metadata",
    name: "session",
    method: Method::Put,
    path: "/meta-data/latest/api/token",
    segments: &[
        Segment::Literal("meta-data"),
        Segment::Literal("latest"),
        Segment::Literal("api"),
        Segment::Literal("token"),
    ],
    host: &HOST,
    secret_response: true,
    ..OperationMeta::BASE
};

static KEYS: OperationMeta = OperationMeta {
    id: "ecs_metadata.keys",
    name: "keys",
    method: Method::Get,
    path: "/openstack/latest/securitykey",
    segments: &[Segment::Literal("openstack"), Segment::Literal("latest"), Segment::Literal("securitykey")],
    ..SESSION
};

/// Temporary access keys of the agency bound to this Elastic Cloud Server.
///
/// They come from the link-local address 169.254.169.254, in a session if the server supports one. A refresh
/// starts 40 minutes before they expire.
#[derive(Debug, Clone, Default)]
pub struct EcsMetadata {
    _private: (),
}

#[derive(Deserialize)]
struct SecurityKeyDocument {
    credential: Credential,
}

#[derive(Deserialize)]
struct Credential {
    access: String,
    secret: Secret,
    securitytoken: Secret,
    expires_at: String,
}

impl EcsMetadata {
    /// Creates a provider for the machine of this program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    async fn find(core: &ClientCore) -> Result<KeyLookup, CredentialsError> {
        let mut call = prepare(core, &SESSION)?;
        call.header("X-Metadata-Token-Ttl-Seconds", TOKEN_LIFETIME);
        let session = match call.send_raw().await {
            Ok(session) => session,
            Err(error) => {
                return Ok(KeyLookup::NotFound(format!(
                    "none of this machine, unless it is an Elastic Cloud Server ({error})"
                )));
            }
        };
        let mut call = prepare(core, &KEYS)?;
        match session.status() {
            200 => call.secret_header("X-Metadata-Token", &session_token(&session)?),
            // Sessions are not supported or not available: continue without one.
            404 | 405 | 503 => {}
            status => return Ok(KeyLookup::NotFound(format!("status {status} instead of a session"))),
        }
        let response = match call.send_raw().await {
            Ok(response) => response,
            Err(error) => return Err(CredentialsError::from(error)),
        };
        match response.status() {
            200 => read(&response).map(KeyLookup::Found),
            status => {
                Ok(KeyLookup::NotFound(format!("bind an agency to this machine; there is none (status {status})")))
            }
        }
    }
}

fn prepare(core: &ClientCore, meta: &'static OperationMeta) -> Result<Call, CredentialsError> {
    let base = BaseUrl::parse(ADDRESS).map_err(CredentialsError::new)?;
    let mut call = Call::for_credentials(core, meta, std::sync::Arc::new(base.into()));
    call.timeout(PATIENCE);
    // On other machines, retries do not help.
    call.retry(RetryPolicy::never());
    Ok(call)
}

fn session_token(response: &RawResponse) -> Result<Secret, CredentialsError> {
    let token =
        std::str::from_utf8(response.get()).map_err(|_| CredentialsError::new("the session token is not a string"))?;
    Ok(Secret::from(token.trim()))
}

fn read(response: &RawResponse) -> Result<ProvidedKey, CredentialsError> {
    // Messages of serde_json may quote values.
    let SecurityKeyDocument { credential } = crate::decode::json(response.get()).map_err(|error| {
        let place = format!("line {} column {}", error.line, error.column);
        CredentialsError::new(format!("the response cannot be read at {place}: expected a temporary key"))
    })?;
    let access_key = AccessKey::new(credential.access, credential.secret).with_security_token(credential.securitytoken);
    let mut keys = ProvidedKey::new(access_key);
    keys.lifetime = date::parse_iso(&credential.expires_at).and_then(|end| lifetime::until(end, response.headers()));
    Ok(keys)
}

impl KeyProvider for EcsMetadata {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("metadata of the machine")
    }

    fn provide_key<'a>(&'a self, core: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(Self::find(core))
    }
}
