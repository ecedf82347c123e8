//! Whether a JSON value fits a type.

use serde_json::{Map, Number, Value};

use crate::diagnostics::{closest, list};
use crate::ir::*;
use crate::raw::{Format, Need, Presence};

/// A place in a JSON value that does not fit.
#[derive(Debug)]
pub(crate) struct Mismatch {
    /// Keys and indexes that lead to the place.
    pub(crate) path: Vec<Step>,
    /// What is wrong there.
    pub(crate) message: String,
    /// What exactly is wrong.
    pub(crate) fault: Fault,
}

/// What exactly is wrong at a place.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The value.
    Value,
    /// Something is missing in the object.
    Lack,
    /// The key, which should not be there, or should perhaps be another one.
    Key(Option<String>),
}

#[derive(Clone, Debug)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// Collects everything in a value that does not fit.
pub(crate) struct Fit<'a> {
    pub(super) api: &'a Api,
    path: Vec<Step>,
    pub(crate) mismatches: Vec<Mismatch>,
    /// How often another variant of a union may be tried: unions in unions would take forever.
    pub(super) attempts: u32,
}

/// The most variants that are tried in vain.
const ATTEMPTS: u32 = 64;

impl<'a> Fit<'a> {
    pub(crate) fn new(api: &'a Api, path: Vec<Step>) -> Fit<'a> {
        Fit { api, path, mismatches: Vec::new(), attempts: ATTEMPTS }
    }

    pub(crate) fn value(&mut self, value: &Value, shape: &Shape, constraints: &Constraints) {
        match (shape, value) {
            (Shape::Any, _) | (Shape::Nullable(_), Value::Null) => {}
            (Shape::Nullable(inner), value) => self.value(value, inner, constraints),
            (Shape::String | Shape::Secret, Value::String(text)) => self.text(text, constraints),
            (Shape::Named(_), Value::String(text)) if self.api.as_id(shape).is_some() => {
                let limits = self.api.limits(shape, constraints);
                self.text(text, &limits);
            }
            (Shape::EpochSecondsText, Value::String(text)) => {
                let most = Shape::MOST_SECONDS_IN_TEXT;
                if !text.parse::<i64>().is_ok_and(|seconds| (-most..=most).contains(&seconds)) {
                    self.mismatch(format!("`{text}` is not a number of seconds with at most 18 digits"));
                }
            }
            (Shape::Int32 | Shape::Int64 | Shape::EpochMillis | Shape::EpochSeconds, Value::Number(number)) => {
                match number.as_i64() {
                    Some(number) if *shape == Shape::Int32 && i32::try_from(number).is_err() => {
                        self.mismatch(format!("{number} does not fit into 32 bits"));
                    }
                    Some(_) => self.range(number, constraints),
                    None if is_large(number) => {
                        self.mismatch(format!("{number} does not fit into 64 bits with a sign"));
                    }
                    None => self.mismatch(format!("{number} is not an integer")),
                }
            }
            (Shape::Uint64, Value::Number(number)) => match number.as_u64() {
                Some(_) => self.range(number, constraints),
                None if is_large(number) => self.mismatch(format!("{number} does not fit into 64 bits")),
                None => self.mismatch(format!("{number} is not an unsigned integer")),
            },
            (Shape::Double, Value::Number(number)) => self.range(number, constraints),
            (Shape::Boolean, Value::Bool(_)) => {}
            (Shape::File, Value::Object(file)) => self.file(file),
            (Shape::List(item), Value::Array(values)) => {
                self.count(values.len(), constraints);
                for (index, value) in values.iter().enumerate() {
                    self.at(Step::Index(index), |fit| fit.value(value, item, constraints.each()));
                }
            }
            (Shape::Map(item), Value::Object(map)) => {
                self.count(map.len(), constraints);
                for (key, value) in map {
                    self.at(Step::Key(key.clone()), |fit| {
                        fit.key(key, constraints.keys());
                        fit.value(value, item, constraints.each());
                    });
                }
            }
            (Shape::Named(id), value) => {
                self.named(value, *id);
                self.subset(value, shape, constraints);
            }
            _ => self.mismatch(format!("expected {}, found {}", self.describe(shape), kind(value))),
        }
    }

    fn named(&mut self, value: &Value, id: TypeId) {
        let ty = self.api.ty(id);
        match (&ty.kind, value) {
            (TypeKind::Struct(fields), Value::Object(map)) => {
                self.fields(fields, map, ty, &[]);
                self.rules(ty, map);
            }
            (TypeKind::Shaped(union), value) => self.shaped(union, value, &ty.name),
            (TypeKind::Enum(enumeration), Value::String(text)) if !enumeration.of_integers => {
                let known = enumeration.values.iter().any(|value| enumeration.reads(value, text));
                if !known && !enumeration.open {
                    self.mismatch(format!("`{text}` is not a value of the closed enum `{}`", ty.name));
                }
            }
            (TypeKind::Enum(enumeration), Value::Number(number)) if enumeration.of_integers => {
                let known = enumeration.values.iter().any(|value| value.name.value == number.to_string());
                if number.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
                    self.mismatch(format!("{number} is not an integer of 32 bits"));
                } else if !known && !enumeration.open {
                    self.mismatch(format!("{number} is not a value of the closed enum `{}`", ty.name));
                }
            }
            (TypeKind::Union(union), Value::Object(map)) => self.union(union, map, &ty.name),
            _ => {
                let expected = match &ty.kind {
                    TypeKind::Enum(enumeration) if enumeration.of_integers => "a number",
                    TypeKind::Enum(_) | TypeKind::Id(_) => "text",
                    _ => "an object",
                };
                self.mismatch(format!("expected {expected} (`{}`), found {}", ty.name, kind(value)));
            }
        }
    }

    /// `beside` are keys that belong to the value but not to the struct, such as the tag of a union.
    fn fields(&mut self, fields: &[Field], map: &Map<String, Value>, ty: &Type, beside: &[&str]) {
        let name = &ty.name;
        // What travels in headers does not stand in the body.
        let fields = || fields.iter().filter(|field| field.header.is_none());
        let known = |key: &String| fields().any(|field| field.name.value == *key || field.aliases.contains(key));
        let absent = fields().map(|field| field.name.as_str()).filter(|name| !map.contains_key(*name));
        let absent: Vec<&str> = absent.collect();
        // A misspelled field is not also a missing one.
        let mut misspelled = Vec::new();
        for (key, value) in map.iter().filter(|(key, _)| !known(key) && !beside.contains(&key.as_str())) {
            if let Some(extra) = &ty.extra {
                self.at(Step::Key(key.clone()), |fit| fit.value(value, &extra.ty, &extra.constraints));
                continue;
            }
            let meant = closest(key, absent.iter().copied());
            misspelled.extend(meant);
            self.at(Step::Key(key.clone()), |fit| {
                fit.fault(format!("`{name}` has no field `{key}`"), Fault::Key(meant.map(str::to_owned)));
            });
        }
        for field in fields() {
            let names = || std::iter::once(&field.name.value).chain(&field.aliases);
            let found = names().find_map(|name| Some((name, map.get(name)?)));
            let key = found.map_or(&field.name.value, |(name, _)| name);
            match found.map(|(_, value)| value) {
                None if misspelled.contains(&field.name.as_str()) => {}
                None if !field.presence.may_be_absent() => {
                    self.fault(format!("`{name}` lacks the required field `{}`", field.name), Fault::Lack);
                }
                None => {
                    if let Some(condition) = Self::needed(field, map) {
                        let message = format!("`{name}` lacks the field `{}`, {}", field.name, condition.reason());
                        self.fault(message, Fault::Lack);
                    }
                }
                Some(Value::Null) if field.presence != Presence::Required => {}
                Some(Value::Number(_)) if field.lenient && self.api.is_text(&field.ty) => {}
                Some(Value::String(_)) if field.lenient && field.ty.is_integer() => {}
                Some(value) => {
                    self.at(Step::Key(key.clone()), |fit| {
                        fit.value(value, &field.ty, &field.constraints);
                        fit.requirements(field, map, value);
                    });
                }
            }
        }
    }

    /// The condition that makes an optional field required.
    fn needed<'f>(field: &'f Field, map: &Map<String, Value>) -> Option<&'f Condition> {
        field.required_when.iter().find(|condition| condition.is_met_by(map.get(&condition.field)))
    }

    /// Fields of an inner struct that this struct requires.
    fn requirements(&mut self, field: &Field, map: &Map<String, Value>, inner: &Value) {
        let Some((inner, fields)) = inner.as_object().zip(self.api.struct_in(&field.ty)) else { return };
        for Requirement { field: name, when } in &field.requires {
            let holds = when.iter().find(|condition| condition.is_met_by(map.get(&condition.field)));
            let required = fields.iter().find(|field| field.name.value == *name);
            let (Some(condition), Some(required)) = (holds, required) else { continue };
            let mut names = std::iter::once(name).chain(&required.aliases);
            if !names.any(|name| inner.get(name).is_some_and(|value| !value.is_null())) {
                self.fault(format!("the field `{name}` is missing, {}", condition.reason()), Fault::Lack);
            }
        }
    }

    /// Fields that have to be present together, or instead of each other.
    fn rules(&mut self, ty: &Type, map: &Map<String, Value>) {
        for rule in &ty.rules {
            let fields =
                self.api.struct_of(ty).iter().filter(|field| rule.names().any(|name| name == field.name.value));
            let fields: Vec<&Field> = fields.filter(|field| field.presence.may_be_absent()).collect();
            let is_present = |field: &&&Field| {
                let mut names = std::iter::once(&field.name.value).chain(&field.aliases);
                let null_counts = field.presence.may_be_null();
                names.any(|name| map.get(name).is_some_and(|value| null_counts || !value.is_null()))
            };
            let present = fields.iter().filter(is_present).count();
            // A rule that names something else was reported.
            if fields.len() == rule.of.len() && !rule.allows(present) {
                self.fault(broken(&ty.name, rule, present), fault_of(rule, present));
            }
        }
    }

    fn union(&mut self, union: &Union, map: &Map<String, Value>, name: &str) {
        let Some(Value::String(tag)) = map.get(&union.tag) else {
            self.fault(format!("`{name}` lacks its tag `{}`", union.tag), Fault::Lack);
            return;
        };
        let Some(variant) = union.variants.iter().find(|variant| variant.tag.value == *tag) else {
            if !union.open {
                self.mismatch(format!("`{tag}` is not a variant of `{name}`"));
            }
            return;
        };
        match &union.content {
            Some(content) => {
                let Some(value) = map.get(content) else {
                    self.fault(format!("`{name}` lacks its content `{content}`"), Fault::Lack);
                    return;
                };
                self.at(Step::Key(content.clone()), |fit| fit.named(value, variant.ty));
            }
            None => {
                let ty = self.api.ty(variant.ty);
                if let TypeKind::Struct(fields) = &ty.kind {
                    self.fields(fields, map, ty, &[&union.tag]);
                    self.rules(ty, map);
                }
            }
        }
    }

    /// A file is shown by its name and its contents, which are text or Base64.
    fn file(&mut self, file: &Map<String, Value>) {
        let text = |key: &str| file.get(key).is_some_and(Value::is_string);
        let known = ["name", "content_type", "content", "base64"];
        for key in file.keys().filter(|key| !known.contains(&key.as_str())) {
            self.at(Step::Key(key.clone()), |fit| fit.fault(format!("a file has no `{key}`"), Fault::Key(None)));
        }
        if text("content") == text("base64") {
            self.fault("a file has, as text, either `content` or `base64`".to_owned(), Fault::Lack);
        }
        for key in ["name", "content_type"].into_iter().filter(|key| file.contains_key(*key) && !text(key)) {
            self.at(Step::Key(key.to_owned()), |fit| fit.mismatch("expected text".to_owned()));
        }
    }

    fn text(&mut self, text: &str, constraints: &Constraints) {
        let length = text.chars().count() as i64;
        if !contains(constraints.length, length) {
            self.mismatch(format!("the text has {length} characters, not {}", written(constraints.length)));
        }
        let length = duration::milliseconds(text).and_then(Number::from_f64);
        if let (Some(Format::GoDuration), Some(length)) = (constraints.format, length)
            && !constraints.range.contains(&length)
        {
            self.mismatch(format!("`{text}` is outside of {}", constraints.written_range()));
        }
        match (unmatched(text, constraints), constraints.format) {
            (Some(_), Some(format)) => self.mismatch(format!("`{text}` is not {}", format.words())),
            (Some(pattern), None) => self.mismatch(format!("`{text}` does not match `{pattern}`")),
            (None, _) => {}
        }
    }

    /// A value of an enum at a place that does not allow all of them.
    fn subset(&mut self, value: &Value, shape: &Shape, constraints: &Constraints) {
        let Some(enumeration) = self.api.as_enum(shape).filter(|_| !constraints.values.is_empty()) else { return };
        // A value that the enum does not have was reported.
        let listed = |name: &String| enumeration.values.iter().any(|known| known.name.value == *name);
        if !constraints.values.iter().all(listed) {
            return;
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let read = enumeration.values.iter().find(|known| enumeration.reads(known, &text));
        if !read.is_some_and(|known| constraints.values.contains(&known.name.value)) {
            self.mismatch(format!("`{text}` is not one of {}", list(constraints.values.iter().map(String::as_str))));
        }
    }

    /// A key of a map.
    fn key(&mut self, key: &str, constraints: &Constraints) {
        let length = key.chars().count() as i64;
        if !contains(constraints.length, length) {
            let message = format!("the key has {length} characters, not {}", written(constraints.length));
            self.fault(message, Fault::Key(None));
        }
        if let Some(pattern) = unmatched(key, constraints) {
            let message = match constraints.format {
                Some(format) => format!("the key `{key}` is not {}", format.words()),
                None => format!("the key `{key}` does not match `{pattern}`"),
            };
            self.fault(message, Fault::Key(None));
        }
    }

    fn range(&mut self, number: &Number, constraints: &Constraints) {
        if !constraints.range.contains(number) {
            self.mismatch(format!("{number} is outside of {}", constraints.range));
        }
    }

    fn count(&mut self, count: usize, constraints: &Constraints) {
        if !contains(constraints.items, count as i64) {
            self.mismatch(format!("there are {count} items, not {}", written(constraints.items)));
        }
    }

    fn at(&mut self, step: Step, inner: impl FnOnce(&mut Self)) {
        self.path.push(step);
        inner(self);
        self.path.pop();
    }

    pub(super) fn mismatch(&mut self, message: String) {
        self.fault(message, Fault::Value);
    }

    fn fault(&mut self, message: String, fault: Fault) {
        self.mismatches.push(Mismatch { path: self.path.clone(), message, fault });
    }

    fn describe(&self, shape: &Shape) -> String {
        match shape {
            Shape::List(_) => "a list".to_owned(),
            Shape::Map(_) => "an object".to_owned(),
            Shape::Nullable(inner) => self.describe(inner),
            other => format!("`{}`", self.api.expression(other)),
        }
    }
}

/// Whether parts are missing, or some are too many.
pub(crate) fn fault_of(rule: &PresenceRule, present: usize) -> Fault {
    let too_many = present > 1 && rule.need != Need::AllOrNone;
    if too_many { Fault::Value } else { Fault::Lack }
}

/// Returns what is wrong with something that has too few or too many of several parts.
pub(crate) fn broken(whole: &str, rule: &PresenceRule, present: usize) -> String {
    format!("`{whole}` needs {} {}, and has {present}", rule.words(), list(rule.names()))
}

/// Returns the pattern that a string should match and does not.
fn unmatched<'c>(text: &str, constraints: &'c Constraints) -> Option<&'c str> {
    let pattern = constraints.pattern.as_deref()?;
    regex_lite::Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text)).then_some(pattern)
}

/// Returns whether a number is within bounds.
fn contains(bounds: Bounds, number: i64) -> bool {
    bounds.min.is_none_or(|min| number >= min) && bounds.max.is_none_or(|max| number <= max)
}

/// Bounds as they are written in a specification.
pub(crate) fn written(bounds: Bounds) -> String {
    let part = |bound: Option<i64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{}..{}", part(bounds.min), part(bounds.max))
}

/// Whether a number is whole, and no integer of 64 bits with a sign.
fn is_large(number: &Number) -> bool {
    let is_beyond = |float: f64| float.fract() == 0.0 && !(i64::MIN as f64..i64::MAX as f64).contains(&float);
    number.is_u64() && !number.is_i64() || number.is_f64() && number.as_f64().is_some_and(is_beyond)
}

pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
