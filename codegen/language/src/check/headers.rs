//! Headers that callers do not set.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::raw::AuthScheme;

/// Headers that the client or the connection sets.
const RESERVED: &[&str] = &["Connection", "Content-Length", "Content-Type", "Host", "Transfer-Encoding"];

impl Check<'_> {
    pub(super) fn headers(&mut self) {
        let api = self.api;
        let credentials = |name: &str| {
            api.auth.iter().find(|auth| match auth.scheme {
                AuthScheme::Bearer => name.eq_ignore_ascii_case("Authorization"),
                _ => auth.header.as_ref().is_some_and(|header| header.eq_ignore_ascii_case(name)),
            })
        };
        for operation in &api.operations {
            for parameter in operation.parameters_in(Location::Header) {
                let name = parameter.name.as_str();
                let reserved = RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name));
                let auth = credentials(name);
                if !reserved && auth.is_none() && !name.eq_ignore_ascii_case("Authorization") {
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
}
