//! Outcomes and failures that a test asks for.

use super::mock_core::MockCore;
use super::script::{InvalidOutcome, Outcome};
use crate::text::closest;

impl MockCore {
    /// Enqueues an outcome for the next calls of an operation.
    pub(super) fn enqueue(&self, operation: &str, outcome: Outcome, times: usize) -> Result<(), InvalidOutcome> {
        let Some(described) = self.catalog.by_id(operation) else {
            let ids = self.catalog.operations().iter().map(|known| known.meta().id);
            return Err(InvalidOutcome(match closest(operation, ids) {
                Some(meant) => format!("there is no operation {operation:?}; did you mean {meant:?}?"),
                None => format!("there is no operation {operation:?}; ids have the form family.operation"),
            }));
        };
        match outcome.problem(described) {
            Some(problem) => Err(InvalidOutcome(problem)),
            None => {
                self.live().script.add(operation, outcome, times);
                Ok(())
            }
        }
    }

    /// Lets the next resources of a kind fail.
    pub(super) fn fail(&self, resource: &str, times: usize) -> Result<(), InvalidOutcome> {
        let engine = self.keeper.engine.as_ref();
        let engine =
            engine.ok_or_else(|| InvalidOutcome("the mock keeps no resources; start it with `stateful`".into()))?;
        engine.fail(resource, times).map_err(InvalidOutcome)
    }
}
