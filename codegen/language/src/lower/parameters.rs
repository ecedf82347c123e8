//! Parameters in the path, the query, headers and cookies.

use serde_json::Value;

use super::limits::Written;
use super::{Common, Lower, entries, requirements, spanned, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::{self, ParameterStyle, Presence};
use crate::source::Spanned;
use crate::yaml::{self, Entry, Node};

/// Keys of what has several values, or may be absent.
const BESIDE_NO_VALUE: [&str; 7] = ["presence", "default", "required_when", "empty", "separator", "style", "rust_name"];

impl Lower<'_> {
    /// The parameters of an operation: of the path, the query, headers, and cookies.
    pub(super) fn parameters(
        &mut self,
        route: Option<&Route>,
        raw: &raw::Operation,
        operation: &Entry,
        source: &Source,
        host: Option<HostId>,
        common: &mut Common<'_>,
    ) -> Vec<Parameter> {
        let node = &operation.value;
        let mut parameters = Vec::new();
        if let Some(route) = route {
            let own = entries(&raw.path, node, "path").into_iter().map(|(name, parameter, entry)| {
                (self.parameter(name, parameter, entry, Location::Path, common.family, source), false)
            });
            let own = own.collect();
            parameters = self.path_parameters(route, own, operation, host, common);
        } else {
            common.routes = false;
        }
        let maps = [(Location::Query, &raw.query), (Location::Header, &raw.headers), (Location::Cookie, &raw.cookies)];
        for (location, map) in maps {
            if location == Location::Header {
                let is_own = |name: &str| map.keys().any(|own| own.eq_ignore_ascii_case(name));
                parameters.extend(common.headers.iter().filter(|header| !is_own(&header.name)).cloned());
            }
            for (name, parameter, entry) in entries(map, node, location.key()) {
                let mut parameter = self.parameter(name, parameter, entry, location, common.family, source);
                let is_query = location == Location::Query && parameter.value.is_none();
                parameter.empty_is_absent |= is_query && common.file.raw.empty_query.is_some();
                parameters.push(parameter);
            }
        }
        parameters
    }

    /// The parameters of the path in the order of the template, from the operation, the group and
    /// the client.
    fn path_parameters(
        &mut self,
        route: &Route,
        mut own: Vec<(Parameter, bool)>,
        operation: &Entry,
        host: Option<HostId>,
        common: &mut Common<'_>,
    ) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        let mut known: Vec<&Spanned<String>> = Vec::new();
        for name in route.segments.iter().flat_map(Segment::parameters) {
            if let Some(first) = known.iter().find(|first| first.value == name.value) {
                let message = format!("the path has two parameters `{name}`");
                self.sink.push(Diagnostic::again(Rule::BAD_ROUTE, name.span, message, first.span));
                continue;
            }
            known.push(name);
            let mut declared = own.iter_mut().chain(&mut common.path);
            if let Some((parameter, used)) = declared.find(|(declared, _)| declared.name.value == name.value) {
                *used = true;
                parameters.push(parameter.clone());
            } else if let Some(parameter) = self.filled_in(name, host) {
                parameters.push(parameter);
            } else {
                let diagnostic = self.undeclared(name, operation, &own, common);
                if let Some(fix) = &diagnostic.fix {
                    // What is meant is used.
                    let meant = own.iter_mut().chain(&mut common.path);
                    meant.filter(|(known, _)| known.name.value == fix.replacement).for_each(|(_, used)| *used = true);
                }
                self.sink.push(diagnostic);
            }
        }
        for (parameter, _) in own.iter().filter(|(_, used)| !used) {
            self.unused_path_parameter(&parameter.name, "the path of this operation");
        }
        parameters
    }

    /// A parameter of the path that the client fills in.
    fn filled_in(&self, name: &str, host: Option<HostId>) -> Option<Parameter> {
        let known = self.api.client_parameters.iter().find(|known| known.name.value == name)?;
        let at_host = host.and_then(|host| self.api.host(host).parameter(name));
        Some(Parameter {
            location: Location::Path,
            name: known.name.clone(),
            rust_name: None,
            ty: known.ty.clone(),
            required: true,
            from_client: true,
            value: None,
            doc: known.doc.clone(),
            default: at_host.map(Value::from),
            constraints: known.constraints.clone(),
            required_when: Vec::new(),
            empty_is_absent: false,
            slash: raw::Slash::Percent,
            separator: None,
            style: None,
            source: None,
            errata: Vec::new(),
        })
    }

    /// A parameter of the path that is declared nowhere.
    fn undeclared(
        &self,
        name: &Spanned<String>,
        operation: &Entry,
        own: &[(Parameter, bool)],
        common: &Common<'_>,
    ) -> Diagnostic {
        let inner = name.span.part(1, 1 + name.len());
        let span = if self.sources.text(inner) == name.value { inner } else { name.span };
        let diagnostic = Diagnostic::new(
            Rule::UNDECLARED_PATH_PARAMETER,
            span,
            format!("the path parameter `{name}` is not declared"),
        )
        .label("not declared");
        let declared = own.iter().chain(&common.path).map(|(parameter, _)| parameter.name.as_str());
        let declared = declared.chain(self.api.client_parameters.iter().map(|known| known.name.as_str()));
        if span == inner {
            let diagnostic = diagnostic.clone().did_you_mean(name, declared);
            if diagnostic.fix.is_some() {
                return diagnostic;
            }
        }
        let lines = format!("{name}:\n  type: string\n  doc: ...");
        let nested = format!("path:\n  {}", lines.replace('\n', "\n  "));
        let text = &self.sources.file(operation.key_span.file).text;
        let (edit, lines) = match operation.value.entry("path") {
            Some(path) => (yaml::add_keys(text, path.key_span, &path.value, &lines), lines),
            None => (operation.value.entry("http").and_then(|http| yaml::below(text, http, &nested)), nested),
        };
        diagnostic.add_lines("declare it", edit, &lines)
    }

    pub(super) fn unused_path_parameter(&mut self, name: &Spanned<String>, place: &str) {
        let message = if place.starts_with("no ") {
            format!("{place} contains `{{{name}}}`")
        } else {
            format!("{place} does not contain `{{{name}}}`")
        };
        self.sink.push(
            Diagnostic::new(Rule::UNUSED_PATH_PARAMETER, name.span, message)
                .label("declared here")
                .help(format!("remove it, or put `{{{name}}}` into the path")),
        );
    }

    pub(super) fn parameter(
        &mut self,
        name: Spanned<String>,
        raw: &raw::Parameter,
        entry: &Entry,
        location: Location,
        family: FamilyId,
        outer: &Source,
    ) -> Parameter {
        let node = &entry.value;
        let ty = self.shape(&raw.ty, value_span(node, "type"), Some(family));
        let from_client = self.api.client_parameters.iter().find(|known| known.name.value == name.value);
        if let Some(known) = from_client.filter(|_| location == Location::Path).map(|known| known.name.span) {
            self.sink.push(
                Diagnostic::new(Rule::BAD_PARAMETER, name.span, format!("`{name}` is declared already"))
                    .label("declared again here")
                    .also(known, "for all operations, here")
                    .help("remove it here: clients fill it in by themselves"),
            );
        }
        if let Some(entry) = node.entry("empty").filter(|_| location == Location::Path) {
            let message = "a path parameter is never empty";
            let diagnostic = Diagnostic::new(Rule::BAD_PARAMETER, entry.key_span, message).label("without effect");
            self.sink.push(self.remove_line(diagnostic, node, entry));
        }
        let value = self.only_value(&ty, raw, node, location);
        let required = value.is_some() || self.is_required(&name, raw.presence, node, location);
        self.can_be_written(&ty, raw, node, location);
        let constraints = self.limits(&Written::from(raw), &ty, node);
        let is_list = matches!(ty.value, Shape::List(_));
        let has_commas = is_list && location == Location::Header && raw.style.is_none();
        let separator = raw.separator.or(has_commas.then_some(raw::Separator::Comma));
        Parameter {
            separator,
            style: raw.style,
            location,
            rust_name: spanned(&raw.rust_name, node, "rust_name"),
            ty,
            required,
            from_client: false,
            value,
            doc: raw.doc.clone(),
            default: raw.default.clone(),
            constraints,
            required_when: requirements(&raw.required_when),
            empty_is_absent: raw.empty.is_some(),
            slash: raw.slash.unwrap_or(raw::Slash::Percent),
            source: raw.source.as_ref().map(|own| self.source(Some(own), Some(outer), node, name.span)),
            errata: self.errata_of(node),
            name,
        }
    }

    /// The only value of a parameter, if it can have one.
    fn only_value(
        &mut self,
        ty: &Spanned<Shape>,
        raw: &raw::Parameter,
        node: &Node,
        location: Location,
    ) -> Option<Value> {
        let (value, entry) = (raw.value.as_ref()?, node.entry("value")?);
        if !matches!(location, Location::Query | Location::Header) {
            let message = "`value` belongs to parameters in the query and headers";
            let diagnostic = Diagnostic::new(Rule::BAD_PARAMETER, entry.key_span, message).label("does not apply here");
            self.sink.push(self.remove_line(diagnostic, node, entry));
            return None;
        }
        for other in BESIDE_NO_VALUE.iter().filter_map(|key| node.entry(key)) {
            let message = format!("`{}` and `value` exclude each other", other.key);
            let diagnostic = Diagnostic::new(Rule::BAD_PARAMETER, other.key_span, message).label("without effect");
            self.sink.push(self.remove_line(diagnostic, node, other));
        }
        let is_plain = matches!(ty.value, Shape::String | Shape::Int32 | Shape::Int64 | Shape::Uint64 | Shape::Boolean);
        if !is_plain && !ty.is_unresolved(self.sources) {
            let message = format!("a parameter of type `{}` cannot have a `value`", raw.ty);
            self.report(Rule::BAD_PARAMETER, ty.span, message, "not a string, an integer or a boolean");
        }
        Some(value.clone())
    }

    fn is_required(
        &mut self,
        name: &Spanned<String>,
        presence: Option<Presence>,
        node: &Node,
        location: Location,
    ) -> bool {
        match (location, presence) {
            (Location::Path, _) => {
                if let Some(entry) = node.entry("presence") {
                    let message = "a path parameter is always required";
                    let diagnostic = Diagnostic::new(Rule::BAD_PARAMETER, entry.key_span, message)
                        .label("left out for path parameters");
                    self.sink.push(self.remove_line(diagnostic, node, entry));
                }
            }
            (_, Some(Presence::Nullable | Presence::Clearable)) => {
                let span = value_span(node, "presence");
                self.report(Rule::BAD_PARAMETER, span, "a parameter cannot be null", "write `required` or `optional`");
            }
            (_, None) => {
                let message = format!("the parameter `{name}` lacks `presence`");
                let diagnostic = Diagnostic::new(Rule::MISSING_KEY, name.span, message).label("`presence` missing");
                let lines = "presence: ...  # required, optional";
                self.sink.push(self.add_lines(diagnostic, "write", name.span, node, lines));
            }
            (_, Some(Presence::Required | Presence::Optional)) => {}
        }
        location == Location::Path || presence == Some(Presence::Required)
    }

    /// Whether a request has a form for the values of a parameter.
    fn can_be_written(&mut self, ty: &Spanned<Shape>, raw: &raw::Parameter, node: &Node, location: Location) {
        let is_value = |item: &Shape| !item.is_collection() && !matches!(item, Shape::Any | Shape::Nullable(_));
        let plain = match &ty.value {
            _ if raw.style.is_some() => return self.has_style(ty, raw, node, location),
            Shape::List(item) => match location {
                Location::Query => is_value(item),
                Location::Header => is_value(item) && **item != Shape::Secret,
                Location::Path | Location::Cookie => false,
            },
            Shape::Map(_) | Shape::File => false,
            // An unknown type was reported already and is read as free JSON.
            Shape::Any => raw.ty != "any",
            _ => true,
        };
        if !plain {
            let message = format!("a parameter of type `{}` cannot be written into a request", raw.ty);
            self.report(Rule::BAD_PARAMETER, ty.span, message, "not a plain value");
        }
        if let Some(entry) = node.entry("separator") {
            let is_list = matches!(&ty.value, Shape::List(item) if **item != Shape::Secret);
            if location != Location::Query || !is_list {
                let message = "`separator` belongs to lists in the query";
                let diagnostic =
                    Diagnostic::new(Rule::BAD_PARAMETER, entry.key_span, message).label("does not apply here");
                self.sink.push(self.remove_line(diagnostic, node, entry));
            }
        }
        self.has_slash(ty, raw, node, location);
    }

    fn has_slash(&mut self, ty: &Spanned<Shape>, raw: &raw::Parameter, node: &Node, location: Location) {
        if raw.slash.is_some() && (location != Location::Path || !self.api.is_text(ty)) {
            let span = node.entry("slash").map_or(node.span, |entry| entry.key_span);
            let message = "`slash` belongs to path parameters of type `string`";
            self.report(Rule::BAD_PARAMETER, span, message, "does not apply here");
        }
    }

    /// Whether a style fits the place and the type of a parameter.
    fn has_style(&mut self, ty: &Spanned<Shape>, raw: &raw::Parameter, node: &Node, location: Location) {
        let Some((style, entry)) = raw.style.zip(node.entry("style")) else { return };
        let is_json = style == ParameterStyle::Json;
        if location != Location::Query && !(is_json && location == Location::Header) {
            let places = if is_json { "the query and headers" } else { "the query" };
            let message = format!("`style: {}` belongs to parameters in {places}", style.name());
            let diagnostic = Diagnostic::new(Rule::BAD_PARAMETER, entry.key_span, message).label("does not apply here");
            return self.sink.push(self.remove_line(diagnostic, node, entry));
        }
        for other in ["separator", "slash", "empty"].iter().filter_map(|key| node.entry(key)) {
            let message = format!("`{}` and `style` exclude each other", other.key);
            let diagnostic = Diagnostic::new(Rule::BAD_PARAMETER, other.key_span, message).label("without effect");
            self.sink.push(self.remove_line(diagnostic, node, other));
        }
        let is_plain = |item: &Shape| {
            !item.is_collection() && !matches!(item, Shape::Any | Shape::Nullable(_) | Shape::Secret | Shape::File)
        };
        let fits = match &ty.value {
            Shape::File => false,
            _ if is_json => true,
            Shape::Map(item) => is_plain(item),
            Shape::Any => raw.ty != "any",
            _ => false,
        };
        if !fits {
            let message = format!("a parameter of type `{}` cannot have the style `{}`", raw.ty, style.name());
            let label = if is_json { "JSON has no files" } else { "not a map of plain values" };
            self.report(Rule::BAD_PARAMETER, ty.span, message, label);
        }
    }
}
