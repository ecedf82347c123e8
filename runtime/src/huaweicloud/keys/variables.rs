//! Access keys from environment variables.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use super::{KeyLookup, KeyProvider, Part, assemble};
use crate::client::client_core::ClientCore;
use crate::client::error::credentials::CredentialsError;
use crate::future::BoxFuture;

/// Names of the official SDKs.
const SDK: Names = Names {
    id: "HUAWEICLOUD_SDK_AK",
    secret: "HUAWEICLOUD_SDK_SK",
    security_token: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    project_id: Some("HUAWEICLOUD_SDK_PROJECT_ID"),
    domain_id: Some("HUAWEICLOUD_SDK_DOMAIN_ID"),
    iam_endpoint: Some("HUAWEICLOUD_SDK_IAM_ENDPOINT"),
};

/// Names of Terraform and older tools.
const HW: Names = Names {
    id: "HW_ACCESS_KEY",
    secret: "HW_SECRET_KEY",
    security_token: "HW_SECURITY_TOKEN",
    project_id: None,
    domain_id: None,
    iam_endpoint: None,
};

struct Names {
    id: &'static str,
    secret: &'static str,
    security_token: &'static str,
    project_id: Option<&'static str>,
    domain_id: Option<&'static str>,
    iam_endpoint: Option<&'static str>,
}

impl Names {
    fn of(&self, part: Part) -> Option<&'static str> {
        match part {
            Part::Id => Some(self.id),
            Part::Secret => Some(self.secret),
            Part::SecurityToken => Some(self.security_token),
            Part::ProjectId => self.project_id,
            Part::DomainId => self.domain_id,
            Part::IamEndpoint => self.iam_endpoint,
        }
    }
}

/// Variables `HUAWEICLOUD_SDK_AK` and `HUAWEICLOUD_SDK_SK`, with the optional
/// `HUAWEICLOUD_SDK_SECURITY_TOKEN`, `HUAWEICLOUD_SDK_PROJECT_ID`, `HUAWEICLOUD_SDK_DOMAIN_ID` and
/// `HUAWEICLOUD_SDK_IAM_ENDPOINT`. If unset, `HW_ACCESS_KEY` and `HW_SECRET_KEY`, with the optional
/// `HW_SECURITY_TOKEN`.
#[derive(Clone)]
pub struct EnvironmentVariables {
    read: Arc<Read>,
}

type Read = dyn Fn(&str) -> Option<String> + Send + Sync;

impl EnvironmentVariables {
    /// Creates a provider for the variables of this process.
    #[must_use]
    pub fn new() -> Self {
        Self::from_fn(|name| std::env::var(name).ok())
    }

    /// Creates a provider for variables from elsewhere: a function that returns the value of a name.
    #[must_use]
    pub fn from_fn(read: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self { read: Arc::new(read) }
    }

    fn find(&self) -> Result<KeyLookup, CredentialsError> {
        for names in [&SDK, &HW] {
            match assemble(|part| (self.read)(names.of(part)?)) {
                Ok(Some(keys)) => return Ok(KeyLookup::Found(keys)),
                Ok(None) => {}
                Err(missing) => {
                    let missing = names.of(missing).unwrap_or_default();
                    let other = if missing == names.id { names.secret } else { names.id };
                    return Err(CredentialsError::new(format!(
                        "{other} is set and {missing} is not: set both or neither"
                    )));
                }
            }
        }
        Ok(KeyLookup::NotFound(format!(
            "set {} and {} (or {} and {}); none of them is set",
            SDK.id, SDK.secret, HW.id, HW.secret
        )))
    }
}

impl Default for EnvironmentVariables {
    fn default() -> Self {
        Self::new()
    }
}

impl KeyProvider for EnvironmentVariables {
    fn name(&self) -> Cow<'static, str> {
        Cow::Borrowed("environment variables")
    }

    fn provide_key<'a>(&'a self, _engine: &'a ClientCore) -> BoxFuture<'a, Result<KeyLookup, CredentialsError>> {
        Box::pin(std::future::ready(self.find()))
    }
}

impl fmt::Debug for EnvironmentVariables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnvironmentVariables")
    }
}
