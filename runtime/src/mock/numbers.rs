//! Generated numbers.

use std::cmp::Ordering;

use serde_json::{Number, Value};

use crate::server::NumberRules;

/// Returns a number within its bounds.
pub(super) fn number(rules: &NumberRules) -> Value {
    let [min, max] = [rules.min, rules.max].map(|bound| bound.map(|bound| bound.number));
    let middle = min.zip(max).map(|(min, max)| min.midpoint(max));
    let beside = [min.map(|min| min + 1.0), max.map(|max| max - 1.0)];
    let fits = |number: &f64| Number::from_f64(*number).is_some_and(|number| rules.place(&number) == Ordering::Equal);
    let mut candidates = [Some(1.0), min, max, middle].into_iter().chain(beside).flatten();
    candidates.find(fits).unwrap_or(1.0).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_within_their_bounds() {
        let made = |rules: NumberRules| number(&rules);
        assert_eq!(made(NumberRules::ANY), 1.0);
        assert_eq!(made(NumberRules::ANY.above(0.0).below(1.0)), 0.5);
        assert_eq!(made(NumberRules::ANY.above(5.0)), 6.0);
        assert_eq!(made(NumberRules::ANY.below(-0.5)), -1.5);
        assert_eq!(made(NumberRules::ANY.at_least(0.25).at_most(0.75)), 0.25);
    }
}
