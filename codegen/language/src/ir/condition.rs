//! Conditions under which fields and parameters are required, and rules about which of them are present.

use serde_json::Value;

use crate::diagnostics::list;
use crate::raw::Need;
use crate::source::Spanned;

/// A condition on the value of a field or a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Name on the wire.
    pub field: String,
    /// The values, as they are on the wire.
    pub values: Vec<String>,
    /// How the values are meant.
    pub holds_for: HoldsFor,
}

/// Values for which a condition holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HoldsFor {
    /// The listed ones.
    Listed,
    /// Any value. None is listed.
    Any,
    /// All but the listed ones, and no value.
    Others,
}

impl Condition {
    /// Whether the condition holds for a value, as a string. `None`: there is no value.
    pub fn holds(&self, value: Option<&str>) -> bool {
        let is_listed = |value: &str| self.values.iter().any(|listed| listed == value);
        match self.holds_for {
            HoldsFor::Listed => value.is_some_and(is_listed),
            HoldsFor::Any => value.is_some(),
            HoldsFor::Others => !value.is_some_and(is_listed),
        }
    }

    /// Whether the condition holds for a value of JSON. Null counts as no value.
    pub fn is_met_by(&self, value: Option<&Value>) -> bool {
        let text = value.filter(|value| !value.is_null());
        let text = text.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        self.holds(text.as_deref())
    }

    /// Returns why something is required, for messages about its absence.
    pub fn reason(&self) -> String {
        let field = &self.field;
        match self.holds_for {
            HoldsFor::Listed | HoldsFor::Any => format!("which this `{field}` requires"),
            HoldsFor::Others => {
                format!("which is required unless `{field}` is {}", list(self.values.iter().map(String::as_str)))
            }
        }
    }
}

/// A field of an inner struct that conditions on fields of the outer one make required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Name of the inner field on the wire.
    pub field: String,
    /// Conditions on siblings of the outer field, each of which makes the inner one required.
    pub when: Vec<Condition>,
}

/// A rule about which of several optional fields or parameters are present.
#[derive(Clone, Debug)]
pub struct PresenceRule {
    /// How many of them have to be present.
    pub need: Need,
    /// Their names on the wire.
    pub of: Vec<Spanned<String>>,
}

impl PresenceRule {
    /// Whether it allows a number of present ones.
    pub fn allows(&self, present: usize) -> bool {
        match self.need {
            Need::AtLeastOne => present > 0,
            Need::ExactlyOne => present == 1,
            Need::AtMostOne => present <= 1,
            Need::AllOrNone => present == 0 || present == self.of.len(),
        }
    }

    /// Returns the names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.of.iter().map(|name| name.as_str())
    }

    /// Returns the rule in words, which names follow: "at least one of".
    pub fn words(&self) -> &'static str {
        match self.need {
            Need::AtLeastOne => "at least one of",
            Need::ExactlyOne => "exactly one of",
            Need::AtMostOne => "at most one of",
            Need::AllOrNone => "all or none of",
        }
    }
}
