//! Validation of JSON values and of parameters.
//!
//! Collects all violations, up to a limit that protects the server. Converts nothing: decoding follows and
//! may be as lenient as the types require.

mod fields;
mod parameters;
mod shown;
mod unions;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt::{self, Write as _};

use serde_json::Number;

use self::fields::{Fields, holds, known_to};
use self::shown::{Choice, Count, Names, Numbers, Object, kind, quoted, shown};
use super::durations;
use super::input_schema::Location;
use super::rules::{EnumRules, IntegerEnumRules, IntegerRules, NumberBound, NumberRules, StringRules};
use super::schema::{FieldSchema, ListRules, MapRules, Need, ObjectSchema, PresenceRule, Schema};
use super::tree::{Tree, count, entries, items};
use super::{Validation, Violation};
use crate::decode::whole;
use crate::text::plain;

/// Maximum depth. Decoding rejects deeper values.
const DEEPEST: usize = 128;

/// The most variants of unions that are tried in vain.
const ATTEMPTS: u32 = 64;
/// Maximum number of violations.
const MOST_VIOLATIONS: usize = 100;
/// Characters of a wrong value in a message.
const SHOWN: usize = 80;
/// Characters of a key in a message, since clients can choose keys.
const KEY: usize = 64;

/// Walk through a request that collects violations.
pub(super) struct Checker<'a> {
    strict: bool,
    nulls_are_absent: bool,
    path: Vec<Step<'a>>,
    /// Location, and the name of one parameter.
    parameter: Option<(Location, Option<&'a str>)>,
    violations: Vec<Violation>,
    /// How often another variant of a union may be tried: unions in unions would take forever.
    attempts: u32,
}

/// Step down a path. Formatted only for a violation.
pub(super) enum Step<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

impl<'a> From<&'a str> for Step<'a> {
    fn from(key: &'a str) -> Self {
        Self::Key(key.into())
    }
}

impl<'a> Checker<'a> {
    pub(super) fn new(validation: Validation) -> Self {
        let strict = validation == Validation::Strict;
        Self {
            strict,
            nulls_are_absent: !strict,
            path: Vec::new(),
            parameter: None,
            violations: Vec::new(),
            attempts: ATTEMPTS,
        }
    }

    /// Sets whether the service takes null for an absent field, which strict validation else rejects.
    pub(super) fn nulls_are_absent(mut self, nulls_are_absent: bool) -> Self {
        self.nulls_are_absent |= nulls_are_absent;
        self
    }

    pub(super) fn finish(self) -> Vec<Violation> {
        self.violations
    }

    pub(super) fn is_strict(&self) -> bool {
        self.strict
    }

    fn takes_null_for_absent(&self) -> bool {
        self.nulls_are_absent
    }

    /// Runs a step for a parameter.
    pub(super) fn at_parameter(&mut self, location: Location, name: &'a str, step: impl FnOnce(&mut Self)) {
        self.parameter = Some((location, Some(name)));
        step(self);
        self.parameter = None;
    }

    /// Runs a step for several parameters of a location.
    pub(super) fn at_location(&mut self, location: Location, step: impl FnOnce(&mut Self)) {
        self.parameter = Some((location, None));
        step(self);
        self.parameter = None;
    }

    /// Runs a step one level down.
    pub(super) fn inside(&mut self, step: impl Into<Step<'a>>, work: impl FnOnce(&mut Self)) {
        self.path.push(step.into());
        work(self);
        self.path.pop();
    }

    pub(super) fn note(&mut self, rule: &'static str, expected: impl fmt::Display, got: impl Into<String>) {
        if self.violations.len() < MOST_VIOLATIONS {
            self.violations.push(Violation {
                pointer: self.pointer(),
                location: self.parameter.map(|(location, _)| location),
                rule,
                expected: expected.to_string(),
                got: got.into(),
            });
        }
    }

    fn pointer(&self) -> String {
        match self.parameter {
            Some((location, Some(name))) => pointer(&[location.as_str().into(), name.into()]) + &pointer(&self.path),
            Some((location, None)) => pointer(&[location.as_str().into()]),
            None => pointer(&self.path),
        }
    }

    /// Checks a JSON value.
    pub(super) fn value(&mut self, schema: &Schema, value: &Tree<'a>) {
        if self.path.len() > DEEPEST || *value == Tree::Broken {
            return;
        }
        match *schema {
            Schema::Any => {}
            Schema::Boolean if matches!(value, Tree::Boolean(_)) => {}
            Schema::Boolean => self.note("type", "true or false", shown(value)),
            Schema::String(rules) => match value {
                Tree::Text(text) => self.text(&rules, text, || quoted(text)),
                Tree::Number(_, text) if rules.also_number => {
                    let text = (*text).to_owned();
                    // Where only integers are allowed, 2.0 is one, as in JSON Schema.
                    let fits = |text: &str| rules.pattern.is_none_or(|pattern| pattern.matches(text));
                    let whole = integer(value).map(|whole| whole.to_string());
                    let text = whole.filter(|whole| !fits(&text) && fits(whole)).unwrap_or(text);
                    self.text(&rules, &text, || text.clone());
                }
                other => self.note("type", "a string", shown(other)),
            },
            Schema::Secret(rules) => match value {
                Tree::Text(text) => self.text(&rules, text, || "***".to_owned()),
                _ => self.note("type", "a string", "***"),
            },
            Schema::Integer(rules) => self.integer_value(&rules, value),
            Schema::Number(rules) => match value {
                Tree::Number(number, text) => self.number(&rules, number, || text.to_string()),
                _ => self.note("type", "a number", shown(value)),
            },
            Schema::Enum(rules) => match value {
                Tree::Text(text) => self.choice(&rules, text),
                other => self.note("type", "a string", shown(other)),
            },
            Schema::IntegerEnum(rules) => match integer(value) {
                Some(number) => self.numbered(&rules, number),
                None => self.note("type", "an integer", shown(value)),
            },
            Schema::File => {
                if !value.is_object() {
                    self.note("type", "a file", kind(value));
                }
            }
            Schema::List(rules) => match value {
                Tree::List(items) => self.list(rules, items),
                other => self.note("type", "a list", kind(other)),
            },
            Schema::Map(rules) => match value {
                Tree::Object(map) => self.map(rules, map),
                other => self.note("type", "an object", kind(other)),
            },
            Schema::Object(object) => match value {
                Tree::Object(map) => self.object(object, map, None),
                other => self.note("type", Object(object), kind(other)),
            },
            Schema::Union(union) => match value {
                Tree::Object(map) => self.union(union, map),
                other => self.note("type", "an object", kind(other)),
            },
            Schema::Shaped(union) => self.shaped(union, value),
            Schema::Nullable(_) if *value == Tree::Null => {}
            Schema::Nullable(schema) => self.value(schema, value),
        }
    }

    /// Checks the string of a parameter, in which numbers and booleans are written out.
    pub(super) fn parameter(&mut self, schema: &Schema, text: &str) {
        match *schema {
            Schema::String(rules) => self.text(&rules, text, || quoted(text)),
            Schema::Secret(rules) => self.text(&rules, text, || "***".to_owned()),
            Schema::Enum(rules) => self.choice(&rules, text),
            Schema::IntegerEnum(rules) => match text.parse() {
                Ok(number) => self.numbered(&rules, number),
                Err(_) => self.note("type", "an integer", quoted(text)),
            },
            Schema::Boolean if matches!(text, "true" | "false") => {}
            Schema::Boolean => self.note("type", "true or false", quoted(text)),
            Schema::Integer(rules) => match text.parse::<i64>().map(i128::from) {
                Ok(number) => self.integer(&rules, number, || quoted(text)),
                Err(_) if rules.unsigned && text.parse::<u64>().is_ok() => {
                    self.integer(&rules, text.parse().unwrap_or(i128::MAX), || quoted(text));
                }
                Err(_) => self.note("type", "an integer", quoted(text)),
            },
            Schema::Number(rules) => match number(text) {
                Some(number) => self.number(&rules, &number, || quoted(text)),
                None => self.note("type", "a number", quoted(text)),
            },
            // Structured parameters have no standard syntax, so nothing can be checked.
            Schema::Any
            | Schema::File
            | Schema::List(_)
            | Schema::Map(_)
            | Schema::Object(_)
            | Schema::Union(_)
            | Schema::Shaped(_)
            | Schema::Nullable(_) => {}
        }
    }

    /// Checks the number of items of a list.
    pub(super) fn count(&mut self, rules: &ListRules, count: usize) {
        if let Some(min) = rules.min_items.filter(|min| count < widen(*min)) {
            self.note("min_items", format_args!("at least {}", Count(min, "item")), count.to_string());
        }
        if let Some(max) = rules.max_items.filter(|max| count > widen(*max)) {
            self.note("max_items", format_args!("at most {}", Count(max, "item")), count.to_string());
        }
    }

    fn map(&mut self, rules: &MapRules, map: &'a str) {
        if rules.min_entries.or(rules.max_entries).is_some() {
            self.entry_count(rules, count(map));
        }
        for (key, value) in entries(map) {
            let name = key.clone();
            self.inside(Step::Key(key), |this| {
                this.key(&rules.keys, &name);
                this.value(&rules.values, &value);
            });
        }
    }

    /// Checks the number of entries of a map.
    fn entry_count(&mut self, rules: &MapRules, count: usize) {
        let word = |bound: u32| if bound == 1 { "entry" } else { "entries" };
        if let Some(min) = rules.min_entries.filter(|min| count < widen(*min)) {
            self.note("min_entries", format_args!("at least {min} {}", word(min)), count.to_string());
        }
        if let Some(max) = rules.max_entries.filter(|max| count > widen(*max)) {
            self.note("max_entries", format_args!("at most {max} {}", word(max)), count.to_string());
        }
    }

    /// Checks a key of a map. The violation is at the entry.
    fn key(&mut self, rules: &StringRules, key: &str) {
        let before = self.violations.len();
        self.text(rules, key, || quoted(key));
        for violation in self.violations.iter_mut().skip(before) {
            violation.rule = match violation.rule {
                "min_length" => "key_min_length",
                "max_length" => "key_max_length",
                _ => "key_pattern",
            };
            let expected = violation.expected.strip_prefix("a string that").map(|rest| format!("a key that{rest}"));
            violation.expected = expected.unwrap_or_else(|| format!("a key of {}", violation.expected));
        }
    }

    fn text(&mut self, rules: &StringRules, text: &str, got: impl Fn() -> String) {
        if rules.min_length.is_some() || rules.max_length.is_some() {
            let length = text.chars().count();
            if let Some(min) = rules.min_length.filter(|min| length < widen(*min)) {
                self.note("min_length", format_args!("at least {}", Count(min, "character")), got());
            }
            if let Some(max) = rules.max_length.filter(|max| length > widen(*max)) {
                // Patterns run only on strings of acceptable length.
                return self.note("max_length", format_args!("at most {}", Count(max, "character")), got());
            }
        }
        if let Some(pattern) = rules.pattern.filter(|pattern| !pattern.matches(text)) {
            let expected = match pattern.form() {
                Some(form) => format!("a string that is {form}"),
                None => format!("a string that matches {}", pattern.as_str()),
            };
            return self.note("pattern", expected, got());
        }
        let Some(duration) = rules.duration else { return };
        let (id, words, bound) = match duration.place(text) {
            Ordering::Less => ("minimum", "at least", duration.min),
            Ordering::Greater => ("maximum", "at most", duration.max),
            Ordering::Equal => return,
        };
        self.note(id, format_args!("{words} {}", bound.map(durations::text).unwrap_or_default()), got());
    }

    fn choice(&mut self, rules: &EnumRules, text: &str) {
        let known = |value: &&str| match rules.ignore_case {
            true => value.eq_ignore_ascii_case(text),
            false => *value == text,
        };
        if (self.strict || !rules.open) && !rules.values.iter().any(known) {
            self.note("enum", Choice(rules.values), quoted(text));
        }
    }

    fn numbered(&mut self, rules: &IntegerEnumRules, number: i64) {
        if (self.strict || !rules.open) && !rules.values.iter().any(|value| i64::from(*value) == number) {
            self.note("enum", Numbers(rules.values), number.to_string());
        }
    }

    fn integer_value(&mut self, rules: &IntegerRules, value: &Tree<'_>) {
        let number = match value {
            Tree::Number(number, _) if rules.unsigned => {
                number.as_u64().map(i128::from).or_else(|| integer(value).map(i128::from))
            }
            Tree::Number(..) => integer(value).map(i128::from),
            Tree::Text(text) if rules.also_string => text.trim().parse::<i64>().ok().map(i128::from),
            _ => None,
        };
        match number {
            Some(number) => self.integer(rules, number, || shown(value)),
            None => self.note("type", "an integer", shown(value)),
        }
    }

    fn integer(&mut self, rules: &IntegerRules, number: i128, got: impl FnOnce() -> String) {
        if let Some(min) = rules.min.filter(|min| number < i128::from(*min)) {
            self.note("minimum", format_args!("at least {min}"), got());
        } else if let Some(max) = rules.max.filter(|max| number > i128::from(*max)) {
            self.note("maximum", format_args!("at most {max}"), got());
        }
    }

    fn number(&mut self, rules: &NumberRules, number: &Number, got: impl FnOnce() -> String) {
        let (id, bound, words) = match rules.place(number) {
            Ordering::Less => ("minimum", rules.min, ["at least", "more than"]),
            Ordering::Greater => ("maximum", rules.max, ["at most", "less than"]),
            Ordering::Equal => return,
        };
        if let Some(NumberBound { number, exclusive }) = bound {
            self.note(id, format_args!("{} {number}", words[usize::from(exclusive)]), got());
        }
    }

    fn list(&mut self, rules: &ListRules, list: &'a str) {
        if rules.min_items.or(rules.max_items).is_some() {
            self.count(rules, count(list));
        }
        if matches!(rules.items, Schema::Any) {
            return;
        }
        for (index, item) in items(list).enumerate() {
            self.inside(Step::Index(index), |this| this.value(&rules.items, &item));
        }
    }

    /// Checks an object. `besides` is a key that is allowed although it is not a field.
    fn object(&mut self, object: &ObjectSchema, map: &'a str, besides: Option<&str>) {
        let fields = Fields::read(map, |key| known_to(object, key));
        for field in object.fields {
            let required =
                field.required || field.required_when.iter().any(|condition| holds(condition, object, &fields));
            match fields.lookup(field) {
                Some((_, Tree::Null)) if field.nullable || !required && self.nulls_are_absent => {}
                Some((key, Tree::Null)) => {
                    self.inside(key, |this| this.note("null", "a value", "null"));
                }
                Some((key, value)) => {
                    self.inside(key, |this| {
                        this.value(&field.schema, value);
                        this.requirements(field, value, |condition| holds(condition, object, &fields));
                    });
                }
                None if required => {
                    self.inside(field.name, |this| this.note("required", "a value", "nothing"));
                }
                None => {}
            }
        }
        for rule in object.rules {
            let is_present = |field: &&FieldSchema| {
                rule.of.contains(&field.name)
                    && fields.lookup(field).is_some_and(|(_, value)| field.nullable || *value != Tree::Null)
            };
            self.presence(rule, object.fields.iter().filter(is_present).map(|field| field.name));
        }
        if self.strict || object.extra.is_some() {
            let known = |key: &str| {
                besides == Some(key)
                    || object.fields.iter().any(|field| field.name == key || field.aliases.contains(&key))
            };
            for (key, value) in entries(map).filter(|(key, _)| !known(key)) {
                if let Some(schema) = object.extra {
                    self.inside(Step::Key(key), |this| this.value(schema, &value));
                    continue;
                }
                let expected = format_args!("only known fields of {}", object.name).to_string();
                self.inside(Step::Key(key), |this| this.note("unknown", expected, kind(&value)));
            }
        }
    }

    /// Checks which of several fields or parameters are present.
    pub(super) fn presence(&mut self, rule: &PresenceRule, present: impl Iterator<Item = &'static str>) {
        let present: Vec<&str> = present.collect();
        if rule.allows(present.len()) {
            return;
        }
        let (id, words) = match rule.need {
            Need::AtLeastOne => ("at_least_one", "at least one of"),
            Need::ExactlyOne => ("exactly_one", "exactly one of"),
            Need::AtMostOne => ("at_most_one", "at most one of"),
            Need::AllOrNone => ("all_or_none", "all or none of"),
        };
        let got = if present.is_empty() { "none".to_owned() } else { Names(&present).to_string() };
        self.note(id, format_args!("{words} {}", Names(rule.of)), got);
    }
}

/// Returns a number without a fraction, in any notation.
fn integer(value: &Tree<'_>) -> Option<i64> {
    let Tree::Number(number, _) = value else { return None };
    number.as_i64().or_else(|| number.as_f64().filter(|_| number.is_f64()).and_then(whole))
}

/// Returns the number of a parameter.
fn number(text: &str) -> Option<Number> {
    let whole = text.parse::<i64>().map(Number::from).or_else(|_| text.parse::<u64>().map(Number::from));
    whole.ok().or_else(|| Number::from_f64(text.parse().ok()?))
}

/// Formats the path as a JSON pointer.
fn pointer(path: &[Step<'_>]) -> String {
    let mut pointer = String::new();
    for step in path {
        pointer.push('/');
        match step {
            Step::Key(key) => write_key(&mut pointer, key),
            // Writing to a String cannot fail.
            Step::Index(index) => drop(write!(pointer, "{index}")),
        }
    }
    pointer
}

fn write_key(pointer: &mut String, key: &str) {
    let mut rest = key.chars();
    for character in rest.by_ref().take(KEY) {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(plain(other)),
        }
    }
    if rest.next().is_some() {
        pointer.push('…');
    }
}

fn widen(count: u32) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
