//! Authentication: where credentials travel; and which schemes and error styles operations have.

use super::{List, Lower, value_span};
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::{self, AuthScheme};
use crate::source::{Span, Spanned};
use crate::yaml::{Content, Node};

/// Keys that name what carries a credential, each with the scheme that it belongs to.
const CARRIERS: [(&str, AuthScheme, &str); 3] = [
    ("header", AuthScheme::Header, "header carries the token"),
    ("query", AuthScheme::Query, "query parameter carries the key"),
    ("cookie", AuthScheme::Cookie, "cookie carries the key"),
];

impl Lower<'_> {
    /// Where a credential travels. Each key that names its place is present exactly where it belongs.
    pub(super) fn credential(&mut self, auth: &raw::Auth, name: &Spanned<String>, node: &Node) -> Credential {
        for (key, scheme, what) in CARRIERS {
            match (node.entry(key), auth.scheme == scheme) {
                (None, true) => {
                    let message = format!("`{name}` does not say which {what}");
                    let diagnostic = Diagnostic::new(Rule::BAD_AUTH, name.span, message)
                        .label(format!("`{key}` is missing"))
                        .also(value_span(node, "scheme"), "needs it");
                    let title = format!("name the {}", what.split(" carries").next().unwrap_or(key));
                    self.sink.push(self.add_lines(diagnostic, &title, name.span, node, &format!("{key}: ...")));
                }
                (Some(entry), false) => {
                    let message = format!("`{key}` belongs to the scheme `{key}` only");
                    let diagnostic = Diagnostic::new(Rule::BAD_AUTH, entry.key_span, message)
                        .label("does not apply here")
                        .also(value_span(node, "scheme"), "the scheme");
                    self.sink.push(self.remove_line(diagnostic, node, entry));
                }
                (Some(entry), true) => self.carrier(key, entry.value.text().unwrap_or_default(), &entry.value),
                (None, false) => {}
            }
        }
        let named = |name: &Option<String>| name.clone().unwrap_or_default();
        match auth.scheme {
            AuthScheme::None => Credential::None,
            AuthScheme::Header => Credential::Header(named(&auth.header)),
            AuthScheme::Bearer => Credential::Bearer,
            AuthScheme::Basic => Credential::Basic,
            AuthScheme::Query => Credential::Query(named(&auth.query)),
            AuthScheme::Cookie => Credential::Cookie(named(&auth.cookie)),
        }
    }

    /// Checks the name of a header, a query parameter or a cookie.
    fn carrier(&mut self, key: &str, name: &str, node: &Node) {
        if name.is_empty() {
            self.report(Rule::BAD_AUTH, node.span, format!("the name of the {key} is empty"), "expected a name");
        } else if key != "query" && !Parameter::is_token(name) {
            let message = format!("`{name}` is not the name of a {key}");
            self.report(Rule::BAD_AUTH, node.span, message, "expected letters, digits and hyphens");
        }
    }

    /// The schemes that an operation accepts: its own, or else those of its group.
    pub(super) fn auth_choice(&mut self, node: &Node, root: &Node) -> Option<(AuthId, Vec<AuthId>)> {
        let accepted = self.choice(node, root, "auth", List::Auth)?;
        if let [before @ .., _] = accepted.as_slice() {
            let is_none = |(id, _): &&(u32, Span)| self.api.auth(AuthId(*id)).credential == Credential::None;
            let early: Vec<Span> = before.iter().filter(is_none).map(|(_, span)| *span).collect();
            for span in early {
                self.sink.push(
                    Diagnostic::new(Rule::BAD_AUTH, span, "what follows a scheme without credentials is never used")
                        .label("has the scheme `none`")
                        .help("write it last: authentication is then optional"),
                );
            }
        }
        let mut ids = accepted.into_iter().map(|(id, _)| AuthId(id));
        Some((ids.next()?, ids.collect()))
    }

    /// The styles of the errors of an operation: its own, or else those of its group.
    pub(super) fn error_style_choice(&mut self, node: &Node, root: &Node) -> Option<(ErrorStyleId, Vec<ErrorStyleId>)> {
        let styles = self.choice(node, root, "error_style", List::ErrorStyles)?;
        let mut ids = styles.into_iter().map(|(id, _)| ErrorStyleId(id));
        Some((ids.next()?, ids.collect()))
    }

    /// The entries that a setting names, with their places: one, or several in a list.
    fn choice(&mut self, node: &Node, root: &Node, key: &str, list: List) -> Option<Vec<(u32, Span)>> {
        let entry = node.entry(key).or_else(|| root.entry(key))?;
        let items = match &entry.value.content {
            Content::List(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.value),
        };
        let (_, what) = list.rule();
        if items.is_empty() {
            let rule = if key == "auth" { Rule::BAD_AUTH } else { Rule::UNKNOWN_ERROR_STYLE };
            self.sink.push(
                Diagnostic::new(rule, entry.key_span, format!("an operation has at least one {what}"))
                    .label("none is listed")
                    .help(format!(
                        "name an entry of `{}` in api.yaml",
                        if key == "auth" { "auth" } else { "error_styles" }
                    )),
            );
            return None;
        }
        let mut found: Vec<(u32, Span)> = Vec::new();
        for item in items {
            let Some(name) = item.text() else { continue };
            let id = self.reference(list, &Spanned::new(name.to_owned(), item.span))?;
            if let Some((_, first)) = found.iter().find(|(known, _)| *known == id) {
                let rule = if key == "auth" { Rule::BAD_AUTH } else { Rule::UNKNOWN_ERROR_STYLE };
                self.sink.push(Diagnostic::again(rule, item.span, format!("`{name}` is listed twice"), *first));
                continue;
            }
            found.push((id, item.span));
        }
        Some(found)
    }
}
