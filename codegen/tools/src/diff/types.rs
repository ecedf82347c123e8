//! Which types are the same under other names.

use std::collections::{BTreeMap, BTreeSet};

use super::definitions::{Definition, Site};

/// Facts of which nothing travels. Of types, what they mean is compared, not what they are called.
const NOT_ON_THE_WIRE: &[&str] = &[
    "boxed",
    "default",
    "deprecated",
    "doc",
    "encoded_by",
    "errata",
    "family",
    "rust_name",
    "source.confidence",
    "source.document",
    "source.section",
    "source.tables",
    "type",
    "usage",
];

/// The types of both sides by their keys.
pub(crate) struct Types<'a> {
    old: BTreeMap<&'a str, &'a Definition>,
    new: BTreeMap<&'a str, &'a Definition>,
}

impl<'a> Types<'a> {
    pub(crate) fn of(old: &'a Definition, new: &'a Definition) -> Types<'a> {
        let types = |root: &'a Definition| {
            let types = root.children.iter().filter(|child| child.site == Site::Type);
            types.map(|ty| (ty.key.as_str(), ty)).collect()
        };
        Types { old: types(old), new: types(new) }
    }

    /// Whether a limit changed because it is that of an id type, which is what both sides have here.
    pub(crate) fn limits_changed(&self, key: &str, old: &Definition, new: &Definition) -> bool {
        let find = |definition: &Definition, types: &BTreeMap<&'a str, &'a Definition>| {
            let ty = *types.get(definition.fact("type")?)?;
            (ty.fact("kind") == Some("id") && ty.fact(key) == definition.fact(key)).then_some(ty)
        };
        matches!((find(old, &self.old), find(new, &self.new)), (Some(one), Some(other)) if one.fact(key) != other.fact(key))
    }

    /// Whether two type expressions are written alike, whatever their types are called.
    pub(crate) fn are_alike(&self, old: &str, new: &str) -> bool {
        old != new && self.alike((old, None), (new, None), &mut BTreeSet::new())
    }

    fn alike(
        &self,
        (old, within_old): (&str, Option<&'a Definition>),
        (new, within_new): (&str, Option<&'a Definition>),
        seen: &mut BTreeSet<(String, String)>,
    ) -> bool {
        for list in ["list<", "map<"] {
            if let (Some(old), Some(new)) = (inner(old, list), inner(new, list)) {
                return self.alike((old, within_old), (new, within_new), seen);
            }
        }
        let find = |name: &str, types: &BTreeMap<&'a str, &'a Definition>, within: Option<&'a Definition>| {
            if name == "Self" { within } else { types.get(name).copied() }
        };
        let is_text = |name: &str, ty: Option<&Definition>| match ty {
            None => name == "string",
            Some(ty) => ty.fact("kind") == Some("id"),
        };
        match (find(old, &self.old, within_old), find(new, &self.new, within_new)) {
            (None, None) => old == new,
            // Their limits are facts of whoever has them.
            (one, other) if is_text(old, one) && is_text(new, other) => true,
            (Some(old), Some(new)) => self.same(old, new, seen),
            _ => false,
        }
    }

    fn same(&self, old: &'a Definition, new: &'a Definition, seen: &mut BTreeSet<(String, String)>) -> bool {
        if !seen.insert((old.key.clone(), new.key.clone())) {
            return true;
        }
        let same_facts = |one: &Definition, other: &Definition| {
            one.facts.without(NOT_ON_THE_WIRE).eq(other.facts.without(NOT_ON_THE_WIRE))
        };
        let children = |definition: &'a Definition| -> BTreeMap<&'a str, &'a Definition> {
            definition.children.iter().map(|child| (child.name.as_str(), child)).collect()
        };
        let (one, other) = (children(old), children(new));
        let expression = |child: &'a Definition| child.fact("type").unwrap_or_default();
        same_facts(old, new)
            && one.len() == other.len()
            && one.iter().all(|(name, child)| {
                other.get(name).is_some_and(|same| {
                    same_facts(child, same)
                        && self.alike((expression(child), Some(old)), (expression(same), Some(new)), seen)
                })
            })
    }
}

fn inner<'t>(expression: &'t str, list: &str) -> Option<&'t str> {
    expression.strip_prefix(list)?.strip_suffix('>')
}

/// How much of what two types contain they have in common, in percent.
pub(crate) fn likeness(old: &Definition, new: &Definition) -> usize {
    if old.fact("kind") != new.fact("kind") {
        return 0;
    }
    let names = |definition: &Definition| -> BTreeSet<(String, String)> {
        let children = definition.children.iter();
        children.map(|child| (child.name.clone(), child.fact("presence").unwrap_or_default().to_owned())).collect()
    };
    let (one, other) = (names(old), names(new));
    let all = one.union(&other).count();
    (one.intersection(&other).count() * 100).checked_div(all).unwrap_or_default()
}
