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

/// Types and traits that need no import.
const PRELUDE: &[&str] = &[
    "AsRef", "Box", "Clone", "Copy", "Default", "Drop", "Eq", "Err", "Fn", "FnMut", "FnOnce", "From", "Into",
    "Iterator", "None", "Ok", "Option", "Ord", "Result", "Send", "Sized", "Some", "String", "Sync", "ToOwned",
    "ToString", "TryFrom", "TryInto", "Unpin", "Vec",
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
            self.prelude(ty);
            self.stutter(ty);
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
            Some(_) => diagnostic.edit("remove it", edit).safe(),
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

    /// A type that hides one of those that every Rust program sees.
    fn prelude(&mut self, ty: &Type) {
        let name = ty.rust_name.as_ref().unwrap_or(&ty.name);
        if !PRELUDE.contains(&name.as_str()) {
            return;
        }
        self.sink.push(
            Diagnostic::new(
                Rule::HiddenPrelude,
                name.span,
                format!("`{name}` is a name that Rust has for something else"),
            )
            .label("hides it where the module is imported whole")
            .help("say what it is in the API: `JobResult` rather than `Result`"),
        );
    }

    /// A name that has a word twice, or values that repeat the name of their enum.
    fn stutter(&mut self, ty: &Type) {
        let name = ty.rust_name.as_ref().unwrap_or(&ty.name);
        let words = names::words(name);
        let words: Vec<&str> = words.split(' ').collect();
        if words.windows(2).any(|pair| pair[0] == pair[1]) {
            let message = format!("`{name}` says a word twice");
            self.report(Rule::StutteringName, name.span, message, "one is enough");
        }
        let TypeKind::Enum(enumeration) = &ty.kind else { return };
        for value in &enumeration.values {
            let variant = names::variant(value);
            let rest = variant.strip_prefix(name.as_str()).or_else(|| variant.strip_suffix(name.as_str()));
            if rest.is_some_and(names::is_pascal_case) {
                let place = value.rust_name.as_ref().unwrap_or(&value.name).span;
                let rest = rest.unwrap_or_default();
                self.sink.push(
                    Diagnostic::new(Rule::StutteringName, place, format!("`{name}::{variant}` says `{name}` twice"))
                        .label("repeats the enum")
                        .help(format!("write `rust_name: {rest}`")),
                );
            }
        }
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
