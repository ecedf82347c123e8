//! Rules for scalar values.

use std::cmp::Ordering;

use serde_json::Number;

use crate::value::Pattern;

/// Rules for strings. Lengths are in characters.
#[derive(Debug, Clone, Copy)]
pub struct StringRules {
    /// Minimum length.
    pub min_length: Option<u32>,
    /// Maximum length.
    pub max_length: Option<u32>,
    /// Pattern that must match.
    pub pattern: Option<&'static Pattern>,
    /// Bounds of a duration.
    pub duration: Option<&'static DurationRules>,
    /// Whether a number is accepted; its digits count as the string.
    pub also_number: bool,
}

/// Bounds of durations such as `1h30m`, in milliseconds. Both are inclusive.
#[derive(Debug, Clone, Copy)]
pub struct DurationRules {
    /// Minimum.
    pub min: Option<i64>,
    /// Maximum.
    pub max: Option<i64>,
}

impl StringRules {
    /// No rules.
    pub const ANY: Self =
        Self { min_length: None, max_length: None, pattern: None, duration: None, also_number: false };

    /// Sets the minimum length.
    #[must_use]
    pub const fn at_least(mut self, length: u32) -> Self {
        self.min_length = Some(length);
        self
    }

    /// Sets the maximum length.
    #[must_use]
    pub const fn at_most(mut self, length: u32) -> Self {
        self.max_length = Some(length);
        self
    }

    /// Sets the pattern; [`pattern!`](crate::pattern!) creates one.
    #[must_use]
    pub const fn matches(mut self, pattern: &'static Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// Sets the bounds of a duration.
    #[must_use]
    pub const fn lasts(mut self, duration: &'static DurationRules) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Accepts numbers.
    #[must_use]
    pub const fn or_number(mut self) -> Self {
        self.also_number = true;
        self
    }
}

/// Rules for integers. Both bounds are inclusive.
#[derive(Debug, Clone, Copy)]
pub struct IntegerRules {
    /// Minimum.
    pub min: Option<i64>,
    /// Maximum.
    pub max: Option<i64>,
    /// Whether a string with a number is accepted.
    pub also_string: bool,
    /// Whether numbers from 2^63 to 2^64 - 1 are accepted, unless they are above the maximum.
    pub unsigned: bool,
}

impl IntegerRules {
    /// No rules.
    pub const ANY: Self = Self { min: None, max: None, also_string: false, unsigned: false };
    /// 64-bit unsigned integers.
    pub const UINT64: Self = Self { unsigned: true, ..Self::ANY.at_least(0) };
    /// 32-bit integers.
    pub const INT32: Self = Self::ANY.at_least(i32::MIN as i64).at_most(i32::MAX as i64);

    /// Sets the minimum.
    #[must_use]
    pub const fn at_least(mut self, min: i64) -> Self {
        self.min = Some(min);
        self
    }

    /// Sets the maximum.
    #[must_use]
    pub const fn at_most(mut self, max: i64) -> Self {
        self.max = Some(max);
        self
    }

    /// Accepts strings with a number.
    #[must_use]
    pub const fn or_string(mut self) -> Self {
        self.also_string = true;
        self
    }
}

/// Rules for numbers.
#[derive(Debug, Clone, Copy)]
pub struct NumberRules {
    /// Minimum.
    pub min: Option<NumberBound>,
    /// Maximum.
    pub max: Option<NumberBound>,
}

/// End of a range of numbers.
#[derive(Debug, Clone, Copy)]
pub struct NumberBound {
    /// The number.
    pub number: f64,
    /// Whether the number itself is outside of the range.
    pub exclusive: bool,
}

impl NumberRules {
    /// No rules.
    pub const ANY: Self = Self { min: None, max: None };

    /// Sets the minimum.
    #[must_use]
    pub const fn at_least(mut self, number: f64) -> Self {
        self.min = Some(NumberBound { number, exclusive: false });
        self
    }

    /// Sets the maximum.
    #[must_use]
    pub const fn at_most(mut self, number: f64) -> Self {
        self.max = Some(NumberBound { number, exclusive: false });
        self
    }

    /// Sets the minimum, which itself is outside.
    #[must_use]
    pub const fn above(mut self, number: f64) -> Self {
        self.min = Some(NumberBound { number, exclusive: true });
        self
    }

    /// Sets the maximum, which itself is outside.
    #[must_use]
    pub const fn below(mut self, number: f64) -> Self {
        self.max = Some(NumberBound { number, exclusive: true });
        self
    }

    /// Compares a number with the bounds: `Less` is below the minimum, `Greater` above the maximum.
    pub(crate) fn place(&self, number: &Number) -> Ordering {
        let is_beyond = |bound: Option<NumberBound>, outside: Ordering| {
            bound.is_some_and(|NumberBound { number: bound, exclusive }| match compare(number, bound) {
                Ordering::Equal => exclusive,
                side => side == outside,
            })
        };
        if is_beyond(self.min, Ordering::Less) {
            Ordering::Less
        } else if is_beyond(self.max, Ordering::Greater) {
            Ordering::Greater
        } else {
            Ordering::Equal
        }
    }
}

/// Compares a number with a bound. Integers are compared exactly, which floats do not allow beyond 2^53.
fn compare(number: &Number, bound: f64) -> Ordering {
    let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
    let Some(whole) = whole else {
        // Numbers of JSON are finite.
        return number.as_f64().and_then(|number| number.partial_cmp(&bound)).unwrap_or(Ordering::Equal);
    };
    let floor = bound.floor();
    // What is beyond the largest integer is beyond every number.
    #[allow(clippy::cast_possible_truncation)]
    whole.cmp(&(floor as i128)).then(if floor < bound { Ordering::Less } else { Ordering::Equal })
}

/// Rules for enums of strings.
#[derive(Debug, Clone, Copy)]
pub struct EnumRules {
    /// Listed values, including accepted aliases.
    pub values: &'static [&'static str],
    /// Whether unlisted values are accepted.
    pub open: bool,
    /// Whether ASCII case is ignored.
    pub ignore_case: bool,
}

impl EnumRules {
    /// No listed values; all are accepted.
    pub const ANY: Self = Self { values: &[], open: true, ignore_case: false };

    /// Accepts only these values, including accepted aliases.
    #[must_use]
    pub const fn only(mut self, values: &'static [&'static str]) -> Self {
        (self.values, self.open) = (values, false);
        self
    }
}

/// Rules for enums of integers.
#[derive(Debug, Clone, Copy)]
pub struct IntegerEnumRules {
    /// Listed values.
    pub values: &'static [i32],
    /// Whether unlisted values are accepted.
    pub open: bool,
}

impl IntegerEnumRules {
    /// No listed values; all are accepted.
    pub const ANY: Self = Self { values: &[], open: true };

    /// Accepts only these values.
    #[must_use]
    pub const fn only(mut self, values: &'static [i32]) -> Self {
        (self.values, self.open) = (values, false);
        self
    }
}
