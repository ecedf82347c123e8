//! The walk: two trees side by side, definition by definition, fact by fact.
//!
//! | module | what it decides |
//! |---|---|
//! | `suffix` | the rule for a fact that differs |
//! | `renamed` | the rule for another name, and which definitions are the same under other names |
//! | `retyped` | the rule for another type, and the verdict by what differs inside |

mod renamed;
mod retyped;
mod suffix;

use std::collections::BTreeSet;

use self::renamed::{pairs, rename};
use self::retyped::Compared;
use super::definitions::{Definition, Renames, Site};
use super::facts::SEPARATOR;
use super::rules::{Rule, Wire};
use super::types::{Expression, Types};
use crate::words::one_line;

/// Facts of an authentication scheme that follow from its kind.
const CARRIERS: [&str; 3] = ["header", "query", "cookie"];

/// A verdict on the wire with its reason.
#[derive(Clone, Debug)]
pub(crate) struct Meaning {
    pub(crate) wire: Wire,
    pub(crate) why: String,
    pub(crate) advice: &'static str,
}

/// A change of one definition, under one rule.
#[derive(Clone, Debug)]
pub(crate) struct Change<'a> {
    pub(crate) rule: Rule,
    /// Keys that lead from the definition to what changed.
    pub(crate) key: &'static str,
    pub(crate) old: Option<&'a Definition>,
    pub(crate) new: Option<&'a Definition>,
    pub(crate) old_value: Option<String>,
    pub(crate) new_value: Option<String>,
    /// Verdicts in requests and in responses, where they are not those of the rule.
    pub(crate) computed: Option<[Meaning; 2]>,
    /// Where something gone stood, on the newer side.
    pub(crate) parent: Option<&'a Definition>,
    /// Whether it follows from other changes.
    pub(crate) consequence: bool,
}

impl Change<'_> {
    /// Creates a change without a definition.
    pub(crate) fn of(rule: Rule) -> Self {
        Change {
            rule,
            key: "",
            old: None,
            new: None,
            old_value: None,
            new_value: None,
            computed: None,
            parent: None,
            consequence: false,
        }
    }

    /// Returns the verdicts in requests and in responses.
    pub(crate) fn meanings(&self) -> [Meaning; 2] {
        let row = self.rule.row;
        let of_rule = || {
            [row.request, row.response].map(|verdict| Meaning {
                wire: verdict.wire,
                why: verdict.why.to_owned(),
                advice: verdict.advice,
            })
        };
        self.computed.clone().unwrap_or_else(of_rule)
    }

    /// Returns the path of the definition, by its newer name.
    pub(crate) fn path(&self) -> &str {
        self.new.or(self.old).map_or("api", |definition| definition.path.as_str())
    }

    /// Returns what happened, in one sentence.
    pub(crate) fn title(&self) -> String {
        let value = |value: &Option<String>| one_line(value.as_deref().unwrap_or("none"), 80);
        let what = self.rule.row.title.replace("{key}", self.key);
        let what = what.replace("{old}", &value(&self.old_value)).replace("{new}", &value(&self.new_value));
        format!("`{}` {what}", self.path())
    }
}

/// Returns the newer tree with the older names of renamed definitions. A definition that mentions a renamed one is only
/// recognized after that one, so this takes several rounds.
pub(crate) fn with_old_names(old: &Definition, tree: impl Fn(&Renames) -> Definition) -> Definition {
    const ROUNDS: usize = 8;
    let mut renames = Renames::new();
    let mut new = tree(&renames);
    for _ in 0..ROUNDS {
        let pairs = pairs(&old.children, &new.children);
        let renamed = || pairs.iter().filter(|(one, other)| one.key != other.key);
        let mut found: Renames =
            renamed().map(|(one, other)| ((other.site, other.own_key.clone()), one.key.clone())).collect();
        // What has a name that went elsewhere is something else.
        let elsewhere: BTreeSet<_> = renamed().map(|(one, _)| (one.site, &one.key)).collect();
        for other in new.children.iter().filter(|other| elsewhere.contains(&(other.site, &other.key))) {
            let is_paired = pairs.iter().any(|(_, paired)| std::ptr::eq(*paired, other));
            if !is_paired {
                found.insert((other.site, other.own_key.clone()), format!("{} (new)", other.own_key));
            }
        }
        if found.is_empty() {
            break;
        }
        renames.extend(found);
        new = tree(&renames);
    }
    new
}

/// Returns all changes between two trees.
pub(crate) fn compare<'a>(old: &'a Definition, new: &'a Definition) -> Vec<Change<'a>> {
    let types = Types::of(old, new);
    let mut walk = Walk { changes: Vec::new(), types, roots: (old, new), within: None, compared: Compared::default() };
    walk.definition(old, new);
    let mut changes = walk.changes;
    // The source of an entry of api.yaml has no definition of its own; those of files show in what they hold.
    if changes.iter().filter(|change| change.rule.row.suffix == "source-changed").count() > 1 {
        changes.retain(|change| !(change.rule.site == Site::Api && change.rule.row.suffix == "source-changed"));
    }
    mark_consequences(&mut changes);
    changes
}

/// Marks types that were added or removed along with the operations that use them.
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
    roots: (&'a Definition, &'a Definition),
    /// The types around the current definitions.
    within: Option<(&'a Definition, &'a Definition)>,
    /// Types that were compared in place of each other.
    compared: Compared,
}

impl<'a> Walk<'a> {
    fn definition(&mut self, old: &'a Definition, new: &'a Definition) {
        if old.name != new.name {
            let (one, other) = (Some(old.name.clone()), Some(new.name.clone()));
            let (suffix, computed) = rename(old, new, self.within);
            let change = self.change(suffix, "", (Some(old), Some(new)), (one, other));
            change.computed = computed;
            // An outcome has the name of its operation.
            change.consequence = new.fact("kind") == Some("union by status");
        }
        let outer = self.within;
        if old.site == Site::Type {
            self.within = Some((old, new));
        }
        self.inside_of(old, new);
        self.within = outer;
    }

    fn inside_of(&mut self, old: &'a Definition, new: &'a Definition) {
        if old.fact("kind") != new.fact("kind") && old.site == Site::Type {
            self.fact("kind", old, new);
            return;
        }
        let keys: BTreeSet<&'static str> = old.facts.keys().chain(new.facts.keys()).collect();
        for key in keys {
            // Parts of a setting that was added or removed are no changes of their own.
            let outer = key.split('.').next().filter(|outer| *outer != key);
            let came_or_went = outer.is_some_and(|outer| old.fact(outer).is_some() != new.fact(outer).is_some());
            // What has only one value is required.
            let follows = key == "presence" && (old.fact(key).is_none() || new.fact(key).is_none());
            if old.fact(key) != new.fact(key) && !came_or_went && !follows {
                self.fact(key, old, new);
            }
        }
        self.children(old, new);
    }

    fn fact(&mut self, key: &'static str, old: &'a Definition, new: &'a Definition) {
        let (one, other) = (old.fact(key), new.fact(key));
        if key == "aliases" && old.name != new.name && rename(old, new, None).0 == "renamed-with-alias"
            || old.site == Site::Auth && CARRIERS.contains(&key) && old.fact("scheme") != new.fact("scheme")
        {
            return;
        }
        let (suffix, computed) = self.rule(key, old, new);
        let values = if LISTS.contains(&key) {
            difference(one, other)
        } else {
            (one.map(str::to_owned), other.map(str::to_owned))
        };
        let retyped = key == "range" && old.fact("type") != new.fact("type") && suffix::same_integers(one, other);
        let follows = old.site != Site::Type && self.types.limits_changed(key, old, new) || retyped;
        let change = self.change(suffix, key, (Some(old), Some(new)), values);
        change.consequence = key == "usage" || follows;
        change.computed = computed;
    }

    /// Returns the suffix of the rule, and the verdicts where they are not those of the rule.
    fn rule(&self, key: &str, old: &'a Definition, new: &'a Definition) -> (String, Option<[Meaning; 2]>) {
        let (one, other) = (old.fact(key), new.fact(key));
        match (key, one.zip(other)) {
            ("type" | "body", Some((one, other))) => {
                let in_header = |definition: &Definition| definition.fact("header").is_some();
                let textual = matches!(old.site, Site::Parameter | Site::ClientParameter)
                    || old.site == Site::Field && in_header(old) && in_header(new);
                let within = (self.within.map(|(old, _)| old), self.within.map(|(_, new)| new));
                let (one, other) =
                    (Expression { text: one, within: within.0 }, Expression { text: other, within: within.1 });
                let (suffix, computed) = self.retyped(one, other, textual);
                (suffix.to_owned(), computed)
            }
            ("kind", _) if old.site == Site::Type => ("kind-changed".to_owned(), Some(self.rekinded(old, new))),
            ("auth", Some((one, other))) => self.accepted(one, other),
            _ => (suffix::suffix(key, old, new), None),
        }
    }

    /// The rule for an operation that accepts other authentication schemes.
    fn accepted(&self, one: &str, other: &str) -> (String, Option<[Meaning; 2]>) {
        fn names(text: &str) -> BTreeSet<&str> {
            text.split(SEPARATOR).collect()
        }
        let needs_none = |root: &Definition, names: &BTreeSet<&str>| {
            let mut schemes = root.children.iter().filter(|child| child.site == Site::Auth);
            schemes.any(|auth| names.contains(auth.key.as_str()) && auth.fact("scheme") == Some("none"))
        };
        let (before, now) = (names(one), names(other));
        let none = (needs_none(self.roots.0, &before), needs_none(self.roots.1, &now));
        let safe = |why: &str| {
            let meaning = || Meaning { wire: Wire::Safe, why: why.to_owned(), advice: "" };
            Some([meaning(), meaning()])
        };
        match none {
            (true, true) if before.len() == 1 || now.len() == 1 => {
                (suffix::requirement(true, true, "auth").to_owned(), safe("neither requires credentials"))
            }
            (false, true) | (true, false) => (suffix::requirement(none.0, none.1, "auth").to_owned(), None),
            _ if before == now => ("auth-changed".to_owned(), safe("the same schemes are accepted")),
            _ if before.is_subset(&now) => ("auth-widened".to_owned(), None),
            _ if now.is_subset(&before) => ("auth-narrowed".to_owned(), None),
            _ => ("auth-changed".to_owned(), None),
        }
    }

    fn children(&mut self, old: &'a Definition, new: &'a Definition) {
        let pairs = pairs(&old.children, &new.children);
        let paired =
            |one: &Definition| pairs.iter().any(|(old, new)| std::ptr::eq(*old, one) || std::ptr::eq(*new, one));
        for gone in old.children.iter().filter(|child| !paired(child)) {
            self.change(coming("removed", gone, old), "", (Some(gone), None), (None, None)).parent = Some(new);
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
    ) -> &mut Change<'a> {
        let site = new.or(old).map_or(Site::Api, |definition| definition.site);
        let rule = Rule::find(site, &suffix).unwrap_or_else(Rule::unclassified);
        let index = self.changes.len();
        self.changes.push(Change { key, old, new, old_value, new_value, ..Change::of(rule) });
        &mut self.changes[index]
    }
}

/// Facts that are lists. Only the differing items are shown.
const LISTS: &[&str] = &[
    "aliases",
    "codes",
    "errata",
    "errors",
    "parameters",
    "permissions",
    "required_when",
    "requires",
    "rules",
    "since",
    "source.tables",
    "until",
];

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

/// Returns the suffix of the rule for a definition that was added or removed.
fn coming(word: &str, definition: &Definition, parent: &Definition) -> String {
    match definition.site {
        Site::Field | Site::Parameter | Site::Body => {
            let presence = if definition.is_optional() { "optional" } else { "required" };
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

/// Whether what both sides have is in another order. The order of parameters in the path is that
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
