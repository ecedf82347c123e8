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
        let api = self.api;
        for parameter in operation.parameters_in(Location::Query) {
            let carries =
                |auth: &&Auth| matches!(&auth.credential, Credential::Query(it) if *it == parameter.name.value);
            let Some(auth) = operation.schemes().map(|id| api.auth(id)).find(carries) else { continue };
            let message = format!("callers do not set the query parameter `{}`", parameter.name);
            self.sink.push(
                Diagnostic::new(Rule::RESERVED_HEADER, parameter.name.span, message)
                    .label("carries the credentials")
                    .also(auth.name.span, "this authentication scheme sets it")
                    .help("remove the parameter"),
            );
        }
    }
}
