//! What a caller writes to send an example's request: with curl, and with the client in Rust.
//!
//! | module | what it does |
//! |---|---|
//! | `curl` | the request as a command |
//! | `call` | the request as a call of the client |
//! | `values` | a JSON value as an expression of a type of the model |
//! | `expression` | expressions as data, and how they are laid out |

mod call;
mod curl;
mod expression;
mod values;

use std::collections::BTreeMap;

use specwright_language::ir::{Api, Example, HostAddress, HostId, Operation, Parameter};

use crate::plan::{self, Call, Family, Group, Plan};

pub use self::curl::{curl, target};

/// How a request is sent.
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

/// An API and its plan, side by side.
pub struct Planned<'a> {
    api: &'a Api,
    plan: &'a Plan,
    /// By their ids in the API.
    types: Vec<&'a plan::Type>,
    /// By their ids, with their families.
    operations: BTreeMap<&'a str, (&'a Family, &'a Group, &'a plan::Operation)>,
}

impl<'a> Planned<'a> {
    /// Pairs an API with the plan that was made from it.
    pub fn new(api: &'a Api, plan: &'a Plan) -> Planned<'a> {
        let families = plan.families.iter().flat_map(|family| &family.types);
        let mut types: Vec<_> = families.chain([&plan.shared]).flat_map(|module| &module.types).collect();
        types.sort_by_key(|ty| ty.origin);
        let groups = plan.families.iter().flat_map(|family| family.groups.iter().map(move |group| (family, group)));
        let operations = groups.flat_map(|(family, group)| {
            group.operations.iter().map(move |operation| (operation.id.as_str(), (family, group, operation)))
        });
        Planned { api, plan, types, operations: operations.collect() }
    }

    /// Lines of an asynchronous function that has a `client`, which send an example's request. Nothing comes back where
    /// an example has something that cannot be written in Rust, such as a variant of a union that the specification
    /// does not know.
    pub fn call(&self, operation: &Operation, example: &Example) -> Option<Call> {
        let planned = self.operations.get(self.api.operation_id(operation).as_str())?;
        call::rust(self, operation, example, *planned)
    }

    /// The lines of the first example of each operation that can be written in Rust, by the ids of the operations.
    pub fn first_calls(&self) -> BTreeMap<String, Call> {
        let first = |operation: &Operation| {
            let call = operation.examples.iter().find_map(|example| self.call(operation, example))?;
            Some((self.api.operation_id(operation), call))
        };
        self.api.operations.iter().filter_map(first).collect()
    }

    /// The snippets of all examples, operation by operation. `rust` is empty where there is no [`call`](Self::call).
    pub fn snippets(&self) -> Vec<Snippet> {
        let snippet = |operation: &Operation, example: &Example| Snippet {
            operation: self.api.operation_id(operation),
            example: example.name.value.clone(),
            address: address(self.api, operation.host),
            curl: curl(self.api, operation, example),
            rust: self.call(operation, example).map_or_else(String::new, |call| call.lines),
        };
        let operations = self.api.operations.iter();
        let examples = operations.flat_map(|operation| operation.examples.iter().map(move |one| (operation, one)));
        examples.map(|(operation, example)| snippet(operation, example)).collect()
    }
}

/// A parameter's value in the request of an example.
fn given<'a>(example: &'a Example, parameter: &Parameter) -> Option<&'a serde_json::Value> {
    let value = example.value.get("request")?.get(parameter.location.key())?.get(&parameter.name.value)?;
    Some(value).filter(|value| !value.is_null())
}

/// The body of the request of an example.
fn body(example: &Example) -> Option<&serde_json::Value> {
    example.value.get("request")?.get("body")
}

/// The path of a file of an example, whose name is not always known.
fn file_of(file: &serde_json::Value) -> &str {
    file["name"].as_str().filter(|name| !name.is_empty()).unwrap_or("file")
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
