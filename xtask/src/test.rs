//! `cargo xtask test`: every check that a change must pass.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, IsTerminal as _, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use specwright_commands::{Failure, Outcome, Program};

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Continue after a failed step.
    #[arg(long)]
    keep_going: bool,
}

/// A step of the gate: a title, and arguments for cargo.
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
        Step::new("coverage: every row of the documents is covered or waived", "xtask coverage"),
        Step::new("lints", "clippy --workspace --all-targets --all-features -- --deny warnings"),
    ];
    for part in ["model", "client", "server"] {
        for feature in std::iter::once(String::new()).chain(features(root, part)?) {
            let what = if feature.is_empty() { "no feature".to_owned() } else { format!("`{feature}` alone") };
            let mut step = Step::new(
                format!("{part} with {what}"),
                &format!("clippy --manifest-path generated/{part}/Cargo.toml --no-default-features"),
            );
            if !feature.is_empty() {
                step.arguments.extend(["--features".to_owned(), feature]);
            }
            step.arguments.extend(["--", "--deny", "warnings"].map(str::to_owned));
            steps.push(step);
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
    steps.push(Step::new("tests", "test --workspace --all-features --no-fail-fast -- --show-output"));
    // The features of the workspace, to reuse what was just built.
    steps.push(Step::new(
        "verdicts on Rust hold against the compiler",
        "test --workspace --all-features --test witness --test wrong_programs -- --ignored",
    ));
    steps.push(Step::new("documentation", "doc --workspace --no-deps --all-features"));
    Ok(steps)
}

/// The password that all tests use. No client or server may print it.
const PASSWORD: &str = "hunter2";

/// Prefix of a line with which a test reports that it could not run. `servicestage_tests::left_out` prints it.
const LEFT_OUT: &str = "left out: ";

/// Longest silence before a line says that the step is still running.
const SILENCE: Duration = Duration::from_secs(5);

/// A line that cargo or a test printed.
enum Line {
    Out(String),
    Err(String),
}

/// Reads a stream line by line until it ends. Bytes that are not UTF-8 are replaced.
fn read(stream: impl Read + Send + 'static, lines: Sender<Line>, wrap: fn(String) -> Line) {
    std::thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|length| length > 0) {
            let text = String::from_utf8_lossy(&line);
            if lines.send(wrap(text.trim_end_matches(['\r', '\n']).to_owned())).is_err() {
                break;
            }
            line.clear();
        }
    });
}

/// Runs a step and forwards its output. Returns whether it succeeded without printing the password.
///
/// Prints a line after each [`SILENCE`], and collects what tests left out.
fn succeeds(command: &mut Command, what: &str, left_out: &mut BTreeSet<String>) -> Result<bool, Failure> {
    if std::io::stderr().is_terminal() && std::env::var_os("CARGO_TERM_COLOR").is_none() {
        // Cargo sees a pipe.
        command.env("CARGO_TERM_COLOR", "always");
    }
    let started = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let (sender, lines) = mpsc::channel();
    if let Some(stdout) = child.stdout.take() {
        read(stdout, sender.clone(), Line::Out);
    }
    if let Some(stderr) = child.stderr.take() {
        read(stderr, sender.clone(), Line::Err);
    }
    drop(sender);
    let mut discreet = true;
    loop {
        match lines.recv_timeout(SILENCE) {
            Ok(Line::Err(line)) => anstream::eprintln!("{line}"),
            Ok(Line::Out(line)) => {
                anstream::println!("{line}");
                if line.contains(PASSWORD) {
                    anstream::eprintln!("== a test printed a secret: {line}");
                    discreet = false;
                }
                left_out.extend(line.strip_prefix(LEFT_OUT).map(str::to_owned));
            }
            Err(RecvTimeoutError::Timeout) => anstream::eprintln!("== {what}: {} s", started.elapsed().as_secs()),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    Ok(child.wait()?.success() && discreet)
}

/// Returns the features of a generated crate, without `default`.
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
    let mut left_out = BTreeSet::new();
    for step in steps(&root)? {
        anstream::eprintln!("== {}: cargo {}", step.what, step.arguments.join(" "));
        let mut command = Command::new(&cargo);
        command.args(&step.arguments).current_dir(&root);
        command.env("RUSTDOCFLAGS", "--deny warnings").env("INSTA_UPDATE", "no");
        if !succeeds(&mut command, &step.what, &mut left_out)? {
            failed.push(step.what);
            if !arguments.keep_going {
                break;
            }
        }
    }
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
