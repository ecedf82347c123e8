//! Limits on values.

use crate::raw::Format;

/// Limits on a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constraints {
    /// Numbers that are allowed.
    pub range: Bounds,
    /// Length of a string, in characters.
    pub length: Bounds,
    /// Number of items or entries.
    pub items: Bounds,
    /// Regular expression that the string matches somewhere: a chosen one, or that of the format.
    pub pattern: Option<String>,
    /// Standard form of the string.
    pub format: Option<Format>,
    /// Values of an enum that are allowed, as they are on the wire. Empty: all.
    pub values: Vec<String>,
    /// Limits on each item of a list, or on each value of a map.
    pub each: Option<Box<Constraints>>,
    /// Limits on the keys of a map.
    pub keys: Option<Box<Constraints>>,
}

impl Format {
    /// Returns the regular expression of the form.
    pub fn pattern(self) -> &'static str {
        match self {
            Format::DateTime => concat!(
                "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt]",
                "([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
            ),
            Format::Date => "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
            Format::Time => concat!(
                "^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)([.][0-9]+)?",
                "([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$"
            ),
            Format::Duration => "^P([0-9]+[YMWD])*([0-9]+[YMWD]|T([0-9]+([.][0-9]+)?[HMS])+)$",
            Format::Decimal => "^[+-]?[0-9]+([.][0-9]+)?$",
            Format::Uuid => "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
        }
    }

    /// Returns what strings of the form are: "a UUID".
    pub fn words(self) -> &'static str {
        match self {
            Format::DateTime => "a date and time (RFC 3339)",
            Format::Date => "a date (RFC 3339)",
            Format::Time => "a time of day (RFC 3339)",
            Format::Duration => "a duration (ISO 8601)",
            Format::Decimal => "a decimal number",
            Format::Uuid => "a UUID",
        }
    }

    /// Returns the name in JSON Schema and OpenAPI.
    pub fn in_json_schema(self) -> &'static str {
        match self {
            Format::DateTime => "date-time",
            Format::Date => "date",
            Format::Time => "time",
            Format::Duration => "duration",
            Format::Decimal => "decimal",
            Format::Uuid => "uuid",
        }
    }
}

/// No limits.
static UNLIMITED: Constraints = Constraints {
    range: Bounds { min: None, max: None },
    length: Bounds { min: None, max: None },
    items: Bounds { min: None, max: None },
    pattern: None,
    format: None,
    values: Vec::new(),
    each: None,
    keys: None,
};

impl Constraints {
    /// Returns the limits on each item of a list, or on each value of a map.
    pub fn each(&self) -> &Constraints {
        self.each.as_deref().unwrap_or(&UNLIMITED)
    }

    /// Returns the limits on the keys of a map.
    pub fn keys(&self) -> &Constraints {
        self.keys.as_deref().unwrap_or(&UNLIMITED)
    }
}

/// Smallest and largest value, both inclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Smallest value. Defaults to no limit.
    pub min: Option<i64>,
    /// Largest value. Defaults to no limit.
    pub max: Option<i64>,
}
