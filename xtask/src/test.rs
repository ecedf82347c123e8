//! `cargo xtask test`: everything that has to pass before a change lands.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use specwright_commands::{Failure, Outcome, Program};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Go on after a step that failed.
    #[arg(long)]
    keep_going: bool,
}

/// A step: what it shows, and the arguments of cargo.
struct Step {
    what: String,
    arguments: Vec<String>,
}

impl Step {
    fn new(what: impl Into<String>, arguments: &str) -> Step {
        Step { what: what.into(), arguments: arguments.split(' ').map(str::to_owned).collect() }
    }
}

fn steps(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![
        Step::new("formatting", "fmt --all --check"),
        Step::new("formatting of the specification", "xtask fmt --check"),
        Step::new("specification", "xtask lint --deny warnings"),
        Step::new("generated crates are up to date", "xtask regenerate --check"),
        Step::new("everything in the documents is covered or waived", "xtask coverage"),
        Step::new("lints", "clippy --workspace --all-targets --all-features -- --deny warnings"),
    ];
    for part in ["model", "client", "server"] {
        for feature in std::iter::once(String::new()).chain(features(root, part)?) {
            let what = if feature.is_empty() { "no feature".to_owned() } else { format!("`{feature}` alone") };
            let mut step = Step::new(
                format!("{part} with {what}"),
                &format!("clippy --quiet --manifest-path generated/{part}/Cargo.toml --no-default-features"),
            );
            if !feature.is_empty() {
                step.arguments.extend(["--features".to_owned(), feature]);
            }
            step.arguments.extend(["--", "--deny", "warnings"].map(str::to_owned));
            steps.push(step);
        }
    }
    // All features bring `serde_json`. Only these steps see a crate that names it without depending on it.
    for part in ["model", "client", "server"] {
        for (what, flag) in [("default features", ""), ("no feature", " --no-default-features")] {
            let manifest = format!("tests/obstacle-course/generated/{part}/Cargo.toml{flag}");
            let what = format!("{part} of the obstacle course with {what}");
            steps.push(Step::new(what, &format!("clippy --quiet --manifest-path {manifest} -- --deny warnings")));
        }
    }
    steps.push(Step::new("tests", "test --workspace --all-features --no-fail-fast -- --show-output"));
    // With the features of the workspace, so that what was just built serves here too.
    steps.push(Step::new(
        "verdicts on Rust hold against the compiler",
        "test --workspace --all-features --test witness --test wrong_programs -- --ignored",
    ));
    steps.push(Step::new("documentation", "doc --workspace --no-deps --all-features"));
    Ok(steps)
}

/// The password of all tests. Whatever a client or server prints, it must not be in there.
const PASSWORD: &str = "hunter2";

/// Runs a step, passes on what it prints, and tells whether it succeeded without printing the password.
fn succeeds(command: &mut Command) -> Result<bool, Failure> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let mut discreet = true;
    for line in child.stdout.take().into_iter().flat_map(|output| BufReader::new(output).lines()) {
        let line = line?;
        anstream::println!("{line}");
        if line.contains(PASSWORD) {
            anstream::eprintln!("== a secret in what tests print: {line}");
            discreet = false;
        }
    }
    Ok(child.wait()?.success() && discreet)
}

/// The features of a generated crate, without `default`.
fn features(root: &Path, part: &str) -> Result<Vec<String>, Failure> {
    let manifest = std::fs::read_to_string(root.join("generated").join(part).join("Cargo.toml"))?;
    let section = manifest.lines().skip_while(|line| *line != "[features]").skip(1);
    let entries = section.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    Ok(entries.map(|(name, _)| name.to_owned()).filter(|name| name != "default").collect())
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let root = program.root()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut failed = Vec::new();
    for step in steps(&root)? {
        anstream::eprintln!("== {}: cargo {}", step.what, step.arguments.join(" "));
        let mut command = Command::new(&cargo);
        command.args(&step.arguments).current_dir(&root);
        command.env("RUSTDOCFLAGS", "--deny warnings").env("INSTA_UPDATE", "no");
        if !succeeds(&mut command)? {
            failed.push(step.what);
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
