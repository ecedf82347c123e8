//! Where access keys come from.
//!
//! [`SigningCredentials`](crate::huaweicloud::SigningCredentials) take any [`KeyProvider`]: a fixed
//! [`AccessKey`], [`EnvironmentVariables`], a [`ProfileFile`], [`EcsMetadata`], a [`KeyProviderChain`] of
//! them, or one of your own. Nothing is read from anywhere unless the provider that was chosen does so.

mod chain;
mod ecs;
mod profile;
mod variables;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

pub use chain::KeyProviderChain;
pub use ecs::EcsMetadata;
pub use profile::ProfileFile;
pub use variables::EnvironmentVariables;

use crate::client::client_core::ClientCore;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;
use crate::huaweicloud::signing::AccessKey;
use crate::value::Secret;

/// A source of access keys.
///
/// It is asked when a key is needed for the first time, again before the key ends, and again when
/// the service refuses it; in between the key is kept for it.
pub trait KeyProvider: Send + Sync {
    /// What the source is called in messages: `the profile file`.
    fn name(&self) -> Cow<'static, str>;

    /// Gets a key. Requests should go through the engine, as a [`Call`](crate::client::Call).
    ///
    /// # Errors
    /// If there is something that cannot be used. A chain ends there, so that a mistake in one
    /// source does not lead to acting in somebody else's name.
    fn provide_key<'a>(&'a self, core: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>>;
}

impl<T: KeyProvider + ?Sized> KeyProvider for Arc<T> {
    fn name(&self) -> Cow<'static, str> {
        (**self).name()
    }

    fn provide_key<'a>(&'a self, core: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        (**self).provide_key(core)
    }
}

impl KeyProvider for AccessKey {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("the access key")
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(std::future::ready(Ok(KeyLookup::Found(self.clone().into()))))
    }
}

impl KeyProvider for ProvidedKey {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("the access key")
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(std::future::ready(Ok(KeyLookup::Found(self.clone()))))
    }
}

/// What a source has.
#[derive(Debug, Clone)]
pub enum KeyLookup {
    /// A key.
    Found(ProvidedKey),
    /// Nothing. The text says why, and what to set if a key should come from here.
    NotFound(String),
}

/// An access key with what is known about it.
#[derive(Debug, Clone)]
pub struct ProvidedKey {
    pub(super) access_key: AccessKey,
    pub(super) project_id: Option<String>,
    pub(super) domain_id: Option<String>,
    pub(super) iam_endpoint: Option<String>,
    pub(super) lifetime: Option<Duration>,
}

impl ProvidedKey {
    /// A key.
    #[must_use]
    pub fn new(access_key: AccessKey) -> Self {
        Self { access_key, project_id: None, domain_id: None, iam_endpoint: None, lifetime: None }
    }

    /// The project that the key is to act in. Left out, it is that of the client, or else the one
    /// that the region has.
    #[must_use]
    pub fn project_id(mut self, id: impl Into<String>) -> Self {
        self.project_id = Some(id.into());
        self
    }

    /// The account that the key is to act in, where there is no project.
    #[must_use]
    pub fn domain_id(mut self, id: impl Into<String>) -> Self {
        self.domain_id = Some(id.into());
        self
    }

    /// Where projects are looked up, instead of what the client says.
    #[must_use]
    pub fn iam_endpoint(mut self, url: impl Into<String>) -> Self {
        self.iam_endpoint = Some(url.into());
        self
    }

    /// How long the key lasts from now on. It is renewed 40 minutes before, or when half of that
    /// time is over. Left out, it lasts until it is refused.
    #[must_use]
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }

    /// The key.
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

/// Puts together what a source has under several names. Empty texts count as left out.
fn assemble(get: impl Fn(Part) -> Option<String>) -> Result<Option<ProvidedKey>, Part> {
    // All of them are wiped, since some are secrets.
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
    let access_key = match secret(Part::SecurityToken) {
        Some(token) => AccessKey::temporary(id, key, token),
        None => AccessKey::new(id, key),
    };
    let mut keys = ProvidedKey::new(access_key);
    keys.project_id = text(Part::ProjectId);
    keys.domain_id = text(Part::DomainId);
    keys.iam_endpoint = text(Part::IamEndpoint);
    Ok(Some(keys))
}

/// What variables and profiles have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Id,
    Secret,
    SecurityToken,
    ProjectId,
    DomainId,
    IamEndpoint,
}
