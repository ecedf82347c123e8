//! `cargo xtask COMMAND`: the commands of `specwright-commands`, and four that only this workspace has.
//!
//! Exit codes: 0 for success, 1 for findings, 2 if the command could not run.

mod accept;
mod bench;
mod copy;
mod mock;
mod test;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use specwright_commands::{MockArguments, Origin, Program};

/// Generating makes half a million small allocations on several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// First steps, printed by `cargo xtask` without arguments.
const FIRST_STEPS: &str = "\
Start here:
  cargo xtask regenerate     Generate the crates from spec/, and print what changed. A second.
  cargo xtask mock           Serve all operations on http://127.0.0.1:8080, with a page to try them.
  cargo xtask docs           Write the API reference as HTML pages.
  cargo xtask test           Run every check that a change must pass. 13 minutes, 8 GB.

To change the API:
  cargo xtask add-operation  Add an operation to spec/, or edit the files there.
  cargo xtask lint           Report errors and warnings in spec/.
  cargo xtask accept         Regenerate, and update what tests hold. Then review `git diff`.
  cargo xtask diff           Show what the change means on the wire and in Rust.

`cargo xtask help` lists all commands. README.md and CONTRIBUTING.md have the details.
";

/// Closing lines of `cargo xtask help`.
const FIRST: &str = "\
Start with `cargo xtask regenerate`. `cargo xtask test` runs every check that a change must pass.
`cargo xtask COMMAND --help` describes a command. README.md and CONTRIBUTING.md explain how to make a change.";

/// Commands for the specification and the crates generated from it.
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
    /// Serve a mock that responds from the examples of the specification.
    #[command(display_order = 10)]
    Mock(MockArguments),
    /// Regenerate the crates, and update the snapshots and documents that follow from the specification.
    #[command(display_order = 25)]
    Accept,
    /// Run benchmarks, or compare with other generators.
    #[command(display_order = 35)]
    Bench(bench::Arguments),
    /// Run every check that a change must pass.
    #[command(display_order = 30)]
    Test(test::Arguments),
}

fn main() -> ExitCode {
    specwright_commands::begin("cargo xtask");
    if std::env::args_os().len() < 2 {
        anstream::print!("{FIRST_STEPS}");
        return ExitCode::SUCCESS;
    }
    // Cargo passes the directory of this package; the workspace is its parent.
    let root = std::env::var_os("CARGO_MANIFEST_DIR").and_then(|xtask| Some(Path::new(&xtask).parent()?.to_owned()));
    let program = Program {
        origin: root.clone().map_or(Origin::Registry, Origin::Directory),
        root,
        spec: "spec",
        crates: "generated",
        reference: "target/reference",
    };
    specwright_commands::end(match Arguments::parse().command {
        Command::OfSpecifications(command) => command.run(&program),
        Command::Mock(arguments) => mock::run(&arguments, &program),
        Command::Accept => accept::run(&program),
        Command::Bench(arguments) => bench::run(&arguments, &program),
        Command::Test(arguments) => test::run(&arguments, &program),
    })
}
