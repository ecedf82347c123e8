//! Hosts of endpoints and requests.

use std::net::Ipv6Addr;

use http::uri::Authority;

/// Returns true for a host name or an address, with an optional port.
pub(crate) fn is_host_and_port(authority: &Authority) -> bool {
    let host = authority.host();
    let is_name = host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let is_address = host.starts_with('[') && host.trim_matches(['[', ']']).parse::<Ipv6Addr>().is_ok();
    let has_port = authority.as_str().len() > host.len();
    !host.is_empty() && (is_name || is_address) && (!has_port || authority.port_u16().is_some())
}
