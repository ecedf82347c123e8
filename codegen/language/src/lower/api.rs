//! What `api.yaml` says: families, hosts, authentication, errors; and `sources.yaml`: documents.

use super::limits::Written;
use super::{List, Lower, entries, spanned, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::load::{Files, Loaded};
use crate::raw;
use crate::source::Spanned;
use crate::yaml::Node;

/// What `api.yaml` says of the API itself.
pub(super) fn shell(files: &Files) -> Api {
    let raw = &files.api.raw;
    Api {
        name: raw.name.clone(),
        title: raw.title.clone(),
        version: raw.version.clone(),
        doc: raw.doc.clone(),
        ..Api::default()
    }
}

impl Lower<'_> {
    pub(super) fn api_file(&mut self) {
        let Loaded { raw, node, .. } = &self.files.api;
        self.snake_case(&Spanned::new(raw.name.clone(), value_span(node, "name")), "the name of the API");
        let numbers: Vec<&str> = raw.version.split('.').collect();
        if numbers.len() != 3 || !numbers.iter().all(|number| number.parse::<u32>().is_ok()) {
            let message = format!("`{}` is not a version", raw.version);
            self.report(Rule::BAD_VERSION, value_span(node, "version"), message, "expected three numbers: `0.1.0`");
        }
        for (name, family, _) in entries(&raw.families, node, "families") {
            self.snake_case(&name, "a family");
            self.api.families.push(Family { name, doc: family.doc.clone() });
        }
        self.crates();
        self.documents();
        for (name, parameter, entry) in entries(&raw.client_parameters, node, "client_parameters") {
            self.snake_case(&name, "a client parameter");
            self.own_source(parameter.source.as_ref(), entry);
            // Types are known later.
            let ty = Spanned::new(Shape::String, name.span);
            let (doc, constraints) = (parameter.doc.clone(), Constraints::default());
            self.api.client_parameters.push(ClientParameter { name, ty, constraints, doc });
        }
        for (name, host, entry) in entries(&raw.hosts, node, "hosts") {
            self.snake_case(&name, "a host");
            self.own_source(host.source.as_ref(), entry);
            let address = self.address(host, &name, &entry.value);
            let parameters = self.host_parameters(host, &entry.value);
            let nulls_are_absent = host.nulls == Some(raw::Nulls::Absent);
            self.api.hosts.push(Host { name, doc: host.doc.clone(), address, parameters, nulls_are_absent });
        }
        for (name, auth, entry) in entries(&raw.auth, node, "auth") {
            self.snake_case(&name, "an authentication scheme");
            self.own_source(auth.source.as_ref(), entry);
            let credential = self.credential(auth, &name, &entry.value);
            self.api.auth.push(Auth { name, doc: auth.doc.clone(), credential, login: None });
        }
        self.error_styles();
    }

    /// Gives client parameters their types and limits, once types are allocated.
    pub(super) fn client_parameter_types(&mut self) {
        let Loaded { raw, node, .. } = &self.files.api;
        let entries = entries(&raw.client_parameters, node, "client_parameters");
        for (index, (name, parameter, entry)) in entries.into_iter().enumerate() {
            let ty = match &parameter.ty {
                Some(ty) => self.shape(ty, value_span(&entry.value, "type"), None),
                None => Spanned::new(Shape::String, name.span),
            };
            if !self.api.is_text(&ty) && !self.unresolved(&ty) {
                let message = format!("`{name}` is neither a string nor an id");
                let diagnostic =
                    Diagnostic::new(Rule::BAD_PARAMETER, ty.span, message).label("not for a client parameter");
                self.sink.push(diagnostic.help("write `string`, or an id type of the shared vocabulary"));
                continue;
            }
            let constraints = self.limits(&Written::from(parameter), &ty, &entry.value);
            if let Some(known) = self.api.client_parameters.get_mut(index) {
                (known.ty, known.constraints) = (ty, constraints);
            }
        }
    }

    fn crates(&mut self) {
        let raw = &self.files.api.raw.crates;
        let Some(node) = self.files.api.node.get("crates") else { return };
        let words = |list: &[String], key: &str| {
            let items = node.get(key).map_or(&[][..], Node::items);
            list.iter().zip(items).map(|(word, item)| Spanned::new(word.clone(), item.span)).collect()
        };
        let runtime = node.get("runtime").unwrap_or(node);
        self.api.crates = Crates {
            publish: node.get("publish").map(|value| Spanned::new(raw.publish, value.span)),
            repository: spanned(&raw.repository, node, "repository"),
            license: spanned(&raw.license, node, "license"),
            license_file: spanned(&raw.license_file, node, "license_file"),
            keywords: words(&raw.keywords, "keywords"),
            categories: words(&raw.categories, "categories"),
            runtime: Runtime {
                version: spanned(&raw.runtime.version, runtime, "version"),
                path: spanned(&raw.runtime.path, runtime, "path"),
                git: spanned(&raw.runtime.git, runtime, "git"),
                rev: spanned(&raw.runtime.rev, runtime, "rev"),
            },
            // Operations are known later.
            first_call: None,
        };
    }

    fn documents(&mut self) {
        let Loaded { raw, node, .. } = &self.files.sources;
        for (name, document, entry) in entries(&raw.documents, node, "documents") {
            self.snake_case(&name, "a document");
            let releases = self.releases_of(document, &entry.value);
            self.api.documents.push(Document {
                name,
                title: document.title.clone(),
                kind: document.kind,
                date: document.date.clone(),
                doc: document.doc.clone(),
                packages: document.packages.clone(),
                repository: document.repository.clone(),
                releases,
            });
        }
    }

    fn error_styles(&mut self) {
        let Loaded { raw, node, .. } = &self.files.api;
        for (name, style, entry) in entries(&raw.error_styles, node, "error_styles") {
            self.snake_case(&name, "an error style");
            self.own_source(style.source.as_ref(), entry);
            let errata = self.errata_of(&entry.value);
            self.error_paths(style, &name, &entry.value);
            self.api.error_styles.push(ErrorStyle {
                name,
                doc: style.doc.clone(),
                code: style.code.clone(),
                message: style.message.clone(),
                detail: style.detail.clone(),
                request_id: style.request_id.clone(),
                rejections: style.rejections.clone(),
                plain: style.plain.clone(),
                codes: Vec::new(),
                errata,
            });
        }
    }

    /// Checks that an error body says something, and where.
    fn error_paths(&mut self, style: &raw::ErrorStyle, name: &Spanned<String>, node: &Node) {
        if style.code.is_none() && style.message.is_none() {
            let message = format!("`{name}` has neither a code nor a message");
            let diagnostic = Diagnostic::new(Rule::BAD_ERROR_STYLE, name.span, message).label("tells nothing");
            self.sink.push(diagnostic.help("name the field with the message under `message`"));
        }
        let paths = [
            ("code", &style.code),
            ("message", &style.message),
            ("detail", &style.detail),
            ("request_id", &style.request_id),
        ];
        for (key, path) in paths {
            let Some(path) = path else { continue };
            if path.split('.').any(|step| step.strip_suffix("[]").unwrap_or(step).is_empty()) {
                let message = format!("`{path}` is not the path of a field");
                self.report(
                    Rule::BAD_ERROR_STYLE,
                    value_span(node, key),
                    message,
                    "expected names with dots between them",
                );
            }
        }
    }

    /// The address of a host. A host whose address is wrong exists all the same, so that operations
    /// can refer to it.
    fn address(&mut self, host: &raw::Host, name: &Spanned<String>, node: &Node) -> HostAddress {
        let fault = |span, message: String| Diagnostic::new(Rule::BAD_HOST, span, message);
        match (&host.regional, &host.explicit) {
            (Some(template), None) => {
                if !template.contains("{region}") {
                    let message = format!("the address of the host `{name}` is the same for all regions");
                    self.sink.push(
                        fault(value_span(node, "regional"), message).label("no `{region}` in it").help(
                            "put `{region}` in the place of the region, or write `explicit` instead of `regional`",
                        ),
                    );
                }
                if host.regions.is_empty() {
                    let message = format!("the host `{name}` is found by region, but no region is known");
                    let diagnostic = fault(name.span, message).label("`regions` is missing");
                    let title = "list the known regions";
                    self.sink.push(self.add_lines(diagnostic, title, name.span, node, "regions: [...]"));
                }
                HostAddress::Regional { template: template.clone(), regions: self.regions(name, node) }
            }
            (None, Some(example)) => HostAddress::Explicit(example.clone()),
            (Some(_), Some(example)) => {
                let key = |key| node.entry(key).map_or(name.span, |entry| entry.key_span);
                let message = format!("the host `{name}` is both found by region and known only to the caller");
                self.sink.push(
                    fault(key("explicit"), message)
                        .label("this key")
                        .also(key("regional"), "and this one")
                        .help("keep one of the two"),
                );
                HostAddress::Explicit(example.clone())
            }
            (None, None) => {
                let lines = "regional: https://...{region}...\nregions: [...]";
                let diagnostic = fault(name.span, format!("the host `{name}` has no address"))
                    .label("`regional` or `explicit` is missing");
                let title = "if it is found by region, write";
                self.sink.push(self.add_lines(diagnostic, title, name.span, node, lines));
                HostAddress::Explicit(String::new())
            }
        }
    }

    /// The client parameters that have a value of their own at a host.
    fn host_parameters(&mut self, host: &raw::Host, node: &Node) -> Vec<(Spanned<String>, String)> {
        let mut parameters = Vec::new();
        for (name, value, _) in entries(&host.parameters, node, "parameters") {
            if self.reference(List::ClientParameters, &name).is_some() {
                parameters.push((name, value.clone()));
            }
        }
        parameters
    }

    /// The regions of a host that can stand in its address.
    fn regions(&mut self, host: &Spanned<String>, node: &Node) -> Vec<Spanned<String>> {
        let mut regions: Vec<Spanned<String>> = Vec::new();
        for item in node.get("regions").map_or(&[][..], Node::items) {
            let Some(region) = item.text() else { continue };
            let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let sound = region.chars().all(inner) && !region.starts_with('-') && !region.ends_with('-');
            if region.is_empty() || !sound {
                let message = format!("the region `{region}` cannot be part of an address");
                self.report(Rule::BAD_HOST, item.span, message, "expected letters, digits and inner hyphens");
            } else if let Some(first) = regions.iter().find(|first| first.value == region) {
                let message = format!("`{host}` has the region `{region}` twice");
                self.sink.push(Diagnostic::again(Rule::BAD_HOST, item.span, message, first.span));
            } else {
                regions.push(Spanned::new(region.to_owned(), item.span));
            }
        }
        regions
    }
}
