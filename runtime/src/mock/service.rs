//! Description of a service, as plain data that generated code supplies.

use std::fmt::Write as _;

use super::operation::Operation;
use super::responder::Responder;
use crate::server::Routes;

/// Description of a service for a mock.
#[derive(Debug)]
pub struct Service {
    /// Name of the service's crates.
    pub name: &'static str,
    /// Title of the service.
    pub title: &'static str,
    /// Operations.
    pub operations: fn() -> Vec<Operation>,
    /// Routes of all operations to one handler.
    pub routes: fn(Responder) -> Routes,
    /// Examples: JSON lists, whose entries have an operation, a name, a request and a response.
    pub examples: &'static [&'static str],
    /// Resources that the service keeps: JSON lists.
    pub resources: &'static [&'static str],
    /// Strings that keep patterns of responses, for generated values.
    pub strings: &'static [&'static str],
    /// OpenAPI document of the service.
    pub openapi: &'static str,
    /// Names in the service's client.
    pub client: ClientNames,
}

/// Service that can be mocked. Implemented by generated code.
pub trait Mocked {
    /// Description of the service.
    const SERVICE: &'static Service;
}

/// Names of the service's client builder.
#[derive(Clone, Copy, Debug)]
pub struct ClientNames {
    /// Path of the client crate.
    pub path: &'static str,
    /// Hosts, and the methods that set their endpoints.
    pub endpoints: &'static [(&'static str, &'static str)],
    /// Client parameters, and the methods that set them.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Methods that set credentials, with their arguments unless they take only a token.
    pub credentials: &'static [&'static str],
}

impl ClientNames {
    /// Returns the code that builds a client for a mock.
    pub(super) fn snippet(
        &self,
        address: impl Fn(&str) -> Option<String>,
        parameter: impl Fn(&str) -> Option<String>,
    ) -> String {
        let mut text = format!("let client = {}::Client::builder()\n", self.path);
        // Writing to a String cannot fail.
        for (host, setter) in self.endpoints {
            if let Some(address) = address(host) {
                let _ = writeln!(text, "    .{setter}({address:?})");
            }
        }
        for (name, setter) in self.parameters {
            let _ = writeln!(text, "    .{setter}({:?})", parameter(name).unwrap_or_else(|| "any".to_owned()));
        }
        for setter in self.credentials {
            let arguments = if setter.ends_with(')') { "" } else { "(\"any\")" };
            let _ = writeln!(text, "    .{setter}{arguments}");
        }
        text.push_str("    .build()?;\n");
        text
    }
}
