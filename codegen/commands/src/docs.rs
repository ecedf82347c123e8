//! `cargo xtask docs`: the reference, as pages to read in a browser.

use std::path::PathBuf;
use std::time::Instant;

use specwright_tools::output;

use crate::git::Git;
use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::SpecArguments;
use crate::{diff, regenerate};

#[derive(clap::Args)]
pub struct Arguments {
    /// Directory of the pages [default: `target/reference` of this workspace].
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
    /// Mark what changed between two sides, as `diff` takes them: `OLD..NEW`, `OLD...NEW`, or one
    /// or two revisions or directories. The pages are those of the newer side.
    #[arg(long, value_name = "SIDE", num_args = 1..=2)]
    diff: Vec<String>,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let files = match arguments.diff.split_first() {
        None => {
            let Some(specification) = arguments.spec.read(program)? else { return Ok(Outcome::Findings) };
            specwright_tools::reference(&specification, None)?
        }
        Some((old, new)) => {
            let specification = arguments.spec.directory(program).map(|(directory, _)| directory);
            let directory = diff::around(Some(old), new.first().map(String::as_str), specification)?;
            let git = Git::at(&directory);
            let sides = diff::sides(Some(old), new.first().map(String::as_str), &git)?;
            let [old, new] = diff::read_both(sides, &directory, &git)?;
            let report = specwright_tools::diff::diff(old.side(), new.side());
            specwright_tools::reference(&new.specification, Some(&report))?
        }
    };
    let directory = program.directory(arguments.output.as_deref(), program.reference)?;
    let _lock = output::lock(&directory)?;
    let plan = output::plan_reference(&directory, &files)?;
    output::apply(&directory, &files, &plan)?;
    regenerate::summary(&plan, &directory, started);
    anstream::println!("{}", directory.join("index.html").display());
    Ok(Outcome::Fine)
}
