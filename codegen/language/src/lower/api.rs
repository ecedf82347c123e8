//! What `api.yaml` says of hosts, authentication and errors.

use super::{Lower, entries, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::HostAddress;
use crate::raw;
use crate::source::Spanned;
use crate::yaml::{self, Content, Node};

impl Lower<'_> {
    /// The address of a host. A host whose address is wrong exists all the same, so that operations
    /// can refer to it.
    pub(super) fn address(&mut self, host: &raw::Host, name: &Spanned<String>, node: &Node) -> HostAddress {
        let text = &self.sources.file(name.span.file).text;
        let fault = |span, message: String| Diagnostic::new(Rule::BAD_HOST, span, message);
        match (&host.regional, &host.explicit) {
            (Some(template), None) => {
                let template_span = value_span(node, "regional");
                if !template.contains("{region}") {
                    let message = format!("the address of the host `{name}` is the same for all regions");
                    self.sink.push(fault(template_span, message).label("no `{region}` in it").help(
                        "put `{region}` where the name of the region stands, or write `explicit` instead of `regional`",
                    ));
                }
                if host.regions.is_empty() {
                    let lines = "regions: [...]";
                    self.sink.push(
                        fault(name.span, format!("the host `{name}` is found by region, but no region is known"))
                            .label("`regions` is missing")
                            .add_lines("list the known regions", yaml::add_keys(text, name.span, node, lines), lines),
                    );
                }
                HostAddress::Regional { template: template.clone(), regions: self.regions(name, node) }
            }
            (None, Some(example)) => HostAddress::Explicit(example.clone()),
            (Some(_), Some(example)) => {
                let key = |key| node.entry(key).map_or(name.span, |entry| entry.key_span);
                self.sink.push(
                    fault(
                        key("explicit"),
                        format!("the host `{name}` is both found by region and known only to the caller"),
                    )
                    .label("this key")
                    .also(key("regional"), "and this one")
                    .help("keep one of the two"),
                );
                HostAddress::Explicit(example.clone())
            }
            (None, None) => {
                let lines = "regional: https://...{region}...\nregions: [...]";
                self.sink.push(
                    fault(name.span, format!("the host `{name}` has no address"))
                        .label("`regional` or `explicit` is missing")
                        .add_lines(
                            "if it is found by region, write",
                            yaml::add_keys(text, name.span, node, lines),
                            lines,
                        ),
                );
                HostAddress::Explicit(String::new())
            }
        }
    }

    /// The client parameters that have a value of their own at a host.
    pub(super) fn host_parameters(&mut self, host: &raw::Host, node: &Node) -> Vec<(Spanned<String>, String)> {
        let mut parameters = Vec::new();
        for (name, value, _) in entries(&host.parameters, node, "parameters") {
            let (rule, what) = (Rule::UNKNOWN_CLIENT_PARAMETER, "client parameter");
            if self.reference(rule, what, &name, |api| &api.client_parameters, |known| &known.name.value).is_some() {
                parameters.push((name, value.clone()));
            }
        }
        parameters
    }

    /// The regions of a host that can stand in its address.
    fn regions(&mut self, host: &Spanned<String>, node: &Node) -> Vec<Spanned<String>> {
        let mut regions: Vec<Spanned<String>> = Vec::new();
        for item in node.get("regions").map_or(&[][..], Node::items) {
            let Content::Text(region) = &item.content else { continue };
            let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
            let sound = region.chars().all(inner) && !region.starts_with('-') && !region.ends_with('-');
            if region.is_empty() || !sound {
                let message = format!("the region `{region}` cannot be part of an address");
                self.report(Rule::BAD_HOST, item.span, message, "expected letters, digits and inner hyphens");
            } else if let Some(first) = regions.iter().find(|first| first.value == *region) {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_HOST, item.span, format!("`{host}` has the region `{region}` twice"))
                        .label("again here")
                        .also(first.span, "first here"),
                );
            } else {
                regions.push(Spanned::new(region.clone(), item.span));
            }
        }
        regions
    }

    /// Whether `header` stands where it belongs.
    pub(super) fn auth_header(&mut self, auth: &raw::Auth, name: &Spanned<String>, node: &Node) {
        let text = &self.sources.file(name.span.file).text;
        match (auth.scheme, node.entry("header")) {
            (raw::AuthScheme::Header, None) => {
                let lines = "header: ...";
                self.sink.push(
                    Diagnostic::new(
                        Rule::BAD_AUTH,
                        name.span,
                        format!("`{name}` does not say which header carries the token"),
                    )
                    .label("`header` is missing")
                    .also(value_span(node, "scheme"), "needs it")
                    .add_lines(
                        "name the header",
                        yaml::add_keys(text, name.span, node, lines),
                        lines,
                    ),
                );
            }
            (raw::AuthScheme::Bearer | raw::AuthScheme::None, Some(entry)) => {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_AUTH, entry.key_span, "`header` belongs to the scheme `header` only")
                        .label("does not apply here")
                        .also(value_span(node, "scheme"), "the scheme")
                        .edit("remove the line", yaml::remove_entry(text, node, entry)),
                );
            }
            _ => {}
        }
    }
}
