//! The commands that people run, as `cargo xtask COMMAND`. Parses arguments and prints; the work is
//! done by `specwright-tools`.
//!
//! Exit codes: 0 fine, 1 findings, 2 could not run.

mod add_operation;
mod coverage;
mod diff;
mod difference;
mod docs;
mod fmt;
mod format;
mod git;
mod lint;
mod mock;
mod openapi;
mod regenerate;
mod schema;
mod spec;
mod test;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;

/// Generating is half a million small allocations for tokens and trees, on several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// What to begin with.
const FIRST: &str = "\
Start with `cargo xtask regenerate`. `cargo xtask test` runs every check that a change has to pass.
`cargo xtask COMMAND --help` describes a command; README.md and CONTRIBUTING.md lead through a change.";

/// Commands for working on the specification and what is generated from it.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, max_term_width = 100, after_help = FIRST)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Generate the crates from the specification.
    Regenerate(regenerate::Arguments),
    /// Report what is wrong with the specification.
    Lint(lint::Arguments),
    /// Add an operation to the specification: a skeleton with everything but the texts.
    AddOperation(Box<add_operation::Arguments>),
    /// Bring the files of the specification into their canonical form.
    Fmt(fmt::Arguments),
    /// Show what a change of the specification means, on the wire and in Rust.
    Diff(diff::Arguments),
    /// Write the reference: pages about everything that the specification says.
    Docs(docs::Arguments),
    /// Export the API as an OpenAPI document.
    Openapi(openapi::Arguments),
    /// Serve a mock that answers from the examples.
    Mock(mock::Arguments),
    /// Compare the specification with what the documents contain.
    Coverage(coverage::Arguments),
    /// Print the JSON Schemas of the specification's files, for editors.
    Schema(schema::Arguments),
    /// Run everything that has to pass before a change lands.
    Test(test::Arguments),
}

/// How a command ended.
enum Outcome {
    /// Nothing to complain about.
    Fine,
    /// The command ran and found something.
    Findings,
}

/// The command could not run.
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure(error.to_string())
    }
}

/// Prints to standard output; a reader that went away, such as `head`, is no failure.
fn print(text: &str) -> Result<(), Failure> {
    print_to(std::io::stdout(), text)
}

/// The same for a stream that takes escape sequences out where they are not wanted.
fn print_to(mut stream: impl std::io::Write, text: &str) -> Result<(), Failure> {
    match stream.write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// Colours follow CARGO_TERM_COLOR, as cargo itself does, and else the terminal. NO_COLOR wins.
fn choose_colours() {
    let no_colours = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") if !no_colours => anstream::ColorChoice::Always.write_global(),
        Ok("never") => anstream::ColorChoice::Never.write_global(),
        _ => {}
    }
}

fn main() -> ExitCode {
    choose_colours();
    let result = match Arguments::parse().command {
        Command::Regenerate(arguments) => regenerate::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::AddOperation(arguments) => add_operation::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Docs(arguments) => docs::run(&arguments),
        Command::Openapi(arguments) => openapi::run(&arguments),
        Command::Mock(arguments) => mock::run(&arguments),
        Command::Coverage(arguments) => coverage::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Test(arguments) => test::run(&arguments),
    };
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(Failure(reason)) => {
            anstream::eprintln!("error: {reason}");
            ExitCode::from(2)
        }
    }
}
