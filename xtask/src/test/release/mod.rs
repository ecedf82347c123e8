//! What a release must pass besides the gate.
//!
//! | module | checks |
//! |---|---|
//! | `packages` | the packages contain what they need, and build from the packages alone |
//! | `lowest` | every crate compiles with the lowest versions that the manifests allow |
//! | `oldest` | every crate compiles with the oldest Rust that its manifest promises |
//!
//! Everything is below `release-checks` in the target directory: no check changes the workspace or its `Cargo.lock`.

mod lowest;
mod oldest;
mod packages;
mod workspace;

use std::path::Path;

use specwright_commands::{Failure, Outcome};

use super::running::{LEFT_OUT, Ran};
use workspace::Workspace;

/// What the checks found.
#[derive(Default)]
struct Report {
    /// Each names a crate and what to do.
    findings: Vec<String>,
    left_out: Vec<String>,
}

type Check = fn(&Workspace, &mut Report) -> Result<(), Failure>;

/// Runs the checks. Stops after the first one with findings unless `keep_going`.
pub(super) fn check(root: &Path, keep_going: bool) -> Result<Outcome, Failure> {
    let workspace = Workspace::read(root)?;
    let mut report = Report::default();
    for check in [packages::check as Check, lowest::check, oldest::check] {
        check(&workspace, &mut report)?;
        if !report.findings.is_empty() && !keep_going {
            break;
        }
    }
    for what in &report.left_out {
        anstream::eprintln!("== {LEFT_OUT}{what}");
    }
    for finding in &report.findings {
        anstream::eprintln!("== {finding}");
    }
    if !report.findings.is_empty() {
        anstream::eprintln!("== failed: {} findings", report.findings.len());
        return Ok(Outcome::Findings);
    }
    let all = if report.left_out.is_empty() { "everything passed" } else { "everything else passed" };
    anstream::eprintln!("== {all}");
    Ok(Outcome::Fine)
}

/// The crates that a run of cargo could not compile. Empty if it failed for another reason.
fn broken(ran: &Ran) -> Vec<&str> {
    let named = ran.errors.iter().filter_map(|line| line.split_once("could not compile `")?.1.split(['`', ' ']).next());
    let mut names: Vec<&str> = named.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The first error of a run, for what is no compiler error.
fn reason(ran: &Ran) -> &str {
    ran.errors.first().map_or("cargo printed no reason", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_that_do_not_compile_are_named_once() {
        let errors = [
            "error[E0432]: unresolved import `serde_json::Map`",
            "error: could not compile `strsim` (lib) due to 2 previous errors",
            "error: could not compile `specwright-runtime` (lib) due to 1 previous error; 1 warning emitted",
            "error: could not compile `strsim` (lib test) due to 2 previous errors",
        ];
        let errors = errors.map(str::to_owned).to_vec();
        let ran = Ran { success: false, left_out: Vec::new(), errors };
        assert_eq!(broken(&ran), ["specwright-runtime", "strsim"]);
        assert_eq!(reason(&ran), "error[E0432]: unresolved import `serde_json::Map`");
    }
}
