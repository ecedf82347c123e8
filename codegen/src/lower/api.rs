//! What `api.yaml` says of hosts, authentication and errors.

use super::{Lower, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::HostAddress;
use crate::raw;
use crate::source::Spanned;
use crate::yaml::{self, Node};

impl Lower<'_> {
    /// The address of a host. A host whose address is wrong exists all the same, so that operations
    /// can refer to it.
    pub(super) fn address(&mut self, host: &raw::Host, name: &Spanned<String>, node: &Node) -> HostAddress {
        let text = &self.sources.file(name.span.file).text;
        let fault = |span, message: String| Diagnostic::new(Rule::BadHost, span, message);
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
                HostAddress::Regional { template: template.clone(), regions: host.regions.clone() }
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

    /// Whether `header` stands where it belongs.
    pub(super) fn auth_header(&mut self, auth: &raw::Auth, name: &Spanned<String>, node: &Node) {
        let text = &self.sources.file(name.span.file).text;
        match (auth.scheme, node.entry("header")) {
            (raw::AuthScheme::Header, None) => {
                let lines = "header: ...";
                self.sink.push(
                    Diagnostic::new(
                        Rule::BadAuth,
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
                    Diagnostic::new(Rule::BadAuth, entry.key_span, "`header` belongs to the scheme `header` only")
                        .label("does not apply here")
                        .also(value_span(node, "scheme"), "the scheme")
                        .edit("remove the line", yaml::remove_line(text, entry)),
                );
            }
            _ => {}
        }
    }
}
