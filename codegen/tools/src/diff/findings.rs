//! Findings, built from changes and differences of the crates: every difference belongs to the change that causes it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::compare::{Change, Meaning};
use super::definitions::{Definition, Site};
use super::report::{Cause, Finding, ItemChange, Place, Release, Summary};
use super::rules::{Rule, Wire};
use super::surface::{Crate, Difference, Renamed, Rust};
use specwright_language::places::Places;
use specwright_language::source::{SourceMap, Span};
use specwright_rust::names;

/// Facts that a file can state for all its definitions.
const OF_FILES: &[&str] = &["host", "auth", "error_style", "source"];

/// Rules that never make an item differ.
const EDITORIAL: &[&str] = &["doc-changed", "source-changed", "errata-changed", "value-changed"];

/// Returns the types that have another name in Rust only.
pub(super) fn renamed_in_rust(old: &Definition, new: &Definition) -> Renamed {
    let types = |root: &'_ Definition| -> BTreeMap<String, (String, String)> {
        let types = root.children.iter().filter(|child| child.site == Site::Type);
        types
            .map(|ty| {
                let name = ty.fact("rust_name").map_or_else(|| ty.name.clone(), str::to_owned);
                let module = ty.path.split_once('.').map(|(family, _)| names::module(family));
                (ty.key.clone(), (module.unwrap_or_default(), name))
            })
            .collect()
    };
    let (before, after) = (types(old), types(new));
    let is_renamed =
        |(key, (_, name)): &(&String, &(String, String))| before.get(*key).is_some_and(|(_, old)| old != name);
    let (changed, kept): (Vec<_>, Vec<_>) = after.iter().partition(is_renamed);
    // A name that another type has now is not the older name of this one.
    let kept: BTreeSet<_> = kept.into_iter().map(|(_, named)| named).collect();
    let mut renamed = Renamed::default();
    for (key, (module, name)) in changed {
        if let Some((_, old)) = before.get(key).filter(|(_, old)| !kept.contains(&(module.clone(), old.clone()))) {
            renamed.add(module, name, old);
        }
    }
    renamed
}

/// Returns the findings, the worst first.
pub(super) fn findings(
    mut changes: Vec<Change<'_>>,
    differences: Vec<Difference>,
    old: &SourceMap,
    new: &SourceMap,
) -> Vec<Finding> {
    let mut items: Vec<Vec<ItemChange>> = changes.iter().map(|_| Vec::new()).collect();
    let mut unexplained = Vec::new();
    let index = Index::of(&changes);
    for difference in differences {
        let found = index.causes(&difference);
        let item = ItemChange { krate: difference.krate, verdict: difference.verdict, text: difference.text };
        if found.is_empty() && item.verdict < Rust::Patch {
            unexplained.push(item);
            continue;
        }
        for index in found {
            items[index].push(item.clone());
        }
    }
    if !unexplained.is_empty()
        && let Some(rule) = Rule::find(Site::Api, "surface-changed")
    {
        changes.push(Change::of(rule));
        items.push(unexplained);
    }
    let moved = moved(&changes);
    let places = (Places::new(old), Places::new(new));
    let mut findings: Vec<Finding> = Vec::new();
    // A file can state one fact for several definitions.
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    for (change, mut items) in changes.iter().zip(items) {
        // Implementations say the least.
        items.sort_by_key(|item| (item.verdict, item.text.contains(" for ")));
        let finding = finding(change, items, &moved, &places);
        let at = |place: &Option<Place>| place.as_ref().map(|place| (place.span, place.value.clone()));
        let (Some(old), Some(new)) = (at(&finding.old), at(&finding.new)) else {
            findings.push(finding);
            continue;
        };
        match known.entry((change.rule.row.suffix, old, new)) {
            Entry::Occupied(first) => merge(&mut findings[*first.get()], finding),
            Entry::Vacant(place) => {
                place.insert(findings.len());
                findings.push(finding);
            }
        }
    }
    sort(&mut findings);
    findings
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by_cached_key(|finding| {
        let harmless = finding.weight() != Wire::Breaking;
        let place = finding.new.as_ref().or(finding.anchor.as_ref()).or(finding.old.as_ref());
        let place = place.map(|place| (place.file.clone(), place.line, place.column));
        (
            harmless,
            finding.effective_wire(),
            finding.worst_rust(),
            place,
            finding.definition.clone(),
            finding.rule.clone(),
        )
    });
}

/// Changes by the names of what changed, before and after.
struct Index<'a> {
    changes: &'a [Change<'a>],
    by_path: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(changes: &'a [Change<'a>]) -> Index<'a> {
        let mut by_path: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, change) in changes.iter().enumerate() {
            let paths: BTreeSet<&str> =
                [change.old, change.new].into_iter().flatten().map(|definition| definition.path.as_str()).collect();
            for path in paths {
                by_path.entry(path).or_default().push(index);
            }
        }
        Index { changes, by_path }
    }

    fn exactly(&self, path: &str) -> Vec<usize> {
        self.by_path.get(path).cloned().unwrap_or_default()
    }

    /// What is inside of a definition: `v1.Thing.name` in `v1.Thing`.
    fn inside(&self, outer: &str) -> Vec<usize> {
        let start = format!("{outer}.");
        let within = self.by_path.range(start.as_str()..).take_while(|(path, _)| path.starts_with(&start));
        within.flat_map(|(_, indices)| indices.iter().copied()).collect()
    }

    /// What a definition is in.
    fn around(&self, path: &str) -> Vec<usize> {
        path.match_indices('.').flat_map(|(end, _)| self.exactly(&path[..end])).collect()
    }

    /// The changes that a difference of the crates comes from: those of the definition itself, or else of
    /// something inside of it, of what it is in, of a type that it mentions, or of what holds it all.
    fn causes(&self, difference: &Difference) -> BTreeSet<usize> {
        let Difference { owners, mentions, .. } = difference;
        let of_owners = |find: &dyn Fn(&str) -> Vec<usize>| owners.iter().flat_map(|owner| find(owner)).collect();
        let tiers: [&dyn Fn() -> Vec<usize>; 6] = [
            &|| of_owners(&|owner| self.exactly(owner)),
            &|| of_owners(&|owner| self.inside(owner)),
            &|| of_owners(&|owner| self.around(owner)),
            &|| mentions.iter().flat_map(|name| [self.exactly(name), self.inside(name)].concat()).collect(),
            &|| of_owners(&|owner| self.exactly(&format!("families.{}", family(owner)))),
            &|| self.exactly("api"),
        ];
        // Texts mention a lot of other things; not every one of them is worth a word.
        let tiers = if difference.verdict == Rust::Patch { &tiers[..2] } else { &tiers[..] };
        let fits = |index: &usize| {
            difference.verdict == Rust::Patch || !EDITORIAL.contains(&self.changes[*index].rule.row.suffix)
        };
        let found = tiers.iter().map(|tier| tier().into_iter().filter(fits).collect::<BTreeSet<_>>());
        found.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }
}

/// The family of `v1.Thing` or `groups.v1.things`.
fn family(owner: &str) -> &str {
    let owner = owner.strip_prefix("groups.").unwrap_or(owner);
    owner.split('.').next().unwrap_or_default()
}

/// What moved along: definitions whose source or errata changed, and errata whose text did.
struct Moved {
    definitions: BTreeSet<String>,
    errata: BTreeSet<String>,
}

fn moved(changes: &[Change<'_>]) -> Moved {
    let mut moved = Moved { definitions: BTreeSet::new(), errata: BTreeSet::new() };
    for change in changes {
        let Some(definition) = change.new.or(change.old) else { continue };
        if definition.site == Site::Erratum {
            moved.errata.insert(definition.name.clone());
        } else if ["source-changed", "errata-changed"].contains(&change.rule.row.suffix) {
            moved.definitions.insert(definition.path.clone());
        }
    }
    moved
}

fn cause(change: &Change<'_>, wire: Wire, items: &[ItemChange], moved: &Moved) -> Cause {
    let definition = change.new.or(change.old);
    let named = definition.is_some_and(|definition| definition.errata.iter().any(|id| moved.errata.contains(id)));
    let itself = definition.is_some_and(|definition| moved.definitions.contains(&definition.path));
    // What is new as a whole cannot have been wrong before.
    let part = matches!(change.rule.site, Site::Parameter | Site::Body | Site::Field | Site::Value | Site::Variant);
    let known = part || change.old.is_some() && change.new.is_some();
    if wire == Wire::Docs && items.iter().all(|item| item.verdict >= Rust::Patch) {
        Cause::Editorial
    } else if known && (named || itself) {
        Cause::Correction
    } else if wire == Wire::Docs && change.old.is_some() && change.new.is_some() {
        Cause::Editorial
    } else {
        Cause::Upstream
    }
}

fn finding(
    change: &Change<'_>,
    items: Vec<ItemChange>,
    moved: &Moved,
    (old, new): &(Places<'_>, Places<'_>),
) -> Finding {
    let definition = change.new.or(change.old);
    let Meaning { wire, why, advice } = verdict(change);
    let mut rust: BTreeMap<Crate, Rust> = Crate::ALL.into_iter().map(|krate| (krate, Rust::None)).collect();
    for item in &items {
        rust.entry(item.krate).and_modify(|verdict| *verdict = (*verdict).min(item.verdict));
    }
    Finding {
        rule: change.rule.id(),
        site: change.rule.site,
        definition: change.path().to_owned(),
        also: Vec::new(),
        title: change.title(),
        group: definition.map(|definition| definition.group.clone()).unwrap_or_default(),
        wire,
        reason: why,
        advice: (!advice.is_empty()).then(|| advice.to_owned()),
        rust,
        cause: cause(change, wire, &items, moved),
        items,
        consequence: change.consequence,
        old: change.old.map(|definition| place(definition, change.key, old, &change.old_value)),
        new: change.new.map(|definition| place(definition, change.key, new, &change.new_value)),
        anchor: change.parent.map(|parent| place(parent, "", new, &None)),
        within: change.parent.map(|parent| parent.path.clone()),
        reaches: definition.map(|definition| definition.reach.clone()).unwrap_or_default(),
        source: definition.and_then(|definition| definition.source.clone()),
        errata: definition.map(|definition| definition.errata.clone()).unwrap_or_default(),
        acknowledged: None,
    }
}

/// Returns the verdict for the directions in which old clients use the definition.
fn verdict(change: &Change<'_>) -> Meaning {
    let [request, response] = change.meanings();
    // What nobody used before harms nobody.
    let before = change.old.or(change.new);
    let usage = before.map(Definition::usage).unwrap_or_default();
    if usage.is_none()
        && let Some(why) = before.and_then(|definition| unused(definition.site))
    {
        return Meaning { wire: Wire::Docs, why: why.to_owned(), advice: "" };
    }
    match (usage.request, usage.response) {
        _ if (request.wire, &request.why) == (response.wire, &response.why) => request,
        (false, true) => response,
        (true, true) => {
            let (worst, other, word, rest) = if request.wire <= response.wire {
                (request, response, "in requests", "in responses")
            } else {
                (response, request, "in responses", "in requests")
            };
            if worst.wire == other.wire {
                let advice = if worst.advice.is_empty() { other.advice } else { worst.advice };
                return Meaning { why: format!("{word}, {}; {rest}, {}", worst.why, other.why), advice, ..worst };
            }
            Meaning { why: format!("{word}, {} ({rest}: {})", worst.why, other.wire.as_str()), ..worst }
        }
        _ => request,
    }
}

/// Returns why a change of something that no operation uses is harmless. `None` for what is used by itself.
fn unused(site: Site) -> Option<&'static str> {
    match site {
        Site::Host | Site::Region | Site::Auth | Site::ErrorStyle => Some("no operation uses it"),
        Site::ErrorCatalog | Site::ErrorCode | Site::ClientParameter => Some("no operation uses it"),
        Site::Type | Site::Field | Site::Value | Site::Variant => Some("no operation sends or receives it"),
        _ => None,
    }
}

/// Where a fact of a definition is; or else the fact of the whole file, or the definition.
fn span(definition: &Definition, key: &str, places: &Places<'_>) -> Span {
    // Method and path stand in one text.
    let key = if key.starts_with("http.") { "http" } else { key };
    let fact: Vec<&str> = key.split('.').filter(|key| !key.is_empty()).collect();
    if definition.site == Site::Api {
        return places.root(definition.span.file, fact.first().copied().unwrap_or("name"));
    }
    let mut keys: Vec<&str> = definition.keys.iter().map(String::as_str).collect();
    let own = keys.len();
    keys.extend(&fact);
    if places.entry(definition.span, &keys).is_some() {
        return match keys.as_slice() {
            [] => definition.span,
            keys => places.value(definition.span, keys),
        };
    }
    let of_file = fact.first().filter(|key| OF_FILES.contains(key));
    if let Some(entry) = of_file.and_then(|key| places.tree(definition.span.file)?.entry(key)) {
        return entry.key_span;
    }
    // An enclosing setting, the definition, or what it stands in.
    while keys.len() > own.min(1) {
        keys.pop();
        if places.entry(definition.span, &keys).is_some() {
            return places.key(definition.span, &keys);
        }
    }
    definition.span
}

fn place(definition: &Definition, key: &str, places: &Places<'_>, value: &Option<String>) -> Place {
    let (span, sources) = (span(definition, key, places), places.sources());
    let (line, column) = sources.line_column(span);
    Place { file: sources.display_path(span.file), line, column, value: value.clone(), span }
}

fn merge(known: &mut Finding, other: Finding) {
    known.also.push(other.definition);
    for (krate, verdict) in other.rust {
        known.rust.entry(krate).and_modify(|known| *known = (*known).min(verdict));
    }
    known.items.extend(other.items);
    known.items.sort_by_key(|item| item.verdict);
    known.reaches.extend(other.reaches);
}

/// Counts the findings and derives the releases.
pub(super) fn summary(findings: &[Finding], old_version: &str, new_version: &str) -> Summary {
    let mut summary = Summary::default();
    for finding in findings {
        *summary.wire.entry(finding.wire).or_default() += 1;
        *summary.rust.entry(finding.worst_rust()).or_default() += 1;
        summary.corrections += usize::from(finding.cause == Cause::Correction);
        summary.acknowledged += usize::from(finding.acknowledged.is_some());
    }
    let worst = |krate: Crate| findings.iter().filter_map(|finding| finding.rust.get(&krate)).copied().min();
    let model = worst(Crate::Model).unwrap_or_default();
    summary.releases = Crate::ALL
        .into_iter()
        .map(|krate| (krate, release(worst(krate).unwrap_or_default().min(model), old_version, new_version)))
        .collect();
    summary
}

/// Returns the release that a verdict requires. Below 1.0, a breaking change raises the second number.
fn release(verdict: Rust, from: &str, to: &str) -> Release {
    let read = |version: &str| -> [u64; 3] {
        let mut numbers = version.split('.').map(|number| number.parse().unwrap_or_default());
        std::array::from_fn(|_| numbers.next().unwrap_or_default())
    };
    let [major, minor, patch] = read(from);
    let needed = match (verdict, major) {
        (Rust::Breaking, 0) => [0, minor + 1, 0],
        (Rust::Breaking, _) => [major + 1, 0, 0],
        (Rust::Minor, 1..) => [major, minor + 1, 0],
        (Rust::Minor, 0) | (Rust::Patch, _) => [major, minor, patch + 1],
        (Rust::None, _) => [major, minor, patch],
    };
    Release {
        verdict,
        from: from.to_owned(),
        to: to.to_owned(),
        needed: needed.map(|number| number.to_string()).join("."),
        sufficient: read(to) >= needed,
    }
}
