//! What a mock knows of an operation.

use crate::meta::OperationMeta;
use crate::server::{InputSchema, Schema};

/// One operation and what goes in and out.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// The operation.
    pub meta: &'static OperationMeta,
    /// What requests look like.
    pub input: &'static InputSchema,
    /// What the body of the answer looks like; `None` if it has none.
    pub response: Option<Schema>,
}
