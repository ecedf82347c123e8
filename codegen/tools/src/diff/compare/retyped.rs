//! Another type in place of one: the rule by what the values of both have in common, and the verdict by what differs
//! inside, level by level.

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
        (suffix, Some(worst(&there)))
    }

    /// Returns the verdict on a type of another kind.
    pub(super) fn rekinded(&self, old: &'a Definition, new: &'a Definition) -> Meanings {
        let of = |ty: &'a Definition| Expression { text: "Self", within: Some(ty) };
        worst(&self.differences(of(old), of(new), false, true))
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

    /// Returns the verdicts on what differs inside of two types. One that contains itself is compared once.
    fn inside(&self, old: &'a Definition, new: &'a Definition) -> Vec<Meanings> {
        let both = (old.key.as_str(), new.key.as_str());
        if both.0 == both.1 || self.seen.contains(&both) {
            return Vec::new();
        }
        let mut walk = Walk { changes: Vec::new(), within: None, ..self.clone() };
        walk.seen.insert(both);
        walk.definition(old, new);
        let explained = |change: &Change<'_>| {
            change.meanings().map(|Meaning { wire, why, advice }| Meaning {
                wire,
                why: format!("{}: {why}", change.title()),
                advice,
            })
        };
        walk.changes.iter().map(explained).collect()
    }

    fn flipped(&self) -> Walk<'a> {
        let (old, new) = self.roots;
        let seen = self.seen.iter().map(|(one, other)| (*other, *one)).collect();
        Walk { changes: Vec::new(), types: self.types.flipped(), roots: (new, old), within: None, seen }
    }
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

/// Returns the worst verdict for each direction.
fn worst(found: &[Meanings]) -> Meanings {
    [0, 1].map(|direction| {
        let all = || found.iter().map(|meanings| &meanings[direction]);
        let Some(worst) = all().min_by_key(|meaning| meaning.wire) else {
            return Meaning { wire: Wire::Docs, why: "the values are the same".to_owned(), advice: "" };
        };
        let more = all().filter(|other| other.wire == worst.wire).count() - 1;
        let more = if more == 0 || worst.wire > Wire::Risky { String::new() } else { format!(" (and {more} more)") };
        Meaning { why: format!("{}{more}", worst.why), ..worst.clone() }
    })
}
