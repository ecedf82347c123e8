//! What the specification says an operation sends and answers: every path on the wire, with its
//! JSON types, its known values, and whether it is always there.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::*;
use crate::raw::Presence;
use crate::source::Span;

/// How often a type may stand inside itself on a path.
const REPEATS: usize = 2;

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
    /// Of the request. Names are in lower case.
    Header,
    Body,
    Success,
    Error,
    /// Of a successful answer. Names are in lower case.
    SuccessHeader,
    /// Of no operation: a table on its own.
    Alone,
}

/// What is known of a path.
#[derive(Debug)]
pub(super) struct Found {
    /// None: free JSON.
    pub(super) types: BTreeSet<JsonType>,
    /// Known values in lower case.
    pub(super) values: BTreeSet<String>,
    /// Whether it is there wherever what contains it is.
    pub(super) required: bool,
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

/// All paths of an operation, or of the entries that cite a table.
pub(super) struct Surface<'a> {
    api: &'a Api,
    paths: BTreeMap<(Part, String), Found>,
    /// The part that is being read.
    part: Part,
    /// The named types that are being read.
    open: Vec<TypeId>,
}

impl<'a> Surface<'a> {
    pub(super) fn of_operation(api: &'a Api, operation: &Operation) -> Surface<'a> {
        let mut surface = Surface::empty(api);
        for parameter in &operation.parameters {
            surface.part = match parameter.location {
                Location::Path => Part::Path,
                Location::Query => Part::Query,
                Location::Header => Part::Header,
            };
            let name = match parameter.location {
                Location::Header => parameter.name.to_lowercase(),
                Location::Path | Location::Query => parameter.name.value.clone(),
            };
            surface.shape(&parameter.ty.value, &name, parameter.required, parameter.name.span);
        }
        if let Some(body) = &operation.body {
            surface.part = Part::Body;
            surface.shape(&body.ty.value, "", true, body.ty.span);
        }
        if let Some(body) = &operation.response.body {
            surface.part = Part::Success;
            surface.shape(&body.value, "", true, body.span);
        }
        let style = api.error_style(operation.error_style);
        surface.part = Part::Error;
        let names = [Some(&style.code), Some(&style.message), style.detail.as_ref(), style.request_id.as_ref()];
        for name in names.into_iter().flatten() {
            surface.add(name, Some(JsonType::String), false, style.name.span);
        }
        surface
    }

    /// The fields of the types that cite a table, and the fields that do so themselves.
    pub(super) fn of_table(api: &'a Api, document: usize, table: &str) -> Surface<'a> {
        let cites = |source: &Source| source.document == document && source.tables.iter().any(|cited| cited == table);
        let mut surface = Surface::empty(api);
        for (id, ty) in api.type_ids().zip(&api.types) {
            if cites(&ty.source) {
                surface.shape(&Shape::Named(id), "", true, ty.name.span);
            }
            let TypeKind::Struct(fields) = &ty.kind else { continue };
            for field in fields.iter().filter(|field| cites(&field.source)) {
                surface.field(field, "");
                surface.shape(&field.ty.value, "", true, field.name.span);
            }
        }
        surface
    }

    fn empty(api: &'a Api) -> Surface<'a> {
        Surface { api, paths: BTreeMap::new(), part: Part::Alone, open: Vec::new() }
    }

    /// The first of some paths that travels in one of some parts.
    pub(super) fn find<'p>(&self, parts: &[Part], mut paths: impl Iterator<Item = &'p str>) -> Option<&Found> {
        paths.find_map(|path| {
            parts.iter().find_map(|part| {
                let path = match part {
                    Part::Header | Part::SuccessHeader => path.to_lowercase(),
                    _ => path.to_owned(),
                };
                self.paths.get(&(*part, path))
            })
        })
    }

    /// Adds a path, or one more thing that may stand there. The root has no path.
    fn add(&mut self, path: &str, ty: Option<JsonType>, required: bool, span: Span) -> Option<&mut Found> {
        if path.is_empty() {
            return None;
        }
        let nothing = || Found { types: BTreeSet::new(), values: BTreeSet::new(), required, span };
        let found = self.paths.entry((self.part, path.to_owned())).or_insert_with(nothing);
        found.types.extend(ty);
        found.required &= required;
        Some(found)
    }

    fn shape(&mut self, shape: &Shape, path: &str, required: bool, span: Span) {
        let ty = match shape {
            Shape::String | Shape::Secret | Shape::EpochSecondsText => Some(JsonType::String),
            Shape::Int32 | Shape::Int64 | Shape::EpochMillis | Shape::EpochSeconds => Some(JsonType::Integer),
            Shape::Double => Some(JsonType::Number),
            Shape::Boolean => Some(JsonType::Boolean),
            Shape::Any => None,
            Shape::List(_) => Some(JsonType::Array),
            Shape::Map(_) => Some(JsonType::Object),
            Shape::Named(id) => return self.named(*id, path, required, span),
        };
        self.add(path, ty, required, span);
        match shape {
            Shape::List(item) => self.shape(item, &format!("{path}[]"), true, span),
            // Free JSON as the value of any key says nothing about what stands there.
            Shape::Map(item) if **item != Shape::Any => self.shape(item, &below(path, "*"), true, span),
            _ => {}
        }
    }

    fn named(&mut self, id: TypeId, path: &str, required: bool, span: Span) {
        if self.open.iter().filter(|open| **open == id).count() >= REPEATS {
            return;
        }
        self.open.push(id);
        match &self.api.ty(id).kind {
            TypeKind::Struct(fields) => {
                self.add(path, Some(JsonType::Object), required, span);
                for field in fields {
                    self.field(field, path);
                }
            }
            TypeKind::Enum(enumeration) => {
                if let Some(found) = self.add(path, Some(JsonType::String), required, span) {
                    let values = enumeration.values.iter();
                    let texts = values.flat_map(|value| std::iter::once(&value.name.value).chain(&value.aliases));
                    found.values.extend(texts.map(|text| text.to_lowercase()));
                }
            }
            TypeKind::Union(union) => self.union(union, path, required, span),
        }
        self.open.pop();
    }

    fn field(&mut self, field: &Field, path: &str) {
        let path = below(path, &field.name);
        let required = field.presence != Presence::Optional;
        self.shape(&field.ty.value, &path, required, field.name.span);
        if field.lenient {
            let other = if field.ty.value == Shape::String { JsonType::Number } else { JsonType::String };
            self.add(&path, Some(other), required, field.name.span);
        }
    }

    fn union(&mut self, union: &Union, path: &str, required: bool, span: Span) {
        self.add(path, Some(JsonType::Object), required, span);
        let tag = below(path, &union.tag);
        for variant in &union.variants {
            if let Some(found) = self.add(&tag, Some(JsonType::String), true, variant.tag.span) {
                found.values.insert(variant.tag.to_lowercase());
            }
            match &union.content {
                Some(content) => self.named(variant.ty, &below(path, content), true, variant.tag.span),
                None => self.named(variant.ty, path, required, span),
            }
        }
    }
}

fn below(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}
