//! Names in Rust that are written for nothing, read badly, or mislead.

use specwright_language::case;
use specwright_language::diagnostics::{Diagnostic, Sink};
use specwright_language::ir::*;
use specwright_language::places::Places;
use specwright_language::source::{Span, Spanned};

use super::rules::*;
use crate::names;

/// Types and traits that need no import.
const PRELUDE: &[&str] = &[
    "AsRef", "Box", "Clone", "Copy", "Default", "Drop", "Eq", "Err", "Fn", "FnMut", "FnOnce", "From", "Into",
    "Iterator", "None", "Ok", "Option", "Ord", "Result", "Send", "Sized", "Some", "String", "Sync", "ToOwned",
    "ToString", "TryFrom", "TryInto", "Unpin", "Vec",
];

struct Lint<'a> {
    api: &'a Api,
    sink: &'a mut Sink,
    places: &'a Places<'a>,
}

/// Reports what could be better.
pub(super) fn lint(api: &Api, places: &Places<'_>, sink: &mut Sink) {
    Lint { api, sink, places }.names();
}

impl Lint<'_> {
    fn names(&mut self) {
        let api = self.api;
        for operation in &api.operations {
            self.needless(operation.name.span, &operation.rust_method, names::snake(&operation.name));
            let verb = |method| specwright_language::misleading_verb(method, operation);
            self.sink.extend(operation.rust_method.as_ref().and_then(verb));
        }
        for parameter in api.given_parameters() {
            self.needless(parameter.name.span, &parameter.rust_name, names::snake(&parameter.name));
        }
        for (_, field) in api.struct_fields() {
            self.needless(field.name.span, &field.rust_name, names::snake(&field.name));
        }
        for ty in &api.types {
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
        for catalog in &api.error_catalogs {
            catalog.codes.iter().for_each(|code| self.acronym(&code.rust_name));
        }
    }

    /// A name in Rust that follows by rule.
    fn needless(&mut self, entry: Span, chosen: &Option<Spanned<String>>, by_rule: String) {
        let Some(chosen) = chosen.as_ref().filter(|chosen| chosen.value == by_rule) else { return };
        let key = if self.places.entry(entry, &["rust_method"]).is_some() { "rust_method" } else { "rust_name" };
        let diagnostic = Diagnostic::new(NEEDLESS_RUST_NAME, chosen.span, format!("the name is `{by_rule}` by rule"))
            .label("says nothing new");
        let diagnostic = diagnostic.edit("remove it", self.places.remove(entry, key)).safe();
        self.sink.push(diagnostic.or_help(format!("remove `{key}`")));
    }

    fn acronym(&mut self, name: &Spanned<String>) {
        self.sink.extend(specwright_language::acronym(name));
    }

    /// A type that hides one of those that every Rust program sees.
    fn prelude(&mut self, ty: &Type) {
        let name = ty.rust_name.as_ref().unwrap_or(&ty.name);
        if !PRELUDE.contains(&name.as_str()) {
            return;
        }
        self.sink.push(
            Diagnostic::new(HIDDEN_PRELUDE, name.span, format!("`{name}` is a name that Rust has for something else"))
                .label("hides it where the module is imported whole")
                .help("say what it is in the API: `JobResult` rather than `Result`"),
        );
    }

    /// A name that has a word twice, or values that repeat the name of their enum.
    fn stutter(&mut self, ty: &Type) {
        let name = ty.rust_name.as_ref().unwrap_or(&ty.name);
        let words = case::words(name);
        let words: Vec<&str> = words.split(' ').collect();
        if words.windows(2).any(|pair| pair[0] == pair[1]) {
            let message = format!("`{name}` says a word twice");
            self.sink.push(Diagnostic::new(STUTTERING_NAME, name.span, message).label("one is enough"));
        }
        let TypeKind::Enum(enumeration) = &ty.kind else { return };
        for value in &enumeration.values {
            let variant = names::variant(value);
            let rest = variant.strip_prefix(name.as_str()).or_else(|| variant.strip_suffix(name.as_str()));
            if rest.is_some_and(case::is_pascal_case) {
                let place = value.rust_name.as_ref().unwrap_or(&value.name).span;
                let rest = rest.unwrap_or_default();
                self.sink.push(
                    Diagnostic::new(STUTTERING_NAME, place, format!("`{name}::{variant}` says `{name}` twice"))
                        .label("repeats the enum")
                        .help(format!("write `rust_name: {rest}`")),
                );
            }
        }
    }
}
