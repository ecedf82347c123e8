//! `cargo xtask openapi`: the API as an OpenAPI document.

use std::path::PathBuf;

use specwright_tools::{OpenApiVersion, output};

use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::spec::SpecArguments;
use crate::terminal::print;

#[derive(clap::Args)]
pub struct Arguments {
    /// Version of OpenAPI.
    #[arg(long, default_value = "3.0", value_parser = ["3.0", "3.1"])]
    version: String,
    /// What the document is for: to be read, or to make and check requests with, where nothing is allowed
    /// that the specification does not know.
    #[arg(long, default_value = "docs", value_parser = ["docs", "strict"])]
    flavor: String,
    /// File to write [default: standard output].
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    spec: SpecArguments,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let Some(specification) = arguments.spec.read(program)? else { return Ok(Outcome::Findings) };
    let version = if arguments.version == "3.1" { OpenApiVersion::V31 } else { OpenApiVersion::V30 };
    let document = match arguments.flavor.as_str() {
        "strict" => specwright_tools::openapi_strict(&specification, version),
        _ => specwright_tools::openapi(&specification, version),
    };
    let text = serde_json::to_string_pretty(&document)? + "\n";
    match &arguments.output {
        Some(path) => output::replace(path, &text)?,
        None => print(&text)?,
    }
    Ok(Outcome::Fine)
}
