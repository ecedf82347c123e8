//! The packages of the crates, and the operation on their front pages.

use specwright_language::ir::{self, Api};
use specwright_language::source::Spanned;

use crate::names;
use crate::plan::{FirstCall, Operation, Package, Plan, Runtime};

pub(super) fn package(api: &Api) -> Package {
    let ir::Crates { publish, repository, license, license_file, keywords, categories, runtime, first_call: _ } =
        &api.crates;
    let text = |value: &Option<Spanned<String>>| value.as_ref().map(|value| value.value.clone());
    let words = |list: &[Spanned<String>]| list.iter().map(|word| word.value.clone()).collect();
    let license = text(license);
    Package {
        publish: publish.as_ref().is_some_and(|publish| publish.value),
        repository: text(repository),
        licenses: license.as_deref().and_then(names::licenses).unwrap_or_default(),
        license,
        license_file: text(license_file),
        keywords: words(keywords),
        categories: words(categories),
        runtime: Runtime {
            version: text(&runtime.version).unwrap_or_else(|| names::RUNTIME_VERSION.to_owned()),
            place: [("path", &runtime.path), ("git", &runtime.git), ("rev", &runtime.rev)]
                .into_iter()
                .filter_map(|(key, value)| Some((key, text(value)?)))
                .collect(),
        },
    }
}

/// The operation that the specification names, or else the first one that takes no arguments and is not deprecated.
pub(super) fn first_call(api: &Api, plan: &Plan) -> Option<FirstCall> {
    let chosen = api.crates.first_call.as_ref().map(|call| api.operation_id(api.operation(call.value)));
    let suits = |operation: &&Operation| match &chosen {
        Some(id) => operation.id == *id,
        None => operation.body.is_none() && operation.arguments().next().is_none() && operation.deprecated.is_none(),
    };
    let mut groups = plan.families.iter().flat_map(|family| family.groups.iter().map(move |group| (family, group)));
    let (family, group, operation) =
        groups.find_map(|(family, group)| Some((family, group, group.operations.iter().find(suits)?)))?;
    Some(FirstCall {
        family: family.module.clone(),
        group: group.module.clone(),
        resource: group.resource.clone(),
        method: operation.method.clone(),
        constant: operation.constant.clone(),
        setup: setup(plan, operation),
    })
}

/// What the builder of the client needs for an operation.
fn setup(plan: &Plan, operation: &Operation) -> Vec<String> {
    let host = plan.hosts.iter().find(|host| host.constant == operation.host);
    let address = host.map(|host| match host.regional {
        true => ".region(\"…\")".to_owned(),
        false => format!(".{}(\"{}\")", host.setter, host.address),
    });
    let parameters = plan.client_parameters.iter().map(|parameter| format!(".{}(\"…\")", parameter.setter));
    let auth = plan.auth.iter().filter(|auth| auth.constant == operation.auth);
    let token =
        auth.filter_map(|auth| auth.setters.as_ref().map(|(token, _)| format!(".{token}({})", auth.arguments("…"))));
    address.into_iter().chain(parameters).chain(token).collect()
}
