//! The API and what is directly below it as definitions.

use std::collections::BTreeSet;

use super::{Definition, RECEIVED, SENT, Site, Tree};
use crate::diff::facts::{self, Facts};
use crate::words::word;
use specwright_language::ir::*;
use specwright_language::source::{FileId, Span, Spanned};

impl Tree<'_> {
    pub(super) fn root(&self) -> Definition {
        let Api {
            name,
            title,
            version,
            doc,
            crates,
            families,
            hosts,
            auth,
            error_styles,
            client_parameters,
            cited,
            documents,
            groups,
            operations,
            resources,
            types,
            errata,
            error_catalogs,
            permissions,
        } = self.api;
        // Families stand in the file that describes the API.
        let file = families.first().map_or(FileId(0), |family| family.name.span.file);
        let mut root = Definition::new(Site::Api, name, "api".to_owned(), Span { file, start: 0, end: 1 });
        root.facts.set("title", title).set("version", version).set("doc", doc).set("crates", self.crates(crates));
        let cited: BTreeSet<String> = cited.iter().map(|source| facts::source(self.api, source)).collect();
        root.facts.set("source", cited.into_iter().collect::<Vec<_>>().join("; "));
        let children = &mut root.children;
        children.extend(families.iter().map(|family| self.one_family(family)));
        children.extend((0..).map(HostId).zip(hosts).map(|(id, host)| self.host(id, host)));
        children.extend((0..).map(AuthId).zip(auth).map(|(id, auth)| self.auth(id, auth)));
        children.extend((0..).map(ErrorStyleId).zip(error_styles).map(|(id, style)| self.error_style(id, style)));
        children.extend(client_parameters.iter().map(|parameter| self.client_parameter(parameter)));
        children.extend(documents.iter().map(|document| self.document(document)));
        children.extend(groups.iter().map(|group| self.group(group)));
        children.extend(operations.iter().map(|operation| self.operation(operation)));
        children.extend(resources.iter().map(|resource| self.resource(resource)));
        children.extend(self.api.type_ids().zip(types).map(|(id, ty)| self.ty(id, ty)));
        children.extend(errata.iter().map(|erratum| self.erratum(erratum)));
        children.extend(error_catalogs.iter().map(|catalog| self.error_catalog(catalog)));
        children.extend(permissions.iter().map(|permission| self.permission(permission)));
        root
    }

    /// How the crates are published, as one fact: nothing of it is sent, or changes what programs can use.
    fn crates(&self, crates: &Crates) -> String {
        let Crates { publish, repository, license, license_file, keywords, categories, runtime, first_call } = crates;
        let Runtime { version, path, git, rev } = runtime;
        let mut facts = Facts::default();
        facts.flag("publish", publish.as_ref().is_some_and(|publish| publish.value));
        let first_call = first_call.as_ref().map(|call| self.api.operation_id(self.api.operation(call.value)));
        facts.some("repository", repository.as_ref()).some("license", license.as_ref());
        facts.some("license_file", license_file.as_ref()).some("first_call", first_call);
        for (key, words) in [("keywords", keywords), ("categories", categories)] {
            facts.list(key, words.iter().map(|word| word.value.clone()));
        }
        for (key, value) in
            [("runtime.version", version), ("runtime.path", path), ("runtime.git", git), ("runtime.rev", rev)]
        {
            facts.some(key, value.as_ref());
        }
        let text: Vec<String> = facts.without(&[]).map(|(key, value)| format!("{key}: {value}")).collect();
        if text.is_empty() { "not published".to_owned() } else { text.join("; ") }
    }

    fn one_family(&self, family: &Family) -> Definition {
        let Family { name, doc } = family;
        let mut node = self.top(Site::Family, name, "families");
        node.facts.set("doc", doc);
        node
    }

    fn host(&self, id: HostId, host: &Host) -> Definition {
        let Host { name, doc, address, parameters, nulls_are_absent } = host;
        let mut node = self.top(Site::Host, name, "hosts");
        node.reach = self.reach_of_all(|operation| operation.host == id, SENT);
        node.facts.set("doc", doc);
        node.facts.list("parameters", parameters.iter().map(|(name, value)| format!("{name} {value}")));
        node.facts.some("nulls", nulls_are_absent.then_some("absent"));
        match address {
            HostAddress::Explicit(example) => node.facts.set("address", format!("explicit {example}")),
            HostAddress::Regional { template, regions } => {
                let path = |region: &str| format!("hosts.{name}.regions.{region}");
                let region = |name: &Spanned<String>| Definition {
                    reach: node.reach.clone(),
                    ..Definition::new(Site::Region, name, path(name), name.span)
                };
                let region = regions.iter().map(region).collect::<Vec<_>>();
                node.children.extend(region);
                node.facts.set("address", format!("regional {template}"))
            }
        };
        node
    }

    fn auth(&self, id: AuthId, auth: &Auth) -> Definition {
        let Auth { name, doc, credential, login } = auth;
        let mut node = self.top(Site::Auth, name, "auth");
        node.reach = self.reach_of_all(|operation| operation.schemes().any(|accepted| accepted == id), SENT);
        node.facts.set("doc", doc).set("scheme", credential.scheme());
        match credential {
            Credential::Header(name) => node.facts.set("header", name),
            Credential::Query(name) => node.facts.set("query", name),
            Credential::Cookie(name) => node.facts.set("cookie", name),
            Credential::None | Credential::Bearer | Credential::Basic => &mut node.facts,
        };
        node.facts.some("login", login.as_ref().map(|login| self.login(login)));
        node
    }

    /// How tokens are issued for an account.
    fn login(&self, login: &Login) -> String {
        let Login { operation, name, password, token, final_codes } = login;
        let (operation, token) = (self.operation_name(*operation), token.join("."));
        let codes = final_codes.join(facts::SEPARATOR);
        format!("{operation} with {name} and {password} for {token}, final are {codes}")
    }

    fn error_style(&self, id: ErrorStyleId, style: &ErrorStyle) -> Definition {
        let ErrorStyle { name, doc, code, message, detail, request_id, rejections, plain: _, codes, errata } = style;
        let mut node = self.top(Site::ErrorStyle, name, "error_styles");
        node.reach = self.reach_of_all(|operation| operation.error_styles().any(|style| style == id), RECEIVED);
        node.facts.set("doc", doc).some("code", code.as_ref()).some("message", message.as_ref());
        node.facts.some("detail", detail.as_ref()).some("request_id", request_id.as_ref());
        facts::rejections(&mut node.facts, rejections);
        node.facts.list("rejections.plain", style.plain_rejections().map(|(key, text)| format!("{key} {text:?}")));
        let codes = codes.iter().map(|id| &self.api.error_catalog(*id).name);
        node.facts.list("codes", codes.map(|name| self.renamed(Site::ErrorCatalog, name)));
        self.errata(&mut node, errata);
        node
    }

    fn client_parameter(&self, parameter: &ClientParameter) -> Definition {
        let ClientParameter { name, ty, constraints, doc } = parameter;
        let mut node = self.top(Site::ClientParameter, name, "client_parameters");
        let has = |one: &Parameter| one.from_client && one.name.value == name.value;
        node.reach = self.reach_of_all(|operation| operation.parameters.iter().any(has), SENT);
        node.facts.set("doc", doc).set("type", self.shape(&ty.value, None));
        facts::constraints(&mut node.facts, &self.api.limits(ty, constraints));
        node
    }

    fn document(&self, document: &Document) -> Definition {
        let Document { name, title, kind, date, doc, packages, repository, releases } = document;
        let mut node = self.top(Site::Document, name, "documents");
        node.facts.set("title", title).set("kind", word(kind)).some("date", date.as_ref()).set("doc", doc);
        node.facts.list("packages", packages.values().map(|package| format!("{} {}", package.name, package.version)));
        node.facts.some("repository", repository.as_ref().map(|source| format!("{} {}", source.url, source.commit)));
        node.facts.list("releases", releases.iter().map(|release| release.value.clone()));
        node
    }

    fn group(&self, group: &Group) -> Definition {
        let Group { name, family, doc } = group;
        let path = format!("{}.{name}", self.api.family(*family).name);
        let mut node = Definition::new(Site::Group, name, format!("groups.{path}"), name.span);
        self.set_key(&mut node, *family);
        node.group = path;
        node.facts.set("doc", doc);
        node
    }

    fn erratum(&self, erratum: &Erratum) -> Definition {
        let Erratum { id, title, says, decision, evidence, consequence } = erratum;
        let mut node = self.top(Site::Erratum, id, "errata");
        node.facts.set("title", title).set("says", says.join("; ")).set("decision", decision);
        node.facts.set("evidence", evidence).set("consequence", word(consequence));
        node.errata.push(id.value.clone());
        node
    }

    fn error_catalog(&self, catalog: &ErrorCatalog) -> Definition {
        let ErrorCatalog { name, doc, source, codes, errata } = catalog;
        let mut node = self.top(Site::ErrorCatalog, name, "error_codes");
        let has =
            |style: &ErrorStyle| style.codes.iter().any(|id| self.api.error_catalog(*id).name.value == name.value);
        node.reach =
            self.reach_of_all(|operation| operation.error_styles().any(|id| has(self.api.error_style(id))), RECEIVED);
        node.facts.set("doc", doc);
        self.source(&mut node, source, None);
        self.errata(&mut node, errata);
        let code = |code: &ErrorCode| {
            let ErrorCode { name, rust_name, status, class, also, message, doc, remedy, source: own, errata } = code;
            let mut child = node.inner(Site::ErrorCode, name, name.span);
            child.facts.set("rust_name", rust_name).set("status", status).some("class", class.as_ref().map(word));
            let also = also.iter().map(|(status, class)| format!("{status} ({})", word(class))).collect::<Vec<_>>();
            child.facts.some("also", (!also.is_empty()).then(|| also.join(", ")));
            child.facts.set("message", message).set("doc", doc).some("remedy", remedy.as_ref());
            self.source(&mut child, own.as_ref().unwrap_or(source), Some(source));
            self.errata(&mut child, errata);
            child
        };
        node.children = codes.iter().map(code).collect();
        node
    }

    fn permission(&self, permission: &Permission) -> Definition {
        let Permission { name, doc, source } = permission;
        let mut node = self.top(Site::Permission, name, "permissions");
        node.facts.set("doc", doc);
        self.source(&mut node, source, None);
        node
    }
}
