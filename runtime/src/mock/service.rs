//! What a mock knows of a service, as plain data that generated code supplies.

use std::fmt::Write as _;

use super::operation::Operation;
use super::responder::Responder;
use crate::server::Routes;

/// Everything that a mock is made of.
#[derive(Debug)]
pub struct Service {
    /// The name of the service's crates.
    pub name: &'static str,
    /// What people call the service.
    pub title: &'static str,
    /// The operations.
    pub operations: fn() -> Vec<Operation>,
    /// Routes of all operations to one handler.
    pub routes: fn(Responder) -> Routes,
    /// The examples: lists in JSON, whose entries have an operation, a name, a request and a response.
    pub examples: &'static [&'static str],
    /// The service as an OpenAPI document.
    pub openapi: &'static str,
    /// How the service's client is set up.
    pub client: ClientNames,
}

/// A type that stands for a service. Generated code has one.
pub trait Mocked {
    /// What the mock is made of.
    const SERVICE: &'static Service;
}

/// What the builder of the service's client calls its parts.
#[derive(Clone, Copy, Debug)]
pub struct ClientNames {
    /// The crate.
    pub path: &'static str,
    /// Hosts and the methods that set their addresses.
    pub endpoints: &'static [(&'static str, &'static str)],
    /// Parameters that the client fills in, and the methods that set them.
    pub parameters: &'static [(&'static str, &'static str)],
    /// Methods that set credentials.
    pub credentials: &'static [&'static str],
}

impl ClientNames {
    /// The lines that make a client for a mock.
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
            let _ = writeln!(text, "    .{setter}(\"any\")");
        }
        text.push_str("    .build()?;\n");
        text
    }
}
