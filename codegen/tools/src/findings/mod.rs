//! Findings in a specification: their levels, fixes and reports.
//!
//! | module | what it does |
//! |---|---|
//! | `levels` | which rules fail, warn, or say nothing |
//! | `report` | the findings as plain data |
//! | `short`, `github`, `sarif` | the same for editors, workflows and code scanning |
//! | `fix` | safe fixes |

mod fix;
mod github;
mod levels;
mod report;
mod sarif;
mod short;

pub use fix::{Fixed, Rejected, fix};
pub use github::github;
pub use levels::{Level, Levels};
pub use report::{Change, Finding, Fix, Place, Remark, Report, Status};
pub use sarif::sarif;
pub use short::short;

use crate::Allowed;
use specwright_language::diagnostics::{Diagnostic, Severity};

/// What was found in a specification, in the order of the places.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// What fails.
    pub errors: Vec<Diagnostic>,
    /// What could be better.
    pub warnings: Vec<Diagnostic>,
    /// What could be better and is allowed to be as it is.
    pub allowed: Vec<Allowed>,
}

impl Findings {
    /// The same at other levels: what is denied is an error, what is allowed is left out.
    #[must_use]
    pub fn at(mut self, levels: &Levels) -> Findings {
        let mut left = Vec::new();
        for mut warning in std::mem::take(&mut self.warnings) {
            match levels.of(warning.rule) {
                Level::Allow => {}
                Level::Warn => left.push(warning),
                Level::Deny => {
                    warning.severity = Severity::Error;
                    self.errors.push(warning);
                }
            }
        }
        self.errors.sort_by_key(|error| error.primary.span);
        Findings { warnings: left, ..self }
    }

    /// Errors and warnings, the errors first.
    pub fn all(&self) -> Vec<Diagnostic> {
        self.errors.iter().chain(&self.warnings).cloned().collect()
    }
}
