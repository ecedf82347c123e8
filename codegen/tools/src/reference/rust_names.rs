//! Names in the generated crates, as [`specwright_rust::plan`] decided them.

use std::collections::BTreeMap;

use specwright_rust::plan::{Body, Family, Group, Operation, Parameter, Plan, RustType};

/// How an operation is called and answered.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The call, line by line: what is written, and what there is to say about it.
    pub(super) lines: Vec<(String, &'static str)>,
    /// The method of the server's trait.
    pub(super) server: String,
}

/// The names of everything.
pub(super) struct RustNames {
    pub(super) model: String,
    calls: BTreeMap<String, Call>,
    modules: BTreeMap<String, String>,
}

impl RustNames {
    pub(super) fn of(api: &Plan) -> RustNames {
        let mut calls = BTreeMap::new();
        for family in &api.families {
            for group in &family.groups {
                calls.extend(group.operations.iter().map(|one| (one.id.clone(), call(family, group, one))));
            }
        }
        let modules = api.families.iter().map(|family| (family.name.clone(), family.module.to_string()));
        RustNames { model: api.crates.model.to_string(), calls, modules: modules.collect() }
    }

    pub(super) fn call(&self, operation: &str) -> Option<Call> {
        self.calls.get(operation).cloned()
    }

    /// The module of a family.
    pub(super) fn module(&self, family: &str) -> &str {
        self.modules.get(family).map_or("", String::as_str)
    }
}

fn call(family: &Family, group: &Group, operation: &Operation) -> Call {
    let ty = |ty: &RustType| ty.outside(&family.module).to_string();
    let taken = |parameter: &Parameter| parameter.argument.outside(&family.module);
    let needed = |parameter: &&Parameter| parameter.required && !parameter.from_client;
    let mut arguments: Vec<String> = operation
        .parameters
        .iter()
        .filter(needed)
        .map(|parameter| format!("{}: {}", parameter.ident, taken(parameter)))
        .collect();
    let mut lines = vec![(format!("client.{}().{}()", family.module, group.module), "")];
    let mut setters: Vec<(String, &str)> = Vec::new();
    match &operation.body {
        Some(Body { ty: body, required: true, .. }) => arguments.push(format!("body: &{}", ty(body))),
        Some(Body { ty: body, .. }) => setters.push((format!("    .body(&{})", ty(body)), "optional")),
        None => {}
    }
    lines.push((format!("    .{}({})", operation.method, arguments.join(", ")), ""));
    for parameter in operation.parameters.iter().filter(|parameter| !needed(parameter) && !parameter.condition) {
        let word = if parameter.from_client { "if the client has another" } else { "optional" };
        setters.push((format!("    .{}({})", parameter.setter, taken(parameter)), word));
    }
    lines.extend(setters);
    let output = operation.output.as_ref().map_or_else(|| "()".to_owned(), ty);
    lines.push((format!("    .send().await?  // {output}"), ""));
    let server = format!("{}::{}::{}", family.module, group.resource, operation.trait_method);
    Call { lines, server }
}
