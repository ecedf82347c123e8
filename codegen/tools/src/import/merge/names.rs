//! What entries of one side are called on another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::base::Base;
use super::facts;
use super::side::{Entry, SETTINGS, Side};
use crate::import::names::free;

/// Names of types and settings in the specification, for those of the document.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// By the name of the import.
    types: BTreeMap<String, String>,
    /// By the name of the last import.
    former: BTreeMap<String, String>,
    /// Types that the specification does not have, by the name that they get.
    pub(super) additions: BTreeMap<String, String>,
    settings: BTreeMap<(&'static str, String), String>,
}

impl Names {
    pub(super) fn new(base: &Base, new: &Side<'_>, here: &Side<'_>) -> Names {
        let mut names = Names::default();
        let curated = listed(&here.types);
        let former: Vec<Listed<'_>> =
            base.types.iter().map(|known| (known.name.as_str(), known.at.as_deref())).collect();
        let mut taken: BTreeSet<String> = here.types.iter().map(|entry| entry.name.clone()).collect();
        for (name, at) in &former {
            if let Some(here) = matched(&curated, name, *at) {
                names.former.insert((*name).to_owned(), here.to_owned());
            }
        }
        // Several types can have one place, such as a variant of a union: first those whose names are the same, too.
        let is_same = |entry: &Listed<'_>| former.contains(entry) || former.is_empty() && curated.contains(entry);
        let (same, others): (Vec<Listed<'_>>, Vec<Listed<'_>>) = listed(&new.types).into_iter().partition(is_same);
        let (mut claimed, mut targets): (BTreeSet<&str>, BTreeSet<String>) = Default::default();
        for (name, at) in same.into_iter().chain(others) {
            let left: Vec<Listed<'_>> = former.iter().filter(|(name, _)| !claimed.contains(name)).copied().collect();
            let before = matched(&left, name, at);
            claimed.extend(before);
            let known = before.and_then(|before| names.former.get(before).cloned());
            // A type that was imported before and is gone was removed on purpose.
            let known = known.or_else(|| before.is_none().then(|| matched(&curated, name, at).map(str::to_owned))?);
            let known = known.filter(|known| !targets.contains(known)).unwrap_or_else(|| {
                let target = free(name, "", &taken);
                taken.insert(target.clone());
                names.additions.insert(target.clone(), name.to_owned());
                target
            });
            if let Some(before) = before {
                names.former.entry(before.to_owned()).or_insert_with(|| known.clone());
            }
            targets.insert(known.clone());
            names.types.insert(name.to_owned(), known);
        }
        names.settings(base, new, here);
        names
    }

    /// Settings are called what most operations have in their place.
    fn settings(&mut self, base: &Base, new: &Side<'_>, here: &Side<'_>) {
        let mut votes: BTreeMap<(&'static str, String), BTreeMap<String, usize>> = BTreeMap::new();
        for (route, entry) in &here.operations {
            let before = base.operation(route).map(|known| &known.facts);
            let now = new.operation(route).map(|entry| facts::of(&entry.value));
            let Some(other) = before.or(now.as_ref()) else { continue };
            for key in SETTINGS {
                let (theirs, ours) = (names(other.get(key)), names(entry.value.get(key)));
                if theirs.len() == ours.len() {
                    for (theirs, ours) in theirs.into_iter().zip(ours) {
                        let of = votes.entry((key, theirs.to_owned())).or_default();
                        *of.entry(ours.to_owned()).or_default() += 1;
                    }
                }
            }
        }
        for (setting, votes) in votes {
            let most = votes.into_iter().max_by_key(|(_, count)| *count);
            self.settings.extend(most.map(|(name, _)| (setting, name)));
        }
    }

    /// The name of a type of the document in the specification.
    pub(super) fn of_type(&self, name: &str) -> Option<&String> {
        self.types.get(name)
    }

    /// The name of a type of the last import in the specification.
    pub(super) fn of_former_type(&self, name: &str) -> Option<&String> {
        self.former.get(name)
    }

    pub(super) fn of_setting(&self, key: &'static str, name: &str) -> String {
        self.settings.get(&(key, name.to_owned())).cloned().unwrap_or_else(|| name.to_owned())
    }

    /// A setting with the names of the specification: one name, or a list of names.
    pub(super) fn translated_setting(&self, key: &'static str, setting: Option<&Value>) -> Option<Value> {
        let translated = |name: &str| Value::from(self.of_setting(key, name));
        match setting? {
            Value::String(name) => Some(translated(name)),
            list @ Value::Array(_) => Some(names(Some(list)).into_iter().map(translated).collect()),
            _ => None,
        }
    }

    /// An entry of the document with the names of the specification.
    pub(super) fn translated(&self, value: &Value, former: bool) -> Value {
        let mut value = value.clone();
        let types = if former { &self.former } else { &self.types };
        facts::rename(&mut value, &|name| types.get(name).cloned());
        for key in SETTINGS {
            if let Some(setting) = self.translated_setting(key, value.get(key)) {
                value[key] = setting;
            }
        }
        value
    }
}

/// A name, or a list of names.
pub(super) fn names(setting: Option<&Value>) -> Vec<&str> {
    match setting {
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).collect(),
        other => other.and_then(Value::as_str).into_iter().collect(),
    }
}

/// A type with its place in the document.
type Listed<'l> = (&'l str, Option<&'l str>);

fn listed(entries: &[Entry]) -> Vec<Listed<'_>> {
    entries.iter().map(|entry| (entry.name.as_str(), entry.at.as_deref())).collect()
}

/// The entry of the same place in the document, or else of the same name. Several types can have one place.
fn matched<'l>(list: &[Listed<'l>], name: &str, at: Option<&str>) -> Option<&'l str> {
    let there: Vec<&Listed<'_>> = list.iter().filter(|(_, place)| at.is_some() && *place == at).collect();
    let same = there.iter().find(|(known, _)| *known == name);
    match (same, there.as_slice()) {
        (Some((known, _)), _) => Some(known),
        (None, [(known, _)]) => Some(known),
        _ => list.iter().find(|(known, _)| *known == name).map(|(known, _)| *known),
    }
}
