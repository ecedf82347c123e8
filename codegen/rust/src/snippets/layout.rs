//! Tokens to lines.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::write::Bug;

/// Free JSON in an expression: the formatter leaves macros as they are, so that a name stands for each value
/// until the lines are there.
#[derive(Default)]
pub(super) struct Documents(Vec<String>);

impl Documents {
    /// An expression of the type `serde_json::Value`.
    pub(super) fn json(&mut self, value: &Value) -> TokenStream {
        let name = Ident::new(&format!("__json_{}", self.0.len()), Span::call_site());
        self.0.push(document(value, 0));
        quote!(#name)
    }

    /// Whether there is any.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A document in the syntax of `json!`.
fn document(value: &Value, depth: usize) -> String {
    let (inner, outer) = ("    ".repeat(depth + 1), "    ".repeat(depth));
    let block = |open: &str, lines: Vec<String>, close: &str| {
        format!("{open}\n{inner}{},\n{outer}{close}", lines.join(&format!(",\n{inner}")))
    };
    match value {
        Value::Object(fields) if !fields.is_empty() => {
            let lines = fields
                .iter()
                .map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), document(value, depth + 1)));
            block("{", lines.collect(), "}")
        }
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            block("[", items.iter().map(|item| document(item, depth + 1)).collect(), "]")
        }
        Value::Array(items) => {
            format!("[{}]", items.iter().map(|item| document(item, depth)).collect::<Vec<_>>().join(", "))
        }
        Value::Number(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_err()) => {
            format!("{number}_i64")
        }
        Value::String(text) => proc_macro2::Literal::string(text).to_string(),
        other => other.to_string(),
    }
}

/// Statements as lines of a function.
pub(super) fn lines(statements: &TokenStream, documents: &Documents) -> Result<String, Bug> {
    let function = quote!(fn snippet() { #statements });
    let file: syn::File = syn::parse2(function.clone()).map_err(|error| Bug::new(&error, &function))?;
    let printed = prettyplease::unparse(&file);
    let inside = printed.lines().skip(1).map(|line| line.strip_prefix("    ").unwrap_or(line));
    let mut lines: Vec<String> = inside.map(str::to_owned).collect();
    lines.pop();
    outdent_chains(&mut lines);
    for (number, document) in documents.0.iter().enumerate() {
        let name = format!("__json_{number}");
        for line in &mut lines {
            let indent = " ".repeat(line.len() - line.trim_start().len());
            *line = replace_word(line, &name, &format!("json!({})", document.replace('\n', &format!("\n{indent}"))));
        }
    }
    Ok(lines.join("\n") + "\n")
}

/// Puts a chain that follows arguments of several lines under the line that it begins in, as rustfmt does.
/// The printer indents both the arguments and the chain by one level more.
fn outdent_chains(lines: &mut [String]) {
    const STEP: usize = 4;
    let indent = |line: &String| line.len() - line.trim_start().len();
    for first in 0..lines.len() {
        let chain = indent(&lines[first]) + STEP;
        let below = lines[first + 1..].iter().take_while(|line| indent(line) >= chain).count();
        let block = first + 1..first + 1 + below;
        let closed = lines[block.clone()].iter().position(|line| indent(line) == chain);
        let Some(closed) = closed.map(|closed| first + 1 + closed) else { continue };
        let goes_on = lines.get(closed + 1).is_some_and(|next| indent(next) == chain && next.trim().starts_with('.'));
        if lines[first].ends_with('(') && lines[closed].trim() == ")" && goes_on {
            lines[block].iter_mut().for_each(|line| drop(line.drain(..STEP)));
        }
    }
}

/// Replaces a name, and not the beginning of a longer one.
fn replace_word(line: &str, name: &str, by: &str) -> String {
    match line.split_once(name) {
        Some((before, after)) if !after.starts_with(|next: char| next.is_ascii_digit()) => {
            format!("{before}{by}{}", replace_word(after, name, by))
        }
        Some((before, after)) => format!("{before}{name}{}", replace_word(after, name, by)),
        None => line.to_owned(),
    }
}
