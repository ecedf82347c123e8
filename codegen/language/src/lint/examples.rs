//! Examples: that there is one, that they show all variants, and that they give nothing away.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Lint;
use crate::diagnostics::{Diagnostic, Rule, list};
use crate::ir::*;
use crate::source::Span;

/// Beginnings of tokens that services give out.
const TOKENS: &[&str] = &["ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "AKIA", "sk-", "eyJ"];

/// The shortest text behind such a beginning that can be real.
const SHORTEST_TOKEN: usize = 16;

/// Words in made-up secrets.
const MADE_UP: &[&str] = &["example", "secret", "token", "sample", "dummy", "test", "fake", "xxxx", "****", "abcdef"];

impl Lint<'_> {
    pub(super) fn examples(&mut self) {
        let api = self.api;
        let mut shown: BTreeSet<(TypeId, &str)> = BTreeSet::new();
        for operation in &api.operations {
            if operation.examples.is_empty() {
                let message = format!("`{}` has no example", operation.name);
                self.sink.push(
                    Diagnostic::new(Rule::MISSING_EXAMPLE, operation.name.span, message)
                        .label("never run by a test")
                        .help(format!("add `examples`, and a file `examples/{}.json`", operation.name)),
                );
            }
            for example in &operation.examples {
                self.secrets(example);
                let bodies = [("request", operation.body.as_ref().map(|body| &body.ty.value))];
                let bodies =
                    bodies.into_iter().chain([("response", operation.response.body.as_ref().map(|body| &body.value))]);
                for (side, shape) in bodies {
                    let body = &example.value[side]["body"];
                    shape.iter().for_each(|shape| variants(api, body, shape, &mut shown));
                }
            }
        }
        self.variants_not_shown(&shown);
    }

    /// Variants that no example has, of unions that examples do show.
    fn variants_not_shown(&mut self, shown: &BTreeSet<(TypeId, &str)>) {
        let api = self.api;
        for id in api.type_ids() {
            let variants: Vec<&str> = match &api.ty(id).kind {
                TypeKind::Union(union) => union.variants.iter().map(|variant| variant.tag.as_str()).collect(),
                TypeKind::Shaped(union) if union.is_outcome() => continue,
                TypeKind::Shaped(union) => union.variants.iter().map(|variant| variant.name.as_str()).collect(),
                TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Id(_) => continue,
            };
            if !shown.iter().any(|(of, _)| *of == id) {
                continue;
            }
            let missing: Vec<&str> = variants.into_iter().filter(|tag| !shown.contains(&(id, *tag))).collect();
            if missing.is_empty() {
                continue;
            }
            let name = &api.ty(id).name;
            self.sink.push(
                Diagnostic::new(Rule::UNSHOWN_VARIANT, name.span, format!("no example shows all that `{name}` can be"))
                    .label("shown in part only")
                    .help(format!("add an example with {}", list(missing))),
            );
        }
    }

    /// Strings that look like real keys or tokens.
    fn secrets(&mut self, example: &Example) {
        let mut texts = Vec::new();
        collect(&example.value, &mut texts);
        let Some(found) = texts.into_iter().find(|text| looks_real(text)) else { return };
        let quoted = Value::from(found).to_string();
        let start = self.sources.file(example.file).text.find(&quoted).unwrap_or(0);
        let place = Span { file: example.file, start: start as u32, end: (start + quoted.len()) as u32 };
        let message = format!("the example `{}` has what looks like a real key or token", example.name);
        self.sink.push(
            Diagnostic::new(Rule::SECRET_IN_EXAMPLE, example.name.span, message)
                .label("published with the specification")
                .also(place, "this text")
                .help("make one up, with `example` in it; if it was real, withdraw it"),
        );
    }
}

/// Returns all strings in a value.
fn collect<'v>(value: &'v Value, texts: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => texts.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, texts)),
        Value::Object(map) => map.values().for_each(|value| collect(value, texts)),
        _ => {}
    }
}

fn looks_real(text: &str) -> bool {
    let lower = text.to_lowercase();
    if MADE_UP.iter().any(|word| lower.contains(word)) {
        return false;
    }
    let private = text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----");
    let token = text.split(|c: char| !(c.is_ascii_alphanumeric() || "-_.".contains(c))).any(|word| {
        let rest = TOKENS.iter().find_map(|prefix| word.strip_prefix(prefix));
        rest.is_some_and(|rest| rest.len() >= SHORTEST_TOKEN && random(rest))
    });
    // Access keys have 20 capitals and digits, secret keys 40 letters of both cases and digits.
    let has = |of_kind: fn(&u8) -> bool| text.bytes().any(|byte| of_kind(&byte));
    let letters = match text.len() {
        20 => !has(u8::is_ascii_lowercase),
        40 => has(u8::is_ascii_lowercase) && has(u8::is_ascii_uppercase),
        _ => false,
    };
    let key = letters && text.chars().all(|c| c.is_ascii_alphanumeric()) && random(text);
    private || token || key
}

/// Whether letters and digits are mixed as by chance, and not only hexadecimal, as ids and checksums are.
fn random(text: &str) -> bool {
    let changes =
        text.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit()).count();
    let distinct: BTreeSet<char> = text.chars().collect();
    let beyond_hexadecimal = text.chars().any(|c| c.is_ascii_alphabetic() && !c.is_ascii_hexdigit());
    changes >= 4 && distinct.len() >= 10 && beyond_hexadecimal
}

/// Notes the variants of unions that stand in a value.
fn variants<'a>(api: &'a Api, value: &Value, shape: &Shape, shown: &mut BTreeSet<(TypeId, &'a str)>) {
    match (shape, value) {
        (Shape::List(item), Value::Array(items)) => items.iter().for_each(|value| variants(api, value, item, shown)),
        (Shape::Nullable(inner), value) => variants(api, value, inner, shown),
        (Shape::Map(item), Value::Object(map)) => map.values().for_each(|value| variants(api, value, item, shown)),
        (Shape::Named(id), value) if api.as_shaped(shape).is_some() => {
            let chosen = api.as_shaped(shape).and_then(|union| union.chosen(api, value));
            if let Some(variant) = chosen {
                shown.insert((*id, &variant.name));
                variants(api, value, &variant.ty, shown);
            }
        }
        (Shape::Named(id), Value::Object(map)) => match &api.ty(*id).kind {
            TypeKind::Struct(fields) => {
                let is_field = |key: &String| fields.iter().any(|field| field.name.value == *key);
                if let Some(extra) = &api.ty(*id).extra {
                    let others = map.iter().filter(|(key, _)| !is_field(key));
                    others.for_each(|(_, value)| variants(api, value, &extra.ty, shown));
                }
                for field in fields {
                    let names = std::iter::once(&field.name.value).chain(&field.aliases);
                    let value = names.filter_map(|name| map.get(name)).next();
                    value.iter().for_each(|value| variants(api, value, &field.ty, shown));
                }
            }
            TypeKind::Union(union) => {
                let tag = map.get(&union.tag).and_then(Value::as_str);
                let Some(variant) = union.variants.iter().find(|variant| Some(variant.tag.as_str()) == tag) else {
                    return;
                };
                shown.insert((*id, &variant.tag));
                let inner = union.content.as_ref().map_or(Some(value), |content| map.get(content));
                inner.iter().for_each(|inner| variants(api, inner, &Shape::Named(variant.ty), shown));
            }
            TypeKind::Enum(_) | TypeKind::Shaped(_) | TypeKind::Id(_) => {}
        },
        _ => {}
    }
}
