//! The commands that people run, as `cargo xtask COMMAND`: those of `specwright-commands`, and what only this
//! workspace has.
//!
//! Exit codes: 0 fine, 1 findings, 2 could not run.

mod mock;
mod test;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use specwright_commands::Program;

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
    #[command(flatten)]
    OfSpecifications(specwright_commands::Command),
    /// Serve a mock that answers from the examples.
    #[command(display_order = 10)]
    Mock(mock::Arguments),
    /// Run everything that has to pass before a change lands.
    #[command(display_order = 30)]
    Test(test::Arguments),
}

fn main() -> ExitCode {
    specwright_commands::choose_colors();
    let program = Program {
        // Cargo says where this package is, and the workspace is the directory around it.
        root: std::env::var_os("CARGO_MANIFEST_DIR").and_then(|xtask| Some(Path::new(&xtask).parent()?.to_owned())),
        spec: "spec",
        crates: "generated",
        reference: "target/reference",
    };
    specwright_commands::end(match Arguments::parse().command {
        Command::OfSpecifications(command) => command.run(&program),
        Command::Mock(arguments) => mock::run(&arguments, &program),
        Command::Test(arguments) => test::run(&arguments, &program),
    })
}
