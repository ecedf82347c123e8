//! The ledger: what the documents contain, as names and numbers. It is in the directory `ledger` and used for coverage
//! only.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ordered;

/// A file below `ledger`: what one document contains about one group.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerFile {
    /// Id of the document, as listed in `sources.yaml`.
    pub document: String,
    /// Subject of the sections. Coverage is counted by group.
    pub group: String,
    /// The sections by quoted number, or by title if the document has no numbers.
    pub sections: Ordered<LedgerSection>,
}

/// A section of a document.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerSection {
    /// Method and path of the operation that the section describes.
    pub operation: Option<String>,
    /// Statuses of the operation. Without an operation: statuses that the document explains for all operations.
    #[serde(default)]
    pub statuses: Vec<u16>,
    /// Number of JSON bodies in the section.
    pub examples: Option<LedgerExamples>,
    /// The section's tables by number, each with its rows. `{}`: rows that are counted elsewhere, such as statuses.
    #[serde(default)]
    pub tables: Ordered<Ordered<LedgerRow>>,
    /// Tables of other sections that this one refers to, with the rows that the operation takes from them.
    #[serde(default)]
    pub elsewhere: Ordered<Ordered<LedgerRow>>,
    /// Error codes that the section lists.
    #[serde(default)]
    pub error_codes: Vec<String>,
    /// Permissions that the section lists.
    #[serde(default)]
    pub permissions: Vec<String>,
}

/// Number of JSON bodies in a section.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerExamples {
    /// Bodies of requests.
    #[serde(default)]
    pub request: u32,
    /// Bodies of responses.
    #[serde(default)]
    pub response: u32,
}

/// A row of a table: type and presence in one string, or the long form.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LedgerRow {
    /// Type, and `required` or `optional` if the table states it: `string, required`.
    Plain(String),
    /// The long form, with values, limits or other names.
    Full(Box<LedgerFacts>),
}

/// The contents of a row.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerFacts {
    /// Type, and `required` or `optional` if the table states it.
    #[serde(rename = "type")]
    pub ty: String,
    /// Smallest and largest number, if the document states them.
    pub range: Option<String>,
    /// Smallest and largest number of characters, if the document states them.
    pub length: Option<String>,
    /// Smallest and largest number of items or entries, if the document states them.
    pub items: Option<String>,
    /// Regular expression, if the document states one.
    pub pattern: Option<String>,
    /// What the document says the service assumes if it is absent.
    pub default: Option<String>,
    /// The values, if the document lists all of them.
    #[serde(default)]
    pub values: Vec<String>,
    /// Fields beside it, or beside what contains it, whose values make it required.
    #[serde(default)]
    pub required_when: Ordered<Vec<String>>,
    /// Other paths of the same field in the document. One of them is sufficient.
    #[serde(default)]
    pub also: Vec<String>,
}

/// `ledger/waivers.yaml`: items that the specification omits or changes on purpose.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiversFile {
    /// The waivers by a short name.
    pub waivers: Ordered<Waiver>,
}

/// Items that the specification omits or changes for one reason.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Id of the document with the items.
    pub document: String,
    /// Why the specification does not need them.
    pub reason: String,
    /// Ids of the errata that affect this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// The items by section, as `coverage` names them: `field body.name`. For a missing operation,
    /// `operation` waives the whole section.
    pub items: Ordered<Vec<String>>,
}
