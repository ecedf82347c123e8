//! Tokens that a service issues for accounts.

use super::Check;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;

/// Where a login and its operation stand.
struct Login<'a> {
    auth: &'a Auth,
    login: &'a crate::ir::Login,
    operation: &'a Operation,
    /// The operation with its family.
    id: String,
}

impl Check<'_> {
    pub(super) fn logins(&mut self) {
        let api = self.api;
        for auth in &api.auth {
            let Some(login) = &auth.login else { continue };
            let operation = api.operation(login.operation);
            let login = Login { auth, login, operation, id: api.operation_id(operation) };
            if matches!(auth.credential, Credential::None | Credential::Basic | Credential::Query(_)) {
                let place = self.places.key(auth.name.span, &["issued_by"]);
                let message = match auth.credential {
                    Credential::Basic => {
                        format!("`{}` sends name and password, so no token is issued for it", auth.name)
                    }
                    Credential::Query(_) => {
                        format!("`{}` sends a key in the query, which no operation issues", auth.name)
                    }
                    _ => format!("`{}` sends no credential, so none is issued for it", auth.name),
                };
                self.report(Rule::BAD_LOGIN, place, message, "does not apply here");
                continue;
            }
            self.login_is_open(&login);
            self.login_body(&login);
            self.login_token(&login);
            self.final_codes(&login);
        }
    }

    /// The login operation needs no token, and takes only a name and a password.
    fn login_is_open(&mut self, login: &Login<'_>) {
        let Login { auth, operation, id, .. } = login;
        let place = self.places.value(auth.name.span, &["issued_by", "operation"]);
        let needed = self.api.auth(operation.auth);
        if !operation.schemes().any(|id| self.api.auth(id).credential == Credential::None) {
            self.sink.push(
                Diagnostic::new(Rule::BAD_LOGIN, place, format!("`{id}` needs a credential itself"))
                    .label(format!("authenticates with `{}`", needed.name))
                    .also(operation.name.span, "declared here")
                    .help("name an operation whose authentication has the scheme `none`"),
            );
        }
        for parameter in operation.needed() {
            let message = format!("`{id}` needs `{}`, which is not part of an account", parameter.name);
            self.sink.push(
                Diagnostic::new(Rule::BAD_LOGIN, place, message)
                    .label("cannot be called with a name and a password")
                    .also(parameter.name.span, "this parameter"),
            );
        }
    }

    fn login_body(&mut self, login: &Login<'_>) {
        let Login { auth, login, operation, id } = login;
        let at = auth.name.span;
        let Some(fields) = operation.body_fields(self.api) else {
            if !operation.body.as_ref().is_some_and(|body| self.unresolved(&body.ty)) {
                let place = self.places.value(at, &["issued_by", "operation"]);
                let message = format!("the body of `{id}` is not an object that could hold a name and a password");
                self.report(Rule::BAD_LOGIN, place, message, "takes no such body");
            }
            return;
        };
        let wanted =
            [("name", &login.name, Shape::String, "text"), ("password", &login.password, Shape::Secret, "a secret")];
        for (key, name, shape, expected) in &wanted {
            let place = self.places.value(at, &["issued_by", key]);
            let Some(field) = fields.iter().find(|field| field.name.value == **name) else {
                let message = format!("the body of `{id}` has no field `{name}`");
                self.unknown_field(place, message, name, fields.iter().map(|field| &field.name));
                continue;
            };
            if field.ty.value != *shape {
                let message = format!("the {key} of an account has to be {expected}");
                self.bad_type(Rule::BAD_LOGIN, &field.ty, message, place);
            }
        }
        let sent = |field: &Field| wanted.iter().any(|(_, name, ..)| **name == field.name.value);
        if !wanted.iter().all(|(_, name, ..)| fields.iter().any(|field| field.name.value == **name)) {
            return; // What is misspelled is not missing as well.
        }
        for field in fields.iter().filter(|field| !field.presence.may_be_absent() && !sent(field)) {
            let place = self.places.value(at, &["issued_by", "operation"]);
            let message = format!("`{id}` requires `{}`, which is not part of an account", field.name);
            self.sink.push(
                Diagnostic::new(Rule::BAD_LOGIN, place, message)
                    .label("cannot be called with a name and a password")
                    .also(field.name.span, "this field"),
            );
        }
    }

    fn login_token(&mut self, login: &Login<'_>) {
        let Login { auth, login, operation, .. } = login;
        let place = self.places.value(auth.name.span, &["issued_by", "token"]);
        let Some(found) = self.once_in_response(operation, &login.token, place, (Rule::BAD_LOGIN, "token")) else {
            return;
        };
        let Some(token) = found.last() else { return };
        if token.ty.value != Shape::Secret {
            let message = format!("the token `{}` has to be a secret", token.name);
            self.bad_type(Rule::BAD_LOGIN, &token.ty, message, place);
        }
    }

    /// Codes of rejected tokens, from the operations that take the token.
    fn final_codes(&mut self, login: &Login<'_>) {
        let api = self.api;
        let uses =
            |operation: &&Operation| operation.schemes().any(|id| api.auth(id).name.span == login.auth.name.span);
        let styles = api.operations.iter().filter(uses).flat_map(Operation::error_styles);
        let styles = styles.chain([login.operation.error_style]).collect::<std::collections::BTreeSet<_>>();
        let catalogs = styles.iter().flat_map(|id| &api.error_style(*id).codes);
        let known: Vec<&ErrorCode> = catalogs.flat_map(|id| &api.error_catalog(*id).codes).collect();
        if known.is_empty() {
            return;
        }
        for code in &login.login.final_codes {
            let place = self.places.item(login.auth.name.span, &["issued_by", "final_codes"], code);
            let documented = known.iter().filter(|documented| documented.name.value == *code);
            let statuses: Vec<u16> = documented.map(|documented| documented.status).collect();
            if statuses.is_empty() {
                let message = format!("the code `{code}` is in no catalog of the operations that take the token");
                let refusals = known.iter().filter(|code| code.status == 401).map(|code| code.name.as_str());
                let diagnostic = Diagnostic::new(Rule::BAD_LOGIN, place, message).label("not documented");
                let diagnostic = diagnostic.did_you_mean(code, refusals.clone());
                self.sink.push(diagnostic.or_help(format!("codes with status 401 are {}", list(refusals))));
            } else if !statuses.contains(&401) {
                let message =
                    format!("the code `{code}` has status {}, and only a 401 is about the token", statuses[0]);
                self.report(Rule::BAD_LOGIN, place, message, "has no effect here");
            }
        }
    }
}
