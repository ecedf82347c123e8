//! A group file: the operations of one kind of resource, with their types and errata.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Allow, ErrorCatalog, Operation, Ordered, Parameter, Permission, Source, Type};

/// One file per group of operations; a file without operations holds shared vocabulary.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// Family of the group. Left out: the types belong to all families.
    pub family: Option<String>,
    /// Name of the group, plural and in snake case. Left out: shared vocabulary.
    pub group: Option<String>,
    /// What the group is about, in Markdown.
    pub doc: Option<String>,
    /// Where the group is documented; entries take over what they do not say themselves.
    pub source: Source,
    /// Host that the operations are sent to.
    pub host: Option<String>,
    /// How the operations authenticate.
    pub auth: Option<String>,
    /// Shape of their error bodies.
    pub error_style: Option<String>,
    /// Path parameters that several operations of the group share.
    #[serde(default)]
    pub path: Ordered<Parameter>,
    /// The operations by id, in snake case.
    #[serde(default)]
    pub operations: Ordered<Operation>,
    /// The types by name, in Pascal case.
    #[serde(default)]
    pub types: Ordered<Type>,
    /// Catalogs of error codes by name, in Pascal case.
    #[serde(default)]
    pub error_codes: Ordered<ErrorCatalog>,
    /// Permissions by the action that they allow.
    #[serde(default)]
    pub permissions: Ordered<Permission>,
    /// What the documents leave open or contradict, and what was decided, by id.
    #[serde(default)]
    pub errata: Ordered<Erratum>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// A place where documents are wrong, silent or of two minds, and the decision taken.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Erratum {
    /// The problem in one line.
    pub title: String,
    /// What each source says, one line per source.
    pub says: Vec<String>,
    /// What was decided.
    pub decision: String,
    /// Why: the facts that speak for the decision.
    pub evidence: String,
    /// What follows for the specification.
    pub consequence: Consequence,
}

/// What follows from an erratum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The name on the wire is another one than printed.
    WireName,
    /// Another name is accepted when reading.
    Alias,
    /// A presence differs from the table.
    Presence,
    /// A type differs from the table.
    Type,
    /// The set of values differs from the table.
    Values,
    /// A constraint was added, dropped or repaired.
    Constraint,
    /// An example was repaired.
    Example,
    /// How a value is written or a call behaves was clarified.
    Behavior,
    /// Nothing on the wire: a slip in the text.
    None,
}
