//! The walk: two trees side by side, definition by definition, fact by fact.

use std::collections::{BTreeMap, BTreeSet};

use super::definitions::{Definition, Renames, Site};
use super::facts::{self, SEPARATOR, ShapeClass};
use super::rules::Rule;
use super::types::{Types, likeness};

/// A change of one definition, under one rule.
#[derive(Debug)]
pub(crate) struct Change<'a> {
    pub(crate) rule: Rule,
    /// Keys that lead from the definition to what changed.
    pub(crate) key: &'static str,
    pub(crate) old: Option<&'a Definition>,
    pub(crate) new: Option<&'a Definition>,
    pub(crate) old_value: Option<String>,
    pub(crate) new_value: Option<String>,
    /// Where something gone stood, on the newer side.
    pub(crate) parent: Option<&'a Definition>,
    /// Whether it follows from other changes.
    pub(crate) consequence: bool,
}

impl Change<'_> {
    /// A change of nothing in particular.
    pub(crate) fn of(rule: Rule) -> Self {
        Change {
            rule,
            key: "",
            old: None,
            new: None,
            old_value: None,
            new_value: None,
            parent: None,
            consequence: false,
        }
    }
}

/// The newer tree with the older names of what was renamed. What mentions something renamed can only be
/// recognised once the new name is known, so that it takes several rounds.
pub(crate) fn with_old_names(old: &Definition, tree: impl Fn(&Renames) -> Definition) -> Definition {
    const ROUNDS: usize = 8;
    let mut renames = Renames::new();
    let mut new = tree(&renames);
    for _ in 0..ROUNDS {
        let found = pairs(&old.children, &new.children).into_iter().filter(|(one, other)| one.key != other.key);
        let found: Renames = found.map(|(one, other)| ((other.site, other.own_key.clone()), one.key.clone())).collect();
        if found.is_empty() {
            break;
        }
        renames.extend(found);
        new = tree(&renames);
    }
    new
}

/// All changes between two trees.
pub(crate) fn compare<'a>(old: &'a Definition, new: &'a Definition) -> Vec<Change<'a>> {
    let mut walk = Walk { changes: Vec::new(), types: Types::of(old, new) };
    walk.definition(old, new);
    let mut changes = walk.changes;
    // The source of an entry of api.yaml has no definition of its own; those of files show in what they hold.
    if changes.iter().filter(|change| change.rule.row.suffix == "source-changed").count() > 1 {
        changes.retain(|change| !(change.rule.site == Site::Api && change.rule.row.suffix == "source-changed"));
    }
    mark_consequences(&mut changes);
    changes
}

/// Types that come and go with the operations that need them.
fn mark_consequences(changes: &mut [Change<'_>]) {
    let operations: BTreeSet<String> = changes
        .iter()
        .filter(|change| change.rule.site == Site::Operation && (change.old.is_none() || change.new.is_none()))
        .filter_map(|change| Some(change.new.or(change.old)?.path.clone()))
        .collect();
    for change in changes.iter_mut().filter(|change| change.rule.site == Site::Type) {
        let reach = match (change.old, change.new) {
            (None, Some(only)) | (Some(only), None) => &only.reach,
            _ => continue,
        };
        change.consequence = !reach.is_empty() && reach.iter().all(|reached| operations.contains(&reached.operation));
    }
}

struct Walk<'a> {
    changes: Vec<Change<'a>>,
    types: Types<'a>,
}

impl<'a> Walk<'a> {
    fn definition(&mut self, old: &'a Definition, new: &'a Definition) {
        if old.name != new.name {
            let (one, other) = (Some(old.name.clone()), Some(new.name.clone()));
            self.change(rename(old, new), "", (Some(old), Some(new)), (one, other));
        }
        if old.fact("kind") != new.fact("kind") && old.site == Site::Type {
            self.fact("kind", old, new);
            return;
        }
        let keys: BTreeSet<&'static str> = old.facts.keys().chain(new.facts.keys()).collect();
        for key in keys {
            // What is inside of something that came or went is no change of its own.
            let outer = key.split('.').next().filter(|outer| *outer != key);
            let came_or_went = outer.is_some_and(|outer| old.fact(outer).is_some() != new.fact(outer).is_some());
            if old.fact(key) != new.fact(key) && !came_or_went {
                self.fact(key, old, new);
            }
        }
        self.children(old, new);
    }

    fn fact(&mut self, key: &'static str, old: &'a Definition, new: &'a Definition) {
        let (one, other) = (old.fact(key), new.fact(key));
        if key == "aliases" && rename(old, new) == "renamed-with-alias" {
            return;
        }
        let expressions = if ["type", "body"].contains(&key) { one.zip(other) } else { None };
        let alike = expressions.is_some_and(|(one, other)| self.types.are_alike(one, other));
        let suffix = if alike { "type-replaced".to_owned() } else { suffix(key, old, new) };
        let values = if LISTS.contains(&key) {
            difference(one, other)
        } else {
            (one.map(str::to_owned), other.map(str::to_owned))
        };
        self.change(suffix, key, (Some(old), Some(new)), values);
        let follows = old.site != Site::Type && self.types.limits_changed(key, old, new);
        if (key == "usage" || follows)
            && let Some(change) = self.changes.last_mut()
        {
            change.consequence = true;
        }
    }

    fn children(&mut self, old: &'a Definition, new: &'a Definition) {
        let pairs = pairs(&old.children, &new.children);
        let paired =
            |one: &Definition| pairs.iter().any(|(old, new)| std::ptr::eq(*old, one) || std::ptr::eq(*new, one));
        for gone in old.children.iter().filter(|child| !paired(child)) {
            self.change(coming("removed", gone, old), "", (Some(gone), None), (None, None));
            if let Some(change) = self.changes.last_mut() {
                change.parent = Some(new);
            }
        }
        for added in new.children.iter().filter(|child| !paired(child)) {
            self.change(coming("added", added, new), "", (None, Some(added)), (None, None));
        }
        for (one, other) in &pairs {
            self.definition(one, other);
        }
        if old.site != Site::Api && reordered(&pairs, new) {
            self.change("order-changed".to_owned(), "", (Some(old), Some(new)), (None, None));
        }
    }

    fn change(
        &mut self,
        suffix: String,
        key: &'static str,
        (old, new): (Option<&'a Definition>, Option<&'a Definition>),
        (old_value, new_value): (Option<String>, Option<String>),
    ) {
        let site = new.or(old).map_or(Site::Api, |definition| definition.site);
        let Some(rule) = Rule::find(site, &suffix).or_else(|| Rule::find(Site::Api, "unclassified")) else { return };
        self.changes.push(Change { key, old, new, old_value, new_value, ..Change::of(rule) });
    }
}

/// Facts that are lists, of which only what differs is shown.
const LISTS: &[&str] =
    &["aliases", "errors", "permissions", "errata", "codes", "required_when", "source.tables", "parameters"];

fn difference(one: Option<&str>, other: Option<&str>) -> (Option<String>, Option<String>) {
    let items = |text: Option<&str>| -> Vec<String> {
        text.map(|text| text.split(SEPARATOR).map(str::to_owned).collect()).unwrap_or_default()
    };
    let (one, other) = (items(one), items(other));
    let left = |these: &[String], those: &[String]| {
        let left: Vec<String> = these.iter().filter(|item| !those.contains(item)).cloned().collect();
        (!left.is_empty()).then(|| left.join(SEPARATOR))
    };
    match (left(&one, &other), left(&other, &one)) {
        // The same in another order.
        (None, None) => (Some(one.join(SEPARATOR)), Some(other.join(SEPARATOR))),
        found => found,
    }
}

/// How a definition came or went.
fn coming(word: &str, definition: &Definition, parent: &Definition) -> String {
    match definition.site {
        Site::Field | Site::Parameter | Site::Body => {
            let presence = if definition.fact("presence") == Some("optional") { "optional" } else { "required" };
            format!("{word}-{presence}")
        }
        Site::Value | Site::Variant => {
            let closed = parent.fact("enum").or(parent.fact("union")) == Some("closed");
            match (closed, word) {
                (true, "added") => "added-to-closed".to_owned(),
                (true, _) => "removed-from-closed".to_owned(),
                (false, word) => word.to_owned(),
            }
        }
        Site::Operation if definition.fact("deprecated").is_some() => match word {
            "added" => "added-deprecated".to_owned(),
            _ => "removed-after-deprecation".to_owned(),
        },
        _ => word.to_owned(),
    }
}

/// The rule for another name.
fn rename(old: &Definition, new: &Definition) -> String {
    let location = |definition: &Definition| definition.name.split('.').next().map(str::to_owned);
    let knows = |one: &Definition, other: &Definition| {
        one.fact("aliases").is_some_and(|aliases| aliases.split(SEPARATOR).any(|alias| alias == other.name))
    };
    let suffix = match old.site {
        Site::Parameter if location(old) != location(new) => "location-changed",
        Site::Parameter if old.name.starts_with("path.") => "path-renamed",
        Site::Field if old.name != new.name && (knows(old, new) || knows(new, old)) => "renamed-with-alias",
        _ => "renamed",
    };
    suffix.to_owned()
}

/// Which definitions of two lists are the same one: those of the same name, and of the rest those that
/// differ in nothing but the name.
fn pairs<'a>(old: &'a [Definition], new: &'a [Definition]) -> Vec<(&'a Definition, &'a Definition)> {
    let id = |definition: &'a Definition| (definition.site, definition.key.as_str());
    let by_name: BTreeMap<_, _> = old.iter().map(|definition| (id(definition), definition)).collect();
    let mut pairs: Vec<_> = new.iter().filter_map(|new| Some((*by_name.get(&id(new))?, new))).collect();
    let named: BTreeSet<_> = pairs.iter().map(|(old, _)| id(old)).collect();
    let mut gone: Vec<_> = old.iter().filter(|definition| !named.contains(&id(definition))).collect();
    let mut came: Vec<_> = new.iter().filter(|definition| !named.contains(&id(definition))).collect();
    for renamed in [is_renamed, is_similar] {
        let found: Vec<_> = gone
            .iter()
            .filter_map(|one| {
                let same: Vec<_> = came.iter().filter(|other| renamed(one, other)).collect();
                let [other] = same.as_slice() else { return None };
                let back = gone.iter().filter(|one| renamed(one, other)).count();
                (back == 1).then_some((*one, **other))
            })
            .collect();
        gone.retain(|one| !found.iter().any(|(known, _)| std::ptr::eq(*known, *one)));
        came.retain(|one| !found.iter().any(|(_, known)| std::ptr::eq(*known, *one)));
        pairs.extend(found);
    }
    pairs
}

/// Whether two types have so much in common that one is the other under another name, with changes.
fn is_similar(old: &Definition, new: &Definition) -> bool {
    const ENOUGH: usize = 60;
    old.site == Site::Type && new.site == Site::Type && likeness(old, new) >= ENOUGH
}

/// Whether two definitions of different names are the same thing.
fn is_renamed(old: &Definition, new: &Definition) -> bool {
    if old.site != new.site {
        return false;
    }
    if old.site == Site::Operation {
        return ["http.method", "http.path"].iter().all(|key| old.fact(key) == new.fact(key));
    }
    if matches!(old.site, Site::Body | Site::Answer) {
        return false;
    }
    same_content(old, new)
}

fn same_content(old: &Definition, new: &Definition) -> bool {
    const BELONGING: &[&str] = &["family", "rust_name", "slash", "aliases"];
    let children = |definition: &Definition| definition.children.len();
    old.facts.without(BELONGING).eq(new.facts.without(BELONGING))
        && children(old) == children(new)
        && old.children.iter().zip(&new.children).all(|(one, other)| one.name == other.name && same_content(one, other))
}

/// Whether what both sides have stands in another order. The order of parameters in the path is that
/// of the path.
fn reordered(pairs: &[(&Definition, &Definition)], new: &Definition) -> bool {
    let ordered = |definition: &&Definition| {
        definition.site != Site::Example
            && !(definition.site == Site::Parameter && definition.name.starts_with("path."))
    };
    let place = |one: &Definition| new.children.iter().position(|child| std::ptr::eq(child, one));
    let mut places: Vec<_> =
        pairs.iter().filter(|(one, _)| ordered(one)).map(|(one, other)| (*one, place(other))).collect();
    // Definitions of the older side stand in one list, in order.
    places.sort_by_key(|(one, _)| std::ptr::from_ref::<Definition>(one));
    !places.is_sorted_by_key(|(_, place)| *place)
}

/// The rule for a fact that differs.
fn suffix(key: &str, old: &Definition, new: &Definition) -> String {
    let (one, other) = (old.fact(key), new.fact(key));
    let retyped = || retyped(old.shape, new.shape).to_owned();
    let change = |stem: &str| match (one, other) {
        (None, _) => format!("{stem}-added"),
        (_, None) => format!("{stem}-removed"),
        _ => format!("{stem}-changed"),
    };
    let list = |stem: &str| match difference(one, other) {
        (None, Some(_)) => format!("{stem}-added"),
        (Some(_), None) => format!("{stem}-removed"),
        _ => format!("{stem}-changed"),
    };
    let either = |added: &str, removed: &str| if one.is_none() { added.to_owned() } else { removed.to_owned() };
    match key {
        "presence" => presence(one, other).to_owned(),
        "type" => retyped(),
        "body" if one.is_some() && other.is_some() => retyped(),
        "body" => either("body-added", "body-removed"),
        "range" | "length" | "items" => bounds(one, other),
        "pattern" => change("constraint"),
        "default" => change("default"),
        "required_when" => list("requirement"),
        "aliases" => list("aliases"),
        "lenient" => either("leniency-added", "leniency-removed"),
        "encoded_by" => change("decoder"),
        "deprecated" if one.is_some() && other.is_some() => "deprecation-changed".to_owned(),
        "deprecated" => either("deprecated", "undeprecated"),
        "enum" | "union" => if other == Some("open") { "opened" } else { "closed" }.to_owned(),
        "case" => either("case-ignored", "case-observed"),
        "errors" => list("error-statuses"),
        "permissions" => list("permissions"),
        "paging" | "conditional" | "waiter" | "login" | "lease" => change(&key.replace('_', "-")),
        "body_limit" => {
            let number = |text: Option<&str>| text.and_then(|text| text.parse::<u64>().ok());
            if number(one) > number(other) { "body-limit-lowered" } else { "body-limit-raised" }.to_owned()
        }
        _ => match old.site {
            Site::Document => "doc-changed",
            Site::Auth if key != "doc" => "scheme-changed",
            Site::ErrorStyle if ["code", "message", "detail", "request_id"].contains(&key) => "shape-changed",
            _ => return named_after(key),
        }
        .to_owned(),
    }
}

/// Rules of facts that are what they are, whatever the values.
fn named_after(key: &str) -> String {
    let what = match key {
        "doc" | "title" | "date" | "says" | "decision" | "evidence" | "consequence" | "remedy" => "doc",
        "conditional.doc" => "doc",
        "conditional.not_found" => "not-found",
        "waiter.message" | "waiter.message_when" | "waiter.interval" => "waiter",
        "rust_name" | "rust_method" | "lease.rust_name" | "lease.rust_method" => "rust-name",
        "http.method" => "method",
        "http.path" => "path",
        "idempotent" => "idempotency",
        "group" | "family" => return "moved".to_owned(),
        "codes" => "catalogs",
        "of" => return "values-retyped".to_owned(),
        "tag" | "content" => "discriminator",
        "boxed" => "boxing",
        "from_client" => "scope",
        source if source.starts_with("source") => "source",
        rejection if rejection.starts_with("rejections.") => "rejection",
        // Most rules have the name of what changes.
        key => key,
    };
    format!("{}-changed", what.replace('_', "-"))
}

fn presence(old: Option<&str>, new: Option<&str>) -> &'static str {
    match (old.unwrap_or_default(), new.unwrap_or_default()) {
        ("optional" | "clearable", "required") => "became-required",
        ("required", "optional" | "clearable") => "became-optional",
        ("optional", "clearable") => "became-clearable",
        ("clearable", "optional") => "became-not-clearable",
        ("required", "nullable") => "became-nullable",
        ("nullable", "required") => "became-not-nullable",
        ("optional" | "clearable", _) => "became-always-present",
        _ => "became-omissible",
    }
}

fn bounds(old: Option<&str>, new: Option<&str>) -> String {
    let read = |text: Option<&str>| text.and_then(facts::read_bounds);
    let suffix = match (read(old), read(new)) {
        (None, _) => "constraint-added",
        (_, None) => "constraint-removed",
        (Some((min, max)), Some((new_min, new_max))) if new_min >= min && new_max <= max => "constraint-tightened",
        (Some((min, max)), Some((new_min, new_max))) if new_min <= min && new_max >= max => "constraint-loosened",
        _ => "constraint-changed",
    };
    suffix.to_owned()
}

/// The rule for another type.
fn retyped(old: Option<ShapeClass>, new: Option<ShapeClass>) -> &'static str {
    use ShapeClass::*;
    let (Some(old), Some(new)) = (old, new) else { return "type-changed" };
    let wider = |one, other| matches!((one, other), (Int32, Int64 | Double) | (Int64, Double)) || other == Any;
    match (old, new) {
        (Moment, Moment) => "encoding-changed",
        _ if old == new => "type-changed",
        (Text, Secret) => "became-secret",
        (Secret, Text) => "became-not-secret",
        (Text, OpenEnum) | (Int32, OpenNumbers) => "enum-introduced",
        (OpenEnum, Text) | (OpenNumbers, Int32) => "enum-dropped",
        (Text, ClosedEnum) | (Int32, ClosedNumbers) => "closed-enum-introduced",
        (ClosedEnum, Text) | (ClosedNumbers, Int32) => "closed-enum-dropped",
        _ if wider(old, new) => "type-widened",
        _ if wider(new, old) => "type-narrowed",
        (Moment | MomentText, Int32 | Int64 | Text | MomentText | Moment) => "encoding-changed",
        (Int32 | Int64 | Text, Moment | MomentText) => "encoding-changed",
        (Int32 | Int64 | Double, Text) | (Text, Int32 | Int64 | Double) => "encoding-changed",
        (List, _) | (_, List) => "cardinality-changed",
        _ => "type-changed",
    }
}
