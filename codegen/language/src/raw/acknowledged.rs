//! `acknowledged.yaml`: changes that somebody accepts although they break something.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Ordered;

/// Changes since the last release that are accepted. `cargo xtask diff` still shows them, and does not
/// fail because of them.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcknowledgedFile {
    /// By definition, as `cargo xtask diff` names it: the ids of rules, each with the reason why the change
    /// is accepted.
    #[serde(default)]
    pub acknowledged: Ordered<Ordered<String>>,
}
