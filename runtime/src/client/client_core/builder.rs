//! Configuration of a client core.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue};

use super::credentials::Credentials;
use super::parameter::ParameterProvider;
use super::{ClientCore, Settings, find};
use crate::client::endpoint::addresses::{Addresses, Endpoints};
use crate::client::endpoint::region::Region;
use crate::client::endpoint::region_endpoints::RegionEndpoints;
use crate::client::error::{Error, ErrorKind};
use crate::client::observe::Interceptor;
use crate::client::retry::RetryPolicy;
use crate::client::transport::Transport;
use crate::client::transport::network::{Network, Proxy};
#[cfg(feature = "reqwest")]
use crate::client::transport::reqwest::ReqwestTransport;
use crate::meta::{AuthMeta, HostMeta};
use crate::value::{IdLimits, Secret};

const DEFAULT_TIMEOUT: Duration = Duration::from_secs(60);

/// Builder of a [`ClientCore`]. Every setting is optional; a call reports a missing setting that it needs. A
/// later value replaces an earlier one.
#[derive(Clone)]
pub struct ClientCoreBuilder {
    region: Option<Region>,
    endpoints: Vec<(&'static str, Endpoints)>,
    endpoints_from_environment: bool,
    credentials: Vec<(&'static str, Arc<dyn Credentials>)>,
    parameters: Vec<(&'static str, String)>,
    limits: Vec<(&'static str, IdLimits)>,
    providers: Vec<(&'static str, Arc<dyn ParameterProvider>)>,
    product: Option<&'static str>,
    user_agent: Option<String>,
    headers: Vec<(String, String)>,
    timeout: Duration,
    attempt_timeout: Option<Duration>,
    retry: RetryPolicy,
    interceptors: Vec<Arc<dyn Interceptor>>,
    network: Network,
    transport: Option<Arc<dyn Transport>>,
    allow_plain_http: bool,
}

impl Default for ClientCoreBuilder {
    fn default() -> Self {
        Self {
            region: None,
            endpoints: Vec::new(),
            endpoints_from_environment: false,
            credentials: Vec::new(),
            parameters: Vec::new(),
            limits: Vec::new(),
            providers: Vec::new(),
            product: None,
            user_agent: None,
            headers: Vec::new(),
            timeout: DEFAULT_TIMEOUT,
            attempt_timeout: None,
            retry: RetryPolicy::new(),
            interceptors: Vec::new(),
            network: Network::default(),
            transport: None,
            allow_plain_http: false,
        }
    }
}

impl ClientCoreBuilder {
    /// Sets the region. Selects the endpoints of regional hosts.
    #[must_use]
    pub fn region(mut self, region: impl Into<Region>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Sets the base URL of a host, or several. Overrides the endpoint of the region. It may include a path,
    /// which precedes that of every operation. The scheme defaults to `https`.
    #[must_use]
    pub fn endpoint(mut self, host: &'static HostMeta, endpoints: impl Into<Endpoints>) -> Self {
        set(&mut self.endpoints, host.id, endpoints.into());
        self
    }

    /// Loads endpoints of the region from the environment and from a file, when the core is built.
    ///
    /// The variable `HUAWEICLOUD_SDK_REGION_<HOST>_<REGION>`, in capitals and with underscores for hyphens,
    /// holds one endpoint or several, separated by commas. The file is `.huaweicloud/regions.yaml` in the
    /// home directory; `HUAWEICLOUD_SDK_REGIONS_FILE` overrides its path. It holds for each host a list of
    /// regions with `id` and either `endpoint` or `endpoints`. [`endpoint`](Self::endpoint) overrides the
    /// variable, which overrides the file. Without this call, neither is read.
    #[must_use]
    pub fn endpoints_from_environment(mut self) -> Self {
        self.endpoints_from_environment = true;
        self
    }

    /// Sets the credentials for all operations with this authentication scheme.
    #[must_use]
    pub fn credentials(mut self, auth: &'static AuthMeta, credentials: impl Credentials + 'static) -> Self {
        set(&mut self.credentials, auth.id, Arc::new(credentials));
        self
    }

    /// Sets the default of a path parameter, such as `project_id`. Individual calls can override it.
    #[must_use]
    pub fn parameter(mut self, name: &'static str, value: impl Into<String>) -> Self {
        set(&mut self.parameters, name, value.into());
        self
    }

    /// Sets the limits of a path parameter. [`build`](Self::build) checks the default, and `send` whatever value
    /// it sends.
    #[must_use]
    pub fn parameter_limits(mut self, name: &'static str, limits: IdLimits) -> Self {
        set(&mut self.limits, name, limits);
        self
    }

    /// Sets a fallback provider for a path parameter that neither the call, [`parameter`](Self::parameter)
    /// nor the credentials set.
    #[must_use]
    pub fn parameter_provider(mut self, name: &'static str, provider: impl ParameterProvider + 'static) -> Self {
        set(&mut self.providers, name, Arc::new(provider));
        self
    }

    /// Sets the name and version of the client crate, for example `things-client/1.2.0`. They come first in
    /// the `User-Agent` header, before those of this crate.
    #[must_use]
    pub fn product(mut self, product: &'static str) -> Self {
        self.product = Some(product);
        self
    }

    /// Appends a product to the `User-Agent` header, for example `my-program/1.2`.
    #[must_use]
    pub fn user_agent(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent = Some(suffix.into());
        self
    }

    /// Adds a header to every request, such as a tenant. A header of the call overrides it. Neither `Debug` nor
    /// transports show the value.
    #[must_use]
    pub fn default_header(mut self, name: impl Into<String>, value: impl fmt::Display) -> Self {
        self.headers.push((name.into(), value.to_string()));
        self
    }

    /// Sets the timeout of a call, including retries and the pauses between them. Defaults to 60 seconds.
    /// Individual calls can override it.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the timeout of each attempt, from connecting to the end of the response. Defaults to the timeout
    /// of the call. Individual calls can override it.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// Sets the retry policy. Defaults to [`RetryPolicy::new`]. Individual calls can override it.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Adds an interceptor that sees every attempt.
    #[must_use]
    pub fn interceptor(mut self, hook: impl Interceptor + 'static) -> Self {
        self.interceptors.push(Arc::new(hook));
        self
    }

    /// Sets the timeout of connecting. Defaults to 10 seconds. Applies to the default transport.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.network.connect_timeout = timeout;
        self
    }

    /// Sets the maximum size of a response in bytes, after decompression. Defaults to 64 MiB. Applies to the
    /// default transport.
    #[must_use]
    pub fn response_limit(mut self, bytes: usize) -> Self {
        self.network.response_limit = bytes;
        self
    }

    /// Trusts additional root certificates, in PEM, besides those of the system. Also accepts a self-signed
    /// server certificate that names the server. Requires the default transport.
    #[must_use]
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.network.extra_roots.push(pem.into());
        self
    }

    /// Trusts one certificate, whatever its name, issuer and dates, besides those that the system trusts. The
    /// fingerprint is the SHA-256 of the certificate: 64 hexadecimal digits, with or without colons. Obtain
    /// it from the operator of the server.
    ///
    /// Applies to all hosts of this core: the holder of the certificate's key can impersonate any of them.
    /// Requires the default transport.
    #[must_use]
    pub fn pinned_fingerprint(mut self, sha256: impl Into<String>) -> Self {
        self.network.pinned_fingerprints.push(sha256.into());
        self
    }

    /// Sets a proxy for all requests: `http://proxy.example.com:3128`, with `user:password@` before the host
    /// if the proxy requires it. By default there is no proxy, whatever the environment says. Requires the
    /// default transport.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.network.proxy = Proxy::Url(url.into());
        self
    }

    /// Reads proxies from the environment when the core is built: `HTTPS_PROXY`, `HTTP_PROXY` and
    /// `ALL_PROXY`, except for the hosts in `NO_PROXY`, in upper or lower case. Requires the default
    /// transport.
    #[must_use]
    pub fn proxy_from_environment(mut self) -> Self {
        self.network.proxy = Proxy::Variables;
        self
    }

    /// Adds hosts that bypass the proxy, in the form of `NO_PROXY`: domains, addresses and networks such as
    /// `10.0.0.0/8`, separated by commas.
    #[must_use]
    pub fn no_proxy(mut self, hosts: impl Into<String>) -> Self {
        self.network.no_proxy.push(hosts.into());
        self
    }

    /// Sets whether loopback addresses go through the proxy. Defaults to `false`.
    #[must_use]
    pub fn proxy_loopback(mut self, proxy: bool) -> Self {
        self.network.proxy_loopback = proxy;
        self
    }

    /// Sets the transport that carries the requests. Replaces the default transport.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets whether credentials may be sent over plain `http` to other machines. Defaults to `false`;
    /// loopback addresses are always allowed.
    #[must_use]
    pub fn allow_plain_http(mut self, allow: bool) -> Self {
        self.allow_plain_http = allow;
        self
    }

    /// Validates the configuration and builds the core.
    ///
    /// # Errors
    /// Returns an [`ErrorKind::Configuration`] error that lists every invalid setting.
    pub fn build(self) -> Result<ClientCore, Error> {
        let mut problems = Vec::new();
        if let Some(region) = self.region.as_ref().filter(|region| !region.is_valid()) {
            problems.push(format!("the region {:?} must consist of letters, digits and hyphens", region.as_str()));
        }
        let mut endpoints = Vec::with_capacity(self.endpoints.len());
        for (host, endpoint) in &self.endpoints {
            let checked = Addresses::parse(endpoint).and_then(|addresses| {
                addresses.check_exposure(self.allow_plain_http)?;
                Ok(Arc::new(addresses))
            });
            match checked {
                Ok(addresses) => endpoints.push((*host, addresses)),
                Err(problem) => problems.push(format!("the endpoint of `{host}`: {problem}")),
            }
        }
        let region_endpoints = match self.region.as_ref().filter(|_| self.endpoints_from_environment) {
            Some(region) => RegionEndpoints::read(region).unwrap_or_else(|problem| {
                problems.push(problem);
                RegionEndpoints::default()
            }),
            None => RegionEndpoints::default(),
        };
        for (name, value) in &self.parameters {
            if matches!(value.as_str(), "" | "." | "..") {
                problems.push(format!("`{name}` must not be {value:?}"));
            } else if let Some(problem) = find(&self.limits, name).and_then(|limits| limits.problem(value)) {
                problems.push(format!("`{name}` {problem}"));
            }
        }
        for (id, credentials) in &self.credentials {
            if let Err(problem) = credentials.check() {
                problems.push(format!("the credentials for `{id}`: {problem}"));
            }
        }
        let user_agent = user_agent(self.product, self.user_agent.as_deref());
        if user_agent.is_none() {
            problems.push("the user agent must be visible ASCII".to_owned());
        }
        let headers = default_headers(&self.headers, &mut problems);
        let transport = self.make_transport().map_err(|problem| problems.push(problem));
        match (transport, user_agent) {
            (Ok(transport), Some(user_agent)) if problems.is_empty() => Ok(ClientCore::new(Settings {
                region: self.region,
                endpoints,
                region_endpoints,
                credentials: self.credentials,
                parameters: self.parameters,
                limits: self.limits,
                providers: self.providers,
                user_agent,
                headers,
                timeout: self.timeout,
                attempt_timeout: self.attempt_timeout,
                retry: self.retry.for_client(),
                interceptors: self.interceptors,
                transport,
                allow_plain_http: self.allow_plain_http,
            })),
            _ => Err(Error::new(ErrorKind::Configuration, None, problems.join("; "))),
        }
    }

    fn make_transport(&self) -> Result<Arc<dyn Transport>, String> {
        if let Some(transport) = &self.transport {
            self.network.check_unused()?;
            return Ok(Arc::clone(transport));
        }
        #[cfg(feature = "reqwest")]
        {
            let transport = ReqwestTransport::with_network(&self.network)?;
            Ok(Arc::new(transport))
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

/// Checks the headers of every request.
fn default_headers(headers: &[(String, String)], problems: &mut Vec<String>) -> HeaderMap {
    let mut checked = HeaderMap::new();
    for (name, value) in headers {
        let Ok(header) = HeaderName::from_bytes(name.as_bytes()) else {
            problems.push(format!("{name:?} is not a header name"));
            continue;
        };
        match HeaderValue::from_str(value) {
            Ok(mut value) => {
                value.set_sensitive(true);
                checked.insert(header, value);
            }
            // The message omits the value: headers carry tokens.
            Err(_) => problems
                .push(format!("the value of header `{name}` contains characters that are not allowed in a header")),
        }
    }
    checked
}

/// Builds the `User-Agent` header: the client crate, this crate, the program.
fn user_agent(product: Option<&str>, suffix: Option<&str>) -> Option<HeaderValue> {
    const BASE: &str = concat!("specwright-runtime/", env!("CARGO_PKG_VERSION"));
    let suffix = suffix.map(str::trim).filter(|suffix| !suffix.is_empty());
    let parts: Vec<&str> = product.into_iter().chain([BASE]).chain(suffix).collect();
    HeaderValue::from_str(&parts.join(" ")).ok()
}

impl fmt::Debug for ClientCoreBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let credentials: Vec<_> = self.credentials.iter().map(|(id, _)| id).collect();
        f.debug_struct("ClientCoreBuilder")
            .field("region", &self.region)
            .field("endpoints", &self.endpoints)
            .field("credentials", &credentials)
            .field("parameters", &self.parameters)
            .field("user_agent", &self.user_agent)
            .field("timeout", &self.timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .field("network", &self.network)
            .field("allow_plain_http", &self.allow_plain_http)
            .finish_non_exhaustive()
    }
}
