//! `acknowledged.yaml`: accepted breaking changes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ordered;

/// Accepted changes since the last release. `diff` still shows them, but does not fail because of them.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgedFile {
    /// By definition, as `diff` names it: the ids of rules, each with the reason for accepting the change.
    #[serde(default)]
    pub acknowledged: Ordered<Ordered<String>>,
}
