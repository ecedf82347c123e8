//! The commands that people run on a specification. Parses arguments, prints and ends; the work is done by
//! `specwright-tools`.
//!
//! A program flattens [`Command`] into its own, says in a [`Program`] where it works, and ends with [`end`].

#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::todo, clippy::unreachable)
)]

mod add_operation;
mod coverage;
mod diff;
mod difference;
mod docs;
mod fmt;
mod format;
mod git;
mod lint;
mod openapi;
mod outcome;
mod program;
mod regenerate;
mod schema;
mod spec;
mod terminal;

pub use outcome::{Failure, Outcome, end};
pub use program::Program;
pub use terminal::choose_colors;

/// Commands on a specification.
#[derive(clap::Subcommand)]
pub enum Command {
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
    // Programs list their own commands between these, and at the end.
    /// Compare the specification with what the documents contain.
    #[command(display_order = 20)]
    Coverage(coverage::Arguments),
    /// Print the JSON Schemas of the specification's files, for editors.
    #[command(display_order = 21)]
    Schema(schema::Arguments),
}

impl Command {
    /// Runs the command.
    pub fn run(&self, program: &Program) -> Result<Outcome, Failure> {
        match self {
            Command::Regenerate(arguments) => regenerate::run(arguments, program),
            Command::Lint(arguments) => lint::run(arguments, program),
            Command::AddOperation(arguments) => add_operation::run(arguments, program),
            Command::Fmt(arguments) => fmt::run(arguments, program),
            Command::Diff(arguments) => diff::run(arguments, program),
            Command::Docs(arguments) => docs::run(arguments, program),
            Command::Openapi(arguments) => openapi::run(arguments, program),
            Command::Coverage(arguments) => coverage::run(arguments, program),
            Command::Schema(arguments) => schema::run(arguments),
        }
    }
}
