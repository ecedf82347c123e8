//! What a server validates values against: the runtime's `Schema`, as data.

use specwright_language::raw::Need;

use super::Name;

/// A schema.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "each is the runtime's variant of the same name")]
pub enum Schema {
    Any,
    Boolean,
    File,
    Text(TextRules),
    Secret(TextRules),
    Integer(IntegerRules),
    /// The lower and the upper end.
    Number(Option<NumberBound>, Option<NumberBound>),
    /// The items, and how many there are.
    List(Box<Schema>, Count),
    /// The values, how many there are, and their keys.
    Map(Box<Schema>, Count, TextRules),
    Object(SchemaPath),
    /// The enum, and the only values that are allowed; none: all.
    Enum(SchemaPath, Vec<String>),
    /// The same for numbers.
    IntegerEnum(SchemaPath, Vec<i32>),
    Union(SchemaPath),
    Shaped(SchemaPath),
    Nullable(Box<Schema>),
}

/// Rules of a string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextRules {
    /// Fewest and most characters.
    pub length: Count,
    /// What it matches.
    pub pattern: Option<String>,
    /// What a string that matches is: "a UUID".
    pub form: Option<&'static str>,
    /// The shortest and the longest duration, in milliseconds.
    pub duration: Option<[Option<i64>; 2]>,
    /// Whether a number is read as text.
    pub also_number: bool,
}

/// Rules of a whole number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegerRules {
    /// The smallest.
    pub min: Option<i64>,
    /// The largest.
    pub max: Option<i64>,
    /// Whether text is read as a number.
    pub also_text: bool,
    /// Whether there are numbers up to 2^64 - 1. Without a limit of its own, the largest is not said.
    pub unsigned: bool,
}

/// An end of a range of numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberBound {
    /// The number.
    pub number: f64,
    /// Whether the number itself is outside.
    pub exclusive: bool,
}

/// A rule about which of several fields or parameters are present: the runtime's variant of the need, and names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresenceRule {
    /// How many of them have to be present.
    pub need: Need,
    /// Their names on the wire.
    pub of: Vec<String>,
}

/// A condition on a field or a parameter: how its values are meant, and all spellings of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Name on the wire.
    pub field: String,
    /// The values, as they are on the wire.
    pub values: Vec<String>,
    /// Whether it holds for all other values instead, and without one.
    pub negated: bool,
}

/// A field of an inner struct that conditions make required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Name of the inner field on the wire.
    pub field: String,
    /// The conditions, on siblings of the outer field.
    pub when: Vec<Condition>,
}

/// Fewest and most of something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Fewest.
    pub min: Option<u32>,
    /// Most.
    pub max: Option<u32>,
}

/// The constant that holds the schema of a type of the API, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaPath {
    /// The module of the server crate, seen from the place that names it.
    pub module: SchemaModule,
    /// The constant.
    pub constant: Name,
}

/// A module with schemas, seen from the place that names one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaModule {
    /// The same module.
    Here,
    /// That of the family of the group.
    Family,
    /// That of the shared vocabulary.
    Shared,
}
