//! What a caller writes to get an example's exchange: with curl, and with the client in Rust.
//!
//! | module | what it does |
//! |---|---|
//! | `curl` | the request as a command |
//! | `call` | the request as a call of the client |
//! | `values` | a JSON value as an expression of a type of the model |
//! | `layout` | tokens to lines |

mod call;
mod curl;
mod layout;
mod values;

use specwright_language::ir::{Api, Example, HostAddress, HostId, Location, Parameter};

pub use call::{Code, rust};
pub use curl::{curl, target};

/// How an exchange comes about.
#[derive(Clone, Debug)]
pub struct Snippet {
    /// Id of the operation, `family.operation`.
    pub operation: String,
    /// Name of the example.
    pub example: String,
    /// The base URL that the command sends to.
    pub address: String,
    /// A command for a shell. It reads the token from the variable `TOKEN`.
    pub curl: String,
    /// Lines of an asynchronous function that has a `client`.
    pub rust: String,
}

/// The snippets of all examples, operation by operation. Where an example has something that cannot be
/// written in Rust, such as a variant of a union that the specification does not know, `rust` is empty.
pub fn snippets(api: &Api) -> Result<Vec<Snippet>, crate::Bug> {
    let exchanges = api.operations.iter().flat_map(|operation| {
        let examples = operation.examples.iter();
        examples.map(move |example| (operation, example))
    });
    exchanges
        .map(|(operation, example)| {
            Ok(Snippet {
                operation: api.operation_id(operation),
                example: example.name.value.clone(),
                address: address(api, operation.host),
                curl: curl(api, operation, example),
                rust: rust(api, operation, example).map_or_else(|| Ok(String::new()), |code| code.lines())?,
            })
        })
        .collect()
}

/// A parameter's value in the request of an example.
fn given<'a>(example: &'a Example, parameter: &Parameter) -> Option<&'a serde_json::Value> {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "headers",
    };
    let value = example.value.get("request")?.get(place)?.get(&parameter.name.value)?;
    Some(value).filter(|value| !value.is_null())
}

/// The body of the request of an example.
fn body(example: &Example) -> Option<&serde_json::Value> {
    example.value.get("request")?.get("body")
}

/// The base URL of a host that examples are sent to.
fn address(api: &Api, host: HostId) -> String {
    match &api.host(host).address {
        HostAddress::Regional { template, regions } => {
            let region = regions.first().map_or("region", |region| region.value.as_str());
            template.replace("{region}", region)
        }
        HostAddress::Explicit(example) => example.clone(),
    }
}
