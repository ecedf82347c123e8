//! `cargo xtask regenerate`: the main job.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use specwright_tools::Specification;
use specwright_tools::output::{self, Change, Plan};

use crate::difference;
use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::{SpecArguments, count};
use crate::terminal::PROGRAM;

#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing; exit with 1 and show what differs if the crates are not up to date.
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    spec: SpecArguments,
    /// Directory of the generated crates [default: `generated` of this workspace].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Lines of difference that `--check` shows of a file.
const LINES_PER_FILE: usize = 12;

/// Files of which `--check` shows the difference.
const FILES: usize = 5;

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let Some(specification) = arguments.spec.read(program)? else {
        anstream::eprintln!("nothing was written");
        return Ok(Outcome::Findings);
    };
    let files = specwright_tools::generate(&specification)?;
    let directory = program.directory(arguments.out.as_deref(), program.crates)?;
    let outcome = if arguments.check {
        check(&directory, &files, &output::plan(&directory, &files)?)
    } else {
        let _lock = output::lock(&directory)?;
        let plan = output::plan(&directory, &files)?;
        output::apply(&directory, &files, &plan)?;
        report(&plan);
        overview(&specification);
        summary(&plan, &directory, started);
        Outcome::Fine
    };
    if !specification.warnings.is_empty() {
        anstream::eprintln!("{}; `{PROGRAM} lint` shows them", count(&specification.warnings));
    }
    Ok(outcome)
}

/// Prints what the crates contain.
fn overview(specification: &Specification) {
    let api = &specification.api;
    let (operations, types) = (api.operations.len(), api.types.len());
    anstream::println!("{} {}: {operations} operations, {types} types", api.title, api.version);
}

fn report(plan: &Plan) {
    for (path, change) in &plan.changes {
        anstream::println!("{:>8} {path}", word(*change));
    }
    for path in &plan.foreign {
        anstream::println!("{:>8} {path}: it was not generated and is left alone", "foreign");
    }
    if !plan.foreign.is_empty() {
        anstream::println!("move what was not generated elsewhere: `regenerate --check` does not accept it");
    }
}

/// Prints how many files were written, how long it took, and where they are.
pub(crate) fn summary(plan: &Plan, directory: &Path, started: Instant) {
    let count = |change| plan.changes.values().filter(|known| **known == change).count();
    anstream::println!(
        "{} added, {} changed, {} removed, {} unchanged in {:.0} ms: {}",
        count(Change::Added),
        count(Change::Changed),
        count(Change::Removed),
        plan.unchanged,
        started.elapsed().as_secs_f64() * 1000.0,
        directory.display()
    );
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Added => "added",
        Change::Changed => "changed",
        Change::Removed => "removed",
    }
}

/// Reads as much of a file as is needed to compare it with a string of this length.
fn beginning(path: &Path, length: usize) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(2 * length as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn check(directory: &Path, files: &BTreeMap<String, String>, plan: &Plan) -> Outcome {
    if plan.is_empty() && plan.foreign.is_empty() {
        anstream::println!("{} files are up to date", plan.unchanged);
        return Outcome::Fine;
    }
    for (index, (path, change)) in plan.changes.iter().enumerate() {
        match change {
            Change::Added => anstream::println!("missing: {path}"),
            Change::Removed => anstream::println!("not generated any more: {path}"),
            Change::Changed => {
                anstream::println!("differs: {path}");
                if let (true, Some(wanted)) = (index < FILES, files.get(path)) {
                    let present = beginning(&directory.join(path), wanted.len()).unwrap_or_default();
                    difference::print(&String::from_utf8_lossy(&present), wanted, LINES_PER_FILE);
                }
            }
        }
    }
    for path in &plan.foreign {
        anstream::println!("not generated, but among the crates: {path}");
    }
    if plan.changes.is_empty() && plan.foreign.is_empty() {
        anstream::println!("the list of generated files is out of date, as after a run that was interrupted");
    }
    if plan.is_empty() {
        anstream::println!("move what was not generated elsewhere");
    } else {
        anstream::println!("run `{PROGRAM} regenerate` to fix this; changes belong in the specification");
    }
    Outcome::Findings
}
