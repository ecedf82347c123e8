//! Chain of key providers.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::ecs::EcsMetadata;
use super::profile::ProfileFile;
use super::variables::EnvironmentVariables;
use super::{KeyLookup, KeyProvider};
use crate::client::client_core::ClientCore;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;

/// Chain of providers that returns the first key found. If there is none, the error explains each provider.
///
/// ```
/// use specwright_runtime::huaweicloud::keys::{KeyProviderChain, EnvironmentVariables, ProfileFile};
///
/// // Variables, then the profile file, then the metadata of the machine.
/// let usual = KeyProviderChain::standard();
/// // Only what is wanted.
/// let local = KeyProviderChain::new().with(EnvironmentVariables::new()).with(ProfileFile::new("keys.ini"));
/// # let _ = (usual, local);
/// ```
#[derive(Clone, Default)]
pub struct KeyProviderChain {
    providers: Vec<Arc<dyn KeyProvider>>,
}

impl KeyProviderChain {
    /// Creates an empty chain.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates the standard chain: environment variables, the profile file at its default path, the metadata
    /// of the machine.
    #[must_use]
    pub fn standard() -> Self {
        Self::new().with(EnvironmentVariables::new()).with(ProfileFile::standard()).with(EcsMetadata::new())
    }

    /// Adds a provider at the end.
    #[must_use]
    pub fn with(mut self, provider: impl KeyProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }
}

impl KeyProvider for KeyProviderChain {
    fn name(&self) -> Cow<'static, str> {
        let names: Vec<_> = self.providers.iter().map(|provider| provider.name()).collect();
        Cow::Owned(names.join(", "))
    }

    fn provide_key<'a>(&'a self, core: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(async move {
            let mut reasons = Vec::new();
            for provider in &self.providers {
                match provider.provide_key(core).await.map_err(|error| error.within(&provider.name()))? {
                    KeyLookup::Found(keys) => return Ok(KeyLookup::Found(keys)),
                    KeyLookup::NotFound(reason) => reasons.push(format!("{}: {reason}", provider.name())),
                }
            }
            if reasons.is_empty() {
                reasons.push("the chain has no providers".to_owned());
            }
            Ok(KeyLookup::NotFound(reasons.join("; ")))
        })
    }
}

impl fmt::Debug for KeyProviderChain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.providers.iter().map(|provider| provider.name())).finish()
    }
}
