//! What the specification says of a path on the wire: whether it is there, its JSON types, its known
//! values, and whether it is always there.
//!
//! Paths are looked up one by one. To list them all would be simpler and without end: types may
//! contain themselves and each other.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Metric;

use specwright_language::ir::*;
use specwright_language::source::Span;

/// Types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum JsonType {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
}

impl JsonType {
    pub(super) fn name(self) -> &'static str {
        match self {
            JsonType::String => "string",
            JsonType::Integer => "integer",
            JsonType::Number => "number",
            JsonType::Boolean => "boolean",
            JsonType::Array => "list",
            JsonType::Object => "object",
        }
    }

    fn is_numeric(self) -> bool {
        matches!(self, JsonType::Integer | JsonType::Number)
    }
}

/// Where a field travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Path,
    Query,
    /// Of the request.
    Header,
    Body,
    Success,
    Error,
    /// In a success response.
    SuccessHeader,
    /// Of no operation: a table on its own.
    Alone,
}

/// What is known of a path.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// None: free JSON.
    pub(super) types: BTreeSet<JsonType>,
    /// Known values in lower case.
    pub(super) values: BTreeSet<String>,
    /// Whether it is there wherever what contains it is.
    pub(super) required: bool,
    /// Limits and defaults, as they are written.
    pub(super) limits: BTreeMap<Metric, BTreeSet<String>>,
    /// Values of other fields, in lower case, that make it required.
    pub(super) conditions: BTreeMap<String, BTreeSet<String>>,
    /// The field or parameter.
    pub(super) span: Span,
}

impl Found {
    /// Whether the type is one of those that travel here. Whole numbers are numbers.
    pub(super) fn agrees(&self, ty: JsonType) -> bool {
        let same = |other: &JsonType| *other == ty || (other.is_numeric() && ty.is_numeric());
        self.types.is_empty() || self.types.iter().any(same)
    }
}

/// Where a path may begin: a parameter or field with its name, or a body without one.
struct Root<'a> {
    part: Part,
    name: Option<&'a str>,
    place: Place<'a>,
    lenient: bool,
}

/// A value of a type.
#[derive(Clone, Copy)]
struct Place<'a> {
    shape: &'a Shape,
    required: bool,
    span: Span,
    facts: Facts<'a>,
}

/// What more is known of a value, and of what is inside.
#[derive(Clone, Copy, Default)]
struct Facts<'a> {
    limits: Option<&'a Constraints>,
    default: Option<&'a Value>,
    /// Conditions beside it, and those of the struct around.
    conditions: [&'a [Condition]; 2],
    /// What it requires of a struct in it.
    requires: &'a [Requirement],
    /// Tag of the union whose variant it is, with its value.
    variant: Option<(&'a str, &'a str)>,
}

/// An operation, or the entries that cite a table.
pub(super) struct Surface<'a> {
    api: &'a Api,
    roots: Vec<Root<'a>>,
    /// Types that cite the table.
    types: Vec<TypeId>,
}

impl<'a> Surface<'a> {
    pub(super) fn of_operation(api: &'a Api, operation: &'a Operation) -> Surface<'a> {
        let mut surface = Surface { api, roots: Vec::new(), types: Vec::new() };
        for parameter in &operation.parameters {
            let part = match parameter.location {
                Location::Path => Part::Path,
                Location::Query => Part::Query,
                // Tables of headers list cookies, too.
                Location::Header | Location::Cookie => Part::Header,
            };
            let facts = Facts {
                limits: Some(&parameter.constraints),
                default: parameter.default.as_ref(),
                conditions: [&parameter.required_when, &[]],
                ..Facts::default()
            };
            let (required, span) = (parameter.required, parameter.name.span);
            let place = Place { shape: &parameter.ty.value, required, span, facts };
            surface.roots.push(Root { part, name: Some(&parameter.name), place, lenient: false });
        }
        let request = operation.body.as_ref().map(|body| (Part::Body, &body.ty));
        let answer = operation.response.body.as_ref().map(|body| (Part::Success, body));
        for (part, ty) in request.into_iter().chain(answer) {
            surface.body(part, &ty.value, ty.span);
        }
        for field in operation.response_headers(api) {
            let root = Root { part: Part::SuccessHeader, name: field.header.as_deref(), ..Root::of_field(field) };
            surface.roots.push(root);
        }
        let revision = operation.conditional.as_ref().and_then(|conditional| conditional.header.as_deref());
        surface.text(Part::SuccessHeader, revision, operation.name.span);
        for style in operation.error_styles().map(|id| api.error_style(id)) {
            for name in [&style.code, &style.message, &style.detail, &style.request_id].into_iter().flatten() {
                surface.text(Part::Error, Some(name), style.name.span);
            }
        }
        surface
    }

    /// The types that cite a table, and the fields that do so themselves.
    pub(super) fn of_table(api: &'a Api, document: usize, table: &str) -> Surface<'a> {
        let cites = |source: &Source| source.document == document && source.tables.iter().any(|cited| cited == table);
        let mut surface = Surface { api, roots: Vec::new(), types: Vec::new() };
        for (id, ty) in api.type_ids().zip(&api.types) {
            if cites(&ty.source) {
                surface.types.push(id);
            }
            let TypeKind::Struct(fields) = &ty.kind else { continue };
            for field in fields.iter().filter(|field| cites(&field.source)) {
                surface.roots.push(Root::of_field(field));
                surface.body(Part::Alone, &field.ty.value, field.name.span);
            }
        }
        surface
    }

    fn body(&mut self, part: Part, shape: &'a Shape, span: Span) {
        let place = Place { shape, required: true, span, facts: Facts::default() };
        self.roots.push(Root { part, name: None, place, lenient: false });
    }

    /// An optional string, if it has a name.
    fn text(&mut self, part: Part, name: Option<&'a str>, span: Span) {
        let place = Place { shape: &Shape::String, required: false, span, facts: Facts::default() };
        self.roots.extend(name.map(|_| Root { part, name, place, lenient: false }));
    }

    /// The first of some paths that travels in one of some parts.
    pub(super) fn find<'p>(&self, parts: &[Part], mut paths: impl Iterator<Item = &'p str>) -> Option<Found> {
        paths.find_map(|path| parts.iter().find_map(|part| self.look_up(*part, path)))
    }

    fn look_up(&self, part: Part, path: &str) -> Option<Found> {
        // Inside a body every step begins with a dot or a bracket.
        let path = if path.starts_with("[]") { path.to_owned() } else { format!(".{path}") };
        let mut found = None;
        for id in self.types.iter().filter(|_| part == Part::Alone) {
            let shape = Shape::Named(*id);
            let (required, span, facts) = (true, self.api.ty(*id).name.span, Facts::default());
            let place = Place { shape: &shape, required, span, facts };
            self.walk(place, &path, &mut found);
        }
        for root in self.roots.iter().filter(|root| root.part == part) {
            match root.name {
                None => self.walk(root.place, &path, &mut found),
                Some(name) if matches!(part, Part::Header | Part::SuccessHeader) => {
                    let (name, path) = (name.to_lowercase(), path.to_lowercase());
                    if let Some(rest) = step(&path, &name) {
                        self.walk(root.place, rest, &mut found);
                    }
                }
                Some(name) => self.enter(root, name, &path, &mut found),
            }
        }
        found
    }

    /// Steps into a field, if the path does.
    fn enter(&self, root: &Root<'_>, name: &str, path: &str, found: &mut Option<Found>) {
        let Some(rest) = step(path, name) else { return };
        self.walk(root.place, rest, found);
        if root.lenient && rest.is_empty() {
            let other = if self.api.is_text(root.place.shape) { JsonType::Number } else { JsonType::String };
            self.merge(found, Some(other), root.place);
        }
    }

    /// Follows the rest of a path. Several variants of a union may have it; then all of them count.
    fn walk(&self, place: Place<'_>, path: &str, found: &mut Option<Found>) {
        let ty = match place.shape {
            Shape::Named(id) => return self.named(*id, place, path, found),
            Shape::Nullable(inner) => return self.walk(Place { shape: inner, ..place }, path, found),
            Shape::String | Shape::Secret | Shape::File | Shape::EpochSecondsText => Some(JsonType::String),
            Shape::Int32 | Shape::Int64 | Shape::Uint64 | Shape::EpochMillis | Shape::EpochSeconds => {
                Some(JsonType::Integer)
            }
            Shape::Double => Some(JsonType::Number),
            Shape::Boolean => Some(JsonType::Boolean),
            Shape::Any => None,
            Shape::List(_) => Some(JsonType::Array),
            Shape::Map(_) => Some(JsonType::Object),
        };
        if path.is_empty() {
            self.merge(found, ty, place);
            return;
        }
        let (item, rest) = match place.shape {
            Shape::List(item) => (item, path.strip_prefix("[]")),
            // Free JSON as the value of any key says nothing about what stands there.
            Shape::Map(item) if **item != Shape::Any => (item, step(path, "*")),
            _ => return,
        };
        if let Some(rest) = rest {
            let facts = Facts { limits: place.facts.limits.map(Constraints::each), ..Facts::default() };
            self.walk(Place { shape: item, required: true, facts, ..place }, rest, found);
        }
    }

    fn named(&self, id: TypeId, place: Place<'_>, path: &str, found: &mut Option<Found>) {
        match &self.api.ty(id).kind {
            TypeKind::Enum(enumeration) if path.is_empty() => {
                let ty = if enumeration.of_integers { JsonType::Integer } else { JsonType::String };
                let known = self.merge(found, Some(ty), place);
                let values = enumeration.values.iter();
                let texts = values.flat_map(|value| std::iter::once(&value.name.value).chain(&value.aliases));
                known.values.extend(texts.map(|text| text.to_lowercase()));
            }
            TypeKind::Id(_) if path.is_empty() => {
                self.merge(found, Some(JsonType::String), place);
            }
            TypeKind::Enum(_) | TypeKind::Id(_) => {}
            TypeKind::Shaped(union) => {
                for variant in &union.variants {
                    self.walk(Place { shape: &variant.ty, ..place }, path, found);
                }
            }
            TypeKind::Struct(_) | TypeKind::Union(_) if path.is_empty() => {
                self.merge(found, Some(JsonType::Object), place);
            }
            TypeKind::Struct(fields) => self.members(id, fields, place, path, found),
            TypeKind::Union(union) => self.tagged(union, place, path, found),
        }
    }

    fn members(&self, id: TypeId, fields: &[Field], place: Place<'_>, path: &str, found: &mut Option<Found>) {
        if let Some(extra) = self.api.ty(id).extra.as_ref().filter(|extra| extra.ty.value != Shape::Any)
            && let Some(rest) = step(path, "*")
        {
            self.walk(Place { shape: &extra.ty, required: false, ..place }, rest, found);
        }
        for field in fields.iter().filter(|field| field.header.is_none()) {
            let mut root = Root::of_field(field);
            let outer = place.facts.requires.iter().find(|outer| outer.field == field.name.value);
            root.place.facts.conditions[1] = outer.map_or(&[], |outer| &outer.when);
            root.place.facts.variant = place.facts.variant.filter(|_| root.place.required);
            // What is read under another name is there.
            let names = std::iter::once(&field.name.value).chain(&field.aliases);
            names.for_each(|name| self.enter(&root, name, path, found));
        }
    }

    fn tagged(&self, union: &Union, place: Place<'_>, path: &str, found: &mut Option<Found>) {
        for variant in &union.variants {
            let facts = Facts {
                variant: Some((union.tag.as_str(), variant.tag.as_str())),
                requires: place.facts.requires,
                ..Facts::default()
            };
            let shape = Shape::Named(variant.ty);
            let inside = Place { shape: &shape, required: true, span: variant.tag.span, facts };
            if step(path, &union.tag) == Some("") {
                let known = self.merge(found, Some(JsonType::String), inside);
                known.values.insert(variant.tag.to_lowercase());
            }
            match &union.content {
                Some(content) => {
                    if let Some(rest) = step(path, content) {
                        self.walk(inside, rest, found);
                    }
                }
                None => self.walk(inside, path, found),
            }
        }
    }
}

impl Surface<'_> {
    /// Adds one more thing that may stand at the path.
    fn merge<'f>(&self, found: &'f mut Option<Found>, ty: Option<JsonType>, place: Place<'_>) -> &'f mut Found {
        let nothing = || Found {
            types: BTreeSet::new(),
            values: BTreeSet::new(),
            required: place.required,
            limits: BTreeMap::new(),
            conditions: BTreeMap::new(),
            span: place.span,
        };
        let found = found.get_or_insert_with(nothing);
        found.types.extend(ty);
        found.required &= place.required;
        let Facts { limits, default, conditions, requires: _, variant } = place.facts;
        for (metric, limit) in limits.map(|limits| self.written(place.shape, limits)).into_iter().flatten() {
            found.limits.entry(metric).or_default().insert(limit);
        }
        let default = default.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        found.limits.entry(Metric::Defaults).or_default().extend(default);
        let listed = conditions.into_iter().flatten().filter(|condition| condition.holds_for == HoldsFor::Listed);
        for Condition { field, values, .. } in listed {
            let known = found.conditions.entry(field.clone()).or_default();
            known.extend(values.iter().map(|value| value.to_lowercase()));
        }
        if let Some((tag, value)) = variant {
            found.conditions.entry(tag.to_owned()).or_default().insert(value.to_lowercase());
        }
        found
    }

    /// The limits of a value, as they are written.
    fn written(&self, shape: &Shape, limits: &Constraints) -> Vec<(Metric, String)> {
        let limits = self.api.limits(shape, limits);
        let mut written = Vec::new();
        for (metric, bounds) in [(Metric::Lengths, limits.length), (Metric::Lengths, limits.items)] {
            written.extend((bounds != Bounds::default()).then(|| (metric, Range::from(bounds).to_string())));
        }
        written.extend((limits.range != Range::default()).then(|| (Metric::Ranges, limits.written_range())));
        written.extend(limits.pattern.clone().map(|pattern| (Metric::Patterns, pattern)));
        // Documents state the limits of items beside the list.
        if let Shape::List(item) | Shape::Map(item) = shape {
            written.extend(self.written(item, limits.each()));
        }
        written
    }
}

impl<'a> Root<'a> {
    fn of_field(field: &'a Field) -> Root<'a> {
        let required = !field.presence.may_be_absent();
        Root {
            part: Part::Alone,
            name: Some(&field.name),
            place: Place {
                shape: &field.ty.value,
                required,
                span: field.name.span,
                facts: Facts {
                    limits: Some(&field.constraints),
                    default: field.default.as_ref(),
                    conditions: [&field.required_when, &[]],
                    requires: &field.requires,
                    variant: None,
                },
            },
            lenient: field.lenient,
        }
    }
}

/// What is left of a path behind a field, if the path begins with it.
fn step<'p>(path: &'p str, name: &str) -> Option<&'p str> {
    let rest = path.strip_prefix('.')?.strip_prefix(name)?;
    (rest.is_empty() || rest.starts_with('.') || rest.starts_with("[]")).then_some(rest)
}
