//! Schemas to types.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use serde_json::{Map, Value, json};
use specwright_language::raw::Format;

use super::documents::{Key, Node};
use super::flat::{Flat, Kind, Unwrapped, unwrapped};
use super::log::Loss;
use super::{Importer, docs, names};

/// How deep types may be nested without a name.
const DEEPEST: usize = 40;

/// How deep the format nests lists and maps.
const DEEPEST_LIST: usize = 12;

/// A type expression with what else is known of the value.
#[derive(Clone, Debug, Default)]
pub(super) struct Typed {
    pub(super) expression: String,
    pub(super) limits: Map<String, Value>,
    pub(super) nullable: bool,
    /// Whether a number is accepted for the string.
    pub(super) lenient: bool,
}

impl Typed {
    pub(super) fn plain(expression: impl Into<String>) -> Typed {
        Typed { expression: expression.into(), ..Typed::default() }
    }

    fn limited(expression: &str, limits: Map<String, Value>) -> Typed {
        Typed { expression: expression.to_owned(), limits, ..Typed::default() }
    }

    /// The name of the type, if it has one.
    pub(super) fn name(&self) -> Option<&str> {
        self.expression.starts_with(|first: char| first.is_ascii_uppercase()).then_some(self.expression.as_str())
    }
}

/// Forms of one schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As it is.
    Whole,
    /// The variant of a union, without the tag.
    Variant(String),
    /// The parts of a form.
    Parts,
    /// The pairs of a URL-encoded form.
    Pairs,
}

impl Form {
    fn suffix(&self) -> &'static str {
        match self {
            Form::Whole => "",
            Form::Variant(_) => "Variant",
            Form::Parts | Form::Pairs => "Form",
        }
    }
}

/// A type that is being made.
#[derive(Debug, Default)]
pub(super) struct Draft {
    /// The entry of the specification.
    pub(super) entry: Map<String, Value>,
    /// Whether the schema allows null.
    pub(super) nullable: bool,
}

/// What a type may be called.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    /// Name of the place.
    pub(super) hint: String,
    /// Whether a reference leads here.
    pub(super) named: bool,
}

impl<'d> Importer<'d> {
    /// The type of a schema. `hint` names the place, in PascalCase.
    pub(super) fn schema(&mut self, node: &Node<'d>, hint: &str) -> Typed {
        if self.depth >= DEEPEST {
            self.log.add(node, Loss::Free, "types that are nested very deeply", "written as `any`");
            return Typed::plain("any");
        }
        self.depth += 1;
        let found = unwrapped(node);
        let mut typed = self.unwrapped_schema(&found, hint);
        typed.nullable |= found.nullable;
        self.depth -= 1;
        typed
    }

    fn unwrapped_schema(&mut self, found: &Unwrapped<'d>, hint: &str) -> Typed {
        if let Some(fault) = &found.fault {
            self.log.add(&found.node, Loss::Free, "references that lead nowhere", fault.clone());
            return Typed::plain("any");
        }
        let wanted = Wanted { hint: hint.to_owned(), named: found.named };
        if let Some(known) = self.known(&found.node, &Form::Whole) {
            return known;
        }
        let flat = Flat::of(&found.node);
        for (node, fault) in &flat.dangling {
            self.log.add(node, Loss::Free, "references that lead nowhere", fault.clone());
        }
        // A circle through a type with a name ends there. The same list may be in two forms of one type.
        let place = (found.node.key(), self.log.owner());
        if !self.active.insert(place.clone()) {
            self.log.add(&found.node, Loss::Free, "types that contain themselves without a name", "written as `any`");
            return Typed::plain("any");
        }
        let mut typed = self.flat(&flat, &wanted);
        self.active.remove(&place);
        typed.nullable |= flat.nullable;
        if let Some(draft) = typed.name().and_then(|name| self.types.get_mut(name)) {
            draft.nullable |= typed.nullable && found.named;
        }
        typed
    }

    /// The type that was made of a schema already.
    fn known(&self, node: &Node<'d>, form: &Form) -> Option<Typed> {
        let name = self.by_place.get(&(node.key(), form.clone()))?;
        let nullable = self.types.get(name).is_some_and(|draft| draft.nullable);
        Some(Typed { nullable, ..Typed::plain(name.as_str()) })
    }

    pub(super) fn flat(&mut self, flat: &Flat<'d>, wanted: &Wanted) -> Typed {
        if let Some(values) = &flat.values {
            return self.enumeration(flat, values, wanted);
        }
        if let Some(typed) = self.base(flat, wanted) {
            return typed;
        }
        if !flat.unions.is_empty() {
            return self.union(flat, wanted);
        }
        let kind = flat.kind();
        let limits = self.limits(flat, kind);
        match kind {
            Kind::Object if flat.properties.is_empty() => self.map(flat, limits, wanted),
            Kind::Object => self.structure(flat, &Form::Whole, wanted),
            Kind::List => self.list(flat, limits, wanted),
            Kind::String | Kind::File => {
                let mut limits = limits;
                Typed::limited(self.string(flat, &mut limits), limits)
            }
            Kind::Integer => self.integer(flat, limits),
            Kind::Number => Typed::limited("double", limits),
            Kind::Boolean => Typed::plain("boolean"),
            Kind::Any => Typed::plain("any"),
            Kind::Several => self.several(flat, wanted),
        }
    }

    fn string(&mut self, flat: &Flat<'d>, limits: &mut Map<String, Value>) -> &'static str {
        if flat.keywords.get("x-spec-unit").is_some_and(|unit| unit.value == "epoch-seconds") {
            return "epoch_seconds_text";
        }
        let Some(format) = flat.keywords.get("format") else { return "string" };
        match format.value.as_str().unwrap_or_default() {
            "password" => "secret",
            name @ ("date-time" | "date" | "uuid" | "time" | "duration" | "decimal") => {
                let is_strict = ["date-time", "date", "uuid"].contains(&name);
                if limits.contains_key("pattern") {
                    self.log.add(format, Loss::Side, "formats beside a pattern", "only the pattern is checked");
                } else if !is_strict && !shows_only(flat, name) {
                    // Services write these formats in several ways.
                    let message = "written as `string`: the document shows another form";
                    self.log.add(format, Loss::Side, &format!("`{name}` in another form"), message);
                } else {
                    limits.insert("format".to_owned(), json!(name.replace('-', "_")));
                }
                "string"
            }
            "byte" | "binary" => {
                let construct = format!("`{}` as a type", format.value.as_str().unwrap_or_default());
                self.log.add(format, Loss::Side, &construct, "written as `string`");
                "string"
            }
            _ => "string",
        }
    }

    fn integer(&mut self, flat: &Flat<'d>, mut limits: Map<String, Value>) -> Typed {
        let unit = flat.keywords.get("x-spec-unit").and_then(|node| node.value.as_str()).or(flat.format());
        let expression = match unit {
            Some("epoch-milliseconds") => return Typed::plain("epoch_millis"),
            Some("epoch-seconds" | "unixtime" | "unix-time") => return Typed::plain("epoch_seconds"),
            Some("int32") => "int32",
            Some("uint64") => "uint64",
            Some(narrow) => match narrow {
                "int8" => within(&mut limits, -128..=127, "int32"),
                "int16" => within(&mut limits, -32_768..=32_767, "int32"),
                "uint8" => within(&mut limits, 0..=255, "int32"),
                "uint16" => within(&mut limits, 0..=65_535, "int32"),
                "uint32" | "uint" => within(&mut limits, 0..=4_294_967_295, "int64"),
                _ => "int64",
            },
            None => "int64",
        };
        Typed::limited(expression, limits)
    }

    fn list(&mut self, flat: &Flat<'d>, mut limits: Map<String, Value>, wanted: &Wanted) -> Typed {
        if let Some(tuple) = &flat.tuple {
            let hint = if wanted.named { self.hint_of(flat, wanted) } else { wanted.hint.clone() };
            let rest = flat.items.iter().filter(|items| items.value.is_object());
            let places: Vec<Node<'d>> = tuple.items().into_iter().chain(rest.cloned()).collect();
            let item = self.tuple(tuple, &places, &hint);
            if item.matches('<').count() < DEEPEST_LIST {
                return Typed::limited(&format!("list<{item}>"), limits);
            }
            self.log.add(tuple, Loss::Free, "types that are nested very deeply", "written as `any`");
            return Typed::limited("list<any>", limits);
        }
        let Some(items) = &flat.items else { return Typed::limited("list<any>", limits) };
        let hint = if wanted.named { self.hint_of(flat, wanted) } else { wanted.hint.clone() };
        let hint = names::singular(&hint).unwrap_or_else(|| format!("{hint}Item"));
        let inner = self.inner(items, &hint, &mut limits);
        Typed::limited(&format!("list<{inner}>"), limits)
    }

    /// The type of what is inside of a list or a map, whose limits are added to those around.
    pub(super) fn inner(&mut self, node: &Node<'d>, hint: &str, limits: &mut Map<String, Value>) -> String {
        let inner = self.schema(node, hint);
        if inner.expression.matches('<').count() >= DEEPEST_LIST {
            self.log.add(node, Loss::Free, "types that are nested very deeply", "written as `any`");
            return "any".to_owned();
        }
        let is_null = inner.nullable && inner.expression != "any";
        let inner = match is_null {
            true => Typed { expression: format!("{}?", inner.expression), ..inner },
            false => inner,
        };
        if inner.lenient {
            self.log.add(node, Loss::Free, "values of several types", "written as `any`");
            return "any".to_owned();
        }
        if !inner.limits.is_empty() {
            limits.insert("each".to_owned(), Value::Object(inner.limits));
        }
        inner.expression
    }

    fn map(&mut self, flat: &Flat<'d>, mut limits: Map<String, Value>, wanted: &Wanted) -> Typed {
        for node in &flat.conditions {
            self.log.add(node, Loss::Side, "conditions on objects", format!("`{}` is not checked", node.name()));
        }
        match &flat.additional {
            Some(node) if node.value.as_object().is_some_and(|object| !object.is_empty()) => {
                let hint = if wanted.named { self.hint_of(flat, wanted) } else { wanted.hint.clone() };
                let hint = names::singular(&hint).unwrap_or_else(|| format!("{hint}Value"));
                let inner = self.inner(node, &hint, &mut limits);
                Typed::limited(&format!("map<{inner}>"), limits)
            }
            Some(node) if *node.value == false => self.structure(flat, &Form::Whole, wanted),
            _ => Typed::limited("map<any>", limits),
        }
    }

    /// The name that the schema has, without claiming it.
    fn hint_of(&self, flat: &Flat<'d>, wanted: &Wanted) -> String {
        self.reserved.get(&flat.node.key()).cloned().unwrap_or_else(|| wanted.hint.clone())
    }

    /// Declares a type. Returns the type alone if one of the same form and content exists.
    pub(super) fn declare(&mut self, flat: &Flat<'d>, form: &Form, wanted: &Wanted) -> Result<String, Typed> {
        let key = (flat.node.key(), form.clone());
        if let Some(known) = self.known(&flat.node, form) {
            return Err(known);
        }
        let shape = (!wanted.named && !self.reserved.contains_key(&flat.node.key())).then(|| {
            let mut text = format!("{}{form:?}", flat.node.file);
            shape_of(flat.node.value, &mut text);
            text
        });
        if let Some(known) = shape.as_ref().and_then(|shape| self.by_shape.get(shape)) {
            let known = Typed { nullable: flat.nullable, ..Typed::plain(known.as_str()) };
            self.by_place.insert(key, known.expression.clone());
            return Err(known);
        }
        let name = self.claim(flat, form, wanted);
        self.by_place.insert(key, name.clone());
        self.by_shape.extend(shape.map(|shape| (shape, name.clone())));
        self.types.insert(name.clone(), Draft { nullable: flat.nullable, ..Draft::default() });
        Ok(name)
    }

    fn claim(&mut self, flat: &Flat<'d>, form: &Form, wanted: &Wanted) -> String {
        if let Some(name) = self.reserved.get(&flat.node.key()) {
            if *form == Form::Whole {
                return name.clone();
            }
            let name = format!("{name}{}", form.suffix());
            return self.taken.claim(&[name]);
        }
        let mut options = Vec::new();
        let last = flat.node.name();
        let is_component = ["schemas", "definitions", "$defs"].iter().any(|parent| flat.node.is_below(parent));
        if wanted.named && (is_component || flat.node.pointer.is_empty()) {
            options.push(names::pascal(&last, "Value"));
        }
        let title = flat.node.text("title").filter(|title| title.len() <= 50 && title.is_ascii());
        let title = title.filter(|title| title.split_whitespace().count() <= 5);
        options.extend(title.map(|title| names::pascal(title, "")).filter(|name| !name.is_empty()));
        options.push(names::pascal(&wanted.hint, "Value"));
        let options: Vec<String> = options.iter().map(|name| format!("{name}{}", form.suffix())).collect();
        self.taken.claim(&options)
    }

    /// Description and source of a type.
    pub(super) fn head(&self, node: &Node<'d>, what: &str) -> Map<String, Value> {
        let document = (node.file != 0).then(|| self.document_ids[node.file].as_str());
        let mut head = Map::from_iter([
            ("doc".to_owned(), docs::of([node.clone()], what)),
            ("source".to_owned(), docs::source(node, document)),
        ]);
        self.released(node, &mut head);
        head
    }

    pub(super) fn fill(&mut self, name: &str, entry: Map<String, Value>) {
        if let Some(draft) = self.types.get_mut(name) {
            draft.entry = entry;
        }
    }

    /// Declares a type that is made of something else than fields. See [`Importer::structure`].
    pub(super) fn declared(&mut self, flat: &Flat<'d>, wanted: &Wanted) -> Result<String, Typed> {
        self.declare(flat, &Form::Whole, wanted)
    }

    /// The names that components have, and the schemas that extend each.
    pub(super) fn reserve(&mut self) {
        let root = self.documents.root();
        let places = [root.get("components").and_then(|node| node.get("schemas")), root.get("definitions")];
        let schemas: Vec<(&'d str, Node<'d>)> = places.iter().flatten().flat_map(Node::members).collect();
        let short = names::shortened(schemas.iter().map(|(name, _)| *name));
        for (name, node) in &schemas {
            if let Some(short) = short.get(name) {
                self.taken.take(short);
                self.reserved.insert(node.key(), short.clone());
            }
            for part in node.get("allOf").map(|parts| parts.items()).unwrap_or_default() {
                let target = part.reference().and_then(|_| part.resolved().ok());
                if let Some(target) = target {
                    self.children.entry(target.key()).or_default().push(((*name).to_owned(), node.clone()));
                }
            }
        }
    }
}

/// Adds the limits of a narrow integer, as far as the schema has none.
fn within(limits: &mut Map<String, Value>, width: RangeInclusive<i64>, expression: &'static str) -> &'static str {
    let written = limits.get("range").and_then(Value::as_str).and_then(|range| range.split_once(".."));
    let (min, max) = written.unwrap_or_default();
    let (smallest, largest) = (width.start().to_string(), width.end().to_string());
    let or = |bound: &str, other: &str| if bound.is_empty() { other.to_owned() } else { bound.to_owned() };
    limits.insert("range".to_owned(), json!(format!("{}..{}", or(min, &smallest), or(max, &largest))));
    expression
}

/// Whether the values that a schema shows have its format.
fn shows_only(flat: &Flat<'_>, name: &str) -> bool {
    let format = Value::String(name.replace('-', "_"));
    let Ok(format) = serde_json::from_value::<Format>(format) else { return false };
    let Ok(pattern) = regex_lite::Regex::new(format.pattern()) else { return false };
    let shown = ["example", "default"].into_iter().filter_map(|key| flat.node.get(key));
    let several = flat.node.get("examples").map(|node| node.items()).unwrap_or_default();
    let mut texts = shown.chain(several).filter_map(|node| node.value.as_str());
    texts.all(|text| pattern.is_match(text))
}

/// Writes what a schema says of values, without descriptions.
fn shape_of(value: &Value, text: &mut String) {
    match value {
        Value::Object(members) => {
            let sorted: BTreeMap<&String, &Value> = members.iter().collect();
            text.push('{');
            for (key, member) in sorted {
                let names_values = key == "properties";
                if ["description", "example", "examples", "title"].contains(&key.as_str()) && !member.is_object() {
                    continue;
                }
                text.push_str(key);
                text.push(if names_values { '!' } else { ':' });
                shape_of(member, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for item in items {
                shape_of(item, text);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

impl Node<'_> {
    /// Whether the place is a member of an object with this name.
    fn is_below(&self, parent: &str) -> bool {
        self.pointer.rsplit('/').nth(1) == Some(parent)
    }
}

/// Names of types, for those who look at places.
pub(super) type Places = BTreeMap<(Key, Form), String>;
