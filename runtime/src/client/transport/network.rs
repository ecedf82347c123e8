//! Network settings of the default transport.

#![cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "there is no transport to read it"))]

use std::fmt;
use std::time::Duration;

use crate::value::Secret;

const DEFAULT_CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const DEFAULT_RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// Settings as configured, unvalidated.
#[derive(Clone)]
pub(crate) struct Network {
    pub(crate) connect_timeout: Duration,
    pub(crate) response_limit: usize,
    /// PEM, each possibly with several certificates.
    pub(crate) extra_roots: Vec<Vec<u8>>,
    /// SHA-256 as hexadecimal strings.
    pub(crate) pinned_fingerprints: Vec<String>,
    pub(crate) proxy: Proxy,
    /// In the form of `NO_PROXY`.
    pub(crate) no_proxy: Vec<String>,
    pub(crate) proxy_loopback: bool,
}

#[derive(Clone)]
pub(crate) enum Proxy {
    None,
    /// Secret because the URL may contain a password.
    Url(Secret),
    Variables,
}

impl Default for Network {
    fn default() -> Self {
        Self {
            connect_timeout: DEFAULT_CONNECT_TIMEOUT,
            response_limit: DEFAULT_RESPONSE_LIMIT,
            extra_roots: Vec::new(),
            pinned_fingerprints: Vec::new(),
            proxy: Proxy::None,
            no_proxy: Vec::new(),
            proxy_loopback: false,
        }
    }
}

impl Network {
    /// Rejects settings that a custom transport would ignore, which would be dangerous.
    pub(crate) fn check_unused(&self) -> Result<(), String> {
        let proxy = match self.proxy {
            Proxy::None => None,
            Proxy::Url(_) => Some("`proxy`"),
            Proxy::Variables => Some("`proxy_from_environment`"),
        };
        let used: Vec<&str> = [
            (!self.extra_roots.is_empty()).then_some("`root_certificate`"),
            (!self.pinned_fingerprints.is_empty()).then_some("`pinned_fingerprint`"),
            proxy,
            (!self.no_proxy.is_empty()).then_some("`no_proxy`"),
            self.proxy_loopback.then_some("`proxy_loopback`"),
        ]
        .into_iter()
        .flatten()
        .collect();
        if used.is_empty() {
            return Ok(());
        }
        Err(format!("{} cannot be combined with `transport(…)`: configure the transport itself", used.join(" and ")))
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("connect_timeout", &self.connect_timeout)
            .field("response_limit", &self.response_limit)
            .field("extra_roots", &self.extra_roots.len())
            .field("pinned_fingerprints", &self.pinned_fingerprints)
            .field("proxy", &self.proxy)
            .field("no_proxy", &self.no_proxy)
            .field("proxy_loopback", &self.proxy_loopback)
            .finish()
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            // The address is harmless, but the URL also contains the password.
            Self::Url(_) => "configured",
            Self::Variables => "from the environment",
        })
    }
}
