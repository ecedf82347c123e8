//! The format of a kind of file in the form in which it is asked for: its JSON Schema, taken apart once.

use std::collections::BTreeMap;

use heck::ToSnakeCase as _;
use serde_json::Value;

use crate::yaml::{Content, Node};

/// Index of a form in its [`Forms`].
pub(super) type FormId = usize;

/// What the format says of one value.
#[derive(Default)]
pub(super) struct Form {
    /// Word for an entry of this form in messages.
    pub(super) word: Option<String>,
    /// Kinds of values that are allowed. Empty: any.
    pub(super) kinds: Vec<Kind>,
    /// The only strings that are allowed. Empty: any.
    pub(super) words: Vec<String>,
    /// Smallest and largest number.
    pub(super) range: (f64, f64),
    /// Keys that the format has, in its order.
    pub(super) keys: Vec<Key>,
    /// Form of the values of keys that the author chooses.
    pub(super) free: Option<FormId>,
    /// Form of the items of a list.
    pub(super) item: Option<FormId>,
    /// Forms of which the value has one, instead of all of the above.
    pub(super) alternatives: Vec<FormId>,
}

/// A key that the format has.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) form: FormId,
}

impl Form {
    pub(super) fn key(&self, name: &str) -> Option<&Key> {
        self.keys.iter().find(|key| key.name == name)
    }

    pub(super) fn allows(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// Kinds of values, as far as a schema tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mapping,
    List,
    Text,
    Boolean,
    Integer,
    Number,
}

impl Kind {
    fn of(node: &Node) -> Option<Kind> {
        Some(match node.content {
            Content::Null => return None,
            Content::Boolean(_) => Kind::Boolean,
            Content::Integer(_) | Content::Unsigned(_) => Kind::Integer,
            Content::Float(_) => Kind::Number,
            Content::Text(_) => Kind::Text,
            Content::List(_) => Kind::List,
            Content::Map(_) => Kind::Mapping,
        })
    }

    /// The kind as JSON Schema calls it. Null is never allowed, so that it is none.
    fn named(name: &str) -> Option<Kind> {
        Some(match name {
            "object" => Kind::Mapping,
            "array" => Kind::List,
            "string" => Kind::Text,
            "boolean" => Kind::Boolean,
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            _ => return None,
        })
    }
}

/// All forms of a kind of file; the first one is that of the whole file.
pub(super) struct Forms(Vec<Form>);

impl Forms {
    /// Takes a JSON Schema apart.
    pub(super) fn of(schema: &Value) -> Forms {
        let mut reader = Reader { definitions: &schema["$defs"], known: BTreeMap::new(), forms: Vec::new() };
        reader.form(schema);
        Forms(reader.forms)
    }

    pub(super) fn root(&self) -> &Form {
        self.get(0)
    }

    pub(super) fn get(&self, id: FormId) -> &Form {
        &self.0[id]
    }

    /// The alternative that fits the kind of a value, or else the first one.
    pub(super) fn resolve<'a>(&'a self, form: &'a Form, node: &Node) -> &'a Form {
        let mut alternatives = form.alternatives.iter().map(|id| self.resolve(self.get(*id), node));
        let first = alternatives.next();
        let Some(kind) = Kind::of(node) else { return first.unwrap_or(form) };
        let fits = |form: &&Form| form.allows(kind);
        first.filter(fits).or_else(|| alternatives.find(fits)).or(first).unwrap_or(form)
    }

    /// The first alternative.
    pub(super) fn first<'a>(&'a self, form: &'a Form) -> &'a Form {
        form.alternatives.first().map_or(form, |id| self.first(self.get(*id)))
    }

    /// The kinds of values of all alternatives.
    pub(super) fn kinds(&self, form: &Form) -> Vec<Kind> {
        let inner = form.alternatives.iter().flat_map(|id| self.kinds(self.get(*id)));
        form.kinds.iter().copied().chain(inner).collect()
    }
}

struct Reader<'a> {
    definitions: &'a Value,
    known: BTreeMap<&'a str, FormId>,
    forms: Vec<Form>,
}

impl<'a> Reader<'a> {
    fn form(&mut self, schema: &'a Value) -> FormId {
        if let Some([only]) = branches(schema).as_deref() {
            return self.form(only);
        }
        let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
        if let Some(id) = name.and_then(|name| self.known.get(name)) {
            return *id;
        }
        // The number is taken first, because a definition may refer to itself.
        let id = self.forms.len();
        self.forms.push(Form::default());
        self.known.extend(name.map(|name| (name, id)));
        let form = self.read(name.map_or(schema, |name| &self.definitions[name]));
        self.forms[id] = Form { word: name.map(word), ..form };
        id
    }

    fn read(&mut self, schema: &'a Value) -> Form {
        if let Some(branches) = branches(schema) {
            let alternatives = branches.into_iter().map(|branch| self.form(branch)).collect();
            return Form { alternatives, ..Form::default() };
        }
        let required = schema["required"].as_array().map_or(&[][..], Vec::as_slice);
        let largest = match schema["format"].as_str() {
            Some("uint16") => f64::from(u16::MAX),
            Some("uint32") => f64::from(u32::MAX),
            _ => i64::MAX as f64,
        };
        let free = &schema["additionalProperties"];
        Form {
            word: None,
            kinds: kinds(schema),
            words: words(schema),
            range: (schema["minimum"].as_f64().unwrap_or(i64::MIN as f64), largest),
            keys: schema["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, schema)| Key {
                    name: name.clone(),
                    required: required.iter().any(|key| key == name),
                    form: self.form(schema),
                })
                .collect(),
            // `true`: values of any form.
            free: (free.is_object() || *free == Value::Bool(true)).then(|| self.form(free)),
            item: schema.get("items").map(|items| self.form(items)),
            alternatives: Vec::new(),
        }
    }
}

/// The alternatives of a schema, without null.
fn branches(schema: &Value) -> Option<Vec<&Value>> {
    Some(schema["anyOf"].as_array()?.iter().filter(|branch| branch["type"] != "null").collect())
}

/// The strings of an enumeration: `enum`, or documented constants under `oneOf`.
fn words(schema: &Value) -> Vec<String> {
    let mut words = Vec::new();
    for entry in schema["enum"].as_array().or(schema["oneOf"].as_array()).into_iter().flatten() {
        let inner = entry["enum"].as_array().into_iter().flatten();
        words.extend([entry].into_iter().chain(inner).chain(entry.get("const")).filter_map(Value::as_str));
    }
    words.into_iter().map(str::to_owned).collect()
}

fn kinds(schema: &Value) -> Vec<Kind> {
    match &schema["type"] {
        Value::String(kind) => Kind::named(kind).into_iter().collect(),
        Value::Array(kinds) => kinds.iter().filter_map(|kind| Kind::named(kind.as_str()?)).collect(),
        _ if schema["oneOf"].is_array() || schema["enum"].is_array() => vec![Kind::Text],
        _ => Vec::new(),
    }
}

/// What an entry is called in messages: `ErrorStyle` is an error style.
fn word(definition: &str) -> String {
    match definition {
        "Auth" => "authentication scheme".to_owned(),
        "EnumValue" | "EnumValueEntry" => "value".to_owned(),
        "LimitedType" | "TypeEntry" => "type".to_owned(),
        "When" | "Exception" => "condition".to_owned(),
        "PresenceRule" => "rule".to_owned(),
        _ => definition.to_snake_case().replace('_', " "),
    }
}
