//! `specwright COMMAND`: the commands of `specwright-commands`, for any repository.
//!
//! Exit codes: 0 for success, 1 for findings, 2 if the command could not run.

use std::path::{Component, Path};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mimalloc::MiMalloc;
use specwright_commands::{MockArguments, Origin, Program};

/// Generating makes half a million small allocations on several threads.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// First steps, printed without arguments.
const FIRST_STEPS: &str = "\
Start here:
  specwright new DIR         Create a workspace: a first specification, its crates and a test.
                             --from FILE begins with an OpenAPI document.
In the workspace:
  cargo test                 Call the mock through the client.
  specwright lint            Report errors and warnings in spec/.
  specwright regenerate      Generate the crates from spec/, and print what changed.
  specwright diff            Show what changes of spec/ mean on the wire and in Rust.
  specwright mock            Serve all operations on http://127.0.0.1:8080, with a page to try them.

`specwright help` lists all commands.
";

/// Arguments with which cargo builds the mock.
const MOCK: [&str; 5] = ["--manifest-path", "generated/server/Cargo.toml", "--bins", "--features", "mock-command"];

/// Generates Rust crates from an API specification: client, server stub and mock.
#[derive(Parser)]
#[command(name = "specwright", version, max_term_width = 100)]
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
}

/// Where this program was built. Cargo checks out what it installs from git in `git/checkouts`.
fn origin() -> Origin {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let is_copy = |[one, other]: [Component<'_>; 2]| one.as_os_str() == "git" && other.as_os_str() == "checkouts";
    let parts: Vec<Component<'_>> = package.components().collect();
    if parts.windows(2).any(|pair| is_copy([pair[0], pair[1]])) {
        return Origin::Repository;
    }
    let checkout = package.ancestors().nth(2).filter(|root| root.join("runtime/Cargo.toml").is_file());
    checkout.map_or(Origin::Registry, |root| Origin::Directory(root.to_owned()))
}

fn main() -> ExitCode {
    specwright_commands::begin("specwright");
    if std::env::args_os().len() < 2 {
        anstream::print!("{FIRST_STEPS}");
        return ExitCode::SUCCESS;
    }
    let program =
        Program { root: None, spec: "spec", crates: "generated", reference: "target/reference", origin: origin() };
    specwright_commands::end(match Arguments::parse().command {
        Command::OfSpecifications(command) => command.run(&program),
        Command::Mock(arguments) => program.root().and_then(|root| specwright_commands::mock(&arguments, &root, &MOCK)),
    })
}
