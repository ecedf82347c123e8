//! Types: structs, enums and unions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Allow, EmptyValue, Ordered, Presence, Source};

/// A named type: a struct (`fields`), an enum (`enum` and `values`), a union (`union`, `variants`, and `tag` or `by`)
/// or an id (`id`).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// Meaning of the type, in Markdown.
    pub doc: String,
    /// Where this is documented.
    pub source: Option<Source>,
    /// Name in Rust, if the name of the type is taken there.
    pub rust_name: Option<String>,
    /// Enum: whether the service may send values that are not listed.
    #[serde(rename = "enum")]
    pub openness: Option<Openness>,
    /// Enum: the type of the values, `int32`. Defaults to strings.
    pub of: Option<EnumBase>,
    /// Enum: whether values are recognized in any mix of upper and lower case.
    pub case: Option<LetterCase>,
    /// Id: the type on the wire, `string`.
    pub id: Option<IdBase>,
    /// Id: smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Id: regular expression that matches anywhere in the id. Use `^` and `$` to match the whole id.
    pub pattern: Option<String>,
    /// Id: standard form of the id, instead of a `pattern`.
    pub format: Option<Format>,
    /// Id: what separates name and value, of a string that is such a pair: `:`. Its first occurrence counts.
    pub pair: Option<String>,
    /// Union: whether the service may send variants that are not listed.
    pub union: Option<Openness>,
    /// Union: what selects the variant, if no tag does.
    pub by: Option<UnionBy>,
    /// Union: the field that selects the variant.
    pub tag: Option<String>,
    /// Union: the field with the content of the variant. By default, the content is beside the tag.
    pub content: Option<String>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
    /// Struct: which of several optional fields have to be present together, or instead of each other.
    #[serde(default)]
    pub rules: Vec<PresenceRule>,
    /// Struct: the type of the values of further fields, which have any names.
    pub extra: Option<TypeEntry>,
    /// Struct: the fields by their name on the wire.
    pub fields: Option<Ordered<Field>>,
    /// Enum: the values as they are on the wire.
    pub values: Option<Ordered<EnumValueEntry>>,
    /// Union: type of the content by value of the tag, or by name of the variant.
    pub variants: Option<Ordered<TypeEntry>>,
}

/// A field of a struct.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Type expression: a built-in type, the name of a type, `list<…>` or `map<…>`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Name in Rust, if the rule yields a poor or a taken name.
    pub rust_name: Option<String>,
    /// Whether it is required.
    pub presence: Presence,
    /// What the service assumes if it is absent.
    pub default: Option<Value>,
    /// Smallest and largest number: `0..100`, `0.5..`. An end with `<` is outside: `0<..<1`.
    pub range: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Smallest and largest number of items or entries: `1..50`.
    pub items: Option<String>,
    /// Regular expression that matches anywhere in the string. Use `^` and `$` to match the whole string.
    pub pattern: Option<String>,
    /// Standard form of the string, instead of a `pattern`.
    pub format: Option<Format>,
    /// Values of an enum that are allowed here, by their names on the wire. Requests with other values are rejected.
    #[serde(default)]
    pub values: Vec<String>,
    /// Limits on each item of a list, or on each value of a map.
    pub each: Option<Limits>,
    /// Limits on the keys of a map.
    pub keys: Option<Limits>,
    /// Also required when one of these sibling fields has one of the listed values, or any value: `present`.
    #[serde(default)]
    pub required_when: Ordered<When>,
    /// Fields of this field's struct that are required when one of these sibling fields has one of the listed values.
    #[serde(default)]
    pub requires: Ordered<Ordered<When>>,
    /// Additional names that are decoded.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Additional JSON types that are decoded.
    pub lenient: Option<Lenient>,
    /// Response header that contains this field, instead of the body.
    pub header: Option<String>,
    /// What an empty header means. Defaults to an empty string, or to an error if the type has none.
    pub empty: Option<EmptyValue>,
    /// Sibling field with the encoding of this string, `base64` or `text/plain`.
    pub encoded_by: Option<String>,
    /// Whether to put the value on the heap. Required in recursive types.
    #[serde(default)]
    pub boxed: bool,
    /// Why it is deprecated, and what to use instead.
    pub deprecated: Option<String>,
    /// Meaning, with the unit, in Markdown.
    pub doc: String,
    /// Where this is documented. Defaults to the source of the type.
    pub source: Option<Source>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// Values for which a condition holds: a list, any value, or all others.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum When {
    /// The values, as they are on the wire.
    Values(Vec<String>),
    /// Any value.
    Any(AnyValue),
    /// All values but some, and no value.
    Except(Exception),
}

/// Values for which a condition does not hold. It holds for all others, and without a value.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The values, as they are on the wire.
    pub not: Vec<String>,
}

/// Any value of a field or a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AnyValue {
    /// It has a value.
    Present,
}

/// A rule about which of several optional fields or parameters are present.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PresenceRule {
    /// How many of them have to be present.
    pub need: Need,
    /// The fields or parameters by their names on the wire.
    pub of: Vec<String>,
}

/// How many of several fields or parameters have to be present.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
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

/// Limits on what is inside of a list or a map.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Smallest and largest number: `0..100`, `0.5..`. An end with `<` is outside: `0<..<1`.
    pub range: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Smallest and largest number of items or entries: `1..50`.
    pub items: Option<String>,
    /// Regular expression that matches anywhere in the string. Use `^` and `$` to match the whole string.
    pub pattern: Option<String>,
    /// Standard form of the string, instead of a `pattern`.
    pub format: Option<Format>,
    /// Values of an enum that are allowed here, by their names on the wire. Requests with other values are rejected.
    #[serde(default)]
    pub values: Vec<String>,
    /// Limits on each item of an inner list, or on each value of an inner map.
    pub each: Option<Box<Limits>>,
    /// Limits on the keys of an inner map.
    pub keys: Option<Box<Limits>>,
}

/// Standard form of a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Date and time with an offset, as in RFC 3339: `2025-01-31T12:00:00Z`.
    DateTime,
    /// Date, as in RFC 3339: `2025-01-31`.
    Date,
    /// Time of day, as in RFC 3339, with or without an offset: `12:00:00Z`.
    Time,
    /// Duration, as in ISO 8601: `PT1H30M`.
    Duration,
    /// Decimal number of any precision: `12.50`.
    Decimal,
    /// UUID in hexadecimal digits: `0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0`.
    Uuid,
    /// Numbers with units, as Go writes durations: `1h30m`, `500ms`. `range` limits them: `15m..24h`.
    GoDuration,
}

/// Additional JSON types that are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lenient {
    /// A string sent as a number, or a number sent as a string.
    NumberOrText,
}

/// Whether a set of values may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Openness {
    /// The service may add values. Decoding keeps unknown values.
    Open,
    /// The list is complete. Other values are rejected.
    Closed,
}

/// Type of the values of an enum, if they are not strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnumBase {
    /// Integers of 32 bits.
    Int32,
}

/// Type of ids on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdBase {
    /// Strings.
    String,
}

/// What selects the variant of a union without a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnionBy {
    /// The shape of the value: its JSON type, and the fields of an object.
    Shape,
}

/// A type, or a type with limits.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum TypeEntry {
    /// Type expression: a built-in type, the name of a type, `list<…>` or `map<…>`.
    Type(String),
    /// A type with limits.
    Limited(Box<LimitedType>),
}

/// A type with limits.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitedType {
    /// Type expression: a built-in type, the name of a type, `list<…>` or `map<…>`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Smallest and largest number: `0..100`, `1..`, `..10`.
    pub range: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Smallest and largest number of items or entries: `1..50`.
    pub items: Option<String>,
    /// Regular expression that matches anywhere in the string. Use `^` and `$` to match the whole string.
    pub pattern: Option<String>,
    /// Standard form of the string, instead of a `pattern`.
    pub format: Option<Format>,
    /// Values of an enum that are allowed here, by their names on the wire. Requests with other values are rejected.
    #[serde(default)]
    pub values: Vec<String>,
    /// Limits on each item of a list, or on each value of a map.
    pub each: Option<Limits>,
    /// Limits on the keys of a map.
    pub keys: Option<Limits>,
}

/// Comparison of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterCase {
    /// `GitHub` and `github` are one value.
    Insensitive,
}

/// A value of an enum: its meaning, or the long form.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum EnumValueEntry {
    /// Meaning of the value, in Markdown.
    Doc(String),
    /// The long form.
    Full(Box<EnumValue>),
}

/// The long form of an enum's value.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// Meaning of the value, in Markdown.
    pub doc: String,
    /// Name of the variant in Rust, if the rule yields a poor or a taken name.
    pub rust_name: Option<String>,
    /// Additional spellings that are decoded.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where this is documented. Defaults to the source of the type.
    pub source: Option<Source>,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}
