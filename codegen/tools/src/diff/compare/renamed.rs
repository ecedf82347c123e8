//! Definitions under other names.

use std::collections::{BTreeMap, BTreeSet};

use super::retyped::Meanings;
use super::{Change, Meaning};
use crate::diff::definitions::{Definition, Site};
use crate::diff::facts::SEPARATOR;
use crate::diff::rules::{Rule, Wire};
use crate::diff::types::likeness;

/// Returns the suffix of the rule for another name, and the verdicts where they are not those of the rule.
pub(super) fn rename(
    old: &Definition,
    new: &Definition,
    within: Option<(&Definition, &Definition)>,
) -> (String, Option<Meanings>) {
    let in_header = |definition: &Definition| definition.name.starts_with("headers.");
    let location = |definition: &Definition| definition.name.split('.').next().map(str::to_owned);
    let is_optional = old.is_optional();
    let (suffix, computed) = match old.site {
        Site::Parameter if location(old) != location(new) => {
            ("location-changed", is_optional.then(|| same_in_both(ignored())))
        }
        Site::Parameter if old.name.starts_with("path.") => ("path-renamed", None),
        Site::Parameter if in_header(old) && old.name.eq_ignore_ascii_case(&new.name) => ("respelled", None),
        Site::Field if has_alias(old, &new.name) || has_alias(new, &old.name) => {
            ("renamed-with-alias", Some(with_aliases(old, new, is_optional)))
        }
        Site::Field | Site::Parameter if is_optional => ("renamed-optional", None),
        // What selects a variant by its shape is not its name.
        Site::Variant if within.is_some_and(|(old, new)| is_by_shape(old) && is_by_shape(new)) => ("relabeled", None),
        Site::Value | Site::Variant => ("renamed", Some(value(old, new, within))),
        _ => ("renamed", None),
    };
    (suffix.to_owned(), computed)
}

fn is_by_shape(union: &Definition) -> bool {
    union.fact("union").is_some() && union.fact("tag").is_none()
}

/// Returns the verdict on an optional parameter in another part of the request.
fn ignored() -> Meaning {
    Meaning {
        wire: Wire::Risky,
        why: "servers may ignore or reject it at the old location".to_owned(),
        advice: "Send it at the new location.",
    }
}

fn same_in_both(meaning: Meaning) -> Meanings {
    [meaning.clone(), meaning]
}

fn has_alias(definition: &Definition, name: &str) -> bool {
    definition.fact("aliases").is_some_and(|aliases| aliases.split(SEPARATOR).any(|alias| alias == name))
}

/// Returns the verdicts of a rule, with a harmless one where the reader knows both names.
fn unless_known(suffix: &str, site: Site, known: [bool; 2]) -> Meanings {
    let mut meanings = Change::of(Rule::find(site, suffix).unwrap_or_else(Rule::unclassified)).meanings();
    for ((meaning, known), reader) in meanings.iter_mut().zip(known).zip(["servers accept", "clients know"]) {
        if known {
            *meaning = Meaning { wire: Wire::Safe, why: format!("{reader} both names"), advice: "" };
        }
    }
    meanings
}

fn with_aliases(old: &Definition, new: &Definition, is_optional: bool) -> Meanings {
    let suffix = if is_optional { "renamed-optional" } else { "renamed" };
    unless_known(suffix, Site::Field, [has_alias(new, &old.name), has_alias(old, &new.name)])
}

/// Returns the verdicts on a value or variant with another name.
fn value(old: &Definition, new: &Definition, within: Option<(&Definition, &Definition)>) -> Meanings {
    let ignores_case = |ty: &Definition| ty.fact("case").is_some();
    let reads = |reader: &Definition, ty: Option<&Definition>, name: &str| {
        has_alias(reader, name) || ty.is_some_and(ignores_case) && reader.name.eq_ignore_ascii_case(name)
    };
    let known = [reads(new, within.map(|it| it.1), &old.name), reads(old, within.map(|it| it.0), &new.name)];
    let mut meanings = unless_known("renamed", old.site, known);
    let is_open = |ty: &Definition| ty.fact("enum").or(ty.fact("union")) == Some("open");
    let [_, response] = &mut meanings;
    if response.wire == Wire::Breaking && within.is_some_and(|(old, _)| is_open(old)) {
        *response = Meaning {
            wire: Wire::Risky,
            why: "clients take the new value for an unknown one".to_owned(),
            advice: "Handle both values in clients.",
        };
    }
    meanings
}

/// A definition of each side.
type Pair<'a> = (&'a Definition, &'a Definition);

/// Which definitions of two lists are the same one: those of the same name, and of the rest those that differ in nothing
/// but the name. A name that is not on the wire can go to something else, so there the name counts less than what is the
/// same.
pub(super) fn pairs<'a>(old: &'a [Definition], new: &'a [Definition]) -> Vec<Pair<'a>> {
    let id = |definition: &'a Definition| (definition.site, definition.key.as_str());
    let by_name: BTreeMap<_, _> = old.iter().map(|definition| (id(definition), definition)).collect();
    let named = new.iter().filter_map(|new| Some((*by_name.get(&id(new))?, new)));
    let (mut pairs, doubtful): (Vec<Pair<'a>>, Vec<Pair<'a>>) =
        named.partition(|(old, new)| !is_nameless(old.site) || is_renamed(old, new));
    let mut rest = Rest::of(old, new, &pairs);
    if !doubtful.is_empty() {
        pairs.extend(rest.alike(|old, new| is_nameless(old.site) && is_renamed(old, new)));
        pairs.extend(doubtful.into_iter().filter(|pair| rest.take(pair)));
    }
    let is_told = |old: &Definition, new: &Definition| {
        path_values(old, FORMS) == path_values(new, FORMS) && needed(old) == needed(new)
    };
    pairs.extend(rest.alike(|old, new| is_renamed(old, new) && is_told(old, new)));
    pairs.extend(rest.alike(is_renamed));
    pairs.extend(rest.alike(is_similar));
    pairs
}

/// Definitions that have no counterpart yet.
struct Rest<'a> {
    gone: Vec<&'a Definition>,
    came: Vec<&'a Definition>,
}

impl<'a> Rest<'a> {
    fn of(old: &'a [Definition], new: &'a [Definition], pairs: &[Pair<'a>]) -> Rest<'a> {
        let id = |definition: &'a Definition| (definition.site, definition.key.as_str());
        let paired: BTreeSet<_> = pairs.iter().map(|(old, _)| id(old)).collect();
        let rest = |side: &'a [Definition]| side.iter().filter(|one| !paired.contains(&id(one))).collect();
        Rest { gone: rest(old), came: rest(new) }
    }

    /// Takes a pair out, if both are still here.
    fn take(&mut self, (old, new): &Pair<'a>) -> bool {
        let at = |side: &[&'a Definition], one: &'a Definition| side.iter().position(|it| std::ptr::eq(*it, one));
        let (Some(gone), Some(came)) = (at(&self.gone, old), at(&self.came, new)) else { return false };
        self.gone.remove(gone);
        self.came.remove(came);
        true
    }

    /// Takes out what has exactly one counterpart.
    fn alike(&mut self, same: impl Fn(&Definition, &Definition) -> bool) -> Vec<Pair<'a>> {
        let only = |one: &'a Definition| {
            let mut found = self.came.iter().filter(|other| same(one, other));
            let other = *found.next()?;
            let back = self.gone.iter().filter(|one| same(one, other)).count();
            (found.next().is_none() && back == 1).then_some((one, other))
        };
        let found: Vec<Pair<'a>> = self.gone.iter().filter_map(|one| only(one)).collect();
        found.into_iter().filter(|pair| self.take(pair)).collect()
    }
}

/// Whether requests and responses show nothing of the name.
fn is_nameless(site: Site) -> bool {
    use Site::*;
    matches!(site, Family | Host | Auth | ErrorStyle | Group | Resource | Operation | Type | ErrorCatalog)
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
        return ["http.method", "http.path"].iter().all(|key| old.fact(key) == new.fact(key))
            && usually_alike(old, new);
    }
    // Callers are granted permissions by their names.
    if matches!(old.site, Site::Body | Site::Response | Site::Permission) {
        return false;
    }
    same_content(old, new)
}

/// What may tell the values of a path parameter from any string: the usual value, or else the type.
const USUAL: &[&str] = &["default", "type"];
/// The same with the standard form of a string. It may also be that of a named type, so it is no reason against a pair.
const FORMS: &[&str] = &["default", "pattern", "type"];

/// Whether two operations with one route have the same values in the path, and the same only values elsewhere, unless one
/// of them has none.
fn usually_alike(old: &Definition, new: &Definition) -> bool {
    let alike = |one: Vec<String>, other: Vec<String>| one == other || one.is_empty() || other.is_empty();
    alike(path_values(old, USUAL), path_values(new, USUAL)) && alike(fixed_values(old), fixed_values(new))
}

/// The parameters that have only one value, with it.
fn fixed_values(operation: &Definition) -> Vec<String> {
    let parameters = operation.children.iter().filter(|child| child.site == Site::Parameter);
    parameters.filter_map(|parameter| Some(format!("{}={}", parameter.key, parameter.fact("value")?))).collect()
}

/// The parameters outside of the path that requests need. They may tell operations with one route apart.
fn needed(operation: &Definition) -> BTreeSet<&str> {
    let parameters = operation.children.iter().filter(|child| child.site == Site::Parameter && !child.is_optional());
    parameters.map(|parameter| parameter.key.as_str()).filter(|key| !key.starts_with("path.")).collect()
}

/// The first of some facts of each path parameter that tells its values from any string.
fn path_values(operation: &Definition, facts: &[&str]) -> Vec<String> {
    const PLAIN: [&str; 5] = ["int32", "int64", "uint64", "double", "boolean"];
    let parameters = operation.children.iter().filter(|child| child.name.starts_with("path."));
    let told = |parameter: &Definition, key: &str| {
        parameter.fact(key).filter(|value| key != "type" || PLAIN.contains(value)).map(str::to_owned)
    };
    parameters.filter_map(|parameter| facts.iter().find_map(|key| told(parameter, key))).collect()
}

fn same_content(old: &Definition, new: &Definition) -> bool {
    const BELONGING: &[&str] = &["family", "rust_name", "slash", "aliases"];
    let children = |definition: &Definition| definition.children.len();
    old.facts.without(BELONGING).eq(new.facts.without(BELONGING))
        && children(old) == children(new)
        && old.children.iter().zip(&new.children).all(|(one, other)| one.name == other.name && same_content(one, other))
}
