//! Facts of a definition, as strings by their key in the file.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde_json::Value;

use crate::numbers::{plain, plainly};
use crate::words::word;
use specwright_language::ir::*;
use specwright_language::raw::{Confidence, Rejections};

/// Facts by their key; keys inside of others have a dot: `paging.limit`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(BTreeMap<&'static str, String>);

impl Facts {
    pub(crate) fn set(&mut self, key: &'static str, value: impl Display) -> &mut Facts {
        self.0.insert(key, value.to_string());
        self
    }

    pub(crate) fn some(&mut self, key: &'static str, value: Option<impl Display>) -> &mut Facts {
        if let Some(value) = value {
            self.set(key, value);
        }
        self
    }

    /// Nothing is said when it is not so.
    pub(crate) fn flag(&mut self, key: &'static str, value: bool) -> &mut Facts {
        self.some(key, value.then_some("yes"))
    }

    /// Nothing is said when the list is empty.
    pub(crate) fn list(&mut self, key: &'static str, items: impl IntoIterator<Item = String>) -> &mut Facts {
        let text = items.into_iter().collect::<Vec<_>>().join(SEPARATOR);
        self.some(key, (!text.is_empty()).then_some(text))
    }

    pub(crate) fn get(&self, key: &str) -> Option<&String> {
        self.0.get(key)
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// The facts without some of them.
    pub(crate) fn without(&self, left_out: &[&str]) -> impl Iterator<Item = (&&'static str, &String)> {
        self.0.iter().filter(|(key, _)| !left_out.contains(*key))
    }
}

/// Between the items of a list.
pub(crate) const SEPARATOR: &str = ", ";

pub(crate) fn openness(open: bool) -> &'static str {
    if open { "open" } else { "closed" }
}

pub(crate) fn presence(required: bool) -> &'static str {
    if required { "required" } else { "optional" }
}

/// `kind is fast or slow`, for each condition.
pub(crate) fn conditions(conditions: &[Condition]) -> impl Iterator<Item = String> {
    conditions.iter().map(|Condition { field, values, holds_for }| match holds_for {
        HoldsFor::Any => format!("{field} is present"),
        HoldsFor::Listed => format!("{field} is {}", values.join(" or ")),
        HoldsFor::Others => format!("{field} is not {}", values.join(" or ")),
    })
}

/// `speed when kind is fast`, for each condition of each inner field.
pub(crate) fn requirements(requirements: &[Requirement]) -> impl Iterator<Item = String> {
    requirements.iter().flat_map(|Requirement { field, when }| {
        conditions(when).map(move |condition| format!("{field} when {condition}"))
    })
}

/// `at least one of name and id`, for each rule.
pub(crate) fn presence_rules(rules: &[PresenceRule]) -> impl Iterator<Item = String> {
    rules.iter().map(|rule| {
        let mut names: Vec<&str> = rule.names().collect();
        names.sort_unstable();
        format!("{} {}", rule.words(), names.join(" and "))
    })
}

pub(crate) fn usage(usage: Usage) -> &'static str {
    match (usage.request, usage.response) {
        (true, true) => "sent and received",
        (true, false) => "sent",
        (false, true) => "received",
        (false, false) => "neither",
    }
}

pub(crate) fn constraints(facts: &mut Facts, constraints: &Constraints) {
    limits(facts, constraints, &["range", "length", "items", "pattern", "values"]);
    for (inner, keys, deeper) in [(&constraints.each, EACH, "each.deeper"), (&constraints.keys, KEYS, "keys.deeper")] {
        let Some(inner) = inner else { continue };
        limits(facts, inner, keys);
        // Lists of lists are rare: all that is further inside is one fact.
        facts.some(deeper, inside(inner));
    }
}

/// Limits inside of lists and maps.
const EACH: &[&str; 5] = &["each.range", "each.length", "each.items", "each.pattern", "each.values"];
const KEYS: &[&str; 5] = &["keys.range", "keys.length", "keys.items", "keys.pattern", "keys.values"];

fn limits(facts: &mut Facts, constraints: &Constraints, keys: &[&'static str; 5]) {
    let Constraints { range, length, items, pattern, format, values, each: _, keys: _ } = constraints;
    // Nothing is shorter than nothing.
    let count = |bounds: &Bounds| Bounds { min: bounds.min.filter(|min| *min > 0), ..*bounds };
    let [length, items] = [length, items].map(|it| written(&count(it).into()));
    let pattern = pattern.clone().filter(|pattern| !EVERYTHING.contains(&pattern.as_str()));
    // A format is a pattern with a name.
    let pattern = format.map(|format| format.words().to_owned()).or(pattern);
    let values = (!values.is_empty()).then(|| sorted(values).join(SEPARATOR));
    for (key, value) in keys.iter().zip([written(range), length, items, pattern, values]) {
        facts.some(key, value);
    }
}

fn sorted(values: &[String]) -> Vec<&str> {
    let mut values: Vec<&str> = values.iter().map(String::as_str).collect();
    values.sort_unstable();
    values
}

/// `each.length 1..8, keys.pattern ^a$`, if there is anything.
fn inside(limits: &Constraints) -> Option<String> {
    let mut facts = Facts::default();
    constraints(
        &mut facts,
        &Constraints { each: limits.each.clone(), keys: limits.keys.clone(), ..Default::default() },
    );
    let text: Vec<String> = facts.without(&[]).map(|(key, value)| format!("{key} {value}")).collect();
    (!text.is_empty()).then(|| text.join(SEPARATOR))
}

/// `length 1..8, pattern ^a$`, if there is anything.
pub(crate) fn all_limits(limits: &Constraints) -> Option<String> {
    let mut facts = Facts::default();
    constraints(&mut facts, limits);
    let text: Vec<String> = facts.without(&[]).map(|(key, value)| format!("{key} {value}")).collect();
    (!text.is_empty()).then(|| text.join(SEPARATOR))
}

/// Patterns that match every string.
const EVERYTHING: &[&str] = &["", "^", "$", ".*", "^.*", ".*$", r"^[\s\S]*$", r"^[\S\s]*$", "(?s)^.*$", "^(?s).*$"];

/// `1..100`, as it is written, except that whole numbers have one form.
fn written(Range { min, max }: &Range) -> Option<String> {
    let end = |End { number, exclusive }: &End| {
        let whole = Some(plain(number)).filter(serde_json::Number::is_i64);
        End { number: whole.unwrap_or_else(|| number.clone()), exclusive: *exclusive }
    };
    let range = Range { min: min.as_ref().map(end), max: max.as_ref().map(end) };
    (range != Range::default()).then(|| range.to_string())
}

/// A default, in which whole numbers have one form.
pub(crate) fn default(value: Option<&Value>) -> Option<Value> {
    value.map(plainly)
}

pub(crate) fn rejections(facts: &mut Facts, rejections: &Rejections) {
    let Rejections {
        invalid_request,
        unauthorized,
        forbidden,
        route_not_found,
        method_not_allowed,
        timeout,
        body_too_large,
        unsupported_media_type,
        too_many_requests,
        internal,
        not_implemented,
    } = rejections;
    facts.set("rejections.invalid_request", invalid_request).set("rejections.unauthorized", unauthorized);
    facts.set("rejections.forbidden", forbidden).set("rejections.route_not_found", route_not_found);
    facts.set("rejections.method_not_allowed", method_not_allowed).set("rejections.timeout", timeout);
    facts.set("rejections.body_too_large", body_too_large);
    facts.set("rejections.unsupported_media_type", unsupported_media_type);
    facts.some("rejections.too_many_requests", too_many_requests.as_ref());
    facts.set("rejections.internal", internal).set("rejections.not_implemented", not_implemented);
}

/// `manual 2.1, tables 2-1, inferred`.
pub(crate) fn source(api: &Api, source: &Source) -> String {
    let Source { document, section, tables, confidence, releases: _ } = source;
    let mut text = api.documents.get(*document).map(|document| document.name.value.clone()).unwrap_or_default();
    if let Some(section) = section.as_ref().filter(|section| !section.is_empty()) {
        text = format!("{text} {section}");
    }
    if !tables.is_empty() {
        text = format!("{text}, table{} {}", if tables.len() == 1 { "" } else { "s" }, tables.join(SEPARATOR));
    }
    match confidence {
        Confidence::Stated => text,
        other => format!("{text} ({})", word(other)),
    }
}

/// The source of a part: without the place, if that is the place of the whole.
pub(crate) fn source_within(api: &Api, part: &Source, whole: &Source) -> String {
    let place = |source: &Source| (source.document, source.section.clone(), source.tables.clone());
    if place(part) == place(whole) { word(&part.confidence) } else { source(api, part) }
}

/// `v1.Thing`, or `Label` of the shared vocabulary.
pub(crate) fn type_name(api: &Api, id: TypeId) -> String {
    let ty = api.ty(id);
    match ty.family {
        Some(family) => format!("{}.{}", api.family(family).name, ty.name),
        None => ty.name.value.clone(),
    }
}
