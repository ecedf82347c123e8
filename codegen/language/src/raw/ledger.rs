//! The ledger: what the documents contain, as names and numbers. It lies in the directory `ledger`
//! and is read for coverage only; nothing is generated from it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ordered;

/// A file below `ledger`: what one document says about one group of things.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerFile {
    /// Id of the document, as listed in `sources.yaml`.
    pub document: String,
    /// What the sections are about; coverage is counted by group.
    pub group: String,
    /// The sections by number, quoted, or by title where the document has no numbers.
    pub sections: Ordered<LedgerSection>,
}

/// A section of a document.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerSection {
    /// Method and path of the operation that the section describes.
    pub operation: Option<String>,
    /// Statuses of the operation; without one, statuses that the document explains for all.
    #[serde(default)]
    pub statuses: Vec<u16>,
    /// How many JSON bodies the section prints.
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

/// How many JSON bodies a section prints.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerExamples {
    /// Bodies of requests.
    #[serde(default)]
    pub request: u32,
    /// Bodies of answers.
    #[serde(default)]
    pub response: u32,
}

/// A row of a table: its type and presence in one text, or with what else there is to say.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum LedgerRow {
    /// Type, and for what is sent `required` or `optional` if the table says so: `string, required`.
    Plain(String),
    /// The same with values or other names.
    Full(LedgerFacts),
}

/// What a table says about a field.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LedgerFacts {
    /// Type, and for what is sent `required` or `optional` if the table says so.
    #[serde(rename = "type")]
    pub ty: String,
    /// The values, where the document lists all of them.
    #[serde(default)]
    pub values: Vec<String>,
    /// Other paths that the document prints for the same field; one of them is enough.
    #[serde(default)]
    pub also: Vec<String>,
}

/// `ledger/waivers.yaml`: what the specification leaves out, or says otherwise, on purpose.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiversFile {
    /// The waivers by a short name.
    pub waivers: Ordered<Waiver>,
}

/// Things that the specification leaves out, or says otherwise, for one reason.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// Id of the document that lists them.
    pub document: String,
    /// Why the specification is right without them.
    pub reason: String,
    /// Ids of the errata that bear on this entry.
    #[serde(default)]
    pub errata: Vec<String>,
    /// The things by section, as `cargo xtask coverage` names them: `field body.name`. For an operation that is
    /// missing, `operation` stands for all of its section.
    pub items: Ordered<Vec<String>>,
}
