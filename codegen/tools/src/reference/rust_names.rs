//! Names in the generated crates, as [`specwright_rust::plan`] decided them.

use super::scene::Scene;
use specwright_rust::plan::{Body, Family, Group, Operation, Parameter, RustType};

/// How an operation is called and implemented.
#[derive(Clone, Debug)]
pub(super) struct Call {
    /// The call, line by line: what is written, and what there is to say about it.
    pub(super) lines: Vec<(String, &'static str)>,
    /// The method of the server's trait.
    pub(super) server: String,
}

impl Scene<'_> {
    /// How an operation is called and implemented.
    pub(super) fn call(&self, path: &str) -> Option<Call> {
        let groups =
            self.plan.families.iter().flat_map(|family| family.groups.iter().map(move |group| (family, group)));
        let mut operations =
            groups.flat_map(|(family, group)| group.operations.iter().map(move |one| (family, group, one)));
        operations.find(|(.., operation)| operation.id == path).map(|(family, group, one)| call(family, group, one))
    }

    /// The module of a family, or that of the shared vocabulary.
    pub(super) fn module(&self, family: Option<&str>) -> String {
        let known = self.plan.families.iter().find(|known| Some(known.name.as_str()) == family);
        known.map_or_else(|| "shared".to_owned(), |family| family.module.to_string())
    }
}

fn call(family: &Family, group: &Group, operation: &Operation) -> Call {
    let ty = |ty: &RustType| ty.outside(&family.module).to_string();
    let taken = |parameter: &Parameter| parameter.argument.outside(&family.module);
    let taken_body = |body: &Body| Body { ty: body.ty.outside(&family.module), ..body.clone() }.argument();
    let needed = |parameter: &&Parameter| parameter.required && !parameter.from_client;
    let mut arguments: Vec<String> = match &operation.required {
        Some(required) => {
            let field = |parameter: &Parameter| format!("{}: {}", parameter.ident, ty(&parameter.ty));
            let fields: Vec<String> = operation.arguments().map(field).collect();
            vec![format!("{required} {{ {} }}", fields.join(", "))]
        }
        None => operation.arguments().map(|one| format!("{}: {}", one.ident, taken(one))).collect(),
    };
    let mut lines = vec![(format!("client.{}().{}()", family.module, group.module), "")];
    let mut setters: Vec<(String, &str)> = Vec::new();
    match &operation.body {
        Some(body) if body.required => arguments.push(format!("body: {}", taken_body(body))),
        Some(body) => setters.push((format!("    .body({})", taken_body(body)), "optional")),
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
