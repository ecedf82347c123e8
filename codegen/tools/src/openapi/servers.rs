//! Servers: the addresses of a host.

use serde_json::{Value, json};

use super::Export;
use specwright_language::ir::*;

impl Export<'_> {
    /// Returns the addresses of a host: a template with its variables or, portably, an address for each region.
    pub(super) fn servers(&self, host: &Host) -> Value {
        let portable = self.flavor.portable().is_some();
        let doc = host.doc.trim();
        match &host.address {
            HostAddress::Regional { template, regions } if portable => {
                let server = |region: &str| json!({ "url": template.replace("{region}", region), "description": format!("{doc} Region: {region}.") });
                regions.iter().map(|region| server(region.as_str())).collect()
            }
            HostAddress::Explicit(example) if portable => json!([{ "url": example, "description": doc }]),
            HostAddress::Regional { template, regions } => {
                let regions: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
                let known = format!("The region; known are {}.", regions.join(", "));
                json!([{
                    "url": template,
                    "description": doc,
                    "variables": { "region": { "default": regions.first(), "description": known } },
                }])
            }
            HostAddress::Explicit(example) => json!([{
                "url": "{address}",
                "description": doc,
                "variables": { "address": { "default": example, "description": "The address of the host." } },
            }]),
        }
    }

    /// Returns the servers of an operation, if they are not those of the document. Portable documents have one list of
    /// servers, and describe the others in [`elsewhere`](Export::elsewhere).
    pub(super) fn own_servers(&self, operation: &Operation) -> Option<Value> {
        let own = Some(operation.host) != self.main_host() && self.flavor.portable().is_none();
        own.then(|| self.servers(self.api.host(operation.host)))
    }

    /// Returns a sentence about the host of an operation, where the servers of a portable document are others.
    pub(super) fn elsewhere(&self, operation: &Operation) -> Option<String> {
        let other = Some(operation.host) != self.main_host() && self.flavor.portable().is_some();
        let host = self.api.host(operation.host);
        other.then(|| match &host.address {
            HostAddress::Regional { template, .. } => format!("Served at another host: `{template}`."),
            HostAddress::Explicit(example) => format!("Served at another host, such as `{example}`."),
        })
    }

    /// The host whose servers are those of the document.
    pub(super) fn main_host(&self) -> Option<HostId> {
        self.host.or_else(|| self.operations().next().map(|_| HostId(0)))
    }
}
