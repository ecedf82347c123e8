//! The API as an OpenAPI document, for tools that read nothing else.
//!
//! Every named type is a component, every example a named example. What OpenAPI cannot say stands
//! in extensions with the prefix `x-spec-`.

mod behaviour;
mod catalogue;
mod schema;
mod status;

use serde_json::{Map, Value, json};

pub(crate) use self::status::phrase;
use specwright_language::ir::*;
use specwright_language::raw::AuthScheme;
use specwright_rust::names;

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 3.0.3, which most tools read.
    V30,
    /// 3.1.0, with JSON Schema proper.
    V31,
}

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// To be read: enums are open, and objects may have further fields.
    Docs,
    /// To make and check requests with: what a server takes that insists on the specification.
    Strict,
}

/// Exports the whole API.
pub(crate) fn export(api: &Api, version: Version, flavour: Flavour) -> Value {
    let export = Export { api, version, strict: flavour == Flavour::Strict };
    let mut document = Map::new();
    document.insert("openapi".into(), json!(if version == Version::V30 { "3.0.3" } else { "3.1.0" }));
    document
        .insert("info".into(), json!({ "title": api.title, "version": api.version, "description": api.doc.trim() }));
    if let Some(host) = api.hosts.first() {
        document.insert("servers".into(), export.servers(host));
    }
    document.insert("tags".into(), export.tags());
    document.insert("paths".into(), export.paths());
    document.insert("components".into(), export.components());
    document.insert("x-spec-documents".into(), export.documents());
    document.insert("x-spec-errata".into(), export.all_errata());
    if !api.permissions.is_empty() {
        document.insert("x-spec-permissions".into(), export.all_permissions());
    }
    Value::Object(document)
}

struct Export<'a> {
    api: &'a Api,
    version: Version,
    strict: bool,
}

impl Export<'_> {
    fn servers(&self, host: &Host) -> Value {
        match &host.address {
            HostAddress::Regional { template, regions } => {
                let regions: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
                let known = format!("The region; known are {}.", regions.join(", "));
                json!([{
                    "url": template,
                    "description": host.doc.trim(),
                    "variables": { "region": { "default": regions.first(), "description": known } },
                }])
            }
            HostAddress::Explicit(example) => json!([{
                "url": "{address}",
                "description": host.doc.trim(),
                "variables": { "address": { "default": example, "description": "The address of the host." } },
            }]),
        }
    }

    /// What the documents are that sources name.
    fn documents(&self) -> Value {
        let documents = self.api.documents.iter().map(|document| {
            let entry = json!({
                "title": document.title, "kind": document.kind, "date": document.date, "description": document.doc.trim(),
            });
            (document.name.value.clone(), entry)
        });
        Value::Object(documents.collect())
    }

    /// What the errata say that entries name.
    fn all_errata(&self) -> Value {
        let errata = self.api.errata.iter().map(|erratum| {
            let entry = json!({
                "title": erratum.title, "says": erratum.says, "decision": erratum.decision.trim(),
                "evidence": erratum.evidence.trim(), "consequence": erratum.consequence,
            });
            (erratum.id.value.clone(), entry)
        });
        Value::Object(errata.collect())
    }

    fn tags(&self) -> Value {
        let groups = self.api.groups.iter();
        groups.map(|group| json!({ "name": self.tag(group), "description": group.doc.trim() })).collect()
    }

    fn tag(&self, group: &Group) -> String {
        format!("{}.{}", self.api.family(group.family).name, group.name)
    }

    fn paths(&self) -> Value {
        let mut paths: Map<String, Value> = Map::new();
        for operation in &self.api.operations {
            let method = operation.route.method.as_str().to_lowercase();
            let item = paths.entry(operation.route.path.clone()).or_insert_with(|| json!({}));
            if let Value::Object(item) = item {
                item.insert(method, self.operation(operation));
            }
        }
        Value::Object(paths)
    }

    fn operation(&self, operation: &Operation) -> Value {
        let family = &self.api.family(operation.family).name;
        let mut entry = Map::new();
        let summary = operation.doc.trim().split("\n\n").next().unwrap_or_default().replace('\n', " ");
        let summary = summary.split(". ").next().unwrap_or_default().trim_end_matches('.').to_owned();
        entry.insert("operationId".into(), json!(format!("{family}_{}", operation.name)));
        entry.insert("tags".into(), json!([self.tag(self.api.group(operation.group))]));
        entry.insert("summary".into(), json!(summary));
        entry.insert("description".into(), json!(operation.doc.trim()));
        if let Some(reason) = &operation.deprecated {
            entry.insert("deprecated".into(), json!(true));
            entry.insert("x-spec-deprecated".into(), json!(reason));
        }
        let parameters: Vec<Value> =
            operation.parameters.iter().map(|parameter| self.parameter(operation, parameter)).collect();
        if !parameters.is_empty() {
            entry.insert("parameters".into(), json!(parameters));
        }
        if let Some(body) = &operation.body {
            let mut content = json!({ "schema": self.schema(&body.ty, &Constraints::default()) });
            let media = if body.multipart { "multipart/form-data" } else { "application/json" };
            // Examples show files as objects, which no form has.
            let examples = match body.multipart {
                true => Map::new(),
                false => self.examples(operation, |example| example["request"].get("body")),
            };
            if !examples.is_empty() {
                content["examples"] = json!(examples);
            }
            entry.insert("requestBody".into(), json!({ "required": body.required, "content": { media: content } }));
        }
        entry.insert("responses".into(), self.responses(operation));
        let auth = self.api.auth(operation.auth);
        let security = if auth.scheme == AuthScheme::None { json!([]) } else { json!([{ &*auth.name: [] }]) };
        entry.insert("security".into(), security);
        if operation.host.0 != 0 {
            entry.insert("servers".into(), self.servers(self.api.host(operation.host)));
        }
        entry.insert("x-spec-host".into(), json!(self.api.host(operation.host).name.value));
        entry.insert("x-spec-idempotent".into(), json!(operation.idempotent));
        self.permissions(&mut entry, operation);
        self.behaviour(&mut entry, operation);
        entry.insert("x-spec-source".into(), self.source(&operation.source));
        self.errata(&mut entry, &operation.errata);
        Value::Object(entry)
    }

    fn parameter(&self, operation: &Operation, parameter: &Parameter) -> Value {
        let (place, key) = match parameter.location {
            Location::Path => ("path", "path"),
            Location::Query => ("query", "query"),
            Location::Header => ("header", "headers"),
        };
        let mut entry = Map::new();
        entry.insert("name".into(), json!(parameter.name.value));
        entry.insert("in".into(), json!(place));
        entry.insert("required".into(), json!(parameter.required));
        entry.insert("description".into(), json!(parameter.doc.trim()));
        let mut schema = self.nullable(self.schema(&parameter.ty, &parameter.constraints), false);
        if let Some(default) = &parameter.default {
            schema.insert("default".into(), default.clone());
        }
        if matches!(parameter.ty.value, Shape::List(_)) {
            entry.insert("style".into(), json!("form"));
            entry.insert("explode".into(), json!(true));
        }
        entry.insert("schema".into(), Value::Object(schema));
        let examples = self.examples(operation, |example| {
            example["request"].get(key).and_then(|values| values.get(parameter.name.as_str()))
        });
        if !examples.is_empty() {
            entry.insert("examples".into(), json!(examples));
        }
        if parameter.slash == specwright_language::raw::Slash::Colon {
            entry.insert("x-spec-slash".into(), json!("colon"));
        }
        if let Some(own) = &parameter.source {
            entry.insert("x-spec-source".into(), self.source(own));
        }
        self.errata(&mut entry, &parameter.errata);
        Value::Object(entry)
    }

    /// The part of each example that `part` picks, as named examples.
    fn examples<'e>(
        &self,
        operation: &'e Operation,
        part: impl Fn(&'e Value) -> Option<&'e Value>,
    ) -> Map<String, Value> {
        let mut examples = Map::new();
        for example in &operation.examples {
            if let Some(value) = part(&example.value) {
                let mut entry = json!({ "summary": example.doc.trim(), "value": value });
                if let Some(own) = &example.source {
                    entry["x-spec-source"] = self.source(own);
                }
                examples.insert(example.name.value.clone(), entry);
            }
        }
        examples
    }

    fn responses(&self, operation: &Operation) -> Value {
        let response = &operation.response;
        let mut success = Map::new();
        let description = response.doc.as_deref().unwrap_or_else(|| phrase(response.status));
        success.insert("description".into(), json!(description));
        if let Some(body) = &response.body {
            let mut content = json!({ "schema": self.schema(body, &Constraints::default()) });
            let examples = self.examples(operation, |example| example["response"].get("body"));
            if !examples.is_empty() {
                content["examples"] = json!(examples);
            }
            success.insert("content".into(), json!({ "application/json": content }));
        }
        let headers = self.headers(operation);
        if !headers.is_empty() {
            success.insert("headers".into(), Value::Object(headers));
        }
        let mut responses = Map::new();
        responses.insert(response.status.to_string(), Value::Object(success));
        if let Some(conditional) = &operation.conditional {
            let description = conditional.doc.as_deref().unwrap_or_else(|| phrase(304)).trim();
            responses.insert("304".into(), json!({ "description": description }));
        }
        let style = self.api.error_style(operation.error_style);
        let error = json!({ "application/json": { "schema": reference(&error_name(style)) } });
        let mut errors = operation.errors.clone();
        errors.sort_unstable();
        for status in errors {
            responses.insert(status.to_string(), json!({ "description": phrase(status), "content": error }));
        }
        responses.insert("default".into(), json!({ "description": "Any other error.", "content": error }));
        Value::Object(responses)
    }

    /// The headers of the answer that say something.
    fn headers(&self, operation: &Operation) -> Map<String, Value> {
        let mut headers = Map::new();
        for field in operation.answer_headers(self.api) {
            let mut entry = Map::new();
            entry.insert("description".into(), json!(field.doc.trim()));
            entry.insert("schema".into(), self.schema(&field.ty, &field.constraints));
            entry.insert("x-spec-source".into(), self.source(&field.source));
            self.errata(&mut entry, &field.errata);
            headers.extend(field.header.iter().map(|name| (name.clone(), Value::Object(entry.clone()))));
        }
        if let Some(name) = operation.conditional.as_ref().and_then(|conditional| conditional.header.as_ref()) {
            let entry = json!({ "description": "Revision of the answer.", "schema": { "type": "string" } });
            headers.insert(name.clone(), entry);
        }
        headers
    }

    fn components(&self) -> Value {
        let mut schemas = Map::new();
        for ty in &self.api.types {
            schemas.insert(self.component_name(ty), self.component(ty));
        }
        for style in &self.api.error_styles {
            schemas.insert(error_name(style), self.error(style));
        }
        let mut security = Map::new();
        for auth in self.api.auth.iter().filter(|auth| auth.scheme != AuthScheme::None) {
            let mut scheme = match &auth.header {
                Some(header) => {
                    json!({ "type": "apiKey", "in": "header", "name": header, "description": auth.doc.trim() })
                }
                None => json!({ "type": "http", "scheme": "bearer", "description": auth.doc.trim() }),
            };
            if let Some(login) = &auth.login {
                scheme["x-spec-issued-by"] = json!({
                    "operation": self.api.operation_id(self.api.operation(login.operation)),
                    "name": login.name, "password": login.password, "token": login.token.join("."),
                    "final-codes": login.final_codes,
                });
            }
            security.insert(auth.name.value.clone(), scheme);
        }
        json!({ "schemas": schemas, "securitySchemes": security })
    }

    /// Types of a family carry its name, because families have types of the same name.
    fn component_name(&self, ty: &Type) -> String {
        match ty.family {
            Some(family) => format!("{}{}", names::resource(&self.api.family(family).name), ty.name),
            None => ty.name.value.clone(),
        }
    }

    fn component(&self, ty: &Type) -> Value {
        let mut schema = match &ty.kind {
            TypeKind::Struct(fields) => self.object(fields, ty.usage),
            TypeKind::Enum(enumeration) => self.enumeration(enumeration),
            TypeKind::Union(union) => self.union(union),
            TypeKind::Id(limits) => match self.schema(&Shape::String, limits) {
                Value::Object(schema) => schema,
                _ => Map::new(),
            },
        };
        schema.insert("description".into(), json!(ty.doc.trim()));
        schema.insert("x-spec-source".into(), self.source(&ty.source));
        self.errata(&mut schema, &ty.errata);
        Value::Object(schema)
    }

    fn error(&self, style: &ErrorStyle) -> Value {
        let mut properties = Map::new();
        properties.insert(style.code.clone(), self.error_code(style));
        properties.insert(style.message.clone(), json!({ "type": "string", "description": "What went wrong." }));
        if let Some(detail) = &style.detail {
            properties.insert(detail.clone(), json!({ "type": "string", "description": "Further detail." }));
        }
        if let Some(request_id) = &style.request_id {
            properties.insert(request_id.clone(), json!({ "type": "string", "description": "Id of the request." }));
        }
        let mut schema = Map::new();
        schema.insert("type".into(), json!("object"));
        schema.insert("description".into(), json!(style.doc.trim()));
        schema.insert("properties".into(), Value::Object(properties));
        self.errata(&mut schema, &style.errata);
        Value::Object(schema)
    }

    fn source(&self, source: &Source) -> Value {
        let document = self.api.documents.get(source.document).map_or("", |document| document.name.as_str());
        json!({
            "document": document, "section": source.section, "tables": source.tables, "confidence": source.confidence,
        })
    }

    fn errata(&self, entry: &mut Map<String, Value>, errata: &[ErratumId]) {
        if !errata.is_empty() {
            let ids: Vec<&str> = errata.iter().map(|id| self.api.erratum(*id).id.as_str()).collect();
            entry.insert("x-spec-errata".into(), json!(ids));
        }
    }
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn error_name(style: &ErrorStyle) -> String {
    format!("{}Error", names::resource(&style.name))
}
