//! Validation of the messages of a client.

use http::request::Parts;

use super::checker::Checker;
use super::input_schema::InputSchema;
use super::schema::Schema;
use super::tree::Tree;
use super::validation::{Validation, Violation};
use crate::meta::OperationMeta;

/// What the messages of a stream have to be. An extension of the request that opens it.
#[derive(Clone, Copy)]
pub(super) struct MessageRules {
    schema: Schema,
    validation: Validation,
    nulls_are_absent: bool,
}

impl MessageRules {
    /// Keeps the rules of an operation in the request, if there is anything to check.
    pub(super) fn keep(mut parts: Parts, meta: &OperationMeta, schema: &InputSchema, validation: Validation) -> Parts {
        if let Some(schema) = schema.message.filter(|_| validation != Validation::Off) {
            let nulls_are_absent = meta.host.nulls_are_absent;
            parts.extensions.insert(Self { schema, validation, nulls_are_absent });
        }
        parts
    }

    /// Returns the first rule that a message breaks. Text that is not JSON is left to decoding.
    pub(super) fn violation(&self, message: &[u8]) -> Option<Violation> {
        let tree = Tree::read(message).ok()?;
        let mut checker = Checker::new(self.validation).nulls_are_absent(self.nulls_are_absent);
        checker.value(&self.schema, &tree);
        checker.finish().into_iter().next()
    }
}
