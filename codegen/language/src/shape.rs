//! Checks the shape of a file against the JSON Schema of its format, and reports every deviation
//! at its place. The schema is the one that editors get from `cargo xtask schema`, so that an
//! editor and the generator cannot disagree on what is allowed.

use schemars::JsonSchema;
use serde_json::Value;

use crate::diagnostics::{Diagnostic, Rule, Sink, closest, list};
use crate::source::Span;
use crate::yaml::{self, Content, Entry, Node};

/// The JSON Schema of one kind of file.
pub struct Shape {
    schema: Value,
}

impl Shape {
    /// Derives the schema from the struct that the file is read into.
    pub fn of<T: JsonSchema>() -> Shape {
        Shape { schema: schemars::schema_for!(T).to_value() }
    }

    /// Checks a whole file. The tree can be read into the struct if nothing was reported.
    pub fn check(&self, node: &Node, text: &str, sink: &mut Sink) {
        // A problem of the whole file is shown at its first key or word.
        let at = match node.entries().first() {
            Some(first) => first.key_span,
            None => node.span.part(0, text[node.span.start as usize..].lines().next().map_or(0, str::len)),
        };
        Walk { root: &self.schema, text, sink }.node(node, &self.schema, "the file", at);
    }

    /// Every key of these names that belongs to the format, with the place and the mapping of the entry that
    /// it stands in. An entry may have the same name, such as a field; that is none.
    pub fn keys<'n>(&self, node: &'n Node, names: &[&str]) -> Vec<(Span, &'n Node, &'n Entry)> {
        let mut found = Vec::new();
        self.keys_inside(node, &self.schema, node.span, names, &mut found);
        found
    }

    /// Where the format stands at the whole file.
    pub fn place(&self) -> Place<'_> {
        Place { root: &self.schema, schema: &self.schema }
    }

    fn keys_inside<'n>(
        &self,
        node: &'n Node,
        schema: &Value,
        span: Span,
        names: &[&str],
        found: &mut Vec<(Span, &'n Node, &'n Entry)>,
    ) {
        let schema = resolve(&self.schema, schema, node);
        for entry in node.entries() {
            let property = schema["properties"].get(&entry.key);
            if property.is_some() && names.contains(&entry.key.as_str()) {
                found.push((span, node, entry));
            }
            let whole = Span { end: entry.value.span.end.max(entry.key_span.end), ..entry.key_span };
            let inner = property.unwrap_or(&schema["additionalProperties"]);
            self.keys_inside(&entry.value, inner, whole, names, found);
        }
    }
}

/// What the format says of one value of a file.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    root: &'a Value,
    schema: &'a Value,
}

impl<'a> Place<'a> {
    /// The form that the value has, where several are allowed.
    pub fn resolve(self, node: &Node) -> Place<'a> {
        Place { schema: resolve(self.root, self.schema, node), ..self }
    }

    /// The place behind a key, known or free.
    pub fn under(self, key: &str) -> Place<'a> {
        let property = self.schema["properties"].get(key);
        Place { schema: property.unwrap_or(&self.schema["additionalProperties"]), ..self }
    }

    /// The place of the items of a list.
    pub fn item(self) -> Place<'a> {
        Place { schema: &self.schema["items"], ..self }
    }

    /// At which position the format has a key; free keys have none.
    pub fn rank(self, key: &str) -> Option<usize> {
        self.schema["properties"].as_object()?.keys().position(|known| known == key)
    }

    /// Whether the keys are chosen by the author.
    pub fn is_free(self) -> bool {
        self.schema["additionalProperties"].is_object()
    }

    /// Whether one of the known keys holds entries under free keys that are more than a text.
    pub fn holds_entries(self) -> bool {
        let properties = self.definition()["properties"].as_object();
        properties.into_iter().flatten().any(|(_, schema)| {
            let property = Place { schema, ..self }.definition();
            let entry = Place { schema: &property["additionalProperties"], ..self };
            entry.schema.is_object() && !json_types(entry.definition()).contains(&"string")
        })
    }

    /// The schema behind references; of alternatives, the first one.
    fn definition(self) -> &'a Value {
        first_branch(self.root, self.schema)
    }
}

struct Walk<'a> {
    root: &'a Value,
    text: &'a str,
    sink: &'a mut Sink,
}

impl<'a> Walk<'a> {
    /// `what` names the entry in messages; `at` is where to point for a problem of the whole entry.
    fn node(&mut self, node: &Node, schema: &'a Value, what: &str, at: Span) {
        let whole = schema;
        let schema = resolve(self.root, schema, node);
        if matches!(node.content, Content::Null) {
            self.sink.push(
                Diagnostic::new(Rule::EMPTY_VALUE, at, format!("{what} has no value"))
                    .label("nothing stands here")
                    .help("give it a value or remove it"),
            );
            return;
        }
        if schema == &Value::Bool(true) || schema.as_object().is_some_and(|map| !constrains(map)) {
            return;
        }
        if let Some(allowed) = known_values(schema) {
            self.known_value(node, &allowed, what, at);
            return;
        }
        let types = json_types(schema);
        match &node.content {
            Content::Map(_) if types.contains(&"object") => self.map(node, schema, what, at),
            Content::List(items) if types.contains(&"array") => {
                for item in items {
                    let scalar = !matches!(item.content, Content::Map(_) | Content::List(_));
                    let at = if scalar { item.span } else { item.span.part(0, 1) };
                    self.node(item, &schema["items"], &format!("an item of {what}"), at);
                }
            }
            Content::Text(_) if types.contains(&"string") => {}
            Content::Boolean(_) if types.contains(&"boolean") => {}
            Content::Integer(value) if types.contains(&"integer") => self.integer(*value as f64, node, schema, what),
            Content::Float(value) if types.contains(&"integer") && value.fract() == 0.0 => {
                self.integer(*value, node, schema, what);
            }
            Content::Integer(_) | Content::Float(_) if types.contains(&"number") => {}
            _ => self.wrong_type(node, &self.alternatives(whole), what, at),
        }
    }

    fn map(&mut self, node: &Node, schema: &'a Value, what: &str, at: Span) {
        let properties = schema["properties"].as_object();
        let additional = &schema["additionalProperties"];
        let mut missing: Vec<&str> = schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|key| node.get(key).is_none())
            .collect();
        for entry in node.entries() {
            if let Some(property) = properties.and_then(|properties| properties.get(&entry.key)) {
                self.node(&entry.value, property, &format!("`{}`", entry.key), entry.key_span);
            } else if additional.is_object() || additional == &Value::Bool(true) {
                let what = match definition(additional) {
                    Some(definition) => format!("the {} `{}`", describe(definition), entry.key),
                    None => format!("`{}`", entry.key),
                };
                self.node(&entry.value, additional, &what, entry.key_span);
            } else {
                let known: Vec<&str> = properties.into_iter().flatten().map(|(key, _)| key.as_str()).collect();
                // A misspelt key is not also a missing one.
                if let Some(meant) = closest(&entry.key, known.iter().copied()) {
                    missing.retain(|key| *key != meant);
                }
                self.unknown_key(entry, &known, what);
            }
        }
        if !missing.is_empty() {
            let lines: Vec<String> = missing.iter().map(|key| self.line(key, &schema["properties"][*key])).collect();
            let lines = lines.join("\n");
            let names = list(missing.iter().copied());
            self.sink.push(
                Diagnostic::new(Rule::MISSING_KEY, at, format!("{what} lacks {names}"))
                    .label(format!("{names} missing"))
                    .add_lines("write", yaml::add_keys(self.text, at, node, &lines), &lines),
            );
        }
    }

    fn unknown_key(&mut self, entry: &Entry, known: &[&str], what: &str) {
        let message = format!("{what} has no key `{}`", entry.key);
        let mut diagnostic = Diagnostic::new(Rule::UNKNOWN_KEY, entry.key_span, message)
            .label("unknown key")
            .did_you_mean(&entry.key, known.iter().copied());
        if diagnostic.fix.is_none() {
            diagnostic = diagnostic.help(format!("the keys are {}", list(known.iter().copied())));
        }
        self.sink.push(diagnostic);
    }

    /// A line with a key and a place for its value, as something to fill in.
    fn line(&self, key: &str, schema: &'a Value) -> String {
        let schema = first_branch(self.root, schema);
        if let Some(values) = known_values(schema) {
            return format!("{key}: ...  # {}", values.join(", "));
        }
        let types = json_types(schema);
        if types.contains(&"string") {
            return format!("{key}: ...");
        }
        if types.contains(&"array") {
            return format!("{key}: [...]");
        }
        let required = schema["required"].as_array().and_then(|keys| keys.first()).and_then(Value::as_str);
        let first = || schema["properties"].as_object().and_then(|keys| keys.keys().next()).map(String::as_str);
        match required.or_else(first) {
            Some(inner) => format!("{key}:\n  {inner}: ..."),
            None if types.contains(&"object") => format!("{key}:\n  ...: ..."),
            None => format!("{key}: ..."),
        }
    }

    fn known_value(&mut self, node: &Node, allowed: &[&'a str], what: &str, at: Span) {
        let (written, span) = match &node.content {
            Content::Text(text) if allowed.contains(&text.as_str()) => return,
            Content::Text(text) => (text.as_str(), node.span),
            Content::List(_) | Content::Map(_) => ("", at),
            _ => ("", node.span),
        };
        let message = match allowed {
            [only] => format!("{what} is `{only}`, or left out"),
            _ => format!("{what} is one of {}", list(allowed.iter().copied())),
        };
        self.sink.push(
            Diagnostic::new(Rule::UNKNOWN_VALUE, span, message)
                .label("not one of these")
                .did_you_mean(written, allowed.iter().copied()),
        );
    }

    fn integer(&mut self, value: f64, node: &Node, schema: &Value, what: &str) {
        let minimum = schema["minimum"].as_f64().unwrap_or(i64::MIN as f64);
        let maximum = match schema["format"].as_str() {
            Some("uint16") => f64::from(u16::MAX),
            Some("uint32") => f64::from(u32::MAX),
            _ => i64::MAX as f64,
        };
        if value < minimum || value > maximum {
            self.sink.push(
                Diagnostic::new(Rule::WRONG_TYPE, node.span, format!("{what} lies between {minimum} and {maximum}"))
                    .label("out of range"),
            );
        } else if matches!(node.content, Content::Float(_)) {
            self.wrong_type(node, &["integer"], what, node.span);
        }
    }

    fn wrong_type(&mut self, node: &Node, types: &[&str], what: &str, at: Span) {
        let mut expected: Vec<&str> = types
            .iter()
            .filter_map(|kind| match *kind {
                "object" => Some("a mapping"),
                "array" => Some("a list"),
                "string" => Some("text"),
                "boolean" => Some("`true` or `false`"),
                "integer" => Some("a whole number"),
                "number" => Some("a number"),
                _ => None,
            })
            .collect();
        expected.dedup();
        let expected = expected.join(" or ");
        let scalar = !matches!(node.content, Content::Map(_) | Content::List(_));
        let span = if scalar { node.span } else { at };
        let found = match node.content {
            Content::Float(_) if types.contains(&"integer") => "a fraction",
            _ => node.kind(),
        };
        let mut diagnostic = Diagnostic::new(Rule::WRONG_TYPE, span, format!("{what} is {expected}, not {found}"))
            .label(format!("expected {expected}"));
        let written = self.text.get(node.span.start as usize..node.span.end as usize).unwrap_or_default();
        if scalar && !written.contains('\n') {
            // The text stays as it is written: a number such as 5.10 must not lose its zero.
            if types.contains(&"string") && !matches!(node.content, Content::Text(_)) {
                diagnostic = diagnostic.fix("quote it", node.span, format!("\"{written}\""));
            } else if types == ["array"] {
                diagnostic = diagnostic.fix("make it a list", node.span, format!("[{written}]"));
            } else if types == ["boolean"] && matches!(written, "yes" | "on") {
                diagnostic = diagnostic.fix("write", node.span, "true");
            } else if types == ["boolean"] && matches!(written, "no" | "off") {
                diagnostic = diagnostic.fix("write", node.span, "false");
            }
        }
        self.sink.push(diagnostic);
    }

    /// The JSON types that a schema allows, in all of its branches.
    fn alternatives(&self, schema: &'a Value) -> Vec<&'a str> {
        if let Some(name) = definition(schema) {
            self.alternatives(&self.root["$defs"][name])
        } else if let Some(branches) = schema["anyOf"].as_array() {
            branches.iter().flat_map(|branch| self.alternatives(branch)).collect()
        } else {
            json_types(schema)
        }
    }
}

/// Follows references, and picks the branch of an alternative that fits the kind of the node.
fn resolve<'a>(root: &'a Value, schema: &'a Value, node: &Node) -> &'a Value {
    let mut schema = schema;
    loop {
        if let Some(name) = definition(schema) {
            schema = &root["$defs"][name];
        } else if let Some(branches) = schema["anyOf"].as_array() {
            let fits =
                |branch: &&Value| json_types(resolve(root, branch, node)).iter().any(|kind| *kind == json_type(node));
            match branches.iter().find(fits).or_else(|| branches.first()) {
                Some(branch) => schema = branch,
                None => return schema,
            }
        } else {
            return schema;
        }
    }
}

/// Follows references, and takes the first branch of an alternative.
fn first_branch<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = definition(schema) {
        first_branch(root, &root["$defs"][name])
    } else {
        schema["anyOf"].get(0).map_or(schema, |branch| first_branch(root, branch))
    }
}

/// The definition that a schema refers to.
fn definition(schema: &Value) -> Option<&str> {
    let reference = schema["$ref"].as_str()?;
    Some(reference.rsplit('/').next().unwrap_or(reference))
}

/// Whether a schema says anything about the value beyond describing it.
fn constrains(schema: &serde_json::Map<String, Value>) -> bool {
    ["type", "properties", "enum", "oneOf", "anyOf", "const", "$ref"].iter().any(|key| schema.contains_key(*key))
}

/// The texts of an enumeration: `enum`, or documented constants under `oneOf`.
fn known_values(schema: &Value) -> Option<Vec<&str>> {
    let list = schema["enum"].as_array().or_else(|| schema["oneOf"].as_array())?;
    let mut values = Vec::new();
    for entry in list {
        match entry {
            Value::String(text) => values.push(text.as_str()),
            other => {
                let inner = other["enum"].as_array().into_iter().flatten();
                values.extend(inner.chain(other.get("const")).filter_map(Value::as_str));
            }
        }
    }
    Some(values)
}

fn json_types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(kind) => vec![kind.as_str()],
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect(),
        _ if schema["oneOf"].is_array() || schema["enum"].is_array() => vec!["string"],
        _ => Vec::new(),
    }
}

fn json_type(node: &Node) -> &'static str {
    match node.content {
        Content::Null => "null",
        Content::Boolean(_) => "boolean",
        Content::Integer(_) => "integer",
        Content::Float(_) => "number",
        Content::Text(_) => "string",
        Content::List(_) => "array",
        Content::Map(_) => "object",
    }
}

/// What an entry is called in messages: `ErrorStyle` is an error style.
fn describe(definition: &str) -> String {
    use heck::ToSnakeCase;
    match definition {
        "Auth" => "way to authenticate".to_owned(),
        "EnumValue" | "EnumValueEntry" => "value".to_owned(),
        _ => definition.to_snake_case().replace('_', " "),
    }
}
