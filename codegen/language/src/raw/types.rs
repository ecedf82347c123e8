//! Types: structs, enums and unions.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Allow, Ordered, Presence, Source};

/// A named type: a struct (`fields`), an enum (`enum` and `values`), a union (`union`, `tag` and
/// `variants`) or an id (`id`).
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Type {
    /// What the type stands for, in Markdown.
    pub doc: String,
    /// Where it is documented.
    pub source: Option<Source>,
    /// Name in Rust, when the name of the type is taken there.
    pub rust_name: Option<String>,
    /// Enum: whether the service may send values that are not listed.
    #[serde(rename = "enum")]
    pub openness: Option<Openness>,
    /// Enum: the type of the values, `int32`; left out: they are texts.
    pub of: Option<EnumBase>,
    /// Enum: whether values are recognized in any mix of upper and lower case.
    pub case: Option<LetterCase>,
    /// Id: what ids are on the wire, `string`.
    pub id: Option<IdBase>,
    /// Id: smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Id: regular expression that it matches somewhere; `^` and `$` tie it to the whole text.
    pub pattern: Option<String>,
    /// Union: whether the service may send tags that are not listed.
    pub union: Option<Openness>,
    /// Union: the field that tells the variants apart.
    pub tag: Option<String>,
    /// Union: the field that holds the variant's content; left out: it stands beside the tag.
    pub content: Option<String>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
    /// Struct: the fields by their name on the wire.
    pub fields: Option<Ordered<Field>>,
    /// Enum: the values as they stand on the wire.
    pub values: Option<Ordered<EnumValueEntry>>,
    /// Union: type of the content by value of the tag.
    pub variants: Option<Ordered<String>>,
}

/// A field of a struct.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Type expression: a built-in type, the name of a type, `list<…>` or `map<…>`.
    #[serde(rename = "type")]
    pub ty: String,
    /// Name in Rust, when the rule gives a poor or a taken one.
    pub rust_name: Option<String>,
    /// Whether it has to be there.
    pub presence: Presence,
    /// What the service assumes when it is left out.
    pub default: Option<Value>,
    /// Smallest and largest number: `0..100`, `1..`, `..10`.
    pub range: Option<String>,
    /// Smallest and largest number of characters: `2..64`.
    pub length: Option<String>,
    /// Smallest and largest number of items or entries: `1..50`.
    pub items: Option<String>,
    /// Regular expression that the text matches somewhere; `^` and `$` tie it to the whole text.
    pub pattern: Option<String>,
    /// Also required when one of these sibling fields has one of the listed values.
    #[serde(default)]
    pub required_when: Ordered<Vec<String>>,
    /// Further names that are accepted when reading.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Other JSON types that are accepted when reading.
    pub lenient: Option<Lenient>,
    /// Header of the answer that carries this field, instead of the body.
    pub header: Option<String>,
    /// The sibling field that says how this text is encoded (`base64` or `text/plain`).
    pub encoded_by: Option<String>,
    /// Put the value on the heap, which a type that contains itself needs.
    #[serde(default)]
    pub boxed: bool,
    /// Why not to use it any more, and what to use instead.
    pub deprecated: Option<String>,
    /// What it means, with its unit, in Markdown.
    pub doc: String,
    /// Where this is documented, when it is not where the type is.
    pub source: Option<Source>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// Other JSON types that are accepted when reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lenient {
    /// Text that arrives as a number, or a number that arrives as text.
    NumberOrText,
}

/// Whether a set of values may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Openness {
    /// Further values may appear at any time; readers keep them.
    Open,
    /// These are all; others are refused.
    Closed,
}

/// What the values of an enum are, when they are not texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EnumBase {
    /// Whole numbers of 32 bits.
    Int32,
}

/// What ids are on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum IdBase {
    /// Strings.
    String,
}

/// How letters are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LetterCase {
    /// `GitHub` and `github` are one value.
    Insensitive,
}

/// A value of an enum: its meaning alone, or with more about it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum EnumValueEntry {
    /// What the value means, in Markdown.
    Doc(String),
    /// The long form.
    Full(Box<EnumValue>),
}

/// The long form of an enum's value.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnumValue {
    /// What the value means, in Markdown.
    pub doc: String,
    /// Name of the variant in Rust, when the rule gives a poor or a taken one.
    pub rust_name: Option<String>,
    /// Other spellings that are accepted when reading.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Where this is documented, when it is not where the type is.
    pub source: Option<Source>,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}
