//! Addresses of hosts.

pub(crate) mod addresses;
pub(crate) mod base_url;
pub(crate) mod region;
pub(crate) mod region_endpoints;
