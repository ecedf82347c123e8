//! Another type in place of one: the rule by what the values of both have in common, and the verdict by what differs
//! inside, level by level.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::suffix::limit;
use super::{Change, Meaning, Walk};
use crate::diff::definitions::{Definition, Site};
use crate::diff::rules::{Rule, Wire};
use crate::diff::types::{Expression, Pair, reclassified};

/// Verdicts in requests and in responses.
pub(super) type Meanings = [Meaning; 2];

impl<'a> Walk<'a> {
    /// Returns the suffix of the rule, and the verdict where it is not that of the rule.
    pub(super) fn retyped(
        &self,
        old: Expression<'a>,
        new: Expression<'a>,
        textual: bool,
    ) -> (&'static str, Option<Meanings>) {
        let there = self.differences(old, new, textual, true);
        if let Pair::Classes([one, other], _) = self.types.pair(old, new, textual)
            && let Some(suffix) = reclassified(one, other, textual)
        {
            return (suffix, None);
        }
        let back = self.flipped().differences(new, old, textual, true);
        let fits = |found: &[Meanings]| found.iter().all(|[request, _]| request.wire >= Wire::Safe);
        let suffix = match (fits(&there), fits(&back)) {
            (true, false) => "type-widened",
            (false, true) => "type-narrowed",
            (false, false) => "type-changed",
            (true, true) => return ("type-replaced", None),
        };
        (suffix, Some(self.worst(&there)))
    }

    /// Returns the verdict on a type of another kind.
    pub(super) fn rekinded(&self, old: &'a Definition, new: &'a Definition) -> Meanings {
        let of = |ty: &'a Definition| Expression { text: "Self", within: Some(ty) };
        self.worst(&self.differences(of(old), of(new), false, true))
    }

    /// Returns the verdict on each difference between the values of two type expressions. Limits of the outermost
    /// ids are facts of what has the type, and compared there.
    fn differences(&self, old: Expression<'a>, new: Expression<'a>, textual: bool, outermost: bool) -> Vec<Meanings> {
        let with = |suffix: &str, one, other| {
            let mut found = self.differences(one, other, true, false);
            found.extend(of_rule(Site::Parameter, suffix));
            found
        };
        match self.types.pair(old, new, textual) {
            Pair::Items(one, other) => self.differences(one, other, textual, false),
            Pair::OneToMany(one, other) => with("type-widened", one, other),
            Pair::ManyToOne(one, other) => with("type-narrowed", one, other),
            Pair::Types(one, other) => self.inside(one, other),
            Pair::Classes([one, other], ids) => {
                let suffix = reclassified(one, other, textual);
                let mut found: Vec<Meanings> =
                    suffix.and_then(|suffix| of_rule(Site::Field, suffix)).into_iter().collect();
                if !outermost {
                    found.extend(of_limits(ids));
                }
                found
            }
        }
    }

    /// Returns the worst verdict for each direction. The outermost says how many others there are.
    fn worst(&self, found: &[Meanings]) -> Meanings {
        let is_outermost = self.compared.0.borrow().under_way.is_empty();
        [0, 1].map(|direction| {
            let all = || found.iter().map(|meanings| &meanings[direction]);
            let Some(worst) = all().min_by_key(|meaning| meaning.wire) else {
                return Meaning { wire: Wire::Docs, why: "the values are the same".to_owned(), advice: "" };
            };
            let more = all().filter(|other| other.wire == worst.wire).count() - 1;
            let is_told = is_outermost && more > 0 && worst.wire <= Wire::Risky;
            let more = if is_told { format!(" (and {more} more)") } else { String::new() };
            Meaning { why: format!("{}{more}", worst.why), ..worst.clone() }
        })
    }

    /// Returns the verdicts on what differs inside of two types. Two that contain each other are compared once.
    fn inside(&self, old: &'a Definition, new: &'a Definition) -> Vec<Meanings> {
        if old.key == new.key {
            return Vec::new();
        }
        let sides: Sides = (old, new);
        if let Some(known) = self.compared.begin(sides) {
            return known;
        }
        let mut walk = self.within_types();
        walk.definition(old, new);
        let explained = |change: &Change<'_>| {
            change.meanings().map(|Meaning { wire, why, advice }| Meaning {
                wire,
                why: format!("{}: {}", change.title(), innermost(&why)),
                advice,
            })
        };
        let found: Vec<Meanings> = walk.changes.iter().map(explained).collect();
        self.compared.end(sides, &found);
        found
    }

    /// Returns a walk over what is within types of this one.
    fn within_types(&self) -> Walk<'a> {
        let compared = self.compared.clone();
        Walk { changes: Vec::new(), types: self.types.clone(), roots: self.roots, within: None, compared }
    }

    fn flipped(&self) -> Walk<'a> {
        let (old, new) = self.roots;
        Walk { types: self.types.flipped(), roots: (new, old), ..self.within_types() }
    }
}

/// The verdicts on what differs inside of types, so that what many types contain is compared once. They are forgotten
/// after each outermost comparison: those on types that contain each other depend on where it began.
#[derive(Clone, Default)]
pub(super) struct Compared(Rc<RefCell<Verdicts>>);

#[derive(Default)]
struct Verdicts {
    known: BTreeMap<Sides, Vec<Meanings>>,
    /// In both directions.
    under_way: BTreeSet<Sides>,
}

/// A definition of each side. Only as a key.
type Sides = (*const Definition, *const Definition);

impl Compared {
    /// Begins a comparison, unless it is under way or its verdicts are known.
    fn begin(&self, sides: Sides) -> Option<Vec<Meanings>> {
        let mut verdicts = self.0.borrow_mut();
        if verdicts.under_way.contains(&sides) {
            return Some(Vec::new());
        }
        if let Some(known) = verdicts.known.get(&sides) {
            return Some(known.clone());
        }
        verdicts.under_way.extend([sides, (sides.1, sides.0)]);
        None
    }

    fn end(&self, sides: Sides, found: &[Meanings]) {
        let mut verdicts = self.0.borrow_mut();
        verdicts.under_way.remove(&sides);
        verdicts.under_way.remove(&(sides.1, sides.0));
        verdicts.known.insert(sides, found.to_vec());
        if verdicts.under_way.is_empty() {
            verdicts.known.clear();
        }
    }
}

/// Returns the end of a reason, from which what is between the first and the last types is left out if it is long.
fn innermost(why: &str) -> String {
    const LONGEST: usize = 240;
    let cut = why.char_indices().rev().nth(LONGEST).map(|(cut, _)| cut);
    let step = cut.and_then(|cut| why[cut..].find(": `").map(|step| cut + step + 2));
    step.map_or_else(|| why.to_owned(), |step| format!("…: {}", &why[step..]))
}

/// Returns the verdicts of a rule.
fn of_rule(site: Site, suffix: &str) -> Option<Meanings> {
    Some(Change::of(Rule::find(site, suffix)?).meanings())
}

/// Returns the verdicts on the limits of strings and ids inside of lists and maps.
fn of_limits([old, new]: [Option<&Definition>; 2]) -> Vec<Meanings> {
    let mut found = Vec::new();
    for key in ["length", "pattern"] {
        let of = |ty: Option<&Definition>| ty.and_then(|ty| ty.fact(key)).map(str::to_owned);
        let (one, other) = (of(old), of(new));
        if one != other
            && let Some(rule) = Rule::find(Site::Type, limit(key, one.as_deref(), other.as_deref()))
        {
            found.push(Change { key, old_value: one, new_value: other, ..Change::of(rule) }.meanings());
        }
    }
    found
}
