//! The commands, as programs that tests start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// The program of a package, which has the same name, built once with the profile of the running test.
pub fn binary(package: &str) -> PathBuf {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    built.entry(package.to_owned()).or_insert_with(|| build(package)).clone()
}

/// The program behind `cargo xtask`.
pub fn program() -> PathBuf {
    binary("xtask")
}

/// What a command did.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; none if it was killed.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The program, about to run in a directory. What the surroundings say about colors and about the
/// package that is being tested does not reach it.
pub fn command(directory: &Path) -> Command {
    command_of(&program(), directory)
}

fn command_of(program: &Path, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).stdin(Stdio::null());
    for variable in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CARGO_TERM_COLOR", "CARGO_MANIFEST_DIR"] {
        command.env_remove(variable);
    }
    command
}

/// Runs the program in a directory.
pub fn run(directory: &Path, arguments: &[&str]) -> Ran {
    let output = command(directory).args(arguments).output();
    output.unwrap_or_else(|error| panic!("cargo xtask {}: {error}", arguments.join(" "))).into()
}

/// Runs another program in a directory.
pub fn run_program(program: &Path, directory: &Path, arguments: &[&str]) -> Ran {
    let output = command_of(program, directory).args(arguments).output();
    output.unwrap_or_else(|error| panic!("{} {}: {error}", program.display(), arguments.join(" "))).into()
}

/// The gate sets this, as it builds the programs before the tests. Cargo would have to wait for the gate's lints.
const BUILT: &str = "PROGRAMS_ARE_BUILT";

fn build(package: &str) -> PathBuf {
    if let Some((target, profile)) = target_and_profile().filter(|_| std::env::var_os(BUILT).is_some()) {
        let profile = if profile == "dev" { "debug" } else { &profile };
        return target.join(profile).join(package).with_extension(std::env::consts::EXE_EXTENSION);
    }
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| env!("CARGO").into()));
    // With the features of the workspace: those of `cargo test --workspace --all-features`, which has built most of it.
    // The example enables the features of dev-dependencies, so that nothing is built twice.
    cargo.args(["build", "--offline", "--workspace", "--all-features", "--bin", package, "--example", "readme_client"]);
    cargo.args(["--message-format", "json-render-diagnostics"]);
    if let Some((target, profile)) = target_and_profile() {
        cargo.arg("--target-dir").arg(target).args(["--profile", &profile]);
    }
    let output = cargo.current_dir(crate::workspace()).output().unwrap_or_else(|error| panic!("cargo: {error}"));
    let ran = Ran::from(output);
    assert_eq!(ran.code, Some(0), "{package} does not build:\n{}", ran.stderr);
    let messages = ran.stdout.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let built = messages.filter(|message| message["target"]["name"] == package);
    let executable = built.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).next_back();
    executable.unwrap_or_else(|| panic!("cargo built no {package}:\n{}", ran.stdout))
}

/// Where the running test was built, and how: tests lie in `TARGET/PROFILE/deps`.
fn target_and_profile() -> Option<(PathBuf, String)> {
    let test = std::env::current_exe().ok()?;
    let profile = test.ancestors().find(|path| path.file_name().is_some_and(|name| name == "deps"))?.parent()?;
    let name = match profile.file_name()?.to_str()? {
        "debug" => "dev",
        other => other,
    };
    Some((profile.parent()?.to_owned(), name.to_owned()))
}
