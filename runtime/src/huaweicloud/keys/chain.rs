//! One source after the other.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::ecs::EcsMetadata;
use super::profile::ProfileFile;
use super::variables::EnvironmentVariables;
use super::{Found, KeyProvider};
use crate::client::engine::Engine;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;

/// Sources in the order in which they are asked. The first one that has a key counts; if none has,
/// the error says of each why not.
///
/// ```
/// use specwright_runtime::huaweicloud::keys::{Chain, EnvironmentVariables, ProfileFile};
///
/// // Variables, then the profile file, then the metadata of the machine.
/// let usual = Chain::standard();
/// // Only what is wanted.
/// let local = Chain::new().with(EnvironmentVariables::new()).with(ProfileFile::new("keys.ini"));
/// # let _ = (usual, local);
/// ```
#[derive(Clone, Default)]
pub struct Chain {
    providers: Vec<Arc<dyn KeyProvider>>,
}

impl Chain {
    /// A chain without sources.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Variables of the environment, then the profile file in its usual place, then the metadata of the
    /// machine.
    #[must_use]
    pub fn standard() -> Self {
        Self::new().with(EnvironmentVariables::new()).with(ProfileFile::standard()).with(EcsMetadata::new())
    }

    /// Adds a source that is asked after all others.
    #[must_use]
    pub fn with(mut self, provider: impl KeyProvider + 'static) -> Self {
        self.providers.push(Arc::new(provider));
        self
    }
}

impl KeyProvider for Chain {
    fn name(&self) -> Cow<'static, str> {
        let names: Vec<_> = self.providers.iter().map(|provider| provider.name()).collect();
        Cow::Owned(names.join(", "))
    }

    fn keys<'a>(&'a self, engine: &'a Engine) -> BoxFuture<'a, Result<Found, CredentialsError>> {
        Box::pin(async move {
            let mut reasons = Vec::new();
            for provider in &self.providers {
                match provider.keys(engine).await.map_err(|error| error.within(&provider.name()))? {
                    Found::Keys(keys) => return Ok(Found::Keys(keys)),
                    Found::Nothing(reason) => reasons.push(format!("{}: {reason}", provider.name())),
                }
            }
            if reasons.is_empty() {
                reasons.push("the chain has no sources".to_owned());
            }
            Ok(Found::Nothing(reasons.join("; ")))
        })
    }
}

impl fmt::Debug for Chain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.providers.iter().map(|provider| provider.name())).finish()
    }
}
