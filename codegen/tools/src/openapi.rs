//! The API as an OpenAPI document, for tools that read nothing else.
//!
//! Every named type is a component, every example a named example. What OpenAPI cannot express is
//! in extensions with the prefix `x-spec-`.

mod behavior;
mod catalog;
mod entry;
mod examples;
mod flavor;
mod links;
mod names;
mod portable;
mod schema;
mod servers;
mod status;
mod summary;
mod unions;
mod unused;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

pub use self::flavor::{Flavor, Portable, Unions, Version, Without};
pub(crate) use self::status::phrase;
use entry::Entry;
use names::Names;
use specwright_language::ir::*;
use specwright_language::raw::{ParameterStyle, Slash};
use specwright_language::variants::Kinds;

/// Exports the API: all of it, or what one host serves.
pub(crate) fn export(api: &Api, flavor: &Flavor, host: Option<HostId>) -> Value {
    let export = Export { api, flavor, host, names: Names::of(api) };
    let mut document = export.document().into();
    if let Flavor::Portable(portable) = flavor {
        portable::rewrite(&mut document, portable);
    }
    unused::remove(&mut document);
    document
}

/// Exports what each host serves, by name of the host. Hosts without operations have no document.
pub(crate) fn per_host(api: &Api, flavor: &Flavor) -> BTreeMap<String, Value> {
    let ids: BTreeSet<HostId> = api.operations.iter().map(|operation| operation.host).collect();
    ids.into_iter().map(|id| (api.host(id).name.value.clone(), export(api, flavor, Some(id)))).collect()
}

struct Export<'a> {
    api: &'a Api,
    flavor: &'a Flavor,
    /// The only host. `None`: all hosts.
    host: Option<HostId>,
    names: Names<'a>,
}

impl<'a> Export<'a> {
    fn version(&self) -> Version {
        self.flavor.version()
    }

    fn strict(&self) -> bool {
        matches!(self.flavor, Flavor::Strict(_))
    }

    fn operations(&self) -> impl Iterator<Item = &'a Operation> + use<'a> {
        let host = self.host;
        self.api.operations.iter().filter(move |operation| host.is_none_or(|host| operation.host == host))
    }

    fn document(&self) -> Entry {
        let servers = self.main_host().map(|host| self.servers(self.api.host(host)));
        Entry::default()
            .set("openapi", if self.version() == Version::V30 { "3.0.3" } else { "3.1.0" })
            .put("info", self.info())
            .filled("servers", servers)
            .put("tags", self.tags())
            .put("paths", self.paths())
            .put("components", self.components())
            .put("x-spec-documents", self.documents())
            .put("x-spec-errata", self.all_errata())
            .filled("x-spec-permissions", self.all_permissions())
    }

    fn info(&self) -> Entry {
        let api = self.api;
        let host = self.host.map(|host| api.host(host));
        let title = host.map_or_else(|| api.title.clone(), |host| format!("{}: {}", api.title, host.name.value));
        let license = api.crates.license.as_ref().map(|license| {
            let identifier = (self.version() == Version::V31).then_some(&license.value);
            Entry::default().set("name", &license.value).set("identifier", identifier)
        });
        Entry::default()
            .set("title", title)
            .set("version", &api.version)
            .set("description", host.map_or_else(|| api.doc.trim(), |host| host.doc.trim()))
            .filled("license", license)
    }

    /// What the documents are that sources name.
    fn documents(&self) -> Map<String, Value> {
        let documents = self.api.documents.iter().map(|document| {
            let mut entry = json!({
                "title": document.title, "kind": document.kind, "date": document.date, "description": document.doc.trim(),
            });
            if !document.releases.is_empty() {
                entry["releases"] = document.releases.iter().map(|release| json!(release.value)).collect();
            }
            (document.name.value.clone(), entry)
        });
        documents.collect()
    }

    /// What the errata say that entries name.
    fn all_errata(&self) -> Map<String, Value> {
        let errata = self.api.errata.iter().map(|erratum| {
            let entry = json!({
                "title": erratum.title, "says": erratum.says, "decision": erratum.decision.trim(),
                "evidence": erratum.evidence.trim(), "consequence": erratum.consequence,
            });
            (erratum.id.value.clone(), entry)
        });
        errata.collect()
    }

    fn tags(&self) -> Value {
        let used: BTreeSet<GroupId> = self.operations().map(|operation| operation.group).collect();
        let groups = self.api.groups.iter().zip(0..).filter(|(_, id)| used.contains(&GroupId(*id)));
        groups.map(|(group, _)| json!({ "name": self.tag(group), "description": group.doc.trim() })).collect()
    }

    fn tag(&self, group: &Group) -> String {
        format!("{}.{}", self.api.family(group.family).name, group.name)
    }

    fn paths(&self) -> Map<String, Value> {
        let mut paths: Map<String, Value> = Map::new();
        for operation in self.operations() {
            // Before OpenAPI 3.2, it is an extension.
            let method = match operation.route.method {
                Method::Query => "x-query".to_owned(),
                method => method.as_str().to_lowercase(),
            };
            let item = paths.entry(self.names.path(operation)).or_insert_with(|| json!({}));
            item[method] = self.operation(operation).into();
        }
        paths
    }

    fn operation(&self, operation: &Operation) -> Entry {
        let elsewhere = self.elsewhere(operation).map(|sentence| format!("\n\n{sentence}")).unwrap_or_default();
        let description = operation.doc.trim().to_owned() + &elsewhere;
        let parameters = operation.parameters.iter().map(|parameter| self.parameter(operation, parameter).into());
        let host = self.api.host(operation.host);
        let entry = Entry::default()
            .set("operationId", self.names.operation(operation))
            .set("tags", [self.tag(self.api.group(operation.group))])
            .set("summary", summary::of(&operation.doc))
            .set("description", description)
            .set("deprecated", operation.deprecated.as_ref().map(|_| true))
            .set("x-spec-deprecated", &operation.deprecated)
            .filled("parameters", parameters.collect::<Vec<Value>>())
            .filled("requestBody", operation.body.as_ref().map(|body| self.body(operation, body)))
            .put("responses", self.responses(operation))
            .put("security", self.security(operation))
            .filled("servers", self.own_servers(operation))
            .set("x-spec-host", &host.name.value)
            .set("x-spec-idempotent", operation.idempotent)
            .filled(
                "x-spec-idempotent-without",
                operation.idempotent_without.iter().map(|field| json!(field.value)).collect::<Vec<_>>(),
            )
            .filled("x-spec-permissions", self.permissions(operation));
        self.released(self.behavior(entry, operation), Some(&operation.source))
            .put("x-spec-source", self.source(&operation.source))
            .filled("x-spec-statuses-source", operation.statuses_source.as_ref().map(|own| self.source(own)))
            .filled("x-spec-errata", self.errata(&operation.errata))
    }

    fn body(&self, operation: &Operation, body: &Body) -> Value {
        let examples = match body.media.encoding {
            // Examples show files as objects, which is not how they are sent.
            BodyEncoding::Multipart | BodyEncoding::Bytes => Map::new(),
            BodyEncoding::Json | BodyEncoding::Form | BodyEncoding::Text | BodyEncoding::Events => {
                self.examples(operation, |example| Some(self.fitted(&body.ty, example["request"].get("body")?)))
            }
        };
        let content = self.content(&body.ty, examples).filled("encoding", self.encodings(body));
        let content = Entry::default().put(&body.media.name, content);
        Entry::default().set("required", body.required).put("content", content).into()
    }

    /// How the objects in a URL-encoded form are sent. Lists are repeated, which is the default.
    fn encodings(&self, body: &Body) -> Map<String, Value> {
        let is_form = body.media.encoding == BodyEncoding::Form;
        let fields = self.api.as_struct(&body.ty).filter(|_| is_form).unwrap_or_default();
        let is_object = |field: &&Field| match &field.ty.value {
            Shape::Map(_) => true,
            named @ Shape::Named(_) => Kinds::of_shape(self.api, named).meets(Kinds::OBJECT),
            _ => false,
        };
        let deep = json!({ "style": "deepObject", "explode": true });
        fields.iter().filter(is_object).map(|field| (field.name.value.clone(), deep.clone())).collect()
    }

    fn content(&self, shape: &Shape, examples: Map<String, Value>) -> Entry {
        Entry::default().put("schema", self.schema(shape, &Constraints::default())).filled("examples", examples)
    }

    fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Entry {
        let key = parameter.location.key();
        let place = match parameter.location {
            Location::Header => "header",
            Location::Cookie => "cookie",
            Location::Path | Location::Query => key,
        };
        let style = schema::style(parameter);
        let is_json = parameter.style == Some(ParameterStyle::Json);
        let schema = self.parameter_schema(parameter);
        // A value that requests must have, with or without a usual one.
        let usual = parameter.default.as_ref().filter(|_| parameter.required);
        let mut described = Entry::default().set("description", parameter.doc.trim()).0;
        if let Some(usual) = usual {
            portable::tell(&mut described, &format!("The usual value here is {}.", portable::shown(usual)));
        }
        let examples = self.examples(operation, |example| {
            example["request"].get(key).and_then(|values| values.get(parameter.name.as_str())).cloned()
        });
        let entry = Entry::default()
            .set("name", self.names.parameter(operation, parameter.location, &parameter.name))
            .set("in", place)
            .set("required", parameter.required)
            .filled("description", described.remove("description"))
            .set("style", style.map(|(style, _)| style))
            .set("explode", style.map(|(_, explode)| explode))
            .set(
                "allowEmptyValue",
                (parameter.empty_is_absent && parameter.location == Location::Query).then_some(true),
            )
            .set("content", is_json.then(|| json!({ Media::JSON: { "schema": &schema } })))
            .set("schema", (!is_json).then_some(schema))
            .filled("examples", examples)
            .set("x-spec-default", usual)
            .filled("x-spec-required-when", parameter.required_when.iter().map(schema::demand).collect::<Map<_, _>>())
            .set("x-spec-empty", parameter.empty_is_absent.then_some("absent"))
            .set("x-spec-slash", (parameter.slash == Slash::Colon).then_some("colon"));
        self.released(entry, parameter.source.as_ref())
            .filled("x-spec-source", parameter.source.as_ref().map(|own| self.source(own)))
            .filled("x-spec-errata", self.errata(&parameter.errata))
    }

    fn responses(&self, operation: &Operation) -> Map<String, Value> {
        let response = &operation.response;
        let content = self.response_content(operation, response.status);
        let success = Entry::default()
            .set("description", response.doc.as_deref().unwrap_or_else(|| phrase(response.status)))
            .filled("content", content.clone())
            .filled("headers", self.headers(operation));
        let success = self.with_links(success, operation);
        let mut responses = Entry::default().put(&response.status.to_string(), success);
        for other in &operation.other_successes {
            let content = match operation.outcome(self.api) {
                Some(_) => self.response_content(operation, other.status),
                None => content.clone().filter(|_| other.has_body),
            };
            let success = Entry::default()
                .set("description", other.doc.as_deref().unwrap_or_else(|| phrase(other.status)))
                .filled("content", content);
            responses = responses.put(&other.status.to_string(), success);
        }
        if let Some(conditional) = &operation.conditional {
            let description = conditional.doc.as_deref().unwrap_or_else(|| phrase(304)).trim();
            responses = responses.put("304", json!({ "description": description }));
        }
        let styles = operation.error_styles().map(|id| reference(self.names.error(self.api.error_style(id))));
        // Generators of clients expect one type.
        let styles: Vec<Value> = styles.take(if self.flavor.portable().is_some() { 1 } else { usize::MAX }).collect();
        let schema = if let [only] = styles.as_slice() { only.clone() } else { json!({ "anyOf": styles }) };
        let error = json!({ "application/json": { "schema": schema } });
        let mut errors = operation.errors.clone();
        errors.sort_unstable();
        for status in errors {
            let answer = json!({ "description": phrase(status), "content": error });
            responses = responses.put(&status.to_string(), answer);
        }
        // Generators use statuses as names and numbers. `default` says the same.
        let ranges = self.flavor.portable().is_none_or(|of| of.without.contains(&Without::DefaultResponses));
        if ranges && !responses.0.keys().any(|status| status.starts_with('4')) {
            responses = responses.put("4XX", json!({ "description": "Any client error.", "content": error }));
        }
        responses.put("default", json!({ "description": "Any other error.", "content": error })).0
    }

    /// Returns the body of a successful response.
    fn response_content(&self, operation: &Operation, status: u16) -> Option<Entry> {
        // The messages of a stream are no content of the response: `x-spec-stream` has them.
        let body = operation.body_of(self.api, status).filter(|_| operation.stream.is_none())?;
        if let (Shape::List(event), true) = (&body.value, operation.response.media.is_events()) {
            return Some(Entry::default().put(&operation.response.media.name, self.events(operation, event)));
        }
        let several = operation.outcome(self.api).is_some();
        let of_status = |response: &Value| !several || response["status"] == status;
        let examples = match operation.response.media.encoding {
            BodyEncoding::Bytes => Map::new(),
            _ => self.examples(operation, |example| {
                let response = Some(&example["response"]).filter(|response| of_status(response))?;
                Some(self.fitted(body, response.get("body")?))
            }),
        };
        Some(Entry::default().put(&operation.response.media.name, self.content(body, examples)))
    }

    /// Returns the content of a stream of events: the schema of one of them.
    fn events(&self, operation: &Operation, event: &Shape) -> Entry {
        let schema = match self.flavor.portable() {
            // Generators of clients read the whole response as a value.
            Some(_) => json!({ "type": "string" }),
            None => self.schema(event, &Constraints::default()),
        };
        let entry = Entry::default().put("schema", schema).set("x-spec-events", true);
        entry.set("x-spec-end", operation.response.end.as_ref())
    }

    /// Returns the response headers with a meaning.
    fn headers(&self, operation: &Operation) -> Map<String, Value> {
        let mut headers = Map::new();
        for field in operation.response_headers(self.api) {
            let entry = Entry::default()
                .set("description", field.doc.trim())
                .put("schema", self.schema(&field.ty, &field.constraints))
                .set("x-spec-empty", field.empty_is_absent.then_some("absent"));
            let entry = self
                .released(entry, Some(&field.source))
                .put("x-spec-source", self.source(&field.source))
                .filled("x-spec-errata", self.errata(&field.errata));
            headers.extend(field.header.clone().map(|name| (name, entry.into())));
        }
        let revision = operation.conditional.as_ref().and_then(|conditional| conditional.header.clone());
        let entry = || json!({ "description": "Revision of the response.", "schema": { "type": "string" } });
        headers.extend(revision.map(|name| (name, entry())));
        headers
    }

    fn components(&self) -> Value {
        // The body of each status is in its response.
        let is_written = |ty: &&Type| !matches!(&ty.kind, TypeKind::Shaped(union) if union.is_outcome());
        let types = self.api.types.iter().filter(is_written);
        let types = types.map(|ty| (self.names.ty(ty).to_owned(), self.component(ty).into()));
        let errors =
            self.api.error_styles.iter().map(|style| (self.names.error(style).to_owned(), self.error(style).into()));
        let used: BTreeSet<AuthId> = self.operations().flat_map(Operation::schemes).collect();
        let schemes = self.api.auth.iter().zip(0..).filter(|(_, id)| used.contains(&AuthId(*id)));
        let schemes = schemes.map(|(auth, _)| auth).filter(|auth| auth.credential != Credential::None);
        let schemes = schemes.map(|auth| (auth.name.value.clone(), self.scheme(auth).into()));
        let split = self.flavor.portable().is_some_and(|portable| portable.unions == Unions::OneOf);
        let variants = split.then(|| self.variants()).into_iter().flatten();
        Entry::default()
            .put("schemas", types.chain(errors).chain(variants).collect::<Map<_, _>>())
            .put("securitySchemes", schemes.collect::<Map<_, _>>())
            .into()
    }

    /// The schemes of which a request uses one. An empty one makes the others optional.
    fn security(&self, operation: &Operation) -> Value {
        let accepted: Vec<&Auth> = operation.schemes().map(|id| self.api.auth(id)).collect();
        if accepted.iter().all(|auth| auth.credential == Credential::None) {
            return json!([]);
        }
        let requirement = |auth: &&Auth| match auth.credential {
            Credential::None => json!({}),
            _ => json!({ &*auth.name: [] }),
        };
        accepted.iter().map(requirement).collect()
    }

    fn scheme(&self, auth: &Auth) -> Entry {
        let key =
            |place: &str, name: &String| Entry::default().set("type", "apiKey").set("in", place).set("name", name);
        let scheme = match &auth.credential {
            Credential::Header(name) => key("header", name),
            Credential::Query(name) => key("query", name),
            Credential::Cookie(name) => key("cookie", name),
            Credential::Basic => Entry::default().set("type", "http").set("scheme", "basic"),
            Credential::Bearer | Credential::None => Entry::default().set("type", "http").set("scheme", "bearer"),
        };
        let login = auth.login.as_ref().map(|login| {
            json!({
                "operation": self.api.operation_id(self.api.operation(login.operation)),
                "name": login.name, "password": login.password, "token": login.token.join("."),
                "final-codes": login.final_codes,
            })
        });
        scheme.set("description", auth.doc.trim()).filled("x-spec-issued-by", login)
    }

    fn component(&self, ty: &Type) -> Entry {
        let schema = match &ty.kind {
            TypeKind::Struct(_) => self.object(ty),
            TypeKind::Enum(enumeration) => self.enumeration(enumeration),
            TypeKind::Union(union) => self.union(ty, union),
            TypeKind::Shaped(union) => self.shaped(union),
            TypeKind::Id(limits) => self.schema(&Shape::String, limits).into(),
        };
        let told = schema.0.get("description").and_then(Value::as_str).map(|told| format!("\n\n{told}"));
        let description = ty.doc.trim().to_owned() + told.as_deref().unwrap_or_default();
        let entry = schema.set("description", description).set("x-spec-pair", ty.pair.as_deref());
        self.released(entry, Some(&ty.source))
            .put("x-spec-source", self.source(&ty.source))
            .filled("x-spec-errata", self.errata(&ty.errata))
    }

    fn error(&self, style: &ErrorStyle) -> Entry {
        let text = |what: &str| json!({ "type": "string", "description": what });
        let fields = [
            (&style.code, self.error_code(style)),
            (&style.message, text("What went wrong.")),
            (&style.detail, text("Further detail.")),
            (&style.request_id, text("Id of the request.")),
        ];
        let mut properties = Map::new();
        for (path, schema) in fields {
            let Some(path) = path else { continue };
            let steps: Vec<&str> = path.split('.').collect();
            property(&mut properties, &steps, schema);
        }
        Entry::default()
            .set("type", "object")
            .set("description", style.doc.trim())
            .put("properties", properties)
            .filled(
                "x-spec-plain",
                style.plain_rejections().map(|(key, text)| (key.to_owned(), json!(text))).collect::<Map<_, _>>(),
            )
            .filled("x-spec-errata", self.errata(&style.errata))
    }

    fn source(&self, source: &Source) -> Value {
        json!({
            "document": self.document_id(source.document), "section": source.section, "tables": source.tables,
            "confidence": source.confidence,
        })
    }

    fn document_id(&self, index: usize) -> &str {
        self.api.documents.get(index).map_or("", |document| document.name.as_str())
    }

    /// Adds the releases that have an entry, by document.
    fn released(&self, entry: Entry, source: Option<&Source>) -> Entry {
        let releases = || source.iter().flat_map(|source| &source.releases);
        let name = |one: &Releases| self.document_id(one.document).to_owned();
        let since = releases().filter_map(|one| Some((name(one), json!(one.since.as_ref()?.value))));
        let until = releases().filter_map(|one| Some((name(one), json!(one.until.as_ref()?.value))));
        let entry = entry.filled("x-spec-since", since.collect::<Map<_, _>>());
        entry.filled("x-spec-until", until.collect::<Map<_, _>>())
    }

    fn errata(&self, errata: &[ErratumId]) -> Value {
        errata.iter().map(|id| self.api.erratum(*id).id.as_str()).collect()
    }
}

/// Adds a property inside of others. A step that ends with `[]` is a list.
fn property(properties: &mut Map<String, Value>, steps: &[&str], schema: Value) {
    let [step, rest @ ..] = steps else { return };
    let (name, is_list) = step.strip_suffix("[]").map_or((*step, false), |name| (name, true));
    if rest.is_empty() {
        properties.insert(name.to_owned(), if is_list { json!({ "type": "array", "items": schema }) } else { schema });
        return;
    }
    let object = || json!({ "type": "object", "properties": {} });
    let outer = properties.entry(name.to_owned()).or_insert_with(|| match is_list {
        true => json!({ "type": "array", "items": object() }),
        false => object(),
    });
    let inner = if is_list { &mut outer["items"]["properties"] } else { &mut outer["properties"] };
    if let Value::Object(inner) = inner {
        property(inner, rest, schema);
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
