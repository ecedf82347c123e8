//! Sources of access keys.
//!
//! [`SigningCredentials`](crate::huaweicloud::SigningCredentials) accept any [`KeyProvider`]: a fixed [`AccessKey`], [`EnvironmentVariables`], a [`ProfileFile`], [`EcsMetadata`], a [`KeyProviderChain`] of them, or one of your own. Only the chosen provider reads files, variables or the network.

mod chain;
mod ecs;
mod profile;
mod variables;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

pub use chain::KeyProviderChain;
pub use ecs::EcsMetadata;
pub use profile::ProfileFile;
pub use variables::EnvironmentVariables;

use crate::client::client_core::ClientCore;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;
use crate::huaweicloud::signing::AccessKey;
use crate::value::Secret;

/// Source of access keys.
///
/// Runs when a key is first needed, before it expires, and when the service rejects it. The key is cached in
/// between.
pub trait KeyProvider: Send + Sync {
    /// Returns the name of the source in messages, such as `the profile file`.
    fn name(&self) -> Cow<'static, str>;

    /// Checks a fixed key when a client is built: its parts must be valid in headers. Defaults to no check.
    ///
    /// # Errors
    /// Returns the reason, which must not repeat a secret.
    fn check(&self) -> Result<(), CredentialsError> {
        Ok(())
    }

    /// Returns a key. Send requests through the core, as a [`Call`](crate::client::Call).
    ///
    /// # Errors
    /// Returns an error if the source has an invalid key. A chain ends there, so that an error in one source
    /// does not lead to the use of another identity.
    fn provide_key<'a>(&'a self, core: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>>;
}

impl<T: KeyProvider + ?Sized> KeyProvider for Arc<T> {
    fn name(&self) -> Cow<'static, str> {
        (**self).name()
    }

    fn check(&self) -> Result<(), CredentialsError> {
        (**self).check()
    }

    fn provide_key<'a>(&'a self, core: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        (**self).provide_key(core)
    }
}

impl KeyProvider for AccessKey {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("the access key")
    }

    fn check(&self) -> Result<(), CredentialsError> {
        let token = self.security_token().map(|token| ("security token", token.expose()));
        for (what, text) in [("id", self.id())].into_iter().chain(token) {
            if HeaderValue::from_str(text).is_err() {
                return Err(CredentialsError::new(format!(
                    "the {what} of the access key contains characters that are not allowed in a header"
                )));
            }
        }
        Ok(())
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(std::future::ready(Ok(KeyLookup::Found(self.clone().into()))))
    }
}

impl KeyProvider for ProvidedKey {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("the access key")
    }

    fn check(&self) -> Result<(), CredentialsError> {
        self.access_key.check()
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(std::future::ready(Ok(KeyLookup::Found(self.clone()))))
    }
}

/// Result of a lookup.
#[derive(Debug, Clone)]
pub enum KeyLookup {
    /// Key.
    Found(ProvidedKey),
    /// No key. The message tells why, and what to set to provide one.
    NotFound(String),
}

/// Access key with its project, account and lifetime.
#[derive(Debug, Clone)]
pub struct ProvidedKey {
    pub(super) access_key: AccessKey,
    pub(super) project_id: Option<String>,
    pub(super) domain_id: Option<String>,
    pub(super) iam_endpoint: Option<String>,
    pub(super) lifetime: Option<Duration>,
}

impl ProvidedKey {
    /// Creates a provided key.
    #[must_use]
    pub fn new(access_key: AccessKey) -> Self {
        Self { access_key, project_id: None, domain_id: None, iam_endpoint: None, lifetime: None }
    }

    /// Sets the project of the key. Defaults to that of the client, or else to that of the region.
    #[must_use]
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// Sets the account of the key, if there is no project.
    #[must_use]
    pub fn domain_id(mut self, id: impl Into<String>) -> Self {
        self.domain_id = Some(id.into());
        self
    }

    /// Sets the endpoint for project lookups. Overrides the client's.
    #[must_use]
    pub fn iam_endpoint(mut self, url: impl Into<String>) -> Self {
        self.iam_endpoint = Some(url.into());
        self
    }

    /// Sets the remaining lifetime of the key. A refresh starts 40 minutes before its end, but not before
    /// half of it. By default, the key lasts until it is rejected.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// Returns the key.
    #[must_use]
    pub fn access_key(&self) -> &AccessKey {
        &self.access_key
    }
}

impl From<AccessKey> for ProvidedKey {
    fn from(access_key: AccessKey) -> Self {
        Self::new(access_key)
    }
}

/// Builds a key from the parts of a source. Empty strings count as absent.
fn assemble(get: impl Fn(Part) -> Option<String>) -> Result<Option<ProvidedKey>, Part> {
    // Wipes all of them, since some are secrets.
    let secret = |part| {
        let text = Secret::from(get(part)?);
        Some(Secret::from(text.expose().trim())).filter(|text| !text.expose().is_empty())
    };
    let text = |part| secret(part).map(|text| text.expose().to_owned());
    let (id, key) = match (text(Part::Id), secret(Part::Secret)) {
        (None, None) => return Ok(None),
        (None, Some(_)) => return Err(Part::Id),
        (Some(_), None) => return Err(Part::Secret),
        (Some(id), Some(key)) => (id, key),
    };
    let mut access_key = AccessKey::new(id, key);
    if let Some(token) = secret(Part::SecurityToken) {
        access_key = access_key.with_security_token(token);
    }
    let mut keys = ProvidedKey::new(access_key);
    keys.project_id = text(Part::ProjectId);
    keys.domain_id = text(Part::DomainId);
    keys.iam_endpoint = text(Part::IamEndpoint);
    Ok(Some(keys))
}

/// Parts of a key in variables and profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Id,
    Secret,
    SecurityToken,
    ProjectId,
    DomainId,
    IamEndpoint,
}
