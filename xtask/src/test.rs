//! `cargo xtask test`: everything that has to pass before a change lands.

use std::process::Command;

use crate::spec::workspace;
use crate::{Failure, Outcome};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Go on after a step that failed.
    #[arg(long)]
    keep_going: bool,
}

/// A step: what it shows, and the arguments of cargo.
type Step = (&'static str, &'static [&'static str]);

const STEPS: &[Step] = &[
    ("formatting", &["fmt", "--all", "--check"]),
    ("generated crates are up to date", &["xtask", "regenerate", "--check"]),
    ("lints", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "--deny", "warnings"]),
    ("tests", &["test", "--workspace", "--all-features", "--no-fail-fast"]),
    ("documentation", &["doc", "--workspace", "--no-deps", "--all-features"]),
];

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let root = workspace()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut failed = Vec::new();
    for (what, step) in STEPS {
        anstream::eprintln!("== {what}: cargo {}", step.join(" "));
        let status = Command::new(&cargo)
            .args(*step)
            .current_dir(&root)
            .env("RUSTDOCFLAGS", "--deny warnings")
            .env("INSTA_UPDATE", "no")
            .status()?;
        if !status.success() {
            failed.push(*what);
            if !arguments.keep_going {
                break;
            }
        }
    }
    if failed.is_empty() {
        anstream::eprintln!("== everything passed");
        Ok(Outcome::Fine)
    } else {
        anstream::eprintln!("== failed: {}", failed.join(", "));
        Ok(Outcome::Findings)
    }
}
