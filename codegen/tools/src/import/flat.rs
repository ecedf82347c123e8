//! A schema as one list of facts: with the members of `allOf` taken in.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::documents::{Key, Node};

/// How deep `allOf` may be nested.
const DEEPEST: usize = 24;

/// Keywords that say nothing about the values.
const ANNOTATIONS: [&str; 16] = [
    "title",
    "description",
    "nullable",
    "deprecated",
    "default",
    "example",
    "examples",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "$comment",
    "$id",
    "$schema",
    "$anchor",
    "summary",
];

/// Keywords that limit values in ways that the format does not have.
const CONDITIONS: [&str; 13] = [
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "propertyNames",
    "patternProperties",
    "unevaluatedProperties",
    "unevaluatedItems",
    "minContains",
];

/// Whether a keyword says nothing about the values.
pub(super) fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}

/// A schema with the members of `allOf` taken in.
#[derive(Debug)]
pub(super) struct Flat<'d> {
    /// The schema itself.
    pub(super) node: Node<'d>,
    /// The types, without null.
    pub(super) types: Vec<&'d str>,
    pub(super) nullable: bool,
    pub(super) properties: IndexMap<&'d str, Node<'d>>,
    pub(super) required: BTreeSet<&'d str>,
    /// Schemas of one property in several members of a union.
    pub(super) alternatives: IndexMap<&'d str, Vec<Node<'d>>>,
    pub(super) additional: Option<Node<'d>>,
    pub(super) values: Option<Node<'d>>,
    pub(super) items: Option<Node<'d>>,
    pub(super) tuple: Option<Node<'d>>,
    /// `oneOf` and `anyOf`.
    pub(super) unions: Vec<Node<'d>>,
    pub(super) discriminator: Option<Node<'d>>,
    /// Other keywords.
    pub(super) keywords: IndexMap<&'d str, Node<'d>>,
    /// Conditions that the format does not have.
    pub(super) conditions: Vec<Node<'d>>,
    /// Schemas that were taken in.
    pub(super) parts: Vec<Key>,
    /// What could not be resolved.
    pub(super) dangling: Vec<(Node<'d>, String)>,
}

impl<'d> Flat<'d> {
    /// Reads a resolved schema.
    pub(super) fn of(node: &Node<'d>) -> Flat<'d> {
        let mut flat = Flat {
            node: node.clone(),
            types: Vec::new(),
            nullable: false,
            properties: IndexMap::new(),
            required: BTreeSet::new(),
            alternatives: IndexMap::new(),
            additional: None,
            values: None,
            items: None,
            tuple: None,
            unions: Vec::new(),
            discriminator: None,
            keywords: IndexMap::new(),
            conditions: Vec::new(),
            parts: Vec::new(),
            dangling: Vec::new(),
        };
        flat.merge(node, 0);
        flat
    }

    /// Takes in another schema.
    pub(super) fn merge(&mut self, node: &Node<'d>, depth: usize) {
        let node = match node.resolved() {
            Ok(node) => node,
            Err(reason) => return self.dangling.push((node.clone(), reason)),
        };
        if depth > DEEPEST {
            return self.dangling.push((node, format!("`allOf` is nested more than {DEEPEST} deep")));
        }
        if self.parts.contains(&node.key()) {
            return;
        }
        self.parts.push(node.key());
        for (key, member) in node.members() {
            match key {
                "type" => self.types_of(&member),
                "nullable" | "x-nullable" => self.nullable |= *member.value == true,
                "properties" => {
                    for (name, property) in member.members() {
                        self.properties.insert(name, property);
                    }
                }
                "required" => {
                    let names = member.value.as_array().into_iter().flatten().filter_map(Value::as_str);
                    self.required.extend(names);
                }
                "additionalProperties" => self.additional = Some(member),
                "enum" | "const" => self.values = Some(member),
                "items" if member.value.is_array() => self.tuple = Some(member),
                "items" => self.items = Some(member),
                "prefixItems" => self.tuple = Some(member),
                "allOf" => member.items().iter().for_each(|part| self.merge(part, depth + 1)),
                "oneOf" | "anyOf" => self.unions.push(member),
                "discriminator" if depth == 0 || node.get("oneOf").is_some() || node.get("anyOf").is_some() => {
                    self.discriminator = Some(member);
                }
                "discriminator" => {}
                key if CONDITIONS.contains(&key) => self.conditions.push(member),
                key if depth > 0 && is_annotation(key) => {}
                key => {
                    self.keywords.insert(key, member);
                }
            }
        }
    }

    fn types_of(&mut self, member: &Node<'d>) {
        let one = member.value.as_str().into_iter();
        let names = one.chain(member.value.as_array().into_iter().flatten().filter_map(Value::as_str));
        for name in names {
            match name {
                "null" => self.nullable = true,
                name if !self.types.contains(&name) => self.types.push(name),
                _ => {}
            }
        }
    }

    /// The type, or the one that the keywords suggest.
    pub(super) fn kind(&self) -> Kind {
        match self.types.as_slice() {
            ["object"] => Kind::Object,
            ["array"] => Kind::List,
            ["string"] => Kind::String,
            ["integer"] => Kind::Integer,
            ["number"] => Kind::Number,
            ["boolean"] => Kind::Boolean,
            ["file"] => Kind::File,
            [] if !self.properties.is_empty() || self.additional.is_some() => Kind::Object,
            [] if self.items.is_some() || self.tuple.is_some() => Kind::List,
            [] if ["pattern", "minLength", "maxLength"].iter().any(|key| self.keywords.contains_key(key)) => {
                Kind::String
            }
            [] if self.format().is_some() => match self.format() {
                Some("int32" | "int64" | "uint32" | "uint64") => Kind::Integer,
                Some("double" | "float") => Kind::Number,
                _ => Kind::String,
            },
            [] if ["minimum", "maximum"].iter().any(|key| self.keywords.contains_key(key)) => Kind::Number,
            [] => Kind::Any,
            ["integer", "number"] | ["number", "integer"] => Kind::Number,
            _ => Kind::Several,
        }
    }

    /// The format.
    pub(super) fn format(&self) -> Option<&'d str> {
        self.keywords.get("format")?.value.as_str()
    }
}

/// Kinds of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Object,
    List,
    String,
    Integer,
    Number,
    Boolean,
    File,
    Any,
    Several,
}

/// Whether a schema allows null alone.
pub(super) fn is_null(node: &Node<'_>) -> bool {
    let only_null = |value: &Value| match value {
        Value::Array(values) => values.iter().all(Value::is_null) && !values.is_empty(),
        other => other.is_null(),
    };
    node.text("type") == Some("null")
        || node.value.get("enum").is_some_and(only_null)
        || node.value.get("const").is_some_and(Value::is_null)
}

/// What is behind references and wrappers.
#[derive(Debug)]
pub(super) struct Unwrapped<'d> {
    /// The schema.
    pub(super) node: Node<'d>,
    /// Whether null is allowed, too.
    pub(super) nullable: bool,
    /// Whether a reference names it.
    pub(super) named: bool,
    /// All schemas on the way, the outermost first.
    pub(super) chain: Vec<Node<'d>>,
    /// Why the end was not reached.
    pub(super) fault: Option<String>,
}

impl<'d> Unwrapped<'d> {
    /// The first value of a keyword from outside.
    pub(super) fn first(&self, key: &str) -> Option<Node<'d>> {
        self.chain.iter().find_map(|node| node.get(key))
    }
}

/// Follows references, and wrappers that have one member apart from null.
pub(super) fn unwrapped<'d>(start: &Node<'d>) -> Unwrapped<'d> {
    let mut found =
        Unwrapped { node: start.clone(), nullable: false, named: false, chain: vec![start.clone()], fault: None };
    for _ in 0..2 * DEEPEST {
        if let Some(reference) = found.node.reference() {
            found.nullable |= found.node.flag("nullable");
            found.named = true;
            match found.node.target(reference) {
                Ok(node) => found.node = node,
                Err(reason) => {
                    found.fault = Some(reason);
                    return found;
                }
            }
        } else if let Some((node, nullable)) = only_member(&found.node) {
            found.nullable |= nullable;
            found.node = node;
            found.named = false;
        } else {
            return found;
        }
        found.chain.push(found.node.clone());
    }
    found.fault = Some("the reference leads in a circle".to_owned());
    found
}

/// The only member of `allOf`, `oneOf` or `anyOf`, if there is nothing else.
fn only_member<'d>(node: &Node<'d>) -> Option<(Node<'d>, bool)> {
    let object = node.value.as_object()?;
    let mut combined = object.keys().filter(|key| ["allOf", "oneOf", "anyOf"].contains(&key.as_str()));
    let (key, None) = (combined.next()?, combined.next()) else { return None };
    let plain = |name: &String| name == key || name == "type" || is_annotation(name);
    if !object.keys().all(plain) {
        return None;
    }
    let list = node.get(key)?;
    let is_empty = |member: &Node<'d>| {
        key == "allOf" && member.value.as_object().is_some_and(|object| object.keys().all(|key| is_annotation(key)))
    };
    let mut nullable = node.flag("nullable") || node.flag("x-nullable");
    let nulls_in_type = |value: &Value| value.as_array().is_some_and(|types| types.iter().any(|ty| ty == "null"));
    nullable |= node.value.get("type").is_some_and(nulls_in_type);
    let mut members = Vec::new();
    for member in list.items() {
        if key != "allOf" && is_null(&member) {
            nullable = true;
        } else if !is_empty(&member) {
            members.push(member);
        } else {
            nullable |= member.flag("nullable");
        }
    }
    match members.as_slice() {
        [only] => Some((only.clone(), nullable)),
        _ => None,
    }
}
