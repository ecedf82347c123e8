//! The commands on a specification: arguments, output and exit codes. `specwright-tools` does the work.
//!
//! A program flattens [`Command`] into its own, passes its directories in a [`Program`], and exits with [`end`].

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

mod add_operation;
mod coverage;
mod diff;
mod difference;
mod docs;
mod evidence;
mod fmt;
mod format;
mod git;
mod import;
mod lint;
mod merge;
mod mock;
mod new;
mod openapi;
mod outcome;
mod program;
mod regenerate;
mod schema;
mod spec;
mod terminal;

pub use mock::{MockArguments, mock};
pub use outcome::{Failure, Outcome, end};
pub use program::{Origin, Program};
pub use terminal::begin;

/// Commands on a specification.
#[derive(clap::Subcommand)]
pub enum Command {
    /// Create a workspace with a first specification, its crates and a test.
    #[command(display_order = 22)]
    New(new::Arguments),
    /// Generate the crates from the specification.
    Regenerate(regenerate::Arguments),
    /// Report errors and warnings in the specification.
    Lint(lint::Arguments),
    /// Add an operation to the specification: everything but the descriptions.
    AddOperation(Box<add_operation::Arguments>),
    /// Format the files of the specification.
    Fmt(fmt::Arguments),
    /// Show what a change of the specification means, on the wire and in Rust.
    Diff(diff::Arguments),
    /// Write the API reference as HTML pages.
    Docs(docs::Arguments),
    /// Export the API as an OpenAPI document.
    Openapi(openapi::Arguments),
    /// Make a specification from an OpenAPI document, or merge a newer document into it.
    Import(import::Arguments),
    // Programs list their own commands between these, and at the end.
    /// Compare the specification with what the documents contain.
    #[command(display_order = 20)]
    Coverage(coverage::Arguments),
    /// Compare citations of published packages with the packages. Downloads them.
    #[command(display_order = 20)]
    Evidence(evidence::Arguments),
    /// Print the JSON Schemas of the specification's files, for editors.
    #[command(display_order = 21)]
    Schema(schema::Arguments),
}

impl Command {
    /// Runs the command.
    pub fn run(&self, program: &Program) -> Result<Outcome, Failure> {
        match self {
            Command::New(arguments) => new::run(arguments, program),
            Command::Regenerate(arguments) => regenerate::run(arguments, program),
            Command::Lint(arguments) => lint::run(arguments, program),
            Command::AddOperation(arguments) => add_operation::run(arguments, program),
            Command::Fmt(arguments) => fmt::run(arguments, program),
            Command::Diff(arguments) => diff::run(arguments, program),
            Command::Docs(arguments) => docs::run(arguments, program),
            Command::Openapi(arguments) => openapi::run(arguments, program),
            Command::Import(arguments) => import::run(arguments),
            Command::Coverage(arguments) => coverage::run(arguments, program),
            Command::Evidence(arguments) => evidence::run(arguments, program),
            Command::Schema(arguments) => schema::run(arguments),
        }
    }
}
