//! Temporary access keys of the machine.

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

/// An address that does not leave the machine, hence no encryption.
const ADDRESS: &str = "http://169.254.169.254";
/// Machines elsewhere have nobody at that address, and some networks do not even say so.
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

/// The temporary access keys of the agency that is bound to this Elastic Cloud Server.
///
/// They are asked for at the link-local address 169.254.169.254, in a session if the server offers
/// one, and again 40 minutes before they end.
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
    /// The metadata of the machine that this program runs on.
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
            // There are no sessions, or not now: go on without.
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
    // Where there is no such machine, asking again does not help.
    call.retry(RetryPolicy::never());
    Ok(call)
}

fn session_token(response: &RawResponse) -> Result<Secret, CredentialsError> {
    let token = std::str::from_utf8(response.get()).map_err(|_| CredentialsError::new("the session is not text"))?;
    Ok(Secret::from(token.trim()))
}

fn read(response: &RawResponse) -> Result<ProvidedKey, CredentialsError> {
    // What serde_json says may quote values.
    let SecurityKeyDocument { credential } = crate::decode::json(response.get()).map_err(|error| {
        let place = format!("line {} column {}", error.line, error.column);
        CredentialsError::new(format!("the response cannot be read at {place}: it should hold a temporary key"))
    })?;
    let access_key = AccessKey::temporary(credential.access, credential.secret, credential.securitytoken);
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
