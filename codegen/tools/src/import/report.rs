//! What an import said and did not say, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Serialize;

use super::log::{Finding, Loss, Lost};

/// The report of an import.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Version of this format.
    pub format_version: u32,
    /// Title of the API.
    pub title: String,
    /// Numbers of operations by what became of them.
    pub operations: Counts,
    /// Reasons, by loss and construct, with the operations that they affect.
    pub reasons: Vec<Reason>,
    /// What became of each operation, in the order of the document.
    pub outcomes: Vec<OperationOutcome>,
    /// All places that were not said in full.
    pub findings: Vec<Finding>,
}

/// Numbers of operations.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
pub struct Counts {
    /// All operations of the document.
    pub total: usize,
    /// Said in full.
    pub full: usize,
    /// Said but for facts beside the types.
    pub side: usize,
    /// Said with parts that are free JSON or missing.
    pub free: usize,
    /// Left out.
    pub out: usize,
}

/// A construct that the format does not have, or that was guessed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// What is lost.
    pub loss: Loss,
    /// The construct.
    pub construct: String,
    /// Number of operations that reach it.
    pub operations: usize,
    /// Number of places in the document.
    pub places: usize,
}

/// What became of an operation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OperationOutcome {
    /// Method and path.
    pub route: String,
    /// What is lost at most. `null`: nothing.
    pub loss: Option<Loss>,
    /// The constructs that lose so much.
    pub constructs: Vec<String>,
}

impl Report {
    pub(super) fn of(title: String, lost: Vec<(String, Lost)>, findings: Vec<Finding>) -> Report {
        let mut affected: BTreeMap<(Loss, String), usize> = BTreeMap::new();
        for reason in lost.iter().flat_map(|(_, lost)| lost) {
            *affected.entry(reason.clone()).or_default() += 1;
        }
        let outcomes: Vec<OperationOutcome> = lost
            .into_iter()
            .map(|(route, lost)| {
                let loss = lost.iter().map(|(loss, _)| *loss).max();
                let worst = lost.into_iter().filter(|(other, _)| Some(*other) == loss);
                OperationOutcome { route, loss, constructs: worst.map(|(_, construct)| construct).collect() }
            })
            .collect();
        let mut operations = Counts { total: outcomes.len(), ..Counts::default() };
        for outcome in &outcomes {
            match outcome.loss {
                None | Some(Loss::Guess) => operations.full += 1,
                Some(Loss::Side) => operations.side += 1,
                Some(Loss::Free) => operations.free += 1,
                Some(Loss::Out) => operations.out += 1,
            }
        }
        let mut places: BTreeMap<(Loss, String), usize> = BTreeMap::new();
        for finding in &findings {
            *places.entry((finding.loss, finding.construct.clone())).or_default() += 1;
        }
        let mut reasons: Vec<Reason> = places
            .into_iter()
            .map(|((loss, construct), places)| Reason {
                loss,
                operations: affected.get(&(loss, construct.clone())).copied().unwrap_or(0),
                construct,
                places,
            })
            .collect();
        reasons.sort_by(|one, other| {
            (other.loss, other.operations, other.places, &one.construct).cmp(&(
                one.loss,
                one.operations,
                one.places,
                &other.construct,
            ))
        });
        Report { format_version: 1, title, operations, reasons, outcomes, findings }
    }

    /// The share of operations that are said in full, or but for side facts, in percent.
    pub fn said(&self) -> f64 {
        let Counts { total, full, side, .. } = self.operations;
        #[allow(clippy::cast_precision_loss, reason = "no document has that many operations")]
        let share = (full + side) as f64 / total.max(1) as f64;
        if total == 0 { 100.0 } else { share * 100.0 }
    }

    /// The table that the command ends with.
    pub fn text(&self) -> String {
        let Counts { total, full, side, free, out } = self.operations;
        let mut text = String::new();
        let mut line = |what: &str, count: usize| {
            #[allow(clippy::cast_precision_loss, reason = "no document has that many operations")]
            let share = if total == 0 { 0.0 } else { count as f64 * 100.0 / total as f64 };
            let _ = writeln!(text, "{what:<44} {count:>6} {share:>5.0} %");
        };
        line("operations", total);
        line("  said in full", full);
        line("  side facts lost", side);
        line("  partly free JSON", free);
        line("  left out", out);
        let heads = [
            (Loss::Out, "left out because of"),
            (Loss::Free, "free JSON because of"),
            (Loss::Side, "side facts lost"),
            (Loss::Guess, "guessed"),
        ];
        for (loss, head) in heads {
            let reasons: Vec<&Reason> = self.reasons.iter().filter(|reason| reason.loss == loss).collect();
            if reasons.is_empty() {
                continue;
            }
            let _ = writeln!(text, "\n{head:<44} operations  places");
            for reason in reasons {
                let _ = writeln!(text, "  {:<42} {:>10} {:>7}", reason.construct, reason.operations, reason.places);
            }
        }
        text
    }
}
