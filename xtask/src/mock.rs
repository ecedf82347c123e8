//! `cargo xtask mock`: a server that responds from the examples of the specification.
//!
//! The mock is a binary of the generated server crate, or with state one of the crate that adds hand-written behavior to
//! it, built by cargo on demand. `xtask` does not depend on generated crates, so it works when they do not compile.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use specwright_commands::{Failure, Outcome, Program};

/// A binary of a package.
struct Binary {
    package: &'static str,
    name: &'static str,
    features: &'static [&'static str],
}

const STATELESS: Binary =
    Binary { package: "servicestage-server", name: "servicestage-mock", features: &["--features", "mock-command"] };
const STATEFUL: Binary = Binary { package: "servicestage-stateful", name: "servicestage-stateful-mock", features: &[] };

/// Options that give the mock a state.
const STATE: [&str; 4] = ["--stateful", "--resources", "--step", "--store"];

#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub(crate) struct Arguments {
    /// Arguments for the mock. `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
    arguments: Vec<OsString>,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let is_stateful = |argument: &OsString| {
        let argument = argument.to_string_lossy();
        STATE.iter().any(|option| argument.split('=').next() == Some(option))
    };
    let binary = if arguments.arguments.iter().any(is_stateful) { STATEFUL } else { STATELESS };
    let mut mock = Command::new(build(&binary, program)?);
    become_program(mock.args(&arguments.arguments))
}

/// Builds the mock and returns the path of the binary. Cargo prints its progress on standard error.
fn build(binary: &Binary, program: &Program) -> Result<PathBuf, Failure> {
    let mut cargo = Command::new(crate::test::cargo());
    cargo.args(["build", "--package", binary.package, "--bin", binary.name]).args(binary.features);
    cargo.args(["--message-format", "json-render-diagnostics"]).current_dir(program.root()?);
    let built = cargo.stderr(Stdio::inherit()).output()?;
    let messages = String::from_utf8_lossy(&built.stdout);
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == binary.name);
    let program = programs.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    program.filter(|_| built.status.success()).ok_or_else(|| Failure("the mock does not build".to_owned()))
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
