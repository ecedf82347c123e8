//! Headers and query parameters that callers do not set.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::source::Span;

/// Headers that the client or the connection sets.
const RESERVED: &[&str] = &["Connection", "Content-Length", "Content-Type", "Host", "Transfer-Encoding"];

fn is_reserved(name: &str) -> bool {
    RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name))
}

/// The name of a header or a cookie that none can have.
pub(super) fn no_name(rule: Rule, span: Span, name: &str, what: &str) -> Diagnostic {
    Diagnostic::new(rule, span, format!("`{name}` is not the name of a {what}"))
        .label(format!("has characters that a {what} cannot have"))
        .help("names consist of letters, digits and hyphens, or other characters that HTTP allows in a token")
}

impl Check<'_> {
    pub(super) fn headers(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            self.query_credentials(operation);
            self.cookies(operation);
            for parameter in operation.parameters_in(Location::Header) {
                let name = parameter.name.as_str();
                if !Parameter::is_token(name) {
                    self.sink.push(no_name(Rule::BAD_PARAMETER, parameter.name.span, name, "header"));
                    continue;
                }
                let reserved = is_reserved(name);
                let carries = |auth: &&Auth| auth.credential.header().is_some_and(|it| it.eq_ignore_ascii_case(name));
                let auth = api.auth.iter().find(carries);
                let is_usual = ["Authorization", "Cookie"].iter().any(|usual| usual.eq_ignore_ascii_case(name));
                if !reserved && auth.is_none() && !is_usual {
                    continue;
                }
                let message = format!("callers do not set the header `{name}`");
                let diagnostic = Diagnostic::new(Rule::RESERVED_HEADER, parameter.name.span, message);
                self.sink.push(match auth {
                    Some(auth) => diagnostic
                        .label("carries the credentials")
                        .also(auth.name.span, "this authentication scheme sets it")
                        .help("remove the parameter"),
                    None if reserved => diagnostic.label("set by the client").help("remove the parameter"),
                    None => diagnostic
                        .label("carries the credentials")
                        .help("describe it under `auth` in api.yaml, and remove the parameter"),
                });
            }
        }
    }

    /// A field of a response is in a header that can be sent, and that the server does not write by itself.
    pub(super) fn header_of_field(&mut self, name: &str, span: Span) {
        if !Parameter::is_token(name) {
            self.sink.push(no_name(Rule::BAD_HEADER_FIELD, span, name, "header"));
        } else if is_reserved(name) {
            let message = format!("responses do not set the header `{name}`");
            let diagnostic = Diagnostic::new(Rule::RESERVED_HEADER, span, message).label("set by the server");
            self.sink.push(diagnostic.help("remove the field"));
        }
    }

    /// A parameter of the query is not also the credential of its operation.
    fn query_credentials(&mut self, operation: &Operation) {
        for parameter in operation.parameters_in(Location::Query) {
            let carries =
                |auth: &Auth| matches!(&auth.credential, Credential::Query(it) if *it == parameter.name.value);
            self.credential(operation, parameter, "query parameter", carries);
        }
    }

    /// A cookie has a name that can be sent, and is not also the credential of its operation.
    fn cookies(&mut self, operation: &Operation) {
        for parameter in operation.parameters_in(Location::Cookie) {
            let name = parameter.name.as_str();
            if !Parameter::is_token(name) {
                self.sink.push(no_name(Rule::BAD_PARAMETER, parameter.name.span, name, "cookie"));
            }
            let carries = |auth: &Auth| matches!(&auth.credential, Credential::Cookie(it) if it == name);
            self.credential(operation, parameter, "cookie", carries);
        }
    }

    fn credential(
        &mut self,
        operation: &Operation,
        parameter: &Parameter,
        what: &str,
        carries: impl Fn(&Auth) -> bool,
    ) {
        let api = self.api;
        let Some(auth) = operation.schemes().map(|id| api.auth(id)).find(|auth| carries(auth)) else { return };
        let message = format!("callers do not set the {what} `{}`", parameter.name);
        self.sink.push(
            Diagnostic::new(Rule::RESERVED_HEADER, parameter.name.span, message)
                .label("carries the credentials")
                .also(auth.name.span, "this authentication scheme sets it")
                .help("remove the parameter"),
        );
    }
}
