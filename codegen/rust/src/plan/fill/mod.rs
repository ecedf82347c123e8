//! Every decision about Rust, from the resolved API.

mod catalog;
mod docs;
mod lease;
mod operations;
mod package;
mod shapes;
mod strings;
mod types;
mod unions;

use specwright_language::ir::{self, Api, Credential, FamilyId};

use super::{Auth, ClientParameter, Crates, Erratum, ErrorStyle, Family, Host, Login, Name, Plan};
use crate::{mock, names};

/// Decides everything about the Rust side of the API.
pub fn plan(api: &Api) -> Plan {
    let prefix = api.name.replace('_', "-");
    let crates = Crates {
        model: Name::new(format!("{}_model", api.name)),
        client: Name::new(format!("{}_client", api.name)),
        server: Name::new(format!("{}_server", api.name)),
        prefix,
    };
    let families = (0u32..).zip(&api.families).map(|(index, family)| Family {
        name: family.name.value.clone(),
        module: Name::new(names::module(&family.name)),
        resource: Name::new(names::resource(&family.name)),
        docs: docs::text(&family.doc),
        groups: operations::groups(api, FamilyId(index)),
        types: types::modules(api, FamilyId(index)),
        shared: types::reached(api, FamilyId(index)),
        examples: mock::examples_path(&family.name),
        resources: mock::has_resources(api, FamilyId(index)).then(|| mock::resources_path(&family.name)),
    });
    let mut plan = Plan {
        families: families.collect(),
        crates,
        title: api.title.clone(),
        version: api.version.clone(),
        package: package::package(api),
        first_call: None,
        docs: docs::text(&api.doc),
        shared: types::shared(api),
        hosts: api.hosts.iter().map(host).collect(),
        auth: api.auth.iter().map(|auth| self::auth(api, auth)).collect(),
        platform_tokens: api.auth.iter().any(takes_platform_tokens),
        errata: api.errata.iter().map(erratum).collect(),
        error_catalogs: catalog::error_catalogs(api),
        regions: catalog::regions(api),
        openapi: mock::OPENAPI,
        strings: strings::samples(api),
        error_styles: api.error_styles.iter().map(|style| error_style(api, style)).collect(),
        client_parameters: api
            .client_parameters
            .iter()
            .map(|parameter| ClientParameter {
                wire: parameter.name.value.clone(),
                setter: Name::new(names::module(&parameter.name)),
                docs: docs::client_parameter(api, parameter),
                limits: shapes::text_rules(&api.limits(&parameter.ty, &parameter.constraints), false),
            })
            .collect(),
    };
    plan.first_call = package::first_call(api, &plan);
    plan
}

fn erratum(erratum: &ir::Erratum) -> Erratum {
    let line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Erratum {
        id: erratum.id.value.clone(),
        title: line(&erratum.title),
        says: erratum.says.iter().map(|says| line(says)).collect(),
        decision: line(&erratum.decision),
        evidence: line(&erratum.evidence),
        consequence: specwright_language::case::words(&format!("{:?}", erratum.consequence)),
    }
}

fn host(host: &ir::Host) -> Host {
    let (address, regional) = match &host.address {
        ir::HostAddress::Regional { template, .. } => (template.clone(), true),
        ir::HostAddress::Explicit(example) => (example.clone(), false),
    };
    let mut docs = docs::text(&host.doc);
    docs.push(String::new());
    docs.push(if regional {
        format!("Defaults to `{address}`.")
    } else {
        format!("It has to be set before an operation of this host is called: `{address}`, for example.")
    });
    docs.extend(host.parameters.iter().map(|(name, value)| {
        format!(
            "Its operations have the {} {}, unless a call is given another.",
            docs::verbatim(name),
            docs::verbatim(value)
        )
    }));
    Host {
        name: host.name.value.clone(),
        constant: Name::new(names::constant(&host.name)),
        setter: Name::new(format!("{}_endpoint", names::module(&host.name))),
        setter_docs: [
            vec![format!("Sets the base URL of the host `{}`, or several in a list.", host.name), String::new()],
            docs.clone(),
        ]
        .concat(),
        docs,
        address,
        regional,
        nulls_are_absent: host.nulls_are_absent,
        parameters: host.parameters.iter().map(|(name, value)| (name.value.clone(), value.clone())).collect(),
    }
}

/// Whether a token is one of the platform's identity service. Signatures with access keys serve in its place.
fn takes_platform_tokens(auth: &ir::Auth) -> bool {
    matches!(&auth.credential, Credential::Header(header) if header.eq_ignore_ascii_case("X-Auth-Token"))
}

fn auth(api: &Api, auth: &ir::Auth) -> Auth {
    let name = names::module(&auth.name);
    Auth {
        name: auth.name.value.clone(),
        constant: Name::new(names::constant(&auth.name)),
        setters: (auth.credential != Credential::None)
            .then(|| (Name::new(name.as_str()), Name::new(format!("{name}_credentials")))),
        docs: docs::text(&auth.doc),
        credential: auth.credential.clone(),
        login: auth.login.as_ref().map(|login| self::login(api, auth, login)),
    }
}

fn login(api: &Api, auth: &ir::Auth, login: &ir::Login) -> Login {
    let operation = api.operation(login.operation);
    let family = &api.family(operation.family).name;
    Login {
        setter: Name::new(names::account(&auth.name)),
        operation: api.operation_id(operation),
        constant: Name::new(names::constant(&operation.name)),
        family: family.value.clone(),
        module: Name::new(names::module(family)),
        name: login.name.clone(),
        password: login.password.clone(),
        token: names::pointer(&login.token),
        final_codes: login.final_codes.clone(),
    }
}

fn error_style(api: &Api, style: &ir::ErrorStyle) -> ErrorStyle {
    ErrorStyle {
        name: style.name.value.clone(),
        constant: Name::new(names::constant(&style.name)),
        docs: docs::text(&style.doc),
        code: style.code.clone().unwrap_or_default(),
        message: style.message.clone().unwrap_or_default(),
        detail: style.detail.clone(),
        request_id: style.request_id.clone(),
        rejections: style.rejection_codes().map(|(key, code)| (Name::new(names::pascal(key)), code.clone())).collect(),
        plain: style.plain_rejections().map(|(key, text)| (Name::new(names::pascal(key)), text.clone())).collect(),
        codes: catalog::codes(api, style),
    }
}
