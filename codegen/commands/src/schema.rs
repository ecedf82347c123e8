//! `cargo xtask schema`: JSON Schemas of the specification's files.

use std::path::PathBuf;

use specwright_tools::output;

use crate::outcome::{Failure, Outcome};
use crate::terminal::print;

/// Without an output directory, prints one schema.
#[derive(clap::Args)]
pub struct Arguments {
    /// The kind of file.
    #[arg(default_value = "group", value_parser = ["api", "sources", "group", "ledger", "waivers", "acknowledged", "diff", "lint"])]
    kind: String,
    /// File to write [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Outcome, Failure> {
    let schema = specwright_tools::schema(&arguments.kind)
        .ok_or_else(|| Failure(format!("there is no kind of file `{}`", arguments.kind)))?;
    let text = serde_json::to_string_pretty(&schema)? + "\n";
    match &arguments.output {
        Some(path) => output::replace(path, &text)?,
        None => print(&text)?,
    }
    Ok(Outcome::Fine)
}
