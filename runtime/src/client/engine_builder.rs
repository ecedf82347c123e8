//! Configuring an engine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::endpoint::BaseUrl;
use super::engine::{Engine, Settings};
use super::error::{Error, ErrorKind};
use super::{Credentials, ParameterProvider, Region, Transport};
use crate::meta::{AuthMeta, HostMeta};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);
const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// Everything an [`Engine`] needs to know. Nothing is required; what a call turns out to need is
/// reported by the call. Of two values for the same thing the later one counts.
#[derive(Clone)]
pub struct EngineBuilder {
    region: Option<Region>,
    endpoints: Vec<(&'static str, Result<BaseUrl, String>)>,
    credentials: Vec<(&'static str, Arc<dyn Credentials>)>,
    parameters: Vec<(&'static str, String)>,
    providers: Vec<(&'static str, Arc<dyn ParameterProvider>)>,
    user_agent: Option<String>,
    timeout: Duration,
    connect_timeout: Duration,
    response_limit: usize,
    transport: Option<Arc<dyn Transport>>,
    allow_plain_http: bool,
}

impl Default for EngineBuilder {
    fn default() -> Self {
        Self {
            region: None,
            endpoints: Vec::new(),
            credentials: Vec::new(),
            parameters: Vec::new(),
            providers: Vec::new(),
            user_agent: None,
            timeout: DEFAULT_TIMEOUT,
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            response_limit: DEFAULT_RESPONSE_LIMIT,
            transport: None,
            allow_plain_http: false,
        }
    }
}

impl EngineBuilder {
    /// The region whose hosts answer, for operations on regional hosts.
    #[must_use]
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The base URL of a host, instead of the one that follows from the region. It may end with a
    /// path, which is put in front of every operation's; without a scheme it is `https`.
    #[must_use]
    pub fn endpoint(mut self, host: &'static HostMeta, url: impl Into<String>) -> Self {
        set(&mut self.endpoints, host.id, BaseUrl::parse(&url.into()));
        self
    }

    /// The credentials for all operations that are authorised this way.
    #[must_use]
    pub fn credentials(mut self, auth: &'static AuthMeta, credentials: impl Credentials + 'static) -> Self {
        set(&mut self.credentials, auth.id, Arc::new(credentials));
        self
    }

    /// The value of a path parameter for calls that do not give one, such as `project_id`.
    #[must_use]
    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Self {
        set(&mut self.parameters, name, value.into());
        self
    }

    /// Who finds out the value of a path parameter for calls that do not give one, when there is
    /// no [`parameter`](Self::parameter) of that name and the credentials do not know it either.
    #[must_use]
    pub fn parameter_provider(mut self, name: &'static str, provider: impl ParameterProvider + 'static) -> Self {
        set(&mut self.providers, name, Arc::new(provider));
        self
    }

    /// What to add to the `User-Agent` header, for instance `my-program/1.2`.
    #[must_use]
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// How long a whole call may take. 60 seconds unless set; a call can have its own.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long connecting may take. 10 seconds unless set. A transport of your own has its own
    /// idea of this.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The largest answer that is accepted, in bytes after decompression. 64 MiB unless set. A
    /// transport of your own has its own idea of this.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// What carries the requests, instead of the default transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Whether credentials may travel over plain `http` to other machines. They may not, unless
    /// this says so; loopback addresses are always fine.
    #[must_use]
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Checks everything and makes the engine.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Configuration`], with all problems in one message.
    pub fn build(self) -> Result<Engine, Error> {
        let mut problems = Vec::new();
        if let Some(region) = self.region.as_ref().filter(|region| !region.is_valid()) {
            problems.push(format!("the region {:?} is not a name of letters, digits and hyphens", region.as_str()));
        }
        let mut endpoints = Vec::with_capacity(self.endpoints.len());
        for (host, endpoint) in &self.endpoints {
            let checked = endpoint.as_ref().map_err(Clone::clone).and_then(|url| {
                url.check_exposure(self.allow_plain_http)?;
                Ok(url.clone())
            });
            match checked {
                Ok(url) => endpoints.push((*host, url)),
                Err(problem) => problems.push(format!("the endpoint of `{host}`: {problem}")),
            }
        }
        for (name, value) in &self.parameters {
            if matches!(value.as_str(), "" | "." | "..") {
                problems.push(format!("`{name}` must not be {value:?}"));
            }
        }
        let user_agent = user_agent(self.user_agent.as_deref());
        if user_agent.is_none() {
            problems.push("the user agent must be visible ASCII text".to_owned());
        }
        let transport = self.make_transport().map_err(|problem| problems.push(problem));
        match (transport, user_agent) {
            (Ok(transport), Some(user_agent)) if problems.is_empty() => Ok(Engine::new(Settings {
                region: self.region,
                endpoints,
                credentials: self.credentials,
                parameters: self.parameters,
                providers: self.providers,
                user_agent,
                timeout: self.timeout,
                transport,
                allow_plain_http: self.allow_plain_http,
            })),
            _ => Err(Error::new(ErrorKind::Configuration, None, problems.join("; "))),
        }
    }

    fn make_transport(&self) -> Result<Arc<dyn Transport>, String> {
        if let Some(transport) = &self.transport {
            return Ok(Arc::clone(transport));
        }
        #[cfg(feature = "reqwest")]
        {
            use std::error::Error as _;

            let built = super::ReqwestTransport::new(self.connect_timeout, self.response_limit);
            match built {
                Ok(transport) => Ok(Arc::new(transport)),
                Err(error) => Err(match error.source() {
                    Some(cause) => format!("the default transport cannot be built: {cause}"),
                    None => "the default transport cannot be built".to_owned(),
                }),
            }
        }
        #[cfg(not(feature = "reqwest"))]
        Err("no transport: call `transport(…)` on the client builder, or enable the feature `reqwest` of the \
             client crate"
            .to_owned())
    }
}

/// Replaces the entry for `key`, or adds one.
fn set<T>(entries: &mut Vec<(&'static str, T)>, key: &'static str, value: T) {
    match entries.iter_mut().find(|(known, _)| *known == key) {
        Some(entry) => entry.1 = value,
        None => entries.push((key, value)),
    }
}

fn user_agent(suffix: Option<&str>) -> Option<HeaderValue> {
    const BASE: &str = concat!("huaweicloud-runtime/", env!("CARGO_PKG_VERSION"));
    match suffix.map(str::trim).filter(|suffix| !suffix.is_empty()) {
        None => Some(HeaderValue::from_static(BASE)),
        Some(suffix) => HeaderValue::from_str(&format!("{BASE} {suffix}")).ok(),
    }
}

impl fmt::Debug for EngineBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials: Vec<_> = self.credentials.iter().map(|(id, _)| id).collect();
        f.debug_struct("EngineBuilder")
            .field("region", &self.region)
            .field("endpoints", &self.endpoints)
            .field("credentials", &credentials)
            .field("parameters", &self.parameters)
            .field("user_agent", &self.user_agent)
            .field("timeout", &self.timeout)
            .field("connect_timeout", &self.connect_timeout)
            .field("response_limit", &self.response_limit)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish_non_exhaustive()
    }
}
