//! Outcomes that a test enqueues for the next calls.

use std::collections::BTreeMap;

use super::fault::Fault;

/// Outcome of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// Injected fault.
    Fault(Fault),
    /// Documented error code.
    Code(String),
    /// Example with this name.
    Example(String),
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Queued outcomes by operation, each for a number of calls.
#[derive(Debug, Default)]
pub(super) struct Script {
    next: BTreeMap<String, Vec<(Outcome, usize)>>,
}

impl Script {
    pub(super) fn add(&mut self, operation: &str, outcome: Outcome, times: usize) {
        if times > 0 {
            self.next.entry(operation.to_owned()).or_default().push((outcome, times));
        }
    }

    /// Takes the outcome of this call, if one is queued.
    pub(super) fn take(&mut self, operation: &str) -> Option<Outcome> {
        let outcomes = self.next.get_mut(operation)?;
        let (outcome, left) = outcomes.first_mut()?;
        let outcome = outcome.clone();
        *left -= 1;
        if *left == 0 {
            outcomes.remove(0);
        }
        Some(outcome)
    }

    pub(super) fn clear(&mut self) {
        self.next.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_follow_each_other() {
        let mut script = Script::default();
        script.add("v1.a", Outcome::Fault(Fault::Reset), 2);
        script.add("v1.a", Outcome::Code("X.1".to_owned()), 1);
        let taken: Vec<_> = (0..4).map(|_| script.take("v1.a")).collect();
        let reset = Some(Outcome::Fault(Fault::Reset));
        assert_eq!(taken, [reset.clone(), reset, Some(Outcome::Code("X.1".to_owned())), None]);
        assert_eq!(script.take("v1.b"), None);
    }
}
