//! `cargo xtask openapi`: the API as an OpenAPI document.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::ValueEnum;
use specwright_tools::{
    OpenApiFlavor, OpenApiPortable, OpenApiUnions, OpenApiVersion, OpenApiWithout, Specification, output,
};

use crate::outcome::{Failure, Outcome};
use crate::program::Program;
use crate::regenerate;
use crate::spec::SpecArguments;
use crate::terminal::print;

#[derive(clap::Args)]
pub struct Arguments {
    /// Version of OpenAPI [default: 3.0]. The portable flavor exists in 3.0 only.
    #[arg(long, value_parser = ["3.0", "3.1"])]
    version: Option<String>,
    /// What the document is for.
    #[arg(long, default_value = "docs")]
    flavor: Flavor,
    /// Write a document for each host into the directory that `--output` names: `HOST.json`.
    #[arg(long, requires = "output")]
    per_host: bool,
    /// Form of types that a tag tells apart [default: flat]. Only in the portable flavor.
    #[arg(long, value_name = "FORM")]
    unions: Option<Unions>,
    /// Leave out what a generator cannot read, separated by commas. Only in the portable flavor.
    #[arg(long, value_name = "CONSTRUCTS", value_delimiter = ',')]
    without: Vec<Without>,
    /// File to write [default: standard output], or directory with `--per-host`.
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    #[command(flatten)]
    spec: SpecArguments,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Flavor {
    /// To be read.
    Docs,
    /// To generate requests and check responses, where nothing is allowed that the specification does not know.
    Strict,
    /// To generate clients: only constructs that common generators understand.
    Portable,
}

#[derive(Clone, Copy, ValueEnum)]
enum Unions {
    /// One object with the fields of all variants. Accepts unknown tags.
    Flat,
    /// `oneOf` with a discriminator, and a schema for each variant. Rejects unknown tags.
    OneOf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Without {
    /// The response to any other error. Responses to documented errors remain.
    DefaultResponses,
    /// Operations with a form as request body.
    MultipartOperations,
}

pub(crate) fn run(arguments: &Arguments, program: &Program) -> Result<Outcome, Failure> {
    let started = Instant::now();
    let flavor = arguments.flavor()?;
    let Some(specification) = arguments.spec.read(program)? else { return Ok(Outcome::Findings) };
    match &arguments.output {
        Some(directory) if arguments.per_host => write_all(&specification, &flavor, directory, started)?,
        Some(path) => output::replace(path, &text(&specwright_tools::openapi_as(&specification, &flavor))?)?,
        None => print(&text(&specwright_tools::openapi_as(&specification, &flavor))?)?,
    }
    Ok(Outcome::Fine)
}

fn text(document: &serde_json::Value) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(document)? + "\n")
}

/// Writes a document for each host.
fn write_all(
    specification: &Specification,
    flavor: &OpenApiFlavor,
    directory: &Path,
    started: Instant,
) -> Result<(), Failure> {
    let documents = specwright_tools::openapi_per_host(specification, flavor);
    let files = documents.iter().map(|(host, document)| Ok((format!("{host}.json"), text(document)?)));
    let files = files.collect::<Result<_, Failure>>()?;
    let _lock = output::lock(directory)?;
    let plan = output::plan_documents(directory, &files)?;
    output::apply(directory, &files, &plan)?;
    regenerate::summary(&plan, directory, started);
    Ok(())
}

impl Arguments {
    /// Returns the flavor with its options, which belong together.
    fn flavor(&self) -> Result<OpenApiFlavor, Failure> {
        let version = if self.version.as_deref() == Some("3.1") { OpenApiVersion::V31 } else { OpenApiVersion::V30 };
        let portable_only = [("--unions", self.unions.is_some()), ("--without", !self.without.is_empty())];
        let misplaced = portable_only.iter().find(|(_, given)| *given && self.flavor != Flavor::Portable);
        if let Some((option, _)) = misplaced {
            return Err(Failure(format!("`{option}` needs `--flavor portable`")));
        }
        match self.flavor {
            Flavor::Docs => Ok(OpenApiFlavor::Docs(version)),
            Flavor::Strict => Ok(OpenApiFlavor::Strict(version)),
            Flavor::Portable if version == OpenApiVersion::V31 => {
                Err(Failure("the portable flavor is OpenAPI 3.0; omit `--version 3.1`".to_owned()))
            }
            Flavor::Portable => {
                let unions = match self.unions {
                    Some(Unions::OneOf) => OpenApiUnions::OneOf,
                    Some(Unions::Flat) | None => OpenApiUnions::Flat,
                };
                let without = self.without.iter().map(|construct| match construct {
                    Without::DefaultResponses => OpenApiWithout::DefaultResponses,
                    Without::MultipartOperations => OpenApiWithout::MultipartOperations,
                });
                Ok(OpenApiFlavor::Portable(OpenApiPortable { unions, without: without.collect() }))
            }
        }
    }
}
