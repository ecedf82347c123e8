//! Description of resources, as generated code supplies it in JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::fields::{self, Fields};

/// Something that the service keeps. The documentation of the specification format describes its parts.
#[derive(Debug, Deserialize)]
pub(super) struct Resource {
    /// Family and name: `v1.thing`.
    pub(super) name: String,
    /// Parameters under whose values there are others.
    pub(super) scope: Vec<String>,
    pub(super) within: Option<String>,
    pub(super) key: String,
    pub(super) id: String,
    #[serde(default)]
    pub(super) names: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) unique: Vec<String>,
    #[serde(default)]
    pub(super) set: BTreeMap<String, Setting>,
    #[serde(default)]
    pub(super) initial: Map<String, Value>,
    /// Fields that are equal to a field of another resource, whose key is among the fields.
    #[serde(default)]
    pub(super) copies: BTreeMap<String, Copied>,
    #[serde(default)]
    pub(super) counts: BTreeMap<String, String>,
    /// Fields that name other resources by their keys.
    #[serde(default)]
    pub(super) needs: BTreeMap<String, String>,
    pub(super) states: Option<States>,
    pub(super) expires: Option<Expires>,
    pub(super) missing: Option<String>,
    pub(super) taken: Option<String>,
    pub(super) in_use: Option<InUse>,
    pub(super) effects: Vec<Effect>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Setting {
    pub(super) to: SetTo,
    /// What precedes random ids, as the examples show it.
    #[serde(default)]
    pub(super) prefix: String,
    #[serde(default)]
    pub(super) format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum SetTo {
    Uuid,
    Hex,
    Number,
    Created,
    Updated,
    Revision,
    Stamp,
    Expires,
}

/// Format of a number or a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Format {
    /// Integer. A time is in milliseconds since 1970.
    #[default]
    Integer,
    /// Integer seconds since 1970.
    Seconds,
    /// String with the seconds since 1970.
    SecondsText,
    /// String. A time is in RFC 3339.
    Text,
}

#[derive(Debug, Deserialize)]
pub(super) struct Copied {
    pub(super) resource: String,
    pub(super) field: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct States {
    pub(super) field: String,
    #[serde(default)]
    pub(super) through: Vec<String>,
    pub(super) to: Option<String>,
    /// Last state of one that a test lets fail.
    pub(super) failed: Option<String>,
}

/// When a resource is gone by itself.
#[derive(Debug, Deserialize)]
pub(super) struct Expires {
    /// Seconds between two renewals.
    interval: Amount,
    /// Number of renewals that may be missing.
    missed: Option<Amount>,
}

/// Number in a field.
#[derive(Debug, Deserialize)]
struct Amount {
    field: Option<String>,
    default: u64,
    /// Smallest number, to which smaller ones are raised.
    at_least: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct InUse {
    pub(super) by: Vec<String>,
    pub(super) code: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Effect {
    pub(super) operation: String,
    pub(super) does: Does,
    #[serde(default)]
    pub(super) request: Vec<String>,
    #[serde(default)]
    pub(super) response: Vec<String>,
    #[serde(default)]
    pub(super) each: Vec<String>,
    #[serde(default)]
    pub(super) with: Map<String, Value>,
    #[serde(default)]
    pub(super) lists: BTreeMap<String, ListChange>,
    #[serde(default)]
    pub(super) total: Vec<String>,
    #[serde(default)]
    pub(super) filter: BTreeMap<String, String>,
    /// Defaults of parameters that separate or select resources.
    #[serde(default)]
    pub(super) assumed: BTreeMap<String, Value>,
    /// Values of parameters of the filter that select everything.
    #[serde(default)]
    pub(super) all: BTreeMap<String, String>,
    pub(super) groups: Option<Groups>,
    pub(super) sort: Option<Sort>,
    /// Size of a page if the request does not say.
    pub(super) limit: Option<usize>,
    pub(super) only_in: Option<OnlyIn>,
    /// Whether it succeeds if there is none.
    #[serde(default)]
    pub(super) may_be_missing: bool,
    /// Whether it returns one that exists already.
    #[serde(default)]
    pub(super) may_exist: bool,
    /// Whether the resource lives on as if it were new.
    #[serde(default)]
    pub(super) renews: bool,
    /// Parameter, or field of the body, with which a resource in use is deleted.
    pub(super) force: Option<String>,
    #[serde(default)]
    pub(super) becomes: Vec<Transition>,
    #[serde(default)]
    pub(super) adds: Vec<String>,
    /// Fields that requests can contain.
    #[serde(default)]
    pub(super) sent: Vec<Sent>,
}

/// List of groups, which have lists of resources.
#[derive(Debug, Deserialize)]
pub(super) struct Groups {
    /// Field that is equal within a group.
    pub(super) by: String,
    /// Field of the group with this value.
    pub(super) name: String,
    /// Path of fields from the group to its list.
    pub(super) items: Vec<String>,
}

/// States in which an operation is possible.
#[derive(Debug, Deserialize)]
pub(super) struct OnlyIn {
    pub(super) states: Vec<String>,
    pub(super) code: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Does {
    Create,
    Put,
    Get,
    List,
    Update,
    Replace,
    Act,
    Delete,
}

#[derive(Debug, Deserialize)]
pub(super) struct ListChange {
    pub(super) by: String,
    pub(super) add: Option<String>,
    pub(super) remove: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Sort {
    pub(super) by: Option<String>,
    pub(super) direction: Option<String>,
    pub(super) default: Option<String>,
    #[serde(default)]
    pub(super) descending: bool,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transition {
    #[serde(default)]
    pub(super) when: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) through: Vec<String>,
    pub(super) to: Option<String>,
}

/// Field that a request can contain.
#[derive(Debug, Deserialize)]
pub(super) struct Sent {
    pub(super) name: String,
    pub(super) default: Option<Value>,
    /// Whether null removes the value.
    #[serde(default)]
    pub(super) clearable: bool,
}

impl Resource {
    /// Returns the name that a field of a request or response has in the store.
    pub(super) fn stored<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// Returns the fields that some request can contain, by their names in the store.
    pub(super) fn sendable(&self) -> impl Iterator<Item = &str> {
        let sent = self.effects.iter().flat_map(|effect| &effect.sent);
        sent.map(|sent| self.stored(&sent.name))
    }
}

impl Resource {
    /// Returns how long a resource with these fields lives.
    pub(super) fn life(&self, fields: &Fields) -> Option<Duration> {
        let Expires { interval, missed } = self.expires.as_ref()?;
        let missed = missed.as_ref().map_or(0, |missed| missed.of(fields));
        Some(Duration::from_secs(interval.of(fields).max(1).saturating_mul(missed.saturating_add(1))))
    }
}

impl Amount {
    fn of(&self, fields: &Fields) -> u64 {
        let sent = self.field.as_ref().and_then(|field| fields::get(fields, field)?.as_u64());
        sent.unwrap_or(self.default).max(self.at_least.unwrap_or(0))
    }
}

/// Resources of a service.
#[derive(Debug, Default)]
pub(super) struct Resources {
    list: Vec<Resource>,
    numbers: BTreeMap<String, usize>,
    /// Resource and effect of each operation.
    effects: BTreeMap<String, (usize, usize)>,
}

/// Error of resources that generated code does not describe as expected.
#[derive(Debug)]
pub(crate) struct Broken(String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the resources of the mock are invalid: {}; regenerate them", self.0)
    }
}

impl std::error::Error for Broken {}

impl Resources {
    pub(super) fn read(lists: &[&str]) -> Result<Self, Broken> {
        let mut this = Self::default();
        for list in lists {
            let list: Vec<Resource> = serde_json::from_str(list).map_err(|error| Broken(error.to_string()))?;
            this.list.extend(list);
        }
        for (number, resource) in this.list.iter().enumerate() {
            this.numbers.insert(resource.name.clone(), number);
            for (index, effect) in resource.effects.iter().enumerate() {
                this.effects.insert(effect.operation.clone(), (number, index));
            }
        }
        let unknown = this.list.iter().flat_map(Self::named).find(|name| !this.numbers.contains_key(*name));
        match unknown.map(|name| Broken(format!("there is no {name}"))) {
            Some(broken) => Err(broken),
            None => Ok(this),
        }
    }

    /// Returns the names of other resources that a resource refers to.
    fn named(resource: &Resource) -> impl Iterator<Item = &String> {
        let by = resource.in_use.iter().flat_map(|in_use| &in_use.by);
        let copied = resource.copies.values().map(|copied| &copied.resource);
        let added = resource.effects.iter().flat_map(|effect| &effect.adds);
        let needed = resource.needs.values();
        resource.within.iter().chain(needed).chain(resource.counts.values()).chain(by).chain(copied).chain(added)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Resource)> {
        self.list.iter().enumerate()
    }

    pub(super) fn get(&self, number: usize) -> &Resource {
        &self.list[number]
    }

    /// Returns the number of a resource.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.numbers.get(name).copied()
    }

    /// Sets what precedes the random ids of a field.
    pub(super) fn set_prefix(&mut self, number: usize, field: &str, prefix: String) {
        if let Some(setting) = self.list[number].set.get_mut(field) {
            setting.prefix = prefix;
        }
    }

    /// Returns what an operation does.
    pub(super) fn effect(&self, operation: &str) -> Option<(usize, &Effect)> {
        let (number, index) = self.effects.get(operation)?;
        Some((*number, &self.list[*number].effects[*index]))
    }

    /// Returns a resource and those that it is within, the outermost first.
    pub(super) fn chain(&self, number: usize) -> Vec<usize> {
        let next = |number: &usize| self.get(*number).within.as_ref().and_then(|name| self.number(name));
        let mut chain: Vec<usize> = std::iter::successors(Some(number), next).take(self.list.len()).collect();
        chain.reverse();
        chain
    }

    /// Returns the resources directly within one.
    pub(super) fn children<'a>(&'a self, number: usize) -> impl Iterator<Item = usize> + 'a {
        let name = &self.get(number).name;
        self.iter().filter(move |(_, resource)| resource.within.as_ref() == Some(name)).map(|(child, _)| child)
    }
}
