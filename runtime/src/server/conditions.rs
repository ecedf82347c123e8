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
}

impl Condition {
    /// Creates a condition.
    #[must_use]
    pub const fn new(field: &'static str, equals: &'static [&'static str]) -> Self {
        Self { field, equals }
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
