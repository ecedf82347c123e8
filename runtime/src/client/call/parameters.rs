//! Lookup of path parameters that the call does not set.

use std::sync::Arc;

use super::Call;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::client::error::{Error, ErrorKind};

impl Call {
    /// Asks the credentials, and then the provider, for each missing path parameter. Building the URL reports
    /// those that are still missing.
    pub(crate) async fn find_parameters(&mut self, credentials: Option<&Arc<dyn Credentials>>) -> Result<(), Error> {
        let settings = self.core.settings();
        let given = |name: &&'static str| {
            self.path.iter().any(|(known, _)| known == name) || settings.parameter_of(self.meta, name).is_some()
        };
        let missing: Vec<&'static str> = self.meta.parameters().filter(|name| !given(name)).collect();
        if missing.is_empty() || (credentials.is_none() && settings.providers.is_empty()) {
            return Ok(());
        }
        // A call that cannot be sent asks no provider.
        let mut complete = self.clone();
        for name in &missing {
            complete.path(name, "x");
        }
        complete.route()?;

        for name in missing {
            if let Some(value) = self.find(name, credentials).await? {
                self.path(name, value);
            }
        }
        Ok(())
    }

    async fn find(
        &self,
        name: &'static str,
        credentials: Option<&Arc<dyn Credentials>>,
    ) -> Result<Option<String>, Error> {
        let meta = self.meta;
        let context = CallContext::new(&self.core, meta).with_path(&self.path);
        let unknown = |error: CredentialsError| {
            let error = error.within(&format!("`{name}` is not set, and no provider returned it"));
            Error::with_origin(ErrorKind::Credentials, meta, error)
        };
        if let Some(credentials) = credentials
            && let Some(value) = credentials.parameter(&context, name).await.map_err(unknown)?
        {
            return Ok(Some(value));
        }
        match self.core.settings().provider(name) {
            Some(provider) => provider.provide(&context, credentials).await.map_err(unknown),
            None => Ok(None),
        }
    }
}
