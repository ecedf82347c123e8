//! Names and passwords of accounts.

use std::fmt;

use crate::client::body::Body;
use crate::client::client_core::context::CallContext;
use crate::client::client_core::credentials::Credentials;
use crate::client::error::credentials::CredentialsError;
use crate::client::identity::static_token::StaticToken;
use crate::future::BoxFuture;
use crate::value::Secret;

/// Name and password of an account, for operations with [`AuthScheme::Basic`](crate::meta::AuthScheme::Basic).
#[derive(Clone)]
pub struct BasicCredentials {
    name: String,
    token: StaticToken,
}

impl BasicCredentials {
    /// Creates credentials from the name and password of an account. Building the client reports a name with a colon.
    ///
    /// Either of them may be empty: some services take a key as the name.
    #[must_use]
    pub fn new(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        let (name, password) = (name.into(), password.into());
        let token = StaticToken::new(Secret::from(format!("{name}:{}", password.expose())));
        Self { name, token }
    }
}

impl fmt::Debug for BasicCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The name may be a key.
        f.debug_struct("BasicCredentials").finish_non_exhaustive()
    }
}

impl Credentials for BasicCredentials {
    fn authorize<'a>(
        &'a self,
        context: &'a CallContext<'a>,
        request: &'a mut http::Request<Body>,
    ) -> BoxFuture<'a, Result<(), CredentialsError>> {
        self.token.authorize(context, request)
    }

    fn may_renew(&self) -> bool {
        false
    }

    fn check(&self) -> Result<(), CredentialsError> {
        if self.name.contains(':') {
            return Err(CredentialsError::new("the name of the account contains a colon"));
        }
        Ok(())
    }

    fn may_provide(&self, _name: &str) -> bool {
        false
    }
}
