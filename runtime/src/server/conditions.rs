//! Conditions under which fields and parameters are required, and rules about which of them are present.

/// Condition on another field of the same object, or on another parameter.
#[derive(Debug, Clone, Copy)]
pub struct Condition {
    /// Other field.
    pub field: &'static str,
    /// Values that satisfy the condition; if empty, the field must be present. Numbers and booleans are
    /// compared as strings. Aliases of enum values count if they are listed. Case is ignored if the enum
    /// ignores it.
    pub equals: &'static [&'static str],
    /// Whether all other values satisfy it instead, and the absence of the field.
    pub negated: bool,
}

impl Condition {
    /// Creates a condition.
    #[must_use]
    pub const fn new(field: &'static str, equals: &'static [&'static str]) -> Self {
        Self { field, equals, negated: false }
    }

    /// Creates a condition that holds unless the other field has one of the values.
    #[must_use]
    pub const fn unless(field: &'static str, values: &'static [&'static str]) -> Self {
        Self { field, equals: values, negated: true }
    }

    /// Returns true if the condition holds for a value of the field, as a string. `None` is no value.
    pub(crate) fn holds(&self, value: Option<&str>, ignore_case: bool) -> bool {
        let is_listed = |value: &str| {
            let equal = |known: &&str| if ignore_case { known.eq_ignore_ascii_case(value) } else { *known == value };
            self.equals.iter().any(equal)
        };
        match self.negated {
            true => !value.is_some_and(is_listed),
            false => value.is_some_and(|value| self.equals.is_empty() || is_listed(value)),
        }
    }
}

/// Field of an inner object that conditions on fields of the outer object make required.
#[derive(Debug, Clone, Copy)]
pub struct Requirement {
    /// Inner field.
    pub field: &'static str,
    /// Conditions on siblings of the inner object. One of them must hold.
    pub when: &'static [Condition],
}

impl Requirement {
    /// Creates a requirement.
    #[must_use]
    pub const fn new(field: &'static str, when: &'static [Condition]) -> Self {
        Self { field, when }
    }
}

/// Rule about which of several optional fields or parameters are present.
#[derive(Debug, Clone, Copy)]
pub struct PresenceRule {
    /// How many of them must be present.
    pub need: Need,
    /// Their names.
    pub of: &'static [&'static str],
}

impl PresenceRule {
    /// Creates a rule.
    #[must_use]
    pub const fn new(need: Need, of: &'static [&'static str]) -> Self {
        Self { need, of }
    }

    /// Returns true if the rule allows this number of present ones.
    pub(crate) const fn allows(&self, present: usize) -> bool {
        match self.need {
            Need::AtLeastOne => present > 0,
            Need::ExactlyOne => present == 1,
            Need::AtMostOne => present <= 1,
            Need::AllOrNone => present == 0 || present == self.of.len(),
        }
    }
}

/// How many of several fields or parameters must be present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Need {
    /// One or more.
    AtLeastOne,
    /// One, and no other.
    ExactlyOne,
    /// One, or none.
    AtMostOne,
    /// All, or none.
    AllOrNone,
}
