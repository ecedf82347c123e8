//! Operations of a mock.

use crate::meta::OperationMeta;
use crate::server::{InputSchema, Schema};

/// Operation with its input and response schemas.
#[derive(Clone, Copy, Debug)]
pub struct Operation {
    /// Operation.
    pub meta: &'static OperationMeta,
    /// Schema of requests.
    pub input: &'static InputSchema,
    /// Schema of the response body; `None` if it has none.
    pub response: Option<Schema>,
}
