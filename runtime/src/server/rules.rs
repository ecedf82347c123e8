//! Rules for values that contain no others.

use crate::value::Pattern;

/// Rules for text. Lengths are in characters.
#[derive(Debug, Clone, Copy)]
pub struct StringRules {
    /// The smallest length.
    pub min_length: Option<u32>,
    /// The largest length.
    pub max_length: Option<u32>,
    /// What has to match.
    pub pattern: Option<&'static Pattern>,
    /// Whether a number will do; its digits then count as the text.
    pub also_number: bool,
}

impl StringRules {
    /// No rules.
    pub const ANY: Self = Self { min_length: None, max_length: None, pattern: None, also_number: false };

    /// At least so many characters.
    #[must_use]
    pub const fn at_least(mut self, length: u32) -> Self {
        self.min_length = Some(length);
        self
    }

    /// At most so many characters.
    #[must_use]
    pub const fn at_most(mut self, length: u32) -> Self {
        self.max_length = Some(length);
        self
    }

    /// What has to match; [`pattern!`](crate::pattern!) makes one.
    #[must_use]
    pub const fn matches(mut self, pattern: &'static Pattern) -> Self {
        self.pattern = Some(pattern);
        self
    }

    /// A number will do.
    #[must_use]
    pub const fn or_number(mut self) -> Self {
        self.also_number = true;
        self
    }
}

/// Rules for whole numbers. Both ends are included.
#[derive(Debug, Clone, Copy)]
pub struct IntegerRules {
    /// The smallest value.
    pub min: Option<i64>,
    /// The largest value.
    pub max: Option<i64>,
    /// Whether text with a number in it will do.
    pub also_string: bool,
}

impl IntegerRules {
    /// No rules.
    pub const ANY: Self = Self { min: None, max: None, also_string: false };
    /// Whole numbers of 32 bits.
    pub const INT32: Self = Self::ANY.at_least(i32::MIN as i64).at_most(i32::MAX as i64);

    /// At least so much.
    #[must_use]
    pub const fn at_least(mut self, min: i64) -> Self {
        self.min = Some(min);
        self
    }

    /// At most so much.
    #[must_use]
    pub const fn at_most(mut self, max: i64) -> Self {
        self.max = Some(max);
        self
    }

    /// Text with a number in it will do.
    #[must_use]
    pub const fn or_string(mut self) -> Self {
        self.also_string = true;
        self
    }
}

/// Rules for numbers. Both ends are included.
#[derive(Debug, Clone, Copy)]
pub struct NumberRules {
    /// The smallest value.
    pub min: Option<f64>,
    /// The largest value.
    pub max: Option<f64>,
}

impl NumberRules {
    /// No rules.
    pub const ANY: Self = Self { min: None, max: None };
}

/// Rules for enums.
#[derive(Debug, Clone, Copy)]
pub struct EnumRules {
    /// The listed values, with the aliases that are read.
    pub values: &'static [&'static str],
    /// Whether other values are fine too.
    pub open: bool,
    /// Whether ASCII case does not count.
    pub ignore_case: bool,
}

impl EnumRules {
    /// No values are listed and all are fine.
    pub const ANY: Self = Self { values: &[], open: true, ignore_case: false };
}

/// Rules for enums of whole numbers.
#[derive(Debug, Clone, Copy)]
pub struct IntegerEnumRules {
    /// The listed values.
    pub values: &'static [i32],
    /// Whether other values are fine too.
    pub open: bool,
}

impl IntegerEnumRules {
    /// No values are listed and all are fine.
    pub const ANY: Self = Self { values: &[], open: true };
}
