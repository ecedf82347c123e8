//! `cargo xtask test`: everything that has to pass before a change lands.

use std::path::Path;
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
        Step::new("specification", "xtask lint"),
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
    steps.push(Step::new("tests", "test --workspace --all-features --no-fail-fast"));
    steps.push(Step::new(
        "verdicts on Rust hold against the compiler",
        "test --package servicestage-codegen --test witness -- --ignored",
    ));
    steps.push(Step::new("documentation", "doc --workspace --no-deps --all-features"));
    Ok(steps)
}

/// The features of a generated crate, without `default`.
fn features(root: &Path, part: &str) -> Result<Vec<String>, Failure> {
    let manifest = std::fs::read_to_string(root.join("generated").join(part).join("Cargo.toml"))?;
    let section = manifest.lines().skip_while(|line| *line != "[features]").skip(1);
    let entries = section.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    Ok(entries.map(|(name, _)| name.to_owned()).filter(|name| name != "default").collect())
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let root = workspace()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut failed = Vec::new();
    for step in steps(&root)? {
        anstream::eprintln!("== {}: cargo {}", step.what, step.arguments.join(" "));
        let status = Command::new(&cargo)
            .args(&step.arguments)
            .current_dir(&root)
            .env("RUSTDOCFLAGS", "--deny warnings")
            .env("INSTA_UPDATE", "no")
            .status()?;
        if !status.success() {
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
