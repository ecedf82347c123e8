//! State shared by all calls of a client.

pub(crate) mod builder;
pub(crate) mod context;
pub(crate) mod credentials;
pub(crate) mod parameter;
pub(crate) mod parameter_value;
pub(crate) mod values;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderValue};

use self::builder::ClientCoreBuilder;
use self::credentials::Credentials;
use self::parameter::ParameterProvider;
use super::endpoint::addresses::Addresses;
use super::endpoint::base_url::BaseUrl;
use super::endpoint::region::Region;
use super::endpoint::region_endpoints::RegionEndpoints;
use super::error::{Error, ErrorKind};
use super::observe::Interceptor;
use super::retry::RetryPolicy;
use super::transport::Transport;
use crate::meta::{AuthMeta, AuthScheme, HostAddress, OperationMeta};
use crate::value::IdLimits;

/// Shared state of a client: hosts, credentials, defaults and the transport. Cheap to clone; clones share
/// everything.
#[derive(Clone)]
pub struct ClientCore {
    settings: Arc<Settings>,
    /// Path parameters of all calls, which override those of hosts and of the client.
    preset: Arc<[(&'static str, String)]>,
}

/// Credentials, and the scheme that they are for.
pub(crate) type Authorized = (&'static AuthMeta, Arc<dyn Credentials>);

pub(crate) struct Settings {
    pub(crate) region: Option<Region>,
    pub(crate) endpoints: Vec<(&'static str, Arc<Addresses>)>,
    /// Endpoints of the region from environment and file, if they were requested.
    pub(crate) region_endpoints: RegionEndpoints,
    pub(crate) credentials: Vec<(&'static str, Arc<dyn Credentials>)>,
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// Limits of path parameters.
    pub(crate) limits: Vec<(&'static str, IdLimits)>,
    pub(crate) providers: Vec<(&'static str, Arc<dyn ParameterProvider>)>,
    pub(crate) user_agent: HeaderValue,
    /// Headers of every request.
    pub(crate) headers: HeaderMap,
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) retry: RetryPolicy,
    pub(crate) interceptors: Vec<Arc<dyn Interceptor>>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) allow_plain_http: bool,
}

impl ClientCore {
    /// Returns a builder.
    #[must_use]
    pub fn builder() -> ClientCoreBuilder {
        ClientCoreBuilder::default()
    }

    pub(crate) fn new(settings: Settings) -> Self {
        Self { settings: Arc::new(settings), preset: Arc::default() }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Returns a client whose calls have this path parameter, also at hosts with a value of their own. Individual
    /// calls can override it.
    #[must_use]
    pub fn with_parameter(&self, name: &'static str, value: impl Into<String>) -> Self {
        let others = self.preset.iter().filter(|(known, _)| *known != name).cloned();
        let preset = others.chain([(name, value.into())]).collect();
        Self { settings: Arc::clone(&self.settings), preset }
    }

    /// Returns the path parameters that all calls have, as far as the operation takes them.
    pub(crate) fn presets(&self, meta: &'static OperationMeta) -> impl Iterator<Item = (&'static str, &str)> {
        let takes = |name: &str| {
            let mut parameters = meta.parameters();
            parameters.any(|known| known == name)
        };
        self.preset.iter().filter(move |(name, _)| takes(name)).map(|(name, value)| (*name, value.as_str()))
    }

    /// Returns the addresses for requests of credentials: the given address, or those of the operation.
    pub(crate) fn addresses(&self, meta: &'static OperationMeta, given: Option<&str>) -> Result<Arc<Addresses>, Error> {
        let Some(given) = given else {
            return self.settings().addresses(meta);
        };
        checked(given, self.settings().allow_plain_http).map_err(|problem| {
            let message = format!("the endpoint of the credentials: {problem}");
            Error::new(ErrorKind::Configuration, Some(meta), message)
        })
    }
}

impl Settings {
    /// Returns the addresses of the operation's host.
    pub(crate) fn addresses(&self, meta: &'static OperationMeta) -> Result<Arc<Addresses>, Error> {
        let host = meta.host.id;
        let unusable = |problem| {
            let message = format!("the endpoint of `{host}`: {problem}");
            Error::new(ErrorKind::Configuration, Some(meta), message)
        };
        if let Some(addresses) = find(&self.endpoints, host) {
            return Ok(Arc::clone(addresses));
        }
        if let Some(addresses) = self.region_endpoints.get(host, self.allow_plain_http).map_err(unusable)? {
            return Ok(Arc::clone(addresses));
        }
        match (meta.host.address, &self.region) {
            (HostAddress::Regional { template }, Some(region)) => {
                checked(&template.replace("{region}", region.as_str()), self.allow_plain_http).map_err(unusable)
            }
            _ => Err(needs(meta, &[without_address(meta)])),
        }
    }

    /// Returns how to set the address of the operation's host, if nothing sets it.
    pub(crate) fn missing_address(&self, meta: &'static OperationMeta) -> Option<String> {
        let host = meta.host.id;
        let found = find(&self.endpoints, host).is_some()
            || !matches!(self.region_endpoints.get(host, true), Ok(None))
            || (self.region.is_some() && matches!(meta.host.address, HostAddress::Regional { .. }));
        (!found).then(|| without_address(meta))
    }

    /// Returns the credentials for the operation, those of the preferred scheme among those that are set. `None` if it
    /// accepts unauthenticated requests.
    ///
    /// # Errors
    /// Returns how to set them, if they are missing.
    pub(crate) fn credentials(&self, meta: &'static OperationMeta) -> Result<Option<Authorized>, String> {
        for auth in meta.schemes() {
            if let Some(credentials) = find(&self.credentials, auth.id) {
                return Ok(Some((auth, Arc::clone(credentials))));
            }
            if auth.scheme == AuthScheme::None {
                return Ok(None);
            }
        }
        let id = meta.auth.id;
        let more = match meta.auth.scheme {
            AuthScheme::Header { name }
                if cfg!(feature = "huaweicloud") && name.eq_ignore_ascii_case(PLATFORM_TOKEN) =>
            {
                ACCESS_KEY.to_owned()
            }
            _ => format!("; without authentication, `{id}_credentials(Anonymous)`"),
        };
        let others: Vec<String> = meta.other_auth.iter().map(|auth| format!("`{}(…)`", auth.id)).collect();
        let others = if others.is_empty() { String::new() } else { format!(", or {}", others.join(", or ")) };
        Err(format!(
            "credentials for `{id}`: call `{id}(…)` or another `{id}_…` method on the client builder{others}{more}"
        ))
    }

    /// Returns the default of a path parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.parameters, name).map(String::as_str)
    }

    /// Returns a path parameter that the call does not set: the value of the host, or else the default.
    pub(crate) fn parameter_of(&self, meta: &'static OperationMeta, name: &str) -> Option<&str> {
        find(meta.host.parameters, name).copied().or_else(|| self.parameter(name))
    }

    /// Returns the fallback provider of a path parameter.
    pub(crate) fn provider(&self, name: &str) -> Option<&Arc<dyn ParameterProvider>> {
        find(&self.providers, name)
    }

    /// Returns how to set a path parameter.
    pub(crate) fn missing_parameter(name: &str) -> String {
        format!("`{name}`: call `{name}(…)` on the client builder or on the call")
    }
}

fn checked(url: &str, allow_plain_http: bool) -> Result<Arc<Addresses>, String> {
    let url = BaseUrl::parse(url)?;
    url.check_exposure(allow_plain_http)?;
    Ok(Arc::new(url.into()))
}

fn find<'a, T>(entries: &'a [(&'static str, T)], key: &str) -> Option<&'a T> {
    entries.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
}

/// Header of the platform's tokens. Signatures with access keys replace them.
const PLATFORM_TOKEN: &str = "X-Auth-Token";

/// The easiest credentials of the platform, for messages.
const ACCESS_KEY: &str = ", for example with `SigningCredentials::new(KeyProviderChain::standard())`, which reads \
                          `HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK` and `HUAWEICLOUD_SDK_PROJECT_ID`";

/// Returns how to set the address of the operation's host.
fn without_address(meta: &'static OperationMeta) -> String {
    let host = meta.host.id;
    match meta.host.address {
        HostAddress::Explicit { example: "" } => {
            format!("the endpoint of `{host}`: call `{host}_endpoint(…)` on the client builder")
        }
        HostAddress::Explicit { example } => {
            format!(
                "the endpoint of `{host}`: call `{host}_endpoint(…)` on the client builder, for example with {example}"
            )
        }
        HostAddress::Regional { .. } => format!(
            "a region or the endpoint of `{host}`: call `region(…)` or `{host}_endpoint(…)` on the client builder"
        ),
    }
}

/// Creates the error for missing settings. They name methods that the generator writes for the client builder.
pub(crate) fn needs(meta: &'static OperationMeta, missing: &[String]) -> Error {
    Error::new(ErrorKind::Configuration, Some(meta), format!("needs {}", missing.join("; ")))
}

impl fmt::Debug for ClientCore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        let credentials: Vec<_> = settings.credentials.iter().map(|(id, _)| id).collect();
        f.debug_struct("ClientCore")
            .field("region", &settings.region)
            .field("endpoints", &settings.endpoints)
            .field("credentials", &credentials)
            .field("parameters", &settings.parameters)
            .field("user_agent", &settings.user_agent)
            .field("timeout", &settings.timeout)
            .field("attempt_timeout", &settings.attempt_timeout)
            .field("retry", &settings.retry)
            .finish_non_exhaustive()
    }
}
