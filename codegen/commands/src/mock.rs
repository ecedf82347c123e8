//! `mock`: a server that responds from the examples of the specification.
//!
//! The mock is a binary of a generated crate, built by cargo on demand. The program does not depend on generated crates,
//! so it works when they do not compile.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::outcome::{Failure, Outcome};

/// Arguments of the mock.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct MockArguments {
    /// Arguments for the mock. `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    pub arguments: Vec<OsString>,
}

/// Builds the mock and becomes it. `cargo` has the arguments with which cargo builds the binary, and no other one.
///
/// # Errors
/// If it does not build.
pub fn mock(arguments: &MockArguments, root: &Path, cargo: &[&str]) -> Result<Outcome, Failure> {
    let mut mock = Command::new(build(root, cargo)?);
    become_program(mock.args(&arguments.arguments))
}

/// Builds the mock and returns the path of the binary. Cargo prints its progress on standard error.
fn build(root: &Path, arguments: &[&str]) -> Result<PathBuf, Failure> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("build").args(arguments).args(["--message-format", "json-render-diagnostics"]).current_dir(root);
    let built =
        cargo.stderr(Stdio::inherit()).output().map_err(|error| Failure(format!("cannot run cargo: {error}")))?;
    let messages = String::from_utf8_lossy(&built.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from));
    let program = programs.next_back().filter(|_| built.status.success());
    program.ok_or_else(|| Failure("the mock does not build".to_owned()))
}

/// Replaces this process with a program, so that signals reach the program.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<Outcome, Failure> {
    use std::os::unix::process::CommandExt;

    let error = command.exec();
    Err(Failure(format!("cannot start {}: {error}", command.get_program().display())))
}

/// Runs a program and exits with its code.
#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<Outcome, Failure> {
    std::process::exit(command.status()?.code().unwrap_or(2))
}
