//! Names: ones that are written for nothing, ones that read badly, and ones that mislead.

use heck::ToPascalCase;

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule};
use crate::ir::*;
use crate::names;
use crate::source::{Span, Spanned};

/// Verbs, and the methods that fit them.
const VERBS: &[(&[&str], &[Method])] = &[
    (&["get", "list", "show", "query", "count"], &[Method::Get, Method::Head, Method::Post]),
    (&["create", "add"], &[Method::Post, Method::Put]),
    (&["update", "modify", "change"], &[Method::Put, Method::Patch, Method::Post]),
    (&["delete", "remove"], &[Method::Delete, Method::Post]),
];

impl Lint<'_> {
    pub(super) fn names(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            self.needless(operation.name.span, &operation.rust_method, names::snake(&operation.name));
            self.verb(&operation.name, operation);
            operation.rust_method.iter().for_each(|method| self.verb(method, operation));
        }
        for parameter in self.parameters() {
            self.needless(parameter.name.span, &parameter.rust_name, names::snake(&parameter.name));
        }
        for (_, field) in self.fields() {
            self.needless(field.name.span, &field.rust_name, names::snake(&field.name));
        }
        for ty in &api.types {
            self.acronym(&ty.name);
            self.needless(ty.name.span, &ty.rust_name, ty.name.value.clone());
            ty.rust_name.iter().for_each(|name| self.acronym(name));
            if let TypeKind::Enum(enumeration) = &ty.kind {
                for value in &enumeration.values {
                    self.needless(value.name.span, &value.rust_name, names::pascal(&value.name));
                    value.rust_name.iter().for_each(|name| self.acronym(name));
                }
            }
        }
        for catalogue in &api.error_catalogues {
            self.acronym(&catalogue.name);
            catalogue.codes.iter().for_each(|code| self.acronym(&code.rust_name));
        }
    }

    /// A name in Rust that follows by rule.
    fn needless(&mut self, entry: Span, chosen: &Option<Spanned<String>>, by_rule: String) {
        let Some(chosen) = chosen.as_ref().filter(|chosen| chosen.value == by_rule) else { return };
        let key = if self.places.has(entry, "rust_method") { "rust_method" } else { "rust_name" };
        let diagnostic =
            Diagnostic::new(Rule::NeedlessRustName, chosen.span, format!("the name is `{by_rule}` by rule"))
                .label("says nothing new");
        let edit = self.places.remove(entry, key);
        self.sink.push(match edit {
            Some(_) => diagnostic.edit("remove the line", edit),
            None => diagnostic.help(format!("remove `{key}`")),
        });
    }

    /// A word in capitals within a name in PascalCase.
    fn acronym(&mut self, name: &Spanned<String>) {
        let better = name.to_pascal_case();
        if better == name.value {
            return;
        }
        self.sink.push(
            Diagnostic::new(Rule::UpperCaseAcronym, name.span, format!("`{name}` has a word in capitals"))
                .label("hard to read")
                .help(format!("write `{better}`")),
        );
    }

    /// A verb that says another thing than the method.
    fn verb(&mut self, name: &Spanned<String>, operation: &Operation) {
        let verb = name.split('_').next().unwrap_or_default();
        let Some((_, methods)) = VERBS.iter().find(|(verbs, _)| verbs.contains(&verb)) else { return };
        if methods.contains(&operation.route.method) {
            return;
        }
        let method = operation.route.method.as_str();
        self.sink.push(
            Diagnostic::new(Rule::MisleadingVerb, name.span, format!("`{name}` is a {method}"))
                .label(format!("`{verb}` says another thing"))
                .also(operation.route.span, "the method"),
        );
    }
}
