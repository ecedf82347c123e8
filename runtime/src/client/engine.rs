//! What all calls of a client share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::addresses::Addresses;
use super::endpoint::BaseUrl;
use super::error::{Error, ErrorKind};
use super::observe::Hook;
use super::region_endpoints::RegionEndpoints;
use super::{Credentials, EngineBuilder, ParameterProvider, Region, RetryPolicy, Transport};
use crate::meta::{AuthScheme, HostAddress, OperationMeta};

/// Hosts, credentials, defaults and the transport, checked and ready. Cheap to clone; the clones
/// share everything.
#[derive(Clone)]
pub struct Engine(Arc<Settings>);

pub(super) struct Settings {
    pub(super) region: Option<Region>,
    pub(super) endpoints: Vec<(&'static str, Arc<Addresses>)>,
    /// What environment and file say about the region, if they were to be asked.
    pub(super) region_endpoints: RegionEndpoints,
    pub(super) credentials: Vec<(&'static str, Arc<dyn Credentials>)>,
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) providers: Vec<(&'static str, Arc<dyn ParameterProvider>)>,
    pub(super) user_agent: HeaderValue,
    pub(super) timeout: Duration,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) retry: RetryPolicy,
    pub(super) hooks: Vec<Arc<dyn Hook>>,
    pub(super) transport: Arc<dyn Transport>,
    pub(super) allow_plain_http: bool,
}

impl Engine {
    /// Starts configuring an engine.
    #[must_use]
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    pub(super) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.0
    }

    /// Where requests of credentials go: the given address, or else those that the engine has for
    /// the operation.
    pub(super) fn addresses(&self, meta: &'static OperationMeta, given: Option<&str>) -> Result<Arc<Addresses>, Error> {
        let Some(given) = given else {
            return self.settings().addresses(meta);
        };
        checked(given, self.settings().allow_plain_http).map_err(|problem| {
            let message = format!("the address that the credentials were given: {problem}");
            Error::new(ErrorKind::Configuration, Some(meta), message)
        })
    }
}

impl Settings {
    /// Where the host that answers an operation is.
    pub(super) fn addresses(&self, meta: &'static OperationMeta) -> Result<Arc<Addresses>, Error> {
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
        match meta.host.address {
            HostAddress::Explicit { example } => {
                let example = match example {
                    "" => String::new(),
                    example => format!(", for example with {example}"),
                };
                let call = format_args!("call `{host}_endpoint(…)` on the client builder{example}");
                Err(missing(meta, format_args!("the endpoint of `{host}`: {call}")))
            }
            HostAddress::Regional { template } => {
                let Some(region) = &self.region else {
                    return Err(missing(
                        meta,
                        format_args!(
                            "a region or the endpoint of `{host}`: call `region(…)` or `{host}_endpoint(…)` \
                             on the client builder"
                        ),
                    ));
                };
                checked(&template.replace("{region}", region.as_str()), self.allow_plain_http).map_err(unusable)
            }
        }
    }

    /// Who speaks for the caller; `None` if the operation is open to everybody.
    pub(super) fn credentials(&self, meta: &'static OperationMeta) -> Result<Option<&Arc<dyn Credentials>>, Error> {
        if meta.auth.scheme == AuthScheme::None {
            return Ok(None);
        }
        let id = meta.auth.id;
        match find(&self.credentials, id) {
            Some(credentials) => Ok(Some(credentials)),
            None => Err(missing(
                meta,
                format_args!("credentials for `{id}`: call `{id}(…)` or `{id}_credentials(…)` on the client builder"),
            )),
        }
    }

    /// The value of a path parameter that all calls have that are not given another.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        find(&self.parameters, name).map(String::as_str)
    }

    /// The value of a path parameter that the call does not give: that of the host, or else the client's.
    pub(super) fn parameter_of(&self, meta: &'static OperationMeta, name: &str) -> Option<&str> {
        find(meta.host.parameters, name).copied().or_else(|| self.parameter(name))
    }

    /// Who finds out a path parameter that was not given.
    pub(super) fn provider(&self, name: &str) -> Option<&Arc<dyn ParameterProvider>> {
        find(&self.providers, name)
    }

    /// What to say about a path parameter that nobody knows.
    pub(super) fn unknown_parameter(meta: &'static OperationMeta, name: &'static str) -> Error {
        missing(meta, format_args!("`{name}`: call `{name}(…)` on the client builder or on the call"))
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

/// The methods in these messages are those that the generator writes for a client's builder.
fn missing(meta: &'static OperationMeta, what: fmt::Arguments<'_>) -> Error {
    Error::new(ErrorKind::Configuration, Some(meta), format!("needs {what}"))
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        let credentials: Vec<_> = settings.credentials.iter().map(|(id, _)| id).collect();
        f.debug_struct("Engine")
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
