//! Settings that a call needs, and lookup of path parameters that it does not set.

use std::sync::Arc;

use super::Parts;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::client_core::{Authorized, Settings, needs};
use crate::client::error::credentials::CredentialsError;
use crate::client::error::{Error, ErrorKind};
use crate::value::IdLimits;

impl Parts {
    /// Returns the credentials: those of the call, or else those of the client.
    ///
    /// # Errors
    /// Returns an error that lists every missing setting: credentials, endpoint, and path parameters that no
    /// one can provide.
    pub(crate) fn configured(&self, given: Option<Option<Arc<dyn Credentials>>>) -> Result<Option<Authorized>, Error> {
        let (meta, settings) = (self.meta, self.core.settings());
        let given = given.map(|given| Ok(given.map(|credentials| (meta.auth, credentials))));
        let (credentials, mut missing) = match given.unwrap_or_else(|| settings.credentials(meta)) {
            Ok(credentials) => (credentials, Vec::new()),
            Err(missing) => (None, vec![missing]),
        };
        if self.addresses.is_none() {
            missing.extend(settings.missing_address(meta));
        }
        // Complete calls pay for no more than this.
        if missing.is_empty() {
            return Ok(credentials);
        }
        let provided = |name: &str| {
            settings.provider(name).is_some() || credentials.as_ref().is_some_and(|(_, known)| known.may_provide(name))
        };
        let unknown = self.unset_parameters().filter(|name| !provided(name));
        missing.extend(unknown.map(Settings::missing_parameter));
        Err(needs(meta, &missing))
    }

    /// Returns the path parameters that neither the call nor the client sets.
    fn unset_parameters(&self) -> impl Iterator<Item = &'static str> {
        let settings = self.core.settings();
        self.meta
            .parameters()
            .filter(|name| self.path.get(name).is_none() && settings.parameter_of(self.meta, name).is_none())
    }

    /// Returns true if a provider may have to be asked for a path parameter.
    pub(crate) fn lacks_parameters(&self) -> bool {
        self.unset_parameters().next().is_some()
    }

    /// Checks the path parameters that are known against their limits. Building the URL reports the problems.
    pub(crate) fn check_limits(&mut self) {
        let (meta, settings) = (self.meta, self.core.settings());
        let takes = |name: &str| meta.parameters().any(|taken| taken == name);
        let problem = |(name, limits): &(&'static str, IdLimits)| {
            let given = self.path.get(name).map(|value| value.as_str());
            // An empty value is never allowed in a path, which is reported elsewhere.
            let value = given.or_else(|| settings.parameter_of(meta, name)).filter(|value| !value.is_empty())?;
            Some(format!("`{name}` {}", limits.problem(value)?))
        };
        let limited = settings.limits.iter().filter(|(name, _)| takes(name));
        let problems: Vec<String> = limited.filter_map(problem).collect();
        // The limits of an id were perhaps checked when it was set.
        let new = problems.into_iter().filter(|problem| !self.problems.contains(problem)).collect::<Vec<_>>();
        self.problems.extend(new);
    }

    /// Asks the credentials, and then the provider, for each missing path parameter. Building the URL reports
    /// those that are still missing.
    ///
    /// Complete calls need not wait for it: see [`lacks_parameters`](Self::lacks_parameters).
    pub(crate) async fn find_parameters(&mut self, credentials: Option<&Authorized>) -> Result<(), Error> {
        let settings = self.core.settings();
        let missing: Vec<&'static str> = self.unset_parameters().collect();
        if missing.is_empty() || (credentials.is_none() && settings.providers.is_empty()) {
            return Ok(());
        }
        // A call that cannot be sent asks no provider.
        let mut complete = self.clone();
        complete.check_limits();
        for name in &missing {
            complete.path.push_str(name, "x");
        }
        complete.route()?;

        for name in missing {
            if let Some(value) = self.find(name, credentials).await? {
                self.path.push_str(name, &value);
            }
        }
        Ok(())
    }

    async fn find(&self, name: &'static str, authorized: Option<&Authorized>) -> Result<Option<String>, Error> {
        let meta = self.meta;
        let auth = authorized.map_or(meta.auth, |(auth, _)| *auth);
        let credentials = authorized.map(|(_, credentials)| credentials);
        let context = CallContext::new(&self.core, meta).with_auth(auth).with_path(&self.path);
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
