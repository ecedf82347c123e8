//! `cargo xtask mock`: a server that answers from the examples of the specification.
//!
//! It is a program of the generated server crate, run by cargo: this crate does not depend on generated
//! ones, so that it works when they do not compile.

use std::ffi::OsString;
use std::process::Command;

use crate::{Failure, Outcome};

/// The package of the generated server crate.
const PACKAGE: &str = "servicestage-server";
const PROGRAM: &str = "servicestage-mock";
const FEATURE: &str = "mock-command";

#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// Arguments of the mock; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["run", "--quiet", "--package", PACKAGE, "--bin", PROGRAM, "--features", FEATURE, "--"]);
    let status = cargo.args(&arguments.arguments).current_dir(crate::spec::workspace()?).status()?;
    Ok(if status.success() { Outcome::Fine } else { Outcome::Findings })
}
