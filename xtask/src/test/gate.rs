//! The gate: every check that a change must pass.
//!
//! What takes seconds comes first. Then the tests are built, and run while cargo does everything else: it needs its lock
//! on the build directory only to build.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use specwright_commands::{Failure, Outcome};

use super::running::{LEFT_OUT, Printing, run};

/// A step of the gate: a title, a program, and its arguments.
struct Step {
    what: String,
    program: OsString,
    arguments: Vec<String>,
}

impl Step {
    /// A step that runs cargo.
    fn new(what: impl Into<String>, arguments: &str) -> Step {
        Step {
            what: what.into(),
            program: super::cargo(),
            arguments: arguments.split(' ').map(str::to_owned).collect(),
        }
    }

    /// A step that runs another command of this program. `cargo xtask` could build the program once more, with other
    /// features.
    fn own(what: &str, arguments: &str) -> Result<Step, Failure> {
        Ok(Step { program: super::xtask()?, ..Step::new(what, arguments) })
    }
}

/// Steps that take seconds, once the programs are built.
fn quick() -> Result<Vec<Step>, Failure> {
    Ok(vec![
        Step::new("formatting", "fmt --all --check"),
        Step::own("formatting of the specification", "fmt --check")?,
        Step::own("specification", "lint --deny warnings")?,
        Step::own("generated crates are up to date", "regenerate --check")?,
        Step::own("coverage: every row of the documents is covered or waived", "coverage")?,
        // With the features of the tests, which start them: examples enable those of dev-dependencies.
        Step::new("programs", "build --workspace --all-features --bins --examples"),
    ])
}

/// The tests, except those that call the compiler.
fn tests() -> Vec<Step> {
    vec![Step::new("tests", "test --workspace --all-features --no-fail-fast -- --show-output")]
}

/// Steps in which the compiler does the work.
fn compiler(root: &Path) -> Result<Vec<Step>, Failure> {
    let mut steps = vec![Step::new("lints", "clippy --workspace --all-targets --all-features -- --deny warnings")];
    let families = families(root)?;
    for part in ["model", "client", "server"] {
        for features in combinations(&features(root, part)?, &families, part == "model") {
            let (what, option) = match features.as_str() {
                "" => ("no feature".to_owned(), String::new()),
                some => (format!("`{some}` alone"), format!(" --features {some}")),
            };
            let manifest = format!("generated/{part}/Cargo.toml --no-default-features{option}");
            let arguments = format!("clippy --manifest-path {manifest} -- --deny warnings");
            steps.push(Step::new(format!("{part} with {what}"), &arguments));
        }
    }
    // All features enable `serde_json`. Only these steps detect a crate that uses it without depending on it.
    for part in ["model", "client", "server"] {
        for (what, flag) in [("default features", ""), ("no feature", " --no-default-features")] {
            let manifest = format!("tests/obstacle-course/generated/{part}/Cargo.toml{flag}");
            let what = format!("{part} of the obstacle course with {what}");
            steps.push(Step::new(what, &format!("clippy --manifest-path {manifest} -- --deny warnings")));
        }
    }
    // The features of the workspace, to reuse what was just built.
    steps.push(Step::new(
        "verdicts on Rust hold against the compiler",
        "test --workspace --all-features --test witness --test wrong_programs -- --ignored",
    ));
    steps.push(Step::new(
        "a workspace of another service compiles",
        "test --workspace --all-features --test generator -- --ignored",
    ));
    // An example enables the features of dev-dependencies, so that what the lints checked is not checked again.
    let documentation = "doc --workspace --no-deps --all-features --lib --bins --example readme_client";
    steps.push(Step::new("documentation", documentation));
    Ok(steps)
}

/// Returns the features of a generated crate, without `default`.
fn features(root: &Path, part: &str) -> Result<Vec<String>, Failure> {
    let entries = feature_entries(root, part)?.into_iter();
    Ok(entries.map(|(name, _)| name).filter(|name| name != "default").collect())
}

/// Returns the families of the API: the default features of the model.
fn families(root: &Path) -> Result<Vec<String>, Failure> {
    let entries = feature_entries(root, "model")?.into_iter().filter(|(name, _)| name == "default");
    Ok(entries
        .flat_map(|(_, list)| list.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>())
        .collect())
}

/// Returns the features of a generated crate, with what each enables.
fn feature_entries(root: &Path, part: &str) -> Result<Vec<(String, String)>, Failure> {
    let manifest = std::fs::read_to_string(root.join("generated").join(part).join("Cargo.toml"))?;
    let section = manifest.lines().skip_while(|line| *line != "[features]").skip(1);
    let entries = section.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once(" = "));
    Ok(entries.map(|(name, list)| (name.to_owned(), list.to_owned())).collect())
}

/// Returns what to build a crate with: nothing, and every feature once, a family with another one. A family only adds modules,
/// so it does not hide what another feature lacks. The model has the lints of a family when the client has it.
fn combinations(features: &[String], families: &[String], is_model: bool) -> Vec<String> {
    let others: Vec<&String> = features.iter().filter(|feature| !families.contains(feature)).collect();
    let families = if is_model { &[] } else { families };
    let rows = (0..families.len().max(others.len())).map(|row| {
        let pair = [others.get(row).copied(), families.get(row)];
        pair.into_iter().flatten().cloned().collect::<Vec<_>>().join(",")
    });
    std::iter::once(String::new()).chain(rows).collect()
}

/// What the steps have shown so far.
#[derive(Default)]
struct Shown {
    failed: Vec<String>,
    left_out: BTreeSet<String>,
}

impl Shown {
    fn add(&mut self, other: Shown) {
        self.failed.extend(other.failed);
        self.left_out.extend(other.left_out);
    }
}

/// Runs steps one after another, until one fails or another thread has stopped, unless `keep_going`.
fn run_all(
    root: &Path,
    steps: Vec<Step>,
    printing: Printing,
    stop: &AtomicBool,
    keep_going: bool,
) -> Result<Shown, Failure> {
    let mut shown = Shown::default();
    for step in steps {
        if stop.load(Relaxed) && !keep_going {
            break;
        }
        let mut command = Command::new(&step.program);
        command.args(&step.arguments).current_dir(root);
        command.env("RUSTDOCFLAGS", "--deny warnings").env("INSTA_UPDATE", "no").env("PROGRAMS_ARE_BUILT", "1");
        let ran = run(&mut command, &step.what, printing)?;
        shown.left_out.extend(ran.left_out);
        if !ran.success {
            shown.failed.push(step.what);
            stop.store(true, Relaxed);
        }
    }
    Ok(shown)
}

/// Runs the steps. After the first failed one, no other begins unless `keep_going`.
pub(super) fn check(root: &Path, keep_going: bool) -> Result<Outcome, Failure> {
    let stop = AtomicBool::new(false);
    let mut shown = run_all(root, quick()?, Printing::Lines, &stop, keep_going)?;
    let compiler = compiler(root)?;
    let (tested, compiled) = std::thread::scope(|scope| {
        let tested = scope.spawn(|| run_all(root, tests(), Printing::Lines, &stop, keep_going));
        let compiled = run_all(root, compiler, Printing::Whole, &stop, keep_going);
        (tested.join(), compiled)
    });
    shown.add(compiled?);
    shown.add(tested.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
    let Shown { failed, left_out } = shown;
    for what in &left_out {
        anstream::eprintln!("== {LEFT_OUT}{what}");
    }
    if failed.is_empty() && left_out.is_empty() {
        anstream::eprintln!("== everything passed");
        Ok(Outcome::Fine)
    } else if failed.is_empty() {
        anstream::eprintln!("== everything else passed");
        Ok(Outcome::Fine)
    } else {
        anstream::eprintln!("== failed: {}", failed.join(", "));
        Ok(Outcome::Findings)
    }
}
