//! Headers and query parameters that callers do not set.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;

/// Headers that the client or the connection sets.
const RESERVED: &[&str] = &["Connection", "Content-Length", "Content-Type", "Host", "Transfer-Encoding"];

impl Check<'_> {
    pub(super) fn headers(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            self.query_credentials(operation);
            self.cookies(operation);
            for parameter in operation.parameters_in(Location::Header) {
                let name = parameter.name.as_str();
                let reserved = RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name));
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
            let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c);
            if name.is_empty() || !name.chars().all(is_token) {
                let message = format!("`{name}` is not the name of a cookie");
                let label = "has characters that a cookie cannot have";
                self.report(Rule::BAD_PARAMETER, parameter.name.span, message, label);
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
