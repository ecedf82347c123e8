//! `cargo xtask test`: every check that a change must pass, or else every check that a release must pass besides.

mod gate;
mod release;
mod running;

use std::ffi::OsString;

use specwright_commands::{Failure, Outcome, Program};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Continue after a failed step.
    #[arg(long)]
    keep_going: bool,

    /// Run the checks of a release instead: a build from the packages, the lowest versions of dependencies, and the
    /// oldest Rust.
    #[arg(long)]
    release_checks: bool,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let root = program.root()?;
    if arguments.release_checks {
        release::check(&root, arguments.keep_going)
    } else {
        gate::check(&root, arguments.keep_going)
    }
}

/// This program, or the one that `XTASK` names.
pub(crate) fn xtask() -> Result<OsString, Failure> {
    Ok(match std::env::var_os("XTASK") {
        Some(program) => program,
        None => std::env::current_exe()?.into(),
    })
}

/// The cargo that runs this program.
pub(crate) fn cargo() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
