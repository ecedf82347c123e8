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

impl Operation {
    /// Returns the schema of the response body with a status. One that is not documented has the usual body.
    pub(super) fn response_with(&self, status: u16) -> Option<&Schema> {
        match (&self.response, self.meta.outcomes) {
            (Some(Schema::Shaped(union)), true) => union.variants.get(self.meta.outcome(status).unwrap_or(0)),
            (response, _) => response.as_ref(),
        }
    }

    /// Returns the schema of the usual response body.
    pub(super) fn usual_response(&self) -> Option<&Schema> {
        self.response_with(self.meta.success.first().copied().unwrap_or_default())
    }
}
