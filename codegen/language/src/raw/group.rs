//! A group file: the operations of one kind of resource, with their types and errata.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Allow, Choice, EmptyValue, ErrorCatalog, Operation, Ordered, Parameter, Permission, Resource, Source, Type,
};

/// A group of operations, or shared vocabulary if there are no operations.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// Family of the group. Without it, the types belong to all families.
    pub family: Option<String>,
    /// Name of the group, plural and in snake case. Without it, the file is shared vocabulary.
    pub group: Option<String>,
    /// Description of the group, in Markdown.
    pub doc: Option<String>,
    /// Where the group is documented. Entries inherit what they omit.
    pub source: Source,
    /// Host that the operations are sent to.
    pub host: Option<String>,
    /// Authentication scheme of the operations, or several of which requests use one.
    pub auth: Option<Choice>,
    /// Shape of their error bodies, or several of which each error has one.
    pub error_style: Option<Choice>,
    /// What empty values in the query mean, unless a parameter says otherwise.
    pub empty_query: Option<EmptyValue>,
    /// Path parameters that several operations of the group share.
    #[serde(default)]
    pub path: Ordered<Parameter>,
    /// Headers that all operations of the group have, unless an operation has its own of the same name.
    #[serde(default)]
    pub headers: Ordered<Parameter>,
    /// The operations by id, in snake case.
    #[serde(default)]
    pub operations: Ordered<Operation>,
    /// What the service keeps, by name in snake case.
    #[serde(default)]
    pub resources: Ordered<Resource>,
    /// The types by name, in Pascal case.
    #[serde(default)]
    pub types: Ordered<Type>,
    /// Catalogs of error codes by name, in Pascal case.
    #[serde(default)]
    pub error_codes: Ordered<ErrorCatalog>,
    /// Permissions by the action that they allow.
    #[serde(default)]
    pub permissions: Ordered<Permission>,
    /// Decisions where documents are wrong, silent or contradictory, by id.
    #[serde(default)]
    pub errata: Ordered<Erratum>,
    /// Warnings that do not apply here: the rule, and the reason.
    #[serde(default)]
    pub allow: Allow,
}

/// A decision where documents are wrong, silent or contradictory.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Erratum {
    /// The problem in one line.
    pub title: String,
    /// What each source says, one line per source.
    pub says: Vec<String>,
    /// The decision.
    pub decision: String,
    /// The facts that support the decision.
    pub evidence: String,
    /// Effect on the specification.
    pub consequence: Consequence,
}

/// Effect of an erratum on the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The name on the wire differs from the document.
    WireName,
    /// An additional name is decoded.
    Alias,
    /// A presence differs from the table.
    Presence,
    /// A type differs from the table.
    Type,
    /// The set of values differs from the table.
    Values,
    /// A constraint was added, removed or corrected.
    Constraint,
    /// An example was corrected.
    Example,
    /// The encoding of a value or the behavior of a call was clarified.
    Behavior,
    /// No effect on the wire: a slip in the text of the document.
    None,
}
